package columns_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

func role(t *testing.T, app core.App, column, user *core.Record) string {
	t.Helper()
	var roles []string
	if err := app.DB().NewQuery("SELECT role FROM column_members WHERE [[column]] = {:c} AND user = {:u}").
		Bind(map[string]any{"c": column.Id, "u": user.Id}).Column(&roles); err != nil {
		t.Fatal(err)
	}
	if len(roles) > 1 {
		t.Errorf("somebody is a member %d times", len(roles))
	}
	if len(roles) == 0 {
		return ""
	}
	return roles[0]
}

// A column has one owner, who is a member as such, whoever it is handed to.
func TestOwners(t *testing.T) {
	app := testkit.NewApp(t, register)
	first, second, third := testkit.User(t, app, "first"), testkit.User(t, app, "second"), testkit.User(t, app, "third")
	column := testkit.Column(t, app, "cloud", first, nil)
	testkit.Member(t, app, column, second, "author")
	expect := func(step string, roles ...string) {
		t.Helper()
		for i, u := range []*core.Record{first, second, third} {
			if got := role(t, app, column, u); got != roles[i] {
				t.Errorf("%s: the %s is %q, want %q", step, u.GetString("handle"), got, roles[i])
			}
		}
	}
	expect("founded", "owner", "author", "")
	for _, owner := range []*core.Record{second, third, first} {
		column = testkit.Fresh(t, app, column)
		column.Set("owner", owner.Id)
		testkit.Save(t, app, column)
	}
	expect("handed over and back", "owner", "editor", "editor")

	for name, fields := range map[string]map[string]any{
		"a second owner":    {"column": column.Id, "user": testkit.User(t, app, "fourth").Id, "role": "owner"},
		"the owner as less": {"column": column.Id, "user": first.Id, "role": "author"},
		"a member twice":    {"column": column.Id, "user": second.Id, "role": "author"},
		"no column":         {"column": "nothinghere0000", "user": second.Id, "role": "author"},
		"no user":           {"column": column.Id, "user": "nothinghere0000", "role": "author"},
		"an unknown role":   {"column": column.Id, "user": testkit.User(t, app, "fifth").Id, "role": "king"},
	} {
		if err := app.Save(testkit.New(t, app, schema.ColumnMembers, fields)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	seat, err := app.FindFirstRecordByFilter(schema.ColumnMembers, "column = {:c} && user = {:u}", map[string]any{"c": column.Id, "u": first.Id})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(seat); err == nil {
		t.Error("the owner left the column")
	}
	api := testkit.NewAPI(t, app)
	got := api.Send(first, "DELETE", "/api/collections/column_members/records/"+seat.Id, nil, "Accept-Language", "zh-CN")
	if got.Status != 400 || got.JSON("message") != "主理人不能退出自己的专栏；请先把专栏交给别人。" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	// the column itself may go, and all seats with it
	if err := app.Delete(testkit.Fresh(t, app, column)); err != nil {
		t.Fatal(err)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM column_members"); n != 0 {
		t.Errorf("%d seats in no column", n)
	}
}

// Who is thrown out of a column reviews nothing there any more, at once.
func TestFormerEditors(t *testing.T) {
	app := testkit.NewApp(t, register)
	owner, editor, author := testkit.User(t, app, "owner"), testkit.User(t, app, "editor"), testkit.User(t, app, "author")
	column := testkit.Column(t, app, "cloud", owner, nil)
	seat := testkit.Member(t, app, column, editor, "editor")
	testkit.Member(t, app, column, author, "author")
	a := testkit.Article(t, app, author, map[string]any{"column": column.Id, "status": "pending"})
	api := testkit.NewAPI(t, app)
	path := "/api/collections/articles/records/" + a.Id
	if got := api.Try(editor, "PATCH", path, map[string]any{"status": "published"}); got.Status != 200 {
		t.Errorf("the editor: %d", got.Status)
	}
	if got := api.Send(owner, "PATCH", "/api/collections/column_members/records/"+seat.Id, map[string]any{"role": "author"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if got := api.Send(editor, "PATCH", path, map[string]any{"status": "published"}); got.Status != 404 {
		t.Errorf("as an author only: %d", got.Status)
	}
	if got := api.Send(editor, "DELETE", "/api/collections/column_members/records/"+seat.Id, nil); got.Status != 204 {
		t.Errorf("leaving: %d", got.Status)
	}
	if got := api.Send(editor, "GET", path, nil); got.Status != 404 {
		t.Errorf("after leaving: %d", got.Status)
	}
}

func TestVerifiedMark(t *testing.T) {
	app := testkit.NewApp(t, register)
	owner := testkit.User(t, app, "owner")
	for kind, ok := range map[string]bool{"individual": false, "enterprise": false, "partner": true, "official": true} {
		err := app.Save(testkit.New(t, app, schema.Columns, map[string]any{"name": kind, "kind": kind, "status": "active", "owner": owner.Id, "verified": true}))
		if (err == nil) != ok {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// A column puts its own articles at its top, and of those only what is public is shown.
func TestPinned(t *testing.T) {
	app := testkit.NewApp(t, register)
	owner := testkit.User(t, app, "owner")
	column := testkit.Column(t, app, "cloud", owner, nil)
	other := testkit.Column(t, app, "data", testkit.User(t, app, "other"), nil)
	own := testkit.Article(t, app, owner, map[string]any{"title": "本刊置顶", "column": column.Id, "status": "published"})
	draft := testkit.Article(t, app, owner, map[string]any{"title": "没写完的", "column": column.Id})
	strange := testkit.Article(t, app, owner, map[string]any{"title": "别刊的", "column": other.Id, "status": "published"})
	api := testkit.NewAPI(t, app)
	path := "/api/collections/columns/records/" + column.Id
	got := api.Send(owner, "PATCH", path, map[string]any{"pinned": []string{own.Id, strange.Id}}, "Accept-Language", "en")
	if got.Status != 400 || got.JSON("data", "pinned", "code") != "columns.pinned_elsewhere" {
		t.Errorf("another column's article: %d %s", got.Status, got.Body)
	}
	if got := api.Send(owner, "PATCH", path, map[string]any{"pinned": []string{own.Id, draft.Id}}); got.Status != 200 {
		t.Errorf("its own: %d %s", got.Status, got.Body)
	}
	page := api.Send(nil, "GET", "/columns/cloud", nil, "Accept-Encoding", "identity").Body
	if !strings.Contains(page, "本刊置顶") || strings.Contains(page, "没写完的") {
		t.Error("the column's page shows the wrong articles at its top")
	}
	// one that moves away later doesn't keep the column from being edited
	moved := testkit.Fresh(t, app, own)
	moved.Set(schema.ArticleColumn, other.Id)
	testkit.Save(t, app, moved)
	if got := api.Send(owner, "PATCH", path, map[string]any{"tagline": "一句话"}); got.Status != 200 {
		t.Errorf("afterwards: %d %s", got.Status, got.Body)
	}
}
