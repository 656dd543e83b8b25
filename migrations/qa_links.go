package migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// What the qa group adds to collections that are there already, and its tables behind the lists.

// linkQuestions adds the relations that need both ends: the accepted answer, and the question that a duplicate repeats.
func linkQuestions(app core.App) error {
	questions, err := app.FindCollectionByNameOrId("questions")
	if err != nil {
		return err
	}
	if err := addRelations(app, questions,
		relationSpec{name: "accepted", to: "answers", help: "采纳的回答 · The answer that was accepted."},
		relationSpec{name: "duplicate_of", to: "questions", help: "与哪个问题重复 · The question that it repeats."},
	); err != nil {
		return err
	}
	questions.AddIndex("idx_questions_duplicate_of", false, "duplicate_of", "duplicate_of != ''")
	questions.AddIndex("idx_questions_accepted", false, "accepted", "accepted != ''")
	return app.Save(questions)
}

// unlinkQuestions takes back what linkQuestions and extendForQuestions added, so that the collections can be dropped.
func unlinkQuestions(app core.App) error {
	questions, err := app.FindCollectionByNameOrId("questions")
	if err != nil {
		return err
	}
	questions.RemoveIndex("idx_questions_duplicate_of")
	questions.RemoveIndex("idx_questions_accepted")
	questions.Fields.RemoveByName("accepted")
	questions.Fields.RemoveByName("duplicate_of")
	rules(questions, nil, nil, nil, nil, nil)
	if err := app.Save(questions); err != nil {
		return err
	}
	for _, x := range questionKinds {
		if err := changeValues(app, x.collection, x.field, func(values []string) []string {
			return slices.DeleteFunc(values, func(v string) bool { return slices.Contains(x.values, v) })
		}); err != nil {
			return err
		}
	}
	return changeFields(app, func(c *core.Collection, f core.Field) { c.Fields.RemoveByName(f.GetName()) })
}

// questionKinds are the values that older collections learn: what can be talked about, followed, reported and told.
var questionKinds = []struct {
	collection, field string
	values            []string
}{
	{"comments", "kind", []string{"question", "answer"}},
	{"discussions", "kind", []string{"question", "answer"}},
	{"votes", "kind", []string{"question", "answer"}},
	{"bookmarks", "kind", []string{"question", "answer"}},
	{"follows", "kind", []string{"question"}},
	{"reports", "kind", []string{"question", "answer"}},
	{"holds", "kind", []string{"question", "answer"}},
	{"notifications", "kind", []string{"answer", "accepted", "question", "bounty", "invite"}},
	{"reputation_events", "rule", []string{"accepting", "bounty_offered", "bounty_won", "bounty_refunded"}},
}

func extendForQuestions(app core.App) error {
	for _, x := range questionKinds {
		if err := changeValues(app, x.collection, x.field, func(values []string) []string { return append(values, x.values...) }); err != nil {
			return err
		}
	}
	return changeFields(app, func(c *core.Collection, f core.Field) { c.Fields.Add(f) })
}

// changeFields changes the fields that older collections learn for what an import brings: who said a comment elsewhere,
// and the score that a post had there, which no votes here stand behind.
func changeFields(app core.App, change func(*core.Collection, core.Field)) error {
	for _, x := range []struct {
		collection string
		fields     []core.Field
	}{
		{"comments", []core.Field{
			text("source_author", 120, "导入的评论的原作者 · Who said it elsewhere, when it was imported."),
			link("source_url", "评论的原地址 · Its address there."),
		}},
		{"stats", []core.Field{integer("imported_votes", "导入时已有的得分，计入赞 · The part of votes that came with an import; no votes here stand behind it.")}},
	} {
		c, err := app.FindCollectionByNameOrId(x.collection)
		if err != nil {
			return err
		}
		for _, f := range x.fields {
			change(c, f)
		}
		if err := app.Save(c); err != nil {
			return err
		}
	}
	votes, err := app.FindCollectionByNameOrId("votes")
	if err != nil {
		return err
	}
	votes.Fields.GetByName("value").(*core.NumberField).Help = "1 赞成，-1 反对，0 已被系统撤销 · 1 for, -1 against, 0 taken out of the count."
	return app.Save(votes)
}

// limitSimilar bounds how often similar questions are asked for: once for every few letters of a title that is typed.
func limitSimilar(app core.App) error {
	settings := app.Settings()
	settings.RateLimits.Rules = append(settings.RateLimits.Rules, core.RateLimitRule{Label: "/api/qiao/similar", MaxRequests: 100, Duration: 20})
	return app.Save(settings)
}

func unlimitSimilar(app core.App) error {
	settings := app.Settings()
	settings.RateLimits.Rules = slices.DeleteFunc(settings.RateLimits.Rules, func(r core.RateLimitRule) bool { return r.Label == "/api/qiao/similar" })
	return app.Save(settings)
}

// changeValues changes what can be chosen in a select field.
func changeValues(app core.App, collection, field string, change func([]string) []string) error {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	f := c.Fields.GetByName(field).(*core.SelectField)
	f.Values = change(f.Values)
	return app.Save(c)
}

// createQuestionShelves makes the table behind every list of questions: one row for each public question and each list
// ("shelf") it stands on, with what the lists filter and sort by. A covering index a sort order answers any page of any
// list without touching questions.
func createQuestionShelves(app core.App) error {
	return execAll(app,
		`CREATE TABLE question_shelves (
			shelf    TEXT NOT NULL,
			question TEXT NOT NULL,
			lang     TEXT NOT NULL,
			asked    TEXT NOT NULL,
			active   TEXT NOT NULL,
			hot      REAL NOT NULL DEFAULT 0,
			score    INTEGER NOT NULL DEFAULT 0,
			PRIMARY KEY (shelf, question)
		) WITHOUT ROWID`,
		`CREATE INDEX idx_question_shelves_new ON question_shelves (shelf, asked DESC, question, lang)`,
		`CREATE INDEX idx_question_shelves_active ON question_shelves (shelf, active DESC, question, lang)`,
		`CREATE INDEX idx_question_shelves_hot ON question_shelves (shelf, hot DESC, question, lang)`,
		`CREATE INDEX idx_question_shelves_score ON question_shelves (shelf, score DESC, question, lang)`,
		`CREATE INDEX idx_question_shelves_question ON question_shelves (question)`,
	)
}

// createQuestionCards makes what lists of questions show, without the texts.
func createQuestionCards(app core.App) error {
	c := core.NewViewCollection("question_cards")
	c.ViewQuery = `SELECT q.id, q.title, q.slug, q.lang, q.excerpt, q.author, q.column, q.tags, q.closed, q.accepted, q.duplicate_of, q.asked, q.edited,
		q.source_site, q.source_author, q.source_url, s.votes, s.answers, s.views, s.comments, s.bookmarks, s.hot, s.active
		FROM questions q LEFT JOIN stats s ON s.id = q.id WHERE q.status = 'published'`
	c.ListRule, c.ViewRule = rule(""), rule("")
	return app.Save(c)
}
