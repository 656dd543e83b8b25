package ghost

import (
	"encoding/json"
	"errors"
	"strings"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/markup"
)

// restPost is a post as WordPress' REST API (wp/v2) or Blogger's gives it.
type restPost struct {
	ID          id              `json:"id"`
	Kind        string          `json:"kind"`
	Type        string          `json:"type"`
	Status      string          `json:"status"`
	Slug        string          `json:"slug"`
	Link        string          `json:"link"`
	URL         string          `json:"url"`
	DateGMT     moment          `json:"date_gmt"`
	ModifiedGMT moment          `json:"modified_gmt"`
	Published   moment          `json:"published"`
	Updated     moment          `json:"updated"`
	Title       rendered        `json:"title"`
	Content     rendered        `json:"content"`
	Excerpt     rendered        `json:"excerpt"`
	Author      json.RawMessage `json:"author"`
	Labels      []string        `json:"labels"`
	Embedded    struct {
		Author []named `json:"author"`
		Terms  [][]struct {
			Name     string `json:"name"`
			Taxonomy string `json:"taxonomy"`
		} `json:"wp:term"`
	} `json:"_embedded"`
}

// rendered is a text, or an object that holds it.
type rendered string

// UnmarshalJSON takes both.
func (r *rendered) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*r = rendered(text)
		return nil
	}
	var object struct {
		Rendered string `json:"rendered"`
	}
	if json.Unmarshal(b, &object) == nil {
		*r = rendered(object.Rendered)
	}
	return nil
}

// parseList reads an array of posts of a REST API.
func parseList(b []byte) (*File, error) {
	var posts []restPost
	if err := json.Unmarshal(b, &posts); err != nil {
		return nil, explain(err, b)
	}
	f := &File{}
	for i := range posts {
		p := &posts[i]
		if p.Content == "" && p.Title == "" {
			continue
		}
		f.posts = append(f.posts, func() (string, *article.Article, error) {
			a, err := p.read()
			return markup.PlainText(string(p.Title)), a, err
		})
	}
	if len(f.posts) == 0 {
		return nil, errors.New("this is not a Ghost export: it has no posts")
	}
	return f, nil
}

func (p *restPost) read() (*article.Article, error) {
	key := p.Link + p.URL
	if key == "" {
		key = string(p.ID)
	}
	a := &article.Article{
		Key: "rest:" + key, Slug: p.Slug, Title: markup.PlainText(string(p.Title)), Kind: "article", Status: "published",
		Excerpt: markup.PlainText(string(p.Excerpt)), Published: p.DateGMT.Time, Updated: p.ModifiedGMT.Time, Tags: p.Labels,
	}
	if a.Published.IsZero() {
		a.Published, a.Updated = p.Published.Time, p.Updated.Time
	}
	if p.Type == "page" {
		a.Kind = "doc"
	}
	switch strings.ToLower(p.Status) {
	case "", "publish", "live":
	case "future", "scheduled":
		a.Status, a.PublishAt = "scheduled", a.Published
	default:
		a.Status = "draft"
	}
	for _, terms := range p.Embedded.Terms {
		for _, term := range terms {
			switch name := markup.PlainText(term.Name); {
			case name == "" || name == "Uncategorized":
			case term.Taxonomy == "post_tag":
				a.Tags = append(a.Tags, name)
			case term.Taxonomy == "category":
				a.Categories = append(a.Categories, name)
			case term.Taxonomy == "author":
				a.Authors = append(a.Authors, name)
			}
		}
	}
	if len(a.Authors) == 0 {
		for _, author := range p.Embedded.Author {
			if name := author.name(); name != "" {
				a.Authors = append(a.Authors, name)
			}
		}
	}
	if len(a.Authors) == 0 && len(p.Author) > 0 && p.Author[0] == '{' {
		a.Authors = names(p.Author)
	}
	body, err := markup.ToMarkdown(string(p.Content))
	if err != nil {
		return nil, err
	}
	a.Body = body + "\n"
	return a, nil
}
