package moderation

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// profile is what a member says about themselves, beside the portrait: what is emptied when the
// profile is hidden, so that no page, list, feed, search or answer of the API shows it. The
// audit log keeps it for the way back.
var profile = []string{schema.UserName, schema.UserBio, schema.UserLinks, schema.UserCity, schema.UserCompany}

// hideProfile takes a member's words and portrait out of sight; their handle and what they
// wrote stay.
func hideProfile(app core.App, d *decision) (outcome, error) {
	if d.hidden() {
		return outcome{}, already()
	}
	before, after := values{schema.UserAvatar: d.GetString(schema.UserAvatar)}, values{schema.UserProfileHidden: true}
	for _, field := range profile {
		before[field] = d.Get(field)
		d.Set(field, "")
	}
	d.Set(schema.UserName, d.GetString(schema.UserHandle))
	return outcome{before: before, after: after}, d.saveProfile(app, "", true)
}

// showProfile brings a hidden profile back as it was.
func showProfile(app core.App, d *decision, hid *schema.AuditEntry) (outcome, error) {
	was := values{}
	if hid != nil {
		if err := hid.UnmarshalJSONField(schema.AuditEntryBefore, &was); err != nil {
			return outcome{}, err
		}
		for _, field := range profile {
			d.Set(field, was[field])
		}
	}
	avatar, _ := was[schema.UserAvatar].(string)
	return outcome{before: values{schema.UserProfileHidden: true}, after: values{schema.UserProfileHidden: false}}, d.saveProfile(app, avatar, false)
}

// saveProfile saves the account with another portrait. The name of the file is written by SQL,
// and so known to the record: a file that a save takes out of a record is deleted.
func (d *decision) saveProfile(app core.App, avatar string, hidden bool) error {
	if _, err := app.DB().NewQuery("UPDATE users SET avatar = {:avatar} WHERE id = {:id}").
		Bind(dbx.Params{"avatar": avatar, "id": d.Id}).Execute(); err != nil {
		return err
	}
	now, err := app.FindRecordById(schema.Users, d.Id)
	if err != nil {
		return err
	}
	for _, field := range profile {
		now.Set(field, d.Get(field))
	}
	now.Set(schema.UserProfileHidden, hidden)
	now.SetRaw(authKey, d.auth)
	return app.SaveNoValidate(quiet(now))
}

// keepProfile lets nobody write a profile that is hidden but site editors, and nobody hide one
// by its field: the words have to be kept for the way back.
func keepProfile(e *core.RecordRequestEvent) error {
	was := e.Record.Original()
	if e.Record.GetBool(schema.UserProfileHidden) != was.GetBool(schema.UserProfileHidden) {
		return i18n.FieldError(schema.UserProfileHidden, "moderation.profile_by_queue")
	}
	if was.GetBool(schema.UserProfileHidden) && !access.IsEditor(e.Auth) {
		for _, field := range append([]string{schema.UserAvatar}, profile...) {
			if !same(e.Record.Get(field), was.Get(field)) {
				return i18n.NewError("moderation.profile_hidden").WithStatus(http.StatusForbidden)
			}
		}
	}
	return e.Next()
}
