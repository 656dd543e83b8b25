package groups

import (
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// derived follow from elsewhere: what a request says of them doesn't count.
var derived = []string{schema.GroupOrganisers, schema.GroupHTML, schema.GroupHidden}

const askedKey = "@groups.asked"

// askOf gives who asks for a group to be saved; nil where the system or a superuser does.
func askOf(r *core.Record) *core.Record {
	by, _ := r.GetRaw(askedKey).(*core.Record)
	return by
}

// settle takes back what nobody says by request, and notes who asks.
func settle(e *core.RecordRequestEvent) {
	was := e.Record.Original()
	for _, field := range derived {
		e.Record.Set(field, was.Get(field))
	}
	if !access.IsEditor(e.Auth) {
		e.Record.Set(schema.GroupReason, was.Get(schema.GroupReason))
	}
	e.Record.SetRaw(access.ByKey, e.Auth.Id)
	e.Record.SetRaw(askedKey, e.Auth)
}

// mayFound lets members propose groups and site editors found them.
func mayFound(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	r, editor := e.Record, access.IsEditor(e.Auth)
	if r.GetString(schema.GroupStatus) == "" {
		r.Set(schema.GroupStatus, map[bool]string{true: Active, false: Proposed}[editor])
	}
	if status := r.GetString(schema.GroupStatus); status != Proposed && (!editor || status != Active) {
		return i18n.FieldError(schema.GroupStatus, "groups.approval")
	}
	settle(e)
	return e.Next()
}

// mayChange refuses what somebody's part in a group doesn't let them change. It is judged again in the transaction.
func mayChange(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	settle(e)
	if err := mayNow(e.App, e.Auth, e.Record, e.Record.Original()); err != nil {
		return err
	}
	return schema.Together(e)
}

// mayNow judges what somebody asks for by what the group was before: they may have handed it over meanwhile, or be its
// organiser no more.
func mayNow(app core.App, by, r, was *core.Record) error {
	if access.IsEditor(by) {
		return moved(r, was, true)
	}
	role, err := access.GroupSeats.Role(app, by, was.Id)
	if err != nil {
		return err
	}
	g, before := schema.AsGroup(r), schema.AsGroup(was)
	switch {
	case role != access.GroupOwner && role != access.GroupOrganiser:
		return i18n.NewError("groups.not_organiser").WithStatus(http.StatusForbidden)
	case (g.Owner() != before.Owner() || g.Status() != before.Status()) && before.Owner() != by.Id:
		return i18n.NewError("groups.not_owner").WithStatus(http.StatusForbidden)
	}
	if g.Owner() != before.Owner() {
		var members int
		if err := app.DB().NewQuery("SELECT count(*) FROM group_members WHERE [[group]] = {:group} AND user = {:user}").
			Bind(dbx.Params{"group": was.Id, "user": g.Owner()}).Row(&members); err != nil {
			return err
		}
		if members == 0 {
			return i18n.FieldError(schema.GroupOwner, "groups.owner_outside")
		}
	}
	return moved(r, was, false)
}

func moved(r, was *core.Record, editor bool) error {
	from, to := was.GetString(schema.GroupStatus), r.GetString(schema.GroupStatus)
	if !mayMove(from, to, editor) {
		return i18n.FieldError(schema.GroupStatus, "groups.status_move", "From", from, "To", to)
	}
	return nil
}

// fewProposed bounds the groups that somebody proposes at a time.
func fewProposed(app core.App, r *core.Record) error {
	var open int
	if err := app.DB().NewQuery("SELECT count(*) FROM groups WHERE owner = {:owner} AND status = 'proposed' AND id != {:id}").
		Bind(dbx.Params{"owner": r.GetString(schema.GroupOwner), "id": r.Id}).Row(&open); err != nil {
		return err
	}
	if open >= mostProposed {
		return i18n.NewError("groups.many_proposed", "Most", mostProposed)
	}
	return nil
}

// join begins a seat unnamed where the member's profile says nothing of what they do, unless they say otherwise.
func join(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if _, said := info.Body[schema.GroupMemberQuiet]; !said && slices.Contains(schema.AsUser(e.Auth).Private(), "activity") {
		e.Record.Set(schema.GroupMemberQuiet, true)
	}
	return e.Next()
}
