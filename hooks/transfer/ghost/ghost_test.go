package ghost_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/ghost"
)

func all(t *testing.T, f *ghost.File) []*article.Article {
	t.Helper()
	var out []*article.Article
	for s := range f.Sources() {
		a, err := s.Read()
		if err != nil {
			t.Errorf("%s: %v", s.File, err)
			continue
		}
		out = append(out, a)
	}
	return out
}

func quote(s string) string { b, _ := json.Marshal(s); return string(b) }

func TestExport(t *testing.T) {
	lexical := quote(`{"root":{"type":"root","children":[{"type":"extended-heading","tag":"h2","children":[{"type":"text","text":"题","format":0}]},{"type":"paragraph","children":[{"type":"text","text":"a<b","format":3},{"type":"link","url":"https://example.com","children":[{"type":"text","text":"链"}]}]},{"type":"codeblock","code":"x := 1","language":"go"},{"type":"list","listType":"number","children":[{"type":"listitem","children":[{"type":"text","text":"一"}]}]}]}}`)
	mobiledoc := quote(`{"version":"0.3.1","markups":[["strong"]],"atoms":[],"cards":[["image",{"src":"/a.png","caption":"图"}]],"sections":[[1,"p",[[0,[],0,"一"],[0,[0],1,"二"]]],[10,0],[3,"ul",[[[0,[],0,"项"]]]]]}`)
	markdown := quote(`{"cards":[["markdown",{"markdown":"## 原样 *x*"}]],"sections":[[10,0],[1,"p",[]]]}`)
	f, err := ghost.Parse([]byte(`{"db":[{"meta":{"version":"5.0.0"},"data":{"posts":[
	{"id":"a1","title":"第一篇","slug":"one","html":"<p>正文 <a href=\"__GHOST_URL__/two/\">二</a></p>","status":"published","type":"post","published_at":"2020-01-02T03:04:05.000Z","custom_excerpt":"摘要","feature_image":"/c.png","visibility":"public"},
	{"id":2,"title":"二","slug":"two","lexical":` + lexical + `,"status":"draft","page":1,"author_id":9},
	{"id":3,"title":"三","mobiledoc":` + mobiledoc + `,"status":"published","visibility":"paid","published_at":1577934245000},
	{"id":4,"title":"四","mobiledoc":` + markdown + `,"html":"<h2>原样</h2>","status":"scheduled","published_at":"2030-01-02 03:04:05"}],
	"tags":[{"id":"t","name":"Go 语言"},{"id":"i","name":"#internal","visibility":"internal"}],"users":[{"id":9,"name":"林桥","email":"x@example.com"},{"id":"u","name":"苏禾"}],
	"posts_tags":[{"post_id":"a1","tag_id":"t"},{"post_id":"a1","tag_id":"i"}],
	"posts_authors":[{"post_id":"a1","author_id":"u","sort_order":1},{"post_id":"a1","author_id":9,"sort_order":0}]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	as := all(t, f)
	if len(as) != 4 || f.Count() != 4 {
		t.Fatalf("%d articles", len(as))
	}
	if a := as[0]; a.Key != "ghost:a1" || a.Slug != "one" || a.Body != "正文 [二](/two/)\n" || a.Excerpt != "摘要" || a.Published.Format(time.RFC3339) != "2020-01-02T03:04:05Z" ||
		!reflect.DeepEqual(a.Tags, []string{"Go 语言"}) || !reflect.DeepEqual(a.Authors, []string{"林桥", "苏禾"}) || len(a.Notes) != 1 {
		t.Errorf("%+v", a)
	}
	if a := as[1]; a.Kind != "doc" || a.Status != "draft" || !reflect.DeepEqual(a.Authors, []string{"林桥"}) || a.Body != "## 题\n\n***a&lt;b***[链](https://example.com)\n\n```go\nx := 1\n```\n\n1. 一\n" {
		t.Errorf("%+v", a)
	}
	if a := as[2]; a.Status != "draft" || a.Body != "一**二**\n\n![](/a.png \"图\")\n\n- 项\n" {
		t.Errorf("%+v", a)
	}
	if a := as[3]; a.Status != "scheduled" || a.Body != "## 原样 *x*\n" || a.PublishAt.IsZero() {
		t.Errorf("%+v", a)
	}
}

func TestOtherShapes(t *testing.T) {
	for _, tt := range []struct{ name, in, title, author, tag, key string }{
		{"migration tool", `{"posts":[{"url":"https://example.com/p","data":{"title":"题","slug":"p","html":"<p>x</p>","author":{"url":"u","data":{"name":"甲"}},"tags":[{"data":{"name":"标"}},{"data":{"name":""}}]}}]}`, "题", "甲", "标", "ghost:https://example.com/p"},
		{"data on top", `{"meta":{},"data":{"posts":[{"id":1,"title":"题","html":"x"}],"users":[]}}`, "题", "", "", "ghost:1"},
		{"WordPress REST", `{"id":1,"type":"post","status":"publish","link":"https://example.com/1","title":{"rendered":"题 <b>一</b>"},"content":{"rendered":"<p>x</p>"},"_embedded":{"author":[{"id":2,"name":"甲"}],"wp:term":[[{"name":"标","taxonomy":"post_tag"}]]}}`, "题 一", "甲", "标", "rest:https://example.com/1"},
		{"Blogger", `[{"kind":"blogger#post","id":"5","url":"http://example.com/5","title":"题","content":"x","author":{"id":"1","displayName":"甲 &amp; 乙"},"labels":["标"]}]`, "题", "甲 & 乙", "标", "rest:http://example.com/5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := ghost.Parse([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			a := all(t, f)[0]
			if a.Title != tt.title || strings.Join(a.Authors, ",") != tt.author || strings.Join(a.Tags, ",") != tt.tag || a.Key != tt.key || strings.TrimSpace(a.Body) != "x" {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for name, tt := range map[string][2]string{
		"empty":        {``, "JSON"},
		"broken":       {"{\n\"db\":[{\n}", "line 3"},
		"no posts":     {`{"db":[{"data":{"posts":[]}}]}`, "no posts"},
		"wrong types":  {`{"posts":{"a":1}}`, "not a Ghost export"},
		"other JSON":   {`{"uid":"x","title":"y"}`, "no posts"},
		"list":         {`[1,2]`, "not a Ghost export"},
		"deep":         {strings.Repeat(`{"data":`, 20_000), "JSON"},
		"deep, closed": {strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000), ""},
	} {
		if _, err := ghost.Parse([]byte(tt[0])); err == nil || !strings.Contains(err.Error(), tt[1]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	deep := `{"posts":[{"title":"a","lexical":` + quote(`{"root":`+strings.Repeat(`{"children":[`, 9_000)) + `}]}`
	f, err := ghost.Parse([]byte(deep))
	if err != nil {
		t.Fatal(err)
	}
	for s := range f.Sources() {
		if _, err := s.Read(); err == nil || !strings.Contains(err.Error(), "deep") {
			t.Errorf("a deep text: %v", err)
		}
	}
}

// TestCorpus reads the JSON samples of the corpus. Those that hold no posts must be refused with a reason.
func TestCorpus(t *testing.T) {
	const root = "../../../../shared/corpus/blogs/ghost"
	if _, err := os.Stat(root); err != nil {
		t.Skip("the corpus of exports is not here")
	}
	posts := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".json") {
			return err
		}
		f, err := ghost.Open(path)
		if err != nil {
			t.Logf("%s: refused: %v", filepath.Base(path), err)
			return nil
		}
		for _, a := range all(t, f) {
			posts++
			if a.Title == "" || a.Body == "" {
				t.Errorf("%s: %+v", path, a)
			}
		}
		t.Logf("%s: %d", filepath.Base(path), f.Count())
		return nil
	})
	if err != nil || posts < 10 {
		t.Errorf("%d posts, %v", posts, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"db":[{"data":{"posts":[{"id":1,"title":"a","html":"<p>","mobiledoc":"{\"cards\":[],\"markups\":[[\"a\"]],\"sections\":[[1,\"p\",[[0,[0],1,\"x\"]]]]}","lexical":"{\"root\":{\"children\":[]}}"}]}}]}`))
	f.Add([]byte(`[{"title":{"rendered":"a"},"content":"x","_embedded":{}}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := ghost.Parse(b)
		if err != nil {
			return
		}
		for s := range file.Sources() {
			_, _ = s.Read()
		}
	})
}
