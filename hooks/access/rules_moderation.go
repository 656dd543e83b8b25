package access

import "qiao/hooks/schema"

// moderates is true for those who handle reports: moderators and site editors.
const moderates = "(@request.auth.roles:each ?= 'moderator' || @request.auth.roles:each ?= 'editor')"

// The rules of the moderation group: keeping the place clean.
var moderationRules = map[string]RuleSet{
	schema.Reports: func() RuleSet {
		handles := moderates + " && affected != @request.auth.id"
		see := Rule{signedIn + " && (reporter = @request.auth.id || (" + handles + "))",
			"who reported it; moderators and site editors, unless it is about themselves"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && reporter = @request.auth.id && state = 'open'", "members, in their own name"},
			Update: Rule{signedIn + " && " + handles + unchanged("reporter", "kind", "target", "reason", "text", "affected", "decided"),
				"moderators and site editors, unless it is about themselves: the decision and the answer"}}
	}(),
	schema.Sanctions: func() RuleSet {
		see := signedIn + " && " + moderates
		return RuleSet{List: Rule{see, "moderators and site editors"}, View: Rule{see, "moderators and site editors"},
			Create: Rule{see + " && user != @request.auth.id", "moderators and site editors, against members that aren't among them; site editors against moderators too"},
			Update: Rule{see + " && user != @request.auth.id" + unchanged("user", "kind", "reason", "moderator", "report", "until"),
				"the same: to lift it early"}}
	}(),
	schema.AuditLog: func() RuleSet {
		see := Rule{signedIn + " && " + moderates, "moderators and site editors; nobody writes it by hand"}
		return RuleSet{List: see, View: see}
	}(),
	schema.Appeals: func() RuleSet {
		see := Rule{signedIn + " && (user = @request.auth.id || " + moderates + ")", "who appeals; moderators and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && user = @request.auth.id && entry.affected = @request.auth.id && state = 'open'",
				"the member whom the decision concerns, once"},
			Update: Rule{signedIn + " && " + moderates + " && user != @request.auth.id" + unchanged("user", "entry", "text"),
				"moderators and site editors, but not who appeals, nor who decided while there is somebody else: the answer"}}
	}(),
}
