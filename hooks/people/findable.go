package people

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// source adds people with a public profile to the search index.
var source = search.Source{Kind: "person", Collections: []string{schema.Users}, Load: search.OneByOne(personDoc), Each: eachPerson}

func eachPerson(app core.App, yield func(*core.Record) error) error {
	const batch = 500
	for last := ""; ; {
		var users []*core.Record
		err := app.RecordQuery(schema.Users).
			AndWhere(dbx.NewExp("handle != '' AND id > {:last}", dbx.Params{"last": last})).OrderBy("id").Limit(batch).All(&users)
		if err != nil {
			return err
		}
		for _, u := range users {
			if err := yield(u); err != nil {
				return err
			}
		}
		if len(users) < batch {
			return nil
		}
		last = users[len(users)-1].Id
	}
}

func personDoc(_ core.App, r *core.Record) (*search.Document, error) {
	u := schema.AsUser(r)
	if u.Handle() == "" {
		return nil, nil
	}
	name := u.Name()
	if name == "" {
		name = u.Handle()
	}
	names := []string{u.Handle()}
	if !slices.Contains(u.Private(), schema.UserCompany) {
		names = append(names, u.Company())
	}
	return &search.Document{
		Kind: "person", ID: u.Id, URL: "/people/" + u.Handle(), Title: name, Names: names, Text: u.Bio(),
	}, nil
}
