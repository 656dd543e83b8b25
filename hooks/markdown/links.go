package markdown

import (
	"bytes"
	"html"
	"net/url"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// linkSchemes are what a link with hidden target may lead to. Autolinks show
// their whole target, so there any scheme that runs nothing will do.
var linkSchemes = map[string]bool{
	"http": true, "https": true, "mailto": true, "tel": true, "sms": true,
	"ftp": true, "ftps": true, "irc": true, "ircs": true, "xmpp": true, "matrix": true,
	"git": true, "ssh": true, "magnet": true, "news": true, "geo": true,
}

// runningSchemes execute, embed or open something local.
var runningSchemes = map[string]bool{
	"javascript": true, "vbscript": true, "livescript": true, "mocha": true, "data": true,
	"file": true, "filesystem": true, "blob": true, "about": true, "view-source": true,
	"jar": true, "resource": true, "chrome": true, "intent": true, "content": true,
	"search-ms": true, "search": true, "shell": true, "x-apple-helpbasic": true,
}

// cleanTarget takes out what browsers ignore in addresses (controls, outer
// spaces), so that what is judged is what will be followed.
func cleanTarget(dest string) string {
	dest = strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, dest)
	return strings.TrimSpace(dest)
}

// schemeOf gives the scheme of an address in lower case, or "" for a relative one.
func schemeOf(dest string) string {
	for i := range len(dest) {
		c := dest[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(dest[:i])
		default:
			return ""
		}
	}
	return ""
}

func mayLink(scheme string, visible bool) bool {
	if scheme == "" || linkSchemes[scheme] {
		return true
	}
	return visible && !runningSchemes[scheme] && !strings.HasPrefix(scheme, "ms-")
}

// relative says whether a target without scheme depends on the page's address,
// as attachments do: neither rooted, nor another host, nor a fragment.
func relative(dest string) bool {
	return dest != "" && !strings.ContainsRune(`/\#?`, rune(dest[0])) && schemeOf(dest) == ""
}

func otherHost(dest, scheme, host string) bool {
	switch {
	case scheme == "http" || scheme == "https":
	case scheme != "":
		return false
	case strings.HasPrefix(strings.ReplaceAll(dest, `\`, "/"), "//"):
	default:
		return false
	}
	u, err := url.Parse(dest)
	return err != nil || host == "" || !strings.EqualFold(u.Host, host)
}

// external is what a link to another host carries: search engines are told
// that a member wrote it, and the style sheet marks it.
const external = ` class="ext" rel="nofollow ugc noopener"`

// linkTag gives the start tag of a link, or "" when the target is refused.
// The target is in plain text, without Markdown or HTML escapes.
func (p *pass) linkTag(dest, title string, visible bool) string {
	dest = cleanTarget(dest)
	scheme := schemeOf(dest)
	if !mayLink(scheme, visible) {
		return ""
	}
	if dest != "" && dest[0] != '#' {
		p.doc.Links = p.once(p.doc.Links, "a", dest)
	}
	attributes := ""
	switch {
	case otherHost(dest, scheme, p.o.Host):
		attributes = external
	case p.o.Comment != nil:
		attributes = ` rel="nofollow ugc"`
	case len(dest) > 1 && dest[0] == '#' && p.authorIDs[dest[1:]] && !p.isHeading(dest[1:]):
		dest = "#" + authorIDPrefix + dest[1:]
	case relative(dest) && p.o.Resolve != nil:
		dest = cleanTarget(p.o.Resolve(dest))
		if !mayLink(schemeOf(dest), false) {
			return ""
		}
	}
	return `<a href="` + escapeURL(dest) + `"` + titleAttribute(title) + attributes + `>`
}

// imageTag gives the tag of an image, or its alternative text when the target
// is refused: images come by HTTP from here or elsewhere, never from data.
func (p *pass) imageTag(dest, alt, title, width, height string) string {
	dest = cleanTarget(dest)
	if scheme := schemeOf(dest); dest == "" && alt == "" || scheme != "" && scheme != "http" && scheme != "https" {
		return html.EscapeString(alt)
	}
	p.doc.Images = p.once(p.doc.Images, "i", dest)
	if p.o.ImageSize != nil {
		if w, h, ok := p.o.ImageSize(dest); ok && w > 0 && h > 0 {
			width, height = strconv.Itoa(w), strconv.Itoa(h)
		}
	}
	if relative(dest) && p.o.Resolve != nil {
		dest = cleanTarget(p.o.Resolve(dest))
		if scheme := schemeOf(dest); scheme != "" && scheme != "http" && scheme != "https" {
			return html.EscapeString(alt)
		}
	}
	var b strings.Builder
	b.WriteString(`<img src="` + escapeURL(dest) + `" alt="` + html.EscapeString(alt) + `"` + titleAttribute(title))
	if width != "" {
		b.WriteString(` width="` + html.EscapeString(width) + `"`)
	}
	if height != "" {
		b.WriteString(` height="` + html.EscapeString(height) + `"`)
	}
	b.WriteString(` loading="lazy" decoding="async">`)
	return b.String()
}

func (p *pass) link(n *ast.Link) ast.Node {
	return p.anchor(n, unescape(n.Destination), unescape(n.Title), false)
}

func (p *pass) autoLink(n *ast.AutoLink) ast.Node {
	dest := string(n.URL(p.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	m := p.anchor(n, dest, "", true)
	m.open += html.EscapeString(string(n.Label(p.source)))
	return m
}

// anchor makes the node of a link. Inside another link, or with a target that
// is refused, only its content remains.
func (p *pass) anchor(n ast.Node, dest, title string, visible bool) *markup {
	m := &markup{}
	if p.links == 0 {
		m.open = p.linkTag(dest, title, visible)
	}
	if m.open != "" {
		m.close = "</a>"
		p.links++
		defer func() { p.links-- }()
	}
	p.children(n)
	return m.adopt(n)
}

func (p *pass) image(n *ast.Image) *markup {
	return &markup{open: p.imageTag(unescape(n.Destination), p.plain(n), unescape(n.Title), "", "")}
}

func titleAttribute(title string) string {
	if title == "" {
		return ""
	}
	return ` title="` + html.EscapeString(title) + `"`
}

func escapeURL(dest string) string {
	return html.EscapeString(string(util.URLEscape([]byte(dest), false)))
}

// unescape resolves backslash escapes and character references, as CommonMark
// has them in text, titles and targets.
func unescape(b []byte) string {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b))))
}
