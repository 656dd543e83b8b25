package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/content"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// An article's whole life, each step by the one whose step it is.
func TestFromDraftToArchive(t *testing.T) {
	p := newPortal(t)
	made := p.must(p.author, "POST", at(schema.Articles), map[string]any{
		"title": "桥的两岸", "author": p.author.Id, "column": p.column.Id, "tags": []string{p.tag.Id}, "body": "第一段。",
	})
	id := made.JSON("id").(string)
	path, page := at(schema.Articles, id), "/articles/qiao-de-liang-an"
	article, err := p.app.FindRecordById(schema.Articles, id)
	if err != nil {
		t.Fatal(err)
	}
	search := func() float64 {
		return p.must(nil, "GET", "/api/qiao/search?q=%E6%A1%A5%E7%9A%84%E4%B8%A4%E5%B2%B8", nil).JSON("total").(float64)
	}
	shelved := func() int { return p.number("SELECT count(*) FROM article_shelves") }
	expect := func(step, status string, httpStatus, shelves, revisions int, found float64) {
		t.Helper()
		if got := p.status(article); got != status {
			t.Errorf("%s: status %q, want %q", step, got, status)
		}
		if got := p.reads(page); got != httpStatus {
			t.Errorf("%s: the page answers %d, want %d", step, got, httpStatus)
		}
		if got := shelved(); got != shelves {
			t.Errorf("%s: on %d shelves, want %d", step, got, shelves)
		}
		if got := p.number("SELECT count(*) FROM revisions"); got != revisions {
			t.Errorf("%s: %d revisions, want %d", step, got, revisions)
		}
		if got := search(); got != found {
			t.Errorf("%s: the search finds %v, want %v", step, got, found)
		}
	}
	expect("written", content.Draft, 404, 0, 0, 0)

	p.refused(p.author, "PATCH", path, map[string]any{"status": "published"}, "status", "content.not_allowed_status")
	p.must(p.author, "PATCH", path, map[string]any{"status": "pending"})
	expect("submitted", content.Pending, 404, 0, 0, 0)

	p.refused(p.editor, "PATCH", path, map[string]any{"status": "rejected"}, "reason", "content.reason_needed")
	p.must(p.editor, "PATCH", path, map[string]any{"status": "rejected", "reason": "请补一张图"})
	expect("sent back", content.Rejected, 404, 0, 0, 0)
	if got := p.must(p.author, "GET", path, nil).JSON("reason"); got != "请补一张图" {
		t.Errorf("the author reads the reason %q", got)
	}

	p.must(p.author, "PATCH", path, map[string]any{"status": "pending", "body": "第一段。\n\n第二段。"})
	p.must(p.editor, "PATCH", path, map[string]any{"status": "published"})
	expect("published", content.Published, 200, 6, 1, 1)
	public := p.must(nil, "GET", path, nil)
	if public.JSON("reason") != "" || strings.Contains(public.Body, "补一张图") {
		t.Error("the public reads the reason of the first rejection")
	}
	first := public.JSON("published")

	p.must(p.author, "PATCH", path, map[string]any{"body": "第一段，改过。"})
	expect("edited", content.Published, 200, 6, 2, 1)
	if p.must(nil, "GET", path, nil).JSON("edited") == "" {
		t.Error("an edit of a published article leaves no time")
	}
	p.must(p.author, "PATCH", path, map[string]any{"part": 3})
	expect("moved in its series", content.Published, 200, 6, 2, 1)

	p.must(p.author, "PATCH", path, map[string]any{"status": "archived", "reason": "过时了"})
	expect("archived", content.Archived, 410, 0, 2, 0)
	p.refused(p.author, "PATCH", path, map[string]any{"status": "published"}, "status", "content.not_allowed_status")

	p.must(p.editor, "PATCH", path, map[string]any{"status": "published"})
	expect("back again", content.Published, 200, 6, 2, 1)
	if got := p.must(nil, "GET", path, nil).JSON("published"); got != first {
		t.Errorf("published %v, first %v", got, first)
	}
}

func TestWithdraw(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"status": "pending"})
	p.must(p.author, "PATCH", at(schema.Articles, a.Id), map[string]any{"status": "draft"})
	if got := p.status(a); got != content.Draft {
		t.Error(got)
	}
	// what is empty isn't submitted
	empty := p.article(map[string]any{"body": ""})
	p.refused(p.author, "PATCH", at(schema.Articles, empty.Id), map[string]any{"status": "pending"}, "body", "content.body_needed")
}

func TestScheduledPublishing(t *testing.T) {
	p := newPortal(t)
	pending := p.article(map[string]any{"status": "pending", "title": "明天见"})
	path := at(schema.Articles, pending.Id)
	p.refused(p.editor, "PATCH", path, map[string]any{"status": "scheduled"}, "publish_at", "content.time_needed")
	p.must(p.editor, "PATCH", path, map[string]any{"status": "scheduled", "publish_at": "2099-01-01 00:00:00.000Z"})
	due := p.article(map[string]any{"status": "scheduled", "publish_at": types.NowDateTime().Add(-time.Minute), "title": "今天见"})

	if got := p.reads("/articles/jin-tian-jian"); got != 404 {
		t.Errorf("before its time the page answers %d", got)
	}
	// another node holds the lease: this one leaves the work to it
	until := types.NowDateTime().Add(time.Minute)
	if _, err := p.app.DB().NewQuery("INSERT INTO leases (job, node, until) VALUES ('content.publishScheduled', 'another', {:until})").
		Bind(map[string]any{"until": until.String()}).Execute(); err != nil {
		t.Fatal(err)
	}
	if err := jobs.Run(p.app, "content.publishScheduled", content.PublishScheduled); err != nil {
		t.Fatal(err)
	}
	if got := p.status(due); got != content.Scheduled {
		t.Fatalf("published without the lease: %s", got)
	}
	// the other node is dead and its lease over
	if _, err := p.app.DB().NewQuery("UPDATE leases SET until = '2001-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := jobs.Run(p.app, "content.publishScheduled", content.PublishScheduled); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.status(due); got != content.Published {
		t.Errorf("due, and %s", got)
	}
	if got := p.status(pending); got != content.Scheduled {
		t.Errorf("not due, and %s", got)
	}
	if got := p.reads("/articles/jin-tian-jian"); got != 200 {
		t.Errorf("the page answers %d", got)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM revisions":                                        1,
		"SELECT articles FROM stats WHERE id = '" + p.author.Id + "'":           1,
		"SELECT count(*) FROM article_shelves WHERE article = '" + due.Id + "'": 6,
		"SELECT count(*) FROM leases":                                           0,
	} {
		if got := p.number(query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
}

// One that can't go live must not hold up the others.
func TestScheduledOneBroken(t *testing.T) {
	p := newPortal(t)
	past := types.NowDateTime().Add(-time.Hour)
	broken := p.article(map[string]any{"status": "scheduled", "publish_at": past, "title": "坏的"})
	good := p.article(map[string]any{"status": "scheduled", "publish_at": past.Add(time.Minute), "title": "好的"})
	if _, err := p.app.DB().NewQuery("UPDATE articles SET credits = '[{\"role\":\"king\"}]' WHERE id = {:id}").Bind(map[string]any{"id": broken.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if err := content.PublishScheduled(p.app); err != nil {
		t.Fatal(err)
	}
	if got := p.status(broken); got != content.Scheduled {
		t.Errorf("the broken one is %s", got)
	}
	if got := p.status(good); got != content.Published {
		t.Errorf("the good one is %s", got)
	}
}

// A co-author's name appears by consent of both and goes by the wish of either.
func TestCoauthors(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"status": "published"})
	names := func() []string { return testkit.Fresh(t, p.app, a).GetStringSlice(schema.ArticleCoauthors) }
	counted := func() int {
		return p.number("SELECT coalesce(sum(articles), 0) FROM stats WHERE id = {:id}", map[string]any{"id": p.friend.Id})
	}
	invite := func() string {
		return p.must(p.author, "POST", at(schema.Coauthors), map[string]any{"article": a.Id, "user": p.friend.Id, "state": "invited"}).JSON("id").(string)
	}
	id := invite()
	if len(names()) != 0 {
		t.Error("named before accepting")
	}
	if got := p.api.Send(p.author, "PATCH", at(schema.Coauthors, id), map[string]any{"state": "accepted"}); got.Status != 404 {
		t.Errorf("the author accepts for the other: %d", got.Status)
	}
	p.must(p.friend, "PATCH", at(schema.Coauthors, id), map[string]any{"state": "accepted"})
	if got := names(); len(got) != 1 || got[0] != p.friend.Id || counted() != 1 {
		t.Errorf("after accepting: %v, counted %d", got, counted())
	}
	p.must(p.friend, "PATCH", at(schema.Articles, a.Id), map[string]any{"body": "合写的一段。"})
	if got := p.number("SELECT count(*) FROM revisions WHERE editor = {:id}", map[string]any{"id": p.friend.Id}); got != 1 {
		t.Error("the revision doesn't name who made it")
	}
	p.must(p.friend, "PATCH", at(schema.Coauthors, id), map[string]any{"state": "declined"})
	if got := names(); len(got) != 0 || counted() != 0 {
		t.Errorf("after declining: %v, counted %d", got, counted())
	}
	p.must(p.friend, "PATCH", at(schema.Coauthors, id), map[string]any{"state": "accepted"})
	p.must(p.author, "DELETE", at(schema.Coauthors, id), nil)
	if got := names(); len(got) != 0 {
		t.Errorf("after the author withdrew it: %v", got)
	}
	p.must(p.friend, "PATCH", at(schema.Coauthors, invite()), map[string]any{"state": "declined"})
	if got := names(); len(got) != 0 {
		t.Errorf("after declining at once: %v", got)
	}

	// a list set by an import stands for accepted invitations
	imported := p.article(map[string]any{"coauthors": []string{p.friend.Id}, "title": "导入的"})
	if got := p.number("SELECT count(*) FROM coauthors WHERE article = {:id} AND state = 'accepted'", map[string]any{"id": imported.Id}); got != 1 {
		t.Errorf("%d invitations behind an imported co-author", got)
	}
	imported = testkit.Fresh(t, p.app, imported)
	imported.Set(schema.ArticleCoauthors, nil)
	testkit.Save(t, p.app, imported)
	if got := p.number("SELECT count(*) FROM coauthors WHERE article = {:id}", map[string]any{"id": imported.Id}); got != 0 {
		t.Errorf("%d invitations behind no co-author", got)
	}
}

func TestSeries(t *testing.T) {
	p := newPortal(t)
	series := p.must(p.author, "POST", at(schema.SeriesList), map[string]any{"title": "从零写数据库", "owner": p.author.Id, "authors": []string{p.friend.Id}}).JSON("id").(string)
	for i, as := range []*core.Record{p.author, p.friend} {
		p.must(as, "POST", at(schema.Articles), map[string]any{"title": "第几讲", "author": as.Id, "body": "文", "series": series, "part": i + 1})
	}
	p.refused(p.editor, "POST", at(schema.Articles), map[string]any{"title": "外来的", "author": p.editor.Id, "body": "文", "series": series}, "series", "content.not_in_series")
	if got := p.number("SELECT count(*) FROM stats WHERE id = {:id} AND articles > 0", map[string]any{"id": series}); got != 0 {
		t.Error("drafts count in a series")
	}
	drafts, err := p.app.FindAllRecords(schema.Articles)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range drafts {
		a.Set(schema.ArticleStatus, content.Published)
		testkit.Save(t, p.app, a)
	}
	if got := p.number("SELECT articles FROM stats WHERE id = {:id}", map[string]any{"id": series}); got != 2 {
		t.Errorf("the series counts %d", got)
	}
	if got := p.reads("/series/cong-ling-xie-shu-ju-ku"); got != 200 {
		t.Errorf("the series' page answers %d", got)
	}
}

// Addresses: old ones lead on, taken ones stay taken, and those of the deleted say so.
func TestSlugs(t *testing.T) {
	p := newPortal(t)
	a := p.article(map[string]any{"title": "第一座桥", "status": "published"})
	path := at(schema.Articles, a.Id)
	p.must(p.author, "PATCH", path, map[string]any{"slug": "second"})
	p.must(p.author, "PATCH", path, map[string]any{"slug": "third"})
	for _, old := range []string{"di-yi-zuo-qiao", "second"} {
		got := p.api.Send(nil, "GET", "/articles/"+old, nil)
		if got.Status != 301 || got.Header.Get("Location") != "/articles/third" {
			t.Errorf("/articles/%s: %d %q", old, got.Status, got.Header.Get("Location"))
		}
	}
	b := p.article(map[string]any{"title": "第一座桥", "status": "published"})
	if got := b.GetString("slug"); got != "di-yi-zuo-qiao-2" {
		t.Errorf("the second of a title gets %q", got)
	}
	for _, taken := range []string{"third", "second", "di-yi-zuo-qiao"} {
		p.refused(p.author, "PATCH", at(schema.Articles, b.Id), map[string]any{"slug": taken}, "slug", "address.taken")
	}
	p.must(p.author, "PATCH", path, map[string]any{"slug": "second"}) // its own old one may come back
	if got := p.api.Send(nil, "GET", "/articles/third", nil); got.Status != 301 || got.Header.Get("Location") != "/articles/second" {
		t.Errorf("/articles/third: %d %q", got.Status, got.Header.Get("Location"))
	}
	if err := p.app.Delete(testkit.Fresh(t, p.app, a)); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"third", "second", "di-yi-zuo-qiao"} {
		if got := p.reads("/articles/" + gone); got != 410 {
			t.Errorf("/articles/%s answers %d, want 410", gone, got)
		}
		p.refused(p.author, "POST", at(schema.Articles), map[string]any{"title": "冒名", "author": p.author.Id, "slug": gone}, "slug", "address.taken")
	}
	// a draft has no address of the public's to keep hidden, nor to give away
	if got := p.reads("/articles/never-was"); got != 404 {
		t.Errorf("an address that never was: %d", got)
	}
}
