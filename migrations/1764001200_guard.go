package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The guard group: what waits for a moderator, the word rules, and how often things may be
// done.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createHolds, openWordRules, addLimitIndexes, limitRequests} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		if err := dropCollections(app, "holds"); err != nil {
			return err
		}
		for _, index := range limitIndexes {
			c, err := app.FindCollectionByNameOrId(index.collection)
			if err != nil {
				continue
			}
			c.RemoveIndex(index.name)
			if err := app.Save(c); err != nil {
				return err
			}
		}
		settings := app.Settings()
		settings.RateLimits.Rules = []core.RateLimitRule{{Label: "*:auth", MaxRequests: 10, Duration: 10}}
		return app.Save(settings)
	})
}

func createHolds(app core.App) error {
	c := core.NewBaseCollection("holds")
	c.Fields.Add(
		mustChoose(choice("kind", []string{"article", "comment"}, "对象类型 · Kind of thing that waits.")),
		required(text("target", 15, "对象 · Id of the thing that waits.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "author", to: "users", cascade: true, help: "作者 · Whose it is."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		&core.SelectField{Name: "reasons", Values: []string{"word", "first", "flood", "duplicate", "fast", "trust"}, MaxSelect: 6, Required: true,
			Help: "为什么先审 · Why it waits: a word rule, among the first posts, many links, said before, written too fast, too little reputation."},
		object("matches", 65536, "匹配的规则和位置 · Rules that matched, and where."),
		presentable(text("excerpt", 600, "内容摘录 · What it says, in short.")),
		text("wanted", 20, "放行后的状态 · State that it goes on to when it is let through."),
		mustChoose(choice("state", []string{"open", "released", "refused"}, "状态 · State.")),
	)
	if err := addRelations(app, c,
		relationSpec{name: "handler", to: "users", help: "处理人 · Who decided."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		date("decided", "处理时间 · When it was decided."),
		text("note", 2000, "给作者的说明 · Reason, for the author."),
	)
	timestamps(c)
	c.AddIndex("idx_holds_once", true, "kind, target", "state = 'open'")
	c.AddIndex("idx_holds_queue", false, "state, created", "")
	c.AddIndex("idx_holds_target", false, "target, state", "")
	c.AddIndex("idx_holds_author", false, "author, state", "")
	c.AddIndex("idx_holds_handler", false, "handler", "")
	keeper := "@request.auth.id != '' && (@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"
	decide := keeper + " && author != @request.auth.id && @request.body.kind:changed = false && @request.body.target:changed = false" +
		" && @request.body.author:changed = false && @request.body.reasons:changed = false && @request.body.matches:changed = false" +
		" && @request.body.excerpt:changed = false && @request.body.wanted:changed = false"
	rules(c, rule(keeper), rule(keeper), nil, rule(decide), nil)
	return app.Save(c)
}

// openWordRules gives the rules to those who keep order, and adds the words that are fine
// although a rule is in them.
func openWordRules(app core.App) error {
	c, err := app.FindCollectionByNameOrId("word_rules")
	if err != nil {
		return err
	}
	action := c.Fields.GetByName("action").(*core.SelectField)
	action.Values = []string{"block", "hold", "mask", "allow"}
	action.Help = "处理：拒绝、先审、打码；allow 表示这个词没有问题，其中包含的规则不算 · Refuse, hold for review or mask; allow is a word that is fine, whatever rule is in it."
	keeper := "@request.auth.id != '' && (@request.auth.roles:each ?= 'editor' || @request.auth.roles:each ?= 'moderator')"
	rules(c, rule(keeper), rule(keeper), rule(keeper), rule(keeper), rule(keeper))
	return app.Save(c)
}

// limitIndexes answer how much a member did since a time.
var limitIndexes = []struct{ collection, name, columns string }{
	{"articles", "idx_articles_limit", "author, created"},
	{"votes", "idx_votes_limit", "user, created"},
	{"follows", "idx_follows_limit", "user, created"},
	{"reports", "idx_reports_limit", "reporter, created"},
	{"column_applications", "idx_column_applications_limit", "applicant, created"},
}

func addLimitIndexes(app core.App) error {
	for _, index := range limitIndexes {
		c, err := app.FindCollectionByNameOrId(index.collection)
		if err != nil {
			return err
		}
		c.AddIndex(index.name, false, index.columns, "")
		if err := app.Save(c); err != nil {
			return err
		}
	}
	return nil
}

// limitRequests bounds what one address may ask for. The first rule that fits a request
// counts, so what is narrow stands before what is wide.
func limitRequests(app core.App) error {
	settings := app.Settings()
	settings.RateLimits.Enabled = true
	settings.RateLimits.Rules = []core.RateLimitRule{
		{Label: "*:auth", MaxRequests: 10, Duration: 10},
		{Label: "*:requestOTP", MaxRequests: 10, Duration: 60},
		{Label: "*:requestPasswordReset", MaxRequests: 10, Duration: 60},
		{Label: "*:requestVerification", MaxRequests: 10, Duration: 60},
		{Label: "*:requestEmailChange", MaxRequests: 10, Duration: 60},
		{Label: "users:create", MaxRequests: 60, Duration: 3600},
		{Label: "*:create", MaxRequests: 120, Duration: 60},
		{Label: "*:update", MaxRequests: 240, Duration: 60},
		{Label: "*:delete", MaxRequests: 120, Duration: 60},
		{Label: "/api/qiao/search", MaxRequests: 60, Duration: 20},
		{Label: "/api/qiao/search/suggest", MaxRequests: 200, Duration: 20},
	}
	return app.Save(settings)
}
