package events

import (
	"qiao/hooks/i18n"
	"qiao/hooks/site"
)

// The sheets of the pages on which organisers work.
var (
	formStyles   = []string{"css/event-form.css"}
	agendaStyles = []string{"css/forms.css", "css/organise.css"}
)

// organise adds the pages on which events are made. They are the same for everybody: which event they are about stands behind
// the # of the address, and what is in them comes from the API, which knows who asks.
func organise(f *site.Frame) {
	f.GET("/events/new", formPage)
	f.GET("/events/edit", formPage)
	f.GET("/events/agenda", func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: "events/desk", Data: deskView{"agenda", r.T("events.agenda.heading"), r.T("events.agenda.lead")}, Title: r.T("events.agenda.heading"),
			NoIndex: true, Styles: agendaStyles, Scripts: []string{"js/organise/agenda.js"},
		}, nil
	})
}

// deskView is what events/desk shows: a page that its script fills.
type deskView struct{ Name, Heading, Lead string }

// formView is what events/form shows. The values of what one chooses from are in URL.
type formView struct {
	New                 bool
	Heading, Lead       string
	Kinds, Modes, Langs []site.Link
}

func formPage(r *site.Request) (*site.Page, error) {
	v := formView{New: r.Path() == "/events/new"}
	name := "edit"
	if v.New {
		name = "new"
	}
	v.Heading, v.Lead = r.T("events."+name+".heading"), r.T("events."+name+".lead")
	for _, k := range Kinds {
		v.Kinds = append(v.Kinds, site.Link{URL: k, Label: r.T("events.kind." + k)})
	}
	for _, m := range Modes {
		v.Modes = append(v.Modes, site.Link{URL: m, Label: r.T("events.mode." + m)})
	}
	for _, l := range spoken {
		v.Langs = append(v.Langs, site.Link{URL: l, Label: i18n.T(r.Lang, "lang."+l)})
	}
	return &site.Page{
		Template: "events/form", Data: v, Title: v.Heading, Description: v.Lead, NoIndex: true, Styles: formStyles, Scripts: []string{"js/organise/edit.js"},
	}, nil
}

// spoken are the languages that an event can be in.
var spoken = []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}
