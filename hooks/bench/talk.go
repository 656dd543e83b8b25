package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
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

// A talkBench is a portal with one article and members to talk about it.
type talkBench struct {
	*portal
	author  *core.Record
	members []*core.Record
	tokens  []string
	client  *http.Client
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
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	t := &talkBench{portal: p, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * talkers}}}
	if err := t.fill(); err != nil {
		return err
	}
	if err := p.serve(); err != nil {
		return err
	}
	if err := b.add(writes, t.writesRow); err != nil {
		return err
	}
	if err := b.add(arrival, t.arrivalRow); err != nil {
		return err
	}
	return p.close()
}

// fill makes the members, and a bare collection to compare with: the fields of a vote, its unique index, and no hook.
func (t *talkBench) fill() error {
	plain := core.NewBaseCollection("plain")
	plain.Fields.Add(&core.TextField{Name: "user", Max: 15}, &core.TextField{Name: "kind", Max: 20}, &core.TextField{Name: "target", Max: 15},
		&core.NumberField{Name: "value"}, &core.TextField{Name: "body", Max: 10_000}, &core.AutodateField{Name: "created", OnCreate: true})
	plain.AddIndex("idx_plain_once", true, "user, kind, target", "")
	plain.CreateRule = types.Pointer("@request.auth.id != '' && user = @request.auth.id")
	if err := t.App.Save(plain); err != nil {
		return err
	}
	users, err := t.App.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	return t.App.RunInTransaction(func(tx core.App) error {
		for i := range talkers + 1 {
			u := core.NewRecord(users)
			u.Load(map[string]any{"handle": fmt.Sprintf("talker-%d", i), "name": fmt.Sprintf("Talker %d", i), "email": fmt.Sprintf("t%d@example.com", i),
				"verified": true, "roles": []string{"moderator"}}) // whom no limit of new members slows
			u.SetPassword("correct-horse-battery")
			if err := tx.Save(u); err != nil {
				return err
			}
			if t.author == nil {
				t.author = u
				continue
			}
			token, err := u.NewAuthToken()
			if err != nil {
				return err
			}
			t.members, t.tokens = append(t.members, u), append(t.tokens, token)
		}
		return nil
	})
}

// article makes an article that nobody has talked about.
func (t *talkBench) article() (string, error) {
	articles, err := t.App.FindCollectionByNameOrId("articles")
	if err != nil {
		return "", err
	}
	a := core.NewRecord(articles)
	a.Load(map[string]any{"title": "Talked about", "author": t.author.Id, "kind": "article", "lang": "en", "status": "published", "body": "Text."})
	err = t.App.Save(a)
	return a.Id, err
}

// post creates a record as a member.
func (t *talkBench) post(member int, collection string, fields map[string]any) error {
	data, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, "http://"+t.address+"/api/collections/"+collection+"/records", bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", t.tokens[member])
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

// allAtOnce lets every member do their share of the acts at the same time and gives acts a second.
func (t *talkBench) allAtOnce(act func(member, n int) error) (float64, error) {
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

// writesRow compares votes, comments and follows on one article with creates in a bare collection, in turn.
func (t *talkBench) writesRow() (row, error) {
	var ratios, ours, theirs []float64
	for i := range runs + 1 {
		article, err := t.article()
		if err != nil {
			return row{}, err
		}
		a, err := t.allAtOnce(func(member, n int) error {
			about := map[string]any{"user": t.members[member].Id, "kind": "article", "target": article}
			switch n {
			case 0:
				about["value"] = 1
				return t.post(member, "votes", about)
			case 1:
				return t.post(member, "follows", about)
			}
			return t.post(member, "comments", map[string]any{"author": t.members[member].Id, "kind": "article", "target": article,
				"body": fmt.Sprintf("Remark %d of member %d, with `code` and [a link](https://example.com/%d).", n, member, rand.Int())})
		})
		if err != nil {
			return row{}, err
		}
		if err := t.agree(article); err != nil {
			return row{}, err
		}
		b, err := t.allAtOnce(func(member, n int) error {
			return t.post(member, "plain", map[string]any{"user": t.members[member].Id, "kind": fmt.Sprintf("run%d-%d", i, n), "target": article, "value": 1,
				"body": fmt.Sprintf("Remark %d of member %d, with `code` and [a link](https://example.com/%d).", n, member, rand.Int())})
		})
		if err != nil {
			return row{}, err
		}
		if i > 0 {
			ratios, ours, theirs = append(ratios, a/b), append(ours, a), append(theirs, b)
		}
	}
	ratio := median(ratios)
	return row{
		"1,000 concurrent votes, comments and follows on one article by 200 members", "PocketBase's create in a bare collection", ">= 0.5",
		fmt.Sprintf("%.2f  (%.0f/s of %.0f/s)", ratio, median(ours), median(theirs)), ratio >= 0.5,
	}, nil
}

// agree fails when the counters of an article aren't what the rows say.
func (t *talkBench) agree(article string) error {
	var wrong int
	err := t.App.DB().NewQuery(`SELECT (votes != (SELECT sum(value) FROM votes WHERE target = {:id})) + (comments != (SELECT count(*) FROM comments WHERE target = {:id}))
		+ (followers != (SELECT count(*) FROM follows WHERE target = {:id})) FROM stats WHERE id = {:id}`).Bind(map[string]any{"id": article}).Row(&wrong)
	if err == nil && wrong > 0 {
		err = fmt.Errorf("%d counters of %s aren't what the rows say", wrong, article)
	}
	return err
}

// arrivalRow times how long a comment takes to each of many readers of a discussion.
func (t *talkBench) arrivalRow() (row, error) {
	article, err := t.article()
	if err != nil {
		return row{}, err
	}
	before := heap()
	arrivals := make(chan time.Time, subscribers*remarks)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	defer func() { close(stop); t.client.CloseIdleConnections(); readers.Wait() }()
	for range subscribers {
		if err := t.listen(article, arrivals, stop, &readers); err != nil {
			return row{}, err
		}
	}
	each := (heap() - before) / subscribers
	var took []time.Duration
	for n := range remarks {
		begin := time.Now()
		if err := t.post(n, "comments", map[string]any{"author": t.members[n].Id, "kind": "article", "target": article, "body": "Something new."}); err != nil {
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
		fmt.Sprintf("%s, %d KB a subscriber with its client in the same process", ms(p99), each>>10), p99 <= 500*time.Millisecond,
	}, nil
}

// heap is the memory in use after a collection, stacks of goroutines among it.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// listen opens a realtime connection that hears of the article's comments, as its page does.
func (t *talkBench) listen(article string, arrivals chan<- time.Time, stop <-chan struct{}, readers *sync.WaitGroup) error {
	res, err := http.Get("http://" + t.address + "/api/realtime")
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
	set, err := http.Post("http://"+t.address+"/api/realtime", "application/json", bytes.NewReader(ask))
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
