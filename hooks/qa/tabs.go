package qa

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// Where the pages are whose lists of questions this room shows.
var (
	tagAt    = site.Lookup{Collection: schema.Tags, Field: schema.TagSlug, Base: "/tags/"}
	columnAt = site.Lookup{Collection: schema.Columns, Field: schema.ColumnSlug, Base: "/columns/", Shown: func(r *core.Record) error {
		if r.GetString(schema.ColumnStatus) != "active" {
			return site.ErrGone
		}
		return nil
	}}
	personAt = site.Lookup{Collection: schema.Users, Field: schema.UserHandle, Base: "/people/", Shown: func(r *core.Record) error {
		if r.GetString(schema.UserHandle) == "" {
			return site.ErrGone
		}
		return nil
	}}
)

// mostCounted bounds the counts on tabs: behind it they say "more".
const mostCounted = 1000

// below finds the record of a page below another one's, and keeps redirects below it.
func below(r *site.Request, at site.Lookup, name, tail string) (*core.Record, error) {
	record, err := at.Find(r, name)
	if path, moved := site.RedirectTarget(err); moved {
		return nil, site.RedirectTo(path + tail)
	}
	return record, err
}

// tabs shows the way between the articles and the questions of a tag, a column or a person, on their pages and on ours.
func tabs(f *site.Frame) {
	for place, of := range map[string]func(*site.Request, string) ([]site.Link, error){tagTabs: tabsOfTag, columnTabs: tabsOfColumn, personTabs: tabsOfPerson} {
		f.Section(place, func(r *site.Request, id string) (*site.Section, error) {
			links, err := of(r, id)
			if err != nil {
				return nil, err
			}
			return &site.Section{Template: "qa/tabs", Data: links}, nil
		})
	}
}

// countOf counts the public questions of a shelf, as far as tabs show it.
func countOf(r *site.Request, shelf string) (int, error) {
	r.Reads(schema.Questions)
	return List{Shelf: shelf}.Count(r.Context(), r.App(), mostCounted)
}

// twoTabs are those of a page with articles and questions. The current one is that whose path is asked for.
func twoTabs(r *site.Request, id, path, shelf string) ([]site.Link, error) {
	articles, _, err := cards.Counts(r, id)
	if err != nil {
		return nil, err
	}
	questions, err := countOf(r, shelf)
	return []site.Link{
		{Label: r.T("list.articles"), URL: r.Link(path), Count: articles, Current: r.Path() == path},
		{Label: r.T("questions.heading"), URL: r.Link(path + "/questions"), Count: questions, Current: r.Path() == path+"/questions"},
	}, err
}

func tabsOfTag(r *site.Request, id string) ([]site.Link, error) {
	record, err := r.App().FindRecordById(schema.Tags, id)
	if err != nil {
		return nil, err
	}
	return twoTabs(r, id, "/tags/"+record.GetString(schema.TagSlug), Shelf("tag", id))
}

func tabsOfColumn(r *site.Request, id string) ([]site.Link, error) {
	record, err := r.App().FindRecordById(schema.Columns, id)
	if err != nil {
		return nil, err
	}
	return twoTabs(r, id, "/columns/"+record.GetString(schema.ColumnSlug), Shelf("column", id))
}

func tabsOfPerson(r *site.Request, id string) ([]site.Link, error) {
	record, err := r.App().FindRecordById(schema.Users, id)
	if err != nil {
		return nil, err
	}
	path := "/people/" + record.GetString(schema.UserHandle)
	links, err := twoTabs(r, id, path, Shelf("asker", id))
	if err != nil {
		return nil, err
	}
	answers, err := countAnswers(r, id)
	links[1].Label = r.T("questions.asked_tab")
	return append(links, site.Link{Label: r.T("questions.answers_tab"), URL: r.Link(path + "/answers"), Count: answers, Current: r.Path() == path+"/answers"}), err
}

func tagPage(r *site.Request) (*site.Page, error) {
	record, err := below(r, tagAt, r.Param("slug"), "/questions")
	if err != nil {
		return nil, err
	}
	t := schema.AsTag(record)
	name := cards.Named(r.Lang, t.Name(), t.NameEn())
	v := listView{
		Heading: name, Lead: cards.Named(r.Lang, t.Description(), t.DescriptionEn()), Ask: r.Link("/ask") + "#tag=" + t.Slug(), Follow: t.Id,
		Crumbs: []site.Link{{Label: r.T("tags.heading"), URL: r.Link("/tags")}, {Label: name, URL: r.Link("/tags/" + t.Slug())}},
	}
	if v.Tabs, err = tabsOfTag(r, t.Id); err != nil {
		return nil, err
	}
	p, err := v.below(r, Shelf("tag", t.Id), "/tags/"+t.Slug(), name)
	if err != nil {
		return nil, err
	}
	v.Beside, err = r.Sections(p, tagAside, t.Id)
	return p, err
}

func columnPage(r *site.Request) (*site.Page, error) {
	record, err := below(r, columnAt, r.Param("slug"), "/questions")
	if err != nil {
		return nil, err
	}
	c := schema.AsColumn(record)
	v := listView{
		Heading: c.Name(), Lead: c.Tagline(), Ask: r.Link("/ask") + "#column=" + c.Slug(),
		Crumbs: []site.Link{{Label: r.T("columns.heading"), URL: r.Link("/columns")}, {Label: c.Name(), URL: r.Link("/columns/" + c.Slug())}},
	}
	if v.Tabs, err = tabsOfColumn(r, c.Id); err != nil {
		return nil, err
	}
	return v.below(r, Shelf("column", c.Id), "/columns/"+c.Slug(), c.Name())
}

func askerPage(r *site.Request) (*site.Page, error) {
	record, err := below(r, personAt, r.Param("handle"), "/questions")
	if err != nil {
		return nil, err
	}
	u := schema.AsUser(record)
	name := cards.Person(r, u.Handle(), u.Name()).Label
	v := listView{Heading: name, Lead: u.Bio(), Crumbs: []site.Link{{Label: name, URL: r.Link("/people/" + u.Handle())}}}
	if v.Tabs, err = tabsOfPerson(r, u.Id); err != nil {
		return nil, err
	}
	return v.below(r, Shelf("asker", u.Id), "/people/"+u.Handle(), name)
}

// below makes the page of the questions of whatever is at path and has this name.
func (v *listView) below(r *site.Request, shelf, path, name string) (*site.Page, error) {
	l, err := askedFor(r, shelf)
	if err != nil {
		return nil, err
	}
	p, err := v.page(r, l, path+"/questions")
	if err != nil {
		return nil, err
	}
	p.Title, p.Description = r.T("questions.of", "Name", name), r.T("questions.of.description", "Name", name)
	p.Feeds = feedLinks(r, path+"/questions", p.Title, l)
	if p.Feeds != nil {
		v.Feed = p.Feeds[0].URL
	}
	p.NoIndex = p.NoIndex || len(v.Cards) == 0
	p.JSONLD = []any{r.BreadcrumbLD(append(v.Crumbs, site.Link{Label: r.T("questions.heading"), URL: r.Link(path + "/questions")})...)}
	return p, nil
}
