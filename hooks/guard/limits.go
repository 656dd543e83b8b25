package guard

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// counted gives, for each collection with a limit, the field that names who did it.
var counted = map[string]string{
	schema.Comments: schema.CommentAuthor, schema.Articles: schema.ArticleAuthor, schema.Votes: schema.VoteUser,
	schema.Follows: schema.FollowUser, schema.Reports: schema.ReportReporter, schema.ColumnApplications: schema.ColumnApplicationApplicant,
	schema.Events:    schema.EventAuthor,
	schema.Questions: schema.QuestionAuthor, schema.Answers: schema.AnswerAuthor,
}

// posts are the collections that only verified members may write to where the policy says so.
var posts = []string{schema.Comments, schema.Articles, schema.ColumnApplications, schema.Questions, schema.Answers}

// What a record carries in memory while it is saved on request. Keys that begin with @ are no
// columns.
const (
	askedKey = "@guard.asked" // the member who asks, where the limits bind them
	freeKey  = "@guard.free"  // who asks decides on holds themselves
	heldKey  = "@guard.held"  // what the word rules found
)

// asked notes who asks for a record, and refuses those who haven't verified their address
// where the policy wants that.
func asked(e *core.RecordRequestEvent) error {
	if access.IsModerator(e.Auth) || e.Auth == nil {
		return e.Next()
	}
	if slices.Contains(posts, e.Collection.Name) && !e.Auth.Verified() {
		p, err := readPolicy(e.App)
		if err != nil {
			return err
		}
		if p.verifiedOnly {
			return i18n.NewError("guard.verify_first").WithStatus(http.StatusForbidden)
		}
	}
	e.Record.SetRaw(askedKey, e.Auth)
	return e.Next()
}

// asker is the member who asks for a record to be saved, nil when limits don't bind them.
func asker(r *core.Record) *core.Record {
	auth, _ := r.GetRaw(askedKey).(*core.Record)
	return auth
}

// limit counts, in the transaction of the write, what the member did lately.
func limit(e *core.RecordEvent) error {
	auth := asker(e.Record)
	if auth == nil {
		return e.Next()
	}
	return tx.Around(e, func() error {
		p, err := readPolicy(e.App)
		if err != nil {
			return err
		}
		if p.Enabled {
			name := e.Record.Collection().Name
			rate := p.rates(auth)[name]
			for _, window := range []struct {
				most int
				span time.Duration
			}{{rate.TenMinutes, 10 * time.Minute}, {rate.Day, 24 * time.Hour}} {
				wait, err := waits(e.App, name, auth.Id, window.most, window.span)
				if err != nil {
					return err
				}
				if wait > 0 {
					return tooOften(wait)
				}
			}
		}
		return e.Next()
	})
}

// waits gives how long a member has to wait who may do something so many times in a span: 0
// when they may now.
func waits(app core.App, collection, user string, most int, span time.Duration) (time.Duration, error) {
	if most <= 0 {
		return 0, nil
	}
	var oldest types.DateTime // of the last so many
	err := app.DB().NewQuery("SELECT created FROM [[" + collection + "]] WHERE [[" + counted[collection] + "]] = {:user} AND created > {:since} ORDER BY created DESC LIMIT 1 OFFSET {:n}").
		Bind(dbx.Params{"user": user, "since": types.NowDateTime().Add(-span).String(), "n": most - 1}).Row(&oldest)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return max(time.Until(oldest.Time().Add(span)), time.Second), nil
}

// tooOften says when one may go on.
func tooOften(wait time.Duration) error {
	if wait > 90*time.Minute {
		return i18n.NewError("guard.wait_hours", "hours", int(wait.Hours())+1).WithStatus(http.StatusTooManyRequests)
	}
	return i18n.NewError("guard.wait_minutes", "minutes", int(wait.Minutes())+1).WithStatus(http.StatusTooManyRequests)
}
