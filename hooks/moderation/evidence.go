package moderation

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// What a moderator hid is what reports and an appeal are about: it stays until the moderators are done with it, whoever made
// it. Requests alone are held to that: what an account leaves behind goes with it.

// parts are the things that go with a record that is deleted, as kind and id.
var parts = map[string]string{
	schema.Events: "SELECT '" + Session + "' kind, id, hidden FROM event_sessions WHERE event = {:id} UNION ALL SELECT '" + Entry + "', id, hidden FROM entries WHERE event = {:id}",
	schema.Teams:  "SELECT '" + Entry + "' kind, id, hidden FROM entries WHERE team = {:id}",
}

// keepEvidence binds the rule to all that can be hidden and to what it is part of. Profiles and columns aren't deleted by
// those whose they are.
func keepEvidence(app core.App) {
	collections := []string{schema.Teams}
	for collection, kind := range kinds {
		if kind != Person && kind != Column {
			collections = append(collections, collection)
		}
	}
	for _, collection := range collections {
		app.OnRecordDeleteRequest(collection).Bind(bind.Func("moderation.evidence."+collection, mayDelete))
	}
}

// mayDelete refuses to delete what is hidden or appealed about, unless by who might decide about it.
func mayDelete(e *core.RecordRequestEvent) error {
	var things []struct {
		Kind string `db:"kind"`
		ID   string `db:"id"`
	}
	if query := parts[e.Collection.Name]; query != "" {
		// of many parts those alone are looked at that something was decided about
		if err := e.App.DB().NewQuery("SELECT kind, id FROM (" + query + ") p WHERE hidden = 1 OR EXISTS (SELECT 1 FROM audit_log l WHERE l.target = p.id AND l.kind = p.kind)").
			Bind(dbx.Params{"id": e.Record.Id}).All(&things); err != nil {
			return err
		}
	}
	if kind, known := kinds[e.Collection.Name]; known {
		if err := (&thing{kind: kind, Record: e.Record}).stays(e.App, e.Auth); err != nil {
			return err
		}
	}
	for _, one := range things {
		part, err := e.App.FindRecordById(collections[one.Kind], one.ID)
		if err != nil {
			return err
		}
		if err := (&thing{kind: one.Kind, Record: part}).stays(e.App, e.Auth); err != nil {
			return err
		}
	}
	return e.Next()
}

// stays is the error of deleting a thing that moderators aren't done with: why it is hidden, and where to appeal.
func (t *thing) stays(app core.App, auth *core.Record) error {
	var appealed bool
	if err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM audit_log l JOIN appeals a ON a.entry = l.id WHERE l.target = {:id} AND l.kind = {:kind} AND a.state = 'open')").
		Bind(dbx.Params{"id": t.Id, "kind": t.kind}).Row(&appealed); err != nil {
		return err
	}
	if !appealed && !t.hidden() {
		return nil
	}
	affected, err := account(app, t.owner())
	if err != nil || MayAct(auth, affected, false) {
		return err
	}
	refused := func(key string, args ...any) error {
		return i18n.NewError(key, append([]any{"Title", cut(t.title(), 60)}, args...)...).WithStatus(http.StatusForbidden)
	}
	if appealed {
		return refused("moderation.stays_appealed")
	}
	hid, err := hiding(app, t.kind, t.Id)
	switch {
	case err != nil:
		return err
	case hid == nil || hid.Reason() == "":
		return refused("moderation.stays")
	case auth != nil && hid.Affected() == auth.Id:
		return refused("moderation.stays_appeal", "Reason", hid.Reason(), "Entry", hid.Id)
	case hid.Affected() != "":
		return refused("moderation.stays_others", "Reason", hid.Reason())
	}
	return refused("moderation.stays_because", "Reason", hid.Reason())
}
