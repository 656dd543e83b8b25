package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Events, what is on their agenda and what competes there can be reported and hidden; covers are described in words.
func init() {
	const shownSession = "(" + publicIt + " && hidden = false) || " + managesIt
	const shownEntry = "(" + handedInIt + " && hidden = false) || (" + signedInBy + "(" + enteredIt + " || " + judgesIt + " || " + managesIt + "))"
	m.Register(func(app core.App) error {
		if err := changeEach(app, map[string]func(*core.Collection){
			"events": func(c *core.Collection) {
				c.Fields.Add(text("cover_alt", 200, "封面上有什么，给看不见图的人 · What the cover shows, for who doesn't see it."), flag("hidden", "被版主隐藏，恢复之前不能发布 · Hidden by a moderator; not published until it is restored."))
			},
			"event_sessions": func(c *core.Collection) {
				c.Fields.Add(flag("hidden", "被版主隐藏 · Hidden by a moderator."))
				c.ListRule, c.ViewRule = rule(shownSession), rule(shownSession)
			},
			"entries": func(c *core.Collection) {
				c.Fields.Add(flag("hidden", "被版主隐藏 · Hidden by a moderator."))
				c.ListRule, c.ViewRule = rule(shownEntry), rule(shownEntry)
			},
			"reports": func(c *core.Collection) {
				if kind, ok := c.Fields.GetByName("kind").(*core.SelectField); ok {
					kind.Values = append(kind.Values, reportedAtEvents...)
				}
			},
		}); err != nil {
			return err
		}
		return nil
	}, func(app core.App) error {
		if err := execAll(app, "DELETE FROM reports WHERE kind IN ('event', 'session', 'entry')"); err != nil {
			return err
		}
		return changeEach(app, map[string]func(*core.Collection){
			"events": func(c *core.Collection) { c.Fields.RemoveByName("cover_alt"); c.Fields.RemoveByName("hidden") },
			"event_sessions": func(c *core.Collection) {
				c.ListRule = rule(publicIt + " || " + managesIt)
				c.ViewRule = c.ListRule
				c.Fields.RemoveByName("hidden")
			},
			"entries": func(c *core.Collection) {
				c.ListRule = rule(handedInIt + " || (" + signedInBy + "(" + enteredIt + " || " + judgesIt + " || " + managesIt + "))")
				c.ViewRule = c.ListRule
				c.Fields.RemoveByName("hidden")
			},
			"reports": func(c *core.Collection) {
				if kind, ok := c.Fields.GetByName("kind").(*core.SelectField); ok {
					kind.Values = slices.DeleteFunc(kind.Values, func(v string) bool { return slices.Contains(reportedAtEvents, v) })
				}
			},
		})
	})
}

var reportedAtEvents = []string{"event", "session", "entry"}

// changeEach changes collections that there are.
func changeEach(app core.App, changes map[string]func(*core.Collection)) error {
	for name, change := range changes {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		change(c)
		if err := app.Save(c); err != nil {
			return err
		}
	}
	return nil
}
