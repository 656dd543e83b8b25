package access

// answerLinkRules are the rules of answers that stand elsewhere.
func answerLinkRules() RuleSet {
	see := Rule{"question.status = 'published' || (" + signedIn + " && (user = @request.auth.id || " + moderates + "))",
		"everyone while the question is public; always who added it, moderators and site editors"}
	own := signedIn + " && (user = @request.auth.id || " + moderates + ")"
	return RuleSet{List: see, View: see,
		Create: Rule{signedIn + " && user = @request.auth.id", "members, in their own name, while the question isn't locked"},
		Update: Rule{own + unchanged("question", "user", "url"), "who added it, moderators and site editors: the words about it"},
		Delete: Rule{own, "who added it, moderators and site editors"}}
}

// answerRequestRules are the rules of requests to answer.
func answerRequestRules() RuleSet {
	see := Rule{signedIn + " && (user = @request.auth.id || by = @request.auth.id || " + moderates + ")", "who is asked, who asks, moderators and site editors"}
	return RuleSet{List: see, View: see,
		Create: Rule{signedIn + " && by = @request.auth.id", "members, in their own name, so many a day"},
		Update: Rule{signedIn + " && user = @request.auth.id && state = 'open'" + unchanged("question", "user", "by"), "who is asked: to decline"},
		Delete: Rule{signedIn + " && ((by = @request.auth.id && state = 'open') || " + moderates + ")", "who asks, while it is open; moderators and site editors"}}
}

// externalQuestionRules are the rules of questions of other sites.
func externalQuestionRules() RuleSet {
	found := "(added_by = @request.auth.id && state = 'found')"
	see := Rule{"state != 'ignored' || (" + signedIn + " && (added_by = @request.auth.id || " + siteEditor + "))",
		"everyone, but those that are ignored: who added them and site editors"}
	return RuleSet{List: see, View: see,
		Create: Rule{signedIn + " && added_by = @request.auth.id", "members, as found"},
		Update: Rule{signedIn + " && (" + siteEditor + " || (" + found + " && @request.body.state:changed = false))" + unchanged("question", "added_by"),
			"site editors, who adopt and ignore; who added it, while it is only found: what it says"},
		Delete: Rule{signedIn + " && ((" + siteEditor + " && state != 'adopted') || " + found + ")", "while it isn't adopted, site editors; while it is only found, who added it"}}
}
