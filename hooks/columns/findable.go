package columns

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// source adds columns to the search index.
var source = search.Source{Kind: "column", Collections: []string{schema.Columns}, Load: search.OneByOne(columnDoc), Each: eachColumn}

func eachColumn(app core.App, yield func(*core.Record) error) error {
	columns, err := app.FindAllRecords(schema.Columns, dbx.HashExp{schema.ColumnStatus: Active})
	if err != nil {
		return err
	}
	for _, c := range columns {
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}

func columnDoc(app core.App, r *core.Record) (*search.Document, error) {
	c := schema.AsColumn(r)
	if c.Status() != Active {
		return nil, nil
	}
	return &search.Document{
		Kind: "column", ID: c.Id, URL: "/columns/" + c.Slug(), Title: c.Name(), Text: c.Tagline() + "\n" + c.Description(), Lang: c.Lang(),
	}, nil
}
