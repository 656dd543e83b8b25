package access

import "qiao/hooks/schema"

// The rules of the qa group: questions and answers.
var qaRules = map[string]RuleSet{
	schema.Questions: func() RuleSet {
		see := Rule{"status = 'published' || (" + signedIn + " && (author = @request.auth.id || (status != 'draft' && " + keepsOrder + ")))",
			"everyone while it is public; its author always; moderators and site editors all but drafts"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && author = @request.auth.id", "members, as its author: a draft or a public question"},
			Update: Rule{signedIn + " && (author = @request.auth.id || status = 'published' || (status != 'draft' && " + keepsOrder + "))",
				"its author, moderators and site editors; the text also members with the ability edit_unreviewed, of wiki questions with edit. Nobody but the staff while it is locked"},
			Delete: Rule{signedIn + " && author = @request.auth.id && status = 'draft'", "its author while it is a draft; afterwards it gets the status deleted"}}
	}(),
	schema.Answers: func() RuleSet {
		public := "(status = 'published' && question.status = 'published')"
		see := Rule{public + " || (" + signedIn + " && (author = @request.auth.id || " + keepsOrder + "))",
			"everyone while it and its question are public; always its author, moderators and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && author = @request.auth.id", "members, as its author, where the question is public and neither closed nor locked"},
			Update: Rule{signedIn + " && (author = @request.auth.id || " + public + " || " + keepsOrder + ")",
				"its author, moderators and site editors; the text also members with the ability edit_unreviewed, of wiki answers with edit. Nobody but the staff while the question is locked"}}
	}(),
	schema.PostRevisions: func() RuleSet {
		see := Rule{"(question.status = 'published' && (answer = '' || answer.status = 'published')) || (" + signedIn + " && (editor = @request.auth.id || " + keepsOrder + "))",
			"everyone while the question or answer is public; who made the change, moderators and site editors always"}
		return RuleSet{List: see, View: see}
	}(),
	schema.PostEdits: func() RuleSet {
		see := Rule{signedIn + " && (question.status = 'published' || author = @request.auth.id || " + keepsOrder + ")",
			"members while the question is public; always who suggested it, site editors and moderators"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && author = @request.auth.id", "members with the ability edit, as its author, about public posts of others"},
			Update: Rule{signedIn + " && state = 'open'", "while it is open: its author (text, withdrawing); the author of the post, members with the ability review, moderators and site editors (deciding)"}}
	}(),
	schema.Bounties: func() RuleSet {
		see := Rule{"question.status = 'published' || (" + signedIn + " && (user = @request.auth.id || winner = @request.auth.id || " + moderates + "))",
			"everyone while the question is public; always who offers it, who got it, moderators and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && user = @request.auth.id", "members, from their own reputation"},
			Update: Rule{signedIn + " && user = @request.auth.id" + unchanged("question", "user", "amount", "message", "state"), "who offers it: the answer that gets it, once"}}
	}(),
	schema.CloseVotes: func() RuleSet {
		see := Rule{"(question.status = 'published' && (settled = true || @request.auth.id != '')) || (" + signedIn + " && (user = @request.auth.id || " + moderates + "))",
			"everyone once they have decided and the question is public; members before; always who votes, moderators and site editors"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && user = @request.auth.id", "members who may close, in their own name"},
			Delete: Rule{signedIn + " && user = @request.auth.id && settled = false", "who votes, while nothing is decided"}}
	}(),
	schema.AnswerLinks:       answerLinkRules(),
	schema.AnswerRequests:    answerRequestRules(),
	schema.ExternalQuestions: externalQuestionRules(),
	schema.TagMerges:         {List: editors, View: editors, Create: editors},
	schema.QASettingsList:    {List: everyone, View: everyone, Update: editors},
	schema.QuestionCards:     public,
}
