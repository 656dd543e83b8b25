package people

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// The parts of a profile that users.private names and that are no fields.
const (
	partActivity = "activity"
	partBadges   = "badges"
)

// badge is one that a profile shows.
type badge struct {
	Name, Say, Tier string
}

// mostBadges bounds the badges that a profile shows, the latest first.
const mostBadges = 24

func badgesOf(r *site.Request, user string) ([]badge, error) {
	r.Reads(schema.UserBadges, schema.Badges)
	var rows []struct {
		Name          string `db:"name"`
		NameEn        string `db:"name_en"`
		Description   string `db:"description"`
		DescriptionEn string `db:"description_en"`
		Tier          string `db:"tier"`
	}
	err := r.App().DB().NewQuery(`SELECT b.name, b.name_en, b.description, b.description_en, b.tier
		FROM user_badges u JOIN badges b ON b.id = u.badge WHERE u.user = {:user} ORDER BY u.created DESC, u.id LIMIT {:most}`).
		WithContext(r.Context()).Bind(dbx.Params{"user": user, "most": mostBadges}).All(&rows)
	list := make([]badge, len(rows))
	for i, row := range rows {
		list[i] = badge{Name: r.Lang.Pick(row.Name, row.NameEn), Say: r.Lang.Pick(row.Description, row.DescriptionEn), Tier: row.Tier}
	}
	return list, err
}

func expertiseOf(r *site.Request, u *schema.User) ([]site.Link, error) {
	ids := u.Expertise()
	if len(ids) == 0 {
		return nil, nil
	}
	r.Reads(schema.Tags)
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Slug   string `db:"slug"`
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
	}
	err = r.App().DB().NewQuery("SELECT t.slug, t.name, t.name_en FROM json_each({:ids}) e JOIN tags t ON t.id = e.value ORDER BY e.key").
		WithContext(r.Context()).Bind(dbx.Params{"ids": string(text)}).All(&rows)
	list := make([]site.Link, len(rows))
	for i, row := range rows {
		list[i] = site.Link{Label: r.Lang.Pick(row.Name, row.NameEn), URL: r.Link("/tags/" + row.Slug)}
	}
	return list, err
}

// activityView is what people/activity shows.
type activityView struct {
	Name, Home string
	Events     []event
	Pager      *site.Pager
}

// event is one thing that somebody did: an article published, a question asked or answered, or a comment on an article.
type event struct {
	Did       string // the key of its name
	Title     string
	Lang, URL string
	Text      string
	At        time.Time
}

const (
	activityPerPage = 20
	// mostActivity bounds the events that the pages lead through: nobody reads on for longer.
	mostActivity = 1000
	// excerpt is how much of a comment is shown, in characters.
	excerpt = 200
)

// activities are the public things that somebody did, the latest of each kind. A comment counts where its article is
// public, an answer where its question is; the shelf holds what is published, with co-authors' articles.
const activities = `SELECT * FROM (SELECT 'published' did, a.title, a.lang, '/articles/' || a.slug path, '' id, a.excerpt text, s.published at
		FROM article_shelves s JOIN articles a ON a.id = s.article WHERE s.shelf = {:shelf} ORDER BY s.published DESC LIMIT {:most})
	UNION ALL SELECT * FROM (SELECT 'commented', a.title, a.lang, '/articles/' || a.slug || '#comment-' || c.id, c.id, substr(c.body, 1, 400), c.created
		FROM comments c JOIN articles a ON a.id = c.target AND a.status = 'published'
		WHERE c.author = {:user} AND c.kind = 'article' AND c.state = 'visible' ORDER BY c.created DESC LIMIT {:most})
	UNION ALL SELECT * FROM (SELECT 'asked', title, lang, '/questions/' || id || '/' || slug, id, excerpt, asked
		FROM questions WHERE author = {:user} AND status = 'published' ORDER BY asked DESC LIMIT {:most})
	UNION ALL SELECT * FROM (SELECT 'answered', q.title, q.lang, '/questions/' || q.id || '/' || q.slug || '#answer-' || a.id, a.id, a.excerpt, a.answered
		FROM answers a JOIN questions q ON q.id = a.question AND q.status = 'published'
		WHERE a.author = {:user} AND a.status = 'published' ORDER BY a.answered DESC LIMIT {:most})`

func activityPage(r *site.Request) (*site.Page, error) {
	u, err := find(r)
	if path, moved := site.RedirectTarget(err); moved {
		return nil, site.RedirectTo(path + "/activity")
	}
	if err != nil {
		return nil, err
	}
	if slices.Contains(u.Private(), partActivity) {
		return nil, site.ErrNotFound
	}
	r.Reads(schema.Articles, schema.Comments, schema.Questions, schema.Answers)
	params := dbx.Params{"user": u.Id, "shelf": cards.Shelf("author", u.Id), "most": mostActivity}
	var total int
	if err := r.App().DB().NewQuery("SELECT count(*) FROM (SELECT 1 FROM (" + activities + ") LIMIT {:most})").WithContext(r.Context()).Bind(params).Row(&total); err != nil {
		return nil, err
	}
	v := activityView{Name: cards.Person(r, u.Handle(), u.Name()).Label, Home: r.Link("/people/" + u.Handle())}
	if v.Pager, err = site.NewPager(r, total, activityPerPage); err != nil {
		return nil, err
	}
	var rows []struct {
		Did   string         `db:"did"`
		Title string         `db:"title"`
		Lang  string         `db:"lang"`
		Path  string         `db:"path"`
		Text  string         `db:"text"`
		At    types.DateTime `db:"at"`
	}
	params["offset"], params["n"] = (v.Pager.Page-1)*activityPerPage, activityPerPage
	if err := r.App().DB().NewQuery(activities + " ORDER BY at DESC, id LIMIT {:n} OFFSET {:offset}").WithContext(r.Context()).Bind(params).All(&rows); err != nil {
		return nil, err
	}
	for _, row := range rows {
		v.Events = append(v.Events, event{Did: "people." + row.Did, Title: row.Title, Lang: cards.Tag(row.Lang), URL: r.Link(row.Path), Text: cut(row.Text), At: cards.Time(row.At)})
	}
	return &site.Page{
		Template: "people/activity", Data: v, Title: r.T("people.activity_of", "Name", v.Name), NoIndex: true, Prev: v.Pager.Prev, Next: v.Pager.Next,
	}, nil
}

func cut(text string) string {
	runes := []rune(text)
	if len(runes) <= excerpt {
		return text
	}
	return string(runes[:excerpt]) + "…"
}
