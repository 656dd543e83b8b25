package wordpress_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/wordpress"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>站</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>lin</wp:author_login><wp:author_email>lin@example.com</wp:author_email><wp:author_display_name><![CDATA[林桥]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>x</wp:category_nicename></wp:category>
`

const tail = `</channel></rss>`

func post(inner string) string { return "<item>" + inner + "</item>\n" }

func read(t *testing.T, xml string) ([]*article.Article, []error, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.xml")
	if err := os.WriteFile(path, []byte(xml), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := wordpress.Open(path)
	if err != nil {
		return nil, nil, err
	}
	var out []*article.Article
	var errs []error
	for s := range f.Sources() {
		if a, err := s.Read(); err != nil {
			errs = append(errs, err)
		} else {
			out = append(out, a)
		}
	}
	return out, errs, nil
}

func TestRead(t *testing.T) {
	as, errs, err := read(t, head+post(`<title>第一篇 &amp; 一</title><link>https://example.com/?p=1</link><dc:creator><![CDATA[lin]]></dc:creator>
<content:encoded><![CDATA[第一段
第二行 &nbsp;<b>粗</b>

[caption id="a" width="300"]<a href="x"><img src="https://example.com/a.png" alt="桥" /></a> 图 一[/caption]

[sourcecode language="java"]
int a = b[1] &lt; 2;

int c;
[/sourcecode]

<pre lang="go">
func main() {

}
</pre>
[gallery ids="7,8"]

[embed]https://www.youtube.com/watch?v=abc[/embed]
[unknown thing]]]></content:encoded>
<excerpt:encoded><![CDATA[摘要 <i>一</i>]]></excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2014-07-30 22:01:46</wp:post_date><wp:post_date_gmt>2014-07-30 14:01:46</wp:post_date_gmt>
<wp:post_name>%e6%a1%a5</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="c"><![CDATA[随笔]]></category><category domain="post_tag" nicename="go"><![CDATA[Go]]></category><category domain="category" nicename="uncategorized">Uncategorized</category>`)+
		post(`<title>a</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://example.com/7.png</wp:attachment_url>`)+
		post(`<title>草稿</title><content:encoded>x</content:encoded><wp:post_id>2</wp:post_id><wp:post_date>2015-01-01 08:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>draft</wp:status><wp:post_type>post</wp:post_type>`)+
		post(`<title>页</title><content:encoded><![CDATA[<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->]]></content:encoded><wp:post_id>3</wp:post_id><wp:status>publish</wp:status><wp:post_type>page</wp:post_type>`)+
		post(`<title>将来</title><content:encoded>x</content:encoded><wp:post_id>4</wp:post_id><wp:post_date_gmt>2030-01-01 00:00:00</wp:post_date_gmt><wp:status>future</wp:status><wp:post_type>post</wp:post_type>`)+
		post(`<title>废</title><wp:post_id>5</wp:post_id><wp:status>trash</wp:status><wp:post_type>post</wp:post_type>`)+
		post(`<title>菜单</title><wp:post_id>6</wp:post_id><wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type>`)+tail)
	if err != nil {
		t.Fatal(err)
	}
	if len(as) != 4 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "trash") {
		t.Fatalf("%d articles, errors %v", len(as), errs)
	}
	a := as[0]
	want := "第一段  \n第二行  **粗**\n\n[![桥](https://example.com/a.png \"图 一\")](x)\n\n```java\nint a = b[1] < 2;\n\nint c;\n```\n\n```go\nfunc main() {\n\n}\n```\n\n![](https://example.com/7.png)\n\n[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)\n\n\\[unknown thing]\n"
	if got := strings.ReplaceAll(a.Body, "\u00a0", " "); got != want {
		t.Errorf("body\n%q\nwant\n%q", got, want)
	}
	if a.Title != "第一篇 & 一" || a.Slug != "桥" || a.Status != "published" || a.Kind != "article" || a.Excerpt != "摘要 一" ||
		!reflect.DeepEqual(a.Tags, []string{"Go"}) || !reflect.DeepEqual(a.Categories, []string{"随笔"}) || !reflect.DeepEqual(a.Authors, []string{"林桥"}) ||
		a.Published.Format(time.RFC3339) != "2014-07-30T14:01:46Z" {
		t.Errorf("%+v", a)
	}
	if as[1].Status != "draft" || as[1].Published.Format(time.RFC3339) != "2015-01-01T00:00:00Z" {
		t.Errorf("%+v", as[1])
	}
	if as[2].Kind != "doc" || as[2].Body != "a\n" {
		t.Errorf("%+v", as[2])
	}
	if as[3].Status != "scheduled" || as[3].PublishAt.IsZero() {
		t.Errorf("%+v", as[3])
	}
}

func TestHostile(t *testing.T) {
	laughs := `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for _, tt := range []struct{ name, in, want string }{
		{"entities that multiply", strings.Replace(head, "<rss", laughs+"<rss", 1) + post("<title>&b;</title>") + tail, "declares entities"},
		{"an external entity", `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>`, "declares entities"},
		{"an unknown entity", head + post("<title>&nope;</title>") + tail, "line 6"},
		{"another format", "<feed><entry/></feed>", "begins with <feed>"},
		{"no XML", "hello", "not a WordPress export"},
		{"empty", "", "not a WordPress export"},
		{"cut off", head + "<item><title>a", "broken"},
		{"a huge item", head + "<item><title>" + strings.Repeat("a", 17<<20) + "</title></item>" + tail, "16 MB"},
		{"deep", head + "<item>" + strings.Repeat("<a>", 100_000), "broken"},
		{"another encoding", `<?xml version="1.0" encoding="GBK"?><rss/>`, "GBK"},
		{"not UTF-8", head + post("<title>\xff</title>") + tail, "UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := read(t, tt.in)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	as, _, err := read(t, head+post("<title>a\x0bb</title><content:encoded>[[[[code][/caption][caption]\x02"+"9\x03</content:encoded><wp:post_type>post</wp:post_type>")+tail)
	if err != nil || len(as) != 1 || as[0].Title != "a b" {
		t.Errorf("%v %+v", err, as)
	}
}

// TestCorpus reads every export of the corpus.
func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob("../../../../shared/corpus/blogs/wxr/*.xml")
	more, _ := filepath.Glob("../../../../shared/corpus/blogs/wxr/tryghost-migrate/packages/mg-wp-xml/test/fixtures/*.xml")
	if files = append(files, more...); len(files) == 0 {
		t.Skip("the corpus of exports is not here")
	}
	for _, path := range files {
		f, err := wordpress.Open(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		n := 0
		for s := range f.Sources() {
			a, err := s.Read()
			if err != nil {
				t.Errorf("%s %s: %v", path, s.File, err)
				continue
			}
			n++
			if a.Title == "" || len(a.Authors) == 0 || a.Published.IsZero() && a.Status == "published" {
				t.Errorf("%s %s: %q by %v at %v", path, s.File, a.Title, a.Authors, a.Published)
			}
		}
		t.Logf("%s: %d articles", filepath.Base(path), n)
		if n != f.Count {
			t.Errorf("%s: %d articles, counted %d", path, n, f.Count)
		}
	}
}

func FuzzSources(f *testing.F) {
	f.Add(head + post("<title>a</title><content:encoded>[caption]<img>[/caption][gallery]</content:encoded><wp:post_type>post</wp:post_type>") + tail)
	path := filepath.Join(f.TempDir(), "export.xml")
	f.Fuzz(func(t *testing.T, s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := wordpress.Open(path)
		if err != nil {
			return
		}
		for s := range file.Sources() {
			_, _ = s.Read()
		}
	})
}
