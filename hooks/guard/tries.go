package guard

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

// tries counts the wrong passwords of each account: PocketBase's own limit is by address, and
// who guesses from many addresses would pass it. It is kept in memory; a restart forgets it.
type tries struct {
	mu    sync.Mutex
	wrong map[string]*row
	now   func() time.Time
}

type row struct {
	n     int
	until time.Time
}

const (
	mostTries   = 20               // wrong passwords of one account
	triesWithin = 10 * time.Minute // from the first of them
	mostNames   = 20_000           // that are remembered
)

func newTries() *tries { return &tries{wrong: map[string]*row{}, now: time.Now} }

// password refuses to look at passwords of an account that so many wrong ones were tried for.
func (t *tries) password(e *core.RecordAuthWithPasswordRequestEvent) error {
	name := strings.ToLower(strings.TrimSpace(e.Identity))
	if wait := t.wait(name); wait > 0 {
		return i18n.NewError("guard.wait_minutes", "minutes", int(wait.Minutes())+1).WithStatus(http.StatusTooManyRequests)
	}
	if e.Record == nil || !e.Record.ValidatePassword(e.Password) {
		t.note(name)
	} else {
		t.forget(name)
	}
	return e.Next()
}

func (t *tries) wait(name string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r := t.wrong[name]; r != nil && r.n >= mostTries {
		return max(r.until.Sub(t.now()), 0)
	}
	return 0
}

func (t *tries) note(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	r := t.wrong[name]
	if r == nil || now.After(r.until) {
		if len(t.wrong) >= mostNames {
			for old, r := range t.wrong {
				if now.After(r.until) || len(t.wrong) >= mostNames {
					delete(t.wrong, old)
				}
			}
		}
		r = &row{until: now.Add(triesWithin)}
		t.wrong[name] = r
	}
	r.n++
}

func (t *tries) forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.wrong, name)
}
