package cache

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Listen makes each answer from the cache leave in one system call. net/http takes two for most pages: it writes its
// buffer of 4 KB when that is full, and the rest of the page after it. Listen gives the listener that is to be served
// instead of l, and prepares the server for it. Where TLS lies between, or the server isn't prepared, nothing changes.
func Listen(l net.Listener, s *http.Server) net.Listener {
	before := s.ConnContext
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if before != nil {
			ctx = before(ctx, c)
		}
		if c, ok := c.(*corked); ok {
			ctx = context.WithValue(ctx, corkedKey{}, c)
		}
		return ctx
	}
	return corkedListener{l}
}

type corkedKey struct{}

type corkedListener struct{ net.Listener }

func (l corkedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &corked{TCPConn: tcp}, err
	}
	return c, err
}

// corked is a connection that keeps a first write back while it is held, and sends it with the second one. It needs no
// lock: net/http lets one goroutine at a time write to a connection.
type corked struct {
	*net.TCPConn
	held *[]byte // nil when writes go through
}

var heldBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, 4096) // what net/http's own buffer has
	return &b
}}

// send writes a body that is the rest of the answer.
func send(w http.ResponseWriter, r *http.Request, body []byte) {
	c, ok := r.Context().Value(corkedKey{}).(*corked)
	if !ok {
		_, _ = w.Write(body) // a client that left is none of our errors
		return
	}
	c.held = heldBuffers.Get().(*[]byte)
	_, _ = w.Write(body)
	_ = http.NewResponseController(w).Flush() // else the end of the body would stay in net/http's buffer
	c.release()
}

// Write keeps p when the connection is held and nothing is kept yet. It keeps a copy, as the caller's buffer is used again.
func (c *corked) Write(p []byte) (int, error) {
	switch {
	case c.held == nil:
		return c.TCPConn.Write(p)
	case len(*c.held) == 0:
		*c.held = append(*c.held, p...)
		return len(p), nil
	}
	kept := int64(len(*c.held))
	both := net.Buffers{*c.held, p}
	n, err := both.WriteTo(c.TCPConn)
	*c.held = (*c.held)[:0]
	return int(max(n-kept, 0)), err
}

// release sends what is still kept, and lets writes through again.
func (c *corked) release() {
	held := c.held
	c.held = nil
	if len(*held) > 0 {
		_, _ = c.TCPConn.Write(*held)
	}
	*held = (*held)[:0]
	heldBuffers.Put(held)
}
