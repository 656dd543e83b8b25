package search

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

func TestRoutes(t *testing.T) {
	app := newApp(t)
	x := newIndex(t, app)
	put(t, x, fixture()...)
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	router.Bind(i18n.Middleware())
	x.Routes(&core.ServeEvent{App: app, Router: router})
	mux, err := router.BuildMux()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		url    string
		status int
		want   []string
	}{
		{"/api/qiao/search?q=" + url.QueryEscape("栅格 布局"), 200, []string{`"page":1,"perPage":20,"total":1,"items":[{"kind":"article","id":"css-grid","url":"/articles/css-grid","title":"用栅格布局重做我们的首页"`, `"facets":{`, `"snippet":"`}},
		{"/api/qiao/search", 200, []string{`"total":0,"items":[]`}},
		{"/api/qiao/search?q=zzzzqqqq", 200, []string{`"total":0,"items":[]`}},
		{"/api/qiao/search?tag=go&perPage=1&page=2", 200, []string{`"page":2,"perPage":1,"total":2`, `"id":"channel"`}},
		{"/api/qiao/search?author=Erin+Maple&kind=tutorial&lang=zh", 200, []string{`"id":"sqlite-wal"`}},
		{"/api/qiao/search?q=a&page=0", 400, []string{"100000"}},
		{"/api/qiao/search?q=a&page=x", 400, []string{"100000"}},
		{"/api/qiao/search?q=a&page=99999999999999999999", 400, []string{"100000"}},
		{"/api/qiao/search?q=a&perPage=51", 400, []string{"1 到 50"}},
		{"/api/qiao/search?q=" + strings.Repeat("x", 201), 400, []string{"200"}},
		{"/api/qiao/search?q=" + url.QueryEscape(strings.Repeat("长", 200)), 200, []string{`"items":[]`}},
		{"/api/qiao/search?q=%ff%00%22", 200, []string{`"items":[]`}},
		{"/api/qiao/search/suggest?q=gor", 200, []string{`{"items":[{"text":"Goroutine 泄漏排查手记","kind":"article","url":"/articles/goroutine"}`}},
		{"/api/qiao/search/suggest", 200, []string{`{"items":[]}`}},
		{"/api/qiao/search/suggest?q=a&n=0", 400, []string{"1 到 10"}},
	}
	for _, tt := range tests {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, tt.url, nil))
		body := rec.Body.String()
		if rec.Code != tt.status {
			t.Errorf("%.80s: status %d, want %d: %s", tt.url, rec.Code, tt.status, body)
			continue
		}
		for _, part := range tt.want {
			if !strings.Contains(strings.ToLower(body), strings.ToLower(part)) {
				t.Errorf("%.80s: %q is not in %s", tt.url, part, body)
			}
		}
		if !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%.80s: not JSON: %s", tt.url, body)
		}
	}
}
