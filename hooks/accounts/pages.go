package accounts

import (
	"embed"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the pages for signing up and in, and for an account's own settings. All are the same for everybody: scripts
// fill in whose they are.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/join", form{"join", "accounts.join.title", true}.page)
	f.GET("/sign-in", form{"sign-in", "accounts.sign_in.title", true}.page)
	f.GET("/forgot", form{"forgot", "accounts.forgot.title", false}.page)
	f.GET("/reset", form{"reset", "accounts.reset.title", false}.page)
	f.GET("/verify", form{"verify", "accounts.verify.title", false}.page)
	f.GET("/confirm-email", form{"confirm-email", "accounts.confirm.title", false}.page)
	f.GET("/settings", form{"settings", "accounts.settings.title", false}.page)
	f.GET("/settings/security", form{"security", "accounts.security.title", false}.page)
	f.GET("/auth/callback", callbackPage, site.Params("code", "state", "error"), site.Dynamic())
}

// form is a page with a form: its name is that of its template and its script.
type form struct {
	name, title string
	lets        bool // people in for the first time, who agree to the terms
}

// formView is what the templates of this room show.
type formView struct {
	// Agreement is the version of the agreements that new members accept, empty while there is none.
	Agreement string
	// Private are the parts of a profile that can be hidden.
	Private []string
}

// private is what a member can hide of the profile: the values of users.private.
var private = []string{"city", "company", "links", "expertise", "activity", "badges"}

func (p form) page(r *site.Request) (*site.Page, error) {
	v := formView{Private: private}
	var err error
	if p.lets {
		r.Reads(schema.PolicySettings)
		if v.Agreement, err = currentAgreement(r.App()); err != nil {
			return nil, err
		}
	}
	return shell(p.name, r.T(p.title), v), nil
}

// callbackPage is where providers send people back to. It isn't kept: its address holds a secret.
func callbackPage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.PolicySettings)
	agreement, err := currentAgreement(r.App())
	if err != nil {
		return nil, err
	}
	p := shell("callback", r.T("accounts.callback.title"), formView{Agreement: agreement})
	p.NoStore, p.OneLanguage, p.Canonical = true, true, "/auth/callback"
	return p, nil
}

func shell(name, title string, v formView) *site.Page {
	return &site.Page{
		Template: "accounts/" + name, Data: v, Title: title, NoIndex: true,
		Styles: []string{"css/account.css"}, Scripts: []string{"js/account/" + name + ".js"},
	}
}
