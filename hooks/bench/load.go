package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// throughput sends GET requests for path over so many connections for a while and gives
// requests per second. It writes and reads HTTP/1.1 by hand: a client that costs as much
// as the server would measure itself.
func throughput(address, path string, connections int, d time.Duration) (float64, error) {
	request := "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nAccept-Encoding: gzip, br\r\nUser-Agent: qiao-bench\r\n\r\n"
	var done atomic.Int64
	var firstErr error
	var once sync.Once
	fail := func(err error) { once.Do(func() { firstErr = err }) }
	var wg sync.WaitGroup
	start := time.Now()
	end := start.Add(d)
	for range connections {
		wg.Add(1)
		go func() {
			defer wg.Done()
			conn, err := net.Dial("tcp", address)
			if err != nil {
				fail(err)
				return
			}
			defer conn.Close()
			r := bufio.NewReaderSize(conn, 64<<10)
			for time.Now().Before(end) {
				if _, err := io.WriteString(conn, request); err != nil {
					fail(err)
					return
				}
				if _, err := readResponse(r); err != nil {
					fail(fmt.Errorf("%s: %w", path, err))
					return
				}
				done.Add(1)
			}
		}()
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), firstErr
}

// readResponse reads one response with a Content-Length, or chunked, and gives the size of
// its body. Any status but 200 is an error.
func readResponse(r *bufio.Reader) (size int, err error) {
	status, err := r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if !strings.HasPrefix(string(status), "HTTP/1.1 200") {
		return 0, fmt.Errorf("answered %q", strings.TrimSpace(string(status)))
	}
	length, chunked := -1, false
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := strings.Cut(string(line), ":")
		switch {
		case strings.EqualFold(name, "content-length"):
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return 0, err
			}
		case strings.EqualFold(name, "transfer-encoding"):
			chunked = true
		}
	}
	if !chunked {
		return r.Discard(max(length, 0))
	}
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return size, err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 32)
		if err != nil {
			return size, err
		}
		if _, err := r.Discard(int(n) + 2); err != nil {
			return size, err
		}
		if n == 0 {
			return size, nil
		}
		size += int(n)
	}
}

// A client keeps one connection, for latencies as one reader feels them.
type client struct {
	address string
	conn    net.Conn
	r       *bufio.Reader
	token   string // of who asks, empty for a guest
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{address: address, conn: conn, r: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// get asks for path once and gives the time until the whole answer was read.
func (c *client) get(path string) (time.Duration, error) {
	who := ""
	if c.token != "" {
		who = "Authorization: " + c.token + "\r\n"
	}
	start := time.Now()
	if _, err := io.WriteString(c.conn, "GET "+path+" HTTP/1.1\r\nHost: "+c.address+"\r\n"+who+"Accept-Encoding: gzip, br\r\n\r\n"); err != nil {
		return 0, err
	}
	if _, err := readResponse(c.r); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return time.Since(start), nil
}

// median gives the middle of the values, which it sorts.
func median[T float64 | time.Duration](values []T) T { return quantile(values, 0.5) }

// quantile gives the value below which the share q of the values lies; it sorts them.
func quantile[T float64 | time.Duration](values []T, q float64) T {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)-1, int(q*float64(len(values))))]
}
