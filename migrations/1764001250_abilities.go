package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What reputation lets members do to the work of others: the rules that used to be for those
// with a role are widened, and request hooks ask for the reputation and refuse the rest. The
// limits of the policy are no longer read by everybody: they tell who floods a site how much
// passes unnoticed.
func init() {
	m.Register(func(app core.App) error {
		return setAbilities(app, true)
	}, func(app core.App) error {
		return setAbilities(app, false)
	})
}

func setAbilities(app core.App, widened bool) error {
	update := signedIn + " && (" + writes + " || " + reviews + " || " + isEditor + ")"
	makeTags := isEditor
	keeper := "@request.auth.id != '' && (@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"
	see, decide := keeper, keeper+" && author != @request.auth.id"
	if widened {
		update = signedIn + " && (" + writes + " || " + reviews + " || " + isEditor + " || (status = 'published' && @request.body.tags:isset = true))"
		makeTags = signedIn
		first := signedIn + " && reasons:length = 1 && reasons:each ?= 'first' && author != @request.auth.id && (state = 'open' || handler = @request.auth.id)" +
			" && @collection.policy.abilities.review ?<= @request.auth.reputation && @request.auth.silenced_until < @now && @request.auth.suspended_until < @now"
		see = "(" + keeper + ") || (" + first + ")"
		decide = "((" + decide + ") || (" + first + "))"
	}
	decide += " && @request.body.kind:changed = false && @request.body.target:changed = false" +
		" && @request.body.author:changed = false && @request.body.reasons:changed = false && @request.body.matches:changed = false" +
		" && @request.body.excerpt:changed = false && @request.body.wanted:changed = false"
	for name, change := range map[string]func(c *core.Collection){
		"articles": func(c *core.Collection) { c.UpdateRule = rule(update) },
		"tags":     func(c *core.Collection) { c.CreateRule = rule(makeTags) },
		"holds":    func(c *core.Collection) { c.ListRule, c.ViewRule, c.UpdateRule = rule(see), rule(see), rule(decide) },
		"policy":   func(c *core.Collection) { c.Fields.GetByName("limits").SetHidden(widened) },
	} {
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
