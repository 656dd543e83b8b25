package search

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// questions is an index over three questions, whose figures stand in a table, and an article.
func questions(t *testing.T) *Index {
	t.Helper()
	app := newApp(t)
	if _, err := app.DB().NewQuery("CREATE TABLE figures (id TEXT PRIMARY KEY, votes INT, answers INT, accepted INT)").Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := app.DB().NewQuery("INSERT INTO figures VALUES ('open', 7, 0, 0), ('some', -2, 3, 0), ('done', 5, 1, 1)").Execute(); err != nil {
		t.Fatal(err)
	}
	x := newIndex(t, app)
	x.Register(Source{Kind: "question", Numbers: Numbers{SQL: "SELECT id, votes score, answers, accepted FROM figures"},
		Load: OneByOne(func(core.App, *core.Record) (*Document, error) { return nil, nil })})
	put(t, x,
		&Document{Kind: "question", ID: "open", Title: "怎样取消一个协程", Lang: "zh", Tags: []string{"go"}, TagSlugs: []string{"go"}},
		&Document{Kind: "question", ID: "some", Title: "协程泄漏了怎么查", Lang: "zh", Text: "内存越用越多。"},
		&Document{Kind: "question", ID: "done", Title: "通道关闭以后还能读吗", Lang: "zh", Text: "多个协程同时读一个通道。"},
		&Document{Kind: "article", ID: "text", Title: "协程入门", Lang: "zh"},
	)
	return x
}

func TestFiguresNarrowASearch(t *testing.T) {
	x := questions(t)
	tests := []struct {
		req  Request
		want []string
	}{
		{Request{Query: "协程"}, []string{"done", "open", "some", "text"}},
		{Request{Query: "协程 is:question"}, []string{"done", "open", "some"}},
		{Request{Query: "协程 answers:0"}, []string{"open"}},
		{Request{Query: "协程 answers:1"}, []string{"done", "some"}},
		{Request{Query: "协程 回答：2"}, []string{"some"}},
		{Request{Query: "协程 -answers:0"}, []string{"done", "some", "text"}},
		{Request{Query: "协程 score:5"}, []string{"done", "open"}},
		{Request{Query: "协程 score:6"}, []string{"open"}},
		{Request{Query: "协程 score:-2"}, []string{"done", "open", "some"}},
		{Request{Query: "协程 accepted:yes"}, []string{"done"}},
		{Request{Query: "协程 采纳:否"}, []string{"open", "some"}},
		{Request{Query: "accepted:yes"}, []string{"done"}},
		{Request{Query: "协程", State: "answered"}, []string{"done", "some"}},
		{Request{Query: "协程 score:5", State: "unanswered"}, []string{"open"}},
		{Request{Query: "协程", State: "nonsense"}, []string{}},
	}
	for _, tt := range tests {
		got := ids(ask(t, x, tt.req))
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q %q finds %v, want %v", tt.req.Query, tt.req.State, got, tt.want)
		}
	}

	r := ask(t, x, Request{Query: "协程", State: "accepted"})
	if got := r.Facets["state"]; !slices.Equal(got, []Facet{{"unanswered", 1}, {"answered", 2}, {"accepted", 1}}) {
		t.Errorf("the states are counted as %v", got)
	}
	if f := r.Items[0].Figures; f == nil || *f != (Figures{Answers: 1, Score: 5, Accepted: true}) {
		t.Errorf("the result has the figures %+v", f)
	}
}

// A changed figure needs no new document, and is seen after a moment.
func TestFiguresFollow(t *testing.T) {
	x := questions(t)
	if got := ids(ask(t, x, Request{Query: "协程 answers:0"})); !slices.Equal(got, []string{"open"}) {
		t.Fatalf("before: %v", got)
	}
	if _, err := x.app.DB().NewQuery("UPDATE figures SET answers = 1 WHERE id = 'open'").Execute(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); len(ask(t, x, Request{Query: "协程 answers:0"}).Items) > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("an answer isn't seen")
		}
	}
}

func TestFigureFiltersThatAreText(t *testing.T) {
	for _, q := range []string{"score:high", "answers:-1", "accepted:maybe", "answers:"} {
		if got := ParseQuery(q); len(got.Filters) != 0 {
			t.Errorf("%q is read as a filter: %+v", q, got.Filters)
		}
	}
}

func TestSimilar(t *testing.T) {
	x := questions(t)
	similar := func(text string, kinds, tags []string) []string {
		t.Helper()
		list, err := x.Similar(context.Background(), x.app, text, kinds, tags, 5)
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, s := range list {
			out = append(out, s.ID)
		}
		return out
	}
	if got := similar("怎么取消一个正在跑的协程？", []string{"question"}, nil); len(got) == 0 || got[0] != "open" {
		t.Errorf("the nearest title isn't first: %v", got)
	}
	if got := similar("协程", []string{"article"}, nil); !slices.Equal(got, []string{"text"}) {
		t.Errorf("only articles were asked for: %v", got)
	}
	if got := similar("内存越用越多是为什么", []string{"question"}, nil); !slices.Equal(got, []string{"some"}) {
		t.Errorf("what stands in a text isn't found: %v", got)
	}
	if got := similar("量子纠缠", []string{"question", "article"}, []string{"go"}); len(got) != 0 {
		t.Errorf("nothing is similar, but %v was given", got)
	}
	for _, hostile := range []string{"", "   ", "-协程", `"`, "answers:0", "\x00\xff"} {
		similar(hostile, []string{"question"}, []string{"", "'"})
	}
}
