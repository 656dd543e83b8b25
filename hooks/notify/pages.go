package notify

import (
	"embed"

	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the pages of notifications to the site. They are the same empty shell for
// everybody; scripts fill them for who is signed in, or has a link from a mail.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/notifications", func(r *site.Request) (*site.Page, error) {
		return shell("notify/list", r.T("notify.title"), "js/notifications.js"), nil
	})
	f.GET("/settings/notifications", func(r *site.Request) (*site.Page, error) {
		return shell("notify/settings", r.T("notify.settings.title"), "js/notification-settings.js"), nil
	})
	f.GET("/unsubscribe", func(r *site.Request) (*site.Page, error) {
		return shell("notify/unsubscribe", r.T("notify.unsubscribe.title"), "js/unsubscribe.js"), nil
	})
}

func shell(template, title, script string) *site.Page {
	return &site.Page{
		Template: template, Title: title, NoIndex: true,
		Styles: []string{"css/forms.css", "css/notify.css"}, Scripts: []string{script},
	}
}
