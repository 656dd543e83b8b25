package contests

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
)

// Kinds of competitions.
const (
	Judged = "judged"
	Race   = "race"
)

// What an organiser who sets nothing means.
const (
	usualMin = 1
	usualMax = 5
)

// contest is a competition with what matters of its event.
type contest struct {
	ID           string         `db:"id"`
	Event        string         `db:"event"`
	Kind         string         `db:"kind"`
	HTML         string         `db:"html"`
	Min          int            `db:"team_min"`
	Max          int            `db:"team_max"`
	TeamsUntil   types.DateTime `db:"teams_until"`
	EntriesDue   types.DateTime `db:"entries_due"`
	JudgingUntil types.DateTime `db:"judging_until"`
	Leaderboard  string         `db:"leaderboard"`
	RevealAt     types.DateTime `db:"reveal_at"`
	Revealed     bool           `db:"revealed"`
	Public       bool           `db:"entries_public"`
	Normalise    bool           `db:"normalise"`
	SameCompany  bool           `db:"same_company"`
	Raw          string         `db:"criteria"`

	Status string `db:"status"` // of the event
	Slug   string `db:"slug"`
	Title  string `db:"title"`
	Lang   string `db:"lang"`
	Zone   string `db:"zone"`

	Criteria []Criterion `db:"-"`
}

const contestQuery = `SELECT c.id, c.event, c.kind, c.html, c.team_min, c.team_max, c.teams_until, c.entries_due, c.judging_until, c.leaderboard, c.reveal_at, c.revealed,
		c.entries_public, c.normalise, c.same_company, coalesce(c.criteria, '') criteria, e.status, e.slug, e.title, e.lang, e.zone
	FROM contests c JOIN events e ON e.id = c.event WHERE `

var errNoContest = i18n.NewError("contests.none").WithStatus(http.StatusNotFound)

// readContest gives the competition of an event.
func readContest(app core.App, event string) (*contest, error) {
	return readWhere(app, "c.event = {:event}", dbx.Params{"event": event})
}

// namedContest gives the competition of an event by the event's id or address.
func namedContest(app core.App, name string) (*contest, error) {
	return readWhere(app, "e.id = {:name} OR e.slug = {:name} ORDER BY e.id != {:name} LIMIT 1", dbx.Params{"name": name})
}

func readWhere(app core.App, where string, params dbx.Params) (*contest, error) {
	c := &contest{}
	err := app.DB().NewQuery(contestQuery + where).Bind(params).One(c)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoContest
	}
	if err != nil {
		return nil, err
	}
	if c.Min == 0 {
		c.Min = usualMin
	}
	if c.Max == 0 {
		c.Max = max(usualMax, c.Min)
	}
	if c.Raw != "" && c.Raw != "null" {
		err = json.Unmarshal([]byte(c.Raw), &c.Criteria)
	}
	return c, err
}

// judgedContest is readContest for what belongs to teams.
func judgedContest(app core.App, event string) (*contest, error) {
	c, err := readContest(app, event)
	if err == nil && c.Kind != Judged {
		err = i18n.FieldError("event", "contests.is_race")
	}
	return c, err
}

// within says whether a moment isn't past an end: the last millisecond counts. No end is never past.
func within(at time.Time, end types.DateTime) bool { return end.IsZero() || !at.After(end.Time()) }

// public says whether everybody sees the event.
func (c *contest) public() bool { return c.Status != "draft" }

// runs says whether the event takes place: nobody forms a team for one that is cancelled.
func (c *contest) runs() bool { return c.Status == "published" }

// unsealed says whether everybody may see who is where, as the collections' rules say it.
func (c *contest) unsealed() bool { return c.public() && (c.Leaderboard == "live" || c.Revealed) }

// handedIn says whether everybody may see the entries, as the collections' rules say it: not in the last millisecond.
func (c *contest) handedIn(at time.Time) bool {
	return c.public() && c.Public && !within(at, c.EntriesDue)
}

// teamsOpen refuses new teams and members when it is too late.
func (c *contest) teamsOpen(at time.Time) error {
	if !c.runs() {
		return i18n.NewError("contests.not_running")
	}
	if !within(at, c.TeamsUntil) {
		return i18n.NewError("contests.teams_closed", "When", inZone(c.TeamsUntil.Time(), c.Zone))
	}
	return nil
}

// entriesOpen refuses entries, and that teams come apart, when it is too late.
func (c *contest) entriesOpen(at time.Time) error {
	if !c.runs() {
		return i18n.NewError("contests.not_running")
	}
	if !within(at, c.EntriesDue) {
		return i18n.NewError("contests.entries_closed", "When", inZone(c.EntriesDue.Time(), c.Zone))
	}
	return nil
}

// judging refuses scores before all entries are there and after judging.
func (c *contest) judging(at time.Time) error {
	if within(at, c.EntriesDue) {
		return i18n.NewError("contests.judging_soon", "When", inZone(c.EntriesDue.Time(), c.Zone))
	}
	if !within(at, c.JudgingUntil) || c.Leaderboard == "sealed" && c.Revealed {
		return i18n.NewError("contests.judging_over")
	}
	return nil
}

// phase names where a competition is at a moment.
func (c *contest) phase(at time.Time) string {
	switch {
	case c.Kind == Race && c.unsealed(), c.Kind == Judged && c.Leaderboard == "sealed" && c.Revealed:
		return "over"
	case c.Kind == Race:
		return "race"
	case within(at, c.TeamsUntil):
		return "teams"
	case within(at, c.EntriesDue):
		return "entries"
	case within(at, c.JudgingUntil):
		return "judging"
	}
	return "over"
}

// next is the soonest moment after which the competition's pages say something else; zero when there is none.
func (c *contest) next(at time.Time) (next time.Time) {
	for _, end := range []types.DateTime{c.TeamsUntil, c.EntriesDue, c.JudgingUntil} {
		if t := end.Time(); !end.IsZero() && t.After(at) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	return next
}

// inZone is a moment on the clocks of a zone, which is named.
func inZone(t time.Time, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		loc, zone = time.UTC, "UTC"
	}
	return t.In(loc).Format("2006-01-02 15:04") + " (" + zone + ")"
}
