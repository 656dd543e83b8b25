package markdown

import (
	"io"
	"strings"

	xhtml "golang.org/x/net/html"
)

// TextOf takes the text out of what [Render] made, a block a line.
func TextOf(rendered string) string {
	var b strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(rendered))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			if z.Err() != io.EOF {
				return ""
			}
			return strings.TrimSpace(b.String())
		case xhtml.TextToken:
			b.Write(z.Text())
		}
	}
}
