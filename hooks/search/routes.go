package search

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

// answerWithin bounds the time of one search; a healthy index needs a small part of it.
const answerWithin = 5 * time.Second

// Routes adds the endpoints
//
//	GET /api/qiao/search?q=&kind=&tag=&lang=&author=&state=&page=&perPage=
//	GET /api/qiao/search/suggest?q=&n=
//
//	GET /api/qiao/similar?title=&tags=&n=
//
// The first answers a [Response]; page counts from 1, perPage is 1 to 50 and 20 if left out. The second answers
// {"items": [Suggestion...]}, the third {"items": [Similar...]}: questions and articles that may be about the same as a title in
// the making; tags are slugs, separated by commas. A query longer than [MaxQuery] characters is answered with 400.
func (x *Index) Routes(se *core.ServeEvent) {
	se.Router.GET("/api/qiao/search", x.serveSearch).Bind(apis.SkipSuccessActivityLog())
	se.Router.GET("/api/qiao/search/suggest", x.serveSuggest).Bind(apis.SkipSuccessActivityLog())
	se.Router.GET("/api/qiao/similar", x.serveSimilar).Bind(apis.SkipSuccessActivityLog())
}

func (x *Index) serveSearch(e *core.RequestEvent) error {
	in := e.Request.URL.Query()
	req := Request{Query: in.Get("q"), Kind: in.Get("kind"), Tag: in.Get("tag"), Lang: in.Get("lang"), Author: in.Get("author"), State: in.Get("state")}
	var ok bool
	if req.Page, ok = number(in.Get("page"), 1, maxPage); !ok {
		return i18n.NewError("search.error.page", "Max", maxPage)
	}
	if req.PerPage, ok = number(in.Get("perPage"), DefaultPerPage, MaxPerPage); !ok {
		return i18n.NewError("search.error.per_page", "Max", MaxPerPage)
	}
	if tooLong(req.Query, req.Kind, req.Tag, req.Lang, req.Author, req.State) {
		return i18n.NewError("search.error.query", "Max", MaxQuery)
	}
	ctx, cancel := context.WithTimeout(e.Request.Context(), answerWithin)
	defer cancel()
	r, err := x.Search(ctx, e.App, req)
	if err != nil {
		return failed(e, err)
	}
	return e.JSON(http.StatusOK, r)
}

func (x *Index) serveSuggest(e *core.RequestEvent) error {
	in := e.Request.URL.Query()
	n, ok := number(in.Get("n"), 8, maxSuggestions)
	if !ok {
		return i18n.NewError("search.error.per_page", "Max", maxSuggestions)
	}
	if tooLong(in.Get("q")) {
		return i18n.NewError("search.error.query", "Max", MaxQuery)
	}
	ctx, cancel := context.WithTimeout(e.Request.Context(), answerWithin)
	defer cancel()
	list, err := x.Suggest(ctx, e.App, in.Get("q"), n)
	if err != nil {
		return failed(e, err)
	}
	return e.JSON(http.StatusOK, map[string]any{"items": list})
}

func (x *Index) serveSimilar(e *core.RequestEvent) error {
	in := e.Request.URL.Query()
	n, ok := number(in.Get("n"), 6, MaxSimilar)
	if !ok {
		return i18n.NewError("search.error.per_page", "Max", MaxSimilar)
	}
	if tooLong(in.Get("title"), in.Get("tags")) {
		return i18n.NewError("search.error.query", "Max", MaxQuery)
	}
	ctx, cancel := context.WithTimeout(e.Request.Context(), answerWithin)
	defer cancel()
	list, err := x.Similar(ctx, e.App, in.Get("title"), []string{"question", "article"}, strings.Split(in.Get("tags"), ","), n)
	if err != nil {
		return failed(e, err)
	}
	return e.JSON(http.StatusOK, map[string]any{"items": list})
}

// failed makes an answer of an error that isn't the visitor's doing; the detail goes to the log.
func failed(e *core.RequestEvent, err error) error {
	if e.Request.Context().Err() != nil {
		return nil // nobody waits for the answer any more
	}
	e.App.Logger().Error("search failed", "error", err)
	return i18n.NewError("search.error.unavailable").WithStatus(http.StatusServiceUnavailable).Because(err)
}

// number reads a whole number from 1 to most; empty means the default.
func number(s string, byDefault, most int) (int, bool) {
	if s == "" {
		return byDefault, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= most
}

func tooLong(values ...string) bool {
	for _, v := range values {
		if utf8.RuneCountInString(v) > MaxQuery {
			return true
		}
	}
	return false
}
