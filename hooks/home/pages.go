package home

import (
	"html/template"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// How much of everything the home page shows.
const (
	latestCount    = 12
	picksCount     = 5
	columnCount    = 6
	communityCount = 8
	tagCount       = 60 // from which the topics are taken
	topicTags      = 7  // in each topic
	topicCount     = 8
)

// questionsPlace is where the room of questions says what is asked.
const questionsPlace = "home.questions"

// eventsPlace is where the room of events says what comes up.
const eventsPlace = "home.events"

// homeView is what home/home shows.
type homeView struct {
	Empty       bool // nothing is published yet
	Tagline     string
	Hero        *heroView
	Picks       []site.Card
	Notice      *noticeView
	Latest      []site.Card
	Columns     []columnEntry
	Topics      []topic
	Communities []communityEntry
	Questions   template.HTML
	Events      template.HTML
}

// topic is a category with its busiest tags.
type topic struct {
	Name string
	Tags []site.Link
}

type heroView struct {
	site.Card
	Cover *site.Image
	Text  string
}

type noticeView struct{ Title, Text, URL string }

type columnEntry struct {
	URL, Name, Tagline, Logo string
	Verified                 bool
	Articles                 int64
}

type communityEntry struct{ Name, URL, Logo, Description, KindName string }

func homePage(r *site.Request) (*site.Page, error) {
	slots, next, err := shownSlots(r)
	if err != nil {
		return nil, err
	}
	v := homeView{Tagline: r.Site().Tagline}
	if v.Latest, err = cards.First(r, cards.List{Shelf: cards.ShelfAll}, latestCount); err != nil {
		return nil, err
	}
	v.Empty = len(v.Latest) == 0
	if err := v.curate(r, slots); err != nil {
		return nil, err
	}
	if v.Columns, err = shownColumns(r, slots["columns"]); err != nil {
		return nil, err
	}
	if v.Communities, err = shownCommunities(r, slots["communities"]); err != nil {
		return nil, err
	}
	if v.Topics, err = topics(r); err != nil {
		return nil, err
	}
	p := &site.Page{
		Template: "home/home", Data: &v, Description: r.Site().Tagline, Feeds: cards.FeedLinks(r, "", ""),
		JSONLD: []any{r.WebSiteLD(), r.Publisher().Root()}, MaxAge: next,
	}
	if v.Questions, err = r.Sections(p, questionsPlace, ""); err != nil {
		return nil, err
	}
	v.Events, err = r.Sections(p, eventsPlace, "")
	return p, err
}

// shownSlots gives the slots that are on now by their place, and how long that stays so.
func shownSlots(r *site.Request) (map[string][]*schema.Slot, time.Duration, error) {
	r.Reads(schema.Slots)
	now := types.NowDateTime()
	records, err := r.App().FindRecordsByFilter(schema.Slots, "active = true && (ends = '' || ends > {:now})", "position,created", 200, 0,
		dbx.Params{"now": now.String()})
	if err != nil {
		return nil, 0, err
	}
	slots, next := map[string][]*schema.Slot{}, 10*time.Minute
	for _, record := range records {
		s := schema.AsSlot(record)
		for _, change := range []types.DateTime{s.Starts(), s.Ends()} {
			if !change.IsZero() && change.After(now) {
				next = min(next, change.Sub(now)+time.Second)
			}
		}
		if s.Starts().IsZero() || !s.Starts().After(now) {
			slots[s.Slot()] = append(slots[s.Slot()], s)
		}
	}
	return slots, next, nil
}

// curate fills what editors chose. Where they chose nothing, the liveliest articles stand in.
func (v *homeView) curate(r *site.Request, slots map[string][]*schema.Slot) error {
	var ids []string
	for _, place := range []string{"hero", "picks"} {
		for _, s := range slots[place] {
			ids = append(ids, s.Article())
		}
	}
	if len(ids) == 0 {
		hot, err := cards.List{Shelf: cards.ShelfAll, Sort: cards.Hot}.IDs(r.Context(), r.App(), 0, picksCount+1)
		if err != nil {
			return err
		}
		ids = hot
	}
	chosen, err := cards.Load(r, ids)
	if err != nil {
		return err
	}
	if len(chosen) > 0 {
		v.Hero = &heroView{Card: chosen[0], Cover: chosen[0].Cover, Text: chosen[0].Excerpt}
		if hero := slots["hero"]; len(hero) > 0 {
			if text := cards.Named(r.Lang, hero[0].Text(), hero[0].TextEn()); text != "" {
				v.Hero.Text = text
			}
			if title := cards.Named(r.Lang, hero[0].Title(), hero[0].TitleEn()); title != "" {
				v.Hero.Title = title
			}
		}
		v.Picks = chosen[1:min(len(chosen), picksCount+1)]
	}
	if notices := slots["notice"]; len(notices) > 0 {
		s := notices[0]
		v.Notice = &noticeView{cards.Named(r.Lang, s.Title(), s.TitleEn()), cards.Named(r.Lang, s.Text(), s.TextEn()), localLink(r, s.URL())}
		if s.Article() != "" {
			if linked, err := cards.Load(r, []string{s.Article()}); err != nil {
				return err
			} else if len(linked) > 0 {
				v.Notice.URL = linked[0].URL
			}
		}
	}
	return nil
}

// localLink puts the language's prefix before a path of this site.
func localLink(r *site.Request, url string) string {
	if strings.HasPrefix(url, "/") {
		return r.Link(url)
	}
	return url
}

func shownColumns(r *site.Request, chosen []*schema.Slot) ([]columnEntry, error) {
	r.Reads(schema.Columns, schema.Articles)
	order, params := "articles DESC, c.name", dbx.Params{"most": columnCount}
	query := `SELECT c.id, c.slug, c.name, c.tagline, c.logo, c.verified, coalesce(s.articles, 0) articles
		FROM columns c LEFT JOIN stats s ON s.id = c.id WHERE c.status = 'active'`
	if len(chosen) > 0 {
		query += " AND c.id IN (SELECT [[column]] FROM slots WHERE slot = 'columns' AND active)"
		order = "(SELECT min(position) FROM slots WHERE slot = 'columns' AND [[column]] = c.id)"
	}
	var rows []struct {
		ID       string `db:"id"`
		Slug     string `db:"slug"`
		Name     string `db:"name"`
		Tagline  string `db:"tagline"`
		Logo     string `db:"logo"`
		Verified bool   `db:"verified"`
		Articles int64  `db:"articles"`
	}
	err := r.App().DB().NewQuery(query + " ORDER BY " + order + " LIMIT {:most}").WithContext(r.Context()).Bind(params).All(&rows)
	list := make([]columnEntry, 0, len(rows))
	for _, row := range rows {
		list = append(list, columnEntry{
			URL: r.Link("/columns/" + row.Slug), Name: row.Name, Tagline: row.Tagline, Verified: row.Verified, Articles: row.Articles,
			Logo: cards.File(schema.Columns, row.ID, row.Logo, "96x96"),
		})
	}
	return list, err
}

func shownCommunities(r *site.Request, chosen []*schema.Slot) ([]communityEntry, error) {
	r.Reads(schema.Communities)
	var records []*core.Record
	var err error
	if len(chosen) > 0 {
		for _, s := range chosen {
			if record, err := r.App().FindRecordById(schema.Communities, s.Community()); err == nil {
				records = append(records, record)
			}
		}
	} else {
		records, err = r.App().FindRecordsByFilter(schema.Communities, "featured = true", "position,name", communityCount, 0)
	}
	var list []communityEntry
	for _, record := range records {
		c := schema.AsCommunity(record)
		list = append(list, communityEntry{
			Name: c.Name(), URL: c.HomeURL(), Logo: cards.File(schema.Communities, c.Id, c.Logo(), "96x96"),
			Description: cards.Named(r.Lang, c.Description(), c.DescriptionEn()), KindName: r.T("communities.kind." + c.Kind()),
		})
	}
	return list, err
}

// topics groups the busiest tags by category.
func topics(r *site.Request) ([]topic, error) {
	tags, err := cards.BusiestTags(r, tagCount)
	if err != nil {
		return nil, err
	}
	var list []topic
	for _, category := range cards.Categories {
		t := topic{Name: r.T("category." + category)}
		for _, tag := range tags {
			if tag.Category == category && len(t.Tags) < topicTags {
				t.Tags = append(t.Tags, tag.Link)
			}
		}
		if len(t.Tags) > 0 && len(list) < topicCount {
			list = append(list, t)
		}
	}
	return list, nil
}

// aboutView is what home/about shows.
type aboutView struct {
	Name, Tagline string
	HTML          template.HTML
}

func aboutPage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.SiteSettings)
	record, err := r.App().FindRecordById(schema.SiteSettings, schema.SiteID)
	if err != nil {
		return nil, err
	}
	s := schema.AsSite(record)
	about, err := markdown.Render(cards.Named(r.Lang, s.About(), s.AboutEn()), markdown.Options{Lang: r.Lang.Tag()})
	if err != nil {
		return nil, err
	}
	info := r.Site()
	return &site.Page{
		Template: "home/about", Styles: []string{"css/article.css"}, Title: r.T("about.heading"), Description: about.Excerpt,
		Data:   aboutView{Name: info.Name, Tagline: info.Tagline, HTML: template.HTML(about.HTML)},
		JSONLD: []any{r.Publisher().Root(), r.BreadcrumbLD(site.Link{Label: r.T("about.heading"), URL: r.Link("/about")})},
	}, nil
}
