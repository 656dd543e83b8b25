package access

import "qiao/hooks/schema"

// reviewed is true for those who take part in the review of the article that a record belongs to.
const reviewed = signedIn + " && (" + writesIt + " || " + reviewsIt + " || " + siteEditor + ")"

// The rules of the review group: submissions, notes on passages, applications for columns.
var reviewRules = map[string]RuleSet{
	schema.Submissions: func() RuleSet {
		see := Rule{reviewed, "the article's authors, the editors and the owner of its column, and site editors"}
		return RuleSet{List: see, View: see, Update: Rule{
			reviewed + " && state = 'open'" + unchanged("article", "column", "submitter", "state", "answer", "decider", "decided") +
				" && ((submitter = @request.auth.id" + unchanged("reviewer") + ") || ((" + reviewsIt + " || " + siteEditor + ")" + unchanged("message") + "))",
			"while it is open: the editors and the owner of its column and site editors say who reviews; who submitted words the message"}}
	}(),
	schema.ReviewNotes: func() RuleSet {
		see := Rule{reviewed, "the article's authors, the editors and the owner of its column, and site editors"}
		return RuleSet{List: see, View: see, Create: Rule{reviewed, "the same, in their own name"},
			Update: Rule{reviewed + unchanged("article", "author", "submission", "parent", "quote", "start", "suggestion", "suggests") +
				" && (author = @request.auth.id || @request.body.body:changed = false)",
				"the same: whether it is settled; who wrote it also the words"},
			Delete: Rule{reviewed + " && (author = @request.auth.id || " + siteEditor + ")", "who wrote it while nobody answered, and site editors"}}
	}(),
	schema.ColumnApplications: func() RuleSet {
		see := Rule{signedIn + " && (applicant = @request.auth.id || " + siteEditor + ")", "who applies, and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && @request.auth.verified = true", "members with a verified address, at most three open at once"},
			Update: Rule{siteEditor + unchanged("applicant", "name", "slug", "kind", "tagline", "reason", "reviewer", "column"), "site editors: the decision and the answer only"},
			Delete: Rule{signedIn + " && applicant = @request.auth.id && state = 'pending'", "who applies, while it is pending"}}
	}(),
}
