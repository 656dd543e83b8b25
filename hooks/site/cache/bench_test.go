//go:build unix

package cache_test

import (
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"qiao/hooks/site/cache"
)

// article is about what an article's page weighs: 30 KB, a quarter of it when compressed.
var article = func() string {
	var b strings.Builder
	words := rand.New(rand.NewPCG(1, 2))
	for b.Len() < 30_000 {
		b.WriteString("<p>")
		for range 60 {
			b.WriteRune(rune(0x4e00 + words.IntN(2500)*words.IntN(8)/8))
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}()

var securityHeaders = map[string][]string{
	"Content-Security-Policy": {"default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"},
	"X-Content-Type-Options":  {"nosniff"},
}

// BenchmarkHit compares a hit with a handler that writes the same bytes and knows nothing else:
//
//	go test ./hooks/site/cache -bench Hit -cpu 2
//
// "loop" is one connection's handler alone; "net" is a server with 32 connections, clients in the same process.
func BenchmarkHit(b *testing.B) {
	c := cache.New(64<<20).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cache.Answer(r, &cache.Document{ContentType: "text/html; charset=utf-8", Body: []byte(article), Header: securityHeaders})
	}), cache.Policy{Bypass: func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }})
	body := fetch(b, c, "/articles/one")
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "br")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
	for _, one := range []struct {
		name    string
		handler http.Handler
	}{{"bare", bare}, {"cache", c}} {
		b.Run("loop/"+one.name, func(b *testing.B) { loop(b, one.handler) })
		b.Run("net/"+one.name, func(b *testing.B) { network(b, one.handler) })
	}
}

func fetch(b *testing.B, h http.Handler, url string) []byte {
	w := &sink{header: http.Header{}}
	for w.header.Get("Content-Encoding") != "br" { // it is made behind the second answer
		h.ServeHTTP(w, request(url))
	}
	return w.body
}

func request(url string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	return r
}

type sink struct {
	header http.Header
	body   []byte
}

func (s *sink) Header() http.Header { return s.header }
func (s *sink) WriteHeader(int)     {}
func (s *sink) Write(p []byte) (int, error) {
	s.body = p
	return len(p), nil
}

func loop(b *testing.B, h http.Handler) {
	b.ReportAllocs()
	r := request("/articles/one")
	w := &sink{header: http.Header{}}
	for b.Loop() {
		clear(w.header)
		h.ServeHTTP(w, r)
	}
}

// network asks through 32 connections that are written and read by hand: an http.Client costs more than the server.
func network(b *testing.B, h http.Handler) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: h}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	size := answerSize(b, l.Addr().String())
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	before := cpu()
	b.ResetTimer()
	for range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			buf := make([]byte, size)
			for left.Add(-1) >= 0 {
				_, _ = io.WriteString(conn, rawRequest)
				if _, err := io.ReadFull(conn, buf); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(float64(cpu()-before)/float64(b.N), "cpu-ns/op") // on a busy machine the honest figure
}

// cpu is the processor time of this process, clients included.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const rawRequest = "GET /articles/one HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"

// answerSize reads one whole answer; all are as long.
func answerSize(b *testing.B, address string) int {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, strings.Replace(rawRequest, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1))
	all, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(all), "HTTP/1.1 200") {
		b.Fatal(err, string(all[:min(len(all), 200)]))
	}
	return len(all) - len("Connection: close\r\n")
}
