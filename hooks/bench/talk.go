package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// What the rows of conversation are taken over.
const (
	talkers     = 200   // members who write at once
	acts        = 1_000 // votes, comments and follows together
	subscribers = 1_000 // readers of one discussion
	remarks     = 20    // comments whose arrival is timed
)

// A talkBench is two servers with as many members each: a portal, and PocketBase as it comes.
type talkBench struct {
	app      core.App // the portal's data before its server runs
	author   string
	articles []string // which nobody has talked about
	qiao     talkServer
	bare     talkServer
	client   *http.Client
}

// A talkServer is a program serving members.
type talkServer struct {
	*process
	members []string
	tokens  []string
}

// talk measures conversation on a portal of its own.
func (b *bench) talk() error {
	const writes, arrival = "talk writes", "talk arrival"
	if !b.asked(writes) && !b.asked(arrival) {
		return nil
	}
	dir, remove, err := scratch("talk")
	if err != nil {
		return err
	}
	defer remove()
	t := &talkBench{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * talkers}}}
	if err := t.fill(filepath.Join(dir, "qiao_data")); err != nil {
		return err
	}
	if err := t.fillBare(filepath.Join(dir, "bare_data")); err != nil {
		return err
	}
	if b.asked(writes) {
		fmt.Printf("… %s\n", writes)
		stop, err := t.serve(dir)
		if err != nil {
			return err
		}
		rows, err := t.writesRows()
		stop()
		if err != nil {
			return fmt.Errorf("%s: %w", writes, err)
		}
		b.put(rows...)
	}
	if b.asked(arrival) { // by programs that just started: what a subscriber takes shows
		stop, err := t.serve(dir)
		if err != nil {
			return err
		}
		err = b.add(arrival, t.arrivalRow)
		stop()
		if err != nil {
			return err
		}
	}
	return t.agree(filepath.Join(dir, "qiao_data"))
}

// serve starts both programs; what it gives stops them.
func (t *talkBench) serve(dir string) (stop func(), err error) {
	var running []*process
	stop = func() {
		for _, p := range running {
			_ = p.stop() // it has ended already
		}
		running = nil
	}
	for _, s := range []struct {
		*talkServer
		pkg, data, page string
	}{{&t.qiao, "qiao", "qiao_data", "/"}, {&t.bare, "qiao/hooks/bench/bare", "bare_data", "/api/health"}} {
		binary, _, err := build(dir, s.pkg)
		if err == nil {
			s.process, err = start(binary, filepath.Join(dir, s.data), s.page)
		}
		if err != nil {
			stop()
			return nil, err
		}
		running = append(running, s.process)
	}
	return stop, nil
}

// plain makes a bare collection to compare with: the fields of a vote and a comment, a vote's unique index, and no hook.
func (t *talkBench) plain(app core.App) error {
	plain := core.NewBaseCollection("plain")
	plain.Fields.Add(&core.TextField{Name: "user", Max: 15}, &core.TextField{Name: "kind", Max: 20}, &core.TextField{Name: "target", Max: 15},
		&core.NumberField{Name: "value"}, &core.TextField{Name: "body", Max: 10_000}, &core.AutodateField{Name: "created", OnCreate: true})
	plain.AddIndex("idx_plain_once", true, "user, kind, target", "")
	plain.CreateRule = types.Pointer("@request.auth.id != '' && user = @request.auth.id")
	return app.Save(plain)
}

// people makes the members of a server.
func (s *talkServer) people(app core.App, more map[string]any) error {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		for i := range talkers {
			u := core.NewRecord(users)
			u.Load(map[string]any{"name": fmt.Sprintf("Talker %d", i), "email": fmt.Sprintf("t%d@example.com", i), "verified": true})
			if more != nil {
				u.Load(more)
				u.Set("handle", fmt.Sprintf("talker-%d", i))
			}
			u.SetPassword("correct-horse-battery")
			if err := tx.Save(u); err != nil {
				return err
			}
			token, err := u.NewAuthToken()
			if err != nil {
				return err
			}
			s.members, s.tokens = append(s.members, u.Id), append(s.tokens, token)
		}
		return nil
	})
}

// fill makes the portal's members, and the articles they will talk about.
func (t *talkBench) fill(dir string) error {
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	t.app = p.App
	if err := t.plain(p.App); err != nil {
		return err
	}
	if err := t.qiao.people(p.App, map[string]any{"roles": []string{"moderator"}}); err != nil { // whom no limit of new members slows
		return err
	}
	users, err := p.App.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	author := core.NewRecord(users)
	author.Load(map[string]any{"handle": "author", "name": "Author", "email": "author@example.com", "verified": true, "roles": []string{"moderator"}})
	author.SetPassword("correct-horse-battery")
	if err := p.App.Save(author); err != nil {
		return err
	}
	t.author = author.Id
	for range runs + 2 { // one of each run of writes, the warm-up's, and one to listen to
		article, err := t.article()
		if err != nil {
			return err
		}
		t.articles = append(t.articles, article)
	}
	return p.close()
}

// fillBare makes the data of PocketBase as it comes: its own users, the bare collection, and a superuser, whom it would ask for.
func (t *talkBench) fillBare(dir string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	app.Settings().Logs.MaxDays = 0 // as the portal's
	if err := app.Save(app.Settings()); err != nil {
		return err
	}
	superusers, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	root := core.NewRecord(superusers)
	root.SetEmail("root@example.com")
	root.SetPassword("correct-horse-battery")
	if err := app.Save(root); err != nil {
		return err
	}
	if err := t.plain(app); err != nil {
		return err
	}
	if err := t.bare.people(app, nil); err != nil {
		return err
	}
	return app.ResetBootstrapState()
}

// article makes an article that nobody has talked about.
func (t *talkBench) article() (string, error) {
	articles, err := t.app.FindCollectionByNameOrId("articles")
	if err != nil {
		return "", err
	}
	a := core.NewRecord(articles)
	a.Load(map[string]any{"title": "Talked about", "author": t.author, "kind": "article", "lang": "en", "status": "published", "body": "Text."})
	err = t.app.Save(a)
	return a.Id, err
}

// post creates a record as a member.
func (t *talkBench) post(s *talkServer, member int, collection string, fields map[string]any) error {
	data, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, "http://"+s.address+"/api/collections/"+collection+"/records", bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", s.tokens[member])
	res, err := t.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d: %s", collection, res.StatusCode, answer)
	}
	return err
}

// allAtOnce lets every member do their share of the acts at the same time, once neither server has anything left to do, and gives acts a second.
func (t *talkBench) allAtOnce(act func(member, n int) error) (float64, error) {
	for _, s := range []talkServer{t.qiao, t.bare} {
		if err := s.rest(); err != nil {
			return 0, err
		}
	}
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	begin := time.Now()
	for member := range talkers {
		wg.Go(func() {
			for n := range acts / talkers {
				if err := act(member, n); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	rate := acts / time.Since(begin).Seconds()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return rate, nil
}

// writesRows compares votes, comments and follows on one article with creates in a bare collection, in turn: of PocketBase as it comes,
// and of PocketBase with the portal's connections, in the portal's own process.
func (t *talkBench) writesRows() ([]row, error) {
	var ours, asItComes, tuned rates
	for i := range runs + 1 {
		article := t.articles[i]
		a, err := t.allAtOnce(func(member, n int) error { return t.talkAbout(article, member, n) })
		if err != nil {
			return nil, err
		}
		b, err := t.allAtOnce(func(member, n int) error { return t.plainly(&t.bare, article, i, member, n) })
		if err != nil {
			return nil, err
		}
		c, err := t.allAtOnce(func(member, n int) error { return t.plainly(&t.qiao, article, i, member, n) })
		if err != nil {
			return nil, err
		}
		if i > 0 {
			ours, asItComes, tuned = append(ours, a), append(asItComes, b), append(tuned, c)
		}
	}
	const what = "1,000 concurrent votes, comments and follows on one article by 200 members"
	ratio := median(ours.over(asItComes))
	return []row{
		{what, "PocketBase's own create, as it comes", ">= 0.5", fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", ratio, median(ours), median(asItComes)), ratio >= 0.5},
		{"the same", "a plain create in the portal's own process", "-", fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", median(ours.over(tuned)), median(ours), median(tuned)), true},
	}, nil
}

// rates are writes a second, one run after another.
type rates []float64

// over gives the ratios of the runs.
func (r rates) over(other rates) []float64 {
	ratios := make([]float64, len(r))
	for i := range r {
		ratios[i] = r[i] / other[i]
	}
	return ratios
}

// talkAbout is the nth act of a member about an article: a vote, a follow, and comments from then on.
func (t *talkBench) talkAbout(article string, member, n int) error {
	about := map[string]any{"user": t.qiao.members[member], "kind": "article", "target": article}
	switch n {
	case 0:
		about["value"] = 1
		return t.post(&t.qiao, member, "votes", about)
	case 1:
		return t.post(&t.qiao, member, "follows", about)
	}
	return t.post(&t.qiao, member, "comments", map[string]any{"author": t.qiao.members[member], "kind": "article", "target": article, "body": remark(member, n)})
}

// plainly is the nth act of a member in the bare collection.
func (t *talkBench) plainly(s *talkServer, article string, run, member, n int) error {
	return t.post(s, member, "plain", map[string]any{"user": s.members[member], "kind": fmt.Sprintf("run%d-%d", run, n), "target": article, "value": 1, "body": remark(member, n)})
}

// remark is a text that nobody wrote before.
func remark(member, n int) string {
	return fmt.Sprintf("Remark %d of member %d, with `code` and [a link](https://example.com/%d).", n, member, rand.Int())
}

// agree fails when the counters of an article aren't what the rows say.
func (t *talkBench) agree(dir string) error {
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	for _, article := range t.articles {
		var wrong int
		err := p.App.DB().NewQuery(`SELECT (votes != (SELECT coalesce(sum(value), 0) FROM votes WHERE target = {:id})) + (comments != (SELECT count(*) FROM comments WHERE target = {:id}))
			+ (followers != (SELECT count(*) FROM follows WHERE target = {:id})) FROM stats WHERE id = {:id}`).Bind(map[string]any{"id": article}).Row(&wrong)
		if err != nil {
			return err
		}
		if wrong > 0 {
			return fmt.Errorf("%d counters of %s aren't what the rows say", wrong, article)
		}
	}
	return p.close()
}

// arrivalRow times how long a comment takes to each of many readers of a discussion.
func (t *talkBench) arrivalRow() (row, error) {
	article := t.articles[len(t.articles)-1]
	if err := t.qiao.rest(); err != nil {
		return row{}, err
	}
	before, _, err := t.qiao.memory()
	if err != nil {
		return row{}, err
	}
	arrivals := make(chan time.Time, subscribers*remarks)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	defer func() { close(stop); t.client.CloseIdleConnections(); readers.Wait() }()
	for range subscribers {
		if err := t.listen(article, arrivals, stop, &readers); err != nil {
			return row{}, err
		}
	}
	now, _, err := t.qiao.memory()
	if err != nil {
		return row{}, err
	}
	each := (now - before) / subscribers
	var took []time.Duration
	for n := range remarks {
		begin := time.Now()
		if err := t.post(&t.qiao, n, "comments", map[string]any{"author": t.qiao.members[n], "kind": "article", "target": article, "body": "Something new."}); err != nil {
			return row{}, err
		}
		timeout := time.After(20 * time.Second)
		for range subscribers {
			select {
			case at := <-arrivals:
				took = append(took, at.Sub(begin))
			case <-timeout:
				return row{}, fmt.Errorf("%d of %d messages came within 20 s", len(took), (n+1)*subscribers)
			}
		}
	}
	p99 := quantile(took, 0.99)
	return row{
		"1,000 realtime subscribers: a new comment reaches all, p99", "-", "<= 500 ms",
		fmt.Sprintf("%s, %d KB of the server's memory a subscriber", ms(p99), each>>10), p99 <= 500*time.Millisecond,
	}, nil
}

// listen opens a realtime connection that hears of the article's comments, as its page does.
func (t *talkBench) listen(article string, arrivals chan<- time.Time, stop <-chan struct{}, readers *sync.WaitGroup) error {
	res, err := http.Get("http://" + t.qiao.address + "/api/realtime")
	if err != nil {
		return err
	}
	lines := bufio.NewReaderSize(res.Body, 1<<10)
	id := ""
	for id == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		if rest, ok := strings.CutPrefix(line, "id:"); ok {
			id = strings.TrimSpace(rest)
		}
	}
	ask, err := json.Marshal(map[string]any{"clientId": id, "subscriptions": []string{"talk/" + article}})
	if err != nil {
		return err
	}
	set, err := http.Post("http://"+t.qiao.address+"/api/realtime", "application/json", bytes.NewReader(ask))
	if err != nil {
		return err
	}
	set.Body.Close()
	if set.StatusCode != http.StatusNoContent {
		return fmt.Errorf("subscribing answered %d", set.StatusCode)
	}
	go func() { <-stop; res.Body.Close() }()
	readers.Go(func() {
		for {
			line, err := lines.ReadSlice('\n')
			if err != nil && err != bufio.ErrBufferFull {
				return
			}
			if bytes.HasPrefix(line, []byte("event:talk/")) {
				arrivals <- time.Now()
			}
		}
	})
	return nil
}
