package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"text/template/parse"

	"qiao/hooks/i18n"
)

//go:embed views/*.html
var frameViews embed.FS

// Layout is the dot of the template "site/layout": a page within the site.
type Layout struct {
	Page    *Page
	Site    *SiteInfo
	Lang    i18n.Lang
	Path    string // without the language's prefix
	Content template.HTML
	Head    Head
	// Navigation is the site's, with links in this language and the current one marked.
	Navigation []Link
	Home       string
	Search     string // the action of the search form
	Query      string // what was searched for, on the search page
	Switch     Link   // to the other language
	Contact    string // the address of the site's people: a page, or mail
}

// Head is what goes between the head tags.
type Head struct {
	Title       string // with the site's name
	Canonical   string
	Alternates  []Alternate
	Image       string
	Type        string
	JSONLD      []template.JS
	Feeds       []FeedLink
	Prev, Next  string
	ContentLang string
}

// Alternate is the same page in a language.
type Alternate struct{ Lang, URL string }

// parse reads and checks all templates, once per language: the functions know the language they speak. The public files
// must be known, whose fingerprint goes into them.
func (f *Frame) parse() error {
	for _, l := range i18n.All {
		set := template.New("").Funcs(f.funcs(l)).Option("missingkey=error")
		for _, fsys := range append([]fs.FS{frameViews}, f.views...) {
			if err := parseViews(set, fsys, f.funcs(l)); err != nil {
				return err
			}
		}
		if err := verify(set); err != nil {
			return err
		}
		settle(set, l, f.funcs(l))
		f.pages[l].Store(set)
	}
	return nil
}

func parseViews(set *template.Template, fsys fs.FS, funcs template.FuncMap) error {
	names, err := fs.Glob(fsys, "views/*.html")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("site: no templates: there must be a folder views with *.html files")
	}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		one, err := template.New(name).Funcs(funcs).Parse(string(text))
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		for _, t := range one.Templates() {
			if t.Tree == nil {
				continue
			}
			if t.Name() == name {
				if !isBlank(t.Tree) {
					return fmt.Errorf("site: %s has content outside of {{define}}", name)
				}
				continue
			}
			if !strings.Contains(t.Name(), "/") {
				return fmt.Errorf("site: %s: the template %q must be named feature/name", name, t.Name())
			}
			if set.Lookup(t.Name()) != nil {
				return fmt.Errorf("site: %s: the template %q exists already", name, t.Name())
			}
			if _, err := set.AddParseTree(t.Name(), t.Tree); err != nil {
				return fmt.Errorf("site: %s: %w", name, err)
			}
		}
	}
	return nil
}

// isBlank reports whether a file's own tree has nothing but white space and comments.
func isBlank(tree *parse.Tree) bool {
	for _, node := range tree.Root.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			if len(bytes.TrimSpace(n.Text)) > 0 {
				return false
			}
		case *parse.CommentNode:
		default:
			return false
		}
	}
	return true
}

// verify fails on templates that call one that doesn't exist, which html/template would find out on the first request,
// and on messages that the catalogues lack.
func verify(set *template.Template) error {
	var problems []error
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		walk(t.Tree.Root, func(node parse.Node) {
			switch n := node.(type) {
			case *parse.TemplateNode:
				if set.Lookup(n.Name) == nil {
					problems = append(problems, fmt.Errorf("site: %q calls the template %q, which doesn't exist", t.Name(), n.Name))
				}
			case *parse.CommandNode:
				if len(n.Args) < 2 {
					return
				}
				name, ok := n.Args[0].(*parse.IdentifierNode)
				key, isLiteral := n.Args[1].(*parse.StringNode)
				if ok && isLiteral && name.Ident == "t" && !i18n.Has(key.Text) {
					problems = append(problems, fmt.Errorf("site: %q uses the message %q, which doesn't exist", t.Name(), key.Text))
				}
			}
		})
	}
	return errors.Join(problems...)
}

// walk visits every node below n.
func walk(n parse.Node, visit func(parse.Node)) {
	list := func(l *parse.ListNode) {
		if l != nil {
			for _, child := range l.Nodes {
				walk(child, visit)
			}
		}
	}
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			for _, c := range p.Cmds {
				walk(c, visit)
			}
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		list(b.List)
		list(b.ElseList)
	}
	visit(n)
	switch n := n.(type) {
	case *parse.ListNode:
		list(n)
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.PipeNode:
		pipe(n)
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render makes a page's bytes.
func (f *Frame) render(r *Request, p *Page) ([]byte, error) {
	content, err := f.partial(r.Lang, p.Template, p.Data)
	if err != nil {
		return nil, err
	}
	layout, err := f.layout(r, p)
	if err != nil {
		return nil, err
	}
	layout.Content = content
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	err = f.pages[r.Lang].Load().ExecuteTemplate(buf, "site/layout", layout)
	return bytes.Clone(buf.Bytes()), err
}

func (f *Frame) layout(r *Request, p *Page) (*Layout, error) {
	info := f.siteInfo(r.Lang)
	here := withQuery(escapePath(r.Lang.Path(r.path)), canonicalQuery(r.query, r.route.params))
	l := &Layout{
		Page: p, Site: info, Lang: r.Lang, Path: r.path, Home: r.Link("/"), Search: r.Link("/search"), Query: r.query.Get("q"),
		Head: Head{Title: info.Name, Canonical: p.Canonical, Image: p.Image, Type: p.Type, ContentLang: r.Lang.Tag()},
	}
	switch {
	case p.Title != "":
		l.Head.Title = p.Title + " · " + info.Name
	case info.Tagline != "":
		l.Head.Title = info.Name + " · " + info.Tagline
	}
	h := &l.Head
	if h.Canonical == "" {
		h.Canonical = here
	}
	h.Canonical = r.Abs(h.Canonical)
	if h.Image == "" {
		h.Image = r.Asset("img/share.png")
	}
	h.Image = r.Abs(h.Image)
	if h.Type == "" {
		h.Type = "website"
	}
	if l.Contact = info.Contact; strings.Contains(l.Contact, "@") && !strings.Contains(l.Contact, "/") {
		l.Contact = "mailto:" + l.Contact
	}
	other := r.Lang.Other()
	l.Switch = Link{Label: other.Name(), URL: other.Path("/")}
	if !p.OneLanguage && p.Status < 400 {
		query := canonicalQuery(r.query, r.route.params)
		l.Switch.URL = withQuery(escapePath(other.Path(r.path)), query)
		for _, lang := range i18n.All {
			h.Alternates = append(h.Alternates, Alternate{lang.Tag(), r.Abs(withQuery(escapePath(lang.Path(r.path)), query))})
		}
		h.Alternates = append(h.Alternates, Alternate{"x-default", h.Alternates[0].URL})
	}
	for _, feed := range p.Feeds {
		feed.URL = r.Abs(feed.URL)
		h.Feeds = append(h.Feeds, feed)
	}
	for _, data := range p.JSONLD {
		text, err := json.Marshal(data) // escapes < and > and &, so it can't end the script element
		if err != nil {
			return nil, fmt.Errorf("site: structured data: %w", err)
		}
		h.JSONLD = append(h.JSONLD, template.JS(text))
	}
	if p.Prev != "" {
		h.Prev = r.Abs(p.Prev)
	}
	if p.Next != "" {
		h.Next = r.Abs(p.Next)
	}
	for _, n := range info.Navigation {
		if strings.HasPrefix(n.URL, "/") {
			n.Current = r.path == n.URL || strings.HasPrefix(r.path, n.URL+"/")
			n.URL = r.Link(n.URL)
		}
		l.Navigation = append(l.Navigation, n)
	}
	return l, nil
}

// escapeTarget escapes a path; an address that is already complete stays as it is.
func escapeTarget(target string) string {
	if !strings.HasPrefix(target, "/") {
		return target
	}
	p, query, _ := strings.Cut(target, "?")
	if strings.Contains(p, "%") {
		return target // escaped already
	}
	return withQuery(escapePath(p), query)
}

// ErrorView is the dot of the template "site/error".
type ErrorView struct {
	Status     int
	Title, Say string
}

// errorPage is the page for an HTTP status.
func errorPage(r *Request, code int) *Page {
	key := "site.error.other"
	switch code {
	case http.StatusNotFound:
		key = "site.error.404"
	case http.StatusGone:
		key = "site.error.410"
	case http.StatusMethodNotAllowed:
		key = "site.error.405"
	case http.StatusRequestEntityTooLarge:
		key = "site.error.413"
	case http.StatusTooManyRequests:
		key = "site.error.429"
	default:
		if code >= 500 {
			key = "site.error.500"
		}
	}
	view := ErrorView{Status: code, Title: r.T(key + ".title"), Say: r.T(key + ".say")}
	return &Page{
		Template: "site/error", Data: view, Title: view.Title, Description: view.Say, Status: code, NoIndex: true,
		OneLanguage: true,
	}
}
