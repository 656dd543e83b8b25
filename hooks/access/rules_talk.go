package access

import "qiao/hooks/schema"

// keepsOrder is true of who keeps conversations in order: site editors and moderators.
const keepsOrder = "(@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"

// mine are the rules of what belongs to one account and concerns nobody else. Which record it
// is about stays as it was made.
func mine(fixed ...string) RuleSet {
	own := signedIn + " && user = @request.auth.id"
	is := Rule{own, "the account it belongs to"}
	return RuleSet{List: is, View: is, Create: is, Delete: is, Update: Rule{own + unchanged(fixed...), "the account it belongs to"}}
}

// The rules of the talk group: conversation: comments, votes, bookmarks and what was read.
var talkRules = map[string]RuleSet{
	schema.Comments: func() RuleSet {
		see := Rule{"(state = 'visible' && public = true) || (" + signedIn + " && (author = @request.auth.id || " + keepsOrder + "))",
			"everyone while it is visible and what it is about is public; always its author, site editors and moderators"}
		change := Rule{signedIn + " && (author = @request.auth.id || " + keepsOrder + ")",
			"its author (the text for half an hour), site editors and moderators"}
		return RuleSet{List: see, View: see, Update: change, Delete: change,
			Create: Rule{signedIn + " && author = @request.auth.id", "members, as its author, where the discussion is open"}}
	}(),
	schema.CommentEdits: func() RuleSet {
		see := Rule{"(comment.state = 'visible' && comment.public = true) || (" + signedIn +
			" && (comment.author = @request.auth.id || @request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator'))", "whoever sees the comment"}
		return RuleSet{List: see, View: see}
	}(),
	schema.Discussions: func() RuleSet {
		keep := Rule{signedIn, "site editors, moderators, and the authors and column editors of what is discussed; members with the reputation for it (`close`): closing and opening alone"}
		return RuleSet{List: everyone, View: everyone, Create: keep, Delete: keep,
			Update: Rule{signedIn + unchanged("kind", "target"), keep.Words}}
	}(),
	schema.Votes:           mine("user", "kind", "target"),
	schema.BookmarkFolders: mine("user"),
	schema.Bookmarks:       mine("user", "kind", "target"),
	schema.Reads:           mine("user", "article"),
}
