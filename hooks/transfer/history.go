package transfer

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

// restoreHistory gives an article from an export what saving it can't: its former addresses, its revisions with
// their numbers instead of the one that saving made, and its times.
func restoreHistory(tx core.App, r *core.Record, a *Article) error {
	for _, slug := range a.Aliases {
		if _, err := tx.DB().NewQuery(`INSERT INTO slugs (id, kind, slug, target, gone, created, updated)
			VALUES ({:row}, {:kind}, {:slug}, {:id}, FALSE, strftime('%Y-%m-%d %H:%M:%fZ'), strftime('%Y-%m-%d %H:%M:%fZ'))
			ON CONFLICT (kind, slug) DO NOTHING`).
			Bind(dbx.Params{"row": recordID("slug:" + r.Id + ":" + slug), "kind": schema.Articles, "slug": slug, "id": r.Id}).Execute(); err != nil {
			return err
		}
	}
	if len(a.Revisions) > 0 {
		if _, err := tx.DB().Delete(schema.Revisions, dbx.HashExp{"article": r.Id}).Execute(); err != nil {
			return err
		}
	}
	for _, v := range a.Revisions {
		editor := ""
		if v.Editor != "" {
			if id, err := lookup(tx, schema.Users, v.Editor); err == nil {
				editor = id
			}
		}
		created, err := types.ParseDateTime(v.Created)
		if err != nil {
			return err
		}
		updated, err := types.ParseDateTime(v.Updated)
		if err != nil {
			return err
		}
		if _, err := tx.DB().Insert(schema.Revisions, dbx.Params{
			"id": v.ID, "article": r.Id, "editor": editor, "number": v.Number, "state": v.State, "title": v.Title, "excerpt": v.Excerpt,
			"meta": v.Meta, "note": v.Note, "body": v.Body, "created": created.String(), "updated": updated.String(),
		}).Execute(); err != nil {
			return err
		}
	}
	// A row with its text is long, so it is written again only where a hook has put other times in.
	for field, t := range map[string]time.Time{"created": a.Created, "updated": a.Updated} {
		if !t.IsZero() && !r.GetDateTime(field).Time().Equal(t.Truncate(time.Millisecond)) {
			return stamp(tx, schema.Articles, r.Id, r.Id, a.Created, a.Updated)
		}
	}
	return nil
}
