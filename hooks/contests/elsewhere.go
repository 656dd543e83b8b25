package contests

import (
	"errors"

	"github.com/pocketbase/dbx"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// This file is what pages of other rooms show of competitions.

// linkView is what contests/link shows on an event's page.
type linkView struct {
	URL, Phase string
	Race       bool
}

// link leads from an event to its competition.
func link(r *site.Request, event string) (*site.Section, error) {
	r.Reads(schema.Contests)
	c, err := readContest(r.App(), event)
	if errors.Is(err, error(errNoContest)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &site.Section{Template: "contests/link", Data: linkView{URL: r.Link(c.path()), Phase: r.T("contests.phase." + c.phase(now())), Race: c.Kind == Race}}, nil
}

// wonView is an award on somebody's profile.
type wonView struct {
	Title string
	Event site.Link
	Team  string
}

const mostWon = 30

// won is what somebody won, alone or in a team, as far as everybody may know.
func won(r *site.Request, user string) (*site.Section, error) {
	r.Reads(schema.Awards, schema.Contests)
	var rows []struct {
		Title   string `db:"title"`
		TitleEn string `db:"title_en"`
		ID      string `db:"id"`
		Event   string `db:"event"`
		Slug    string `db:"slug"`
		Team    string `db:"team"`
	}
	if err := r.App().DB().NewQuery(`SELECT a.title, a.title_en, e.id, e.title event, e.slug, coalesce(t.name, '') team
		FROM awards a JOIN events e ON e.id = a.event JOIN contests c ON c.event = a.event LEFT JOIN teams t ON t.id = a.team
		WHERE (a.user = {:user} OR a.team IN (SELECT team FROM team_members WHERE user = {:user})) AND e.status != 'draft' AND (c.leaderboard = 'live' OR c.revealed)
		ORDER BY e.starts DESC, a.rank = 0, a.rank, a.id LIMIT {:most}`).WithContext(r.Context()).Bind(dbx.Params{"user": user, "most": mostWon}).All(&rows); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	r.Reads(schema.TeamMembers, schema.Teams)
	list := make([]wonView, len(rows))
	for i, row := range rows {
		r.Reads(schema.Events + "/" + row.ID)
		list[i] = wonView{Title: cards.Named(r.Lang, row.Title, row.TitleEn), Event: site.Link{Label: row.Event, URL: r.Link("/events/" + row.Slug + "/contest")}, Team: row.Team}
	}
	return &site.Section{Template: "contests/won", Data: list}, nil
}
