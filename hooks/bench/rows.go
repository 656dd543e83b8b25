package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// A row is one line of the table.
type row struct {
	what, against, reach string
	got                  string
	ok                   bool
}

// runs is how often each thing is measured; the median counts.
const runs = 5

// window is how long one run of a throughput lasts.
const window = 4 * time.Second

// cachedPage compares a page from the cache with a bare handler writing the same bytes, the
// two in turn, so that a machine that slows down slows both.
func cachedPage(p *portal, slug string) (row, error) {
	return cachedPath(p, "cached article page, 32 connections", "/articles/"+slug)
}

func cachedPath(p *portal, what, path string) (row, error) {
	bare, stop, err := bareServer(p.address, path)
	if err != nil {
		return row{}, err
	}
	defer stop()
	var ratios, ours, theirs []float64
	for i := range runs + 1 {
		a, err := throughput(p.address, path, 32, window)
		if err != nil {
			return row{}, err
		}
		b, err := throughput(bare, path, 32, window)
		if err != nil {
			return row{}, err
		}
		if i > 0 { // the first is a warm-up
			ratios, ours, theirs = append(ratios, a/b), append(ours, a), append(theirs, b)
		}
	}
	ratio := median(ratios)
	return row{
		what, "bare net/http, same bytes", ">= 0.95",
		fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", ratio, median(ours), median(theirs)), ratio >= 0.95,
	}, nil
}

// bareServer answers every request with the bytes and the content headers of a page, from
// a handler that does nothing else.
func bareServer(address, path string) (bare string, stop func(), err error) {
	res, body, err := settled(address, path)
	if err != nil {
		return "", nil, err
	}
	kind, encoding, length := res.Header.Get("Content-Type"), res.Header.Get("Content-Encoding"), strconv.Itoa(len(body))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Encoding", encoding)
		h.Set("Content-Length", length)
		_, _ = w.Write(body) // a client that went away is no concern of a benchmark
	})}
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), func() { server.Close() }, nil
}

// settled asks for a page until it comes in its final compression: the first reader of a
// page gets the quick one.
func settled(address, path string) (res *http.Response, body []byte, err error) {
	for range 40 {
		req, err := http.NewRequest(http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			return nil, nil, err
		}
		req.Header.Set("Accept-Encoding", "gzip, br")
		res, err = http.DefaultTransport.RoundTrip(req)
		if err != nil {
			return nil, nil, err
		}
		body, err = io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return nil, nil, err
		}
		if res.Header.Get("Content-Encoding") == "br" {
			return res, body, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, nil, fmt.Errorf("%s is still not compressed with brotli after 40 requests", path)
}

// uncached gives the median latency of paths when each request misses the cache.
func uncached(p *portal, paths []string) (time.Duration, error) {
	return askedMedian(p, "", paths, p.Frame.Cache().Purge)
}

// askedMedian gives the median latency of paths for who has a token; before is done ahead of each request.
func askedMedian(p *portal, token string, paths []string, before func()) (time.Duration, error) {
	c, err := dial(p.address)
	if err != nil {
		return 0, err
	}
	defer c.conn.Close()
	c.token = token
	var medians []time.Duration
	for i := range runs + 1 {
		var took []time.Duration
		for _, path := range paths {
			before()
			d, err := c.get(path)
			if err != nil {
				return 0, err
			}
			took = append(took, d)
		}
		if i > 0 {
			medians = append(medians, median(took))
		}
	}
	return median(medians), nil
}

func articlePaths(slugs []string) []string {
	paths := make([]string, len(slugs))
	for i, s := range slugs {
		paths[i] = "/articles/" + s
	}
	return paths
}

func repeat(path string, n int) []string {
	paths := make([]string, n)
	for i := range paths {
		paths[i] = path
	}
	return paths
}

func latencyRow(p *portal, what string, paths []string, limit time.Duration) (row, error) {
	d, err := uncached(p, paths)
	return row{what, "-", "<= " + limit.String() + " median", ms(d), d <= limit}, err
}

// cards is the list of article cards by REST.
const cards = "/api/collections/article_cards/records?perPage=20&sort=-published&skipTotal=1"

// cardsList compares the list of article cards, as guests get it, with the server's health endpoint.
func cardsList(p *portal) (row, error) {
	return besideHealth(p, "article cards by REST, 20 newest", cards, ">= 0.12", 0.12)
}

// cardsUncached is the same past the cache, as a member gets it: what expands relations isn't kept, even if it expands none.
func cardsUncached(p *portal) (row, error) {
	return besideHealth(p, "the same past the cache", cards+"&expand=", "-", 0)
}

func besideHealth(p *portal, name, list, reach string, least float64) (row, error) {
	var ratios, ours, theirs []float64
	for i := range runs + 1 {
		a, err := throughput(p.address, list, 32, window)
		if err != nil {
			return row{}, err
		}
		b, err := throughput(p.address, "/api/health", 32, window)
		if err != nil {
			return row{}, err
		}
		if i > 0 {
			ratios, ours, theirs = append(ratios, a/b), append(ours, a), append(theirs, b)
		}
	}
	ratio := median(ratios)
	return row{
		name, "/api/health", reach,
		fmt.Sprintf("%.3f  (%.0f/s of %.0f/s)", ratio, median(ours), median(theirs)), ratio >= least,
	}, nil
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }
