package migrations

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Groups organise events and series of them, as columns do: wherever a rule asks whether somebody runs the column of an event,
// it asks for the group, too.
func init() {
	m.Register(func(app core.App) error {
		for _, name := range []string{"event_series", "events"} {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return err
			}
			if err := addRelations(app, c, relationSpec{name: "group", to: "groups", help: "由哪个小组举办；与专栏二选一 · Group that organises it, where no column does."}); err != nil {
				return err
			}
			c.AddIndex("idx_"+name+"_group", false, groupIndexes[name], "[[group]] != ''")
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return replaceInRules(app, runByGroups)
	}, func(app core.App) error {
		back := make([][2]string, len(runByGroups))
		for i, pair := range runByGroups {
			back[i] = [2]string{pair[1], pair[0]}
		}
		if err := replaceInRules(app, back); err != nil {
			return err
		}
		return changeEach(app, map[string]func(*core.Collection){
			"event_series": func(c *core.Collection) {
				c.RemoveIndex("idx_event_series_group")
				c.Fields.RemoveByName("group")
			},
			"events": func(c *core.Collection) { c.RemoveIndex("idx_events_group"); c.Fields.RemoveByName("group") },
		})
	})
}

var groupIndexes = map[string]string{"event_series": "[[group]]", "events": "[[group]], status, starts"}

// ofEvents are the collections of events and of what belongs to them.
var ofEvents = []string{
	"event_series", "events", "speakers", "event_sessions", "event_registration", "event_tickets", "event_questions", "event_staff", "registrations", "check_ins",
	"event_calls", "proposals", "proposal_reviews", "proposal_decisions", "contests", "teams", "team_members", "entries", "entry_versions", "contest_judges",
	"contest_conflicts", "scores", "race_results", "awards", "event_afterwards", "survey_questions", "certificates",
}

// runByGroups is what becomes of each part of a rule.
var runByGroups = [][2]string{
	{eventRunsIt, "(" + eventRunsIt + " || event.group.organisers.id ?= @request.auth.id)"},
	{eventRuns, "(" + eventRuns + " || group.organisers.id ?= @request.auth.id)"},
	{eventSomewhere, "(" + eventSomewhere + " || (@collection.groups.organisers.id ?= @request.auth.id && @collection.groups.status ?= 'active'))"},
	{"author:changed = false && @request.body.column:changed = false", "author:changed = false && @request.body.column:changed = false && @request.body.group:changed = false"},
}

// replaceInRules changes parts of the rules of all that belongs to events.
func replaceInRules(app core.App, pairs [][2]string) error {
	for _, name := range ofEvents {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		for _, r := range []**string{&c.ListRule, &c.ViewRule, &c.CreateRule, &c.UpdateRule, &c.DeleteRule} {
			if *r == nil {
				continue
			}
			s := **r
			for _, pair := range pairs {
				s = strings.ReplaceAll(s, pair[0], pair[1])
			}
			*r = rule(s)
		}
		if err := app.Save(c); err != nil {
			return err
		}
	}
	return nil
}
