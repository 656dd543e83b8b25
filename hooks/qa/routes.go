package qa

import (
	"database/sql"
	"errors"
	"net/http"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/diff"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// routes adds what a record can't say: how two revisions of a question or an answer differ.
//
//	GET /api/qiao/posts/{kind}/{id}/revisions/{number}/compare?with=   kind is question or answer; without "with": the one before
func routes(e *core.ServeEvent) {
	e.Router.GET("/api/qiao/posts/{kind}/{id}/revisions/{number}/compare", compare)
}

// A Revision is a text that a question or an answer had.
type Revision struct {
	Number int                     `db:"number"`
	Editor string                  `db:"editor"`
	Title  string                  `db:"title"`
	Tags   types.JSONArray[string] `db:"tags"`
	Note   string                  `db:"note"`
	Body   string                  `db:"body"`
	At     types.DateTime          `db:"created"`
}

// A Difference is how one revision became another, in pieces that people can read; see [diff.Pieces].
type Difference struct {
	From  int                     `json:"from"` // 0 is nothing: the first revision compared with what was before
	To    int                     `json:"to"`
	Title []diff.Piece            `json:"title"`
	Body  []diff.Piece            `json:"body"`
	Gone  types.JSONArray[string] `json:"tags_gone"` // ids
	Came  types.JSONArray[string] `json:"tags_came"`
}

// Compare says how one revision became another.
func Compare(from, to Revision) Difference {
	d := Difference{From: from.Number, To: to.Number, Title: diff.Pieces(from.Title, to.Title), Body: diff.Pieces(from.Body, to.Body), Gone: without(from.Tags, to.Tags), Came: without(to.Tags, from.Tags)}
	return d
}

// without gives the elements of a list that aren't in another.
func without(list, other types.JSONArray[string]) types.JSONArray[string] {
	there, left := map[string]bool{}, types.JSONArray[string]{}
	for _, x := range other {
		there[x] = true
	}
	for _, x := range list {
		if !there[x] {
			left = append(left, x)
		}
	}
	return left
}

// FindRevision reads a revision of a question or an answer; sql.ErrNoRows says that there is none with that number.
func FindRevision(app core.App, kind, target string, number int) (rev Revision, err error) {
	err = app.DB().NewQuery("SELECT number, editor, title, tags, note, body, created FROM post_revisions WHERE target = {:id} AND kind = {:kind} AND number = {:number}").
		Bind(dbx.Params{"id": target, "kind": kind, "number": number}).One(&rev)
	return rev, err
}

// compare answers whoever may see the question or the answer.
func compare(e *core.RequestEvent) error {
	missing := i18n.NewError("qa.no_revision").WithStatus(http.StatusNotFound)
	kind, id := e.Request.PathValue("kind"), e.Request.PathValue("id")
	collection := map[string]string{question.name: schema.Questions, answer.name: schema.Answers}[kind]
	number, err := strconv.Atoi(e.Request.PathValue("number"))
	if collection == "" || err != nil {
		return missing
	}
	post, err := e.App.FindRecordById(collection, id)
	if err != nil {
		return missing.Because(err)
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if ok, err := e.App.CanAccessRecord(post, info, post.Collection().ViewRule); err != nil || !ok {
		return missing.Because(err)
	}
	with := number - 1
	if given := e.Request.URL.Query().Get("with"); given != "" {
		if with, err = strconv.Atoi(given); err != nil {
			return missing
		}
	}
	to, err := FindRevision(e.App, kind, id, number)
	if err != nil {
		return missing.Because(err)
	}
	from, err := FindRevision(e.App, kind, id, with)
	if errors.Is(err, sql.ErrNoRows) && with == 0 {
		err = nil // the first one came out of nothing
	}
	if err != nil {
		return missing.Because(err)
	}
	return e.JSON(http.StatusOK, Compare(from, to))
}
