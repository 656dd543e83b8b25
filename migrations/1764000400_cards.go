package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Cards: what lists show, without the long texts, open to everyone by REST.
func init() {
	views := []struct{ name, query string }{
		{"article_cards", `SELECT a.id, a.title, a.slug, a.kind, a.lang, r.excerpt, a.cover, a.cover_alt, a.author, a.coauthors, a.column, a.series, a.part, a.tags, a.published, a.edited,
			r.minutes, s.votes, s.comments, s.views, s.bookmarks, s.hot
			FROM articles a LEFT JOIN renditions r ON r.id = a.id LEFT JOIN stats s ON s.id = a.id
			WHERE a.status = 'published'`},
		{"column_cards", `SELECT c.id, c.slug, c.name, c.kind, c.tagline, c.logo, c.cover, c.verified, c.lang, c.owner, s.articles, s.followers, s.active
			FROM columns c LEFT JOIN stats s ON s.id = c.id WHERE c.status = 'active'`},
		{"tag_cards", `SELECT t.id, t.slug, t.name, t.name_en, t.category, s.articles, s.followers
			FROM tags t LEFT JOIN stats s ON s.id = t.id`},
		{"author_cards", `SELECT u.id, u.handle, u.name, u.avatar, u.bio, u.persona, s.articles, s.followers
			FROM users u LEFT JOIN stats s ON s.id = u.id WHERE u.handle != ''`},
	}
	m.Register(func(app core.App) error {
		for _, v := range views {
			c := core.NewViewCollection(v.name)
			c.ViewQuery = v.query
			c.ListRule, c.ViewRule = rule(""), rule("")
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "author_cards", "tag_cards", "column_cards", "article_cards")
	})
}
