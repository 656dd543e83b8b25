package people

import (
	"embed"
	"html/template"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the public profiles to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/people/:handle", profilePage, site.Params("page"), site.Sections(tabsPlace, asidePlace, talksPlace))
	f.GET("/people/:handle/activity", activityPage, site.Params("page"))
	cards.Feeds(f, "/people/:handle", feed)
}

// tabsPlace is where other rooms lead to what else somebody did.
const tabsPlace = "person.tabs"

// asidePlace is where other rooms show what somebody was given: it stands and falls with the badges.
const asidePlace = "person.aside"

// talksPlace is where the room of events shows what somebody spoke about: it stands and falls with the activity.
const talksPlace = "person.talks"

// profileView is what people/profile shows.
type profileView struct {
	ID, Handle string
	Hidden     bool // a moderator hid what it says
	Name       string
	Bio        string
	Avatar     string
	City       string
	Company    string
	Persona    string
	Links      []schema.Link
	Joined     time.Time
	Reputation int
	Badges     []badge
	Expertise  []site.Link
	Activity   string // the page's address, empty where it is private
	Articles   int
	Followers  int
	Columns    []membership
	Series     []cards.SeriesEntry
	Topics     []site.Link
	Cards      []site.Card
	Pager      *site.Pager
	Feeds      []site.FeedLink
	Tabs       template.HTML
	Given      template.HTML
	Talks      template.HTML
}

// membership is a column that somebody writes in.
type membership struct {
	site.Link
	Role, Logo string
}

// mostTopics bounds the tags that a profile shows.
const mostTopics = 12

func profilePage(r *site.Request) (*site.Page, error) {
	u, err := find(r)
	if err != nil {
		return nil, err
	}
	v := profileView{
		ID: u.Id, Handle: u.Handle(), Hidden: u.ProfileHidden(), Name: cards.Person(r, u.Handle(), u.Name()).Label, Bio: u.Bio(), Avatar: cards.File(schema.Users, u.Id, u.Avatar(), "256x256"),
		Joined: cards.Time(u.GetDateTime("created")), Reputation: u.Reputation(), Feeds: cards.FeedLinks(r, "/people/"+u.Handle(), u.Name()),
	}
	if u.Persona() != "" {
		v.Persona = r.T("people.persona." + u.Persona())
	}
	shows := func(part string) bool { return !slices.Contains(u.Private(), part) }
	if shows(schema.UserCity) {
		v.City = u.City()
	}
	if shows(schema.UserCompany) {
		v.Company = u.Company()
	}
	if shows(schema.UserLinks) {
		v.Links, _ = schema.Links(u.GetString(schema.UserLinks))
	}
	if shows(schema.UserExpertise) {
		if v.Expertise, err = expertiseOf(r, u); err != nil {
			return nil, err
		}
	}
	if shows(partBadges) {
		if v.Badges, err = badgesOf(r, u.Id); err != nil {
			return nil, err
		}
	}
	if shows(partActivity) {
		v.Activity = r.Link("/people/" + u.Handle() + "/activity")
	}
	if v.Articles, v.Followers, err = cards.Counts(r, u.Id); err != nil {
		return nil, err
	}
	if v.Columns, err = columnsOf(r, u.Id); err != nil {
		return nil, err
	}
	if v.Cards, v.Pager, err = cards.Read(r, cards.List{Shelf: cards.Shelf("author", u.Id)}); err != nil {
		return nil, err
	}
	if v.Series, err = cards.SeriesOf(r, "person", u.Id); err != nil {
		return nil, err
	}
	v.Topics = cards.TagsAmong(v.Cards, mostTopics, "")
	links := make([]string, len(v.Links))
	for i, l := range v.Links {
		links[i] = l.URL
	}
	avatar := ""
	if v.Avatar != "" {
		avatar = r.Abs(v.Avatar)
	}
	p := &site.Page{
		Template: "people/profile", Data: &v, Title: v.Name, Description: v.Bio, Type: "profile", Feeds: v.Feeds,
		Prev: v.Pager.Prev, Next: v.Pager.Next,
		JSONLD: []any{r.ProfileLD(site.PersonLD(v.Name, r.Abs(r.Link(r.Path())), avatar, links...), r.Link(r.Path()))},
	}
	if v.Tabs, err = r.Sections(p, tabsPlace, u.Id); err != nil {
		return nil, err
	}
	if shows(partBadges) {
		if v.Given, err = r.Sections(p, asidePlace, u.Id); err != nil {
			return nil, err
		}
	}
	if shows(partActivity) {
		v.Talks, err = r.Sections(p, talksPlace, u.Id)
	}
	return p, err
}

var personAt = site.Lookup{
	Collection: schema.Users, Field: schema.UserHandle, Base: "/people/",
	Shown: func(r *core.Record) error {
		if r.GetString(schema.UserHandle) == "" {
			return site.ErrGone // the profile was public once
		}
		return nil
	},
}

func find(r *site.Request) (*schema.User, error) {
	record, err := personAt.Find(r, r.Param("handle"))
	if err != nil {
		return nil, err
	}
	return schema.AsUser(record), nil
}

func columnsOf(r *site.Request, user string) ([]membership, error) {
	r.Reads(schema.ColumnMembers, schema.Columns)
	var rows []struct {
		ID   string `db:"id"`
		Slug string `db:"slug"`
		Name string `db:"name"`
		Logo string `db:"logo"`
		Role string `db:"role"`
	}
	err := r.App().DB().NewQuery(`SELECT c.id, c.slug, c.name, c.logo, m.role FROM column_members m JOIN columns c ON c.id = m.[[column]]
		WHERE m.user = {:user} AND c.status = 'active' ORDER BY c.name LIMIT 50`).
		WithContext(r.Context()).Bind(dbx.Params{"user": user}).All(&rows)
	var list []membership
	for _, row := range rows {
		list = append(list, membership{
			Link: site.Link{Label: row.Name, URL: r.Link("/columns/" + row.Slug)}, Role: r.T("columns.role." + row.Role),
			Logo: cards.File(schema.Columns, row.ID, row.Logo, "96x96"),
		})
	}
	return list, err
}

func feed(r *site.Request) (cards.Feed, error) {
	u, err := find(r)
	if err != nil {
		return cards.Feed{}, err
	}
	return cards.Feed{
		Title: cards.Person(r, u.Handle(), u.Name()).Label, Description: u.Bio(), Home: "/people/" + u.Handle(),
		List: cards.List{Shelf: cards.Shelf("author", u.Id)},
	}, nil
}
