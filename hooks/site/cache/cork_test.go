package cache_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"qiao/hooks/site/cache"
)

// counted counts the writes to the connections of a listener: each is a system call.
type counted struct {
	net.Listener
	writes atomic.Int64
}

type countedConn struct {
	net.Conn
	writes *atomic.Int64
}

func (l *counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countedConn{c, &l.writes}, err
}

func (c countedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// Bodies around the sizes of net/http's buffers arrive whole, one after the other on the same connection, also when the
// cache isn't asked in between.
func TestAnswersArriveWhole(t *testing.T) {
	sizes := []int{0, 1, 100, 2047, 2048, 2049, 3500, 3900, 4000, 4095, 4096, 4097, 7000, 8191, 8192, 8193, 20_000, 300_000}
	bodies := map[string][]byte{}
	for _, n := range sizes {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rand.Uint32()) // not to be compressed
		}
		bodies["/"+strconv.Itoa(n)] = b
	}
	c, _ := newCache(64<<20, func(r *http.Request) *cache.Document {
		return &cache.Document{ContentType: "application/octet-stream", Body: bodies[r.URL.Path]}
	})
	server := httptest.NewUnstartedServer(c)
	server.Listener = cache.Listen(server.Listener, server.Config)
	server.Start()
	defer server.Close()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}} // a connection of its own
			for range 3 {
				for _, n := range sizes {
					path := "/" + strconv.Itoa(n)
					for _, method := range []string{"GET", "HEAD", "GET"} {
						req, err := http.NewRequest(method, server.URL+path, nil)
						if err != nil {
							t.Error(err)
							return
						}
						res, err := client.Do(req)
						if err != nil {
							t.Error(err)
							return
						}
						got, err := io.ReadAll(res.Body)
						res.Body.Close()
						want := bodies[path]
						if method == "HEAD" {
							want = nil
						}
						if err != nil || !bytes.Equal(got, want) {
							t.Errorf("%s %s: %d bytes, %v", method, path, len(got), err)
						}
					}
				}
				res, err := client.Get(server.URL + "/api/x") // past the cache
				if err != nil || res.StatusCode != http.StatusTeapot && res.StatusCode != http.StatusOK {
					t.Errorf("past the cache: %v", err)
					return
				}
				res.Body.Close()
			}
			client.CloseIdleConnections()
		})
	}
	wg.Wait()
}

// A connection that isn't TCP is served as it is, with the two writes that it takes: so it is known what is saved.
func TestOtherConnectionsAreServedToo(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 10_000)
	c, _ := newCache(1<<20, func(*http.Request) *cache.Document {
		return &cache.Document{ContentType: "application/octet-stream", Body: body}
	})
	server := httptest.NewUnstartedServer(c)
	count := &counted{Listener: server.Listener}
	server.Listener = cache.Listen(count, server.Config)
	server.Start()
	defer server.Close()
	res, err := http.Get(server.URL + "/a")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(got, body) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if n := count.writes.Load(); n != 2 {
		t.Errorf("%d writes", n)
	}
}
