// Package reputation is the room of what members earn: the ledger of reputation, the
// levels and abilities that follow from it under the site's policy, and badges.
//
// The ledger has one row for each cause: a vote, a published article, a decision. A row
// follows its cause: it changes when the vote changes and goes when the vote is taken
// back. What of a day's gains counts is capped, and users.reputation is the sum of what
// counts, never below 0. Everything can be recounted from the causes; see Recount.
package reputation

import (
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/access"
	"qiao/hooks/bind"
	"qiao/hooks/bus"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// changed is the name under which the bus tells that somebody's reputation changed, with
// the account's id. Pages that show a reputation may read it as a tag: "reputation/ID".
const changed = "reputation"

// Register binds what keeps the ledger, the policy and the badges true. invalidate drops
// the pages that read a tag.
func Register(app core.App, invalidate func(tags ...string)) {
	// the ledger follows its causes
	app.OnRecordCreateExecute(schema.Votes).Bind(bind.Func("reputation.votes.save", saveVote))
	app.OnRecordUpdateExecute(schema.Votes).Bind(bind.Func("reputation.votes.save", saveVote))
	app.OnRecordDeleteExecute(schema.Votes).Bind(bind.Func("reputation.votes.delete", deleteVote))
	app.OnRecordCreateExecute(schema.Articles).Bind(bind.Func("reputation.articles.save", saveArticle))
	app.OnRecordUpdateExecute(schema.Articles).Bind(bind.Func("reputation.articles.save", saveArticle))
	app.OnRecordDeleteExecute(schema.Articles).Bind(bind.Func("reputation.articles.delete", forget))
	app.OnRecordCreateExecute(schema.Comments).Bind(bind.Func("reputation.comments.save", saveComment))
	app.OnRecordUpdateExecute(schema.Comments).Bind(bind.Func("reputation.comments.save", saveComment))
	app.OnRecordDeleteExecute(schema.Comments).Bind(bind.Func("reputation.comments.delete", forget))
	app.OnRecordCreateExecute(schema.PostEdits).Bind(bind.Func("reputation.edits.save", saveEdit))
	app.OnRecordUpdateExecute(schema.PostEdits).Bind(bind.Func("reputation.edits.save", saveEdit))
	for kind, collection := range map[string]string{"question": schema.Questions, "answer": schema.Answers} {
		app.OnRecordCreateExecute(collection).Bind(bind.Func("reputation."+collection+".save", savePost(kind)))
		app.OnRecordUpdateExecute(collection).Bind(bind.Func("reputation."+collection+".save", savePost(kind)))
		app.OnRecordDeleteExecute(collection).Bind(bind.Func("reputation."+collection+".delete", forget))
	}
	app.OnRecordCreateExecute(schema.AuditLog).Bind(bind.Func("reputation.audit.save", saveDecision))
	app.OnRecordCreateExecute(schema.Bounties).Bind(bind.Func("reputation.bounties.save", saveBounty))
	app.OnRecordUpdateExecute(schema.Bounties).Bind(bind.Func("reputation.bounties.save", saveBounty))
	app.OnRecordDeleteExecute(schema.Bounties).Bind(bind.Func("reputation.bounties.delete", saveBounty))
	app.OnRecordCreateExecute(schema.Users).Bind(bind.Func("reputation.users.create", createUser))
	app.OnRecordUpdateExecute(schema.Users).Bind(bind.Func("reputation.users.update", updateUser))
	app.OnRecordDeleteExecute(schema.Users).Bind(bind.Func("reputation.users.delete", deleteUser))
	app.OnRecordValidate(schema.ReputationEvents).Bind(bind.Func("reputation.events.validate", validateEvent))
	app.OnRecordCreateExecute(schema.ReputationEvents).Bind(bind.Func("reputation.events.save", saveEvent))
	app.OnRecordUpdateExecute(schema.ReputationEvents).Bind(bind.Func("reputation.events.save", saveEvent))
	app.OnRecordDeleteExecute(schema.ReputationEvents).Bind(bind.Func("reputation.events.delete", deleteEvent))

	// who may
	app.OnRecordCreateRequest(schema.Votes).Bind(bind.At("reputation.mayVote", first, mayVote))
	app.OnRecordUpdateRequest(schema.Votes).Bind(bind.At("reputation.mayVote", first, mayVote))
	app.OnRecordCreateRequest(schema.Comments).Bind(bind.At("reputation.mayComment", first, mayComment))
	app.OnRecordCreateRequest(schema.Comments).Bind(bind.At("reputation.holdComment", last, holdComment))
	app.OnRecordUpdateRequest(schema.Comments).Bind(bind.At("reputation.holdEdited", last, holdEdited))
	app.OnRecordValidate(schema.PolicySettings).Bind(bind.Func("reputation.policy.validate", validatePolicy))
	app.OnRecordUpdateExecute(schema.PolicySettings).Bind(bind.Func("reputation.policy.save", savePolicy))

	// badges
	app.OnRecordValidate(schema.Badges).Bind(bind.Func("reputation.badges.validate", validateBadge))
	app.OnRecordCreateRequest(schema.UserBadges).Bind(bind.At("reputation.badges.byHand", first, awardByHand))
	app.OnRecordCreateExecute(schema.UserBadges).Bind(bind.Func("reputation.badges.award", saveAward))
	app.OnRecordDeleteExecute(schema.UserBadges).Bind(bind.Func("reputation.badges.withdraw", deleteAward))
	app.OnRecordDeleteExecute(schema.Badges).Bind(bind.Func("reputation.badges.delete", deleteBadge))
	app.OnRecordCreateExecute(schema.Follows).Bind(bind.Func("reputation.badges.follows", countFollow))
	app.OnRecordUpdateExecute(schema.Submissions).Bind(bind.Func("reputation.badges.submissions", countReview))

	bus.Of(app).Subscribe("reputation", func(e bus.Event) {
		switch e.Collection {
		case schema.PolicySettings:
			access.ForgetPolicy(app)
		case schema.Badges:
			forgetRules(app)
		case changed:
			invalidate(schema.Users + "/" + e.ID)
		}
	})
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "reputation.routes", Func: func(e *core.ServeEvent) error {
		e.Router.GET("/api/qiao/abilities", abilities).Bind(apis.RequireAuth(), apis.SkipSuccessActivityLog())
		return e.Next()
	}})
	jobs.Every(app, "reputation.serial", "10 3 * * *", func(app core.App) error { return ReverseSerial(app, time.Now()) })
	jobs.Every(app, "reputation.nightly", "20 19 * * *", nightly)
	app.Cron().MustAdd("reputation.policyChanged", "* * * * *", func() {
		if err := payDebt(app); err != nil {
			app.Logger().Error("the reputation could not be recounted after the policy changed", "error", err)
		}
	})
}

// nightly brings right what only time changes, and what a crash may have left.
func nightly(app core.App) error {
	report, err := Recount(app, nil)
	if err != nil {
		return err
	}
	if report.Differences() > 0 {
		app.Logger().Warn("the nightly recount corrected reputation", "report", report.String())
	}
	return AwardAll(app)
}

// Where a request hook stands among those of other rooms: what a member may not do at all
// is refused before any of them acts on it, and what is held back is so whatever state they
// gave it.
const (
	first = -50
	last  = 50
)
