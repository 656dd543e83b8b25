package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

func TestRanking(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	put(t, x, filler(150)...) // beyond one flush, so that segments and waiting documents both count
	tests := []struct {
		name  string
		req   Request
		first string
	}{
		{"a Chinese word of two characters", Request{Query: "索引"}, "index"},
		{"a single character", Request{Query: "借"}, "rust"},
		{"a Chinese phrase", Request{Query: "栅格布局"}, "css-grid"},
		{"several words", Request{Query: "数据库 索引"}, "index"},
		{"an English term", Request{Query: "etag"}, "http-cache"},
		{"an English term in a Chinese title", Request{Query: "channel"}, "channel"},
		{"mixed with a space", Request{Query: "React 组件"}, "react"},
		{"mixed without a space", Request{Query: "React组件"}, "react"},
		{"a name with a dot", Request{Query: "vue.js"}, "vue"},
		{"the same without", Request{Query: "vuejs"}, "vue"},
		{"an author", Request{Query: "Ada Fernwood"}, "english"},
		{"a handle", Request{Query: "linyizhou"}, "goroutine"},
		{"a translator", Request{Query: "译者小舟"}, "sqlite-wal"},
		{"an original title", Request{Query: "How SQLite's Write-Ahead Log Works"}, "sqlite-wal"},
		{"a heading", Request{Query: "协商缓存"}, "http-cache"},
		{"traditional finds simplified", Request{Query: "數據庫 索引"}, "index"},
		{"simplified finds traditional", Request{Query: "远端工作"}, "traditional"},
		{"a typing error in English", Request{Query: "gorotine"}, "goroutine"},
		{"letters swapped", Request{Query: "kuberentes"}, "k8s"},
		{"a homophone", Request{Query: "站内馊索"}, "search"},
		{"a homophone in the middle", Request{Query: "珊格布局"}, "css-grid"},
		{"another number", Request{Query: "messages calm"}, "english"},
		{"newer before older", Request{Query: "性能优化笔记"}, "new-perf"},
		{"title before text", Request{Query: "性能"}, "new-perf"},
		{"a quoted phrase", Request{Query: `"读和写互不阻塞"`}, "sqlite-wal"},
		{"full width letters", Request{Query: "ＨＴＴＰ　缓存"}, "http-cache"},
		{"a synonym of a tag", Request{Query: "golang"}, "goroutine"},
		{"what nobody wrote so", Request{Query: "搜索分词怎么挑选"}, "search"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ask(t, x, tt.req)
			if len(r.Items) == 0 || r.Items[0].ID != tt.first {
				t.Errorf("%q: got %v, want %s first", tt.req.Query, ids(r), tt.first)
			}
		})
	}
}

func TestFiltersAndFacets(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	tests := []struct {
		name string
		req  Request
		want []string
	}{
		{"tag by slug", Request{Query: "tag:go"}, []string{"goroutine", "channel"}},
		{"tag by name", Request{Query: "tag:“Go 语言”"}, []string{"goroutine", "channel"}},
		{"tag by parameter", Request{Tag: "go"}, []string{"goroutine", "channel"}},
		{"author", Request{Query: `author:"erin maple"`}, []string{"sqlite-wal"}},
		{"author by parameter, other case", Request{Author: "ADA FERNWOOD"}, []string{"english", "react"}},
		{"kind of record", Request{Kind: "column"}, []string{"col-web"}},
		{"kind of article", Request{Query: "kind:news"}, []string{"news"}},
		{"language", Request{Lang: "zh-hant"}, []string{"traditional"}},
		{"words and filter", Request{Query: "缓存 kind:tutorial"}, []string{"http-cache"}},
		{"without a word", Request{Query: "镜像 -docker"}, nil},
		{"without a phrase", Request{Query: `tag:go -"无缓冲"`}, []string{"goroutine"}},
		{"without a tag", Request{Query: "tag:frontend -tag:css -tag:vue"}, []string{"a11y", "react"}},
		{"two tags are alternatives", Request{Query: "tag:rust tag:git"}, []string{"rust", "git"}},
		{"nothing has this tag", Request{Query: "tag:cobol"}, nil},
		{"nothing has this kind", Request{Kind: "podcast"}, nil},
		{"a phrase that isn't there", Request{Query: `"互不阻塞读和写"`}, nil},
		{"nothing at all", Request{}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ask(t, x, tt.req)
			got := ids(r)
			if !slices.Equal(got, tt.want) && len(got)+len(tt.want) > 0 {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if r.Total != len(tt.want) {
				t.Errorf("total is %d, want %d", r.Total, len(tt.want))
			}
		})
	}
	r := ask(t, x, Request{Query: "tag:frontend kind:case"})
	count := func(facet, value string) int {
		for _, f := range r.Facets[facet] {
			if f.Value == value {
				return f.Count
			}
		}
		return 0
	}
	if count("kind", "case") != 1 || count("kind", "article") != 4 || count("tag", "css") != 1 || count("lang", "zh") != 1 || count("tag", "vue") != 0 {
		t.Errorf("facets are %v", r.Facets)
	}
}

func TestPaging(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, filler(130)...)
	seen := map[string]bool{}
	for page := 1; page <= 4; page++ {
		r := ask(t, x, Request{Query: "周报", Page: page, PerPage: 40})
		if r.Total != 130 || r.Page != page || r.PerPage != 40 {
			t.Fatalf("page %d: %+v", page, r)
		}
		for _, id := range ids(r) {
			if seen[id] {
				t.Errorf("%s is on two pages", id)
			}
			seen[id] = true
		}
	}
	if len(seen) != 130 {
		t.Errorf("the pages have %d documents", len(seen))
	}
	for _, req := range []Request{{Query: "周报", Page: 5, PerPage: 40}, {Query: "周报", Page: 1 << 62, PerPage: 1 << 62}, {Query: "周报", Page: -3, PerPage: -1}} {
		if r := ask(t, x, req); r.Items == nil || len(r.Items) > MaxPerPage {
			t.Errorf("%+v: %d items", req, len(r.Items))
		}
	}
}

func TestChangeAndDelete(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	put(t, x, filler(100)...)
	if got := ids(ask(t, x, Request{Query: "变基"})); !slices.Equal(got, []string{"git"}) {
		t.Fatalf("got %v", got)
	}
	changed := *fixture()[15]
	changed.Title, changed.Text, changed.Headings = "撤销提交的三种办法", "回退、还原和重置各有用处。", ""
	put(t, x, &changed)
	if r := ask(t, x, Request{Query: "变基"}); r.Total != 0 {
		t.Errorf("the old text is still found: %v", ids(r))
	}
	if got := ids(ask(t, x, Request{Query: "撤销提交"})); !slices.Equal(got, []string{"git"}) {
		t.Errorf("the new title isn't found: %v", got)
	}
	if err := x.Delete(x.app, "article", "git"); err != nil {
		t.Fatal(err)
	}
	if r := ask(t, x, Request{Query: "撤销提交"}); slices.Contains(ids(r), "git") {
		t.Errorf("a deleted document is found: %v", ids(r))
	}
	if err := x.Delete(x.app, "article", "never-was"); err != nil {
		t.Errorf("deleting what isn't there: %v", err)
	}
}

func TestUnchangedDocumentWritesNothing(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	before := rows(t, x.app, "search_gone")
	put(t, x, fixture()...)
	if after := rows(t, x.app, "search_gone"); after != before {
		t.Errorf("%d documents were replaced", after-before)
	}
}

func TestRollbackLeavesNothing(t *testing.T) {
	x := newIndex(t, newApp(t))
	ask(t, x, Request{Query: "暖身"})
	failure := errors.New("no")
	err := x.app.RunInTransaction(func(tx core.App) error {
		for _, d := range append(fixture(), filler(100)...) { // enough for a flush
			if err := x.Put(tx, d); err != nil {
				return err
			}
		}
		if r, err := x.Search(context.Background(), tx, Request{Query: "索引"}); err != nil || r.Total != 0 {
			t.Errorf("a search sees what isn't committed: %v %v", r, err)
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Fatal(err)
	}
	for _, table := range []string{"search_docs", "search_texts", "search_fresh", "search_segments", "search_blocks", "search_gone"} {
		if n := rows(t, x.app, table); n != 0 {
			t.Errorf("%d rows of %s survived the rollback", n, table)
		}
	}
	put(t, x, fixture()...)
	if got := ids(ask(t, x, Request{Query: "索引"})); len(got) == 0 || got[0] != "index" {
		t.Errorf("after the rollback: %v", got)
	}
}

func TestTend(t *testing.T) {
	x := newIndex(t, newApp(t))
	docs := append(fixture(), filler(1200)...)
	put(t, x, docs...)
	for i := range 300 { // holes that the merge must leave out
		if err := x.Delete(x.app, "article", fmt.Sprintf("filler-%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	before := ids(ask(t, x, Request{Query: "缓存", PerPage: 50}))
	if err := x.Tend(context.Background(), x.app); err != nil {
		t.Fatal(err)
	}
	if n := rows(t, x.app, "search_leases WHERE until > 0"); n != 0 {
		t.Error("the lease wasn't given back")
	}
	var levels []int
	if err := x.app.DB().NewQuery("SELECT DISTINCT level FROM search_segments ORDER BY level").Column(&levels); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(levels, 1) {
		t.Errorf("nothing was merged: levels %v", levels)
	}
	if n := rows(t, x.app, "search_segments WHERE state <> 'live'"); n != 0 {
		t.Errorf("%d segments were left over", n)
	}
	if after := ids(ask(t, x, Request{Query: "缓存", PerPage: 50})); !slices.Equal(before, after) {
		t.Errorf("merging changed the results:\n%v\n%v", before, after)
	}
	if r := ask(t, x, Request{Query: "周报"}); r.Total != 900 {
		t.Errorf("total is %d after the merge", r.Total)
	}
}

func TestBulkImportMergesAsItGoes(t *testing.T) {
	x := newIndex(t, newApp(t))
	if err := x.app.RunInTransaction(func(tx core.App) error {
		for _, d := range filler(2*flushAfter*fanIn + 10) {
			if err := x.Put(tx, d); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if n := rows(t, x.app, "search_segments WHERE level = 0 AND state = 'live'"); n >= fanIn {
		t.Errorf("%d of the smallest segments are left", n)
	}
	if n := rows(t, x.app, "search_leases WHERE until > 0"); n != 0 {
		t.Error("a merge in a transaction took the lease")
	}
	if n := rows(t, x.app, "search_segments WHERE level = 1"); n != 2 {
		t.Errorf("%d merged segments, want 2", n)
	}
}

func TestConcurrency(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	var group sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := x.Search(context.Background(), x.app, Request{Query: "栅格布局"})
				if err != nil || len(r.Items) == 0 || r.Items[0].ID != "css-grid" {
					t.Errorf("while writing: %+v, %v", r, err)
					return
				}
				if _, err := x.Suggest(context.Background(), x.app, "gor", 5); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i, d := range filler(400) {
		put(t, x, d)
		if i%3 == 0 {
			if err := x.Delete(x.app, "article", fmt.Sprintf("filler-%d", i/2)); err != nil {
				t.Error(err)
			}
		}
		if i%100 == 99 {
			if err := x.Tend(context.Background(), x.app); err != nil {
				t.Error(err)
			}
		}
	}
	close(stop)
	group.Wait()
}

func TestTwoIndexesShareOneDatabase(t *testing.T) {
	app := newApp(t)
	writer, reader := newIndex(t, app), newIndex(t, app)
	for i, d := range append(fixture(), filler(200)...) {
		put(t, writer, d)
		if i%40 == 0 {
			if got := ids(ask(t, reader, Request{Query: d.Title})); len(got) == 0 || got[0] != d.ID {
				t.Fatalf("the reader doesn't see %s: %v", d.ID, got)
			}
		}
	}
}

func TestSuggest(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	put(t, x, filler(70)...)
	for prefix, want := range map[string]string{
		"gorou": "Goroutine 泄漏排查手记", "栅": "用栅格布局重做我们的首页", "kube": "在三台旧电脑上搭一个 Kubernetes 集群",
		"http 缓": "一次讲透 HTTP 缓存", "网页手": "网页手艺",
	} {
		list, err := x.Suggest(context.Background(), x.app, prefix, 5)
		if err != nil || len(list) == 0 || list[0].Text != want || list[0].URL == "" {
			t.Errorf("Suggest(%q) = %v, %v, want %s", prefix, list, err, want)
		}
	}
	for _, nothing := range []string{"", "   ", "zzzzzz", "\"", "-go"} {
		if list, err := x.Suggest(context.Background(), x.app, nothing, 5); err != nil || len(list) != 0 || list == nil {
			t.Errorf("Suggest(%q) = %v, %v", nothing, list, err)
		}
	}
}

func TestCorrectedQueryIsSaid(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	for query, want := range map[string]string{"gorotine": "goroutine", "珊格布局 tag:css": "栅格布局 tag:css"} {
		if r := ask(t, x, Request{Query: query}); r.Suggestion != want || !r.Corrected {
			t.Errorf("%q: suggestion %q, corrected %v", query, r.Suggestion, r.Corrected)
		}
	}
	for _, right := range []string{"messages calm", "kubernete", "栅格布局"} {
		if r := ask(t, x, Request{Query: right}); r.Suggestion != "" || r.Corrected || r.Total == 0 {
			t.Errorf("%q, which is no error, is corrected to %q with %d results", right, r.Suggestion, r.Total)
		}
	}
	for i := range believed { // a word that texts use isn't an error, whatever titles have
		put(t, x, &Document{Kind: "article", ID: fmt.Sprint("pnpm-", i), Title: "包管理", Text: "我们换成了 pnpm。"})
	}
	put(t, x, &Document{Kind: "article", ID: "npm", Title: "npm 入门", Text: "安装与发布"})
	if r := ask(t, x, Request{Query: "pnpm"}); r.Suggestion != "" || r.Total != believed {
		t.Errorf("pnpm is taken for %q, %d results", r.Suggestion, r.Total)
	}
}

func TestMissedQueriesAreCounted(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	for _, q := range []string{"量子纠缠", "量子糾纏", "  量子纠缠 ", "xyzzyplugh", "缓存"} {
		ask(t, x, Request{Query: q})
	}
	if n := rows(t, x.app, "search_queries"); n != 0 {
		t.Errorf("a search wrote %d rows itself", n)
	}
	for i := range 2 * maxMissed {
		ask(t, x, Request{Query: fmt.Sprintf("qqqqzzzz%dqqqq", i)})
	}
	x.Close()
	var count, all int
	if err := x.app.DB().NewQuery("SELECT (SELECT count FROM search_queries WHERE normalized = '量子纠缠'), count(*) FROM search_queries").Row(&count, &all); err != nil {
		t.Fatal(err)
	}
	if count != 3 || all != maxMissed {
		t.Errorf("counted %d, %d different, want 3 and %d", count, all, maxMissed)
	}
}

func TestLimits(t *testing.T) {
	x := newIndex(t, newApp(t))
	huge := &Document{Kind: "article", ID: "huge", Title: strings.Repeat("长", 5000), Headings: strings.Repeat("h\n", 50_000), Text: strings.Repeat("字a ", 3<<20),
		Names: slices.Repeat([]string{strings.Repeat("n", 1000)}, 1000), Published: time.Now()}
	put(t, x, huge, &Document{Kind: "article", ID: "broken", Title: "a\x00b\xff\u202e", Text: "\x00\xff坏\xed\xa0\x80文"})
	if got := ids(ask(t, x, Request{Query: "坏"})); !slices.Equal(got, []string{"broken"}) {
		t.Errorf("got %v", got)
	}
	for _, d := range []*Document{{}, {Kind: "article"}, {ID: "x"}} {
		if err := x.Put(x.app, d); err == nil {
			t.Errorf("%+v was accepted", d)
		}
	}
}

func rows(t testing.TB, app core.App, table string) (n int) {
	t.Helper()
	if err := app.DB().NewQuery("SELECT count(*) FROM " + table).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
