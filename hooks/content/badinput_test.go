package content_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"unicode"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Each bad value gets its own error, in the caller's language, and changes nothing.
func TestBadInput(t *testing.T) {
	p := newPortal(t)
	root := testkit.User(t, p.app, "chief", "editor")
	a := p.article(map[string]any{"status": "published"})
	community := testkit.Create(t, p.app, schema.Communities, map[string]any{"name": "某社区", "kind": "forum"})
	slot := testkit.Create(t, p.app, schema.Slots, map[string]any{"slot": "notice", "title": "公告", "active": true})
	site, err := p.app.FindRecordById(schema.SiteSettings, schema.SiteID)
	if err != nil {
		t.Fatal(err)
	}
	credits := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	const person = `{"role":"author","name":"某人"}`
	before := snapshot(t, p.app)
	for _, test := range []struct {
		record *core.Record
		field  string
		value  any
		code   string
	}{
		{a, "title", "", "content.title_needed"},
		{a, "title", " \u3000 ", "content.title_needed"},
		{a, "title", "两\n行", "content.title_needed"},
		{a, "title", "空\x00字", "plain.controls"},
		{a, "title", "\u202egnp.exe", "plain.controls"},
		{a, "title", strings.Repeat("长", 201), "validation_max_text_constraint"},
		{a, "excerpt", "摘\x1b[31m要", "plain.controls"},
		{a, "excerpt", strings.Repeat("长", 501), "validation_max_text_constraint"},
		{a, "cover_alt", "图\u2066注", "plain.controls"},
		{a, "slug", "../../etc/passwd", "validation_invalid_format"},
		{a, "slug", "有汉字", "validation_invalid_format"},
		{a, "slug", "Upper", "validation_invalid_format"},
		{a, "slug", "a--b", "validation_invalid_format"},
		{a, "slug", "-a", "validation_invalid_format"},
		{a, "slug", "a\n", "validation_invalid_format"},
		{a, "slug", "a/b?c#d", "validation_invalid_format"},
		{a, "slug", strings.Repeat("a", 121), "validation_max_text_constraint"},
		{a, "kind", "poem", "validation_invalid_value"},
		{a, "lang", "xx", "validation_invalid_value"},
		{a, "status", "live", "validation_invalid_value"},
		{a, "body", strings.Repeat("字", 1_000_001), "markdown.too_long"},
		{a, "body", "空\x00字", "markdown.not_text"},
		{a, "body", strings.Repeat("> ", 2000) + "深", "markdown.too_deep"},
		{a, "body", "", "content.body_needed"},
		{a, "canonical", "javascript:alert(1)", "content.url_wrong"},
		{a, "canonical", "ftp://example.org/x", "content.url_wrong"},
		{a, "source_url", "//example.org/x", "content.url_wrong"},
		{a, "credits", "文本", "content.credits_wrong"},
		{a, "credits", `{"role":"author"}`, "content.credits_wrong"},
		{a, "credits", credits(1, `{"role":"king","name":"某人"}`), "content.credits_wrong"},
		{a, "credits", credits(1, `{"role":"author","name":" "}`), "content.credits_wrong"},
		{a, "credits", credits(1, `{"role":"author","name":"某人","url":"javascript:alert(1)"}`), "content.credits_wrong"},
		{a, "credits", credits(1, `{"role":"author","name":"某人","more":1}`), "content.credits_wrong"},
		{a, "credits", credits(61, person), "content.credits_wrong"},
		{a, "part", 1.5, "validation_only_int_constraint"},
		{a, "part", 1e300, "validation_only_int_constraint"},
		{a, "tags", 5, "validation_missing_rel_records"},
		{a, "author", "nothinghere0000", "validation_missing_rel_records"},
		{a, "author", "", "validation_required"},
		{p.author, "handle", "Admin", "validation_invalid_format"},
		{p.author, "handle", "qiao", "people.handle_reserved"},
		{p.author, "handle", "lin-xi", "address.taken"},
		{p.author, "name", "\u202e官方", "plain.controls"},
		{p.author, "bio", strings.Repeat("长", 501), "validation_max_text_constraint"},
		{p.author, "links", `[{"label":"x","url":"javascript:alert(1)"}]`, "people.links_wrong"},
		{p.author, "links", `{"label":"x"}`, "people.links_wrong"},
		{p.author, "persona", "king", "validation_invalid_value"},
		{p.column, "website", "javascript:alert(1)", "validation_invalid_url"},
		{p.column, "description", strings.Repeat("> ", 2000) + "深", "markdown.too_deep"},
		{p.column, "name", "", "validation_required"},
		{p.column, "name", "云\x08上", "plain.controls"},
		{p.column, "verified", true, "columns.verified_kind"},
		{p.tag, "slug", "c++", "validation_invalid_format"},
		{p.tag, "name", strings.Repeat("长", 61), "validation_max_text_constraint"},
		{community, "home_url", "javascript:alert(1)", "validation_invalid_url"},
		{community, "kind", "cult", "validation_invalid_value"},
		{slot, "url", "javascript:alert(1)", "validation_invalid_url"},
		{slot, "slot", "hero", "home.slot_empty"},
		{site, "navigation", `[{"label":"坏","url":"javascript:alert(1)"}]`, "home.navigation_wrong"},
		{site, "navigation", `[{"label":"坏","url":"//evil.example"}]`, "home.navigation_wrong"},
		{site, "navigation", `"文本"`, "home.navigation_wrong"},
		{site, "about", strings.Repeat("> ", 2000) + "深", "home.text_wrong"},
		{site, "contact", "不是邮箱", "validation_is_email"},
	} {
		as := root
		if test.record == p.author {
			as = p.author // whoever else it is, an account is only its own to change
		}
		name := fmt.Sprintf("%s.%s = %.40v", test.record.Collection().Name, test.field, test.value)
		for _, lang := range []string{"zh-CN", "en"} {
			got := p.api.Send(as, "PATCH", at(test.record.Collection().Name, test.record.Id), map[string]any{test.field: test.value}, "Accept-Language", lang)
			if got.Status != 400 || got.JSON("data", test.field, "code") != test.code {
				t.Errorf("%s: %d %.300s, want %s", name, got.Status, got.Body, test.code)
				continue
			}
			message, _ := got.JSON("data", test.field, "message").(string)
			if message == "" || strings.ContainsFunc(message, func(r rune) bool { return unicode.Is(unicode.Han, r) }) != (lang == "zh-CN") {
				t.Errorf("%s in %s: %q", name, lang, message)
			}
		}
	}
	if after := snapshot(t, p.app); !maps.Equal(before, after) {
		t.Error("a refused value left its mark")
	}

	// what isn't JSON, and what isn't a field
	if got := p.api.Send(root, "PATCH", at(schema.Articles, a.Id), `{"title": "断`); got.Status != 400 {
		t.Errorf("broken JSON: %d %s", got.Status, got.Body)
	}
	if got := p.api.Send(root, "PATCH", at(schema.Articles, a.Id), map[string]any{"nonsense": 1, "@editor": "x", "@revision": true, "@fromInvitation": true, "@rendition": map[string]any{}, "title": "好的"}); got.Status != 200 || strings.Contains(got.Body, "nonsense") {
		t.Errorf("unknown fields: %d %s", got.Status, got.Body)
	}
	if got := p.number("SELECT count(*) FROM revisions WHERE article = {:id} AND number = 2 AND editor = {:root}", map[string]any{"id": a.Id, "root": root.Id}); got != 1 {
		t.Error("keys that are the program's own were taken from a request")
	}
}

func TestUploadsInDisguise(t *testing.T) {
	p := newPortal(t)
	a := p.article(nil)
	html := []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")
	for _, test := range []struct {
		field, name string
		content     []byte
		code        string // "" is accepted
	}{
		{"cover", "page.png", html, "validation_invalid_mime_type"},
		{"files", "page.txt", html, "validation_invalid_mime_type"},
		{"files", "page.svg", html, "validation_invalid_mime_type"},
		{"files", "run.png", append([]byte("MZ\x90\x00"), make([]byte, 200)...), "validation_invalid_mime_type"},
		{"files", "run.sh", []byte("#!/bin/sh\nrm -rf /\n"), "validation_invalid_mime_type"},
		{"files", "page.php", []byte("<?php system($_GET['c']);"), "validation_invalid_mime_type"},
		{"cover", "notes.png", []byte("只是文字"), "validation_invalid_mime_type"},
		{"cover", "big.png", append(pngOf(1, 1), make([]byte, 5<<20)...), "validation_file_size_limit"},
		{"files", "big.png", append(pngOf(1, 1), make([]byte, 10<<20)...), "validation_file_size_limit"},
		{"files", "../../../etc/passwd.png", pngOf(1, 1), ""},
		{"files", "照 片\u202egnp.png", pngOf(1, 1), ""},
		{"files", "script.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`), ""},
		{"files", "both.gif", append([]byte("GIF89a/*"), html...), ""},
	} {
		files := len(stored(t, p.app, a))
		got := p.api.Send(p.author, "PATCH", at(schema.Articles, a.Id), testkit.NewForm(nil).File(test.field, test.name, test.content))
		if test.code != "" {
			if got.Status != 400 || got.JSON("data", test.field, "code") != test.code || len(stored(t, p.app, a)) != files {
				t.Errorf("%s: %d %s", test.name, got.Status, got.Body)
			}
			continue
		}
		if got.Status != 200 {
			t.Errorf("%s: %d %s", test.name, got.Status, got.Body)
			continue
		}
		name, _ := got.JSON(test.field, 0).(string)
		if strings.ContainsAny(name, "/\\\x00\u202e ") || name == "" {
			t.Errorf("%s is stored as %q", test.name, name)
		}
		file := p.api.Send(nil, "GET", "/api/files/articles/"+a.Id+"/"+name, nil)
		policy, kind := file.Header.Get("Content-Security-Policy"), file.Header.Get("Content-Type")
		if file.Status != 200 || !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "default-src 'none'") ||
			!strings.HasPrefix(kind, "image/") || file.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s is served as %q under %q, %v", test.name, kind, policy, file.Header)
		}
		p.must(p.author, "PATCH", at(schema.Articles, a.Id), map[string]any{"files": nil})
	}
}
