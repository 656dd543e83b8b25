package moderation_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Every decision about every kind of thing by everybody.
func TestWhoMayDecide(t *testing.T) {
	c := newCast(t)
	about := map[string]*core.Record{"article": c.article, "comment": c.comment, "column": c.column, "user": c.author}
	possible := map[string]string{
		"article": "hide lock merge move warn silence suspend dismiss", "comment": "hide lock merge warn silence suspend dismiss",
		"column": "hide merge warn silence suspend dismiss", "user": "hide warn silence suspend dismiss",
	}
	into := map[string]map[string]any{
		"article": {"kind": "article", "id": c.second.Id}, "comment": {"kind": "article", "id": c.second.Id}, "column": {"kind": "column", "id": c.other.Id},
	}
	for kind, what := range about {
		for _, action := range strings.Fields("hide restore lock unlock merge move warn silence suspend dismiss delete") {
			for name, as := range map[string]*core.Record{
				"guest": nil, "member": c.member, "author": c.author, "moderator": c.mod, "editor": c.editor, "superuser": c.root,
			} {
				body := map[string]any{"action": action, "kind": kind, "target": what.Id, "reason": "理由", "seen": "", "into": into[kind]}
				want := map[string]int{"guest": 401, "member": 403, "author": 403}[name]
				if want == 0 {
					switch {
					case slices.Contains(strings.Fields(possible[kind]), action):
						want = 200
					case action == "restore" || (action == "unlock" && (kind == "article" || kind == "comment")):
						want = 409 // nothing to bring back
					default:
						want = 400
					}
				}
				if got := c.api.Try(as, "POST", deciding, body); got.Status != want {
					t.Errorf("%s of %s by %s: %d, want %d: %s", action, kind, name, got.Status, want, got.Body)
				}
				if as == nil {
					continue
				}
				for _, path := range []string{"/api/qiao/moderation/queue", "/api/qiao/moderation/case?kind=" + kind + "&target=" + what.Id} {
					if got := c.api.Send(as, "GET", path, nil); (got.Status == 200) != (want != 403) {
						t.Errorf("%s by %s: %d", path, name, got.Status)
					}
				}
			}
		}
	}
}

// Nobody decides about themselves, nor about those with the same or more rights.
func TestWhomMayBeDecidedAbout(t *testing.T) {
	c := newCast(t)
	theirs := map[string]*core.Record{}
	for name, who := range map[string]*core.Record{"mod": c.mod, "editor": c.editor} {
		theirs[name] = testkit.Article(t, c.app, who, map[string]any{"status": "published"})
	}
	for _, row := range []struct {
		name         string
		by           *core.Record
		action, kind string
		what         *core.Record
		want         int
	}{
		{"a moderator about their own article", c.mod, "hide", "article", theirs["mod"], 403},
		{"a moderator about themselves", c.mod, "dismiss", "user", c.mod, 403},
		{"another moderator", c.mod2, "hide", "article", theirs["mod"], 403},
		{"another moderator's sanction", c.mod2, "suspend", "user", c.mod, 403},
		{"a moderator about an editor's article", c.mod, "hide", "article", theirs["editor"], 403},
		{"a moderator about an editor", c.mod, "warn", "user", c.editor, 403},
		{"an editor about a moderator", c.editor, "suspend", "user", c.mod2, 200},
		{"an editor about their own", c.editor, "hide", "article", theirs["editor"], 403},
		{"a superuser about an editor", c.root, "suspend", "user", c.editor, 200},
		{"a moderator about a superuser", c.mod, "suspend", "user", c.root, 404},
	} {
		if got := c.decide(row.by, row.action, row.kind, row.what, map[string]any{"seen": ""}); got.Status != row.want {
			t.Errorf("%s: %d, want %d: %s", row.name, got.Status, row.want, got.Body)
		}
	}
	second := testkit.User(t, c.app, "second-editor", "editor")
	for name, row := range map[string]struct {
		by, whom *core.Record
		want     int
	}{
		"an editor suspends an editor": {second, c.editor, 403}, "a member": {c.member, c.author, 400}, "a moderator themselves": {c.mod, c.mod, 400},
		"a moderator an editor": {c.mod, second, 403}, "a moderator a member": {c.mod, c.member, 200}, "a superuser anybody": {c.root, second, 200},
	} {
		got := c.api.Try(row.by, "POST", sanctions, map[string]any{"user": row.whom.Id, "kind": "suspend", "reason": "理由", "moderator": c.editor.Id})
		if got.Status != row.want {
			t.Errorf("a sanction by record, %s: %d, want %d: %s", name, got.Status, row.want, got.Body)
		}
	}
}

// What is hidden vanishes for everybody but its authors, who can't bring it back; restoring gives back exactly what was.
func TestHideAndRestore(t *testing.T) {
	c := newCast(t)
	report := c.report(c.member, "article", c.article)
	row := func() map[string]any {
		m := c.now(c.article).PublicExport()
		delete(m, "updated")
		return m
	}
	shelves := func() int {
		return c.count("SELECT count(*) FROM article_shelves WHERE article = '" + c.article.Id + "'")
	}
	counted := func() int { return c.count("SELECT articles FROM stats WHERE id = '" + c.column.Id + "'") }
	wasRow, wasShelves, wasCounted := row(), shelves(), counted()
	page, view := "/articles/"+c.article.GetString("slug"), "/api/collections/articles/records/"+c.article.Id
	if got := c.api.Send(nil, "GET", page, nil); got.Status != 200 {
		t.Fatal(got.Status)
	}

	c.must(c.mod, "hide", "article", c.article, nil)
	if got := c.api.Send(nil, "GET", page, nil); got.Status != http.StatusGone {
		t.Errorf("the page: %d", got.Status)
	}
	for _, as := range []*core.Record{nil, c.member} {
		if got := c.api.Send(as, "GET", view, nil); got.Status != 404 {
			t.Errorf("others see it: %d", got.Status)
		}
	}
	for _, path := range []string{"/articles", "/feed.xml", "/api/qiao/search?q=被举报", "/api/collections/article_cards/records"} {
		if got := c.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity"); strings.Contains(got.Body, "被举报的文章") {
			t.Errorf("%s still shows it", path)
		}
	}
	if got := c.api.Send(c.author, "GET", view, nil); got.Status != 200 || got.JSON("status") != "hidden" || got.JSON("reason") != "违反社区规则" {
		t.Errorf("the author sees %d %s", got.Status, got.Body)
	}
	for _, status := range []string{"published", "draft", "archived", "pending"} {
		if got := c.api.Send(c.author, "PATCH", view, map[string]any{"status": status}); got.Status != 400 {
			t.Errorf("the author made it %s: %d", status, got.Status)
		}
	}
	if got := c.api.Send(c.author, "DELETE", view, nil); got.Status != 404 {
		t.Errorf("the author deleted it: %d", got.Status)
	}
	if r := c.now(report); r.GetString("state") != "accepted" || r.GetString("handler") != c.mod.Id || r.GetString("answer") != "违反社区规则" {
		t.Errorf("the report: %s", r.GetString("state"))
	}
	if shelves() != 0 || counted() != wasCounted-1 {
		t.Errorf("%d shelves, %d counted", shelves(), counted())
	}

	c.must(c.mod2, "restore", "article", c.article, nil)
	now := row()
	for field, was := range wasRow {
		if a, b := testkit.Plain(was), testkit.Plain(now[field]); a != b {
			t.Errorf("%s was %s and is %s", field, a, b)
		}
	}
	if shelves() != wasShelves || counted() != wasCounted {
		t.Errorf("%d shelves, %d counted", shelves(), counted())
	}
	if got := c.api.Send(nil, "GET", page, nil); got.Status != 200 {
		t.Errorf("the page: %d", got.Status)
	}

	// comments and columns
	c.must(c.mod, "hide", "comment", c.comment, nil)
	if c.now(c.comment).GetString("state") != "hidden" {
		t.Error("the comment is there")
	}
	if got := c.api.Send(c.author, "PATCH", "/api/collections/comments/records/"+c.comment.Id, map[string]any{"state": "visible"}); got.Status < 400 {
		t.Errorf("its author brought the comment back: %d", got.Status)
	}
	c.must(c.mod, "restore", "comment", c.comment, nil)
	if c.now(c.comment).GetString("state") != "visible" {
		t.Error("the comment is gone")
	}
	c.must(c.mod, "hide", "column", c.column, nil)
	if got := c.api.Send(nil, "GET", "/columns/cloud", nil); got.Status != http.StatusGone {
		t.Errorf("the column: %d", got.Status)
	}
	c.must(c.mod, "restore", "column", c.column, nil)
	if got := c.api.Send(nil, "GET", "/columns/cloud", nil); got.Status != 200 {
		t.Errorf("the column: %d", got.Status)
	}
	for _, action := range []string{"restore"} {
		if got := c.decide(c.mod, action, "column", c.column, nil); got.Status != 409 {
			t.Errorf("%s twice: %d", action, got.Status)
		}
	}
	// an article that waits for its day is brought back to wait
	waits := testkit.Article(t, c.app, c.author, map[string]any{"status": "scheduled", "publish_at": "2099-01-01 00:00:00.000Z"})
	c.must(c.mod, "hide", "article", waits, nil)
	c.must(c.mod, "restore", "article", waits, nil)
	if got := c.now(waits).GetString("status"); got != "scheduled" {
		t.Errorf("it is %s", got)
	}
}

func TestLockMoveMerge(t *testing.T) {
	c := newCast(t)
	c.must(c.mod, "lock", "comment", c.comment, nil)
	if n := c.count("SELECT count(*) FROM discussions WHERE closed AND target = '" + c.article.Id + "'"); n != 1 {
		t.Error("the discussion is open")
	}
	if got := c.decide(c.mod, "lock", "article", c.article, nil); got.Status != 409 {
		t.Errorf("locked twice: %d", got.Status)
	}
	c.must(c.mod, "unlock", "article", c.article, nil)
	if n := c.count("SELECT count(*) FROM discussions WHERE closed"); n != 0 {
		t.Error("the discussion is closed")
	}

	c.must(c.mod, "move", "article", c.article, map[string]any{"column": c.other.Id})
	if n := c.count("SELECT articles FROM stats WHERE id = '" + c.other.Id + "'"); n != 1 || c.now(c.article).GetString("column") != c.other.Id {
		t.Errorf("not moved, %d counted", n)
	}
	if got := c.decide(c.mod, "move", "article", c.article, map[string]any{"column": "nothinghere0000"}); got.Status != 400 {
		t.Errorf("moved nowhere: %d", got.Status)
	}
	c.must(c.mod, "move", "article", c.article, nil)

	// a duplicate leads to the original, also by its old addresses, and back
	slug, original := c.article.GetString("slug"), "/articles/"+c.second.GetString("slug")
	if got := c.decide(c.mod, "merge", "article", c.article, map[string]any{"into": map[string]any{"kind": "article", "id": c.article.Id}}); got.Status != 400 {
		t.Errorf("merged into itself: %d", got.Status)
	}
	c.api.Send(nil, "GET", "/articles/"+slug, nil)
	c.must(c.mod, "merge", "article", c.article, map[string]any{"into": map[string]any{"kind": "article", "id": c.second.Id}})
	if got := c.api.Send(nil, "GET", "/articles/"+slug, nil); got.Status != 301 || got.Header.Get("Location") != original {
		t.Errorf("the duplicate: %d %s", got.Status, got.Header.Get("Location"))
	}
	c.must(c.mod, "restore", "article", c.article, nil)
	if got := c.api.Send(nil, "GET", "/articles/"+slug, nil); got.Status != 200 {
		t.Errorf("brought back: %d", got.Status)
	}
	c.must(c.mod, "merge", "column", c.column, map[string]any{"into": map[string]any{"kind": "column", "id": c.other.Id}})
	if got := c.api.Send(nil, "GET", "/columns/cloud", nil); got.Status != 301 || got.Header.Get("Location") != "/columns/data" {
		t.Errorf("the column: %d %s", got.Status, got.Header.Get("Location"))
	}
}

func TestThreads(t *testing.T) {
	c := newCast(t)
	answer := c.says(c.member, c.article, "回复", c.comment.Id)
	deep := c.says(c.author, c.article, "再回复", answer.Id)
	stays := c.says(c.member, c.article, "另一条", "")
	comments := func(on *core.Record) int {
		return c.count("SELECT coalesce(sum(comments), 0) FROM stats WHERE id = '" + on.Id + "'")
	}
	here := comments(c.article)
	if got := c.decide(c.mod, "merge", "comment", c.comment, map[string]any{"into": map[string]any{"kind": "comment", "id": deep.Id}}); got.Status != 400 {
		t.Errorf("moved under its own answer: %d", got.Status)
	}
	entry := c.must(c.mod, "merge", "comment", c.comment, map[string]any{"into": map[string]any{"kind": "article", "id": c.second.Id}})
	for _, r := range []*core.Record{c.comment, answer, deep} {
		if now := c.now(r); now.GetString("target") != c.second.Id || now.GetString("root") != c.comment.Id {
			t.Errorf("%s is at %s in %s", r.GetString("body"), now.GetString("target"), now.GetString("root"))
		}
	}
	if c.now(answer).GetString("parent") != c.comment.Id || c.now(stays).GetString("target") != c.article.Id {
		t.Error("the thread fell apart")
	}
	if comments(c.second) != 3 || comments(c.article) != max(0, here-3) {
		t.Errorf("%d and %d comments", comments(c.article), comments(c.second))
	}
	// and back, by an appeal
	if got := c.api.Send(c.author, "POST", appeals, map[string]any{"user": c.author.Id, "entry": entry, "text": "就是在说那篇", "state": "open"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	appeal, err := c.app.FindFirstRecordByData(schema.Appeals, "entry", entry)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+appeal.Id, map[string]any{"state": "granted", "answer": "移回去了"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if c.now(deep).GetString("target") != c.article.Id || comments(c.second) != 0 {
		t.Errorf("not moved back, %d comments", comments(c.second))
	}
}

// A thread goes on at a question or an answer as it would at an article: whoever may read what is discussed there reads
// it, the counters are those of the rows, and an appeal takes it back.
func TestThreadsMoveToQuestionsAndAnswers(t *testing.T) {
	c := newCast(t)
	question := testkit.Create(t, c.app, schema.Questions, map[string]any{
		"title": "怎样解析 URL", "lang": "zh", "body": "细节", "author": c.author.Id, "status": "published", "tags": []string{testkit.Tag(t, c.app, "go", "Go").Id},
	})
	answer := testkit.Create(t, c.app, schema.Answers, map[string]any{"question": question.Id, "author": c.member.Id, "body": "用标准库", "status": "published"})
	reply := c.says(c.member, c.article, "回复", c.comment.Id)
	hidden := c.says(c.member, c.article, "藏起来的回复", reply.Id)
	c.must(c.mod, "hide", "comment", hidden, nil)
	counted := func(what string) {
		t.Helper()
		for kind, r := range map[string]*core.Record{"article": c.article, "question": question, "answer": answer} {
			rows := c.count("SELECT count(*) FROM comments WHERE kind = '" + kind + "' AND target = '" + r.Id + "' AND state = 'visible'")
			if n := c.count("SELECT coalesce(sum(comments), 0) FROM stats WHERE id = '" + r.Id + "'"); n != rows {
				t.Errorf("%s: %d comments counted of the %s, %d rows", what, n, kind, rows)
			}
		}
	}
	read := func(as *core.Record, r *core.Record) int {
		return c.api.Send(as, "GET", "/api/collections/comments/records/"+r.Id, nil).Status
	}
	counted("before")
	hot := func() (hot float64) {
		if err := c.app.DB().NewQuery("SELECT hot FROM question_shelves WHERE shelf = 'all'").Row(&hot); err != nil {
			t.Fatal(err)
		}
		return hot
	}
	cold := hot()

	into := func(kind string, r *core.Record) map[string]any {
		return map[string]any{"into": map[string]any{"kind": kind, "id": r.Id}}
	}
	if got := c.decide(c.member, "merge", "comment", c.comment, into("question", question)); got.Status < 400 || c.now(c.comment).GetString("target") != c.article.Id {
		t.Errorf("a member moved a thread: %d", got.Status)
	}
	entry := c.must(c.mod, "merge", "comment", c.comment, into("question", question))
	for _, r := range []*core.Record{c.comment, reply, hidden} {
		if now := c.now(r); now.GetString("kind") != "question" || now.GetString("target") != question.Id || now.GetString("root") != c.comment.Id {
			t.Errorf("%s is at %s %s", r.GetString("body"), now.GetString("kind"), now.GetString("target"))
		}
	}
	counted("at the question")
	if hot() <= cold {
		t.Error("the question isn't hotter")
	}
	if page := c.api.Send(nil, "GET", "/questions/"+question.Id+"/comments", nil); page.Status != 200 || !strings.Contains(page.Body, "难听的话") || !strings.Contains(page.Body, "回复") || strings.Contains(page.Body, "藏起来的") {
		t.Errorf("the question's discussion: %d %s", page.Status, page.Body)
	}
	if got := c.decide(c.mod, "merge", "comment", c.comment, into("question", question)); got.Status != 409 {
		t.Errorf("moved twice: %d", got.Status)
	}

	c.must(c.mod, "merge", "comment", c.comment, into("answer", answer))
	counted("at the answer")
	if hot() != cold {
		t.Error("the question is as hot as with the thread")
	}
	if page := c.api.Send(nil, "GET", "/answers/"+answer.Id+"/comments", nil); page.Status != 200 || !strings.Contains(page.Body, "难听的话") {
		t.Errorf("the answer's discussion: %d", page.Status)
	}
	under := testkit.Create(t, c.app, schema.Comments, map[string]any{"kind": "answer", "target": answer.Id, "author": c.author.Id, "body": "谢谢", "state": "visible"})
	c.must(c.mod, "merge", "comment", c.comment, into("comment", under))
	if now := c.now(reply); now.GetString("root") != under.Id || now.GetString("target") != answer.Id || c.now(c.comment).GetString("parent") != under.Id {
		t.Errorf("under another comment: root %s", now.GetString("root"))
	}
	counted("under a comment on the answer")
	if read(nil, reply) != 200 {
		t.Error("nobody reads it there")
	}

	// what is said where a question is hidden is nobody's to read, though its answer is published
	c.must(c.mod, "restore", "comment", hidden, nil)
	c.must(c.mod, "merge", "comment", c.comment, into("article", c.second))
	c.must(c.mod, "hide", "question", question, nil)
	c.must(c.mod, "merge", "comment", c.comment, into("answer", answer))
	counted("at an answer to a hidden question")
	if read(nil, reply) != 404 || read(c.author, reply) != 404 || read(c.member, reply) != 200 || read(c.mod, reply) != 200 {
		t.Errorf("at an answer to a hidden question: guest %d, asker %d, author %d, moderator %d", read(nil, reply), read(c.author, reply), read(c.member, reply), read(c.mod, reply))
	}
	c.must(c.mod, "restore", "question", question, nil)
	if read(nil, reply) != 200 {
		t.Error("nobody reads it once the question is back")
	}

	// an appeal takes the first of it back to the article
	if got := c.api.Send(c.author, "POST", appeals, map[string]any{"user": c.author.Id, "entry": entry, "text": "就是在说那篇", "state": "open"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	appeal, err := c.app.FindFirstRecordByData(schema.Appeals, "entry", entry)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.api.Send(c.mod2, "PATCH", appeals+"/"+appeal.Id, map[string]any{"state": "granted", "answer": "移回去了"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if now := c.now(hidden); now.GetString("target") != c.article.Id || now.GetString("kind") != "article" {
		t.Errorf("it is at %s %s", now.GetString("kind"), now.GetString("target"))
	}
	counted("back at the article")
}

// Of two moderators who decide at once one wins, and the other hears so.
func TestDecidingAtOnce(t *testing.T) {
	c := newCast(t)
	c.report(c.member, "user", c.author)
	var won, late atomic.Int32
	var wg sync.WaitGroup
	for i := range 10 {
		as := []*core.Record{c.mod, c.mod2}[i%2]
		wg.Go(func() {
			got := c.api.Send(as, "POST", deciding, map[string]any{"action": "suspend", "kind": "user", "target": c.author.Id, "reason": "理由", "seen": ""})
			switch {
			case got.Status == 200:
				won.Add(1)
			case got.Status == 409 && strings.Contains(got.Body, "先处理了"):
				late.Add(1)
			default:
				t.Errorf("%d %s", got.Status, got.Body)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || late.Load() != 9 || c.count("SELECT count(*) FROM sanctions") != 1 || c.count("SELECT count(*) FROM audit_log WHERE action = 'suspend'") != 1 {
		t.Errorf("%d won, %d were late, %d sanctions", won.Load(), late.Load(), c.count("SELECT count(*) FROM sanctions"))
	}
}

// A decision that fails half-way leaves nothing behind.
func TestDecisionsAreWhole(t *testing.T) {
	c := newCast(t)
	c.report(c.member, "article", c.article)
	c.app.OnRecordUpdate(schema.Reports).BindFunc(func(e *core.RecordEvent) error { return http.ErrAbortHandler })
	if got := c.decide(c.mod, "hide", "article", c.article, nil); got.Status < 400 {
		t.Fatal(got.Body)
	}
	if c.now(c.article).GetString("status") != "published" || c.count("SELECT count(*) FROM audit_log WHERE action = 'hide'") != 0 {
		t.Error("half of it happened")
	}
}
