package access

import "qiao/hooks/schema"

// The rules of the qa group: questions and answers.
var qaRules = map[string]RuleSet{
	schema.Questions:         {},
	schema.Answers:           {},
	schema.PostRevisions:     {},
	schema.PostEdits:         {},
	schema.Bounties:          {},
	schema.CloseVotes:        {},
	schema.AnswerLinks:       {},
	schema.AnswerRequests:    {},
	schema.ExternalQuestions: {},
	schema.QASettingsList:    {List: everyone, View: everyone, Update: editors},
	schema.QuestionCards:     public,
}
