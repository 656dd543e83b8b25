package talk_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestVotes(t *testing.T) {
	p := newPortal(t)
	comment := p.said(p.chen, "一条评论")
	first := p.expect("a vote", p.vote(p.lin, "article", p.article.Id, 1), 200)
	again := p.expect("the same again", p.vote(p.lin, "article", p.article.Id, 1), 200)
	if first.JSON("id") != again.JSON("id") {
		t.Error("a vote twice is two votes")
	}
	p.counts("voted")
	if other := p.expect("the other way", p.vote(p.lin, "article", p.article.Id, -1), 200); other.JSON("id") != first.JSON("id") || other.JSON("value") != -1.0 {
		t.Errorf("turned: %s", other.Body)
	}
	p.counts("turned") // below zero
	id := first.JSON("id").(string)
	p.expect("changed", p.api.Send(p.lin, "PATCH", at(schema.Votes, id), body("value", 1)), 200)
	p.counts("changed")
	for what, test := range map[string]struct {
		got  testkit.Answer
		want int
	}{
		"zero":                 {p.vote(p.chen, "article", p.article.Id, 0), 400},
		"five":                 {p.vote(p.chen, "article", p.article.Id, 5), 400},
		"one's own article":    {p.vote(p.author, "article", p.article.Id, 1), 400},
		"one's own comment":    {p.vote(p.chen, "comment", comment, 1), 400},
		"a draft":              {p.vote(p.chen, "article", p.draft.Id, 1), 400},
		"nothing":              {p.vote(p.chen, "comment", "nothinghere0000", 1), 400},
		"for somebody else":    {p.api.Send(p.chen, "POST", at(schema.Votes), body("user", p.lin.Id, "kind", "comment", "target", comment, "value", 1)), 400},
		"a guest":              {p.api.Send(nil, "POST", at(schema.Votes), body("user", p.lin.Id, "kind", "comment", "target", comment, "value", 1)), 400},
		"moved elsewhere":      {p.api.Send(p.lin, "PATCH", at(schema.Votes, id), body("target", comment, "kind", "comment")), 404},
		"given away":           {p.api.Send(p.lin, "PATCH", at(schema.Votes, id), body("user", p.chen.Id)), 404},
		"seen by others":       {p.api.Send(p.chen, "GET", at(schema.Votes, id), nil), 404},
		"taken back by others": {p.api.Send(p.chen, "DELETE", at(schema.Votes, id), nil), 404},
	} {
		p.expect(what, test.got, test.want)
	}
	p.expect("taken back", p.api.Send(p.lin, "DELETE", at(schema.Votes, id), nil), 204)
	p.counts("taken back")
	p.expect("with an account", p.vote(p.lin, "article", p.article.Id, 1), 200)
	if err := p.app.Delete(p.lin); err != nil {
		t.Fatal(err)
	}
	p.counts("its account is gone")
}

func TestBookmarks(t *testing.T) {
	p := newPortal(t)
	keep := func(as *core.Record, more ...any) testkit.Answer {
		fields := body("user", as.Id, "kind", "article", "target", p.article.Id)
		for k, v := range body(more...) {
			fields[k] = v
		}
		return p.api.Send(as, "POST", at(schema.Bookmarks), fields)
	}
	folder := p.expect("a folder", p.api.Send(p.lin, "POST", at(schema.BookmarkFolders), body("user", p.lin.Id, "name", "以后看")), 200).JSON("id").(string)
	p.expect("the same folder", p.api.Send(p.lin, "POST", at(schema.BookmarkFolders), body("user", p.lin.Id, "name", "以后看")), 400)
	p.expect("no name", p.api.Send(p.lin, "POST", at(schema.BookmarkFolders), body("user", p.lin.Id, "name", " ")), 400)
	p.expect("somebody's folder", keep(p.chen, "folder", folder), 400)
	p.expect("a draft", keep(p.chen, "target", p.draft.Id), 400)
	first := p.expect("kept", keep(p.lin, "title", "伪造的标题"), 200)
	if first.JSON("title") != p.article.GetString("title") {
		t.Errorf("the title is %v", first.JSON("title"))
	}
	again := p.expect("kept again", keep(p.lin, "folder", folder, "note", "重点看第二节"), 200)
	if again.JSON("id") != first.JSON("id") || again.JSON("folder") != folder || again.JSON("note") != "重点看第二节" {
		t.Errorf("kept again: %s", again.Body)
	}
	p.counts("kept")
	p.article.Set("title", "换了题目")
	testkit.Save(t, p.app, p.article)
	if got := p.api.Send(p.lin, "GET", at(schema.Bookmarks)+"?filter=title~'换了'", nil); got.JSON("items", 0, "id") != first.JSON("id") {
		t.Errorf("not found by its new title: %s", got.Body)
	}
	p.expect("seen by others", p.api.Send(p.chen, "GET", at(schema.Bookmarks, first.JSON("id").(string)), nil), 404)
	p.expect("the folder is gone", p.api.Send(p.lin, "DELETE", at(schema.BookmarkFolders, folder), nil), 204)
	p.expect("and the bookmark is there", p.api.Send(p.lin, "GET", at(schema.Bookmarks, first.JSON("id").(string)), nil), 200)
	p.expect("taken out", p.api.Send(p.lin, "DELETE", at(schema.Bookmarks, first.JSON("id").(string)), nil), 204)
	p.counts("taken out")
}

func TestReads(t *testing.T) {
	p := newPortal(t)
	read := func(as *core.Record, article string, position any) testkit.Answer {
		return p.api.Send(as, "POST", at(schema.Reads), body("user", as.Id, "article", article, "position", position))
	}
	first := p.expect("read", read(p.lin, p.article.Id, 0.3), 200)
	if again := p.expect("read on", read(p.lin, p.article.Id, 0.6), 200); again.JSON("id") != first.JSON("id") || again.JSON("position") != 0.6 {
		t.Errorf("read on: %s", again.Body)
	}
	p.expect("beyond the end", read(p.lin, p.article.Id, 1.5), 400)
	p.expect("before the beginning", p.api.Send(p.lin, "PATCH", at(schema.Reads, first.JSON("id").(string)), body("position", -1)), 400)
	p.expect("a draft", read(p.lin, p.draft.Id, 0.5), 400)
	p.expect("seen by others", p.api.Send(p.chen, "GET", at(schema.Reads, first.JSON("id").(string)), nil), 404)

	p.expect("mine, asked by a guest", p.api.Send(nil, "GET", "/api/qiao/talk/article/"+p.article.Id, nil), 401)
	p.expect("mine, of a draft", p.api.Send(p.lin, "GET", "/api/qiao/talk/article/"+p.draft.Id, nil), 404)
	comment := p.said(p.chen, "评论")
	p.expect("a vote", p.vote(p.lin, "comment", comment, -1), 200)
	mine := p.expect("mine", p.api.Send(p.lin, "GET", "/api/qiao/talk/article/"+p.article.Id, nil), 200)
	if mine.JSON("read", "position") != 0.6 || mine.JSON("votes", 0, "target") != comment || mine.JSON("bookmark") != nil || mine.JSON("manages") != false {
		t.Errorf("mine: %s", mine.Body)
	}
	if got := p.api.Send(p.author, "GET", "/api/qiao/talk/article/"+p.article.Id, nil); got.JSON("manages") != true || got.JSON("staff") != false {
		t.Errorf("the author's: %s", got.Body)
	}
}

// A thousand votes, comments and follows at once by 200 members: the counts are the rows, and nothing is refused but what must be.
func TestManyAtOnce(t *testing.T) {
	p := newPortal(t)
	const members = 200
	crowd := make([]*core.Record, members)
	for i := range crowd {
		crowd[i] = testkit.User(t, p.app, fmt.Sprintf("member-%d", i))
	}
	var wg sync.WaitGroup
	for i, who := range crowd {
		for n := range 3 {
			value := 1 - 2*((i+n)%2)
			wg.Go(func() { // three at once, not of one mind
				if a := p.vote(who, "article", p.article.Id, value); a.Status != 200 {
					t.Errorf("vote: %d %s", a.Status, a.Body)
				}
			})
		}
		wg.Go(func() { p.expect("comment", p.say(who, "同时说话"), 200) })
		wg.Go(func() {
			p.expect("follow", p.api.Send(who, "POST", at(schema.Follows), body("user", who.Id, "kind", "article", "target", p.article.Id)), 200)
		})
	}
	wg.Wait()
	p.counts("all at once")
	for table, want := range map[string]int{"votes": members, "comments": members, "follows": members} {
		if got := testkit.Number(t, p.app, "SELECT count(*) FROM "+table); got != want {
			t.Errorf("%d %s, want %d", got, table, want)
		}
	}
}
