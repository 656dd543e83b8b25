package guard

import (
	"embed"

	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the moderators' page of what waits: the same shell for everybody, filled in by
// its script.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/moderation/held", func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: "guard/held", Title: r.T("guard.held.heading"), NoIndex: true,
			Styles: []string{"css/forms.css", "css/held.css"}, Scripts: []string{"js/held.js"},
		}, nil
	})
}
