package transfer

import (
	"encoding/json"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/frontmatter"
)

// matter writes the front matter of an article: every field but the body, in the words that hand-written articles
// use too.
func (e *exporter) matter(r *core.Record) (frontmatter.Node, error) {
	a := schema.AsArticle(r)
	var n frontmatter.Node
	text := func(key, value string) { n.Set(key, frontmatter.T(value)) }
	related := func(key, collection, id string) error {
		name, err := e.label(collection, id)
		text(key, name)
		return err
	}
	text("title", a.Title())
	text("id", r.Id)
	text("slug", a.Slug())
	text("kind", a.Kind())
	text("lang", a.Lang())
	text("status", a.Status())
	text("reason", a.Reason())
	if err := related("author", schema.Users, a.Author()); err != nil {
		return n, err
	}
	coauthors, err := e.labelAll(schema.Users, a.Coauthors())
	if err != nil {
		return n, err
	}
	n.Set("coauthors", frontmatter.L(coauthors))
	if err := related("column", schema.Columns, a.Column()); err != nil {
		return n, err
	}
	if err := related("series", schema.SeriesList, a.Series()); err != nil {
		return n, err
	}
	if a.Part() != 0 {
		n.Set("part", frontmatter.N(a.Part()))
	}
	tags, err := e.labelAll(schema.Tags, a.Tags())
	if err != nil {
		return n, err
	}
	n.Set("tags", frontmatter.L(tags))
	n.Set("date", stampOf(a.Published()))
	for _, key := range []string{"publish_at", "edited", "created", "updated"} {
		n.Set(key, stampOf(r.GetDateTime(key)))
	}
	text("excerpt", a.Excerpt())
	text("cover", a.Cover())
	text("cover_alt", a.CoverAlt())
	n.Set("files", frontmatter.L(r.GetStringSlice(schema.ArticleFiles)))
	text("canonical", a.Canonical())
	if err := creditMatter(&n, r); err != nil {
		return n, err
	}
	text("origin", r.GetString(schema.ArticleOrigin))
	text("origin_hash", r.GetString(schema.ArticleOriginHash))
	views, aliases, err := e.beside(r)
	if err != nil {
		return n, err
	}
	if views > 0 {
		n.Set("views", frontmatter.N(views))
	}
	n.Set("aliases", frontmatter.L(aliases))
	return n, nil
}

// creditMatter writes where a translation comes from. Credits in their usual order, original authors before
// translators before reviewers, are written as people would; any other order is written as it is.
func creditMatter(n *frontmatter.Node, r *core.Record) error {
	var credits []article.Credit
	if raw := r.GetString(schema.ArticleCredits); raw != "" && raw != "null" {
		if err := json.Unmarshal([]byte(raw), &credits); err != nil {
			return err
		}
	}
	roles := []string{"author", "translator", "reviewer"}
	ordered := slices.IsSortedFunc(credits, func(a, b article.Credit) int { return slices.Index(roles, a.Role) - slices.Index(roles, b.Role) })
	groups := map[string]frontmatter.Node{}
	if ordered {
		for _, c := range credits {
			g := groups[c.Role]
			g.Kind = frontmatter.List
			g.Items = append(g.Items, person(c))
			groups[c.Role] = g
		}
	}
	var source frontmatter.Node
	source.Set("title", frontmatter.T(r.GetString(schema.ArticleSourceTitle)))
	source.Set("url", frontmatter.T(r.GetString(schema.ArticleSourceURL)))
	source.Set("licence", frontmatter.T(r.GetString(schema.ArticleSourceLicence)))
	if g, ok := groups["author"]; ok {
		source.Set("authors", g)
	}
	n.Set("source", source)
	if !ordered {
		list := frontmatter.Node{Kind: frontmatter.List}
		for _, c := range credits {
			var entry frontmatter.Node
			entry.Set("role", frontmatter.T(c.Role))
			entry.Set("name", frontmatter.T(c.Name))
			entry.Set("url", frontmatter.T(c.URL))
			list.Items = append(list.Items, entry)
		}
		n.Set("credits", list)
		return nil
	}
	n.Set("translators", groups["translator"])
	n.Set("reviewers", groups["reviewer"])
	return nil
}

func person(c article.Credit) frontmatter.Node {
	if c.URL == "" {
		return frontmatter.T(c.Name)
	}
	var n frontmatter.Node
	n.Set("name", frontmatter.T(c.Name))
	n.Set("url", frontmatter.T(c.URL))
	return n
}

// beside reads what is kept about an article outside of its record: how often it was read, and its former slugs.
func (e *exporter) beside(r *core.Record) (views int, aliases []string, err error) {
	if err := e.app.DB().NewQuery("SELECT coalesce(max(views), 0) FROM stats WHERE id = {:id}").Bind(dbx.Params{"id": r.Id}).Row(&views); err != nil {
		return 0, nil, err
	}
	err = e.app.DB().NewQuery("SELECT slug FROM slugs WHERE kind = {:kind} AND target = {:id} AND slug != {:slug} ORDER BY slug").
		Bind(dbx.Params{"kind": schema.Articles, "id": r.Id, "slug": r.GetString(schema.ArticleSlug)}).Column(&aliases)
	return views, aliases, err
}

// revisionOf reads a revision's record.
func revisionOf(r *core.Record, editor string) article.Revision {
	return article.Revision{
		ID: r.Id, Number: r.GetInt("number"), State: r.GetString("state"), Editor: editor, Title: r.GetString("title"),
		Excerpt: r.GetString("excerpt"), Meta: r.GetString("meta"), Note: r.GetString("note"), Body: r.GetString("body"),
		Created: r.GetDateTime("created").Time(), Updated: r.GetDateTime("updated").Time(),
	}
}
