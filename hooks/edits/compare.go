package edits

import (
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/diff"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// comparison is the answer of the compare endpoint: how an edit differs from the text that it was written over.
type comparison struct {
	Title []diff.Piece `json:"title"`
	Tags  []diff.Piece `json:"tags"`
	Body  []diff.Piece `json:"body"`
	// Stale says that the post has changed since: the edit can't be approved any more.
	Stale bool `json:"stale"`
	// MayDecide says whether whoever asks may approve or reject it.
	MayDecide bool `json:"may_decide"`
}

// compare answers GET /api/qiao/edits/{id}/compare for who may see the edit.
func compare(e *core.RequestEvent) error {
	r, err := e.App.FindRecordById(schema.PostEdits, e.Request.PathValue("id"))
	if missing(err) {
		return notFound()
	}
	if err != nil {
		return err
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if ok, err := e.App.CanAccessRecord(r, info, r.Collection().ViewRule); err != nil || !ok {
		return notFound()
	}
	edit := schema.AsPostEdit(r)
	old, number, err := base(e.App, edit)
	if missing(err) {
		old, err = &post{}, nil // it is gone for good; who keeps order rejects what is left of the edit
	}
	if err != nil {
		return err
	}
	may, err := decides(e.App, e.Auth, edit)
	if err != nil {
		return err
	}
	c := comparison{MayDecide: may && edit.State() == Open, Body: diff.Pieces(old.Body, edit.Body()), Stale: edit.State() == Open && number != edit.Base()}
	if edit.Kind() == question {
		c.Title = diff.Pieces(old.Title, edit.Title())
		before, err := tagNames(e.App, old.Tags)
		if err != nil {
			return err
		}
		after, err := tagNames(e.App, edit.Tags())
		if err != nil {
			return err
		}
		c.Tags = diff.Pieces(before, after)
	}
	return e.JSON(http.StatusOK, c)
}

func notFound() error { return i18n.NewError("edits.not_found").WithStatus(http.StatusNotFound) }

// base reads the text that an edit was written over: the revision that it names, or what the post says now where that revision
// is gone. number is that of the newest.
func base(app core.App, edit *schema.PostEdit) (old *post, number int, err error) {
	now, err := find(app, edit.Kind(), edit.Target())
	if err != nil {
		return nil, 0, err
	}
	r, err := app.FindFirstRecordByFilter(schema.PostRevisions, "target = {:target} && number = {:number}", dbx.Params{"target": edit.Target(), "number": edit.Base()})
	if missing(err) {
		return now, now.Number, nil
	}
	if err != nil {
		return nil, 0, err
	}
	old = &post{Title: r.GetString(schema.PostRevisionTitle), Body: r.GetString(schema.PostRevisionBody)}
	if err := r.UnmarshalJSONField(schema.PostRevisionTags, &old.Tags); err != nil {
		return nil, 0, err
	}
	return old, now.Number, nil
}

// tagNames writes the names of tags as one line, in the order in which they were given.
func tagNames(app core.App, ids []string) (string, error) {
	records, err := app.FindRecordsByIds(schema.Tags, ids)
	if err != nil {
		return "", err
	}
	names := map[string]string{}
	for _, r := range records {
		names[r.Id] = r.GetString(schema.TagName)
	}
	var list []string
	for _, id := range ids {
		if names[id] != "" {
			list = append(list, names[id])
		}
	}
	return strings.Join(list, "  "), nil
}
