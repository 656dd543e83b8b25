package access_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// A rule that changes must change here too, where a reader of the change sees it.
func TestRulesAreThoseOfTheDatabase(t *testing.T) {
	app := testkit.NewApp(t, nil)
	collections, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range collections {
		if c.System {
			continue
		}
		seen++
		want, listed := access.Rules[c.Name]
		if !listed {
			t.Errorf("the collection %s has no rules listed", c.Name)
			continue
		}
		for _, r := range []struct {
			action string
			got    *string
			want   access.Rule
		}{
			{"list", c.ListRule, want.List}, {"view", c.ViewRule, want.View},
			{"create", c.CreateRule, want.Create}, {"update", c.UpdateRule, want.Update}, {"delete", c.DeleteRule, want.Delete},
		} {
			if shown(r.got) != shown(r.want.Pointer()) {
				t.Errorf("%s of %s:\n database: %s\n listed:   %s", r.action, c.Name, shown(r.got), shown(r.want.Pointer()))
			}
		}
		if c.IsAuth() && (c.ManageRule != nil || c.AuthRule == nil || *c.AuthRule != "" || !c.OAuth2.Enabled || c.OAuth2.MappedFields != (core.OAuth2KnownFields{}) ||
			!c.OTP.Enabled || !c.MFA.Enabled || c.MFA.Rule != "mfa = true" || !c.PasswordAuth.Enabled) {
			t.Errorf("%s: how accounts sign in or manage each other has changed", c.Name)
		}
	}
	if seen != len(access.Rules) {
		t.Errorf("%d collections, %d listed", seen, len(access.Rules))
	}
}

func shown(rule *string) string {
	if rule == nil {
		return "superusers only"
	}
	return "“" + *rule + "”"
}

// Batches, which would need limits of their own, stay off until something needs them.
func TestSettingsThatGuard(t *testing.T) {
	app := testkit.NewApp(t, nil)
	if app.Settings().Batch.Enabled {
		t.Error("the batch API is on")
	}
	if !slices.ContainsFunc(app.Settings().RateLimits.Rules, func(r core.RateLimitRule) bool { return r.Label == "*:auth" && r.MaxRequests <= 10 }) {
		t.Error("nothing limits the guessing of passwords")
	}
	users, err := app.FindCollectionByNameOrId(schema.Users)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		schema.UserTrust, "tokenKey", "password", schema.UserCity, schema.UserCompany, schema.UserLinks, schema.UserExpertise, schema.UserZone, schema.UserPrivate,
		schema.UserMFA, schema.UserAgreed, schema.UserAgreedAt, schema.UserLeavingAt, schema.UserLeavingKeep, schema.UserSilencedUntil, schema.UserSuspendedUntil, schema.UserProfileHidden,
	} {
		if f := users.Fields.GetByName(name); f == nil || !f.GetHidden() {
			t.Errorf("users.%s isn't hidden", name)
		}
	}
}

func TestPointer(t *testing.T) {
	if access.Rules[schema.Slugs].List.Pointer() != nil {
		t.Error("an empty rule is not for superusers alone")
	}
	if p := access.Rules[schema.Tags].List.Pointer(); p == nil || *p != "" {
		t.Error("everyone is not the empty rule")
	}
}
