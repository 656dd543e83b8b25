package access

import "qiao/hooks/schema"

// runs is true of those who edit and publish the events of a column: its editors and its owner. The field is the same as
// an article's, so that one expression serves both.
const (
	runs = reviews
	// somewhere is true of editors and owners of any column
	somewhere = "(@collection.column_members.user ?= @request.auth.id && @collection.column_members.role ?!= 'author')"
	verified  = "@request.auth.verified = true"
)

// The rules of the events group: events, their agenda and who speaks.
var eventsRules = map[string]RuleSet{
	schema.EventSeriesList: {
		List: everyone, View: everyone,
		Create: Rule{signedIn + " && (" + siteEditor + " || (author = @request.auth.id && " + runs + "))",
			"site editors; a column's editors and owner for it, as who makes it"},
		Update: Rule{signedIn + " && (" + siteEditor + " || (" + runs + unchanged("author", "column") + "))",
			"site editors; the editors and the owner of its column, but not whose it is"},
		Delete: Rule{signedIn + " && (" + siteEditor + " || " + runs + ")", "site editors; the editors and the owner of its column"},
	},
	schema.Events: func() RuleSet {
		organise := signedIn + " && (author = @request.auth.id || " + runs + " || " + siteEditor + ")"
		see := Rule{"status != 'draft' || (" + organise + ")",
			"everyone once it is public, also when it is cancelled or archived; before, who made it, the editors and the owner of its column, and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + verified + " && (author = @request.auth.id || " + siteEditor + ")",
				"verified members, as who makes it: a draft. Who may publish it makes it public at once"},
			Update: Rule{organise, "who made it, the editors and the owner of its column, and site editors. Publishing, cancelling and archiving: the editors and the owner of its column, and site editors"},
			Delete: Rule{signedIn + " && status = 'draft' && (author = @request.auth.id || " + siteEditor + ")", "while it is a draft: who made it and site editors"}}
	}(),
	schema.Speakers: {
		List: everyone, View: everyone,
		Create: Rule{signedIn + " && (" + siteEditor + " || (user = '' && " + somewhere + "))",
			"site editors; the editors and owners of any column, somebody without an account here"},
		Update: Rule{signedIn + " && (" + siteEditor + " || ((user = @request.auth.id || (user = '' && " + somewhere + "))" + unchanged("user") + "))",
			"site editors; the person; of somebody without an account here, the editors and owners of any column. Whose account it is: site editors"},
		Delete: editors,
	},
	schema.EventSessions: func() RuleSet {
		see := Rule{"(" + publicEvent + " && hidden = false) || " + managesEvent, "everyone once the event is public, but for what a moderator hid; its organisers always"}
		return RuleSet{List: see, View: see, Create: Rule{managesEvent, organisers}, Delete: Rule{managesEvent, organisers},
			Update: Rule{managesEvent + unchanged("event"), organisers + ": not of which event it is"}}
	}(),
}
