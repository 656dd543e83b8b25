package transfer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
)

// dump reads every row of the exported collections, by table and id. What no export may hold is left out, and JSON
// is compared by value.
func dump(t *testing.T, app core.App) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, name := range []string{"users", "tags", "communities", "columns", "column_members", "series", "articles", "revisions", "slots", "site", "renditions", "slugs", "article_shelves"} {
		rows := []map[string]any{}
		records, err := app.DB().NewQuery("SELECT * FROM " + name).Rows()
		if err != nil {
			t.Fatal(err)
		}
		columns, err := records.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for records.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := records.Rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			row := map[string]any{}
			for i, c := range columns {
				v := *values[i].(*any)
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				if s, ok := v.(string); ok && (strings.HasPrefix(s, "[") || strings.HasPrefix(s, "{")) {
					var decoded any
					if json.Unmarshal([]byte(s), &decoded) == nil {
						v = decoded
					}
				}
				row[c] = v
			}
			rows = append(rows, row)
		}
		out[name] = map[string]string{}
		for i, row := range rows {
			key := fmt.Sprint(row["id"])
			switch name {
			case "users":
				for _, c := range []string{"password", "tokenKey", "email", "emailVisibility", "verified", "lastResetSentAt"} {
					delete(row, c)
				}
			case "renditions":
				delete(row, "hash") // knows whether attachments came with the save or were there
			case "slugs":
				key = fmt.Sprint(row["kind"], row["slug"])
				row = map[string]any{"target": row["target"], "gone": row["gone"]}
			case "article_shelves":
				key = fmt.Sprint(row["shelf"], row["article"])
			}
			b, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			if key == "<nil>" {
				key = fmt.Sprint(i)
			}
			out[name][key] = string(b)
		}
	}
	return out
}

func compare(t *testing.T, want, got map[string]map[string]string) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(want)) {
		if len(want[table]) != len(got[table]) {
			t.Errorf("%s: %d rows, want %d", table, len(got[table]), len(want[table]))
		}
		for id, row := range want[table] {
			if got[table][id] != row {
				t.Errorf("%s %s\n got %s\nwant %s", table, id, got[table][id], row)
			}
		}
	}
}

func picture(t *testing.T, name string) *filesystem.File {
	t.Helper()
	f, err := filesystem.NewFileFromBytes([]byte(svg), name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// fullPortal fills an app with one of everything, with values that are hard to write down.
func fullPortal(t *testing.T) core.App {
	t.Helper()
	app := portal(t)
	lin, su := testkit.User(t, app, "lin", "editor"), testkit.User(t, app, "su")
	lin.Set("bio", "一行\n又一行: \"引\" # 号")
	lin.Set("links", `[{"label":"博客","url":"https://example.com/?a=b&c=<d>"}]`)
	lin.Set("avatar", picture(t, "我.svg"))
	testkit.Save(t, app, lin)
	ghost := testkit.Create(t, app, schema.Users, map[string]any{"name": "无名", "email": "ghost@example.com", "password": testkit.Password})
	tag := testkit.Create(t, app, schema.Tags, map[string]any{"slug": "cpp", "name": "C++", "synonyms": []string{"cpp", "yes", "1"}, "category": "language", "description": "- 不是列表"})
	other := testkit.Tag(t, app, "no", "no")
	column := testkit.Column(t, app, "notes", lin, map[string]any{"kind": "official", "verified": true, "description": "*x*\r\n\r\ny  \n", "logo": picture(t, "logo.svg")})
	testkit.Member(t, app, column, su, "author")
	series := testkit.Create(t, app, schema.SeriesList, map[string]any{"title": "从零", "owner": lin.Id, "authors": []string{su.Id}, "column": column.Id, "lang": "zh"})
	community := testkit.Create(t, app, schema.Communities, map[string]any{"slug": "forum", "name": "论坛", "kind": "forum", "position": 3, "featured": true, "home_url": "https://example.com"})

	file := picture(t, "图.svg")
	a := testkit.Article(t, app, lin, map[string]any{
		"title": "题: 「一」 #1", "slug": "first-slug", "status": "published", "column": column.Id, "series": series.Id, "part": 2, "tags": []string{tag.Id, other.Id}, "coauthors": []string{su.Id},
		"body": "---\n不是头\n---\r\n\n![图](" + file.Name + ")\n\n{% raw %} <!-- more -->\n\n# 题: 「一」 #1\n\n末尾没有换行", "files": file, "cover": picture(t, "cover.svg"), "cover_alt": "封", "excerpt": " 摘要 ",
		"published": "2020-01-02 03:04:05.678Z", "canonical": "https://example.com/c", "source_title": "T: \"x\"", "source_url": "https://example.com/t", "source_licence": "CC BY 4.0",
		"credits": `[{"role":"author","name":"A, B"},{"role":"translator","name":"林","url":"https://example.com/l"},{"role":"reviewer","name":"yes"}]`,
	})
	a.Set("slug", "second-slug")
	a.Set("body", a.GetString("body")+"，改过")
	testkit.Save(t, app, a)
	testkit.Create(t, app, schema.Revisions, map[string]any{"article": a.Id, "state": "draft", "body": "草稿", "editor": su.Id, "note": "试"})
	testkit.Article(t, app, ghost, map[string]any{"title": "草稿", "status": "draft", "body": "", "lang": "en", "credits": `[{"role":"reviewer","name":"甲"},{"role":"author","name":"乙"}]`})
	testkit.Article(t, app, su, map[string]any{"title": "定时", "status": "scheduled", "publish_at": "2030-01-01 00:00:00.000Z", "body": "x"})
	testkit.Article(t, app, su, map[string]any{"title": "驳回", "status": "rejected", "reason": "太短", "body": "x"})
	column, err := app.FindRecordById(schema.Columns, column.Id)
	if err != nil {
		t.Fatal(err)
	}
	column.Set("pinned", []string{a.Id})
	testkit.Save(t, app, column)
	testkit.Create(t, app, schema.Slots, map[string]any{"slot": "hero", "article": a.Id, "title": "首", "position": 1, "active": false, "starts": "2026-01-01 00:00:00.000Z"})
	testkit.Create(t, app, schema.Slots, map[string]any{"slot": "communities", "community": community.Id, "active": true})
	site, err := app.FindFirstRecordByFilter(schema.SiteSettings, "")
	if err != nil {
		t.Fatal(err)
	}
	site.Set("about", "# 关于\n\n正文")
	site.Set("contact", "hello@example.com")
	site.Set("navigation", `[{"url":"/a","label":"甲","label_en":"A"}]`)
	testkit.Save(t, app, site)
	return app
}

// TestRoundTrip holds that the import of an export into an empty portal gives the same records.
func TestRoundTrip(t *testing.T) {
	from := fullPortal(t)
	dir := t.TempDir()
	if err := transfer.Export(context.Background(), from, dir, nil); err != nil {
		t.Fatal(err)
	}
	to := portal(t)
	report, err := transfer.ImportFolder(context.Background(), to, os.DirFS(dir), transfer.Options{Needs: needs})
	if err != nil {
		t.Fatal(err)
	}
	if report.Counts[transfer.Failed] > 0 {
		t.Fatalf("%+v", report)
	}
	compare(t, dump(t, from), dump(t, to))
	files := func(app core.App) []string {
		var out []string
		root := filepath.Join(app.DataDir(), "storage")
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".attrs") {
				// The folder of a collection is its id, which differs from portal to portal where it isn't fixed.
				out = append(out, strings.Join(strings.Split(strings.TrimPrefix(path, root), string(filepath.Separator))[2:], "/"))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(out)
		return out
	}
	if a, b := files(from), files(to); !reflect.DeepEqual(a, b) || len(a) != 4 {
		t.Errorf("files %v, want %v", b, a)
	}

	// Nothing that must stay here is in the export.
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), "@example.com") && !strings.Contains(path, "site.yaml") || strings.Contains(string(b), "tokenKey") || strings.Contains(string(b), "$2a$") {
			t.Errorf("%s holds a secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	// A second import changes nothing.
	before := dump(t, to)
	again, err := transfer.ImportFolder(context.Background(), to, os.DirFS(dir), transfer.Options{Needs: needs})
	if err != nil {
		t.Fatal(err)
	}
	if again.Counts[transfer.Imported]+again.Counts[transfer.Updated]+again.Counts[transfer.Failed] != 0 {
		t.Errorf("the second import: %s %+v", again, again.Problems)
	}
	compare(t, before, dump(t, to))

	// An export goes into an empty folder only.
	if err := transfer.Export(context.Background(), from, dir, nil); err == nil {
		t.Error("an export overwrote a folder")
	}
}

// TestDemo imports the demo content as the program does.
func TestDemo(t *testing.T) {
	fsys := os.DirFS("../demo/content")
	if !transfer.IsPortal(fsys) {
		t.Fatal("the demo content is not in the format of an export")
	}
	app := portal(t)
	report, err := transfer.ImportFolder(context.Background(), app, fsys, transfer.Options{Needs: needs})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
	for _, l := range report.Problems {
		t.Errorf("%s: %s", l.File, l.Reason)
	}
}

func TestBrokenTables(t *testing.T) {
	for name, tt := range map[string]struct{ file, text, want string }{
		"an unknown key":      {"tags.yaml", "- slug: a\n  name: A\n  colour: red\n", "tags.yaml, line 1: line 3: colour is not a field of tags"},
		"a secret":            {"people.yaml", "- handle: a\n  password: x\n", "password is not a field of users"},
		"a missing relation":  {"columns.yaml", "- slug: a\n  name: A\n  kind: official\n  owner: nobody\n", "users has no nobody"},
		"a picture elsewhere": {"tags.yaml", "- slug: a\n  name: A\n- slug: a b\n  name: B\n", "tags.yaml, line 3"},
		"a path outside":      {"communities.yaml", "- slug: a\n  name: A\n  kind: forum\n  logo: ../../etc/passwd.png\n", "is not a path within the folder"},
		"an alias":            {"tags.yaml", "- &a\n  slug: a\n- *a\n", "anchors"},
		"no list":             {"tags.yaml", "slug: a\n", "must be a list"},
		"broken YAML":         {"site.yaml", "name: [\n", "can't be read as YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			app := portal(t)
			_, err := transfer.ImportFolder(context.Background(), app, files(map[string]string{tt.file: tt.text}), transfer.Options{Needs: needs})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if count(t, app, "tags")+count(t, app, "columns")+count(t, app, "communities") != 0 {
				t.Error("something of the broken file stays")
			}
		})
	}
}
