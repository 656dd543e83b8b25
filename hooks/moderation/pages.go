package moderation

import (
	"embed"

	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the pages of moderators and of those who appeal. What they show is personal,
// so each is the same shell for everybody, filled in by its script.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/moderation", shell("moderation/desk", "moderation.heading", "js/moderation.js"))
	f.GET("/appeal", shell("moderation/appeal", "moderation.appeal.heading", "js/appeal.js"))
}

func shell(template, title, script string) site.Handler {
	return func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: template, Title: r.T(title), NoIndex: true, Styles: []string{"css/forms.css", "css/moderation.css"}, Scripts: []string{script},
		}, nil
	}
}
