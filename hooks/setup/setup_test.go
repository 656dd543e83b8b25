package setup_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) }

func superuser(t *testing.T, app core.App, email string) {
	t.Helper()
	c, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(c)
	r.SetEmail(email)
	r.SetPassword("first-password-1")
	testkit.Save(t, app, r)
}

// The first superuser signs in to the site with the same address and password, as a site editor; a second one doesn't.
func TestFirstSuperuserIsEditor(t *testing.T) {
	app := testkit.NewApp(t, register)
	superuser(t, app, core.DefaultInstallerEmail)
	if n := testkit.Number(t, app, "SELECT count(*) FROM users"); n != 0 {
		t.Fatalf("the installer's own account made %d", n)
	}
	superuser(t, app, "admin@example.com")
	superuser(t, app, "second@example.com")
	if n := testkit.Number(t, app, "SELECT count(*) FROM users"); n != 1 {
		t.Fatalf("%d accounts", n)
	}
	account, err := app.FindAuthRecordByEmail(schema.Users, "admin@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if !access.IsEditor(account) || !account.Verified() || account.GetString(schema.UserHandle) != "editor" {
		t.Errorf("roles %v, verified %v, handle %q", account.Get(schema.UserRoles), account.Verified(), account.GetString(schema.UserHandle))
	}
	api := testkit.NewAPI(t, app)
	a := api.Send(nil, "POST", "/api/collections/users/auth-with-password", map[string]any{"identity": "admin@example.com", "password": "first-password-1"})
	if a.Status != 200 {
		t.Errorf("signing in: %d %s", a.Status, a.Body)
	}
}

// An account that is there already becomes the editor, with its own password.
func TestMemberBecomesEditor(t *testing.T) {
	app := testkit.NewApp(t, register)
	u := testkit.User(t, app, "lin-qiao", access.Moderator)
	superuser(t, app, u.Email())
	u = testkit.Fresh(t, app, u)
	if roles := u.GetStringSlice(schema.UserRoles); !access.IsEditor(u) || len(roles) != 2 || u.ValidatePassword("first-password-1") {
		t.Errorf("roles %v", roles)
	}
}

func TestPageAndFooter(t *testing.T) {
	app := testkit.NewApp(t, register)
	api := testkit.NewAPI(t, app)
	for _, path := range []string{"/welcome", "/en/welcome"} {
		if a := api.Send(nil, "GET", path, nil); a.Status != 200 || !strings.Contains(a.Body, "<qiao-welcome") || !strings.Contains(a.Body, "noindex") {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if a := api.Send(nil, "GET", "/en", nil); strings.Contains(a.Body, "/en/terms") {
		t.Error("the footer names terms that aren't there")
	}
	policy, err := app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		t.Fatal(err)
	}
	policy.Set(schema.PolicyTerms, "好好说话。")
	testkit.Save(t, app, policy)
	if a := api.Send(nil, "GET", "/en", nil); !strings.Contains(a.Body, `href="/en/terms"`) || strings.Contains(a.Body, "/en/privacy") {
		t.Error("the footer doesn't name the terms at once, or more than those")
	}
}
