package cache

import (
	"context"
	"net/http"
	"time"
)

// Document is what a handler makes for a URL.
type Document struct {
	Status      int // 200 when zero
	ContentType string
	Body        []byte
	// Header has further headers, by canonical names; the slices are shared by all answers and must not change.
	Header map[string][]string
	// CacheControl is what browsers and proxies are told; by default to ask again each time.
	CacheControl string
	Modified     time.Time // for Last-Modified; a document without ETag support in the client is then revalidated by it
	Tags         []string  // what it was made from
	TTL          time.Duration
	NoStore      bool // for this answer alone
}

// flight is the making of one document, which all who ask for it meanwhile wait for.
type flight struct {
	done        chan struct{}
	document    *Document
	entry       *entry
	invalidated []string // tags invalidated since the flight began
	purged      bool
}

func (f *flight) outdated(tags []string) bool {
	if len(f.invalidated) == 0 {
		return false
	}
	set := make(map[string]struct{}, len(f.invalidated))
	for _, tag := range f.invalidated {
		set[tag] = struct{}{}
	}
	for _, tag := range tags {
		if _, ok := set[tag]; ok {
			return true
		}
	}
	return false
}

type flightKey struct{}

// Answer hands a document to the cache that the request came through, which then answers with it. It returns false when
// there is no cache in front; [Write] answers without one.
func Answer(r *http.Request, d *Document) bool {
	f, ok := r.Context().Value(flightKey{}).(*flight)
	if ok {
		f.document = d
	}
	return ok
}

// Write answers with a document that no cache keeps.
func Write(w http.ResponseWriter, r *http.Request, d *Document) {
	e := newEntry(key{}, d)
	e.write(w, r, nil)
}

func (c *Cache) miss(w http.ResponseWriter, r *http.Request) {
	k := key{r.URL.Path, r.URL.RawQuery}
	c.mu.Lock()
	if f := c.flights[k]; f != nil {
		c.mu.Unlock()
		select {
		case <-f.done:
		case <-r.Context().Done():
			return
		}
		if f.entry != nil {
			c.write(w, r, f.entry)
			return
		}
		// what the first one got was for it alone: a rate limit, or an answer from another handler
		c.next.ServeHTTP(w, r)
		return
	}
	if e := c.lookup(k); e != nil { // a flight that ended since this request missed
		c.mu.Unlock()
		c.write(w, r, e)
		return
	}
	f := &flight{done: make(chan struct{})}
	c.flights[k] = f
	c.making[f] = struct{}{}
	c.mu.Unlock()

	defer func() {
		c.mu.Lock()
		if c.flights[k] == f {
			delete(c.flights, k)
		}
		delete(c.making, f)
		c.mu.Unlock()
		close(f.done)
	}()
	// others may wait for this document when the first who asked has left
	ctx := context.WithValue(context.WithoutCancel(r.Context()), flightKey{}, f)
	c.next.ServeHTTP(w, r.WithContext(ctx))
	d := f.document
	if d == nil {
		return
	}
	e := newEntry(k, d)
	e.prepare(r)
	if !d.NoStore && !c.policy.Off {
		c.store(f, e)
	}
	f.entry = e
	clear(w.Header())  // what the handlers behind put there for their own answers; a hit doesn't have it either
	e.write(w, r, nil) // its form is there, and br is worth making only for a page that is asked for again
}
