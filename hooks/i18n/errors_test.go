package i18n

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/tools/router"
)

func TestErrorsSpeakTheCallersLanguage(t *testing.T) {
	secret := errors.New("disk full")
	own := NewError("site.error.429.title").WithStatus(429).Because(secret)
	for _, test := range []struct {
		name    string
		err     error
		lang    Lang
		status  int
		message string
	}{
		{"ours", own, ZH, 429, "请求过于频繁"},
		{"ours in English", own, EN, 429, "Too many requests"},
		{"wrapped", fmt.Errorf("saving: %w", own), EN, 429, "Too many requests"},
		{"as PocketBase wraps what a record hook returns", router.NewBadRequestError("Failed to create record", own), EN, 429, "Too many requests"},
		{"without a status", NewError("site.error.429.title"), EN, 400, "Too many requests"},
		{"PocketBase's own", router.NewForbiddenError("", nil), EN, 403, "You are not allowed to do this."},
		{"PocketBase's own in Chinese", router.NewForbiddenError("", nil), ZH, 403, "你没有权限这样做。"},
		{"one that we know", router.NewBadRequestError("Failed to authenticate.", nil), ZH, 400, "邮箱或密码不正确。"},
		{"one that we don't know", router.NewBadRequestError("Invalid filter format.", nil), ZH, 400, "请求有误，请检查后再试。"},
		{"a status that we don't know", router.NewApiError(418, "I'm a teapot.", nil), ZH, 418, "I'm a teapot."},
		{"not found", sql.ErrNoRows, ZH, 404, "没有找到所要的内容，它可能已被删除，或者你没有权限看到。"},
	} {
		got := API(test.lang, test.err)
		if got.Status != test.status || got.Message != test.message {
			t.Errorf("%s: %d %q, want %d %q", test.name, got.Status, got.Message, test.status, test.message)
		}
		if strings.Contains(got.Message, "disk") {
			t.Errorf("%s: the internal error is shown", test.name)
		}
	}
	if !errors.Is(own, secret) {
		t.Error("the internal error must be found by errors.Is")
	}
	if strings.Contains(own.Error(), "disk") || !strings.Contains(own.LogValue().String(), "disk full") {
		t.Errorf("the internal error is for the log: %q and %s", own.Error(), own.LogValue())
	}
}

func TestFieldErrors(t *testing.T) {
	fields := validation.Errors{
		"title":  validation.ErrRequired,
		"slug":   NewError("site.error.404.title"),
		"body":   validation.ErrLengthTooLong.SetParams(map[string]any{"min": 0, "max": 80}),
		"nested": validation.Errors{"a": validation.ErrRequired},
		"odd":    errors.New("select * from secrets"),
	}
	for _, err := range []error{fields, router.NewBadRequestError("Failed to create record.", fields)} {
		got := API(ZH, err)
		if got.Status != 400 || got.Message != T(ZH, "error.fields") {
			t.Errorf("%d %q", got.Status, got.Message)
		}
		text := fmt.Sprint(got.Data)
		for _, want := range []string{"这一项必须填写。", "site.error.404.title", T(ZH, "site.error.404.title"), "最多 80 个字符。", "validation_required", "nested"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", text, want)
			}
		}
		if strings.Contains(text, "secrets") {
			t.Errorf("an internal error is shown: %s", text)
		}
	}
}

func TestLanguageOfARequest(t *testing.T) {
	for _, test := range []struct {
		url, accept string
		want        Lang
	}{
		{"/", "", ZH},
		{"/", "en-GB,en;q=0.9", EN},
		{"/", "de,en;q=0.5", EN},
		{"/", "zh-TW", ZH},
		{"/", "fr", ZH},
		{"/", "en;q=0.4, zh-CN;q=0.8", ZH},
		{"/", strings.Repeat("en,", 500), ZH},
		{"/", "\x00;;q=", ZH},
		{"/?lang=en", "zh-CN", EN},
		{"/?lang=zh", "en", ZH},
		{"/?lang=xx-invalid-", "en", EN},
	} {
		r := httptest.NewRequest("GET", test.url, nil)
		r.Header.Set("Accept-Language", test.accept)
		if got := Of(r); got != test.want {
			t.Errorf("%s with %q: %s, want %s", test.url, test.accept, got, test.want)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{ZH.Path("/"), "/"}, {EN.Path("/"), "/en"}, {ZH.Path("/a"), "/a"}, {EN.Path("/a"), "/en/a"},
		{ZH.Pick("甲", "A"), "甲"}, {EN.Pick("甲", "A"), "A"}, {EN.Pick("甲", ""), "甲"}, {ZH.Pick("", "A"), "A"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("en-GB,en;q=0.9")
	f.Add("zh-Hant-TW;q=,*")
	f.Fuzz(func(t *testing.T, header string) {
		if l := Negotiate(header); int(l) >= len(All) {
			t.Errorf("%q: %d", header, l)
		}
	})
}
