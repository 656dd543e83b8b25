// Package wordpress reads WordPress export files (WXR 1.0 to 1.2), item by item, so that a file may be larger than
// memory. Entities that a document type declares are refused and nothing outside of the file is ever read.
package wordpress

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/frontmatter"
	"qiao/hooks/transfer/markup"
)

// maxItem is the most bytes of XML that one item may take.
const maxItem = 16 << 20

// item is a post, page or attachment as WXR writes it. WordPress' namespaces carry the version in their address,
// so elements are told apart by their local names.
type item struct {
	Title      string     `xml:"title"`
	Link       string     `xml:"link"`
	Creator    string     `xml:"http://purl.org/dc/elements/1.1/ creator"`
	Content    string     `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
	Excerpts   []encoded  `xml:",any"`
	Categories []category `xml:"category"`
	ID         string     `xml:"post_id"`
	Date       string     `xml:"post_date"`
	DateGMT    string     `xml:"post_date_gmt"`
	Modified   string     `xml:"post_modified_gmt"`
	PubDate    string     `xml:"pubDate"`
	Name       string     `xml:"post_name"`
	Status     string     `xml:"status"`
	Parent     string     `xml:"post_parent"`
	Type       string     `xml:"post_type"`
	Password   string     `xml:"post_password"`
	URL        string     `xml:"attachment_url"`
	Meta       []meta     `xml:"postmeta"`
}

// encoded catches excerpt:encoded, whose namespace differs from version to version.
type encoded struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
}

type category struct {
	Domain string `xml:"domain,attr"`
	Slug   string `xml:"nicename,attr"`
	Name   string `xml:",chardata"`
}

type meta struct {
	Key   string `xml:"meta_key"`
	Value string `xml:"meta_value"`
}

type author struct {
	Login   string `xml:"author_login"`
	Display string `xml:"author_display_name"`
}

// File is an export that was looked through once.
type File struct {
	path string
	// Count is the number of posts and pages.
	Count int

	authors     map[string]string // login -> display name
	attachments map[string]string // id -> address
	galleries   map[string][]string
}

// Open looks through an export file for its authors and attachments, which posts refer to before they come.
func Open(path string) (*File, error) {
	f := &File{path: path, authors: map[string]string{}, attachments: map[string]string{}, galleries: map[string][]string{}}
	channel := false
	err := f.each(func(a *author, it *item) bool {
		channel = true
		switch {
		case a != nil:
			f.authors[a.Login] = strings.TrimSpace(a.Display)
		case it.Type == "attachment":
			if url := strings.TrimSpace(it.URL); url != "" {
				f.attachments[it.ID] = url
				f.galleries[it.Parent] = append(f.galleries[it.Parent], url)
			}
		case it.Type == "post" || it.Type == "page" || it.Type == "":
			f.Count++
		}
		return true
	})
	if err == nil && !channel {
		err = errors.New("this is not a WordPress export: it has neither authors nor items")
	}
	return f, err
}

// Sources gives every post and page. A file that breaks in the middle gives what came before and then a source
// whose Read fails.
func (f *File) Sources() iter.Seq[article.Source] {
	return func(yield func(article.Source) bool) {
		stopped := false
		err := f.each(func(_ *author, it *item) bool {
			if it == nil || it.Type != "post" && it.Type != "page" && it.Type != "" {
				return true
			}
			stopped = !yield(article.Source{
				File: "#" + strings.TrimSpace(it.ID) + " " + markup.PlainText(it.Title),
				Read: func() (*article.Article, error) { return f.read(it) },
			})
			return !stopped
		})
		if err != nil && !stopped {
			yield(article.Source{File: f.path, Read: func() (*article.Article, error) { return nil, err }})
		}
	}
}

// each calls do for every author and item until it says false.
func (f *File) each(do func(*author, *item) bool) error {
	file, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	limit := &limited{r: file, left: maxItem}
	d := xml.NewDecoder(limit)
	d.Strict = true
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("the encoding %q is not accepted, only UTF-8", charset)
	}
	depth := 0
	for {
		limit.left = maxItem
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return explain(err, depth)
		}
		switch t := token.(type) {
		case xml.Directive:
			if strings.Contains(strings.ToUpper(string(t)), "ENTITY") {
				return errors.New("the XML declares entities, which are not accepted")
			}
		case xml.StartElement:
			var a *author
			var it *item
			switch t.Name.Local {
			case "item":
				it = &item{}
				err = d.DecodeElement(it, &t)
			case "author":
				a = &author{}
				err = d.DecodeElement(a, &t)
			case "rss", "channel":
				depth++
				continue
			default:
				if depth == 0 {
					return fmt.Errorf("this is not a WordPress export: it begins with <%s>", t.Name.Local)
				}
				err = d.Skip()
			}
			if err != nil {
				return explain(err, depth)
			}
			if (a != nil || it != nil) && !do(a, it) {
				return nil
			}
		}
	}
}

// explain makes a message of a parser's error.
func explain(err error, depth int) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, errTooLong):
		return errTooLong
	case errors.As(err, &syntax) && depth == 0:
		return fmt.Errorf("this is not a WordPress export: XML, line %d: %s", syntax.Line, syntax.Msg)
	case errors.As(err, &syntax):
		return fmt.Errorf("the file is broken: XML, line %d: %s", syntax.Line, syntax.Msg)
	}
	return err
}

var errTooLong = errors.New("an item is longer than 16 MB")

// limited fails when more is read than one item may take, and blanks the control characters that WordPress lets
// into its exports although XML knows none of them.
type limited struct {
	r    io.Reader
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooLong
	}
	if len(p) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= n
	for i, b := range p[:n] {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' {
			p[i] = ' '
		}
	}
	return n, err
}

// read makes an article of a post or page.
func (f *File) read(it *item) (*article.Article, error) {
	a := &article.Article{
		Key:    "wordpress:" + strings.TrimSpace(it.Link) + "#" + strings.TrimSpace(it.ID),
		Title:  markup.PlainText(it.Title),
		Kind:   "article",
		Status: "published",
	}
	if it.Type == "page" {
		a.Kind = "doc"
	}
	if s := slug(it.Name); s != "" {
		a.Slug = s
	}
	a.Published = f.date(it)
	if t, ok := frontmatter.ParseTime(it.Modified, time.UTC); ok {
		a.Updated = t
	}
	switch status := strings.TrimSpace(it.Status); status {
	case "publish", "":
	case "future":
		a.Status, a.PublishAt = "scheduled", a.Published
	case "pending":
		a.Status = "pending"
	case "trash", "auto-draft", "inherit":
		return nil, &article.Skip{Reason: "is in the state " + status + " there"}
	default: // draft, private and what plugins invent
		a.Status = "draft"
	}
	if it.Password != "" {
		a.Status = "draft"
		a.Notes = append(a.Notes, "was protected by a password and is a draft now")
	}
	for _, c := range it.Categories {
		switch name := strings.TrimSpace(c.Name); {
		case name == "" || strings.EqualFold(name, "uncategorized") || name == "未分类":
		case c.Domain == "post_tag":
			a.Tags = append(a.Tags, name)
		case c.Domain == "category" || c.Domain == "":
			a.Categories = append(a.Categories, name)
		case c.Domain == "author": // the plug-in Co-Authors Plus
			a.Authors = append(a.Authors, f.name(strings.TrimPrefix(c.Slug, "cap-"), name))
		}
	}
	if len(a.Authors) == 0 && strings.TrimSpace(it.Creator) != "" {
		a.Authors = []string{f.name(strings.TrimSpace(it.Creator), "")}
	}
	for _, e := range it.Excerpts {
		if e.XMLName.Local == "encoded" && strings.Contains(e.XMLName.Space, "excerpt") {
			a.Excerpt = markup.PlainText(e.Text)
		}
	}
	for _, m := range it.Meta {
		if m.Key == "_thumbnail_id" {
			if url := f.attachments[strings.TrimSpace(m.Value)]; url != "" {
				a.Notes = append(a.Notes, "the cover is at "+url)
			}
		}
	}
	body, err := markup.ToMarkdown(f.html(it))
	if err != nil {
		return nil, err
	}
	if a.Title == "" && body == "" {
		return nil, &article.Skip{Reason: "has neither title nor text"}
	}
	a.Body = body + "\n"
	return a, nil
}

// name gives an author's display name.
func (f *File) name(login, otherwise string) string {
	if name := f.authors[login]; name != "" {
		return name
	}
	if otherwise != "" {
		return otherwise
	}
	return login
}

// date prefers the time in UTC; drafts have zeros there.
func (f *File) date(it *item) time.Time {
	if t, ok := frontmatter.ParseTime(it.DateGMT, time.UTC); ok {
		return t
	}
	if t, ok := frontmatter.ParseTime(it.Date, frontmatter.Shanghai); ok {
		return t
	}
	t, _ := frontmatter.ParseTime(it.PubDate, time.UTC)
	return t
}

// slug decodes the percent signs WordPress writes into its Chinese slugs.
func slug(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			var c byte
			if _, err := fmt.Sscanf(s[i+1:i+3], "%02x", &c); err == nil {
				b.WriteByte(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	if !utf8.ValidString(b.String()) {
		return ""
	}
	return strings.TrimSpace(b.String())
}
