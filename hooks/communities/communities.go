// Package communities is the directory of third-party communities: where developers read,
// ask and write elsewhere. The portal leads there instead of competing.
package communities

import (
	"embed"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Register binds what keeps the directory true.
func Register(app core.App) {
	address.Keep(app, schema.Communities, schema.CommunitySlug, schema.CommunityName)
}

// Pages adds the directory's page to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/communities", directoryPage)
}

// Kinds is the order of the groups in the directory.
var Kinds = []string{"blog", "qa", "forum", "opensource", "media", "foundation", "meetup"}

// directoryView is what communities/directory shows.
type directoryView struct {
	Groups []group
}

type group struct {
	Kind, Name string
	Entries    []entry
}

type entry struct {
	Name, Description, Lang, LangName, Logo string
	Home, Read, Ask, Write                  string
}

// mostEntries bounds the directory's page.
const mostEntries = 500

func directoryPage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.Communities)
	records, err := r.App().FindRecordsByFilter(schema.Communities, "id != ''", "position,name", mostEntries, 0)
	if err != nil {
		return nil, err
	}
	var v directoryView
	for _, kind := range Kinds {
		g := group{Kind: kind, Name: r.T("communities.kind." + kind)}
		for _, record := range records {
			c := schema.AsCommunity(record)
			if c.Kind() != kind {
				continue
			}
			e := entry{
				Name: c.Name(), Description: cards.Named(r.Lang, c.Description(), c.DescriptionEn()), Lang: cards.Tag(c.Lang()),
				Logo: cards.File(schema.Communities, c.Id, c.Logo(), "96x96"),
				Home: c.HomeURL(), Read: c.ReadURL(), Ask: c.AskURL(), Write: c.WriteURL(),
			}
			if c.Lang() != "" {
				e.LangName = r.T("lang." + c.Lang())
			}
			g.Entries = append(g.Entries, e)
		}
		if len(g.Entries) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return &site.Page{Template: "communities/directory", Data: v, Title: r.T("communities.heading"), Description: r.T("communities.description")}, nil
}
