package experts

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
)

// A place is where records name a tag.
type place struct {
	collection string
	move       func(app core.App, m *merger, merge *schema.TagMerge, after string) (moved []string, last string, err error)
}

// placesOf gives every field that holds ids of tags, of whatever room it is.
func placesOf(app core.App) (places []place, err error) {
	all, err := app.FindAllCollections()
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.IsView() {
			continue
		}
		for _, field := range tagFields(app, c) {
			places = append(places, place{c.Name, fieldMover(c.Name, field)})
		}
	}
	return places, nil
}

// fieldMover moves the tag in one field of a collection, a batch at a time in the order of the ids. last is "" at the end.
func fieldMover(collection, field string) func(core.App, *merger, *schema.TagMerge, string) ([]string, string, error) {
	return func(app core.App, m *merger, merge *schema.TagMerge, after string) (moved []string, last string, err error) {
		var rows []struct {
			ID   string `db:"id"`
			Tags string `db:"tags"`
		}
		if err := app.DB().NewQuery("SELECT id, [[" + field + "]] tags FROM {{" + collection + "}} WHERE id > {:after} AND instr([[" + field + "]], {:merged}) > 0 ORDER BY id LIMIT {:most}").
			Bind(dbx.Params{"after": after, "merged": merge.Merged(), "most": moveBatch}).All(&rows); err != nil || len(rows) == 0 {
			return nil, "", err
		}
		for _, row := range rows {
			now := merge.Target()
			if ids := idsOf(row.Tags); ids != nil {
				now = list(replaced(ids, merge.Merged(), merge.Target()))
			}
			if _, err := app.DB().NewQuery("UPDATE {{" + collection + "}} SET [[" + field + "]] = {:tags} WHERE id = {:id}").
				Bind(dbx.Params{"tags": now, "id": row.ID}).Execute(); err != nil {
				return nil, "", err
			}
			moved = append(moved, row.ID)
		}
		if err := m.follow(app, collection, moved, merge); err != nil {
			return nil, "", err
		}
		if len(rows) == moveBatch {
			last = rows[len(rows)-1].ID
		}
		return moved, last, nil
	}
}

// replaced puts one id in the place of another, and leaves it there once.
func replaced(ids []string, was, now string) (out []string) {
	for _, id := range ids {
		if id == was {
			id = now
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// follow brings the lists and the search index along for what was moved.
func (m *merger) follow(app core.App, collection string, ids []string, merge *schema.TagMerge) error {
	switch collection {
	case schema.Articles:
		params := dbx.Params{"from": cards.Shelf("tag", merge.Merged()), "to": cards.Shelf("tag", merge.Target()), "ids": list(ids)}
		for _, statement := range []string{
			"UPDATE OR IGNORE article_shelves SET shelf = {:to} WHERE shelf = {:from} AND article IN (SELECT value FROM json_each({:ids}))",
			"DELETE FROM article_shelves WHERE shelf = {:from} AND article IN (SELECT value FROM json_each({:ids}))",
		} {
			if _, err := app.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
				return err
			}
		}
	case schema.Questions:
		if err := m.reshelve(app, ids); err != nil {
			return err
		}
	default:
		return nil
	}
	records, err := app.FindRecordsByIds(collection, ids)
	if err != nil {
		return err
	}
	return m.index.Update(app, records)
}

// followers moves who follows the tag; who follows both goes on following one.
func (m *merger) followers() place {
	return place{schema.Follows, func(app core.App, _ *merger, merge *schema.TagMerge, after string) (moved []string, last string, err error) {
		if err := app.DB().NewQuery("SELECT id FROM follows WHERE target = {:merged} AND kind = 'tag' AND id > {:after} ORDER BY id LIMIT {:most}").
			Bind(dbx.Params{"merged": merge.Merged(), "after": after, "most": moveBatch}).Column(&moved); err != nil || len(moved) == 0 {
			return nil, "", err
		}
		params := dbx.Params{"target": merge.Target(), "merged": merge.Merged(), "ids": list(moved)}
		for _, statement := range []string{
			"UPDATE OR IGNORE follows SET target = {:target} WHERE id IN (SELECT value FROM json_each({:ids}))",
			"DELETE FROM follows WHERE target = {:merged} AND kind = 'tag' AND id IN (SELECT value FROM json_each({:ids}))",
		} {
			if _, err := app.DB().NewQuery(statement).Bind(params).Execute(); err != nil {
				return nil, "", err
			}
		}
		if len(moved) == moveBatch {
			last = moved[len(moved)-1]
		}
		return moved, last, nil
	}}
}
