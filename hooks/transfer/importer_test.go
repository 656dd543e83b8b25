package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/folder"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// needs is what the program wires.
var needs = transfer.Needs{Prepare: content.Prepare, Rescore: content.Rescore}

// portal is an app with every room, as the program has it.
func portal(t testing.TB) core.App {
	t.Helper()
	return testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 1}) })
}

func files(pairs map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range pairs {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// run imports a folder and gives its report and its lines by file.
func run(t testing.TB, app core.App, fsys fstest.MapFS, o transfer.Options) (transfer.Report, map[string]transfer.Line) {
	t.Helper()
	return runSources(t, app, folder.New(fsys, folder.Options{}).Sources(), o)
}

func runSources(t testing.TB, app core.App, sources iter.Seq[transfer.Source], o transfer.Options) (transfer.Report, map[string]transfer.Line) {
	t.Helper()
	var out bytes.Buffer
	o.Report, o.Needs = &out, needs
	report, err := transfer.Import(context.Background(), app, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]transfer.Line{}
	for d := json.NewDecoder(&out); ; {
		var l transfer.Line
		if err := d.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		lines[l.File] = l
	}
	if len(lines) != report.Total() {
		t.Errorf("%d lines, %d in the report", len(lines), report.Total())
	}
	return report, lines
}

func count(t testing.TB, app core.App, table string) int {
	t.Helper()
	var n int
	if err := app.DB().NewQuery("SELECT count(*) FROM " + table).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1" viewBox="0 0 2 1"/>`

func TestImport(t *testing.T) {
	app := portal(t)
	testkit.User(t, app, "lin")
	testkit.Tag(t, app, "go", "Go 语言")
	fsys := files(map[string]string{
		"posts/2020-01-02-bridge.md": "---\ntitle: 桥\nauthor: lin\ntags: [Go, 前端, C++]\ncategories: [随笔]\nseries: 从零\ncover: c.svg\n---\n正文 ![图](a.svg)\n",
		"posts/a.svg":                svg, "posts/c.svg": svg,
		"credit.md":  "> * 原文地址：[Bridges](https://example.com/b)\n> * 原文作者：[Ada](https://example.com/a)\n> * 译者：[lin](https://example.org/l)\n\n# 桥会唱歌\n\n正文\n",
		"draft.md":   "---\ntitle: 草\ndraft: true\nauthor: 苏禾\n---\n正文\n",
		"broken.md":  "---\ntitle: [a\n---\n正文\n",
		"empty.md":   "---\ntitle: 空\n---\n",
		"bidi.md":    "---\ntitle: \"a\u202eb\"\n---\n正文\n",
		"_index.md":  "---\ntitle: 页\n---\n正文\n",
		"deep/x.md":  strings.Repeat("> ", 3000) + "深\n",
		"long.md":    "---\ntitle: " + strings.Repeat("长", 300) + "\n---\n正文\n",
		"refused.md": "# 图\n\n![](evil.png)\n", "evil.png": "<html><script>alert(1)</script>",
	})
	report, lines := run(t, app, fsys, transfer.Options{})
	for name, want := range map[string]transfer.Outcome{
		"posts/2020-01-02-bridge.md": transfer.Imported, "credit.md": transfer.Imported, "draft.md": transfer.Imported, "refused.md": transfer.Imported,
		"broken.md": transfer.Failed, "empty.md": transfer.Failed, "bidi.md": transfer.Imported, "long.md": transfer.Failed, "_index.md": transfer.Skipped,
	} {
		if lines[name].Outcome != want || (want != transfer.Imported) != (lines[name].Reason != "" && lines[name].ID == "") {
			t.Errorf("%s: %+v", name, lines[name])
		}
	}
	if r := lines["bidi.md"].Reason; r != "control characters were taken out of the title" {
		t.Errorf("a title that turns a line around: %q", r)
	}
	if r := lines["refused.md"].Reason; !strings.Contains(r, "evil.png: files of the type text/html") {
		t.Errorf("a refused picture: %q", r)
	}
	if report.Counts[transfer.Failed] < 4 || len(report.Problems) != report.Counts[transfer.Failed] {
		t.Errorf("%s, %d problems", report, len(report.Problems))
	}

	r, err := app.FindRecordById(schema.Articles, lines["posts/2020-01-02-bridge.md"].ID)
	if err != nil {
		t.Fatal(err)
	}
	a := schema.AsArticle(r)
	author, err := app.FindRecordById(schema.Users, a.Author())
	if err != nil || author.GetString("handle") != "lin" {
		t.Errorf("author %v %v", author, err)
	}
	if a.Slug() != "bridge" || a.Status() != "published" || len(a.Tags()) != 4 || a.Series() == "" || a.Cover() == "" || len(r.GetStringSlice("files")) != 1 || a.Published().String() != "2020-01-01 16:00:00.000Z" {
		t.Errorf("%v", r.PublicExport())
	}
	var html string
	if err := app.DB().NewQuery("SELECT html FROM renditions WHERE id = '" + r.Id + "'").Row(&html); err != nil || !strings.Contains(html, "/api/files/articles/"+r.Id+"/a-") {
		t.Errorf("rendition %q %v", html, err)
	}
	tag, err := app.FindFirstRecordByData(schema.Tags, "name", "C++")
	if err != nil || tag.GetString("slug") != "cpp" {
		t.Errorf("tag %v %v", tag, err)
	}
	c, err := app.FindRecordById(schema.Articles, lines["credit.md"].ID)
	if err != nil || c.GetString("source_title") != "Bridges" || c.GetString("author") != author.Id || !strings.Contains(c.GetString("credits"), `"translator"`) {
		t.Errorf("credit %v %v", c, err)
	}
	su, err := app.FindFirstRecordByData(schema.Users, "name", "苏禾")
	if err != nil || su.GetString("handle") != "su-he" || su.Verified() || !strings.HasSuffix(su.Email(), ".invalid") {
		t.Errorf("the account made: %v %v", su, err)
	}

	// A second run changes nothing.
	articles, tags, users, revisions := count(t, app, "articles"), count(t, app, "tags"), count(t, app, "users"), count(t, app, "revisions")
	again, lines2 := run(t, app, fsys, transfer.Options{})
	if again.Counts[transfer.Unchanged] != report.Counts[transfer.Imported] || again.Counts[transfer.Imported]+again.Counts[transfer.Updated] != 0 {
		t.Errorf("the second run: %s", again)
	}
	if lines2["credit.md"].URL != lines["credit.md"].URL {
		t.Errorf("an address moved: %+v", lines2["credit.md"])
	}
	if count(t, app, "articles") != articles || count(t, app, "tags") != tags || count(t, app, "users") != users || count(t, app, "revisions") != revisions {
		t.Error("the second run wrote something")
	}

	// A changed source updates its article, at its address; what was archived here stays so.
	c.Set("status", "archived")
	testkit.Save(t, app, c)
	fsys["credit.md"].Data = append(fsys["credit.md"].Data, "新的一段\n"...)
	fsys["posts/2020-01-02-bridge.md"].Data = append(fsys["posts/2020-01-02-bridge.md"].Data, "新的一段\n"...)
	third, lines3 := run(t, app, fsys, transfer.Options{})
	if third.Counts[transfer.Updated] != 2 || lines3["posts/2020-01-02-bridge.md"].URL != "/articles/bridge" {
		t.Errorf("the third run: %s %+v", third, lines3)
	}
	c, err = app.FindRecordById(schema.Articles, c.Id)
	if err != nil || c.GetString("status") != "archived" || !strings.Contains(c.GetString("body"), "新的一段") {
		t.Errorf("an archived article: %v %v", c, err)
	}
	if n := count(t, app, "revisions"); n != revisions+1 {
		t.Errorf("%d revisions, want %d", n, revisions+1)
	}
}

// TestIncomplete holds that what a format doesn't tell is found in the text.
func TestIncomplete(t *testing.T) {
	app := portal(t)
	one := func(yield func(transfer.Source) bool) {
		for i, a := range []transfer.Article{
			{Key: "x:1", Body: "![](https://example.com/a.png)\n\n## 桥与河\n\n正文。\n"},
			{Key: "x:2", Title: "A bridge", Body: "Nothing but English words in here.\n"},
			{Key: "x:3", Body: "\n"},
		} {
			if !yield(transfer.Source{File: string(rune('1' + i)), Read: func() (*transfer.Article, error) { return &a, nil }}) {
				return
			}
		}
	}
	_, lines := runSources(t, app, one, transfer.Options{})
	for file, want := range map[string][2]string{"1": {"桥与河", "zh"}, "2": {"A bridge", "en"}} {
		r, err := app.FindRecordById(schema.Articles, lines[file].ID)
		if err != nil || r.GetString("title") != want[0] || r.GetString("lang") != want[1] {
			t.Errorf("%s: %+v %v", file, lines[file], err)
		}
	}
	if lines["3"].Outcome != transfer.Failed || !strings.Contains(lines["3"].Reason, "title: ") {
		t.Errorf("an empty article: %+v", lines["3"])
	}
}

// TestNothingHalfWritten holds that an article that fails late leaves neither tags, nor accounts, nor files.
func TestNothingHalfWritten(t *testing.T) {
	app := portal(t)
	app.OnRecordCreateExecute(schema.Articles).BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		if e.Record.GetString("title") == "坏" {
			return os.ErrInvalid
		}
		return nil
	})
	tags, users := count(t, app, "tags"), count(t, app, "users")
	report, lines := run(t, app, files(map[string]string{
		"a.md": "---\ntitle: 坏\ntags: [甲乙]\nauthor: 某人\n---\n![](a.svg)\n", "a.svg": svg,
		"b.md": "---\ntitle: 好\ntags: [甲乙]\n---\n正文\n",
	}), transfer.Options{})
	if lines["a.md"].Outcome != transfer.Failed || lines["b.md"].Outcome != transfer.Imported {
		t.Fatalf("%s %+v", report, lines)
	}
	if count(t, app, "articles") != 1 || count(t, app, "tags") != tags+1 || count(t, app, "users") != users+1 || count(t, app, "stats WHERE kind = 'articles'") != 1 {
		t.Error("something of the failed article stays")
	}
	err := filepath.WalkDir(filepath.Join(app.DataDir(), "storage"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("the file %s stays", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDryRun(t *testing.T) {
	app := portal(t)
	report, lines := run(t, app, files(map[string]string{
		"a.md": "---\ntitle: 一\ntags: [甲乙]\nauthor: 某人\n---\n![](a.svg)\n", "a.svg": svg, "b.md": "---\ntitle: 空\n---\n",
	}), transfer.Options{DryRun: true})
	if report.Counts[transfer.Imported] != 1 || report.Counts[transfer.Failed] != 1 || lines["b.md"].Reason == "" {
		t.Errorf("%s %+v", report, lines)
	}
	if count(t, app, "articles")+count(t, app, "tags")+count(t, app, "users") != 0 {
		t.Error("a dry run wrote something")
	}
	if _, err := os.Stat(filepath.Join(app.DataDir(), "storage", "articles")); err == nil {
		t.Error("a dry run stored files")
	}
}

// TestInterrupted holds that an import that is stopped has committed what it reported, and goes on afterwards.
func TestInterrupted(t *testing.T) {
	app := portal(t)
	all := map[string]string{}
	for _, c := range "abcdefghijklmnopqrst" {
		all[string(c)+"-post.md"] = "---\ntitle: " + string(c) + "\n---\n正文\n"
	}
	ctx, stop := context.WithCancel(context.Background())
	var out bytes.Buffer
	report, err := transfer.Import(ctx, app, folder.New(files(all), folder.Options{}).Sources(), transfer.Options{
		Needs: needs, Batch: 3, Workers: 2, Report: &out, Progress: func(done int) {
			if done >= 6 {
				stop()
			}
		},
	})
	if err != nil || !report.Interrupted {
		t.Fatalf("%v %+v", err, report)
	}
	reported := strings.Count(out.String(), `"imported"`)
	if n := count(t, app, "articles"); n != reported || n < 6 || n == 20 {
		t.Errorf("%d articles, %d reported", n, reported)
	}
	second, _ := run(t, app, files(all), transfer.Options{})
	if second.Counts[transfer.Unchanged] != reported || second.Total() != 20 || count(t, app, "articles") != 20 {
		t.Errorf("the run after: %s", second)
	}
}

func TestOptions(t *testing.T) {
	app := portal(t)
	owner := testkit.User(t, app, "chen")
	testkit.Column(t, app, "notes", owner, nil)
	fsys := files(map[string]string{"a.md": "# 一\n\n正文\n"})
	if _, err := transfer.Import(context.Background(), app, folder.New(fsys, folder.Options{}).Sources(), transfer.Options{Author: "nobody"}); err == nil {
		t.Error("an unknown author was taken")
	}
	if _, err := transfer.Import(context.Background(), app, folder.New(fsys, folder.Options{}).Sources(), transfer.Options{Column: "nothing"}); err == nil {
		t.Error("an unknown column was taken")
	}
	_, lines := run(t, app, fsys, transfer.Options{Author: "chen", Column: "notes", Series: "入门", Drafts: true})
	r, err := app.FindRecordById(schema.Articles, lines["a.md"].ID)
	if err != nil {
		t.Fatal(err)
	}
	a := schema.AsArticle(r)
	if a.Author() != owner.Id || a.Column() == "" || a.Series() == "" || a.Status() != "draft" {
		t.Errorf("%v", r.PublicExport())
	}
}

// TestCorpus imports the whole article corpus and then again.
func TestCorpus(t *testing.T) {
	dir := testkit.Corpus(t, "articles")
	app := portal(t)
	f, err := folder.Open(dir, folder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report, lines := runSources(t, app, f.Sources(), transfer.Options{})
	t.Log(report)
	for _, l := range lines {
		if l.Outcome == transfer.Failed {
			t.Errorf("%s: %s", l.File, l.Reason)
		}
	}
	if n := count(t, app, "articles"); n != report.Counts[transfer.Imported] {
		t.Errorf("%d articles", n)
	}
	again, _ := runSources(t, app, f.Sources(), transfer.Options{})
	if again.Counts[transfer.Unchanged] != report.Counts[transfer.Imported] || again.Total() != report.Total() {
		t.Errorf("the second run: %s", again)
	}
}
