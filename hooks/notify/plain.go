package notify

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plain gives the text of a mail in HTML, for those who read mail as text. Links keep
// their address, since that is what most mails are about.
func plain(source string) string {
	var b strings.Builder
	var href string
	skip := 0
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return tidy(b.String())
		case html.TextToken:
			if skip == 0 {
				b.WriteString(strings.Join(strings.Fields(strings.ReplaceAll(string(z.Text()), "\u00a0", " ")), " ") + " ")
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Style, atom.Script, atom.Head, atom.Title:
				if t.Type == html.StartTagToken {
					skip++
				}
			case atom.Br, atom.P, atom.Div, atom.Li, atom.Tr, atom.H1, atom.H2, atom.H3, atom.Table:
				b.WriteString("\n")
			case atom.A:
				href = ""
				for _, a := range t.Attr {
					if a.Key == "href" {
						href = a.Val
					}
				}
			}
		case html.EndTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Style, atom.Script, atom.Head, atom.Title:
				skip = max(0, skip-1)
			case atom.P, atom.Div, atom.Li, atom.Tr, atom.H1, atom.H2, atom.H3, atom.Table:
				b.WriteString("\n")
			case atom.A:
				if href != "" {
					b.WriteString(href + " ")
				}
				href = ""
			}
		}
	}
}

// tidy drops what spaces and empty lines are too many.
func tidy(s string) string {
	var lines []string
	for line := range strings.SplitSeq(html.UnescapeString(s), "\n") {
		line = strings.TrimSpace(line)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
