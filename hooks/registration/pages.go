package registration

import (
	"embed"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// place is where an event's page shows its registration, by [Section].
const place = "event.registration"

var styles = []string{"css/forms.css", "css/registration.css"}

// Pages adds the pages of the room. occasions gives the entries of members' calendars.
func Pages(f *site.Frame, occasions Occasions) {
	f.Views(views)
	f.GET("/events/:slug/register", registerPage, site.Sections(place))
	f.GET("/events/:slug/manage", func(r *site.Request) (*site.Page, error) {
		id, err := publicEvent(r)
		if err != nil {
			return nil, err
		}
		return &site.Page{
			Template: "registration/manage", Data: id.ID, Title: r.T("registration.manage.title"), NoIndex: true,
			Styles: styles, Scripts: []string{"js/registration/manage.js"},
		}, nil
	})
	f.GET("/events/registration", func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: "registration/setup", Title: r.T("registration.setup.title"), NoIndex: true,
			Styles: []string{"css/forms.css", "css/organise.css"}, Scripts: []string{"js/registration/setup.js"},
		}, nil
	})
	f.GET("/registrations", func(r *site.Request) (*site.Page, error) {
		return &site.Page{Template: "registration/key", Title: r.T("registration.key.title"), NoIndex: true, Styles: styles, Scripts: []string{"js/registration/key.js"}}, nil
	})
	f.GET("/my/events", func(r *site.Request) (*site.Page, error) {
		return &site.Page{Template: "registration/mine", Title: r.T("registration.mine.title"), NoIndex: true, Styles: styles, Scripts: []string{"js/registration/mine.js"}}, nil
	})
	f.Document("/calendar/:secret.ics", calendar(occasions))
	f.GET("/events/:slug/checkin", shellOf("checkin", "js/door/checkin.js"))
	f.GET("/events/:slug/badges", shellOf("badges", "js/door/badges.js"))
	f.GET("/tickets/:code", ticketPage)
	f.Document("/tickets/:code/qr.svg", picture("image/svg+xml", qrSVG))
	f.Document("/tickets/:code/qr.png", picture("image/png", qrPNG))
}

// shellOf is a page for those who let people in: a shell that is the same for everybody.
func shellOf(name, script string) site.Handler {
	return func(r *site.Request) (*site.Page, error) {
		e, err := publicEvent(r)
		if err != nil {
			return nil, err
		}
		return &site.Page{
			Template: "registration/" + name, Data: e.ID, Title: r.T("registration." + name + ".title"), NoIndex: true,
			Styles: []string{"css/forms.css", "css/entrance.css"}, Scripts: []string{script},
		}, nil
	}
}

// publicEvent finds the event of a page by its address. A draft has the same empty shell: what is in it asks who looks.
func publicEvent(r *site.Request) (*eventView, error) {
	e := &eventView{}
	err := r.App().DB().NewQuery("SELECT id, slug, kind, title, starts, ends, zone, all_day, venue, city, status FROM events WHERE slug = {:slug}").
		Bind(dbx.Params{"slug": r.Param("slug")}).One(e)
	if missing(err) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r.Reads(schema.Events + "/" + e.ID)
	return e, nil
}

// registerView is what registration/register shows.
type registerView struct {
	*eventView
	URL, When string
	Section   any
}

// registerPage is an event's registration by itself: for a link in a message, or where the event's page has no room for it.
func registerPage(r *site.Request) (*site.Page, error) {
	e, err := publicEvent(r)
	if err != nil {
		return nil, err
	}
	if e.Status == "draft" {
		return nil, site.ErrNotFound
	}
	page := &site.Page{
		Template: "registration/register", Title: r.T("registration.page.title", "Event", e.Title), NoIndex: true, Styles: slices.Clone(styles),
	}
	part, err := r.Sections(page, place, e.ID)
	if err != nil {
		return nil, err
	}
	page.Data = registerView{e, r.Link("/events/" + e.Slug), e.when(r.Lang), part}
	return page, nil
}

func (e *eventView) when(l i18n.Lang) string {
	if e.Starts.IsZero() {
		return ""
	}
	return span(l, &matter{Starts: e.Starts, AllDay: e.AllDay}, e.Zone)
}

// sectionView is what registration/section shows.
type sectionView struct {
	Event   string
	Tickets []ticketLine
	Closed  string // why nobody can register, in words
	Guests  bool
	Sign    string // where to sign in
	Href    string
}

type ticketLine struct {
	ID, Name, About, Mode, Left, Note string
	Capacity                          int
}

// Section is registration on an event's page, complete without scripts: what there is, and how many seats are left.
func Section(r *site.Request, event string) (*site.Section, error) {
	tickets, err := ticketsOf(r.App(), event)
	if err != nil {
		return nil, err
	}
	r.Reads(seatsOf(event), schema.Events+"/"+event)
	if len(tickets) == 0 {
		return nil, nil
	}
	about, err := readEvent(r.App(), event)
	if err != nil {
		return nil, err
	}
	v := sectionView{Event: event, Href: r.Link("/events/" + about.Slug + "/register"), Sign: r.Link("/sign-in")}
	at, open := now(), false
	for _, t := range tickets {
		v.Guests = t.Guests
		why := t.view(at).Why
		open = open || why == "" || why == whyFull
		v.Tickets = append(v.Tickets, ticketLine{
			ID: t.ID, Name: t.Name, About: t.About, Mode: r.T("registration.mode." + t.Mode), Left: t.left(r.Lang), Note: t.note(r.Lang, why), Capacity: t.Capacity,
		})
	}
	if !open {
		v.Closed = tickets[0].note(r.Lang, tickets[0].view(at).Why)
	}
	return &site.Section{Template: "registration/section", Data: v, Styles: styles}, nil
}

// left says how many seats are left.
func (t *ticket) left(l i18n.Lang) string {
	switch {
	case t.Capacity == 0:
		return i18n.T(l, "registration.left.any")
	case t.free() == 0 && t.Waiting == 0:
		return i18n.T(l, "registration.left.full")
	case t.free() == 0 || t.Waiting > 0:
		return i18n.T(l, "registration.left.none", "waiting", t.Waiting)
	}
	return i18n.T(l, "registration.left.some", "left", t.free(), "capacity", t.Capacity)
}

// note says why nobody can register for a ticket now, or what to know.
func (t *ticket) note(l i18n.Lang, why string) string {
	switch why {
	case whySoon:
		return i18n.T(l, "registration.soon", "When", i18n.Clock(t.begins(), t.Zone))
	case whyOver:
		return i18n.T(l, "registration.over", "When", i18n.Clock(t.ends(), t.Zone))
	case whyClosed:
		return i18n.T(l, "registration.closed")
	case whyFull:
		return i18n.T(l, "registration.full")
	}
	var notes []string
	if end := t.ends(); !end.IsZero() && end.Before(now().Add(365*24*time.Hour)) {
		notes = append(notes, i18n.T(l, "registration.until", "When", i18n.Clock(end, t.Zone)))
	}
	if t.Approval {
		notes = append(notes, i18n.T(l, "registration.approval"))
	}
	if t.Code != "" {
		notes = append(notes, i18n.T(l, "registration.by_code"))
	}
	return strings.Join(notes, map[i18n.Lang]string{i18n.ZH: "；", i18n.EN: " "}[l])
}

// ticketView says what registration/ticket shows. There is nobody's name on it: whoever has the address sees it.
type ticketPageView struct {
	Title, URL, When, Where, Ticket, Code, SVG, PNG, Note, Ends string
}

func ticketPage(r *site.Request) (*site.Page, error) {
	s, err := byCode(r.App(), r.Param("code"))
	if err != nil {
		return nil, err
	}
	if s == nil || s.Erased {
		return nil, site.ErrNotFound
	}
	t, err := readTicket(r.App(), s.Ticket)
	if err != nil {
		return nil, err
	}
	e, err := readEvent(r.App(), s.Event)
	if err != nil {
		return nil, err
	}
	code := ticketCode(s.Key, s.Code)
	v := ticketPageView{Title: e.Title, URL: r.Link("/events/" + e.Slug), When: e.when(r.Lang), Ticket: t.Name, Code: readable(code)}
	if t.Mode == "in_person" {
		v.Where = strings.Trim(e.Venue+" "+e.City, " ")
	}
	switch {
	case e.Status == "cancelled":
		v.Note = r.T("registration.mail.off.lead")
	case s.State != Confirmed:
		v.Note = r.T("registration.ticket.void")
	default:
		v.Ends = i18n.ISODate(e.over().UTC())
		v.SVG, v.PNG = "/tickets/"+code+"/qr.svg", "/tickets/"+code+"/qr.png"
	}
	return &site.Page{Template: "registration/ticket", Data: v, Title: r.T("registration.ticket.title", "Event", e.Title), NoIndex: true, NoStore: true, Styles: styles, Scripts: []string{"js/registration/pocket.js"}}, nil
}

// over is when an event ends, as far as that is known.
func (e *eventView) over() time.Time {
	if e.Ends.IsZero() {
		return e.Starts.Time()
	}
	return e.Ends.Time()
}
