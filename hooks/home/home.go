// Package home is the room of what is the site's as a whole: the home page and its
// curation, the about page, the names and navigation on every page, the site's feeds,
// sitemaps and robots.txt.
package home

import (
	"embed"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Register binds what keeps the site's record and the home page's slots true.
func Register(app core.App) {
	app.OnRecordValidate(schema.SiteSettings).Bind(&hook.Handler[*core.RecordEvent]{Id: "home.site.validate", Func: validateSite})
	app.OnRecordValidate(schema.Slots).Bind(&hook.Handler[*core.RecordEvent]{Id: "home.slots.validate", Func: validateSlot})
}

// Pages adds the pages and documents of the site as a whole.
func Pages(f *site.Frame) {
	f.Views(views)
	f.SiteInfo(info)
	f.GET("/", homePage, site.Sections(questionsPlace, eventsPlace))
	f.GET("/about", aboutPage)
	f.GuestList(schema.ArticleCards, schema.Articles, schema.Renditions)
	f.GuestList(schema.ColumnCards, schema.Columns)
	f.GuestList(schema.TagCards, schema.Tags)
	f.GuestList(schema.AuthorCards, schema.Users)
	cards.Feeds(f, "", func(*site.Request) (cards.Feed, error) {
		return cards.Feed{Home: "/", List: cards.List{Shelf: cards.ShelfAll}}, nil
	})
	f.Document("/sitemap.xml", sitemapIndex)
	f.Document("/sitemaps/:name", sitemap)
	f.Document("/robots.txt", robots)
	f.Document("/opensearch.xml", site.OpenSearch, site.Localized())
}
