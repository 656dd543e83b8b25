package qa

import (
	"database/sql"
	"errors"
	"html"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/bus"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
)

// staleBatch is how many posts are looked for at once.
const staleBatch = 100

// RenderStale renders anew the questions and answers that another version of the renderer wrote, a hundred at a time
// until none is left. It can be stopped at any point and goes on where it was.
func RenderStale(app core.App) error {
	for _, k := range []kind{question, answer} {
		for {
			var ids []string
			// two ranges of the index, where "is not" would read all posts
			if err := app.DB().NewQuery("SELECT id FROM {{" + k.collection + "}} WHERE rendered < {:version} OR rendered > {:version} LIMIT {:most}").
				Bind(dbx.Params{"version": markdown.Version, "most": staleBatch}).Column(&ids); err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			done := 0
			for _, id := range ids {
				written, err := rerender(app, k, id)
				if err != nil {
					return err
				}
				done += written
			}
			if done == 0 {
				break // others were faster with all of them; the next run looks again
			}
		}
	}
	return nil
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
