package mydata_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks"
	"qiao/hooks/mydata"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	home   = "/api/qiao/mydata"
	secret = "正确的马电池钉书钉"
)

func newApp(t *testing.T) *tests.TestApp {
	return testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
}

// member is somebody with something in every room, and what others have of them.
func member(t *testing.T, app core.App) (me, other *core.Record) {
	t.Helper()
	me, other = testkit.User(t, app, "lin-mu"), testkit.User(t, app, "zhou-he")
	me.SetPassword(secret)
	me.Set("name", "林木木")
	me.Set("city", "泉州")
	testkit.Save(t, app, me)
	tag := testkit.Tag(t, app, "go", "Go 语言")
	column := testkit.Column(t, app, "cloud", other, map[string]any{"name": "云上"})
	testkit.Member(t, app, column, me, "author")
	mine := testkit.Article(t, app, me, map[string]any{"title": "自己的文章", "status": "published", "body": "正文。", "tags": []string{tag.Id}})
	theirs := testkit.Article(t, app, other, map[string]any{"title": "别人的文章", "status": "published", "body": "正文。"})
	testkit.Create(t, app, schema.Coauthors, map[string]any{"article": theirs.Id, "user": me.Id, "state": "accepted"})
	testkit.Create(t, app, schema.SeriesList, map[string]any{"title": "我的系列", "owner": me.Id, "lang": "zh"})
	testkit.Create(t, app, schema.Follows, map[string]any{"user": me.Id, "kind": "tag", "target": tag.Id})
	folder := testkit.Create(t, app, schema.BookmarkFolders, map[string]any{"user": me.Id, "name": "以后读"})
	testkit.Create(t, app, schema.Bookmarks, map[string]any{"user": me.Id, "kind": "article", "target": theirs.Id, "folder": folder.Id})
	alone := testkit.Article(t, app, other, map[string]any{"title": "别人独自写的文章", "status": "published", "body": "正文。"})
	testkit.Create(t, app, schema.Votes, map[string]any{"user": me.Id, "kind": "article", "target": alone.Id, "value": 1})
	testkit.Create(t, app, schema.Reads, map[string]any{"user": me.Id, "article": theirs.Id, "position": 0.5})
	asked := testkit.Create(t, app, schema.Comments, map[string]any{"kind": "article", "target": theirs.Id, "author": me.Id, "body": "问一句。", "state": "visible"})
	testkit.Create(t, app, schema.Comments, map[string]any{"kind": "article", "target": theirs.Id, "author": other.Id, "parent": asked.Id, "root": asked.Id, "body": "答一句。", "state": "visible"})
	testkit.Create(t, app, schema.Comments, map[string]any{"kind": "article", "target": mine.Id, "author": me.Id, "body": "自己补充。", "state": "visible"})
	testkit.Create(t, app, schema.Reports, map[string]any{"reporter": me.Id, "kind": "article", "target": theirs.Id, "reason": "other", "text": "看看", "state": "open"})
	return me, other
}

// Whoever adds a relation to accounts must say what becomes of it.
func TestEveryTraceIsKnown(t *testing.T) {
	app := newApp(t)
	known := mydata.Places()
	users, err := app.FindCollectionByNameOrId(schema.Users)
	if err != nil {
		t.Fatal(err)
	}
	all, err := app.FindAllCollections(core.CollectionTypeBase, core.CollectionTypeAuth)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range all {
		for _, f := range c.Fields {
			if r, ok := f.(*core.RelationField); ok && r.CollectionId == users.Id {
				found++
				if !slices.Contains(known, c.Name+"."+r.Name) {
					t.Errorf("%s.%s names accounts: say in traces.go what happens to it", c.Name, r.Name)
				}
			}
		}
	}
	if found != len(known) {
		t.Errorf("the database has %d relations to accounts, traces.go %d", found, len(known))
	}
}

func TestLeaving(t *testing.T) {
	for _, keep := range []bool{true, false} {
		app := newApp(t)
		me, other := member(t, app)
		me.Set(schema.UserLeavingKeep, keep)
		me.Set(schema.UserLeavingAt, types.NowDateTime().AddDate(0, 0, -1))
		testkit.Save(t, app, me)
		soon := testkit.User(t, app, "not-yet")
		soon.Set(schema.UserLeavingAt, types.NowDateTime().AddDate(0, 0, 1))
		testkit.Save(t, app, soon)

		told := 0
		for range 2 { // a second run finds nothing to do
			if err := mydata.DeleteDue(app, func() { told++ }); err != nil {
				t.Fatal(err)
			}
		}
		if told != 1 {
			t.Errorf("keep %v: told of changes %d times", keep, told)
		}
		for _, text := range []string{me.Id, me.Email(), "林木木", "泉州"} {
			// the address of the profile stays taken: nobody may pose as who left
			left := slices.DeleteFunc(testkit.Mentions(t, app, text), func(at string) bool { return at == "slugs.target" })
			if len(left) > 0 {
				t.Errorf("keep %v: %q is still in %v", keep, text, left)
			}
		}
		articles := testkit.Number(t, app, "SELECT count(*) FROM articles")
		comments := testkit.Number(t, app, "SELECT count(*) FROM comments")
		shown := testkit.Number(t, app, "SELECT count(*) FROM comments WHERE state = 'visible'")
		if keep && (articles != 3 || comments != 3 || shown != 3) || !keep && (articles != 2 || comments != 2 || shown != 1) {
			t.Errorf("keep %v: %d articles, %d comments, %d of them shown", keep, articles, comments, shown)
		}
		if n := testkit.Number(t, app, "SELECT count(*) FROM comments WHERE body LIKE '%问一句%'"); n == 1 != keep {
			t.Errorf("keep %v: %d comments with what was asked", keep, n)
		}
		testkit.Fresh(t, app, other) // others and those who still have time stay
		testkit.Fresh(t, app, soon)
	}
}

// What was begun with others goes on with them.
func TestWorkPassesOn(t *testing.T) {
	app := newApp(t)
	me, other := testkit.User(t, app, "leaves"), testkit.User(t, app, "stays")
	together := testkit.Article(t, app, me, map[string]any{"title": "一起写的", "status": "published", "body": "正文。"})
	testkit.Create(t, app, schema.Coauthors, map[string]any{"article": together.Id, "user": other.Id, "state": "accepted"})
	led := testkit.Column(t, app, "led", me, nil)
	testkit.Member(t, app, led, other, "editor")
	alone := testkit.Column(t, app, "alone", me, nil)
	if err := mydata.Delete(app, me); err != nil {
		t.Fatal(err)
	}
	if a := schema.AsArticle(testkit.Fresh(t, app, together)); a.Author() != other.Id || len(a.Coauthors()) != 0 {
		t.Errorf("the article is by %s and %v", a.Author(), a.Coauthors())
	}
	if c := schema.AsColumn(testkit.Fresh(t, app, led)); c.Owner() != other.Id || c.Status() != "active" {
		t.Errorf("the column is %s's and %s", c.Owner(), c.Status())
	}
	if c := schema.AsColumn(testkit.Fresh(t, app, alone)); c.Owner() != mydata.GhostID || c.Status() != "archived" {
		t.Errorf("the column that nobody else edits is %s's and %s", c.Owner(), c.Status())
	}
}

func TestEndpoints(t *testing.T) {
	app := newApp(t)
	me, _ := member(t, app)
	super := testkit.Superuser(t, app)
	api := testkit.NewAPI(t, app)
	for _, path := range []string{"", "/leave", "/stay", "/agree"} {
		method := "POST"
		if path == "" {
			method = "GET"
		}
		if a := api.Send(nil, method, home+path, map[string]any{}); a.Status != http.StatusUnauthorized {
			t.Errorf("a guest at %q: %d", path, a.Status)
		}
		if a := api.Send(super, method, home+path, map[string]any{}); a.Status != http.StatusForbidden {
			t.Errorf("a superuser at %q: %d", path, a.Status)
		}
	}
	if a := api.Send(me, "POST", home+"/leave", map[string]any{"password": "wrong", "keep": true}); a.Status != 400 || !strings.Contains(a.Body, "password") {
		t.Errorf("a wrong password: %d %s", a.Status, a.Body)
	}
	if !testkit.Fresh(t, app, me).GetDateTime(schema.UserLeavingAt).IsZero() {
		t.Error("a wrong password was enough")
	}
	sent := app.TestMailer.TotalSend()
	if a := api.Send(me, "POST", home+"/leave", map[string]any{"password": secret, "keep": true}); a.Status != 200 || a.JSON("leaving_at") == "" || a.JSON("leaving_keep") != true {
		t.Errorf("leaving: %d %s", a.Status, a.Body)
	}
	if app.TestMailer.TotalSend() == sent && testkit.Number(t, app, "SELECT count(*) FROM outbox") == 0 {
		t.Error("nobody was written to")
	}
	if a := api.Send(me, "POST", home+"/stay", nil); a.Status != 200 || a.JSON("leaving_at") != "" {
		t.Errorf("staying: %d %s", a.Status, a.Body)
	}

	// agreements: only the version in force can be accepted
	if a := api.Send(me, "POST", home+"/agree", map[string]any{"version": ""}); a.Status != http.StatusConflict {
		t.Errorf("nothing is in force: %d %s", a.Status, a.Body)
	}
	policy, err := app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		t.Fatal(err)
	}
	policy.Set(schema.PolicyAgreement, "2026-11")
	if err := app.Save(policy); err == nil {
		t.Error("a version without texts was saved")
	}
	policy.Set(schema.PolicyTerms, "# 总则\n\n好好说话。")
	testkit.Save(t, app, policy)
	for version, want := range map[string]int{"2026-10": http.StatusConflict, "2026-11": 200} {
		if a := api.Send(me, "POST", home+"/agree", map[string]any{"version": version}); a.Status != want {
			t.Errorf("accepting %s: %d %s", version, a.Status, a.Body)
		}
	}
	u := schema.AsUser(testkit.Fresh(t, app, me))
	if u.Agreed() != "2026-11" || u.AgreedAt().IsZero() {
		t.Errorf("accepted %q at %s", u.Agreed(), u.AgreedAt())
	}
	if a := api.Send(nil, "GET", "/terms", nil); a.Status != 200 || !strings.Contains(a.Body, "好好说话") || !strings.Contains(a.Body, "2026-11") {
		t.Errorf("/terms: %d", a.Status)
	}
	if a := api.Send(nil, "GET", "/privacy", nil); a.Status != 404 {
		t.Errorf("/privacy isn't written: %d", a.Status)
	}
}

// register registers somebody for an event that asks for a file.
func register(t *testing.T, app core.App, who, organiser *core.Record, file string) *core.Record {
	t.Helper()
	soon := types.NowDateTime().AddDate(0, 0, 3)
	event := testkit.Create(t, app, schema.Events, map[string]any{"title": "聚会", "slug": "gathering", "kind": "meetup", "mode": "offline", "city": "泉州", "lang": "zh", "zone": "Asia/Shanghai",
		"starts": soon, "ends": soon.Add(time.Hour), "author": organiser.Id, "status": "published"})
	testkit.Create(t, app, schema.EventRegistrations, map[string]any{"event": event.Id, "waitlist": "fifo"})
	ticket := testkit.Create(t, app, schema.EventTickets, map[string]any{"event": event.Id, "name": "现场票", "mode": "in_person"})
	question := testkit.Create(t, app, schema.EventQuestions, map[string]any{"event": event.Id, "label": "简历", "kind": "file"})
	pdf, err := filesystem.NewFileFromBytes([]byte(file), "cv.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return testkit.Create(t, app, schema.Registrations, map[string]any{"event": event.Id, "ticket": ticket.Id, "user": who.Id, "name": "林木木", "lang": "zh", "state": "confirmed", "answers": map[string]any{question.Id: "cv.pdf"}, "files": pdf})
}

func TestDownload(t *testing.T) {
	app := newApp(t)
	me, other := member(t, app)
	const cv = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
	registration := register(t, app, me, other, cv)
	api := testkit.NewAPI(t, app)
	for name, as := range map[string]*core.Record{"a guest": nil, "a superuser": testkit.Superuser(t, app)} {
		if a := api.Send(as, "GET", home+"/export", nil); a.Status != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := api.Send(me, "GET", home+"/export?token=nonsense", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("a bad link: %d", a.Status)
	}
	token, err := me.NewFileToken()
	if err != nil {
		t.Fatal(err)
	}
	a := api.Send(nil, "GET", home+"/export?token="+token, nil)
	z, err := zip.NewReader(bytes.NewReader([]byte(a.Body)), int64(len(a.Body)))
	if err != nil || a.Status != 200 {
		t.Fatalf("%d, %v", a.Status, err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(data)
		if strings.HasSuffix(f.Name, ".json") && !json.Valid(data) {
			t.Errorf("%s isn't JSON: %.200s", f.Name, data)
		}
	}
	for file, text := range map[string]string{
		"account.json": me.Email(), "follows.json": `"kind": "tag"`, "votes.json": `"value": 1`, "bookmark_folders.json": "以后读",
		"comments.json": "问一句。", "reports.json": "看看", "reading_history.json": "0.5", "column_memberships.json": "author",
	} {
		if !strings.Contains(files[file], text) {
			t.Errorf("%s lacks %q: %s", file, text, files[file])
		}
	}
	articles := 0
	for name, text := range files {
		if strings.HasSuffix(name, "/index.md") {
			articles++
		}
		for _, private := range []string{other.Email(), me.TokenKey(), me.GetString("password:hash"), "答一句"} {
			if strings.Contains(text, private) {
				t.Errorf("%s has %q", name, private)
			}
		}
	}
	kept := registration.GetStringSlice(schema.RegistrationFiles)
	if len(kept) != 1 || files["registrations/"+registration.Id+"/"+kept[0]] != cv {
		t.Errorf("the file that was uploaded isn't in the download: %v", slices.Sorted(maps.Keys(files)))
	}
	if articles != 2 {
		t.Errorf("%d articles", articles)
	}
}
