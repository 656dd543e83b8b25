package contests

import (
	"database/sql"
	"embed"
	"errors"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Places of other rooms' pages that lead here.
const (
	eventPlace  = "event.registration" // of an event
	personPlace = "person.aside"       // of somebody
)

var sheets = []string{"css/contest.css"}

// Pages adds the pages of the room.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/events/:slug/contest", contestPage, site.Params("page"))
	f.GET("/events/:slug/contest/entry", shell("entry"))
	f.GET("/events/:slug/contest/judge", shell("judge"))
	f.GET("/events/:slug/contest/manage", shell("manage"))
	f.GET("/events/:slug/contest/:entry", entryPage)
	f.Section(eventPlace, link)
	f.Section(personPlace, won)
}

// contestAt finds the competition of a page by its event's address.
func contestAt(r *site.Request) (*contest, error) {
	c, err := readWhere(r.App(), "e.slug = {:slug}", dbx.Params{"slug": r.Param("slug")})
	if errors.Is(err, error(errNoContest)) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r.Reads(schema.Events+"/"+c.Event, schema.Contests+"/"+c.ID)
	return c, nil
}

func (c *contest) path() string { return "/events/" + c.Slug + "/contest" }

// shellView is what the static pages for judges and organisers show.
type shellView struct {
	Event, Name, Title, Back, Heading string
}

// shell is a page whose content is what its script may read. Organisers make a competition on theirs.
func shell(name string) site.Handler {
	styles := sheets
	if name == "entry" {
		styles = []string{"css/contest-entry.css"} // with the editor's
	}
	return func(r *site.Request) (*site.Page, error) {
		heading := r.T("contests." + name + ".heading")
		v := shellView{Name: "contest-" + name, Heading: heading}
		c, err := contestAt(r)
		switch {
		case errors.Is(err, site.ErrNotFound) && name == "manage":
			if err := r.App().DB().NewQuery("SELECT id FROM events WHERE slug = {:slug}").Bind(dbx.Params{"slug": r.Param("slug")}).Row(&v.Event); err != nil {
				return nil, site.ErrNotFound
			}
			r.Reads(schema.Events+"/"+v.Event, schema.Contests)
		case err != nil:
			return nil, err
		default:
			if v.Event = c.Event; c.public() { // of a draft, a shell says nothing
				v.Title, v.Back = c.Title, r.Link(c.path())
			}
		}
		return &site.Page{Template: "contests/shell", Data: v, Title: heading, NoIndex: true, Styles: slices.Clone(styles), Scripts: []string{"js/contest/" + name + ".js"}}, nil
	}
}

// contestView is what contests/contest shows. Board and Finishes are there once they are unsealed, and at no other time.
type contestView struct {
	Event, Title, EventURL, Lang string
	Race, Sealed, Unsealed       bool
	Phase                        string
	Times                        []moment
	Rules                        template.HTML
	Criteria                     []criterionView
	Normalised                   bool
	Judges                       []site.Link
	Board                        []boardLine
	Finishes                     []*Finish
	Laps                         bool
	Teams                        []teamView
	Entries                      bool // Teams have entries to read
	Awards                       []awardView
	Pager                        *site.Pager
	Crumbs                       []site.Link
}

type moment struct {
	Label string
	At    time.Time
	Text  string
	Past  bool
}

type criterionView struct {
	Name, About string
	Share       int // of a hundred
	Min, Max    float64
}

type teamView struct {
	ID      string `db:"id"`
	Name    string `db:"name"`
	About   string `db:"about"`
	Entry   string `db:"entry"`
	Title   string `db:"title"`
	URL     string `db:"-"`
	Members []site.Link
}

type boardLine struct {
	Line
	URL     string
	Members []site.Link
}

type awardView struct {
	Rank        int
	Title, Note string
	Team        string
	People      []site.Link
}

const perPage = 50

func contestPage(r *site.Request) (*site.Page, error) {
	c, err := contestAt(r)
	if err != nil {
		return nil, err
	}
	if !c.public() {
		return nil, site.ErrNotFound
	}
	at := now()
	v := &contestView{
		Event: c.Event, Title: c.Title, Lang: cards.Tag(c.Lang), EventURL: r.Link("/events/" + c.Slug), Race: c.Kind == Race, Unsealed: c.unsealed(), Sealed: !c.unsealed(),
		Phase: r.T("contests.phase." + c.phase(at)), Rules: template.HTML(c.HTML), Normalised: c.Normalise, // the Markdown pipeline made it
	}
	v.Crumbs = []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}, {Label: c.Title, URL: v.EventURL}}
	v.times(r, c, at)
	v.scales(r.Lang, c)
	if v.Race {
		err = v.readRace(r, c)
	} else {
		err = v.readTeams(r, c, at)
	}
	if err != nil {
		return nil, err
	}
	if v.Unsealed {
		if v.Awards, err = awardsOf(r, c); err != nil {
			return nil, err
		}
	}
	page := &site.Page{
		Template: "contests/contest", Data: v, Title: r.T("contests.page.title", "Event", c.Title), Description: r.T("contests.page.say", "Event", c.Title),
		Styles: slices.Clone(sheets), Scripts: []string{"js/contest/mine.js"}, Prev: v.Pager.Prev, Next: v.Pager.Next,
		JSONLD: []any{r.BreadcrumbLD(append(v.Crumbs, site.Link{Label: r.T("contests.heading"), URL: r.Link(c.path())})...)},
	}
	if v.Unsealed && c.runs() {
		page.Scripts = append(page.Scripts, "js/contest/live.js")
	}
	if next := c.next(at); !next.IsZero() {
		page.MaxAge = min(10*time.Minute, next.Sub(at)+time.Second)
	}
	return page, nil
}

// times are the ends of what there is to do, on the clocks of the event's zone.
func (v *contestView) times(r *site.Request, c *contest, at time.Time) {
	list := []struct {
		key string
		at  types.DateTime
	}{{"teams", c.TeamsUntil}, {"entries", c.EntriesDue}, {"judging", c.JudgingUntil}, {"reveal", c.RevealAt}}
	for _, one := range list {
		if one.at.IsZero() || c.Kind == Race && one.key != "reveal" || one.key == "reveal" && c.Leaderboard != "sealed" {
			continue
		}
		v.Times = append(v.Times, moment{Label: r.T("contests.until." + one.key), At: one.at.Time(), Text: inZone(one.at.Time(), c.Zone), Past: !within(at, one.at)})
	}
}

// scales are the criteria with what share of the whole each has.
func (v *contestView) scales(l i18n.Lang, c *contest) {
	sum := 0.0
	for _, one := range c.Criteria {
		sum += one.Weight
	}
	for _, one := range c.Criteria {
		v.Criteria = append(v.Criteria, criterionView{Name: one.Named(l), About: one.About, Share: int(100*one.Weight/sum + .5), Min: one.Min, Max: one.Max})
	}
}

func (v *contestView) readRace(r *site.Request, c *contest) (err error) {
	list := []*Finish{}
	if v.Unsealed { // the page of a sealed race has read nothing of it
		r.Reads(schema.RaceResults)
		if list, err = finishes(r.App(), c); err != nil {
			return err
		}
	}
	if v.Pager, err = site.NewPager(r, len(list), perPage); err != nil {
		return err
	}
	v.Finishes = portion(list, v.Pager.Page)
	v.Laps = slices.ContainsFunc(v.Finishes, func(f *Finish) bool { return len(f.Attempts) > 1 })
	return nil
}

// portion is a page of a list.
func portion[T any](list []T, page int) []T {
	from := min(len(list), (page-1)*perPage)
	return list[from:min(len(list), from+perPage)]
}

// readTeams fills in the leaderboard once there is one to see, the entries once they are public, or else the teams.
func (v *contestView) readTeams(r *site.Request, c *contest, at time.Time) (err error) {
	if v.Judges, err = judgesOf(r, c.Event); err != nil {
		return err
	}
	r.Reads(schema.Teams, schema.TeamMembers)
	v.Entries = c.handedIn(at)
	var lines []Line
	if v.Unsealed {
		r.Reads(schema.Scores, schema.Entries)
		if lines, err = board(r.App(), c); err != nil {
			return err
		}
	}
	if len(lines) > 0 && lines[0].Rank > 0 {
		if v.Pager, err = site.NewPager(r, len(lines), perPage); err != nil {
			return err
		}
		return v.showBoard(r, c, portion(lines, v.Pager.Page))
	}
	join, count := "LEFT JOIN", "SELECT count(*) FROM teams WHERE event = {:event}"
	if v.Entries {
		r.Reads(schema.Entries)
		join, count = "JOIN", "SELECT count(*) FROM entries WHERE event = {:event} AND hidden = 0"
	}
	var n int
	if err := r.App().DB().NewQuery(count).WithContext(r.Context()).Bind(dbx.Params{"event": c.Event}).Row(&n); err != nil {
		return err
	}
	if v.Pager, err = site.NewPager(r, n, perPage); err != nil {
		return err
	}
	if err := r.App().DB().NewQuery("SELECT t.id, t.name, t.about, coalesce(e.id, '') entry, coalesce(e.title, '') title FROM teams t " + join + ` entries e ON e.team = t.id AND e.hidden = 0
		WHERE t.event = {:event} ORDER BY t.created, t.id LIMIT {:n} OFFSET {:skip}`).WithContext(r.Context()).
		Bind(dbx.Params{"event": c.Event, "n": perPage, "skip": (v.Pager.Page - 1) * perPage}).All(&v.Teams); err != nil {
		return err
	}
	ids := make([]string, len(v.Teams))
	for i, t := range v.Teams {
		ids[i] = t.ID
	}
	people, err := membersOf(r, ids)
	for i := range v.Teams {
		t := &v.Teams[i]
		if t.Members = people[t.ID]; v.Entries {
			t.URL = r.Link(c.path() + "/" + t.Entry)
		}
	}
	return err
}

func (v *contestView) showBoard(r *site.Request, c *contest, lines []Line) error {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.Team
	}
	people, err := membersOf(r, ids)
	for _, l := range lines {
		line := boardLine{Line: l, Members: people[l.Team]}
		if v.Entries && !l.hidden {
			line.URL = r.Link(c.path() + "/" + l.Entry)
		} else {
			line.Title = ""
		}
		v.Board = append(v.Board, line)
	}
	return err
}

// membersOf reads who is in teams, by team.
func membersOf(r *site.Request, teams []string) (map[string][]site.Link, error) {
	found := map[string][]site.Link{}
	if len(teams) == 0 {
		return found, nil
	}
	var rows []struct {
		Team   string `db:"team"`
		Handle string `db:"handle"`
		Name   string `db:"name"`
	}
	err := r.App().DB().Select("m.team", "u.handle", "u.name").From("team_members m").InnerJoin("users u", dbx.NewExp("u.id = m.user")).
		Where(dbx.In("m.team", anys(teams)...)).OrderBy("m.created", "m.id").WithContext(r.Context()).All(&rows)
	for _, row := range rows {
		found[row.Team] = append(found[row.Team], cards.Person(r, row.Handle, row.Name))
	}
	return found, err
}

func anys(ids []string) []any {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}

func judgesOf(r *site.Request, event string) (list []site.Link, err error) {
	r.Reads(schema.ContestJudges)
	var rows []struct {
		Handle string `db:"handle"`
		Name   string `db:"name"`
	}
	err = r.App().DB().NewQuery("SELECT u.handle, u.name FROM contest_judges j JOIN users u ON u.id = j.user WHERE j.event = {:event} ORDER BY j.created, j.id").
		WithContext(r.Context()).Bind(dbx.Params{"event": event}).All(&rows)
	for _, row := range rows {
		list = append(list, cards.Person(r, row.Handle, row.Name))
	}
	return list, err
}

// awardsOf reads the awards of an event whose leaderboard is public.
func awardsOf(r *site.Request, c *contest) ([]awardView, error) {
	r.Reads(schema.Awards)
	var rows []struct {
		Rank    int    `db:"rank"`
		Title   string `db:"title"`
		TitleEn string `db:"title_en"`
		Note    string `db:"note"`
		Team    string `db:"team"`
		Name    string `db:"name"`
		Handle  string `db:"handle"`
		Person  string `db:"person"`
	}
	if err := r.App().DB().NewQuery(`SELECT a.rank, a.title, a.title_en, a.note, a.team, coalesce(t.name, '') name, coalesce(u.handle, '') handle, coalesce(u.name, '') person
		FROM awards a LEFT JOIN teams t ON t.id = a.team LEFT JOIN users u ON u.id = a.user WHERE a.event = {:event} ORDER BY a.rank = 0, a.rank, a.created, a.id`).
		WithContext(r.Context()).Bind(dbx.Params{"event": c.Event}).All(&rows); err != nil {
		return nil, err
	}
	var teams []string
	for _, row := range rows {
		if row.Team != "" {
			teams = append(teams, row.Team)
		}
	}
	people, err := membersOf(r, teams)
	list := make([]awardView, len(rows))
	for i, row := range rows {
		list[i] = awardView{Rank: row.Rank, Title: cards.Named(r.Lang, row.Title, row.TitleEn), Note: row.Note, Team: row.Name, People: people[row.Team]}
		if row.Handle != "" || row.Person != "" {
			list[i].People = []site.Link{cards.Person(r, row.Handle, row.Person)}
		}
	}
	return list, err
}

// entryView is what contests/entry shows.
type entryView struct {
	ID, Title         string
	Team, Repo, Video string
	HTML              template.HTML
	Files             []site.Link
	Members           []site.Link
	Submitted         time.Time
	Crumbs            []site.Link
}

func entryPage(r *site.Request) (*site.Page, error) {
	c, err := contestAt(r)
	if err != nil {
		return nil, err
	}
	if !c.handedIn(now()) {
		return nil, site.ErrNotFound
	}
	found, err := r.App().FindRecordById(schema.Entries, r.Param("entry"))
	if errors.Is(err, sql.ErrNoRows) || err == nil && (found.GetString(schema.EntryEvent) != c.Event || found.GetBool(schema.EntryHidden)) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	en := schema.AsEntry(found)
	team, err := r.App().FindRecordById(schema.Teams, en.Team())
	if err != nil {
		return nil, err
	}
	r.Reads(schema.Entries+"/"+en.Id, schema.Teams+"/"+team.Id, schema.TeamMembers)
	v := entryView{ID: en.Id, Title: en.Title(), Team: team.GetString(schema.TeamName), Repo: en.RepoURL(), Video: en.VideoURL(), HTML: template.HTML(en.HTML()), Submitted: cards.Time(en.Submitted())} // the Markdown pipeline made it
	for _, name := range en.GetStringSlice(schema.EntryFiles) {
		v.Files = append(v.Files, site.Link{Label: name, URL: cards.File(schema.Entries, en.Id, name, "")})
	}
	people, err := membersOf(r, []string{team.Id})
	if err != nil {
		return nil, err
	}
	v.Members = people[team.Id]
	v.Crumbs = []site.Link{{Label: r.T("events.heading"), URL: r.Link("/events")}, {Label: c.Title, URL: r.Link("/events/" + c.Slug)}, {Label: r.T("contests.heading"), URL: r.Link(c.path())}}
	return &site.Page{
		Template: "contests/entry", Data: v, Title: r.T("contests.entry.title", "Entry", v.Title, "Event", c.Title), Styles: slices.Clone(sheets), Modified: v.Submitted,
		Description: r.T("contests.entry.say", "Team", v.Team, "Event", c.Title), JSONLD: []any{r.BreadcrumbLD(append(v.Crumbs, site.Link{Label: v.Title, URL: r.Link(r.Path())})...)},
	}, nil
}

// Ordinal is the rank of a line as it is shown: none while nobody has scored it.
func (l Line) Ordinal() string {
	if l.Rank == 0 {
		return "–"
	}
	return strconv.Itoa(l.Rank)
}

// Points are a score as it is shown, to two digits and no more than are needed.
func (l Line) Points() string {
	if l.Rank == 0 {
		return "–"
	}
	return strings.TrimSuffix(strings.TrimRight(fixed(l.Score), "0"), ".")
}
