package access

import "qiao/hooks/schema"

// guards is true of who decides what waits and which words are let through.
const guards = signedIn + " && (@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"

// reviewsFirst is true, of a hold, for members whose reputation lets them decide about first
// posts: of those that wait, and of those that they decided.
const reviewsFirst = signedIn + " && reasons:length = 1 && reasons:each ?= 'first' && author != @request.auth.id && (state = 'open' || handler = @request.auth.id)" +
	" && @collection.policy.abilities.review ?<= @request.auth.reputation && @request.auth.silenced_until < @now && @request.auth.suspended_until < @now"

// The rules of the guard group: what waits for a moderator, and the word rules.
var guardRules = func() map[string]RuleSet {
	keepers := Rule{guards, "moderators and site editors"}
	waiting := Rule{"(" + guards + ") || (" + reviewsFirst + ")",
		"moderators and site editors; members with the reputation for it (`review`): the first posts of new members"}
	return map[string]RuleSet{
		schema.Holds: {List: waiting, View: waiting,
			Update: Rule{"((" + guards + " && author != @request.auth.id) || (" + reviewsFirst + "))" + unchanged("kind", "target", "author", "reasons", "matches", "excerpt", "wanted"),
				"moderators and site editors, but not about what they wrote: the decision; members with the reputation for it (`review`): of first posts"}},
		schema.WordRules: {List: keepers, View: keepers, Create: keepers, Update: keepers, Delete: keepers},
	}
}()
