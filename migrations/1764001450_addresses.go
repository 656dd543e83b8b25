package migrations

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/dbutils"
)

// An address is one account's, whatever its case: PocketBase looks addresses up as their unique index compares them.
func init() {
	m.Register(func(app core.App) error {
		if err := oneAccountAnAddress(app); err != nil {
			return err
		}
		return compareAddresses(app, "`email` COLLATE NOCASE")
	}, func(app core.App) error {
		return compareAddresses(app, "`email`")
	})
}

// compareAddresses makes the unique index of members' addresses anew, under its own name.
func compareAddresses(app core.App, column string) error {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	index, ok := dbutils.FindSingleColumnUniqueIndex(users.Indexes, "email")
	if !ok {
		return errors.New("users has no unique index of addresses")
	}
	users.AddIndex(index.IndexName, true, column, "`email` != ''")
	return app.Save(users)
}

// oneAccountAnAddress refuses to go on while addresses of two accounts differ by case only. Which of them keeps it is for
// somebody to decide who can ask the people: taking it from either would lock its owner out.
func oneAccountAnAddress(app core.App) error {
	const most = 50 // as many as one can read
	var accounts []struct {
		Handle string `db:"handle"`
		Email  string `db:"email"`
		First  bool   `db:"first"`
	}
	err := app.DB().NewQuery(`SELECT handle, email, NOT EXISTS (SELECT 1 FROM users o WHERE o.email = u.email COLLATE NOCASE AND (o.created, o.id) < (u.created, u.id)) first
		FROM users u WHERE email COLLATE NOCASE IN (SELECT lower(email) FROM users WHERE email != '' GROUP BY lower(email) HAVING count(*) > 1)
		ORDER BY lower(email), created, id LIMIT {:most}`).Bind(map[string]any{"most": most}).All(&accounts)
	if err != nil || len(accounts) == 0 {
		return err
	}
	var list strings.Builder
	for _, a := range accounts {
		if a.First {
			list.WriteString("\n ")
		}
		fmt.Fprintf(&list, " @%s <%s>", a.Handle, a.Email)
	}
	if len(accounts) == most {
		list.WriteString("\n  and perhaps more")
	}
	return fmt.Errorf("these accounts have the same e-mail address but for its case, which is one address from now on (the oldest of each comes first):%s\n"+
		"Nothing was changed. Start the version that ran before, open users in its dashboard, change the address of all but one of each or delete who isn't needed, and start this version again", list.String())
}
