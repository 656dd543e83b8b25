package notify

import (
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// awarded tells of a badge.
func awarded(e *core.RecordEvent) error {
	b := schema.AsUserBadge(e.Record)
	record, err := e.App.FindRecordById(schema.Badges, b.Badge())
	if err != nil {
		return ignoreMissing(err)
	}
	badge := schema.AsBadge(record)
	return tell(e.App, notice{
		User: b.User(), Kind: Badge, Event: "awarded", TargetKind: "badge", Target: badge.Id, Subject: badge.Name(), URL: "/badges",
		Cause: "badge:" + badge.Id, Data: map[string]string{"subject_en": badge.NameEn(), "tier": badge.Tier()},
	})
}

// measures are the decisions of moderators that the member concerned is told of, as the
// audit log names them.
var measures = []string{"hide", "restore", "lock", "unlock", "merge", "move", "warn", "silence", "suspend", "lift"}

// moderated tells a member what was decided about them or about what they wrote, with the
// reason and the way to appeal. Who decided isn't said. What is an event's, all who organise it are told, and of an entry its team.
func moderated(e *core.RecordEvent) error {
	entry := schema.AsAuditEntry(e.Record)
	if !slices.Contains(measures, entry.Action()) {
		return nil
	}
	subject, err := subjectOf(e.App, entry.Kind(), entry.Target())
	if err != nil {
		return err
	}
	event := entry.Action()
	if entry.Kind() == "user" && (event == "hide" || event == "restore") {
		event += "_profile"
	}
	n := notice{
		User: entry.Affected(), Kind: Moderation, Event: event, TargetKind: entry.Kind(), Target: entry.Target(), Subject: subject,
		URL: "/appeal#" + entry.Id, Cause: "audit:" + entry.Id, Data: map[string]string{"words": entry.Reason()},
	}
	if entry.Affected() != entry.Actor() {
		if err := tell(e.App, n); err != nil {
			return err
		}
	}
	if entry.Kind() == "entry" {
		return tellTeam(e.App, n, entry.Actor())
	}
	return tellOfEvent(e.App, n, entry.Actor())
}

// tellTeam tells all in a team what was decided about what one of them handed in for it: they go to their entry, not to an
// appeal. Who decided knows.
func tellTeam(app core.App, n notice, actor string) error {
	if n.Event != "hide" && n.Event != "restore" {
		return nil // the others concern a person
	}
	var rows []struct {
		User string `db:"user"`
		Slug string `db:"slug"`
	}
	if err := app.DB().NewQuery(`SELECT m.user, v.slug FROM entries e JOIN team_members m ON m.team = e.team JOIN events v ON v.id = e.event
			WHERE e.id = {:entry} AND m.user != '' AND m.user != {:actor} AND m.user != {:reader} ORDER BY m.created, m.id LIMIT {:most}`).
		Bind(dbx.Params{"entry": n.Target, "actor": actor, "reader": n.User, "most": mostOrganisers}).All(&rows); err != nil {
		return err
	}
	for _, row := range rows {
		n.User, n.URL = row.User, "/events/"+row.Slug+"/entry"
		if err := tell(app, n); err != nil {
			return err
		}
	}
	return nil
}

// tellOfEvent tells those who organise an event what was decided about it or a part of its agenda, who may well not have
// written it: they go to the event, not to an appeal. Who decided knows.
func tellOfEvent(app core.App, n notice, actor string) error {
	if n.Event != "hide" && n.Event != "restore" {
		return nil // the others concern a person
	}
	id, page := n.Target, "edit"
	switch n.TargetKind {
	case "event":
	case "session":
		part, err := app.FindRecordById(schema.EventSessions, n.Target)
		if err != nil {
			return ignoreMissing(err)
		}
		id, page = part.GetString(schema.EventSessionEvent), "agenda"
	default:
		return nil
	}
	record, err := app.FindRecordById(schema.Events, id)
	if err != nil {
		return ignoreMissing(err)
	}
	ev, reader := schema.AsEvent(record), n.User
	hands, err := access.Hands(app, ev.Id, mostOrganisers)
	if err != nil {
		return err
	}
	for _, one := range hands {
		if one.User == actor || one.User == reader {
			continue
		}
		n.User, n.URL = one.User, "/events/"+page+"#"+ev.Id
		if page == "edit" && !one.Edits { // staff edit the agenda, not the event
			n.URL = "/events/" + ev.Slug() + "/manage"
		}
		if err := tell(app, n); err != nil {
			return err
		}
	}
	return nil
}

// subjectOf names a thing for whom it belongs to.
func subjectOf(app core.App, kind, id string) (string, error) {
	where := map[string][2]string{
		"article": {schema.Articles, schema.ArticleTitle}, "comment": {schema.Comments, schema.CommentBody}, "column": {schema.Columns, schema.ColumnName}, "group": {schema.Groups, schema.GroupName},
		"question": {schema.Questions, schema.QuestionTitle}, "answer": {schema.Answers, schema.AnswerExcerpt},
		"event": {schema.Events, schema.EventTitle}, "session": {schema.EventSessions, schema.EventSessionTitle}, "entry": {schema.Entries, schema.EntryTitle},
	}[kind]
	if where[0] == "" {
		return "", nil
	}
	r, err := app.FindRecordById(where[0], id)
	if err != nil {
		return "", ignoreMissing(err)
	}
	return clip(strings.Join(strings.Fields(r.GetString(where[1])), " "), 60), nil
}

// reportAnswered tells who reported something that it was looked at.
func reportAnswered(e *core.RecordEvent, was string) error {
	r := schema.AsReport(e.Record)
	if was != "open" || r.State() != "accepted" && r.State() != "declined" {
		return nil
	}
	return tell(e.App, notice{
		User: r.Reporter(), Kind: Moderation, Event: "report_" + r.State(), TargetKind: r.Kind(), Target: r.Target(), URL: "/notifications",
		Cause: "report:" + r.Id + ":" + r.State(), Data: map[string]string{"words": r.Answer()},
	})
}

// appealAnswered tells who appealed what became of it.
func appealAnswered(e *core.RecordEvent, _ string) error {
	a := schema.AsAppeal(e.Record)
	if a.State() != "granted" && a.State() != "declined" {
		return nil
	}
	return tell(e.App, notice{
		User: a.User(), Kind: Moderation, Event: "appeal_" + a.State(), URL: "/appeal#" + a.Entry(),
		Cause: "appeal:" + a.Id + ":" + a.State(), Data: map[string]string{"words": a.Answer()},
	})
}

// rolesGiven tells an account of another role on the site.
func rolesGiven(e *core.RecordEvent, was string) error {
	u := schema.AsUser(e.Record)
	var fresh []string
	for _, role := range e.Record.GetStringSlice(schema.UserRoles) {
		if !strings.Contains(was, `"`+role+`"`) {
			fresh = append(fresh, role)
		}
	}
	for _, role := range fresh {
		n := notice{User: u.Id, Kind: Account, Event: "role_" + role, URL: "/review", Cause: "role:" + role + ":" + core.GenerateDefaultRandomId()}
		if role == "moderator" {
			n.URL = "/moderation"
		}
		if err := tell(e.App, n); err != nil {
			return err
		}
	}
	return nil
}

// bounced tells an account, in the site, that mail doesn't reach it.
func bounced(e *core.RecordEvent) error {
	user, err := e.App.FindAuthRecordByEmail(schema.Users, e.Record.GetString(schema.MailBlockEmail))
	if err != nil {
		return ignoreMissing(err)
	}
	return tell(e.App, notice{User: user.Id, Kind: Account, Event: undeliverable, URL: "/settings", Cause: "bounce:" + e.Record.Id})
}
