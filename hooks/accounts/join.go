package accounts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// keptBySystem are the fields of an account that nobody sets for themselves.
var keptBySystem = []string{
	schema.UserRoles, core.FieldNameVerified, schema.UserTrust, schema.UserReputation, schema.UserAgreedAt, schema.UserLeavingAt,
	schema.UserLeavingKeep, schema.UserSilencedUntil, schema.UserSuspendedUntil, schema.UserProfileHidden, core.FieldNameTokenKey,
	core.FieldNameId, // counters go by the id of what they count
}

// ownHidden are the hidden fields that members set for themselves: hidden ones can't be filtered and sorted by, and
// PocketBase leaves them out of what a request writes.
var ownHidden = []string{
	schema.UserCity, schema.UserCompany, schema.UserLinks, schema.UserExpertise, schema.UserZone, schema.UserPrivate, schema.UserMFA,
}

// mayJoin holds what a guest who signs up can and must say.
func mayJoin(e *core.RecordRequestEvent) error {
	if e.HasSuperuserAuth() {
		return e.Next()
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	body, err := said(e)
	if err != nil {
		return err
	}
	for name, value := range body {
		if field := strings.Trim(name, "+-"); slices.Contains(keptBySystem, field) && says(value) {
			return i18n.FieldError(field, "accounts.kept_by_system")
		}
	}
	u := schema.AsUser(e.Record)
	errs := validation.Errors{}
	switch {
	case u.Handle() == "":
		errs[schema.UserHandle] = i18n.NewError("accounts.handle_required")
	case reservedHandle(u.Handle()):
		errs[schema.UserHandle] = i18n.NewError("people.handle_reserved")
	}
	if e.Record.Email() == "" && info.Context != core.RequestInfoContextOAuth2 {
		errs[core.FieldNameEmail] = i18n.NewError("accounts.email_required")
	}
	agreement, err := currentAgreement(e.App)
	if err != nil {
		return err
	}
	if agreement != "" {
		if agreed, _ := body[schema.UserAgreed].(string); agreed != agreement {
			errs[schema.UserAgreed] = i18n.NewError("accounts.agree_first")
		}
		e.Record.Set(schema.UserAgreed, agreement)
		e.Record.Set(schema.UserAgreedAt, types.NowDateTime())
	}
	if len(errs) > 0 {
		return errs
	}
	takeHidden(e.Record, body)
	e.Record.Set(schema.UserMFA, false) // it takes a confirmed address
	if u.Name() == "" {
		e.Record.Set(schema.UserName, u.Handle())
	}
	if u.Locale() == "" {
		e.Record.Set(schema.UserLocale, i18n.Of(e.Request).Tag())
	}
	return e.Next()
}

// said is all that a request says. PocketBase's own view of it is without the hidden fields.
func said(e *core.RecordRequestEvent) (map[string]any, error) {
	body := map[string]any{}
	if err := e.BindBody(&body); err != nil {
		return nil, e.BadRequestError("", err)
	}
	return body, nil
}

// says is false of the values that forms send for nothing.
func says(value any) bool {
	return !slices.Contains([]string{"", "false", "0", "[]", "<nil>"}, fmt.Sprint(value))
}

// takeHidden writes what a request says of a member's own hidden fields into the record.
func takeHidden(r *core.Record, body map[string]any) {
	values := r.ReplaceModifiers(body)
	for _, field := range ownHidden {
		if value, ok := values[field]; ok {
			r.Set(field, value)
		}
	}
}

// currentAgreement is the version of the agreements that new members accept, empty while there is none.
func currentAgreement(app core.App) (string, error) {
	var versions []string
	err := app.DB().NewQuery("SELECT agreement FROM policy WHERE id = {:id}").Bind(dbx.Params{"id": schema.PolicyID}).Column(&versions)
	if err != nil || len(versions) == 0 {
		return "", err
	}
	return versions[0], nil
}

const (
	// keepHandle is how long a handle stays before it can be changed again.
	keepHandle = 30 * 24 * time.Hour
	// recently is how fresh a sign-in must be for what a stolen session mustn't do.
	recently = 15 * time.Minute
)

// mayChange holds what members can change about themselves.
func mayChange(e *core.RecordRequestEvent) error {
	if e.HasSuperuserAuth() {
		return e.Next()
	}
	body, err := said(e)
	if err != nil {
		return err
	}
	u, before := schema.AsUser(e.Record), schema.AsUser(e.Record.Original())
	takeHidden(e.Record, body)
	if u.Handle() != before.Handle() && !access.IsEditor(e.Auth) {
		if u.Handle() == "" {
			return i18n.FieldError(schema.UserHandle, "accounts.handle_required")
		}
		if reservedHandle(u.Handle()) {
			return i18n.FieldError(schema.UserHandle, "people.handle_reserved")
		}
		next, err := nextHandle(e.App, u.Id)
		if err != nil {
			return err
		}
		if next.After(time.Now()) {
			return i18n.FieldError(schema.UserHandle, "accounts.handle_soon", "Date", i18n.Date(i18n.Of(e.Request), next))
		}
	}
	switch {
	case u.MFA() && !before.MFA() && (!e.Record.Verified() || e.Record.Email() == ""):
		return i18n.FieldError(schema.UserMFA, "accounts.verify_first")
	case before.MFA() && !u.MFA():
		fresh, err := signedInRecently(e.RequestEvent)
		if err != nil {
			return err
		}
		if !fresh {
			return i18n.FieldError(schema.UserMFA, "accounts.sign_in_again")
		}
	}
	return e.Next()
}

// nextHandle is when a member may change the handle again. The first one, which signing up or a provider gave, may be
// changed at once.
func nextHandle(app core.App, user string) (time.Time, error) {
	var row struct {
		N    int            `db:"n"`
		Last types.DateTime `db:"last"`
	}
	err := app.DB().NewQuery("SELECT count(*) n, coalesce(max(updated), '') last FROM slugs WHERE kind = 'users' AND target = {:user}").
		Bind(dbx.Params{"user": user}).One(&row)
	if err != nil || row.N < 2 {
		return time.Time{}, err
	}
	return row.Last.Time().Add(keepHandle), nil
}

const mostExpertise = 20

// validate holds what is true of an account's own fields.
func validate(e *core.RecordEvent) error {
	u := schema.AsUser(e.Record)
	errs := validation.Errors{}
	if zone := u.Zone(); zone != "" {
		if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
			errs[schema.UserZone] = i18n.NewError("accounts.zone_unknown")
		}
	}
	if raw := e.Record.GetString(schema.UserExpertise); raw != "" && raw != "null" && (e.Record.IsNew() || raw != e.Record.Original().GetString(schema.UserExpertise)) {
		ids := u.Expertise()
		var n int
		err := e.App.DB().Select("count(*)").From(schema.Tags).Where(dbx.HashExp{"id": anys(ids)}).Row(&n)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(raw, "[") || len(ids) > mostExpertise || n != len(ids) {
			errs[schema.UserExpertise] = i18n.NewError("accounts.expertise_wrong")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
