// Package ghost reads JSON exports of Ghost (versions 1 to 6), the intermediate JSON of Ghost's own migration
// tools, and the posts of WordPress' and Blogger's REST APIs, which people save to a file when there is no export.
package ghost

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sort"
	"strings"
	"time"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/frontmatter"
	"qiao/hooks/transfer/markup"
)

// maxFile is the largest export that is read; it is held in memory.
const maxFile = 256 << 20

// id is a number in old exports and a text in new ones.
type id string

// UnmarshalJSON takes both.
func (i *id) UnmarshalJSON(b []byte) error {
	if string(b) != "null" {
		*i = id(strings.Trim(string(b), `"`))
	}
	return nil
}

// flag is true, false, 1 or 0.
type flag bool

// UnmarshalJSON takes all of them.
func (f *flag) UnmarshalJSON(b []byte) error {
	*f = string(b) == "true" || string(b) == "1"
	return nil
}

type post struct {
	ID           id              `json:"id"`
	URL          string          `json:"url"`
	Data         *post           `json:"data"` // the migration tools wrap a post in {url, data}
	Title        string          `json:"title"`
	Slug         string          `json:"slug"`
	HTML         string          `json:"html"`
	Mobiledoc    string          `json:"mobiledoc"`
	Lexical      string          `json:"lexical"`
	Markdown     string          `json:"markdown"` // version 0
	FeatureImage string          `json:"feature_image"`
	Image        string          `json:"image"`
	ImageAlt     string          `json:"feature_image_alt"`
	Page         flag            `json:"page"`
	Type         string          `json:"type"`
	Status       string          `json:"status"`
	Visibility   string          `json:"visibility"`
	Language     string          `json:"locale"`
	Excerpt      string          `json:"custom_excerpt"`
	Canonical    string          `json:"canonical_url"`
	AuthorID     id              `json:"author_id"`
	Author       json.RawMessage `json:"author"`
	Authors      json.RawMessage `json:"authors"`
	Tags         json.RawMessage `json:"tags"`
	CreatedAt    moment          `json:"created_at"`
	UpdatedAt    moment          `json:"updated_at"`
	PublishedAt  moment          `json:"published_at"`
}

// moment is a date as text or as milliseconds since 1970.
type moment struct{ time.Time }

// UnmarshalJSON takes both; what is no date is none.
func (m *moment) UnmarshalJSON(b []byte) error {
	if t, ok := frontmatter.ParseTime(strings.Trim(string(b), `"`), time.UTC); ok {
		m.Time = t
	}
	return nil
}

type named struct {
	ID          id     `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Slug        string `json:"slug"`
	Visibility  string `json:"visibility"`
	Data        *named `json:"data"`
}

func (n named) name() string {
	if n.Data != nil {
		n = *n.Data
	}
	for _, s := range []string{n.Name, n.DisplayName, n.Slug} {
		if s = markup.PlainText(s); s != "" {
			return s
		}
	}
	return ""
}

type link struct {
	PostID   id  `json:"post_id"`
	TagID    id  `json:"tag_id"`
	AuthorID id  `json:"author_id"`
	Order    int `json:"sort_order"`
}

type tables struct {
	Posts        []post  `json:"posts"`
	Tags         []named `json:"tags"`
	Users        []named `json:"users"`
	PostsTags    []link  `json:"posts_tags"`
	PostsAuthors []link  `json:"posts_authors"`
}

// File is an export held in memory.
type File struct {
	posts []func() (string, *article.Article, error)
}

// Count is the number of posts and pages.
func (f *File) Count() int { return len(f.posts) }

// Sources gives every post and page.
func (f *File) Sources() iter.Seq[article.Source] {
	return func(yield func(article.Source) bool) {
		for i, read := range f.posts {
			name, _, _ := read()
			if !yield(article.Source{
				File: fmt.Sprintf("#%d %s", i+1, name),
				Read: func() (*article.Article, error) { _, a, err := read(); return a, err },
			}) {
				return
			}
		}
	}
}

// Open reads an export file.
func Open(path string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxFile {
		return nil, errors.New("the export is larger than 256 MB")
	}
	return Parse(b)
}

// Parse reads an export. It fails when the JSON is broken or holds no posts.
func Parse(b []byte) (*File, error) {
	b = []byte(strings.TrimPrefix(string(b), "\ufeff"))
	trimmed := strings.TrimSpace(string(b))
	if strings.HasPrefix(trimmed, "[") {
		return parseList(b)
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(b, &top); err != nil {
		return nil, explain(err, b)
	}
	var t tables
	switch {
	case top["db"] != nil:
		var db []struct {
			Data tables `json:"data"`
		}
		if err := json.Unmarshal(top["db"], &db); err != nil {
			return nil, explain(err, b)
		}
		if len(db) > 0 {
			t = db[0].Data
		}
	case top["content"] != nil:
		return parseList([]byte("[" + trimmed + "]"))
	default:
		tables := json.RawMessage(b)
		for _, key := range []string{"data", "result"} {
			if top["posts"] == nil && top[key] != nil {
				tables = top[key]
				break
			}
		}
		if err := json.Unmarshal(tables, &t); err != nil {
			return nil, explain(err, b)
		}
	}
	return fromTables(&t)
}

// explain says where broken JSON breaks.
func explain(err error, b []byte) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		line := strings.Count(string(b[:min(int(syntax.Offset), len(b))]), "\n") + 1
		return fmt.Errorf("the JSON is broken in line %d: %s", line, syntax.Error())
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("this is not a Ghost export: %s is %s", kind.Field, kind.Value)
	}
	return err
}

// fromTables joins posts with their tags and authors.
func fromTables(t *tables) (*File, error) {
	if len(t.Posts) == 0 {
		return nil, errors.New("this is not a Ghost export: it has no posts")
	}
	tags, users := map[id]named{}, map[id]named{}
	for _, tag := range t.Tags {
		tags[tag.ID] = tag
	}
	for _, user := range t.Users {
		users[user.ID] = user
	}
	byOrder := func(links []link) {
		sort.SliceStable(links, func(i, j int) bool { return links[i].Order < links[j].Order })
	}
	byOrder(t.PostsTags)
	byOrder(t.PostsAuthors)
	postTags, postAuthors := map[id][]string{}, map[id][]string{}
	for _, l := range t.PostsTags {
		// Ghost's internal tags begin with # and are for its themes.
		if tag, ok := tags[l.TagID]; ok && tag.Visibility != "internal" && !strings.HasPrefix(tag.Name, "#") {
			postTags[l.PostID] = append(postTags[l.PostID], tag.name())
		}
	}
	for _, l := range t.PostsAuthors {
		if user, ok := users[l.AuthorID]; ok {
			postAuthors[l.PostID] = append(postAuthors[l.PostID], user.name())
		}
	}
	f := &File{}
	for i := range t.Posts {
		p := &t.Posts[i]
		if p.Data != nil {
			if p.Data.URL == "" {
				p.Data.URL = p.URL
			}
			p = p.Data
		}
		f.posts = append(f.posts, func() (string, *article.Article, error) {
			a, err := p.read()
			if a != nil {
				if len(a.Tags) == 0 {
					a.Tags = postTags[p.ID]
				}
				if len(a.Authors) == 0 {
					a.Authors = postAuthors[p.ID]
				}
				if user, ok := users[p.AuthorID]; ok && len(a.Authors) == 0 {
					a.Authors = []string{user.name()}
				}
			}
			return markup.PlainText(p.Title), a, err
		})
	}
	return f, nil
}

// read makes an article of a post.
func (p *post) read() (*article.Article, error) {
	key := string(p.ID)
	if key == "" {
		key = p.URL
	}
	if key == "" {
		key = p.Slug
	}
	a := &article.Article{
		Key: "ghost:" + key, Slug: p.Slug, Title: markup.PlainText(p.Title), Kind: "article", Status: "published",
		Excerpt: markup.PlainText(p.Excerpt), Canonical: p.Canonical, CoverAlt: p.ImageAlt,
		Created: p.CreatedAt.Time, Updated: p.UpdatedAt.Time, Published: p.PublishedAt.Time,
		Tags: names(p.Tags), Authors: names(p.Authors),
	}
	if len(a.Authors) == 0 {
		a.Authors = names(p.Author)
	}
	if p.Page || p.Type == "page" {
		a.Kind = "doc"
	}
	switch p.Status {
	case "", "published", "sent":
	case "scheduled":
		a.Status, a.PublishAt = "scheduled", a.Published
	default:
		a.Status = "draft"
	}
	// What only paying or signed-in readers saw must not become public by an import.
	if p.Visibility != "" && p.Visibility != "public" && a.Status == "published" {
		a.Status = "draft"
		a.Notes = append(a.Notes, "was for "+p.Visibility+" only and is a draft now")
	}
	if cover := p.FeatureImage + p.Image; cover != "" {
		a.Notes = append(a.Notes, "the cover is at "+cover)
	}
	var err error
	switch {
	case p.Markdown != "" && p.HTML == "":
		a.Body = p.Markdown
	case markdownCard(p.Mobiledoc) != "":
		a.Body = markdownCard(p.Mobiledoc)
	case p.HTML != "":
		a.Body, err = markup.ToMarkdown(p.HTML)
	case p.Lexical != "":
		var html string
		if html, err = lexicalHTML(p.Lexical); err == nil {
			a.Body, err = markup.ToMarkdown(html)
		}
	case p.Mobiledoc != "":
		var html string
		if html, err = mobiledocHTML(p.Mobiledoc); err == nil {
			a.Body, err = markup.ToMarkdown(html)
		}
	}
	if err != nil {
		return nil, err
	}
	a.Body = strings.TrimSpace(strings.ReplaceAll(a.Body, "__GHOST_URL__", "")) + "\n"
	if a.Title == "" && a.Body == "\n" {
		return nil, &article.Skip{Reason: "has neither title nor text"}
	}
	return a, nil
}

// names reads a list of tags or authors as texts, as objects, or as one of them.
func names(raw json.RawMessage) []string {
	if len(raw) == 0 {
		return nil
	}
	if raw[0] != '[' {
		raw = json.RawMessage("[" + string(raw) + "]")
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var out []string
	for _, item := range items {
		var text string
		var object named
		if json.Unmarshal(item, &text) != nil && json.Unmarshal(item, &object) == nil {
			text = object.name()
		}
		if text = strings.TrimSpace(text); text != "" && !strings.HasPrefix(text, "#") {
			out = append(out, text)
		}
	}
	return out
}
