package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// entry is a document in the forms in which it was asked for. The first form is made with the entry, the others when
// somebody wants them, so that memory holds what is used and a miss waits for one compression only.
type entry struct {
	key     key
	tags    []string
	expires time.Duration // since the start
	used    atomic.Bool

	status       int
	ctype        []string
	cacheControl []string
	modified     []string
	modifiedAt   time.Time
	extra        []header
	etags        [encodings][]string
	compressible bool
	// stopgap says that the gzip form was made for clients that would rather have br, and may go once that is there
	stopgap bool

	forms [encodings]atomic.Pointer[form]
	mu    sync.Mutex // held while a form is made

	// guarded by the cache's mutex
	prev, next *entry
	stored     bool
	cost       int64
}

type header struct {
	name  string
	value []string
}

// form is the document in one content coding, with the headers that belong to it ready to be put into an answer.
type form struct {
	body     []byte
	length   []string
	encoding []string // nil for identity
}

// the shared header values; nothing may change them
var (
	varyEncoding   = []string{"Accept-Encoding"}
	revalidate     = []string{"public, max-age=0, must-revalidate"}
	encodingHeader = [encodings][]string{identity: nil, gzipped: {"gzip"}, brotlied: {"br"}}
	etagSuffix     = [encodings]string{identity: "", gzipped: "-gz", brotlied: "-br"}
)

// smallest is the size in bytes below which compression saves less than its headers cost.
const smallest = 512

// overhead is about what an entry costs beside its bodies: the entry, its forms, map slots and header slices. TestAccountingIsHonest
// compares it with the heap; tagOverhead is the same for each tag.
const (
	overhead    = 950
	tagOverhead = 90
)

func newEntry(k key, d *Document) *entry {
	sum := sha256.Sum256(d.Body)
	ttl := d.TTL
	if ttl <= 0 {
		ttl = DefaultTTL
	}
	e := &entry{
		// copies: the strings of a request keep its whole buffer alive
		key:          key{strings.Clone(k.path), strings.Clone(k.query)},
		tags:         d.Tags,
		expires:      sinceStart() + ttl,
		status:       d.Status,
		ctype:        []string{d.ContentType},
		cacheControl: revalidate,
		compressible: len(d.Body) >= smallest && isText(d.ContentType),
	}
	if e.status == 0 {
		e.status = http.StatusOK
	}
	for enc := range e.etags {
		e.etags[enc] = []string{`"` + hex.EncodeToString(sum[:12]) + etagSuffix[enc] + `"`}
	}
	if d.CacheControl != "" {
		e.cacheControl = []string{d.CacheControl}
	}
	if !d.Modified.IsZero() {
		e.modifiedAt = d.Modified.UTC().Truncate(time.Second)
		e.modified = []string{e.modifiedAt.Format(http.TimeFormat)}
	}
	for name, value := range d.Header {
		e.extra = append(e.extra, header{name, value})
	}
	e.cost = overhead + int64(len(k.path)+len(k.query)) + int64(len(e.extra))*40
	for _, tag := range e.tags {
		e.cost += int64(len(tag)) + tagOverhead
	}
	e.setForm(identity, d.Body)
	return e
}

func (e *entry) setForm(enc encoding, body []byte) *form {
	f := &form{
		body:     body,
		length:   []string{strconv.Itoa(len(body))},
		encoding: encodingHeader[enc],
	}
	e.forms[enc].Store(f)
	return f
}

// prepare makes the form that the first request wants, and forgets the plain one where it isn't that: memory is for
// what is asked for, and the plain form can be had from a compressed one.
func (e *entry) prepare(r *http.Request) {
	f, enc := e.form(r, nil)
	if enc != identity {
		e.forms[identity].Store(nil)
	}
	e.cost += int64(cap(f.body))
}

// form returns the form for a request, making it if need be. Making br takes several times as long as gzip, so who asks
// first and accepts both gets gzip, and br is made behind the back of the second one.
func (e *entry) form(r *http.Request, c *Cache) (*form, encoding) {
	enc, also := identity, false
	if e.compressible {
		enc, also = negotiate(r.Header["Accept-Encoding"])
	}
	if f := e.forms[enc].Load(); f != nil {
		return f, enc
	}
	stopgap := enc == brotlied && also
	if stopgap {
		if f := e.forms[gzipped].Load(); f != nil {
			if c != nil {
				c.improve(e)
			}
			return f, gzipped
		}
		enc = gzipped
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if f := e.forms[enc].Load(); f != nil {
		return f, enc
	}
	f := e.setForm(enc, compress(enc, e.plain()))
	e.stopgap = stopgap
	if c != nil {
		c.grow(e, int64(cap(f.body)))
	}
	return f, enc
}

// improve makes the br form of an entry, for one entry at a time: a busy server has better things to do.
func (c *Cache) improve(e *entry) {
	if !c.improving.CompareAndSwap(false, true) {
		return // the next one who asks will try again
	}
	go func() {
		defer c.improving.Store(false)
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.forms[brotlied].Load() != nil {
			return
		}
		f := e.setForm(brotlied, compress(brotlied, e.plain()))
		n := int64(cap(f.body))
		if old := e.forms[gzipped].Load(); old != nil && e.stopgap {
			e.forms[gzipped].Store(nil)
			n -= int64(cap(old.body))
		}
		c.grow(e, n)
	}()
}

// plain is the uncompressed body, from whichever form there is.
func (e *entry) plain() []byte {
	for enc := range e.forms {
		if f := e.forms[enc].Load(); f != nil {
			return decompress(encoding(enc), f.body)
		}
	}
	return nil
}

func (c *Cache) write(w http.ResponseWriter, r *http.Request, e *entry) { e.write(w, r, c) }

// write answers a request. All it puts into the answer is ready: it allocates nothing of its own.
func (e *entry) write(w http.ResponseWriter, r *http.Request, c *Cache) {
	f, enc := e.form(r, c)
	h := w.Header()
	for i := range e.extra {
		h[e.extra[i].name] = e.extra[i].value
	}
	if e.modified != nil {
		h["Last-Modified"] = e.modified
	}
	h["Cache-Control"] = e.cacheControl
	if e.compressible {
		h["Vary"] = varyEncoding
	}
	if e.status == http.StatusOK {
		h["Etag"] = e.etags[enc]
		if known := e.known(r, enc); known >= 0 {
			h["Etag"] = e.etags[known]
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h["Content-Type"] = e.ctype
	h["Content-Length"] = f.length
	if f.encoding != nil {
		h["Content-Encoding"] = f.encoding
	}
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		send(w, r, f.body)
	}
}

// known returns the form that the client has already, -1 for none (RFC 9110, section 13.1). It may have got another form
// than the one it would get now; as long as the document is the same, that one is as good. If-None-Match wins over
// If-Modified-Since, and its comparison is the weak one: proxies that compress mark our tags as weak.
func (e *entry) known(r *http.Request, enc encoding) encoding {
	if values := r.Header["If-None-Match"]; len(values) > 0 {
		for _, list := range values {
			for i := range encoding(encodings) {
				one := (enc + i) % encodings // the form that it would get comes first: "*" means that one
				if matches(list, e.etags[one][0]) {
					return one
				}
			}
		}
		return -1
	}
	since := r.Header["If-Modified-Since"]
	if e.modified == nil || len(since) == 0 {
		return -1
	}
	if t, err := http.ParseTime(since[0]); err != nil || e.modifiedAt.After(t) {
		return -1
	}
	return enc
}

// matches looks for a tag in a list of entity tags, or for "*".
func matches(list, etag string) bool {
	for list != "" {
		var one string
		one, list, _ = strings.Cut(list, ",")
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == etag {
			return true
		}
	}
	return false
}
