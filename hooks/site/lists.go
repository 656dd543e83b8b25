package site

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/site/cache"
)

// listTTL bounds how long a guest sees old counters in a list: they change without a record being saved.
const listTTL = 10 * time.Second

// GuestList lets the page cache answer guests who list a collection by REST: /api/collections/{collection}/records.
// The collection must be open to everyone. A change in one of the collections that it reads drops the answers at once.
// Requests of members, from pages of other origins, and with expanded relations go past the cache.
func (f *Frame) GuestList(collection string, reads ...string) {
	f.lists["/api/collections/"+collection+"/records"] = append(reads, collection)
}

// bypass tells the requests that the cache leaves alone: the API but for guest lists, and the dashboard.
func (f *Frame) bypass(r *http.Request) bool {
	return isPrivate(r.URL.Path) && !f.isGuestList(r)
}

func (f *Frame) isGuestList(r *http.Request) bool {
	if f.lists[r.URL.Path] == nil || r.Method != http.MethodGet {
		return false
	}
	// PocketBase answers pages of other origins with headers made for each
	if len(r.Header["Authorization"]) > 0 || len(r.Header["Origin"]) > 0 {
		return false
	}
	// what an expansion reads, and may read, isn't known here; an escaped name or a random order isn't worth keeping
	q := r.URL.RawQuery
	return !strings.Contains(q, "expand") && !strings.Contains(q, "%40random") && !strings.Contains(q, "@random")
}

// withLists hands the answers to guest lists to the cache and lets all others through.
func (f *Frame) withLists(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !f.isGuestList(r) {
			next.ServeHTTP(w, r)
			return
		}
		held := &heldAnswer{header: http.Header{}, status: http.StatusOK}
		next.ServeHTTP(held, r)
		if held.status == http.StatusOK && cache.Answer(r, held.document(f.lists[r.URL.Path])) {
			return
		}
		held.release(w)
	})
}

// forgetLists drops the answers when a collection's own definition changes, its rules among it.
func (f *Frame) forgetLists() {
	f.app.OnCollectionAfterUpdateSuccess().Bind(&hook.Handler[*core.CollectionEvent]{
		Id: "site.lists",
		Func: func(e *core.CollectionEvent) error {
			f.cache.Invalidate(e.Collection.Name)
			return e.Next()
		},
	})
}

// heldAnswer is a whole answer kept in memory.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) Header() http.Header         { return a.header }
func (a *heldAnswer) WriteHeader(status int)      { a.status = status }
func (a *heldAnswer) Write(p []byte) (int, error) { return a.body.Write(p) }

func (a *heldAnswer) document(reads []string) *cache.Document {
	d := &cache.Document{ContentType: a.header.Get("Content-Type"), Body: a.body.Bytes(), Header: a.header, Tags: reads, TTL: listTTL}
	for _, own := range []string{"Content-Type", "Content-Length", "Vary"} { // the cache sets its own
		a.header.Del(own)
	}
	return d
}

func (a *heldAnswer) release(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // a client that left is none of our errors
}
