package access

import "qiao/hooks/schema"

// runs is true of those who edit and publish the events of a column or a group: its editors and its owner, its organisers. The
// column's field is the same as an article's, so that one expression serves both.
const (
	runs = "(" + reviews + " || " + leads + ")"
	// somewhere is true of editors and owners of any column, and of organisers of any group
	somewhere = "((@collection.column_members.user ?= @request.auth.id && @collection.column_members.role ?!= 'author') || (@collection.groups.organisers.id ?= @request.auth.id && @collection.groups.status ?= 'active'))"
	verified  = "@request.auth.verified = true"

	// the same in words
	runners = "the editors and the owner of its column, the organisers of its group"
)

// The rules of the events group: events, their agenda and who speaks.
var eventsRules = map[string]RuleSet{
	schema.EventSeriesList: {
		List: everyone, View: everyone,
		Create: Rule{signedIn + " && (" + siteEditor + " || (author = @request.auth.id && " + runs + "))",
			"site editors; a column's editors and owner, a group's organisers, for it, as who makes it"},
		Update: Rule{signedIn + " && (" + siteEditor + " || (" + runs + unchanged("author", "column", "group") + "))",
			"site editors; " + runners + ", but not whose it is"},
		Delete: Rule{signedIn + " && (" + siteEditor + " || " + runs + ")", "site editors; " + runners},
	},
	schema.Events: func() RuleSet {
		organise := signedIn + " && (author = @request.auth.id || " + runs + " || " + siteEditor + ")"
		see := Rule{"status != 'draft' || (" + organise + ")",
			"everyone once it is public, also when it is cancelled or archived; before, who made it, " + runners + ", and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + verified + " && (author = @request.auth.id || " + siteEditor + ")",
				"verified members, as who makes it: a draft. Who may publish it makes it public at once"},
			Update: Rule{organise, "who made it, " + runners + ", and site editors. Publishing, cancelling and archiving: " + runners + ", and site editors"},
			Delete: Rule{signedIn + " && status = 'draft' && (author = @request.auth.id || " + siteEditor + ")", "while it is a draft: who made it and site editors"}}
	}(),
	schema.Speakers: {
		List: everyone, View: everyone,
		Create: Rule{signedIn + " && (" + siteEditor + " || (user = '' && " + somewhere + "))",
			"site editors; the editors and owners of any column and the organisers of any group, somebody without an account here"},
		Update: Rule{signedIn + " && (" + siteEditor + " || ((user = @request.auth.id || (user = '' && " + somewhere + "))" + unchanged("user") + "))",
			"site editors; the person; of somebody without an account here, the editors and owners of any column and the organisers of any group. Whose account it is: site editors"},
		Delete: editors,
	},
	schema.EventSessions: func() RuleSet {
		see := Rule{"(" + publicEvent + " && hidden = false) || " + managesEvent, "everyone once the event is public, but for what a moderator hid; its organisers always"}
		return RuleSet{List: see, View: see, Create: Rule{managesEvent, organisers}, Delete: Rule{managesEvent, organisers},
			Update: Rule{managesEvent + unchanged("event"), organisers + ": not of which event it is"}}
	}(),
}
