package content_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

const everything = "# 标题\n\n正文 *强调*，`代码` 与 [链接](https://example.org/)。<script>alert(1)</script>\n\n" +
	"```go\nfunc main() {}\n```\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n$a^2 + b^2 = c^2$\n\n## 第二节\n\n> [!NOTE]\n> 注意。\n\n脚注[^1]。\n\n[^1]: 在此。\n\n![图](FILE)\n"

// The preview is what publishing will show, to the byte.
func TestPreviewIsWhatIsPublished(t *testing.T) {
	p := newPortal(t)
	a := p.article(nil)
	path := at(schema.Articles, a.Id)
	file := p.must(p.author, "PATCH", path, testkit.NewForm(nil).File("files", "图.png", pngOf(7, 5))).JSON("files", 0).(string)
	body := strings.ReplaceAll(everything, "FILE", file)
	for _, lang := range []string{"zh", "en"} {
		seen := p.must(p.author, "POST", "/api/qiao/preview", map[string]any{"body": body, "article": a.Id, "lang": lang})
		p.must(p.author, "PATCH", path, map[string]any{"body": body, "lang": lang})
		shown := p.must(p.author, "GET", at(schema.Renditions, a.Id), nil)
		for _, field := range []string{"html", "excerpt", "minutes", "words"} {
			if seen.JSON(field) == nil || seen.JSON(field) != shown.JSON(field) {
				t.Errorf("%s in %s:\npreview   %v\npublished %v", field, lang, seen.JSON(field), shown.JSON(field))
			}
		}
		if seen.JSON("toc", 0) == nil || shown.JSON("toc", 0) == nil {
			t.Error("no table of contents")
		}
		if html := seen.JSON("html").(string); strings.Contains(html, "<script") || !strings.Contains(html, `width="7"`) {
			t.Error(html)
		}
	}
}

func TestPreviewsLimits(t *testing.T) {
	p := newPortal(t)
	a := p.article(nil)
	before := testkit.Contents(t, p.app)
	for _, test := range []struct {
		name   string
		body   any
		status int
		field  string
		code   string
	}{
		{"nothing", map[string]any{"body": ""}, 200, "", ""},
		{"as much as an article may have", map[string]any{"body": strings.Repeat("a\n", 500_000)}, 200, "", ""},
		{"more", map[string]any{"body": strings.Repeat("字", 1_000_001)}, 400, "body", "markdown.too_long"},
		{"too deep", map[string]any{"body": strings.Repeat("> ", 5000)}, 400, "body", "markdown.too_deep"},
		{"NUL", map[string]any{"body": "a\x00"}, 400, "body", "markdown.not_text"},
		{"broken", `{"body": `, 400, "", ""},
		{"of another type", `{"body": 5}`, 400, "", ""},
		{"an article that isn't", map[string]any{"body": "x", "article": "nothinghere0000"}, 404, "", ""},
		{"an article by a name", map[string]any{"body": "x", "article": "' OR 1=1"}, 404, "", ""},
		{"far too much", map[string]any{"body": strings.Repeat("x", 9<<20)}, 413, "", ""},
	} {
		got := p.api.Send(p.author, "POST", "/api/qiao/preview", test.body)
		if got.Status != test.status || test.field != "" && got.JSON("data", test.field, "code") != test.code {
			t.Errorf("%s: %d %.300s", test.name, got.Status, got.Body)
		}
	}
	for who, test := range map[string]struct {
		as   *core.Record
		want int
	}{"guest": {nil, 401}, "stranger": {p.friend, 404}, "author": {p.author, 200}, "editor": {p.editor, 200}} {
		if got := p.api.Send(test.as, "POST", "/api/qiao/preview", map[string]any{"body": "x", "article": a.Id}); got.Status != test.want {
			t.Errorf("%s: %d, want %d", who, got.Status, test.want)
		}
	}
	after := testkit.Contents(t, p.app)
	for table, n := range before {
		if after[table] != n {
			t.Errorf("a preview wrote to %s", table)
		}
	}
}
