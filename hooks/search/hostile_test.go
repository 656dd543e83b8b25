package search

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHostileQueries asks what attackers ask. Every query must be answered, and nothing of it may come back unescaped.
func TestHostileQueries(t *testing.T) {
	x := newIndex(t, newApp(t))
	put(t, x, fixture()...)
	queries := []string{"' OR 1=1 --", `"`, `""""`, "-", "--", "tag:", "kind:'\"", "*", "(", "NEAR(a b)", "a AND b OR NOT c", "%_%", "\x00", "\xff\xfe",
		strings.Repeat("性能", 5000), strings.Repeat("a ", 500), strings.Repeat("-\"", 300), "<script>alert(1)</script>", "\u202e性能", "{:q}", "?1",
		strings.Repeat("tag:go ", 50), "性" + strings.Repeat("\u0301", 100)}
	for _, file := range []string{"sqli.jsonl", "naughty-strings.jsonl", "xss.jsonl", "unicode.jsonl"} {
		queries = append(queries, payloads(t, file)...)
	}
	for _, q := range queries {
		for _, req := range []Request{{Query: q}, {Query: "性能", Tag: q, Kind: q, Lang: q, Author: q}, {Query: `"` + q}} {
			r, err := x.Search(context.Background(), x.app, req)
			if err != nil {
				t.Fatalf("%.80q: %v", q, err)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Errorf("%.80q: %v", q, err)
			}
		}
		if _, err := x.Suggest(context.Background(), x.app, q, 5); err != nil {
			t.Errorf("suggest %.80q: %v", q, err)
		}
	}
	if n := rows(t, x.app, "search_docs"); n != len(fixture()) {
		t.Errorf("%d documents are left of %d", n, len(fixture()))
	}
}

// TestHostileDocuments indexes what attackers write and finds it again.
func TestHostileDocuments(t *testing.T) {
	x := newIndex(t, newApp(t))
	texts := []string{"<script>alert('性能')</script>", `<img src=x onerror="性能">`, "性能&lt;b&gt;&amp;", "\u202e性能\u202c", "性能\x00\x07</mark><mark>"}
	for _, file := range []string{"xss.jsonl", "naughty-strings.jsonl"} {
		for _, p := range payloads(t, file) {
			texts = append(texts, p+" 性能 "+p)
		}
	}
	for i, text := range texts {
		put(t, x, &Document{Kind: "article", ID: strings.Repeat("x", i+1)[:1] + string(rune('a'+i%26)) + strings.Repeat("y", i/26), Title: text, Headings: text,
			Text: text, Names: []string{text}, Tags: []string{text}, TagSlugs: []string{text}, Lang: text, SourceTitle: text})
	}
	for page := 1; ; page++ {
		r := ask(t, x, Request{Query: "性能", Page: page, PerPage: 50})
		if len(r.Items) == 0 {
			break
		}
		for _, item := range r.Items {
			for _, out := range []string{item.Snippet, item.TitleHTML} {
				rest := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(out)
				if strings.ContainsAny(rest, "<>\"'\x00\u202e") || strings.Count(out, "<mark>") != strings.Count(out, "</mark>") {
					t.Errorf("%q comes out as %q", item.Title, out)
				}
			}
		}
	}
}

// payloads reads a file of the attack corpus, nothing when there is none: the tests have payloads of their own.
func payloads(t *testing.T, file string) (out []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared/corpus/attack", file))
	if err != nil {
		t.Logf("no %s beside the repository", file)
		return nil
	}
	for line := range strings.Lines(string(data)) {
		var p struct {
			Payload string `json:"payload"`
			Base64  []byte `json:"payload_base64"`
		}
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, p.Payload+string(p.Base64))
	}
	return out
}
