package content

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/bus"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
)

// renditionKey holds, on an article being saved, what [Prepare] made of it.
const renditionKey = "@rendition"

// rendition is what writeRendition stores.
type rendition struct {
	doc    *markdown.Document
	hash   string
	cw, ch int // the cover's size in pixels, 0 when unknown
}

func newRendition(app core.App, r *core.Record, doc *markdown.Document, hash string) *rendition {
	w, h := coverSize(app, r)
	return &rendition{doc, hash, w, h}
}

// Prepare renders an article that is about to be saved, so that the transaction needn't
// wait for it; an import calls it ahead, in parallel. It does nothing when the rendition
// stored is still right. The error is that of the body field when it can't be rendered.
func Prepare(app core.App, r *core.Record) error {
	hash := renditionHash(app, r)
	if held, ok := r.GetRaw(renditionKey).(*rendition); ok && held.hash == hash {
		return nil
	}
	r.SetRaw(renditionKey, nil)
	if !r.IsNew() {
		var stored string
		err := app.DB().NewQuery("SELECT hash FROM renditions WHERE id = {:id}").Bind(dbx.Params{"id": r.Id}).Row(&stored)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if stored == hash {
			return nil
		}
	}
	doc, err := render(app, r)
	if err != nil {
		return err
	}
	r.SetRaw(renditionKey, newRendition(app, r, doc, hash))
	return nil
}

func render(app core.App, r *core.Record) (*markdown.Document, error) {
	doc, err := markdown.Render(r.GetString(schema.ArticleBody), attach.Of(app, r, schema.ArticleFiles).Options(r.GetString(schema.ArticleLang)))
	var cause markdown.Error
	if errors.As(err, &cause) {
		return nil, validation.Errors{schema.ArticleBody: i18n.NewError(string(cause))}
	}
	return doc, err
}

// renditionHash tells a stale rendition from a fresh one: it changes with the pipeline,
// the site's host and everything of the article that the rendition is made of.
func renditionHash(app core.App, r *core.Record) string {
	h := sha256.New()
	for _, part := range append([]string{
		attach.Host(app), r.GetString(schema.ArticleLang), r.GetString(schema.ArticleExcerpt), r.GetString(schema.ArticleBody), coverName(r),
	}, r.GetStringSlice(schema.ArticleFiles)...) {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return markdown.Version + ":" + hex.EncodeToString(h.Sum(nil)[:16])
}

// writeRendition stores what Prepare rendered. It is one statement beside the row, not a
// record save: nothing but the article's own hooks may write it.
func writeRendition(app core.App, r *core.Record) error {
	held, ok := r.GetRaw(renditionKey).(*rendition)
	if !ok {
		return nil
	}
	toc, err := json.Marshal(held.doc.TOC)
	if err != nil {
		return err
	}
	excerpt := r.GetString(schema.ArticleExcerpt)
	if excerpt == "" {
		excerpt = held.doc.Excerpt
	}
	_, err = app.DB().NewQuery(`INSERT INTO renditions (id, article, excerpt, minutes, words, cover_width, cover_height, hash, toc, headings, text, html)
		VALUES ({:id}, {:id}, {:excerpt}, {:minutes}, {:words}, {:cw}, {:ch}, {:hash}, {:toc}, {:headings}, {:text}, {:html})
		ON CONFLICT (id) DO UPDATE SET excerpt = excluded.excerpt, minutes = excluded.minutes, words = excluded.words,
			cover_width = excluded.cover_width, cover_height = excluded.cover_height,
			hash = excluded.hash, toc = excluded.toc, headings = excluded.headings, text = excluded.text, html = excluded.html`).
		Bind(dbx.Params{
			"id": r.Id, "excerpt": excerpt, "minutes": held.doc.Minutes, "words": held.doc.Han + held.doc.Words, "cw": held.cw, "ch": held.ch, "hash": held.hash,
			"toc": string(toc), "headings": held.doc.Headings, "text": held.doc.Text, "html": held.doc.HTML,
		}).Execute()
	return err
}

// shown is what a page needs of a rendition; the plain text stays in the database.
type shown struct {
	Excerpt     string `db:"excerpt"`
	Minutes     int    `db:"minutes"`
	Words       int    `db:"words"`
	CoverWidth  int    `db:"cover_width"`
	CoverHeight int    `db:"cover_height"`
	TOC         string `db:"toc"`
	HTML        string `db:"html"`
}

// readShown reads an article's rendition. The error is sql.ErrNoRows where it has none.
func readShown(ctx context.Context, app core.App, article string) (*shown, error) {
	s := &shown{}
	err := app.DB().NewQuery("SELECT excerpt, minutes, words, cover_width, cover_height, toc, html FROM renditions WHERE id = {:id}").
		WithContext(ctx).Bind(dbx.Params{"id": article}).One(s)
	return s, err
}

// staleBatch is how many articles are looked for at once, and how many may fail: what fails more often isn't an article's fault.
const staleBatch = 100

// RenderStale renders anew what an older pipeline rendered, or what was never rendered, a hundred articles at a time until
// none is left. It can be stopped at any point. An article that can't be written holds up no other: the error names them all.
func RenderStale(app core.App) error {
	broken := []string{}
	var failed []error
	for len(broken) < staleBatch {
		skip, err := json.Marshal(broken)
		if err != nil {
			return err
		}
		var ids []string
		if err := app.DB().NewQuery(`SELECT a.id FROM articles a LEFT JOIN renditions r ON r.id = a.id
			WHERE (r.hash IS NULL OR r.hash NOT LIKE {:version}) AND a.id NOT IN (SELECT value FROM json_each({:broken}))` + cards.AtMost(staleBatch)).
			Bind(dbx.Params{"version": markdown.Version + ":%", "broken": string(skip)}).Column(&ids); err != nil {
			return errors.Join(append(failed, err)...)
		}
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			if err := rerender(app, id); err != nil {
				broken, failed = append(broken, id), append(failed, fmt.Errorf("article %s: %w", id, err))
			}
		}
	}
	return errors.Join(failed...)
}

func rerender(app core.App, id string) error {
	r, err := app.FindRecordById(schema.Articles, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	doc, err := render(app, r)
	if err != nil {
		// what was accepted once stays: show its source rather than nothing
		app.Logger().Warn("an article no longer renders", "article", id, "error", err)
		source := r.GetString(schema.ArticleBody)
		doc = &markdown.Document{HTML: "<pre>" + html.EscapeString(source) + "</pre>", Text: source}
	}
	r.SetRaw(renditionKey, newRendition(app, r, doc, renditionHash(app, r)))
	if err := writeRendition(app, r); err != nil {
		return err
	}
	bus.Of(app).Publish(bus.Event{Action: bus.Update, Collection: schema.Articles, ID: id})
	return nil
}
