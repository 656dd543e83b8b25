// Package cache keeps documents in memory, compressed, and answers requests for them without asking the handler behind.
//
// A document names the tags it was made from. Invalidating a tag drops every document that has it, and also keeps a
// document from being stored whose making began before: what was read then may be outdated. A request that comes after
// an invalidation never gets a document made before it.
package cache

import (
	"hash/maphash"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultTTL is how long a document is kept that names no time. It is a backstop: changes invalidate at once.
const DefaultTTL = 10 * time.Minute

const shardCount = 32 // a power of two; enough for two dozen cores to rarely meet

// Cache is an http.Handler in front of another one. Make it with [New] and set what it stands before with [Cache.Wrap].
type Cache struct {
	next   http.Handler
	policy Policy
	limit  int64
	seed   maphash.Seed
	shards [shardCount]shard

	misses    atomic.Int64
	improving atomic.Bool // a br form is being made

	mu      sync.Mutex // guards all below, and every change of a shard
	tags    map[string]map[*entry]struct{}
	hand    *entry // the clock's hand: the next candidate for eviction; entries form a ring
	bytes   int64
	count   int
	flights map[key]*flight
	making  map[*flight]struct{} // every flight under way, also those that nobody may join any more
}

// Policy is what the cache asks of the site it stands before.
type Policy struct {
	// Bypass tells the requests that are none of the cache's business.
	Bypass func(r *http.Request) bool
	// Redirect may answer a request for a path that isn't canonical before anything else sees it.
	Redirect func(w http.ResponseWriter, r *http.Request) bool
	// Off makes the cache keep nothing.
	Off bool
}

type key struct{ path, query string }

type shard struct {
	sync.RWMutex
	entries map[key]*entry
	hits    atomic.Int64
	_       [24]byte // apart from its neighbour's cache line
}

// New makes a cache that keeps at most limit bytes.
func New(limit int64) *Cache {
	c := &Cache{
		limit:   limit,
		seed:    maphash.MakeSeed(),
		tags:    map[string]map[*entry]struct{}{},
		flights: map[key]*flight{},
		making:  map[*flight]struct{}{},
	}
	for i := range c.shards {
		c.shards[i].entries = map[key]*entry{}
	}
	return c
}

// Wrap puts the cache before next and returns it. Call it once, before the first request.
func (c *Cache) Wrap(next http.Handler, policy Policy) http.Handler {
	c.next, c.policy = next, policy
	return c
}

// ServeHTTP answers from memory, or asks the handler behind, once for all who ask for the same at the same time.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.policy.Bypass != nil && c.policy.Bypass(r) {
		c.next.ServeHTTP(w, r)
		return
	}
	// RawPath is set when the path was escaped in an unusual way: that is never a canonical URL
	readable := (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.RawPath == ""
	if readable {
		k := key{r.URL.Path, r.URL.RawQuery}
		if e := c.lookup(k); e != nil {
			c.write(w, r, e)
			return
		}
	}
	if c.policy.Redirect != nil && c.policy.Redirect(w, r) {
		return
	}
	if !readable {
		c.next.ServeHTTP(w, r)
		return
	}
	c.misses.Add(1)
	c.miss(w, r)
}

func (c *Cache) shard(k key) *shard {
	return &c.shards[maphash.String(c.seed, k.path)&(shardCount-1)]
}

func (c *Cache) lookup(k key) *entry {
	s := c.shard(k)
	s.RLock()
	e := s.entries[k]
	s.RUnlock()
	if e == nil || sinceStart() > e.expires {
		return nil
	}
	s.hits.Add(1)
	// written only when it changes, so that hits on different cores don't fight for the cache line
	if !e.used.Load() {
		e.used.Store(true)
	}
	return e
}

var start = time.Now()

// sinceStart is the monotonic clock, which takes half as long to read as time.Now.
func sinceStart() time.Duration { return time.Since(start) }

// Stats are the cache's figures since the start.
type Stats struct {
	Hits, Misses int64
	Documents    int
	Bytes        int64 // memory held, with the cost of keeping it
}

// Stats returns the figures at this moment.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	stats := Stats{Misses: c.misses.Load(), Documents: c.count, Bytes: c.bytes}
	for i := range c.shards {
		stats.Hits += c.shards[i].hits.Load()
	}
	return stats
}

// Invalidate drops every document with one of the tags.
func (c *Cache) Invalidate(tags ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for f := range c.making {
		f.invalidated = append(f.invalidated, tags...)
	}
	clear(c.flights) // whoever asks from now on must not join a reader of the old state
	for _, tag := range tags {
		for e := range c.tags[tag] {
			c.remove(e)
		}
	}
}

// Purge drops everything.
func (c *Cache) Purge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for f := range c.making {
		f.purged = true
	}
	clear(c.flights)
	for c.hand != nil {
		c.remove(c.hand)
	}
}

// store keeps an entry, unless what it was made from changed meanwhile, and drops others until all fit.
func (c *Cache) store(f *flight, e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.purged || f.outdated(e.tags) || e.cost > c.limit/4 {
		return
	}
	s := c.shard(e.key)
	if old := s.entries[e.key]; old != nil {
		c.remove(old)
	}
	s.Lock()
	s.entries[e.key] = e
	s.Unlock()
	for _, tag := range e.tags {
		set := c.tags[tag]
		if set == nil {
			set = map[*entry]struct{}{}
			c.tags[tag] = set
		}
		set[e] = struct{}{}
	}
	if c.hand == nil {
		e.prev, e.next = e, e
		c.hand = e
	} else { // behind the hand: the last to be looked at
		e.prev, e.next = c.hand.prev, c.hand
		e.prev.next, e.next.prev = e, e
	}
	e.stored = true
	c.bytes += e.cost
	c.count++
	c.shrink()
}

// grow accounts for a further form of a stored entry.
func (c *Cache) grow(e *entry, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.cost += n
	if e.stored {
		c.bytes += n
		c.shrink()
	}
}

// shrink is the clock algorithm: an entry that was used since the hand last came by gets another round.
func (c *Cache) shrink() {
	for c.bytes > c.limit && c.hand != nil {
		e := c.hand
		if e.used.CompareAndSwap(true, false) {
			c.hand = e.next
			continue
		}
		c.remove(e)
	}
}

// remove takes an entry out of everything. The caller holds c.mu.
func (c *Cache) remove(e *entry) {
	if !e.stored {
		return
	}
	e.stored = false
	s := c.shard(e.key)
	s.Lock()
	delete(s.entries, e.key)
	s.Unlock()
	for _, tag := range e.tags {
		delete(c.tags[tag], e)
		if len(c.tags[tag]) == 0 {
			delete(c.tags, tag)
		}
	}
	if c.hand == e {
		c.hand = e.next
	}
	if c.hand == e {
		c.hand = nil
	} else {
		e.prev.next, e.next.prev = e.next, e.prev
	}
	c.bytes -= e.cost
	c.count--
}
