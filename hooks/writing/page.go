package writing

import (
	"qiao/hooks/site"
)

// writeView is what writing/write shows.
type writeView struct {
	Kinds, Langs []site.Link // the value is in URL
	Tools        []tool
	Words        map[string]string // what the scripts say
}

// A tool is a button above the text.
type tool struct {
	Name        string // what js/write/edit.js does for it
	Label       string
	Glyph, Icon string // one of them: a text, or the name of an icon
	Keys, Shown string // the shortcut as ARIA and as people write it
}

// glyphs are the tools in their order, with their shortcut where there is one.
var glyphs = []tool{
	{Name: "bold", Glyph: "B", Keys: "Control+B", Shown: "Ctrl+B"},
	{Name: "italic", Glyph: "I", Keys: "Control+I", Shown: "Ctrl+I"},
	{Name: "heading", Glyph: "H", Keys: "Control+Alt+2", Shown: "Ctrl+Alt+2"},
	{Name: "link", Icon: "link", Keys: "Control+K", Shown: "Ctrl+K"},
	{Name: "quote", Glyph: "❝", Keys: "Control+Shift+9", Shown: "Ctrl+Shift+9"},
	{Name: "code", Glyph: "</>", Keys: "Control+E", Shown: "Ctrl+E"},
	{Name: "list", Icon: "list", Keys: "Control+Shift+8", Shown: "Ctrl+Shift+8"},
	{Name: "numbers", Glyph: "①", Keys: "Control+Shift+7", Shown: "Ctrl+Shift+7"},
	{Name: "task", Glyph: "☑\ufe0e"},
	{Name: "table", Icon: "table"},
	{Name: "image", Icon: "image"},
	{Name: "formula", Glyph: "∑", Keys: "Control+M", Shown: "Ctrl+M"},
}

// names of the languages in themselves, in the order of the form.
var names = []site.Link{
	{URL: "zh", Label: "简体中文"}, {URL: "zh-Hant", Label: "繁體中文"}, {URL: "en", Label: "English"}, {URL: "ja", Label: "日本語"},
	{URL: "ko", Label: "한국어"}, {URL: "fr", Label: "Français"}, {URL: "de", Label: "Deutsch"}, {URL: "es", Label: "Español"},
	{URL: "pt", Label: "Português"}, {URL: "ru", Label: "Русский"},
}

// said are the messages that the scripts of the page show.
var said = []string{
	"archive", "archive_sure", "archived", "done_archived", "done_draft", "done_pending", "done_published", "done_scheduled", "draft", "drop",
	"drop_sure", "failed", "go_sign_in", "gone", "hidden", "live", "overwrite", "pending", "publish", "published", "rejected", "rejected_for",
	"resubmit", "schedule", "scheduled", "see", "sign_in", "submit", "to_draft", "update", "withdraw", "zone",
}

func writePage(r *site.Request) (*site.Page, error) {
	v := writeView{Langs: names, Words: map[string]string{}}
	for _, name := range said {
		v.Words[name] = r.T("writing.say." + name)
	}
	for _, kind := range []string{"article", "tutorial", "doc", "case", "book", "news"} {
		v.Kinds = append(v.Kinds, site.Link{URL: kind, Label: r.T("kind." + kind)})
	}
	for _, t := range glyphs {
		t.Label = r.T("writing.tool." + t.Name)
		v.Tools = append(v.Tools, t)
	}
	return &site.Page{
		Template: "writing/write", Data: v, Title: r.T("writing.heading"), Description: r.T("writing.description"), NoIndex: true,
		Styles: []string{"css/write.css"}, Scripts: []string{"js/write/write.js"},
	}, nil
}
