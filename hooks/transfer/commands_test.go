package transfer_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/folder"
	"qiao/hooks/transfer/frontmatter"
)

// command runs one of the room's commands as the program does.
func command(t *testing.T, app core.App, args ...string) (string, error) {
	t.Helper()
	root := &cobra.Command{Use: "qiao", SilenceUsage: true, SilenceErrors: true}
	imports, exports := &cobra.Command{Use: "import"}, &cobra.Command{Use: "export"}
	imports.AddCommand(transfer.ImportCommands(app, needs)...)
	imports.AddCommand(transfer.QuestionCommands(app, questionNeeds(app))...)
	exports.AddCommand(transfer.ExportCommand(app))
	root.AddCommand(imports, exports)
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	return out.String(), err
}

func write(t *testing.T, dir string, pairs map[string]string) string {
	t.Helper()
	for name, text := range pairs {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCommands(t *testing.T) {
	app := portal(t)
	dir := write(t, t.TempDir(), map[string]string{"a.md": "# 一\n\n正文\n", "b.md": "---\ntitle: [\n---\n"})
	report := filepath.Join(t.TempDir(), "report.jsonl")
	out, err := command(t, app, "import", "markdown", dir, "--report", report)
	if err == nil || !strings.Contains(err.Error(), "1 of 2 items") || !strings.Contains(out, "1 imported") || !strings.Contains(out, "b.md: front matter, line 2") {
		t.Errorf("%v\n%s", err, out)
	}
	lines, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var l map[string]string
	if first, _, _ := strings.Cut(string(lines), "\n"); json.Unmarshal([]byte(first), &l) != nil || l["file"] != "a.md" || l["outcome"] != "imported" || len(l["id"]) != 15 || !strings.HasPrefix(l["url"], "/articles/") || len(l) != 5 {
		t.Errorf("the report: %s", lines)
	}
	if out, err := command(t, app, "import", "markdown", dir, "--dry-run"); err == nil || !strings.Contains(out, "dry run, nothing was written: 0 imported, 0 updated, 1 unchanged") {
		t.Errorf("%v\n%s", err, out)
	}

	wxr := filepath.Join(write(t, t.TempDir(), map[string]string{"x.xml": `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>文</title><content:encoded>正文</content:encoded><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>`}), "x.xml")
	json := filepath.Join(write(t, t.TempDir(), map[string]string{"x.json": `{"db":[{"data":{"posts":[{"id":"1","title":"鬼","html":"<p>正文</p>"}]}}]}`}), "x.json")
	for _, args := range [][]string{{"import", "wordpress", wxr}, {"import", "ghost", json}} {
		if out, err := command(t, app, args...); err != nil || !strings.Contains(out, "1 imported") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
		if out, err := command(t, app, args...); err != nil || !strings.Contains(out, "1 unchanged") {
			t.Errorf("%v again: %v\n%s", args, err, out)
		}
	}

	exported := filepath.Join(t.TempDir(), "out")
	if out, err := command(t, app, "export", "markdown", exported); err != nil || !strings.Contains(out, "3 articles") {
		t.Errorf("%v\n%s", err, out)
	}
	to := portal(t)
	if out, err := command(t, to, "import", "markdown", exported); err != nil || count(t, to, "articles") != 3 {
		t.Errorf("%v\n%s", err, out)
	}

	for want, args := range map[string][]string{
		"no such file":               {"import", "markdown", filepath.Join(dir, "gone")},
		"neither a folder nor a zip": {"import", "markdown", wxr},
		"not a WordPress export":     {"import", "wordpress", json},
		"not a Ghost export":         {"import", "ghost", filepath.Join(write(t, t.TempDir(), map[string]string{"x.json": "{}"}), "x.json")},
		"JSON is broken":             {"import", "ghost", wxr},
		"nobody with the handle x":   {"import", "markdown", dir, "--author", "x"},
		"time zone Mars/Olympus":     {"import", "markdown", dir, "--timezone", "Mars/Olympus"},
		"is not empty":               {"export", "markdown", exported},
		"accepts 1 arg":              {"import", "markdown"},
		"unknown flag: --nothing":    {"import", "markdown", dir, "--nothing"},
	} {
		if _, err := command(t, app, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
}

// TestTerminated holds that the program waits for the batch at hand when it is asked to stop.
func TestTerminated(t *testing.T) {
	app := portal(t)
	all := map[string]string{}
	for i := range 60 {
		all[strings.Repeat("a", i+3)+".md"] = "---\ntitle: 题\n---\n正文\n"
	}
	dir := write(t, t.TempDir(), all)
	started := make(chan struct{})
	once := false
	app.OnRecordCreateExecute(schema.Articles).BindFunc(func(e *core.RecordEvent) error {
		if !once {
			once = true
			close(started)
			time.Sleep(50 * time.Millisecond) // the signal comes in the middle of a batch
		}
		return e.Next()
	})
	terminated := make(chan int, 1)
	go func() {
		<-started
		event := new(core.TerminateEvent)
		event.App = app
		err := app.OnTerminate().Trigger(event, func(*core.TerminateEvent) error {
			n, err := app.CountRecords(schema.Articles)
			terminated <- int(n)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}()
	out, err := command(t, app, "import", "markdown", dir, "--batch", "10")
	if err == nil || !strings.Contains(err.Error(), "run the same command again") {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := <-terminated; n == 0 || n%10 != 0 || n == 60 || n != count(t, app, "articles") {
		t.Errorf("%d articles when the program ended", n)
	}
	if out, err := command(t, app, "import", "markdown", dir); err != nil || count(t, app, "articles") != 60 {
		t.Errorf("the run after: %v\n%s", err, out)
	}
}

// TestNaughtyStrings imports every hostile string of the corpus as title, tag and text: each file is imported or
// refused with a reason, and a second run changes nothing.
func TestNaughtyStrings(t *testing.T) {
	pairs := map[string]string{}
	for _, name := range []string{"naughty-strings.jsonl", "unicode.jsonl", "xss-markdown.jsonl", "path-traversal.jsonl", "ssti.jsonl"} {
		data, err := os.ReadFile(filepath.Join(testkit.Corpus(t, "attack"), name))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			var entry struct {
				Payload string `json:"payload"`
				Base64  string `json:"payload_base64"`
			}
			if i >= 150 || json.Unmarshal([]byte(line), &entry) != nil {
				continue
			}
			if b, err := base64.StdEncoding.DecodeString(entry.Base64); err == nil && entry.Base64 != "" {
				entry.Payload = string(b)
			}
			var n frontmatter.Node
			n.Set("title", frontmatter.T(strings.ToValidUTF8(entry.Payload, "?")))
			n.Set("tags", frontmatter.L([]string{strings.ToValidUTF8(entry.Payload, "?")}))
			n.Set("cover", frontmatter.T(strings.ToValidUTF8(entry.Payload, "?")))
			pairs[name+"/"+string(rune('a'+i%26))+strings.Repeat("x", i/26)+".md"] = "---\n" + string(frontmatter.Encode(n)) + "---\n" + entry.Payload + "\n\n正文\n"
		}
	}
	app := portal(t)
	report, lines := run(t, app, files(pairs), transfer.Options{})
	t.Log(report)
	for name, l := range lines {
		if l.Outcome == transfer.Failed && l.Reason == "" || !utf8.ValidString(l.Reason) {
			t.Errorf("%s: %+v", name, l)
		}
	}
	if report.Counts[transfer.Failed]*5 > len(pairs) {
		t.Errorf("%s", report)
	}
	again, _ := runSources(t, app, folder.New(files(pairs), folder.Options{}).Sources(), transfer.Options{})
	if again.Counts[transfer.Unchanged] != report.Counts[transfer.Imported] {
		t.Errorf("the second run: %s", again)
	}
}

func TestStackExchangeCommand(t *testing.T) {
	app := portal(t)
	testkit.User(t, app, "ale")
	dir := write(t, t.TempDir(), map[string]string{"tags": "# ours\nold=-\n\ufeffhops = hopfen\n", "users": "7=ale\n", "nobody": "7=nobody-here\n", "wrong": "7\n"})
	dump := filepath.Join("stackexchange", "testdata", "small")
	out, err := command(t, app, "import", "stackexchange", dump, "--site", "beer", "--dry-run")
	if err == nil || !strings.Contains(err.Error(), "4 of ") || !strings.Contains(out, "dry run, nothing was written: 5 imported") || count(t, app, "questions") != 0 || count(t, app, "tags") != 0 {
		t.Errorf("a dry run: %v: %s", err, out)
	}
	for _, args := range [][]string{{dir}, {dump, "--users", filepath.Join(dir, "nobody")}, {dump, "--tags", filepath.Join(dir, "wrong")}, {dump, "--site", "no site"}} {
		if out, err := command(t, app, append([]string{"import", "stackexchange"}, args...)...); err == nil || count(t, app, "questions") != 0 {
			t.Errorf("%v: %s", args, out)
		}
	}
	if out, err := command(t, app, "import", "stackexchange", dump, "--site", "beer", "--limit", "1"); count(t, app, "questions") != 1 {
		t.Errorf("one question: %v: %s", err, out)
	}
	out, _ = command(t, app, "import", "stackexchange", dump, "--site", "beer", "--tags", filepath.Join(dir, "tags"), "--users", filepath.Join(dir, "users"))
	if !strings.Contains(out, "3 imported, 1 updated, 1 unchanged") || count(t, app, "questions WHERE author != ''") != 1 || count(t, app, "answers WHERE author != ''") != 1 || count(t, app, "comments WHERE author != ''") != 1 {
		t.Errorf("with people: %s", out)
	}
}
