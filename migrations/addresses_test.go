package migrations

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// Who has accounts whose addresses differ by case is told which, nothing is changed, and once one is changed the rest follows.
func TestAddressesThatDifferByCase(t *testing.T) {
	app := open(t)
	if err := app.RunSystemMigrations(); err != nil {
		t.Fatal(err)
	}
	before := core.MigrationsList{}
	for _, step := range core.AppMigrations.Items() {
		if step.File == "1764001450_addresses.go" {
			break
		}
		before.Register(step.Up, step.Down, step.File)
	}
	if _, err := core.NewMigrationsRunner(app, before).Up(); err != nil {
		t.Fatal(err)
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	account := func(handle, email string) *core.Record {
		u := core.NewRecord(users)
		u.Set("handle", handle)
		u.SetEmail(email)
		u.SetPassword("correct-horse-battery")
		if err := app.Save(u); err != nil {
			t.Fatalf("%s: %v", email, err)
		}
		return u
	}
	first, second := account("anna", "anna@example.com"), account("other-anna", "Anna@Example.com")
	account("bert", "bert@example.com")
	account("nobody", "")
	account("no-one", "")

	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	_, err = runner.Up()
	if err == nil {
		t.Fatal("went on with two accounts of one address")
	}
	for _, want := range []string{"@anna <anna@example.com> @other-anna <Anna@Example.com>", "Nothing was changed"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q isn't in %q", want, err)
		}
	}
	if strings.Contains(err.Error(), "bert") || strings.Contains(err.Error(), "no-one") {
		t.Error("names who has an address alone: ", err)
	}
	for id, want := range map[string]string{first.Id: "anna@example.com", second.Id: "Anna@Example.com"} {
		if u, err := app.FindRecordById("users", id); err != nil || u.Email() != want {
			t.Errorf("%s: %v %v", want, u, err)
		}
	}

	second.SetEmail("second@example.com")
	if err := app.Save(second); err != nil {
		t.Fatal(err)
	}
	if _, err := runner.Up(); err != nil {
		t.Fatal(err)
	}
	if u, err := app.FindAuthRecordByEmail("users", "ANNA@example.COM"); err != nil || u.Id != first.Id {
		t.Errorf("found %v %v", u, err)
	}
	second, _ = app.FindRecordById("users", second.Id)
	second.SetEmail("ANNA@example.com")
	if err := app.Save(second); err == nil {
		t.Error("two accounts have one address again")
	}
}
