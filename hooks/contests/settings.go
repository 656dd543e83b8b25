package contests

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Bounds of what organisers set.
const (
	mostPeople    = 100 // in a team
	mostCriteria  = 12
	mostWeight    = 1000
	mostPoints    = 1000
	maxRulesHTML  = 100_000
	mostCriterion = 60 // characters of a name
)

// A Criterion is what judges score an entry by.
type Criterion struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	NameEn string  `json:"name_en,omitempty"`
	About  string  `json:"about,omitempty"`
	Weight float64 `json:"weight"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// Named is the criterion's name in a language.
func (c Criterion) Named(l i18n.Lang) string {
	if l == i18n.EN && c.NameEn != "" {
		return c.NameEn
	}
	return c.Name
}

var criterionID = regexp.MustCompile(`^[a-z0-9_]{1,20}$`)

// parseCriteria reads criteria as a record has them.
func parseCriteria(raw string) ([]Criterion, error) {
	if raw == "" || raw == "null" {
		return nil, nil
	}
	var list []Criterion
	if err := json.Unmarshal([]byte(raw), &list); err != nil {
		return nil, i18n.NewError("contests.criteria_shape")
	}
	if len(list) > mostCriteria {
		return nil, i18n.NewError("contests.criteria_many", "Most", mostCriteria)
	}
	seen := map[string]bool{}
	for i, c := range list {
		switch {
		case !criterionID.MatchString(c.ID) || seen[c.ID]:
			return nil, i18n.NewError("contests.criterion_id", "N", i+1)
		case schema.Blank(c.Name) || schema.HasControls(c.Name+c.NameEn+c.About) || utf8.RuneCountInString(c.Name) > mostCriterion || utf8.RuneCountInString(c.NameEn) > mostCriterion || utf8.RuneCountInString(c.About) > 300:
			return nil, i18n.NewError("contests.criterion_name", "N", i+1)
		case !(c.Weight > 0 && c.Weight <= mostWeight):
			return nil, i18n.NewError("contests.criterion_weight", "Name", c.Name, "Most", mostWeight)
		case !(c.Min < c.Max) || math.Abs(c.Min) > mostPoints || math.Abs(c.Max) > mostPoints:
			return nil, i18n.NewError("contests.criterion_range", "Name", c.Name, "Most", mostPoints)
		}
		seen[c.ID] = true
	}
	return list, nil
}

// contestAsked settles what follows from other fields: what a request says of it doesn't count.
func contestAsked(e *core.RecordRequestEvent) error {
	e.Record.Set(schema.ContestHTML, e.Record.Original().Get(schema.ContestHTML))
	return e.Next()
}

// prepareContest fills in the times that follow from others, so that rules can compare them.
func prepareContest(e *core.RecordEvent) error {
	c := schema.AsContest(e.Record)
	if c.EntriesDue().IsZero() {
		if event, err := e.App.FindRecordById(schema.Events, c.Event()); err == nil {
			c.Set(schema.ContestEntriesDue, schema.AsEvent(event).Ends())
		}
	}
	if c.TeamsUntil().IsZero() {
		c.Set(schema.ContestTeamsUntil, c.EntriesDue())
	}
	return e.Next()
}

// validateContest holds what is true of every competition, and renders its rules.
func validateContest(e *core.RecordEvent) error {
	c := schema.AsContest(e.Record)
	errs := validation.Errors{}
	checkTimes(c, errs)
	if c.TeamMin() < 0 || c.TeamMin() > mostPeople {
		errs[schema.ContestTeamMin] = i18n.NewError("contests.range", "Most", mostPeople)
	}
	if c.TeamMax() < 0 || c.TeamMax() > mostPeople || c.TeamMax() > 0 && c.TeamMax() < c.TeamMin() {
		errs[schema.ContestTeamMax] = i18n.NewError("contests.size_range", "Most", mostPeople)
	}
	if _, err := parseCriteria(c.GetString(schema.ContestCriteria)); err != nil {
		errs[schema.ContestCriteria] = err
	}
	if event, err := e.App.FindRecordById(schema.Events, c.Event()); err == nil {
		switch schema.AsEvent(event).Kind() {
		case "hackathon", "challenge", "race":
		default:
			errs[schema.ContestEvent] = i18n.NewError("contests.event_kind")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	html, err := htmlOf(e.App, c.Rules(), schema.ContestRules, maxRulesHTML)
	if err != nil {
		return err
	}
	e.Record.Set(schema.ContestHTML, html)
	return nil
}

func checkTimes(c *schema.Contest, errs validation.Errors) {
	due := c.EntriesDue()
	if due.IsZero() {
		errs[schema.ContestEntriesDue] = i18n.NewError("contests.due_needed")
		return
	}
	if c.TeamsUntil().Time().After(due.Time()) {
		errs[schema.ContestTeamsUntil] = i18n.NewError("contests.teams_late")
	}
	if t := c.JudgingUntil(); !t.IsZero() && !t.Time().After(due.Time()) {
		errs[schema.ContestJudgingUntil] = i18n.NewError("contests.judging_first")
	}
	if t := c.RevealAt(); !t.IsZero() && t.Time().Before(due.Time()) && c.Kind() == Judged {
		errs[schema.ContestRevealAt] = i18n.NewError("contests.reveal_first")
	}
}

// htmlOf renders a text; what can't be shown is the field's error.
func htmlOf(app core.App, text, field string, most int) (string, error) {
	doc, err := markdown.Render(text, markdown.Options{Host: attach.Host(app), Lang: "zh"})
	if wrong, ok := err.(markdown.Error); ok {
		return "", i18n.FieldError(field, string(wrong))
	}
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(doc.HTML) > most {
		return "", i18n.FieldError(field, "contests.text_long")
	}
	return doc.HTML, nil
}

// saveContest keeps what was scored comparable: once there are scores, criteria and their ranges stay.
func saveContest(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(schema.Contests, e.Record.Id)
		if err != nil {
			return err
		}
		e.Record.Set(schema.ContestEvent, was.GetString(schema.ContestEvent))
		schema.Join(e.Record, was)
		c := schema.AsContest(e.Record)
		errs := validation.Errors{}
		if checkTimes(c, errs); len(errs) > 0 { // two requests may each have moved one end
			return errs
		}
		if c.Kind() != was.GetString(schema.ContestKind) {
			if busy, err := hasAny(e.App, c.Event(), schema.Teams, schema.RaceResults); err != nil {
				return err
			} else if busy {
				return i18n.FieldError(schema.ContestKind, "contests.kind_stays")
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		scored, err := hasAny(e.App, c.Event(), schema.Scores)
		if err != nil || !scored {
			return err
		}
		before, _ := parseCriteria(was.GetString(schema.ContestCriteria))
		after, _ := parseCriteria(c.GetString(schema.ContestCriteria))
		if !sameScales(before, after) {
			return i18n.FieldError(schema.ContestCriteria, "contests.criteria_stay")
		}
		return nil
	})
}

func sameScales(before, after []Criterion) bool {
	if len(before) != len(after) {
		return false
	}
	for i := range before {
		if before[i].ID != after[i].ID || before[i].Min != after[i].Min || before[i].Max != after[i].Max {
			return false
		}
	}
	return true
}

// hasAny says whether one of the collections has a record of an event.
func hasAny(app core.App, event string, collections ...string) (bool, error) {
	for _, name := range collections {
		n, err := count(app, name, event)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

func count(app core.App, collection, event string) (n int, err error) {
	err = app.DB().NewQuery("SELECT count(*) FROM [[" + collection + "]] WHERE event = {:event}").Bind(dbx.Params{"event": event}).Row(&n)
	return n, err
}

// atMost refuses one more than an event may have.
func atMost(app core.App, collection, event string, most int) error {
	n, err := count(app, collection, event)
	if err == nil && n >= most {
		err = i18n.FieldError("event", "contests.too_many", "Most", most)
	}
	return err
}

// mayDeleteContest keeps the frame of what people did: teams and results go first.
func mayDeleteContest(e *core.RecordRequestEvent) error {
	busy, err := hasAny(e.App, e.Record.GetString(schema.ContestEvent), schema.Teams, schema.RaceResults, schema.Awards)
	if err == nil && busy {
		err = i18n.NewError("contests.not_empty")
	}
	if err != nil {
		return err
	}
	return e.Next()
}

// parents are the fields that name a record's team or entry.
var parents = map[string]string{schema.Teams: "team", schema.Entries: "entry"}

// eventOf fills in the event of a new record from the team or the entry that it belongs to. A request that names another
// event was judged by that one, so it is refused.
func eventOf(parent string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		of, err := e.App.FindRecordById(parent, e.Record.GetString(parents[parent]))
		if errors.Is(err, sql.ErrNoRows) {
			return e.Next() // the field's own check says so
		}
		if err != nil {
			return err
		}
		switch e.Record.GetString("event") {
		case "":
			e.Record.Set("event", of.GetString("event"))
		case of.GetString("event"):
		default:
			return i18n.FieldError("event", "contests.elsewhere")
		}
		return e.Next()
	}
}

// sameEvent keeps a record with its event, whatever a stale one says.
func sameEvent(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(e.Record.Collection(), e.Record.Id)
		if err != nil {
			return err
		}
		e.Record.Set("event", was.GetString("event"))
		return e.Next()
	})
}

// Reveal opens the sealed leaderboards whose time has come.
func Reveal(app core.App) error {
	due, err := app.FindRecordsByFilter(schema.Contests, "leaderboard = 'sealed' && revealed = false && reveal_at != '' && reveal_at <= {:now}", "reveal_at", 100, 0, dbx.Params{"now": now().Format(timeLayout)})
	if err != nil {
		return err
	}
	for _, r := range due {
		r.Set(schema.ContestRevealed, true)
		if err := app.Save(r); err != nil {
			app.Logger().Error("a leaderboard could not be revealed", "contest", r.Id, "error", err)
		}
	}
	return nil
}

// timeLayout is how the database has times.
const timeLayout = "2006-01-02 15:04:05.000Z"
