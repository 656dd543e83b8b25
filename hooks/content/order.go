package content

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/cards"
	"qiao/hooks/tx"
)

// How soon lists follow the counters of their articles: what readers do within a second moves a talked-about article once,
// not a thousand times. What can't be written is tried again later.
const (
	soon      = time.Second
	later     = 30 * time.Second
	mostMoved = 200 // articles a transaction
)

// stirred wakes who moves articles whose counters changed.
type stirred struct{ bell chan struct{} }

const stirredKey = "qiao.content.stirred"

func stirredOf(app core.App) *stirred {
	return app.Store().GetOrSet(stirredKey, func() any { return &stirred{make(chan struct{}, 1)} }).(*stirred)
}

func (s *stirred) wake() {
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// RescoreSoon is [Rescore] for counters that change often: it notes the articles, in app's transaction if it is in one, and
// the lists follow about a second later, or when the program is started again.
func RescoreSoon(app core.App, ids []string) error {
	for _, id := range ids {
		if _, err := app.DB().NewQuery("INSERT OR IGNORE INTO article_stirred (article) VALUES ({:id})").Bind(dbx.Params{"id": id}).Execute(); err != nil {
			return err
		}
	}
	tx.AfterOnce(app, stirredKey, stirredOf(app).wake)
	return nil
}

// Settle brings the lists up to date with all articles that [RescoreSoon] noted.
func Settle(app core.App) error {
	for {
		// asked outside of the transaction: with nothing to do, nobody waits for it
		var noted bool
		if err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM article_stirred)").Row(&noted); err != nil || !noted {
			return err
		}
		err := app.RunInTransaction(func(tx core.App) error {
			var ids []string
			if err := tx.DB().NewQuery("SELECT article FROM article_stirred LIMIT {:most}").Bind(dbx.Params{"most": mostMoved}).Column(&ids); err != nil {
				return err
			}
			if err := Rescore(tx, ids); err != nil {
				return err
			}
			list, err := json.Marshal(ids)
			if err != nil {
				return err
			}
			_, err = tx.DB().NewQuery("DELETE FROM article_stirred WHERE article" + cards.Among).Bind(dbx.Params{"ids": string(list)}).Execute()
			return err
		})
		if err != nil {
			return err
		}
	}
}

// settleSoon settles while app serves, beginning with what the last run left.
func settleSoon(app core.App) {
	s := stirredOf(app)
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "content.order", Func: func(e *core.ServeEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		quit, ended := make(chan struct{}), make(chan struct{})
		s.wake()
		go func() {
			defer close(ended)
			s.work(app, quit)
		}()
		stop := sync.OnceFunc(func() {
			close(quit)
			<-ended
		})
		app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "content.order", Priority: -100, Func: func(e *core.TerminateEvent) error {
			stop()
			return e.Next()
		}})
		return nil
	}})
}

func (s *stirred) work(app core.App, quit <-chan struct{}) {
	for {
		select {
		case <-quit:
			return
		case <-s.bell:
		}
		if !rest(soon, quit) {
			return
		}
		if err := Settle(app); err != nil {
			app.Logger().Error("the lists of articles couldn't follow their counters", "error", err)
			if !rest(later, quit) {
				return
			}
			s.wake()
		}
	}
}

// rest waits, and says whether it came to its end.
func rest(d time.Duration, quit <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-quit:
		return false
	case <-timer.C:
		return true
	}
}
