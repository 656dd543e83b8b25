package frontmatter

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		format   Format
		title    string
		tags     []string
		body     string
	}{
		{"Jekyll", "---\nlayout: post\ntitle:  \"桥 \\u0041\"\ntags: go  sqlite\n---\n正文\n", YAML, "桥 A", []string{"go", "sqlite"}, "正文\n"},
		{"Hugo YAML", "---\ntitle: 桥\ntags: [\"a b\", c]\n---\n\n正文", YAML, "桥", []string{"a b", "c"}, "\n正文"},
		{"Hugo TOML", "+++\ntitle = \"桥\"\ndate = 2015-08-03T13:39:46+02:00\ntags = [\"go\"]\n[params]\nx = 1\n+++\n正文", TOML, "桥", []string{"go"}, "正文"},
		{"Hugo JSON", "{\n  \"title\": \"桥\",\n  \"tags\": [\"go\", \"{\"]\n}\n\n正文 {", JSON, "桥", []string{"go", "{"}, "\n正文 {"},
		{"Hexo without an opening line", "title: 桥\ndate: 2015-01-13 09:58:35\ntags:\n- go\n- 前端\n---\n\n正文", Hexo, "桥", []string{"go", "前端"}, "\n正文"},
		{"Pelican", "Title: 桥: 一\nDate: 2015-07-15 10:22\nTags: a, b\n\n正文", Pelican, "桥: 一", []string{"a", "b"}, "正文"},
		{"byte order mark and CRLF", "\ufeff---\r\ntitle: 桥\r\n---\r\n正文\r\n", YAML, "桥", nil, "正文\n"},
		{"blank lines before", "\n\n---\ntitle: 桥\n---\n正文", YAML, "桥", nil, "正文"},
		{"ends with dots or more dashes", "---\ntitle: 桥\n...\n正文", YAML, "桥", nil, "正文"},
		{"a number as title stays as written", "---\ntitle: 1.10\n---\n", YAML, "1.10", nil, ""},
		{"a list of one as title", "---\ntitle: [桥]\ntags:\n---\n", YAML, "桥", nil, ""},
		{"a folded text", "---\ntitle: >-\n  桥\n  与河\ntags: 甲、乙，丙\n---\n", YAML, "桥 与河", []string{"甲", "乙", "丙"}, ""},
		{"a list that stands twice is one", "---\ntitle: 桥\ntags: [a]\ntags: [b]\n---\n", YAML, "桥", []string{"a", "b"}, ""},
		{"empty", "---\n---\n正文", YAML, "", nil, "正文"},
		{"none", "# 桥\n\n---\n\n正文", None, "", nil, "# 桥\n\n---\n\n正文"},
		{"a thematic break is no front matter", "---\n\n正文\n\n---\n", YAML, "", nil, ""},
		{"a sentence with a colon over a break is none", "Note: x\n---\n正文", None, "", nil, "Note: x\n---\n正文"},
		{"a template tag is no JSON", "{% raw %}\n正文", None, "", nil, "{% raw %}\n正文"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.in))
			if tt.name == "a thematic break is no front matter" {
				// Between two marks stands text that is no map: that can only be said as an error.
				if err == nil {
					t.Fatal("want an error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			title, err := doc.Matter.String("title")
			if err != nil {
				t.Fatal(err)
			}
			tags, err := doc.Matter.Words("tags")
			if err != nil {
				t.Fatal(err)
			}
			if doc.Format != tt.format || title != tt.title || !reflect.DeepEqual(tags, tt.tags) || doc.Body != tt.body {
				t.Errorf("got %q %q %q %q", doc.Format, title, tags, doc.Body)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	laughs := "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		p := string(c - 1)
		laughs += string(c) + ": &" + string(c) + " [*" + strings.Repeat(p+",*", 8) + p + "]\n"
	}
	tests := []struct {
		name, in string
		line     int
		reason   string
	}{
		{"anchors that multiply", laughs + "---\n", 2, "anchors"},
		{"a merge key", "---\nx: {a: 1}\n<<: y\n---\n", 3, "plain word"},
		{"an alias", "---\ntitle: *x\n---\n", 2, ""},
		{"a tag", "---\ntitle: !!python/object:os.system x\n---\n", 2, "tags"},
		{"a map twice", "---\na: {b: c}\ndate: 2020-01-01\na: d\n---\n", 4, "twice"},
		{"a map twice in JSON", "{\"a\": {},\n\"a\": \"b\"}\n", 2, "twice"},
		{"a key twice in TOML", "+++\ntitle = 1\ntitle = 2\n+++\n", 3, ""},
		{"a tab as indent", "---\ntitle: a\ntags:\n\t- b\n---\n", 4, ""},
		{"never closed", "---\ntitle: a\n\n正文", 1, "never ends"},
		{"TOML never closed", "+++\ntitle = \"a\"\n", 1, "never ends"},
		{"JSON never closed", "{\"title\": \"a\",\n", 0, ""},
		{"a list", "---\n- a\n- b\n---\n", 2, "map"},
		{"broken YAML", "---\ntitle: \"a\ndate: x\n---\n", 0, "YAML"},
		{"broken TOML", "+++\ntitle = 桥\n+++\n", 2, "TOML"},
		{"huge", "---\ntitle: " + strings.Repeat("a", 70_000) + "\n---\n", 2, "64 KB"},
		{"huge JSON", "{\"title\": \"" + strings.Repeat("a", 70_000) + "\"}", 0, "64 KB"},
		{"brackets", "---\na: " + strings.Repeat("[", 60_000) + "\n---\n", 2, "deeper"},
		{"brackets closed", "---\na: " + strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000) + "\n---\n", 2, "deeper"},
		{"brackets over lines", "---\na: " + strings.Repeat("[\n ", 20_000) + "\n---\n", 2, "deeper"},
		{"JSON brackets", "{\"a\":" + strings.Repeat("[", 60_000), 1, "deeper"},
		{"TOML brackets", "+++\na = " + strings.Repeat("[", 60_000) + "\n+++\n", 2, "deeper"},
		{"dashes", "---\na:\n " + strings.Repeat("- ", 30_000) + "x\n---\n", 3, "deeper"},
		{"indents", "---\n" + stairs(300) + "---\n", 0, "deeper"},
		{"not UTF-8", "---\ntitle: a\n---\n\xff\xfe", 4, "UTF-8"},
		{"a NUL", "---\ntitle: a\x00\n---\n", 2, "NUL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.in))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("want an *Error, got %v", err)
			}
			if tt.line != 0 && e.Line != tt.line || !strings.Contains(e.Reason, tt.reason) {
				t.Errorf("got %v, want line %d and %q", e, tt.line, tt.reason)
			}
			if len(e.Error()) > 400 {
				t.Errorf("a message of %d bytes", len(e.Error()))
			}
		})
	}
}

func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestWrongTypes(t *testing.T) {
	doc, err := Parse([]byte("---\ntitle: {a: b}\ntags: {a: b}\ndate: [1, 2]\npart: x\ndraft: maybe\ncategories: [[a, b], [c, [d, [e]]]]\nwhen: soon\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	m := doc.Matter
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"title": {second(m.String("title")), "front matter, line 2: title: must be text, not a map"},
		"tags":  {second(m.Strings("tags")), "front matter, line 3: tags: must be a list of texts, not a map"},
		"date":  {second(m.Time(nil, "date")), "front matter, line 4: date: must be a date, not a list"},
		"part":  {second(m.Int("part")), "front matter, line 5: part: must be a whole number"},
		"draft": {second(m.Bool(false, "draft")), "front matter, line 6: draft: must be true or false"},
		"deep":  {second(m.Strings("categories")), "front matter, line 7: categories: lists are nested too deep"},
		"when":  {second(m.Time(nil, "when")), `front matter, line 8: when: is not a date: "soon"`},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", name, tt.err, tt.want)
		}
	}
}

// TestTwice holds that a key that stands twice is a list: fine for tags, an error where one text is asked for.
func TestTwice(t *testing.T) {
	doc, err := Parse([]byte("---\ntitle: a\nlink: x\ntitle: b\nlink: y\nlang: zh\nlang: zh\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := doc.Matter.String("title"); err == nil || err.Error() != "front matter, line 4: title: must be text, not a list" {
		t.Errorf("title: %v", err)
	}
	if links, err := doc.Matter.Strings("link"); err != nil || !reflect.DeepEqual(links, []string{"x", "y"}) {
		t.Errorf("links: %v %v", links, err)
	}
	if lang, err := doc.Matter.String("lang"); err != nil || lang != "zh" {
		t.Errorf("lang: %q %v", lang, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2016-02-20T18:41:01+08:00":       "2016-02-20T10:41:01Z",
		"2016-02-20T18:41:01Z":            "2016-02-20T18:41:01Z",
		"2016-02-20T18:41:01.123Z":        "2016-02-20T18:41:01.123Z",
		"2016-02-20 18:41:01.000Z":        "2016-02-20T18:41:01Z",
		"2016-02-20 18:41:01":             "2016-02-20T10:41:01Z",
		"2016-02-20 18:41":                "2016-02-20T10:41:00Z",
		"2016-02-20 18:41:01 +0800":       "2016-02-20T10:41:01Z",
		"2016-02-20 18:41:01 +08:00":      "2016-02-20T10:41:01Z",
		"2016-02-20 18:41:01+0800":        "2016-02-20T10:41:01Z",
		"2016/02/20":                      "2016-02-19T16:00:00Z",
		"2016/2/5 8:01":                   "2016-02-05T00:01:00Z",
		"2016.02.20":                      "2016-02-19T16:00:00Z",
		"2016年2月20日":                      "2016-02-19T16:00:00Z",
		"2016年2月20日 18：41":                "2016-02-20T10:41:00Z",
		"2016-02":                         "2016-01-31T16:00:00Z",
		"Sat, 20 Feb 2016 18:41:01 +0800": "2016-02-20T10:41:01Z",
		"Sat, 20 Feb 2016 18:41:01 GMT":   "2016-02-20T18:41:01Z",
		"Feb 20, 2016":                    "2016-02-19T16:00:00Z",
		"1455964861":                      "2016-02-20T10:41:01Z",
		"1455964861000":                   "2016-02-20T10:41:01Z",
		"soon":                            "",
		"2016-13-45":                      "",
		"0000-00-00 00:00:00":             "",
		"9999-01-01":                      "",
		"":                                "",
		strings.Repeat("9", 10_000):       "",
	} {
		got, ok := ParseTime(in, Shanghai)
		if s := got.Format(time.RFC3339Nano); ok != (want != "") || ok && s != want {
			t.Errorf("%.40q: got %s %v, want %s", in, s, ok, want)
		}
	}
}

func TestEncode(t *testing.T) {
	var n Node
	n.Set("title", T("桥：从头 与尾"))
	n.Set("empty", T(""))
	n.Set("part", N(3))
	n.Set("tags", L([]string{"go", "a, b", "yes"}))
	var source Node
	source.Set("url", T("https://example.com/?a=b#c"))
	n.Set("source", source)
	var lin Node
	lin.Set("name", T("林桥"))
	lin.Set("verified", B(true))
	n.Set("people", Node{Kind: List, Items: []Node{lin, T("- x"), {}}})
	n.Set("links", Of([]any{map[string]any{"b": 1.5, "a": nil, "c": []any{}}, "z"}))
	n.Set("bio", T("两\n行\t\"与\" \\ \x01\u202e #"))
	want := `title: 桥：从头 与尾
part: 3
tags: [go, "a, b", "yes"]
source:
  url: "https://example.com/?a=b#c"
people:
  - name: 林桥
    verified: true
  - "- x"
  - null
links:
  - a: null
    b: 1.5
    c: []
  - z
bio: "两\n行\t\"与\" \\ \x01\u202E #"
`
	out := Encode(n)
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	back, err := DecodeYAML(out)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(bare(back), bare(n)) {
		t.Errorf("read back\n%+v\nwant\n%+v", bare(back), bare(n))
	}
}

// bare drops line numbers and the difference between nil and empty.
func bare(n Node) any {
	switch n.Kind {
	case Map:
		out := []any{"map"}
		for _, p := range n.Pairs {
			out = append(out, p.Key, bare(p.Value))
		}
		return out
	case List:
		out := []any{"list"}
		for _, item := range n.Items {
			out = append(out, bare(item))
		}
		return out
	}
	return [2]any{n.Kind, n.Text}
}

// corpus is where the test material lies beside the repository; it is not part of it.
const corpus = "../../../../shared/corpus/blogs"

// TestBlogs reads the posts of every blog in the corpus. The few that can't be read are broken at the source:
// their YAML is wrong for every reader.
func TestBlogs(t *testing.T) {
	var files []string
	for _, dir := range []string{"hexo-*", "hugo-*", "jekyll-*", "octopress-*", "pelican-*", "pingcap"} {
		dirs, _ := filepath.Glob(filepath.Join(corpus, dir))
		for _, d := range dirs {
			err := filepath.WalkDir(d, func(path string, e os.DirEntry, err error) error {
				if err == nil && !e.IsDir() && (strings.HasSuffix(path, ".md") || strings.HasSuffix(path, ".markdown")) {
					files = append(files, path)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(files) == 0 {
		t.Skip("the blogs corpus is not here")
	}
	failed, titled := 0, 0
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Parse(b)
		if err != nil {
			failed++
			t.Logf("%s: %v", strings.TrimPrefix(path, corpus), err)
			continue
		}
		if s, _ := doc.Matter.String("title"); s != "" {
			titled++
		} else {
			t.Logf("%s: no title (%s)", strings.TrimPrefix(path, corpus), doc.Format)
		}
		if _, err := doc.Matter.Time(nil, "date"); err != nil {
			t.Errorf("%s: %v", strings.TrimPrefix(path, corpus), err)
		}
		if _, err := doc.Matter.Strings("tags", "tag"); err != nil {
			t.Errorf("%s: %v", strings.TrimPrefix(path, corpus), err)
		}
		if _, err := doc.Matter.Strings("categories", "category"); err != nil {
			t.Errorf("%s: %v", strings.TrimPrefix(path, corpus), err)
		}
	}
	t.Logf("%d files, %d not readable, %d with a title", len(files), failed, titled)
	if failed*50 > len(files) {
		t.Errorf("%d of %d files can't be read", failed, len(files))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"---\na: [b, {c: d}]\n---\nx", "+++\na = 1\n+++\n", "{\"a\": [1]}\n", "title: a\n- b\n---\n", "Title: a\n b\n\nx", "---\na: &x b\nc: *x\n---\n", "---\n? a\n: b\n---\n", "---\na: |\n  b\n c\n---"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := Parse(b)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || len(e.Error()) > 400 {
				t.Errorf("a strange error: %v", err)
			}
			return
		}
		for _, key := range []string{"a", "title", "date"} {
			_, _ = doc.Matter.String(key)
			_, _ = doc.Matter.Strings(key)
			_, _ = doc.Matter.Time(nil, key)
		}
		if !utf8.ValidString(doc.Body) {
			t.Error("the body is not UTF-8")
		}
	})
}

// FuzzEncode holds that what is written is read back the same, whatever the texts are.
func FuzzEncode(f *testing.F) {
	f.Add("title", "a: b", "- c")
	f.Add("yes", "0123", "\u2028 #x\r\n")
	f.Add(" k", "|", "…\ufeff")
	f.Fuzz(func(t *testing.T, key, one, two string) {
		if !utf8.ValidString(key) || !utf8.ValidString(one) || !utf8.ValidString(two) || strings.TrimSpace(key) == "" || len(key) > 100 {
			return
		}
		n := Node{Kind: Map, Pairs: []Pair{{key, T(one)}, {key + "x", L([]string{one, two})}}}
		n.Pairs = append(n.Pairs, Pair{key + "y", Node{Kind: List, Items: []Node{{Kind: Map, Pairs: []Pair{{"k", T(two)}, {"l", T(one)}}}}}})
		if _, deep := tooDeep(string(Encode(n))); deep {
			return
		}
		back, err := DecodeYAML(Encode(n))
		if err != nil {
			t.Fatalf("%v\n%s", err, Encode(n))
		}
		if !reflect.DeepEqual(bare(back), bare(n)) {
			t.Errorf("got %+v\nwant %+v\n%s", bare(back), bare(n), Encode(n))
		}
	})
}
