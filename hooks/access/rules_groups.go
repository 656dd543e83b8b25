package access

import "qiao/hooks/schema"

const (
	// leads is true of the organisers of the group that a record belongs to; its owner is one of them
	leads = "group.organisers.id ?= @request.auth.id"
	// leadsIt is the same of the group itself
	leadsIt = "organisers.id ?= @request.auth.id"
)

// The rules of groups: people who meet, and who is among them.
var groupsRules = map[string]RuleSet{
	schema.Groups: func() RuleSet {
		see := Rule{"((status = 'active' || status = 'archived') && hidden = false) || (" + signedIn + " && (" + leadsIt + " || " + siteEditor + "))",
			"everyone once it is approved, also when it is archived; before, and when a moderator hid it, its organisers and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + verified + " && (owner = @request.auth.id || " + siteEditor + ")",
				"verified members, as its owner: a proposal, which site editors approve"},
			Update: Rule{signedIn + " && (" + siteEditor + " || (owner = @request.auth.id" + unchanged("slug") + ") || (" + leadsIt + unchanged("slug", "owner", "status") + "))",
				"its organisers: its texts, its logo and so on; its owner besides: whose it is, archiving it and bringing it back, proposing it anew; site editors: everything"},
			Delete: Rule{signedIn + " && (" + siteEditor + " || (owner = @request.auth.id && (status = 'proposed' || status = 'declined')))",
				"its owner until it is approved; site editors"}}
	}(),
	schema.GroupMembers: func() RuleSet {
		see := Rule{"(((group.status = 'active' || group.status = 'archived') && group.hidden = false) && (quiet = false || role != 'member')) || (" +
			signedIn + " && (user = @request.auth.id || " + leads + " || " + siteEditor + "))",
			"everyone who sees the group, but for members who aren't named; the member, the group's organisers and site editors always"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + verified + " && user = @request.auth.id && role = 'member'", "verified members, for themselves, in an active group"},
			Update: Rule{signedIn + " && ((user = @request.auth.id" + unchanged("group", "user", "role") + ") || ((group.owner = @request.auth.id || " + siteEditor + ")" + unchanged("group", "user", "quiet") + "))",
				"the member: whether they are named; the group's owner and site editors: the role"},
			Delete: Rule{signedIn + " && (user = @request.auth.id || group.owner = @request.auth.id || " + siteEditor + " || (role = 'member' && " + leads + "))",
				"the member; the group's owner and site editors; its organisers: members that are none of them"}}
	}(),
}
