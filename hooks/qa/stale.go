package qa

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"html"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/bus"
	"qiao/hooks/cards"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
)

// staleBatch is how many posts are looked for at once, and how many of a kind may fail: what fails more often isn't a post's
// fault.
const staleBatch = 100

// RenderStale renders anew the questions and answers that another version of the renderer wrote, a hundred at a time
// until none is left. It can be stopped at any point and goes on where it was. A post that can't be written holds up no
// other: the error names them all.
func RenderStale(app core.App) error {
	return errors.Join(renderStale(app, question), renderStale(app, answer))
}

func renderStale(app core.App, k kind) error {
	broken := []string{}
	var failed []error
	for len(broken) < staleBatch {
		skip, err := json.Marshal(broken)
		if err != nil {
			return err
		}
		var ids []string
		// two ranges of the index, where "is not" would read all posts
		if err := app.DB().NewQuery("SELECT id FROM {{" + k.collection + "}} WHERE (rendered < {:version} OR rendered > {:version}) AND id NOT IN (SELECT value FROM json_each({:broken}))" + cards.AtMost(staleBatch)).
			Bind(dbx.Params{"version": markdown.Version, "broken": string(skip)}).Column(&ids); err != nil {
			return errors.Join(append(failed, err)...)
		}
		done := 0
		for _, id := range ids {
			written, err := rerender(app, k, id)
			if err != nil {
				broken, failed = append(broken, id), append(failed, fmt.Errorf("%s %s: %w", k.name, id, err))
				written = 1 // it isn't looked for again
			}
			done += written
		}
		if done == 0 {
			break // none is left, or others were faster with all of them; the next run looks again
		}
	}
	return errors.Join(failed...)
}

// rerender writes what follows from a post's text, and nothing else of it: nobody edited it. It leaves alone what
// somebody saved in the meantime, which was rendered with that. It gives the number of posts
// written: one or none.
func rerender(app core.App, k kind, id string) (int, error) {
	r, err := app.FindRecordById(k.collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	lang := r.GetString(schema.QuestionLang)
	if k.name == answer.name {
		if lang, err = langOf(app, r.GetString(schema.AnswerQuestion)); err != nil {
			return 0, err
		}
	}
	source, was := r.GetString(schema.QuestionBody), r.GetString(schema.QuestionRendered)
	doc, err := markdown.Render(source, attach.Of(app, r, schema.QuestionFiles).Options(lang))
	if err == nil && tooLong(doc) {
		err = errors.New("its HTML is too long")
	}
	if err != nil {
		// what was accepted once stays: show its source rather than nothing
		app.Logger().Warn("a post no longer renders", "kind", k.name, "id", id, "error", err)
		doc = &markdown.Document{HTML: "<pre>" + html.EscapeString(source) + "</pre>", Excerpt: r.GetString(schema.QuestionExcerpt)}
	}
	result, err := app.DB().NewQuery("UPDATE {{" + k.collection + "}} SET html = {:html}, excerpt = {:excerpt}, rendered = {:version} WHERE id = {:id} AND rendered = {:was} AND body = {:body}").
		Bind(dbx.Params{"html": doc.HTML, "excerpt": doc.Excerpt, "version": markdown.Version, "id": id, "was": was, "body": source}).Execute()
	if err != nil {
		return 0, err
	}
	written, err := result.RowsAffected()
	if err != nil || written == 0 {
		return 0, err
	}
	bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: k.collection, ID: id})
	return int(written), nil
}
