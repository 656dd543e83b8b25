package qa

import (
	"embed"

	"qiao/hooks/bind"
	"qiao/hooks/site"
)

//go:embed views/ask.html
var askViews embed.FS

// Islands adds what the parts of the pages need that depend on who reads: the page to ask on, and what is the reader's own.
func Islands(f *site.Frame) {
	f.Views(askViews)
	f.GET("/ask", askPage)
	f.App().OnServe().Bind(bind.Func("qa.mine", mineRoute))
}

// askView is what qa/ask shows.
type askView struct {
	Langs  []site.Link // the value is in URL
	Points []point
}

// A point is something that a good question has; js/ask/checklist.js knows by its name how to tell.
type point struct{ Name, Label, Hint string }

// points are the points in their order.
var points = []string{"title", "code", "tried", "expected", "tags"}

// langs are the languages that questions are asked in, named in themselves.
var langs = []site.Link{
	{URL: "zh", Label: "简体中文"}, {URL: "zh-Hant", Label: "繁體中文"}, {URL: "en", Label: "English"}, {URL: "ja", Label: "日本語"},
	{URL: "ko", Label: "한국어"}, {URL: "fr", Label: "Français"}, {URL: "de", Label: "Deutsch"}, {URL: "es", Label: "Español"},
	{URL: "pt", Label: "Português"}, {URL: "ru", Label: "Русский"},
}

// askPage is the same for everybody: which draft it is about, and the tag, column or event to ask in, stand behind the # of its
// address.
func askPage(r *site.Request) (*site.Page, error) {
	v := askView{Langs: langs}
	for _, name := range points {
		v.Points = append(v.Points, point{Name: name, Label: r.T("ask.point." + name), Hint: r.T("ask.point." + name + ".hint")})
	}
	return &site.Page{
		Template: "qa/ask", Data: v, Title: r.T("ask.heading"), Description: r.T("ask.lead"), NoIndex: true,
		Styles: []string{"css/ask.css"}, Scripts: []string{"js/ask/ask.js"},
	}, nil
}
