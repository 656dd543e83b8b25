package proposals

import (
	"embed"
	"html/template"

	"github.com/pocketbase/dbx"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// section is the place on an event's page where its call stands, beside registration.
const section = "event.registration"

// The style sheets: of what everybody sees, and of the pages that people work on.
const (
	sheet = "css/call.css"
	desks = "css/proposals.css"
)

// benches are the pages of an event for its organisers and reviewers: the same document for everybody, and a script that
// fills it for who may see it.
var benches = []struct{ path, name, leaf string }{
	{"/events/:slug/proposals", "review", "proposals"},
	{"/events/:slug/call", "call", "call"},
	{"/events/:slug/schedule", "schedule", "schedule"},
}

// shellView is what proposals/shell shows.
type shellView struct {
	Name, Event, Heading, Lead string
	Page                       string // its name among the pages of an event's organisers; empty for none
}

// Pages adds the pages of the room.
func Pages(f *site.Frame) {
	f.Views(views)
	f.Section(section, callSection)
	f.GET("/events/:slug/propose", proposePage)
	shell := func(r *site.Request, name, event, leaf string) *site.Page {
		heading := r.T("proposals." + name + ".heading")
		return &site.Page{
			Template: "proposals/shell", Data: shellView{name, event, heading, r.T("proposals." + name + ".lead"), leaf}, Title: heading, NoIndex: true,
			Styles: []string{"css/forms.css", desks}, Scripts: []string{"js/proposals/" + name + ".js"},
		}
	}
	f.GET("/proposals", func(r *site.Request) (*site.Page, error) { return shell(r, "mine", "", ""), nil })
	for _, b := range benches {
		f.GET(b.path, func(r *site.Request) (*site.Page, error) {
			var id string
			err := r.App().DB().NewQuery("SELECT id FROM events WHERE slug = {:slug}").Bind(dbx.Params{"slug": r.Param("slug")}).Row(&id)
			if missing(err) {
				return nil, site.ErrNotFound
			}
			if err != nil {
				return nil, err
			}
			r.Reads(schema.Events + "/" + id)
			return shell(r, b.name, id, b.leaf), nil
		})
	}
}

// sectionView is what proposals/section shows.
type sectionView struct{ Href, Opens, Closes string }

// callSection is the call on an event's page. It names moments and not whether they have passed: the page is kept.
func callSection(r *site.Request, event string) (*site.Section, error) {
	r.Reads(schema.EventCalls, schema.Events+"/"+event)
	c, err := readCall(r.App(), event)
	if missing(err) || err == nil && c.Status != "published" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := sectionView{Href: r.Link("/events/" + c.Slug + "/propose"), Closes: i18n.Moment(r.Lang, c.last(), c.Zone)}
	if c.Opens.Time().After(now()) {
		v.Opens = i18n.Moment(r.Lang, c.Opens.Time(), c.Zone)
	}
	return &site.Section{Template: "proposals/section", Data: v, Styles: []string{sheet}}, nil
}

// proposeView is what proposals/propose shows.
type proposeView struct {
	Event, Heading, EventURL, Mine string
	HTML                           template.HTML
	Kinds                          []kindLine
	Freeze                         string
	Anonymous                      bool
	Langs                          []site.Link
}

type kindLine struct {
	Name, Closes string
	Minutes      int
}

// languages are those that talks are held in.
var languages = []string{"zh", "en", "zh-Hant", "ja", "ko", "fr", "de", "es", "pt", "ru"}

func proposePage(r *site.Request) (*site.Page, error) {
	var id string
	err := r.App().DB().NewQuery("SELECT id FROM events WHERE slug = {:slug} AND status != 'draft'").Bind(dbx.Params{"slug": r.Param("slug")}).Row(&id)
	if missing(err) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r.Reads(schema.EventCalls, schema.Events+"/"+id)
	c, err := readCall(r.App(), id)
	if missing(err) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	v := proposeView{
		Event: id, Heading: r.T("proposals.propose.title", "Event", c.Title), EventURL: r.Link("/events/" + c.Slug), Mine: r.Link("/proposals"),
		HTML: template.HTML(c.HTML), Anonymous: c.Anonymous, // the Markdown pipeline made the HTML
	}
	for _, k := range c.Kinds {
		v.Kinds = append(v.Kinds, kindLine{k.Name, i18n.Moment(r.Lang, c.deadline(k), c.Zone), k.Minutes})
	}
	if !c.Freeze.IsZero() {
		v.Freeze = i18n.Moment(r.Lang, c.Freeze.Time(), c.Zone)
	}
	for _, l := range languages {
		v.Langs = append(v.Langs, site.Link{Label: r.T("lang." + l), URL: l})
	}
	return &site.Page{
		Template: "proposals/propose", Data: v, Title: v.Heading, Description: r.T("proposals.propose.description", "Event", c.Title, "When", i18n.Moment(r.Lang, c.last(), c.Zone)),
		Styles: []string{"css/write.css", sheet}, Scripts: []string{"js/proposals/propose.js"},
	}, nil
}
