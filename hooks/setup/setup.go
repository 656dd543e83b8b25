// Package setup is the room of the first run: who creates the superuser becomes the first site editor, and is led
// through naming the site.
package setup

import (
	"database/sql"
	"embed"
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/access"
	"qiao/hooks/address"
	"qiao/hooks/schema"
	"qiao/hooks/site"
	"qiao/hooks/tx"
)

//go:embed views/*.html
var views embed.FS

// Register gives the first superuser an account on the site.
func Register(app core.App) {
	app.OnRecordCreateExecute(core.CollectionNameSuperusers).Bind(&hook.Handler[*core.RecordEvent]{Id: "setup.editor", Func: makeEditor})
}

// Pages adds the page that leads through the first settings.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/welcome", func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: "setup/welcome", Title: r.T("setup.title"), NoIndex: true,
			Styles: []string{"css/forms.css"}, Scripts: []string{"js/welcome.js"},
		}, nil
	})
}

// makeEditor makes the account of the first superuser a site editor and moderator, with the same address and password.
// Later superusers get none: by then an editor can make others.
func makeEditor(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		if e.Record.Email() == core.DefaultInstallerEmail { // PocketBase's own, until the first real one is there
			return nil
		}
		var all int
		if err := e.App.DB().NewQuery("SELECT count(*) FROM _superusers WHERE email != {:installer}").
			Bind(dbx.Params{"installer": core.DefaultInstallerEmail}).Row(&all); err != nil || all > 1 {
			return err
		}
		account, err := accountOf(e.App, e.Record)
		if err != nil {
			return err
		}
		roles := account.GetStringSlice(schema.UserRoles)
		for _, role := range []string{access.Editor, access.Moderator} {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
		account.Set(schema.UserRoles, roles)
		return e.App.Save(account)
	})
}

// accountOf gives the account with the superuser's address, a new one if there is none.
func accountOf(app core.App, superuser *core.Record) (*core.Record, error) {
	account, err := app.FindAuthRecordByEmail(schema.Users, superuser.Email())
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return account, err
	}
	users, err := app.FindCachedCollectionByNameOrId(schema.Users)
	if err != nil {
		return nil, err
	}
	account = core.NewRecord(users)
	account.SetEmail(superuser.Email())
	account.SetRaw("password", &core.PasswordFieldValue{Hash: superuser.GetString("password:hash")})
	account.SetVerified(true) // who can create a superuser needs no proof of an address
	name, _, _ := strings.Cut(superuser.Email(), "@")
	account.Set(schema.UserName, name)
	at, err := address.Free(app, schema.Users, "editor") // the person chooses a better one when naming the site
	if err != nil {
		return nil, err
	}
	account.Set(schema.UserHandle, at)
	return account, nil
}
