package afterwards

import (
	"embed"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the pages of the room.
func Pages(f *site.Frame) {
	f.Views(views)
	shell := func(name, style, script string) site.Handler {
		return func(r *site.Request) (*site.Page, error) {
			return &site.Page{
				Template: "afterwards/" + name, Title: r.T("afterwards." + name + ".title"), NoIndex: true,
				Styles: []string{"css/forms.css", style}, Scripts: []string{script},
			}, nil
		}
	}
	f.GET("/afterwards", shell("mine", "css/afterwards.css", "js/afterwards/mine.js"))
	f.GET("/events/afterwards", shell("setup", "css/organise.css", "js/afterwards/setup.js"))
	f.GET("/events/:slug/numbers", numbersPage)
	f.GET("/certificates", askCode, site.Params("code"), site.Dynamic())
	f.GET("/certificates/:code", certificatePage)
}

// numbersPage is a shell that is the same for everybody: what is in it asks who looks.
func numbersPage(r *site.Request) (*site.Page, error) {
	var id string
	err := r.App().DB().NewQuery("SELECT id FROM events WHERE slug = {:slug}").Bind(dbx.Params{"slug": r.Param("slug")}).Row(&id)
	if missing(err) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r.Reads(schema.Events + "/" + id)
	return &site.Page{
		Template: "afterwards/numbers", Data: id, Title: r.T("afterwards.numbers.title"), NoIndex: true,
		Styles: []string{"css/forms.css", "css/numbers.css"}, Scripts: []string{"js/afterwards/numbers.js"},
	}, nil
}

// askCode asks for a code, and leads to what it says.
func askCode(r *site.Request) (*site.Page, error) {
	said := r.Query("code")
	if code := typed(said); code != "" {
		return nil, site.RedirectNow("/certificates/" + code)
	}
	return &site.Page{
		Template: "afterwards/certificate", Data: certificatePageView{Ask: true, Unknown: said != ""}, Title: r.T("afterwards.certificate.title"), NoIndex: true, NoStore: said != "",
		Styles: []string{"css/certificate.css"},
	}, nil
}

// certificatePageView is what the page of a certificate shows: what is said of it in public, and nothing else of anybody.
type certificatePageView struct {
	Ask, Unknown bool
	Revoked      string // when, on the event's clocks
	Name         string
	Code         string
	Address      string
	Event, URL   string
	Lang         string // of the event's title
	When, Where  string
	Hours        string
	Issuer       string
	Issued       string
	Site         string
}

// certificatePage says whether a certificate is genuine, as a page that can be printed.
func certificatePage(r *site.Request) (*site.Page, error) {
	code := typed(r.Param("code"))
	if code != "" && code != r.Param("code") {
		return nil, site.RedirectNow("/certificates/" + code)
	}
	page := &site.Page{Template: "afterwards/certificate", Title: r.T("afterwards.certificate.title"), NoIndex: true, Styles: []string{"css/certificate.css"}}
	record, err := byCode(r.App(), code)
	if err != nil {
		return nil, err
	}
	if record == nil {
		page.Status, page.NoStore, page.Data = http.StatusNotFound, true, certificatePageView{Ask: true, Unknown: true}
		return page, nil
	}
	c := schema.AsCertificate(record)
	ev, err := readEvent(r.App(), c.Event())
	if err != nil {
		return nil, err
	}
	r.Reads(schema.Certificates+"/"+c.Id, schema.Events+"/"+ev.ID)
	v := certificatePageView{
		Name: c.Name(), Code: readable(c.Code()), Address: strings.TrimPrefix(strings.TrimPrefix(r.Abs("/certificates/"+c.Code()), "https://"), "http://"),
		Event: ev.Title, URL: r.Link("/events/" + ev.Slug), Lang: ev.Lang, When: ev.days(r.Lang), Issuer: c.Issuer(),
		Issued: i18n.Date(r.Lang, record.GetDateTime("created").Time().In(ev.place())), Site: r.Site().Name,
	}
	if v.Lang == r.Lang.Tag() || v.Lang == "zh" && r.Lang == i18n.ZH {
		v.Lang = ""
	} else if v.Lang == "zh" {
		v.Lang = i18n.ZH.Tag()
	}
	if v.Issuer == "" {
		v.Issuer = v.Site
	}
	if ev.Mode == "online" {
		v.Where = r.T("afterwards.certificate.online")
	} else {
		v.Where = strings.Trim(strings.Join([]string{ev.City, ev.Venue}, " · "), " ·")
	}
	if c.Hours() > 0 {
		v.Hours = strconv.FormatFloat(c.Hours(), 'f', -1, 64)
	}
	if !c.Revoked().IsZero() {
		v.Revoked = i18n.Date(r.Lang, c.Revoked().Time().In(ev.place()))
		v.Name = "" // whose it was is nobody's business any more
	}
	page.Data = v
	return page, nil
}

// days are those of an event, in its zone.
func (e *event) days(l i18n.Lang) string {
	if e.Starts.IsZero() {
		return ""
	}
	from, to := e.Starts.Time().In(e.place()), e.end().In(e.place())
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return i18n.Date(l, from)
	}
	return i18n.Date(l, from) + " – " + i18n.Date(l, to)
}
