package groups

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// source adds groups to the search index.
var source = search.Source{
	Kind: "group", Collections: []string{schema.Groups}, Load: search.OneByOne(document), Each: search.Each(schema.Groups, dbx.NewExp("status = 'active' AND hidden = 0")),
	Affects: map[string]func(core.App, *core.Record) ([]*core.Record, error){schema.Tags: withTag}, Named: []string{schema.Tags},
}

// mostAffected bounds the groups that are indexed again when a tag is renamed; qiao reindex completes more.
const mostAffected = 200

func withTag(app core.App, t *core.Record) (records []*core.Record, err error) {
	err = app.RecordQuery(schema.Groups).AndWhere(dbx.NewExp("status = 'active' AND EXISTS (SELECT 1 FROM json_each(groups.tags) WHERE value = {:id})", dbx.Params{"id": t.Id})).
		Limit(mostAffected).All(&records)
	return records, err
}

func document(app core.App, r *core.Record) (*search.Document, error) {
	g := schema.AsGroup(r)
	if g.Status() != Active || g.Hidden() {
		return nil, nil
	}
	d := &search.Document{
		Kind: "group", ID: g.Id, URL: "/groups/" + g.Slug(), Title: g.Name(), Text: g.Summary() + "\n" + g.City() + "\n" + markdown.TextOf(g.HTML()), Lang: g.Lang(),
	}
	tags, err := app.FindRecordsByIds(schema.Tags, g.Tags())
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		d.Tags = append(d.Tags, schema.AsTag(t).Names()...)
		d.TagSlugs = append(d.TagSlugs, t.GetString(schema.TagSlug))
	}
	return d, nil
}
