// Package hooks extends PocketBase to the portal: Register is the one ordered list of
// everything that does.
package hooks

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/accounts"
	"qiao/hooks/adopt"
	"qiao/hooks/afterwards"
	"qiao/hooks/bounties"
	"qiao/hooks/closing"
	"qiao/hooks/columns"
	"qiao/hooks/communities"
	"qiao/hooks/content"
	"qiao/hooks/contests"
	"qiao/hooks/edits"
	"qiao/hooks/events"
	"qiao/hooks/experts"
	"qiao/hooks/fetch"
	"qiao/hooks/find"
	"qiao/hooks/groups"
	"qiao/hooks/guard"
	"qiao/hooks/home"
	"qiao/hooks/ical"
	"qiao/hooks/insights"
	"qiao/hooks/moderation"
	"qiao/hooks/mydata"
	"qiao/hooks/notify"
	"qiao/hooks/people"
	"qiao/hooks/plain"
	"qiao/hooks/proposals"
	"qiao/hooks/qa"
	"qiao/hooks/registration"
	"qiao/hooks/reputation"
	"qiao/hooks/review"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/setup"
	"qiao/hooks/site"
	"qiao/hooks/talk"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/markup"
	"qiao/hooks/writing"
	pbpublic "qiao/pb_public"
)

// A Portal is what Register built, for the commands that need a part of it.
type Portal struct {
	App    core.App
	Frame  *site.Frame
	Search *search.Index

	base func() string
}

// Register extends app with every room, in the order in which they build on each other.
// It neither opens nor changes the database.
func Register(app core.App, config Config) *Portal {
	index := search.New(app)
	base := baseURL(app, config.URL)
	frame := site.New(app, pbpublic.FS, site.Config{
		PublicDir:  config.PublicDir,
		CacheBytes: int64(config.CacheMB) << 20,
		BaseURL:    base,
	})

	client := fetch.New(fetch.Options{Agent: base})

	// what is true of records
	plain.Register(app)
	people.Register(app, index)
	accounts.Register(app, base, accounts.Through(client))
	columns.Register(app, index)
	groups.Register(app, index)
	content.Register(app, index)
	qa.Register(app, index)
	events.Register(app, index)
	review.Register(app)
	edits.Register(app, func(app core.App, c edits.Change) error {
		return qa.Put(app, c.Kind, c.ID, c.Editor, c.Note, c.Title, c.Tags, c.Body)
	})
	communities.Register(app)
	home.Register(app)
	insights.Register(app,
		insights.Kind{Name: "article", Collection: schema.Articles, Rescore: content.Rescore},
		insights.Kind{Name: "question", Collection: schema.Questions, Rescore: qa.Reshelve},
		insights.Kind{Name: "event", Collection: schema.Events},
	)
	conversation := talk.Register(app, talk.Articles(content.RescoreSoon), talk.Series(), talk.Questions(qa.Reshelve), talk.Answers())
	adopt.Register(app)
	experts.Register(app, index, qa.Reshelve)
	find.Register(app, index)
	mydata.Register(app, mydata.Config{Article: transfer.Markdown, Post: qa.Markdown, Changed: func() { frame.Cache().Purge() }})
	setup.Register(app)
	notify.Register(app, base)
	reputation.Register(app, frame.Invalidate)
	moderation.Register(app)
	moderation.Order(app, moderation.Article, content.Rescore)
	moderation.Order(app, moderation.Question, qa.Reshelve)
	closed := closing.Register(app, closing.Config{Active: qa.Active, Reshelve: qa.Reshelve, Owned: reputation.Owned, Note: moderation.Note})
	moderation.Teach(app, "question", moderation.Acts{
		moderation.Lock: closed.Lock(true), moderation.Unlock: closed.Lock(false), moderation.Merge: closed.Merge,
		moderation.Protect: closed.Protect(true), moderation.Unprotect: closed.Protect(false),
	})
	bounties.Register(app, bounties.Config{Active: qa.Active, Reshelve: qa.Reshelve})
	var rules *guard.Guard // which hears of all others when they are there
	registration.Register(app, base, func(app core.App, by, r *core.Record) error { return rules.Registration(app, by, r) })
	afterwards.Register(app, afterwards.Config{BaseURL: base, Keyed: registration.Keyed, KeyOf: registration.KeyOf})
	proposals.Register(app, base)
	contests.Register(app)
	writing.Register(app, client, markup.ToMarkdown)
	rules = guard.Register(app)
	index.Bind()

	// what the public sees
	home.Pages(frame)
	content.Pages(frame)
	qa.Pages(frame)
	events.Pages(frame, registration.Section)
	columns.Pages(frame)
	groups.Pages(frame)
	review.Pages(frame)
	edits.Pages(frame)
	people.Pages(frame)
	accounts.Pages(frame)
	communities.Pages(frame)
	adopt.Pages(frame)
	experts.Pages(frame)
	find.Pages(frame, index)
	notify.Pages(frame)
	mydata.Pages(frame)
	setup.Pages(frame)
	guard.Pages(frame)
	reputation.Pages(frame)
	conversation.Pages(frame)
	moderation.Pages(frame)
	writing.Pages(frame)
	registration.Pages(frame, events.Occasions)
	afterwards.Pages(frame)
	proposals.Pages(frame)
	contests.Pages(frame)
	qa.Islands(frame)

	return &Portal{App: app, Frame: frame, Search: index, base: base}
}

// Articles is what an import of articles asks of the other rooms.
func (p *Portal) Articles() transfer.Needs {
	return transfer.Needs{Prepare: content.Prepare, Rescore: content.Rescore, Together: p.Search.Together}
}

// Questions is what an import of questions asks of the other rooms.
func (p *Portal) Questions() transfer.QuestionNeeds {
	return transfer.QuestionNeeds{Prepare: qa.Prepare, Reshelve: qa.Reshelve, Index: p.Search.Update}
}

// Events is what an import of events asks of others.
func (p *Portal) Events() transfer.EventNeeds {
	client := fetch.New(fetch.Options{Agent: p.base, MaxBytes: ical.MaxBytes, Timeout: time.Minute})
	return transfer.EventNeeds{Fetch: func(ctx context.Context, address, accept string) (int, []byte, error) {
		answer, err := client.Get(ctx, address, accept)
		if err != nil {
			return 0, nil, err
		}
		return answer.Status, answer.Body, nil
	}}
}

// unsetURL is the application URL of a portal whose settings nobody has touched.
const unsetURL = "http://localhost:8090"

// baseURL gives the address that absolute links begin with: the one given, else that of the
// settings, else where the server listens.
func baseURL(app core.App, given string) func() string {
	var listens atomic.Pointer[string]
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "hooks.address", Func: func(e *core.ServeEvent) error {
		address := Address(e)
		listens.Store(&address)
		return e.Next()
	}})
	return func() string {
		if given != "" {
			return strings.TrimRight(given, "/")
		}
		set := strings.TrimRight(app.Settings().Meta.AppURL, "/")
		if address := listens.Load(); address != nil && set == unsetURL {
			return *address
		}
		return set
	}
}

// Address is where a server can be reached at on its own machine.
func Address(e *core.ServeEvent) string {
	scheme, host := "http://", e.Server.Addr
	if strings.HasSuffix(host, ":443") || strings.HasSuffix(host, ":https") {
		scheme = "https://"
	}
	for _, all := range []string{"0.0.0.0:", "[::]:", ":"} {
		if port, ok := strings.CutPrefix(host, all); ok {
			host = "127.0.0.1:" + port
			break
		}
	}
	if host == "" {
		return unsetURL
	}
	return scheme + host
}
