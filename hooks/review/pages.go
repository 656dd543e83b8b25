package review

import (
	"embed"

	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// shell is a page whose content is personal: the same document for everybody, and a script
// that fills it for who is signed in.
type shell struct {
	path, name string
	script     string
	styles     []string
}

var shells = []shell{
	{"/mine", "mine", "js/mine.js", nil},
	{"/review", "queue", "js/review.js", []string{"css/article.css"}},
	{"/review/applications", "applications", "js/applications.js", nil},
	{"/columns/apply", "apply", "js/column-apply.js", nil},
	{"/columns/manage", "manage", "js/column-manage.js", nil},
}

// shellView is what review/shell shows.
type shellView struct{ Name, Heading, Lead string }

// Pages adds the pages of authors, reviewers and columns' editors to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	for _, s := range shells {
		f.GET(s.path, func(r *site.Request) (*site.Page, error) {
			heading := r.T("review." + s.name + ".heading")
			return &site.Page{
				Template: "review/shell", Data: shellView{s.name, heading, r.T("review." + s.name + ".lead")},
				Title: heading, NoIndex: true, Styles: append(s.styles[:len(s.styles):len(s.styles)], "css/forms.css", "css/review.css"), Scripts: []string{s.script},
			}, nil
		})
	}
}
