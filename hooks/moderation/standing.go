package moderation

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// whileSuspended lists the writes that a suspended member may still ask for: to sign in and
// out, to read what was decided and appeal, to take their data and leave. An entry is a
// method and a path; one that ends in a slash stands for all below it.
var whileSuspended = []string{
	"POST /api/collections/users/auth-with-password",
	"POST /api/collections/users/auth-with-otp",
	"POST /api/collections/users/request-otp",
	"POST /api/collections/users/auth-refresh",
	"POST /api/collections/users/request-password-reset",
	"POST /api/collections/users/confirm-password-reset",
	"POST /api/collections/users/request-verification",
	"POST /api/collections/users/confirm-verification",
	"POST /api/collections/_superusers/",
	"POST /api/realtime",
	"POST /api/files/token",
	"POST /api/qiao/views",
	"POST /api/qiao/mydata/leave",
	"POST /api/qiao/mydata/stay",
	"DELETE /api/qiao/devices",
	"POST /api/qiao/notifications/",
	"POST /api/qiao/unsubscribe",
	"POST /api/collections/appeals/records",
	"PATCH /api/collections/notifications/records/",
	"DELETE /api/collections/notifications/records/",
	"PATCH /api/collections/devices/records/",
	"DELETE /api/collections/devices/records/",
}

// recordsWhileSuspended is the same for records, as a request hook sees them.
var recordsWhileSuspended = map[string][]string{
	schema.Appeals: {"create"}, schema.Notifications: {"update", "delete"}, schema.Devices: {"update", "delete"},
}

// stopSuspended refuses the writes of suspended members before any handler sees them.
func stopSuspended(e *core.RequestEvent) error {
	switch e.Request.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return e.Next()
	}
	if e.Auth == nil || !strings.HasPrefix(e.Request.URL.Path, "/api/") {
		return e.Next()
	}
	asked := e.Request.Method + " " + e.Request.URL.Path
	if slices.ContainsFunc(whileSuspended, func(free string) bool {
		return asked == free || strings.HasSuffix(free, "/") && strings.HasPrefix(asked, free)
	}) {
		return e.Next()
	}
	if err := refuseSuspended(e.Auth); err != nil {
		return err
	}
	return e.Next()
}

// refuseSuspended gives the error with which a suspended account is refused, nil for others.
func refuseSuspended(auth *core.Record) error {
	if auth == nil || auth.Collection().Name != schema.Users {
		return nil
	}
	end := schema.AsUser(auth).SuspendedUntil()
	if !active(end) {
		return nil
	}
	return refusal("moderation.suspended", "moderation.suspended_for_good", end)
}

// active says whether a sanction that lasts until then still does.
func active(end types.DateTime) bool { return end.Time().After(types.NowDateTime().Time()) }

// refusal words a refusal for a term that ends or one that doesn't.
func refusal(key, forEver string, end types.DateTime) error {
	if !end.Time().Before(forGood.Time()) {
		return i18n.NewError(forEver).WithStatus(http.StatusForbidden)
	}
	return i18n.NewError(key, "Until", end.Time().UTC().Format("2006-01-02 15:04")+" UTC").WithStatus(http.StatusForbidden)
}

// public are the collections whose records are words to others; a silenced member writes none.
// Drafts, votes, bookmarks, follows and settings remain.
var public = []string{
	schema.Comments, schema.Submissions, schema.ReviewNotes, schema.ColumnApplications,
	schema.Columns, schema.Groups, schema.SeriesList, schema.Coauthors, schema.Tags, schema.Holds,
	schema.AnswerLinks, schema.AnswerRequests, schema.ExternalQuestions,
	schema.CloseVotes, schema.Bounties,
	schema.EventSeriesList, schema.EventSessions, schema.Speakers, schema.Proposals, schema.ProposalReviews,
	schema.Answers,
}

// requestStanding notes on the record who asks, and refuses those who may not write now. It
// runs for batches too, whose parts don't pass through the router.
func requestStanding(action string) func(*core.RecordRequestEvent) error {
	return func(e *core.RecordRequestEvent) error {
		if e.Auth == nil {
			return e.Next()
		}
		e.Record.SetRaw(authKey, e.Auth)
		e.Record.SetRaw(quietKey, nil)
		if e.Auth.Collection().Name != schema.Users {
			return e.Next()
		}
		if !slices.Contains(recordsWhileSuspended[e.Collection.Name], action) {
			if err := refuseSuspended(e.Auth); err != nil {
				return err
			}
		}
		if end := schema.AsUser(e.Auth).SilencedUntil(); action != "delete" && active(end) && speaks(e.Record) {
			return refusal("moderation.silenced", "moderation.silenced_for_good", end)
		}
		if action == "update" {
			if err := mayChangeState(e); err != nil {
				return err
			}
		}
		return e.Next()
	}
}

// speaks says whether saving a record says something to others.
func speaks(r *core.Record) bool {
	switch name := r.Collection().Name; name {
	case schema.Articles:
		private := func(status string) bool { return status == "" || status == "draft" || status == "rejected" }
		return !private(r.GetString(schema.ArticleStatus)) || !r.IsNew() && !private(r.Original().GetString(schema.ArticleStatus))
	case schema.Questions:
		return r.GetString(schema.QuestionStatus) != "draft" || !r.IsNew() && r.Original().GetString(schema.QuestionStatus) != "draft"
	case schema.Events:
		return r.GetString(schema.EventStatus) != "" && r.GetString(schema.EventStatus) != "draft" || !r.IsNew() && r.Original().GetString(schema.EventStatus) != "draft"
	case schema.Revisions:
		return r.GetString(schema.RevisionState) == "published"
	case schema.Users:
		return slices.ContainsFunc([]string{schema.UserName, schema.UserHandle, schema.UserBio, schema.UserAvatar, schema.UserLinks}, func(field string) bool {
			return r.GetString(field) != r.Original().GetString(field)
		})
	default:
		return slices.Contains(public, name)
	}
}

// mayChangeState holds moderators who change a thing's state by its record to the same
// limits as their decisions.
func mayChangeState(e *core.RecordRequestEvent) error {
	kind := kinds[e.Collection.Name]
	state, has := states[kind]
	if !has || e.Record.GetString(state.field) == e.Record.Original().GetString(state.field) {
		return nil
	}
	t := &thing{kind: kind, Record: e.Record}
	if t.owner() == e.Auth.Id || !access.IsModerator(e.Auth) {
		if kind == Comment && e.Record.Original().GetString(state.field) == state.hidden && e.Record.GetString(state.field) != "deleted" {
			return i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
		}
		return nil // what else they may is the room's of the thing
	}
	affected, err := account(e.App, t.owner())
	if err != nil {
		return err
	}
	if !MayAct(e.Auth, affected, false) {
		return i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
	}
	return nil
}

// showTerms lets the person and the moderators see until when somebody is silenced or suspended.
func showTerms(e *core.RecordEnrichEvent) error {
	if info := e.RequestInfo; info != nil && info.Auth != nil && (info.Auth.Id == e.Record.Id || access.IsModerator(info.Auth)) {
		e.Record.Unhide(schema.UserSilencedUntil, schema.UserSuspendedUntil)
	}
	return e.Next()
}

// moderatorsOnly guards the endpoints of moderators. One who is suspended isn't one.
func moderatorsOnly() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: "moderation.only", Func: func(e *core.RequestEvent) error {
		if !access.IsModerator(e.Auth) {
			return i18n.NewError("moderation.moderators_only").WithStatus(http.StatusForbidden)
		}
		if err := refuseSuspended(e.Auth); err != nil {
			return err
		}
		return e.Next()
	}}
}
