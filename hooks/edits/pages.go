package edits

import (
	"embed"

	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// queueView is what edits/queue shows.
type queueView struct{ Heading, Lead string }

// Pages adds the queue of suggested edits to the site: the same document for everybody, which a script fills.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/edits", func(r *site.Request) (*site.Page, error) {
		v := queueView{r.T("edits.heading"), r.T("edits.lead")}
		return &site.Page{
			Template: "edits/queue", Data: v, Title: v.Heading, NoIndex: true,
			Styles: []string{"css/forms.css", "css/review.css"}, Scripts: []string{"js/edits.js"},
		}, nil
	})
}
