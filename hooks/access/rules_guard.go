package access

import "qiao/hooks/schema"

// guards is true of who decides what waits and which words are let through.
const guards = signedIn + " && (@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"

// The rules of the guard group: what waits for a moderator, and the word rules.
var guardRules = func() map[string]RuleSet {
	keepers := Rule{guards, "moderators and site editors"}
	return map[string]RuleSet{
		schema.Holds: {List: keepers, View: keepers,
			Update: Rule{guards + " && author != @request.auth.id" + unchanged("kind", "target", "author", "reasons", "matches", "excerpt", "wanted"),
				"moderators and site editors, but not about what they wrote: the decision"}},
		schema.WordRules: {List: keepers, View: keepers, Create: keepers, Update: keepers, Delete: keepers},
	}
}()
