package folder_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/folder"
)

func pngFile(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mapFS(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func readAll(t *testing.T, f *folder.Folder) (map[string]*article.Article, map[string]string) {
	t.Helper()
	as, errs := map[string]*article.Article{}, map[string]string{}
	for s := range f.Sources() {
		if a, err := s.Read(); err != nil {
			errs[s.File] = err.Error()
		} else {
			as[s.File] = a
		}
	}
	return as, errs
}

func one(t *testing.T, files map[string]string) *article.Article {
	t.Helper()
	as, errs := readAll(t, folder.New(mapFS(files), folder.Options{}))
	if len(as) != 1 || len(errs) != 0 {
		t.Fatalf("articles %v, errors %v", as, errs)
	}
	for _, a := range as {
		return a
	}
	return nil
}

func TestFrontMatter(t *testing.T) {
	a := one(t, map[string]string{"posts/2020-01-02-a-bridge.md": `---
title: 桥
lang: zh-CN
authors: [{name: 林桥, nick: lin}, 苏禾]
tags: [go, 后端]
categories: [[技术, Go]]
series: [从零]
date: 2020-01-02 03:04:05
lastmod: 2020-02-02
summary: 摘要
draft: false
translator: 陈默
translatorlink: https://example.org/chen
reviewer: ["周砚"]
originallink: https://example.com/a
banner: https://example.com/a.png
---
# 桥

正文
`})
	if a.Title != "桥" || a.Lang != "zh" || a.Slug != "a-bridge" || a.Key != "markdown:posts/2020-01-02-a-bridge.md" || a.Status != "published" || a.Excerpt != "摘要" || a.Series != "从零" || a.Body != "正文\n" {
		t.Errorf("%+v", a)
	}
	if !reflect.DeepEqual(a.Authors, []string{"林桥", "苏禾"}) || !reflect.DeepEqual(a.Tags, []string{"go", "后端"}) || !reflect.DeepEqual(a.Categories, []string{"技术", "Go"}) {
		t.Errorf("%+v", a)
	}
	if a.Published.Format(time.RFC3339) != "2020-01-01T19:04:05Z" || a.Updated.Format(time.RFC3339) != "2020-02-01T16:00:00Z" {
		t.Errorf("%v %v", a.Published, a.Updated)
	}
	if want := []article.Credit{{Role: "translator", Name: "陈默", URL: "https://example.org/chen"}, {Role: "reviewer", Name: "周砚"}}; !reflect.DeepEqual(a.Credits, want) || a.SourceURL != "https://example.com/a" {
		t.Errorf("%+v %s", a.Credits, a.SourceURL)
	}
	if len(a.Hash) != 64 || len(a.Notes) != 1 {
		t.Errorf("hash %q, notes %q", a.Hash, a.Notes)
	}
}

func TestOwnFormat(t *testing.T) {
	a := one(t, map[string]string{"articles/x/index.md": `---
title: 题
kind: tutorial
lang: zh-Hant
author: lin-qiao
coauthors: [su-he]
column: col
series: ser
part: 2
tags: [go]
date: 2026-03-14T09:30:00+08:00
source: {title: "T", url: "https://example.com/t", author: "A. B, Jr.", licence: CC BY 4.0}
translators: [ye-qing, {name: 甲, url: "https://example.com/j"}]
views: 12
---
正文 ![图](diagram.svg "图注") 与 [附件](<a b.txt>)，不变：` + "`![x](diagram.svg)`" + `

` + "```md\n![x](diagram.svg)\n```\n", "articles/x/diagram.svg": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`, "articles/x/a b.txt": "hello\n"})
	if a.Kind != "tutorial" || a.Lang != "zh-Hant" || a.Column != "col" || a.Part != 2 || a.Views != 12 || !reflect.DeepEqual(a.Authors, []string{"lin-qiao", "su-he"}) {
		t.Errorf("%+v", a)
	}
	if want := []article.Credit{{Role: "author", Name: "A. B, Jr."}, {Role: "translator", Name: "ye-qing"}, {Role: "translator", Name: "甲", URL: "https://example.com/j"}}; !reflect.DeepEqual(a.Credits, want) {
		t.Errorf("%+v", a.Credits)
	}
	if len(a.Attachments) != 2 {
		t.Fatalf("%+v %q", a.Attachments, a.Notes)
	}
	svg, txt := a.Attachments[0].Name, a.Attachments[1].Name
	if !strings.HasPrefix(svg, "diagram-") || !strings.HasPrefix(txt, "a-b-") {
		t.Errorf("names %s %s", svg, txt)
	}
	if want := "正文 ![图](" + svg + " \"图注\") 与 [附件](" + txt + ")，不变：`![x](diagram.svg)`\n\n```md\n![x](diagram.svg)\n```\n"; a.Body != want {
		t.Errorf("got  %q\nwant %q", a.Body, want)
	}
	r, err := a.Attachments[1].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, _ := io.ReadAll(r); string(b) != "hello\n" {
		t.Errorf("%q", b)
	}
}

// TestPlaces holds that files are found where each generator keeps them.
func TestPlaces(t *testing.T) {
	img := string(pngFile(t, 2))
	for name, tt := range map[string]struct{ post, text, at string }{
		"beside":               {"a/b.md", "![](x.png)", "a/x.png"},
		"dotted":               {"a/b.md", "![](./x.png)", "a/x.png"},
		"above":                {"a/b.md", "![](../i/x.png)", "i/x.png"},
		"Hexo's post folder":   {"source/_posts/b.md", "{% asset_img x.png 图 %}", "source/_posts/b/x.png"},
		"Hexo's source":        {"source/_posts/b.md", "![](/images/x.png)", "source/images/x.png"},
		"Hugo's static":        {"content/b.md", "![](/img/x.png)", "static/img/x.png"},
		"Hugo's bundle":        {"content/b/index.md", `{{< figure src="x.png" title="图" >}}`, "content/b/x.png"},
		"Jekyll's root":        {"_posts/b.md", "![]({{ site.baseurl }}/assets/x.png)", "assets/x.png"},
		"Octopress":            {"source/_posts/b.md", `{% img center /images/x.png 400 300 '图' %}`, "source/images/x.png"},
		"percent signs":        {"a.md", "![](%E5%9B%BE%20x.png)", "图 x.png"},
		"angle brackets":       {"a.md", "![](<图 x.png>)", "图 x.png"},
		"a query":              {"a.md", "![](x.png?raw=true)", "x.png"},
		"HTML":                 {"a.md", `<img alt="a" src='x.png' width="3">`, "x.png"},
		"a reference":          {"a.md", "![a][1]\n\n[1]: x.png", "x.png"},
		"nested in a link":     {"a.md", "[![](x.png)](https://example.com)", "x.png"},
		"with round brackets":  {"a.md", "![](x(1).png)", "x(1).png"},
		"upper case and title": {"a.md", `![](X.PNG "图")`, "X.PNG"},
	} {
		t.Run(name, func(t *testing.T) {
			a := one(t, map[string]string{tt.post: "---\ntitle: 题\n---\n" + tt.text, tt.at: img})
			if len(a.Attachments) != 1 || !strings.Contains(a.Body, a.Attachments[0].Name) {
				t.Errorf("body %q, attachments %+v, notes %q", a.Body, a.Attachments, a.Notes)
			}
		})
	}
}

func TestRefusedAttachments(t *testing.T) {
	a := one(t, map[string]string{
		"a.md":       "# 题\n\n![](html.png) ![](active.svg) ![](big.pdf) ![](gone.png) [页](/articles/x) [外](https://example.com/x.png) ![](../../etc/passwd.png) ![](/etc/passwd) [md](b.txt)",
		"html.png":   "<html><script>alert(1)</script>",
		"active.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"big.pdf":    "%PDF-1.4\n" + strings.Repeat("a", 11<<20),
		"b.txt":      "text",
	})
	if len(a.Attachments) != 1 {
		t.Errorf("attachments %+v", a.Attachments)
	}
	all := strings.Join(a.Notes, "\n")
	for _, want := range []string{"html.png: files of the type text/html", "active.svg: the SVG is active", "big.pdf: is larger than 10 MB", "gone.png: is not in the folder"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among the notes:\n%s", want, all)
		}
	}
	if !strings.Contains(a.Body, "](html.png)") || !strings.Contains(a.Body, "](/articles/x)") || !strings.Contains(a.Body, "](../../etc/passwd.png)") {
		t.Errorf("body %q", a.Body)
	}
}

// TestEscapes holds that links, pipes and archives can't lead out of the folder or block the import.
func TestEscapes(t *testing.T) {
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret.md")
	if err := os.WriteFile(secret, []byte("# 秘密\n\n秘密"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outside, "secret.png"), pngFile(t, 3), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Symlink(secret, filepath.Join(dir, "link.md")))
	must(os.Symlink(outside, filepath.Join(dir, "linked")))
	must(os.Symlink(filepath.Join(outside, "secret.png"), filepath.Join(dir, "link.png")))
	must(syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o600))
	must(syscall.Mkfifo(filepath.Join(dir, "pipe.png"), 0o600))
	must(os.Mkdir(filepath.Join(dir, ".git"), 0o700))
	must(os.WriteFile(filepath.Join(dir, ".git", "x.md"), []byte("# x"), 0o600))
	must(os.WriteFile(filepath.Join(dir, "a.md"), []byte("# 题\n\n![](link.png) ![](linked/secret.png) ![](pipe.png) ![](../"+filepath.Base(outside)+"/secret.png) ![](file:///etc/passwd)"), 0o600))
	must(os.WriteFile(filepath.Join(dir, "big.md"), []byte("# 大\n\n"+strings.Repeat("字", 1<<20)), 0o600))
	must(os.WriteFile(filepath.Join(dir, "nul.md"), []byte("# 题\n\n\x00"), 0o600))
	must(os.WriteFile(filepath.Join(dir, "bytes.md"), []byte("# 题\n\n\xff\xfe"), 0o600))

	f, err := folder.Open(dir, folder.Options{})
	must(err)
	defer f.Close()
	as, errs := readAll(t, f)
	if len(as) != 1 || as["a.md"] == nil || len(as["a.md"].Attachments) != 0 {
		t.Errorf("%+v", as)
	}
	for name, want := range map[string]string{
		"link.md": "is a symbolic link", "pipe.md": "is not a regular file", "big.md": "is larger than 2 MB",
		"nul.md": "front matter, line 3: the file holds a NUL byte, it is not text", "bytes.md": "front matter, line 3: the file is not UTF-8",
	} {
		if errs[name] != want {
			t.Errorf("%s: got %q, want %q", name, errs[name], want)
		}
	}
	if notes := strings.Join(as["a.md"].Notes, "\n"); !strings.Contains(notes, "link.png: is a symbolic link") {
		t.Errorf("notes %s", notes)
	}
}

func zipFile(t *testing.T, files map[string]string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "blog.zip")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z := zip.NewWriter(file)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestZip(t *testing.T) {
	f, err := folder.Open(zipFile(t, map[string]string{"ok/a.md": "# 题\n\n![](x.png)", "ok/x.png": string(pngFile(t, 1)), "bomb.md": strings.Repeat("a", 50<<20)}), folder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	as, errs := readAll(t, f)
	if as["ok/a.md"] == nil || len(as["ok/a.md"].Attachments) != 1 {
		t.Errorf("articles %+v", as)
	}
	if errs["bomb.md"] != "is larger than 2 MB" {
		t.Errorf("the bomb: %q", errs["bomb.md"])
	}
	for _, name := range []string{"../../evil.md", `..\evil.md`, "/etc/evil.md", "a/../../evil.md"} {
		if _, err := folder.Open(zipFile(t, map[string]string{"a.md": "# 题", name: "# 恶"}), folder.Options{}); err == nil || !strings.Contains(err.Error(), "climbs out") {
			t.Errorf("%s: %v", name, err)
		}
	}
	archives, _ := filepath.Glob("../../../../shared/corpus/attack/archives/*.zip")
	for _, name := range archives {
		if _, err := folder.Open(name, folder.Options{}); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
}

// TestBlogs reads every blog of the corpus as a user would: only files whose front matter is broken fail.
func TestBlogs(t *testing.T) {
	dirs, _ := filepath.Glob("../../../../shared/corpus/blogs/*")
	if len(dirs) == 0 {
		t.Skip("the corpus of blogs is not here")
	}
	total, failed, noted := 0, 0, 0
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		f, err := folder.Open(dir, folder.Options{})
		if err != nil {
			t.Fatal(err)
		}
		as, errs := readAll(t, f)
		f.Close()
		total += len(as) + len(errs)
		failed += len(errs)
		for name, reason := range errs {
			t.Logf("%s/%s: %s", filepath.Base(dir), name, reason)
			if strings.Contains(reason, "not an article") {
				failed--
			}
		}
		for name, a := range as {
			if a.Title == "" || a.Lang == "" {
				t.Errorf("%s/%s: title %q, lang %q", filepath.Base(dir), name, a.Title, a.Lang)
			}
			if len(a.Notes) > 0 {
				noted++
			}
			if i := strings.Index(a.Body, "{% "); i >= 0 {
				t.Logf("%s/%s: a tag stays: %.60q", filepath.Base(dir), name, a.Body[i:])
			}
		}
	}
	t.Logf("%d files, %d failed, %d with notes", total, failed, noted)
	if failed > 0 {
		t.Errorf("%d of %d files failed", failed, total)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("---\ntitle: a\ncover: x.png\n---\n![](x.png) [a]: x.png <img src='x.png'> `](`"))
	f.Add([]byte("{% codeblock lang:go %}\n{% endcodeblock %}{% img x.png 1 2 'a' %}{{< figure src=x >}}"))
	img := pngFile(f, 1)
	f.Fuzz(func(t *testing.T, b []byte) {
		for s := range folder.New(fstest.MapFS{"a.md": {Data: b}, "x.png": {Data: img}}, folder.Options{}).Sources() {
			_, _ = s.Read()
		}
	})
}
