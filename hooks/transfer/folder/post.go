package folder

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/credit"
	"qiao/hooks/transfer/frontmatter"
	"qiao/hooks/transfer/language"
)

// version is part of every article's hash: a new way of reading makes an import look at all files again.
const version = "1"

// read makes an article of a file.
func (f *Folder) read(name string) (*article.Article, error) {
	data, err := f.readFile(name, f.options.MaxText)
	if err != nil {
		return nil, err
	}
	doc, err := frontmatter.Parse(data)
	if err != nil {
		return nil, err
	}
	base := path.Base(name)
	if base == "_index.md" {
		return nil, &article.Skip{Reason: "is a section's page of Hugo, not an article"}
	}
	p := &post{folder: f, name: name, matter: doc.Matter, a: &article.Article{Key: "markdown:" + path.Join(f.options.Name, name)}}
	if err := p.fields(); err != nil {
		return nil, err
	}
	if err := p.text(doc.Body); err != nil {
		return nil, err
	}
	if p.a.ID != "" {
		if err := p.history(); err != nil {
			return nil, err
		}
	}
	if kind := p.str("type", "layout"); strings.TrimSpace(p.a.Body) == "" && (kind == "tags" || kind == "categories") {
		return nil, &article.Skip{Reason: "is the page of all " + kind + " of Hexo, not an article"}
	}
	p.hash(data)
	return p.a, nil
}

// post is a file on its way to an article.
type post struct {
	folder *Folder
	name   string
	matter frontmatter.Node
	a      *article.Article
	err    error
}

func (p *post) str(keys ...string) string {
	s, err := p.matter.String(keys...)
	p.fail(err)
	return s
}

func (p *post) list(keys ...string) []string {
	s, err := p.matter.Strings(keys...)
	p.fail(err)
	return s
}

func (p *post) date(keys ...string) time.Time {
	t, err := p.matter.Time(p.folder.options.Zone, keys...)
	p.fail(err)
	return t
}

// fail keeps the first error.
func (p *post) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// ownID is what a record's id looks like.
var ownID = regexp.MustCompile(`^[a-z0-9]{15}$`)

// fields reads the front matter, in our own words first and then in those of others.
func (p *post) fields() error {
	a := p.a
	a.ID, a.Slug, a.Title = p.str("id"), p.str("slug"), p.str("title")
	a.Kind, a.Status, a.Reason = p.str("kind"), p.str("status"), p.str("reason")
	if !ownID.MatchString(a.ID) || a.Slug == "" || a.Status == "" {
		a.ID = "" // WordPress' and Hexo's ids are none of ours
	} else {
		a.Origin, a.OriginHash = p.str("origin"), p.str("origin_hash")
	}
	a.Lang = lang(p.str("lang", "language", "locale"))
	a.Excerpt = p.str("excerpt", "summary", "description", "abstract")
	a.CoverAlt = p.str("cover_alt", "coverAlt", "feature_image_alt")
	a.Column, a.Canonical = p.str("column"), p.str("canonical", "canonicalURL", "canonical_url")
	tags, err := p.matter.Words("tags", "tag")
	p.fail(err)
	a.Tags = tags
	a.Categories = p.list("categories", "category")
	a.Authors = append(p.names("author", "authors"), p.names("coauthors")...)
	if s := p.list("series"); len(s) > 0 {
		a.Series = s[0]
	}
	if _, own := p.matter.Get("part"); own {
		a.Part, err = p.matter.Int("part")
		p.fail(err)
	}
	if n, ok := p.matter.Get("views"); ok && n.Kind == frontmatter.Number {
		a.Views, err = p.matter.Int("views")
		p.fail(err)
	}
	a.Published, a.PublishAt = p.date("date", "publishDate", "pubDate"), p.date("publish_at")
	a.Updated = p.date("updated", "lastmod", "last_modified_at", "modified")
	a.Created, a.Edited = p.date("created"), p.date("edited")
	if a.Published.IsZero() {
		a.Published = nameDate(p.name, p.folder.options.Zone)
	}
	if a.Status == "" {
		draft, err := p.matter.Bool(false, "draft")
		p.fail(err)
		if n, ok := p.matter.Get("published"); ok && n.Kind == frontmatter.Bool && n.Text == "false" {
			draft = true
		}
		a.Status = "published"
		if draft || strings.Contains("/"+p.name, "/_drafts/") || strings.EqualFold(p.str("layout"), "draft") {
			a.Status = "draft"
		}
	}
	p.credits()
	if a.ID != "" {
		p.exact()
	}
	return p.err
}

// exact takes the texts of our own exports as they stand, spaces at their ends included.
func (p *post) exact() {
	source, _ := p.matter.Get("source")
	for _, t := range []struct {
		from  frontmatter.Node
		key   string
		field *string
	}{
		{p.matter, "title", &p.a.Title}, {p.matter, "reason", &p.a.Reason}, {p.matter, "excerpt", &p.a.Excerpt}, {p.matter, "cover_alt", &p.a.CoverAlt},
		{source, "title", &p.a.SourceTitle}, {source, "licence", &p.a.SourceLicence},
	} {
		if n, ok := t.from.Get(t.key); ok && n.Kind != frontmatter.List && n.Kind != frontmatter.Map {
			*t.field = n.Text
		}
	}
}

// names reads people that may be texts or maps with a name.
func (p *post) names(keys ...string) []string {
	n, ok := p.matter.Get(keys...)
	if !ok {
		return nil
	}
	if n.Kind != frontmatter.List {
		n = frontmatter.Node{Kind: frontmatter.List, Line: n.Line, Items: []frontmatter.Node{n}}
	}
	var out []string
	for _, item := range n.Items {
		if item.Kind == frontmatter.Map {
			s, err := item.String("handle", "name", "nick")
			p.fail(err)
			if s != "" {
				out = append(out, s)
			}
			continue
		}
		list, err := frontmatter.Node{Kind: frontmatter.Map, Pairs: []frontmatter.Pair{{Key: keys[0], Value: item}}}.Strings(keys[0])
		p.fail(err)
		out = append(out, list...)
	}
	return out
}

// credits reads where a translation comes from.
func (p *post) credits() {
	a := p.a
	if raw, ok := p.matter.Get("credits"); ok {
		for _, item := range raw.Items {
			role, _ := item.String("role")
			name, _ := item.String("name")
			url, _ := item.String("url")
			if role == "" || name == "" {
				p.fail(&frontmatter.Error{Line: item.Line, Key: "credits", Reason: "each needs a role and a name"})
			}
			a.Credits = append(a.Credits, article.Credit{Role: role, Name: name, URL: url})
		}
	}
	if source, ok := p.matter.Get("source"); ok && source.Kind == frontmatter.Map {
		var err error
		for key, field := range map[string]*string{"title": &a.SourceTitle, "url": &a.SourceURL, "licence": &a.SourceLicence} {
			*field, err = source.String(key)
			p.fail(err)
		}
		a.Credits = append(a.Credits, p.people("author", source, "author", "authors")...)
	} else {
		a.SourceURL = webAddress(p.str("source", "original_url", "originallink", "source_url", "reprint_url"))
		a.SourceTitle = p.str("original_title", "source_title")
	}
	a.Credits = append(a.Credits, p.people("translator", p.matter, "translators", "translator")...)
	a.Credits = append(a.Credits, p.people("reviewer", p.matter, "reviewers", "reviewer")...)
	// A blog that names an original but no translator says where its own article stood first.
	if a.SourceURL != "" && a.SourceTitle == "" && len(a.Credits) == 0 && a.Canonical == "" {
		a.Canonical, a.SourceURL = a.SourceURL, ""
	}
}

// people reads those who share a credit: names, or maps of name and url, or names beside a list of links as
// "translatorlink" has them.
func (p *post) people(role string, from frontmatter.Node, keys ...string) []article.Credit {
	n, ok := from.Get(keys...)
	if !ok {
		return nil
	}
	items := n.Items
	if n.Kind != frontmatter.List {
		items = []frontmatter.Node{n}
		if n.Kind == frontmatter.Text && role != "author" {
			list, err := from.Strings(keys...)
			p.fail(err)
			items = nil
			for _, s := range list {
				items = append(items, frontmatter.T(s))
			}
		}
	}
	links, _ := from.Strings(role+"link", role+"Link", role+"_url")
	var out []article.Credit
	for i, item := range items {
		c := article.Credit{Role: role, Name: strings.TrimSpace(item.Text)}
		if item.Kind == frontmatter.Map {
			var err error
			c.Name, err = item.String("name")
			p.fail(err)
			c.URL, err = item.String("url", "link")
			p.fail(err)
		} else if i < len(links) {
			c.URL = webAddress(links[i])
		}
		if c.Name != "" {
			out = append(out, c)
		}
	}
	return out
}

// text reads what stands behind the front matter.
func (p *post) text(body string) error {
	a := p.a
	own := a.ID != "" // our own export is taken as it is
	if !own {
		before := body
		parsed := credit.Parse(body)
		if a.Title == "" || sameTitle(a.Title, parsed.Title) || !parsed.Credit.Empty() {
			body = parsed.Body
			if a.Title == "" {
				a.Title = parsed.Title
			}
		}
		if a.Title == "" {
			a.Title = parsed.Credit.Title
		}
		if body == before {
			body = strings.TrimLeft(body, "\n")
		}
		a.TakeCredit(parsed.Credit)
		body = untag(body)
	}
	if a.Title == "" {
		a.Title = nameTitle(p.name)
	}
	stored := p.list("files")
	assets := p.folder.assets(p.name, stored)
	p.cover(assets)
	if own {
		for _, name := range stored {
			if assets.name(name) == "" {
				a.Notes = append(a.Notes, name+": is missing")
			}
		}
	} else {
		body = assets.rewrite(body)
	}
	a.Body, a.Attachments = body, assets.list
	a.Notes = append(a.Notes, assets.notes...)
	if a.Lang == "" {
		a.Lang = language.Guess(a.Title+"\n"+body, p.folder.options.Lang)
	}
	if a.Slug == "" {
		a.Slug = nameSlug(p.name)
	}
	return p.err
}

// maxHistory bounds the file of an article's revisions in our own exports.
const maxHistory = 64 << 20

// history reads the former slugs and the revisions of our own exports.
func (p *post) history() error {
	p.a.Aliases = p.list("aliases")
	data, err := p.folder.readFile(path.Join(path.Dir(p.name), "revisions.jsonl"), maxHistory)
	if errors.Is(err, fs.ErrNotExist) {
		return p.err
	}
	if err != nil {
		return fmt.Errorf("revisions.jsonl %w", err)
	}
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var r article.Revision
		switch err := d.Decode(&r); {
		case errors.Is(err, io.EOF):
			return p.err
		case err != nil:
			return fmt.Errorf("revisions.jsonl: %w", err)
		}
		p.a.Revisions = append(p.a.Revisions, r)
	}
}

// cover takes the cover along when it lies in the folder.
func (p *post) cover(of *assets) {
	keys := []string{"cover", "banner", "image", "featured_image", "feature_image", "thumbnail", "header-img", "cover_image", "img"}
	n, ok := p.matter.Get(keys...)
	if !ok {
		return
	}
	src := n.Text
	if n.Kind == frontmatter.Map {
		src, _ = n.String("image", "src", "url", "path", "feature", "teaser")
	} else if n.Kind == frontmatter.List && len(n.Items) > 0 {
		src = n.Items[0].Text
	}
	if src = strings.TrimSpace(src); src == "" {
		return
	}
	if strings.Contains(src, "://") {
		p.a.Notes = append(p.a.Notes, "the cover is at "+src)
		return
	}
	cover := &assets{folder: of.folder, file: of.file, stored: map[string]bool{}, names: map[string]string{}, taken: map[string]string{}}
	if p.a.ID != "" {
		cover.stored[path.Base(src)] = true
	}
	if cover.name(src) != "" {
		p.a.Cover = &cover.list[0]
	}
	p.a.Notes = append(p.a.Notes, cover.notes...)
}

// hash fingerprints the file and all that comes with it.
func (p *post) hash(data []byte) {
	h := sha256.New()
	h.Write([]byte(version + "\x00"))
	h.Write(data)
	for _, f := range p.a.Attachments {
		h.Write([]byte("\x00" + f.Name + "\x00" + f.Hash))
	}
	if p.a.Cover != nil {
		h.Write([]byte("\x00cover\x00" + p.a.Cover.Hash))
	}
	p.a.Hash = hex.EncodeToString(h.Sum(nil))
}

// lang maps language tags (BCP 47) to the languages of the data model; unknown ones are empty.
func lang(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "_", "-"))
	switch {
	case s == "":
		return ""
	case strings.HasPrefix(s, "zh-hant"), s == "zh-tw", s == "zh-hk", s == "zh-mo":
		return "zh-Hant"
	case s == "zh" || strings.HasPrefix(s, "zh-") || s == "cn" || s == "chinese":
		return "zh"
	}
	s, _, _ = strings.Cut(s, "-")
	for _, known := range []string{"en", "ja", "ko", "fr", "de", "es", "pt", "ru"} {
		if s == known {
			return s
		}
	}
	return ""
}

func webAddress(s string) string {
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return s
	}
	return ""
}

func sameTitle(a, b string) bool {
	fold := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }
	return b != "" && fold(a) == fold(b)
}

var datedName = regexp.MustCompile(`^(\d{4})[-.]?(\d{2})[-.]?(\d{2})(?:[-_. ]+|$)`)

// nameDate reads the date that Jekyll and others put before a file's name.
func nameDate(name string, zone *time.Location) time.Time {
	base := path.Base(name)
	if isIndex(base) {
		base = path.Base(path.Dir(name))
	}
	if m := datedName.FindStringSubmatch(base); m != nil {
		if t, ok := frontmatter.ParseTime(m[1]+"-"+m[2]+"-"+m[3], zone); ok {
			return t
		}
	}
	return time.Time{}
}

func isIndex(base string) bool {
	stem := strings.ToLower(strings.TrimSuffix(base, path.Ext(base)))
	return stem == "index" || strings.HasPrefix(stem, "index.")
}

// stem is a file's name without date and ending; for an index file that of its folder.
func stem(name string) string {
	base := path.Base(name)
	if isIndex(base) && path.Dir(name) != "." {
		base = path.Base(path.Dir(name))
	} else {
		base = strings.TrimSuffix(base, path.Ext(base))
	}
	if m := datedName.FindString(base); m != "" && len(m) < len(base) {
		base = base[len(m):]
	}
	return base
}

func nameTitle(name string) string {
	s := strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(stem(name)))
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return s
}

// nameSlug proposes an address: the file's name, when it is one word after another in Latin letters. Otherwise the
// address is made of the title.
func nameSlug(name string) string {
	s := strings.Trim(strings.ToLower(strings.NewReplacer("_", "-", " ", "-", ".", "-").Replace(stem(name))), "-")
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	if len(s) < 3 || len(s) > 80 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Trim(s, "0123456789-") == "" {
		return ""
	}
	return s
}
