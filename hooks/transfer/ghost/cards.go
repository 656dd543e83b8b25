package ghost

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"
)

// mobiledoc is the text format of Ghost 1 to 4.
type mobiledoc struct {
	Cards    [][]json.RawMessage `json:"cards"`
	Markups  [][]json.RawMessage `json:"markups"`
	Sections [][]json.RawMessage `json:"sections"`
	Atoms    [][]json.RawMessage `json:"atoms"`
}

// markdownCard gives the Markdown of a post that was written in Ghost's Markdown editor: it is one such card.
func markdownCard(s string) string {
	var doc mobiledoc
	if s == "" || json.Unmarshal([]byte(s), &doc) != nil || len(doc.Cards) != 1 || len(doc.Cards[0]) < 2 {
		return ""
	}
	var name string
	var card struct {
		Markdown string `json:"markdown"`
	}
	if json.Unmarshal(doc.Cards[0][0], &name) != nil || !strings.Contains(name, "markdown") || json.Unmarshal(doc.Cards[0][1], &card) != nil {
		return ""
	}
	// Other sections beside the card must be empty.
	for _, section := range doc.Sections {
		var kind int
		if len(section) > 0 && json.Unmarshal(section[0], &kind) == nil && kind != 10 && len(section) > 2 && string(section[2]) != "[]" {
			return ""
		}
	}
	return card.Markdown
}

// mobiledocHTML renders a document whose HTML the export lacks.
func mobiledocHTML(s string) (string, error) {
	var doc mobiledoc
	if err := json.Unmarshal([]byte(s), &doc); err != nil {
		return "", fmt.Errorf("the mobiledoc text can't be read: %w", err)
	}
	var b strings.Builder
	for _, section := range doc.Sections {
		var kind int
		if len(section) < 2 || json.Unmarshal(section[0], &kind) != nil {
			continue
		}
		switch kind {
		case 1: // a block of text: [1, tag, markers]
			var tag string
			if json.Unmarshal(section[1], &tag) == nil && len(section) > 2 {
				tag = element(tag)
				b.WriteString("<" + tag + ">" + doc.markers(section[2]) + "</" + tag + ">")
			}
		case 2: // an image: [2, source]
			var src string
			if json.Unmarshal(section[1], &src) == nil {
				b.WriteString(`<p><img src="` + html.EscapeString(src) + `"></p>`)
			}
		case 3: // a list: [3, tag, [markers...]]
			var tag string
			var items []json.RawMessage
			if json.Unmarshal(section[1], &tag) == nil && len(section) > 2 && json.Unmarshal(section[2], &items) == nil {
				tag = element(tag)
				b.WriteString("<" + tag + ">")
				for _, item := range items {
					b.WriteString("<li>" + doc.markers(item) + "</li>")
				}
				b.WriteString("</" + tag + ">")
			}
		case 10: // a card: [10, index]
			var at int
			if json.Unmarshal(section[1], &at) == nil && at >= 0 && at < len(doc.Cards) && len(doc.Cards[at]) > 1 {
				var name string
				var payload map[string]any
				if json.Unmarshal(doc.Cards[at][0], &name) == nil && json.Unmarshal(doc.Cards[at][1], &payload) == nil {
					b.WriteString(card(name, payload))
				}
			}
		}
	}
	return b.String(), nil
}

// element lets through the tags that mobiledoc has.
func element(tag string) string {
	switch tag = strings.ToLower(tag); tag {
	case "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "p", "strong", "em", "b", "i", "code", "a", "s", "sub", "sup", "u", "aside":
		return tag
	}
	return "p"
}

// markers renders a line: each marker is [type, opened markups, number closed, text].
func (doc *mobiledoc) markers(raw json.RawMessage) string {
	var markers [][]json.RawMessage
	if json.Unmarshal(raw, &markers) != nil {
		return ""
	}
	var b strings.Builder
	var open []string
	for _, m := range markers {
		if len(m) < 4 {
			continue
		}
		var kind, closed int
		var opens []int
		var text string
		_, _, _ = json.Unmarshal(m[0], &kind), json.Unmarshal(m[1], &opens), json.Unmarshal(m[2], &closed)
		for _, i := range opens {
			if i < 0 || i >= len(doc.Markups) || len(doc.Markups[i]) == 0 {
				continue
			}
			var tag string
			_ = json.Unmarshal(doc.Markups[i][0], &tag)
			tag = element(tag)
			var attributes []string
			if len(doc.Markups[i]) > 1 {
				_ = json.Unmarshal(doc.Markups[i][1], &attributes)
			}
			b.WriteString("<" + tag)
			if tag == "a" && len(attributes) > 1 && attributes[0] == "href" {
				b.WriteString(` href="` + html.EscapeString(attributes[1]) + `"`)
			}
			b.WriteString(">")
			open = append(open, tag)
		}
		if kind == 0 && json.Unmarshal(m[3], &text) == nil {
			b.WriteString(html.EscapeString(text))
		} else if kind == 1 {
			b.WriteString("<br>") // the only atom of Ghost's is the soft return
		}
		for ; closed > 0 && len(open) > 0; closed-- {
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteString("</" + open[i] + ">")
	}
	return b.String()
}

// card renders a card of either format: pictures, code, HTML, quotes, embeds, bookmarks, rules.
func card(name string, payload map[string]any) string {
	text := func(key string) string { s, _ := payload[key].(string); return s }
	escaped := func(key string) string { return html.EscapeString(text(key)) }
	switch name {
	case "image":
		return `<figure><img src="` + escaped("src") + `" alt="` + escaped("alt") + `"><figcaption>` + text("caption") + `</figcaption></figure>`
	case "gallery":
		var b strings.Builder
		images, _ := payload["images"].([]any)
		for _, image := range images {
			if m, ok := image.(map[string]any); ok {
				b.WriteString(card("image", m))
			}
		}
		return b.String()
	case "code", "codeblock":
		return `<pre lang="` + escaped("language") + `">` + escaped("code") + `</pre>`
	case "html", "markdown", "card-markdown":
		if name == "html" {
			return text("html")
		}
		return "<p>" + escaped("markdown") + "</p>"
	case "embed", "bookmark", "video", "audio", "file":
		url := text("url") + text("src")
		return `<p><a href="` + html.EscapeString(url) + `">` + html.EscapeString(url) + `</a></p>`
	case "callout", "toggle", "aside", "email":
		return "<blockquote>" + text("calloutText") + text("heading") + text("content") + text("html") + "</blockquote>"
	case "button":
		return `<p><a href="` + escaped("buttonUrl") + `">` + escaped("buttonText") + `</a></p>`
	case "hr", "horizontalrule":
		return "<hr>"
	}
	return ""
}

// node is a part of a Lexical document, the text format since Ghost 5.
type node struct {
	Type     string          `json:"type"`
	Tag      string          `json:"tag"`
	ListType string          `json:"listType"`
	Text     string          `json:"text"`
	Format   json.RawMessage `json:"format"`
	URL      string          `json:"url"`
	Children []node          `json:"children"`
	payload  map[string]any
}

// UnmarshalJSON keeps what a card has beside the common fields.
func (n *node) UnmarshalJSON(b []byte) error {
	type bare node
	if err := json.Unmarshal(b, (*bare)(n)); err != nil {
		return err
	}
	if len(n.Children) == 0 && n.Type != "text" {
		return json.Unmarshal(b, &n.payload)
	}
	return nil
}

// formats are the bits of a Lexical text's format.
var formats = []struct {
	bit int
	tag string
}{{1, "strong"}, {2, "em"}, {4, "s"}, {16, "code"}}

// maxDepth is how deep brackets may nest in a text document; its nodes are two brackets each.
const maxDepth = 250

// tooDeep counts brackets before the document is decoded, for decoding reads a part once for every level above it.
func tooDeep(s string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}

// lexicalHTML renders a document whose HTML the export lacks.
func lexicalHTML(s string) (string, error) {
	var doc struct {
		Root node `json:"root"`
	}
	if tooDeep(s) {
		return "", errors.New("the lexical text nests too deep")
	}
	if err := json.Unmarshal([]byte(s), &doc); err != nil {
		return "", fmt.Errorf("the lexical text can't be read: %w", err)
	}
	var b strings.Builder
	doc.Root.render(&b)
	return b.String(), nil
}

func (n *node) render(b *strings.Builder) {
	open, shut := "", ""
	switch n.Type {
	case "root":
	case "paragraph", "extended-paragraph":
		open, shut = "<p>", "</p>"
	case "heading", "extended-heading":
		tag := element(n.Tag)
		open, shut = "<"+tag+">", "</"+tag+">"
	case "quote", "extended-quote", "aside":
		open, shut = "<blockquote>", "</blockquote>"
	case "list":
		open, shut = "<ul>", "</ul>"
		if n.ListType == "number" {
			open, shut = "<ol>", "</ol>"
		}
	case "listitem":
		open, shut = "<li>", "</li>"
	case "link", "autolink":
		open, shut = `<a href="`+html.EscapeString(n.URL)+`">`, "</a>"
	case "linebreak":
		open = "<br>"
	case "text", "extended-text":
		var format int
		_ = json.Unmarshal(n.Format, &format)
		for _, f := range formats {
			if format&f.bit != 0 {
				open, shut = open+"<"+f.tag+">", "</"+f.tag+">"+shut
			}
		}
		open += html.EscapeString(n.Text)
	default:
		open = card(n.Type, n.payload)
	}
	b.WriteString(open)
	for i := range n.Children {
		n.Children[i].render(b)
	}
	b.WriteString(shut)
}
