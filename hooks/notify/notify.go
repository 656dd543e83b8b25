// Package notify is the room of what members are told: notifications in the site, mail at
// once and in digests, and the outbox that every mail goes through.
//
// Other rooms know nothing of it: it listens to their records, and writes what follows in
// the transaction of the cause. What a cause was told is remembered, so that it is told
// once, and taken back when the cause is.
package notify

import (
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Register binds what turns other rooms' records into notifications, and what sends them.
// baseURL gives what links in mails begin with.
func Register(app core.App, baseURL func() string) {
	app.Store().Set(outerKey, app)
	p := &post{baseURL}

	// the outbox and mail
	jobs.Work(app)
	bindMail(app)
	app.OnRecordValidate(schema.MailBlocks).Bind(bind.Func("notify.blocks", lowerBlocked))
	app.OnRecordCreateExecute(schema.MailBlocks).Bind(bind.Func("notify.blocks.tell", created(bounced)))
	jobs.Handle(app, noticeKind, p.sendNotice)
	jobs.Handle(app, digestMail, p.sendDigest)
	jobs.Handle(app, fanOutKind, tellFollowers)
	jobs.Handle(app, answerFanOut, tellAnswerFollowers)
	jobs.Handle(app, questionFanOut, tellOfQuestion)
	jobs.Handle(app, unansweredMail, p.sendUnanswered)
	jobs.Every(app, "notify.digests", "*/5 * * * *", func(app core.App) error { return planDigests(time.Now())(app) })
	jobs.Every(app, "notify.unanswered", "3-58/5 * * * *", func(app core.App) error { return planUnanswered(time.Now())(app) })
	jobs.Every(app, "notify.bounties", "*/10 * * * *", func(app core.App) error { return remindBounties(time.Now())(app) })
	jobs.Every(app, "notify.approvals", "1-51/10 * * * *", func(app core.App) error { return remindApprovals(time.Now())(app) })
	jobs.Every(app, "notify.judges", "2-52/10 * * * *", func(app core.App) error { return remindJudges(time.Now())(app) })
	jobs.Every(app, "notify.clean", "47 3 * * *", Clean)

	// what members do with their notifications and choices
	app.OnRecordUpdateRequest(schema.Notifications).Bind(bind.Func("notify.read", markRead))
	app.OnRecordUpdateExecute(schema.Notifications).Bind(bind.Func("notify.read", onlyRead))
	app.OnRecordEnrich(schema.Notifications).Bind(&hook.Handler[*core.RecordEnrichEvent]{Id: "notify.text", Func: addText})
	app.OnRecordValidate(schema.NotificationSettingsList).Bind(bind.Func("notify.settings", validateSettings))
	app.OnRecordCreateRequest(schema.NotificationSettingsList).Bind(bind.Func("notify.settings.system", mayKeepSettings))
	app.OnRecordUpdateRequest(schema.NotificationSettingsList).Bind(bind.Func("notify.settings.system", mayKeepSettings))
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "notify.routes", Func: func(e *core.ServeEvent) error {
		e.Router.POST("/api/qiao/notifications/read", readAll).Bind(apis.RequireAuth(schema.Users))
		e.Router.GET("/api/qiao/unsubscribe", showSubscription)
		e.Router.POST("/api/qiao/unsubscribe", unsubscribe).Bind(apis.BodyLimit(4 << 10))
		return e.Next()
	}})

	listen(app)
}

// listen binds to the records that members are told of.
func listen(app core.App) {
	for _, collection := range []string{schema.Submissions, schema.ColumnMembers, schema.ColumnApplications, schema.Questions, schema.PostEdits, schema.Groups, schema.GroupMembers} {
		app.OnRecordCreateRequest(collection).Bind(bind.Func("notify.actor."+collection, stampActor))
		app.OnRecordUpdateRequest(collection).Bind(bind.Func("notify.actor."+collection, stampActor))
	}
	onCreate := func(collection, id string, f func(*core.RecordEvent) error) {
		app.OnRecordCreateExecute(collection).Bind(bind.Func("notify."+id, f))
	}
	onUpdate := func(collection, id string, f func(*core.RecordEvent) error) {
		app.OnRecordUpdateExecute(collection).Bind(bind.Func("notify."+id, f))
	}
	onDelete := func(collection, id string, f func(*core.RecordEvent) error) {
		app.OnRecordDeleteExecute(collection).Bind(bind.Func("notify."+id, f))
	}

	onCreate(schema.Comments, "comments", talked)
	onUpdate(schema.Comments, "comments", talked)
	onDelete(schema.Comments, "comments", untalked)
	onCreate(schema.Votes, "votes", voted)
	onUpdate(schema.Votes, "votes", voted)
	onDelete(schema.Votes, "votes", unvoted)
	onCreate(schema.Follows, "follows", followed)
	onDelete(schema.Follows, "follows", unfollowed)

	onCreate(schema.Articles, "articles", articleSaved)
	onUpdate(schema.Articles, "articles", articleSaved)
	onDelete(schema.Articles, "articles", articleDeleted)
	onCreate(schema.Coauthors, "coauthors", created(invited))
	onUpdate(schema.Coauthors, "coauthors", changed(schema.CoauthorState, answeredInvitation))
	onDelete(schema.Coauthors, "coauthors", uninvited)
	onCreate(schema.Submissions, "submissions", created(submitted))
	onUpdate(schema.Submissions, "submissions", changed(schema.SubmissionState, decided))
	onCreate(schema.ReviewNotes, "notes", created(noted))
	onDelete(schema.ReviewNotes, "notes", unnoted)

	onCreate(schema.ColumnApplications, "applications", created(applied))
	onUpdate(schema.ColumnApplications, "applications", changed(schema.ColumnApplicationState, answeredApplication))
	onCreate(schema.ColumnMembers, "members", created(joinedColumn))
	onUpdate(schema.ColumnMembers, "members", changed(schema.ColumnMemberRole, func(e *core.RecordEvent, _ string) error { return joinedColumn(e) }))
	onDelete(schema.ColumnMembers, "members", leftColumn)

	onCreate(schema.Groups, "groups", created(groupProposed))
	onUpdate(schema.Groups, "groups", changed(schema.GroupStatus, groupMoved))
	onUpdate(schema.Groups, "groups.owner", changed(schema.GroupOwner, groupHandedOver))
	onDelete(schema.Groups, "groups", groupGone)
	onUpdate(schema.GroupMembers, "group.members", changed(schema.GroupMemberRole, madeOrganiser))
	onDelete(schema.GroupMembers, "group.members", leftGroup)

	onCreate(schema.Questions, "questions", questionSaved)
	onUpdate(schema.Questions, "questions", questionSaved)
	onDelete(schema.Questions, "questions", questionDeleted)
	onCreate(schema.Answers, "answers", answerSaved)
	onUpdate(schema.Answers, "answers", answerSaved)
	onDelete(schema.Answers, "answers", answerDeleted)
	onCreate(schema.PostEdits, "edits", created(editSuggested))
	onUpdate(schema.PostEdits, "edits", changed(schema.PostEditState, editDecided))
	onDelete(schema.PostEdits, "edits", editDeleted)
	onCreate(schema.Bounties, "bounties", created(bountyOffered))
	onUpdate(schema.Bounties, "bounties", changed(schema.BountyState, bountyMoved))
	onCreate(schema.AnswerRequests, "invitations", created(askedToAnswer))
	onUpdate(schema.AnswerRequests, "invitations", changed(schema.AnswerRequestState, requestMoved))
	onDelete(schema.AnswerRequests, "invitations", requestDeleted)

	onCreate(schema.ContestJudges, "judges", created(judgeAppointed))
	onDelete(schema.ContestJudges, "judges", judgeGone)
	onCreate(schema.Awards, "awards", created(awardGiven))
	onDelete(schema.Awards, "awards", awardGone)
	onUpdate(schema.Contests, "revealed", changed(schema.ContestRevealed, contestUnsealed))
	onUpdate(schema.Contests, "unsealed", changed(schema.ContestLeaderboard, contestUnsealed))
	onUpdate(schema.Proposals, "speakers", changed(schema.ProposalState, speakerAnswered))

	onCreate(schema.UserBadges, "badges", created(awarded))
	onCreate(schema.AuditLog, "audit", created(moderated))
	onUpdate(schema.Reports, "reports", changed(schema.ReportState, reportAnswered))
	onUpdate(schema.Appeals, "appeals", changed(schema.AppealState, appealAnswered))
	onUpdate(schema.Users, "roles", changed(schema.UserRoles, rolesGiven))
	onDelete(schema.Users, "forget", forgotten)
}
