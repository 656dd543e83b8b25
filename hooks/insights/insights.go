// Package insights counts what is read, without knowing by whom.
package insights

import (
	"net/http"
	"regexp"
	"sync"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
)

// Rescore brings the order of lists up to date after the counters of these articles
// changed, in the same transaction. The content room provides it.
type Rescore func(app core.App, ids []string) error

// mostHeld bounds the articles whose views are held in memory; when there are more, they
// are written at once.
const mostHeld = 10_000

// views holds what was read since the last write. Losing it in a crash loses a few views,
// which is the price of not writing on every page read.
type views struct {
	mu    sync.Mutex
	count map[string]int
}

var recordID = regexp.MustCompile(`^[a-z0-9]{15}$`)

// Register adds the endpoint that pages report a reading to, and writes the counts every
// half minute and on shutdown.
//
//	POST /api/qiao/views {"kind": "article", "id": "RECORD_ID"}  ->  204
func Register(app core.App, rescore Rescore) {
	v := &views{count: map[string]int{}}
	flush := func(app core.App) error { return v.flush(app, rescore) }

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "insights.routes", Func: func(e *core.ServeEvent) error {
		e.Router.POST("/api/qiao/views", func(e *core.RequestEvent) error {
			var read struct {
				Kind string `json:"kind"`
				ID   string `json:"id"`
			}
			if err := e.BindBody(&read); err != nil || read.Kind != "article" || !recordID.MatchString(read.ID) {
				return i18n.NewError("insights.view_wrong")
			}
			if v.add(read.ID) >= mostHeld {
				if err := flush(e.App); err != nil {
					return err
				}
			}
			return e.NoContent(http.StatusNoContent)
		}).Bind(apis.SkipSuccessActivityLog(), apis.BodyLimit(1<<10))
		return e.Next()
	}})
	// every node writes what it counted itself, so this is no job with a lease
	app.Cron().MustAdd("insights.views", "* * * * *", func() {
		if err := flush(app); err != nil {
			app.Logger().Error("the views could not be written", "error", err)
		}
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "insights.flush", Priority: -100, Func: func(e *core.TerminateEvent) error {
		if app.IsBootstrapped() {
			if err := flush(app); err != nil {
				app.Logger().Error("the last views could not be written", "error", err)
			}
		}
		return e.Next()
	}})
}

// add counts one reading and says how many articles are held.
func (v *views) add(id string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.count[id]++
	return len(v.count)
}

// flush writes the held counts in one transaction; they are held again if it fails.
func (v *views) flush(app core.App, rescore Rescore) error {
	v.mu.Lock()
	counts := v.count
	v.count = map[string]int{}
	v.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := app.RunInTransaction(func(tx core.App) error {
		var ids []string
		for id, n := range counts {
			var public bool
			if err := tx.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM articles WHERE id = {:id} AND status = 'published')").
				Bind(map[string]any{"id": id}).Row(&public); err != nil {
				return err
			}
			if !public {
				continue // an id that somebody made up, or an article that is gone
			}
			if err := stats.Add(tx, schema.Articles, id, schema.StatsViews, n); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return rescore(tx, ids)
	})
	if err != nil {
		v.mu.Lock()
		defer v.mu.Unlock()
		for id, n := range counts {
			v.count[id] += n
		}
	}
	return err
}
