// Package insights counts what is read, without knowing by whom.
package insights

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
)

// A Kind is what readings are counted of: records that everybody may see while their status is "published".
type Kind struct {
	Name       string // as a page reports it
	Collection string
	// Rescore brings the order of lists up to date after the counters of these records changed, in the same
	// transaction. The room that has the lists provides it; nil where none goes by them.
	Rescore func(app core.App, ids []string) error
}

// mostHeld bounds the records whose views are held in memory; when there are more, they
// are written at once.
const mostHeld = 10_000

// a reading is one record read, by its kind.
type reading struct{ kind, id string }

// views holds what was read since the last write. Losing it in a crash loses a few views,
// which is the price of not writing on every page read.
type views struct {
	kinds map[string]Kind
	mu    sync.Mutex
	count map[reading]int
}

var recordID = regexp.MustCompile(`^[a-z0-9]{15}$`)

// Register adds the endpoint that pages report a reading of these kinds to, and writes the counts every
// minute and on shutdown.
//
//	POST /api/qiao/views {"kind": "article", "id": "RECORD_ID"}  ->  204
func Register(app core.App, kinds ...Kind) {
	v := &views{kinds: map[string]Kind{}, count: map[reading]int{}}
	for _, k := range kinds {
		v.kinds[k.Name] = k
	}

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "insights.routes", Func: func(e *core.ServeEvent) error {
		e.Router.POST("/api/qiao/views", func(e *core.RequestEvent) error {
			var read struct {
				Kind string `json:"kind"`
				ID   string `json:"id"`
			}
			if err := e.BindBody(&read); err != nil || v.kinds[read.Kind].Name == "" || !recordID.MatchString(read.ID) {
				return i18n.NewError("insights.view_wrong")
			}
			if v.add(reading{read.Kind, read.ID}) >= mostHeld {
				if err := v.flush(e.App); err != nil {
					return err
				}
			}
			return e.NoContent(http.StatusNoContent)
		}).Bind(apis.SkipSuccessActivityLog(), apis.BodyLimit(1<<10))
		return e.Next()
	}})
	// every node writes what it counted itself, so this is no job with a lease
	app.Cron().MustAdd("insights.views", "* * * * *", func() {
		if err := v.flush(app); err != nil {
			app.Logger().Error("the views could not be written", "error", err)
		}
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "insights.flush", Priority: -100, Func: func(e *core.TerminateEvent) error {
		if app.IsBootstrapped() {
			if err := v.flush(app); err != nil {
				app.Logger().Error("the last views could not be written", "error", err)
			}
		}
		return e.Next()
	}})
}

// add counts one reading and says how many records are held.
func (v *views) add(r reading) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.count[r]++
	return len(v.count)
}

// flush writes the held counts in one transaction; they are held again if it fails.
func (v *views) flush(app core.App) error {
	v.mu.Lock()
	counts := v.count
	v.count = map[reading]int{}
	v.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := app.RunInTransaction(func(tx core.App) error {
		read := map[string][]string{}
		for r, n := range counts {
			collection := v.kinds[r.kind].Collection
			var public bool
			if err := tx.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM {{" + collection + "}} WHERE id = {:id} AND status = 'published')").
				Bind(dbx.Params{"id": r.id}).Row(&public); err != nil {
				return err
			}
			if !public {
				continue // an id that somebody made up, or a record that is gone
			}
			if err := stats.Add(tx, collection, r.id, schema.StatsViews, n); err != nil {
				return err
			}
			read[r.kind] = append(read[r.kind], r.id)
		}
		for _, kind := range slices.Sorted(maps.Keys(read)) {
			if v.kinds[kind].Rescore == nil {
				continue
			}
			if err := v.kinds[kind].Rescore(tx, read[kind]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		v.mu.Lock()
		defer v.mu.Unlock()
		for r, n := range counts {
			v.count[r] += n
		}
	}
	return err
}
