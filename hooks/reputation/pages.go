package reputation

import (
	"database/sql"
	"embed"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the badges and the explanation of reputation to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/badges", badgesPage)
	f.GET("/badges/:slug", badgePage, site.Params("page"))
	f.GET("/reputation", reputationPage)
	f.GuestList(schema.Badges)
}

// styles is what the pages of this room have for themselves.
var styles = []string{"css/reputation.css"}

// badgeView is one badge as the pages show it.
type badgeView struct {
	URL         string
	Name        string
	Description string
	Tier        string
	TierName    string
	Holders     int64
	ByHand      bool // no rule awards it
}

type tier struct {
	Key, Name string
	Badges    []badgeView
}

// tiers is the order of the groups on the page of all badges.
var tiers = []string{"gold", "silver", "bronze"}

// mostBadges bounds the badges that the page lists.
const mostBadges = 300

type badgeRow struct {
	ID            string `db:"id"`
	Slug          string `db:"slug"`
	Name          string `db:"name"`
	NameEn        string `db:"name_en"`
	Description   string `db:"description"`
	DescriptionEn string `db:"description_en"`
	Tier          string `db:"tier"`
	Rule          string `db:"rule"`
	Holders       int64  `db:"holders"`
}

const badgeColumns = `SELECT b.id, b.slug, b.name, b.name_en, b.description, b.description_en, b.tier, coalesce(b.rule, '') rule,
	(SELECT count(*) FROM user_badges u WHERE u.badge = b.id) holders FROM badges b`

func (b badgeRow) view(r *site.Request) badgeView {
	v := badgeView{
		URL: r.Link("/badges/" + b.Slug), Name: b.Name, Description: b.Description,
		Tier: b.Tier, TierName: r.T("reputation.tier." + b.Tier), Holders: b.Holders,
	}
	if r.Lang == i18n.EN {
		if b.NameEn != "" {
			v.Name = b.NameEn
		}
		if b.DescriptionEn != "" {
			v.Description = b.DescriptionEn
		}
	}
	rule, err := parseRule(b.Rule)
	v.ByHand = err == nil && rule == nil
	return v
}

func badgesPage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.Badges, schema.UserBadges)
	var rows []badgeRow
	err := r.App().DB().NewQuery(badgeColumns + " WHERE b.active = TRUE ORDER BY b.created, b.id LIMIT {:n}").
		WithContext(r.Context()).Bind(dbx.Params{"n": mostBadges}).All(&rows)
	if err != nil {
		return nil, err
	}
	var groups []tier
	for _, key := range tiers {
		g := tier{Key: key, Name: r.T("reputation.tier." + key)}
		for _, row := range rows {
			if row.Tier == key {
				g.Badges = append(g.Badges, row.view(r))
			}
		}
		if len(g.Badges) > 0 {
			groups = append(groups, g)
		}
	}
	return &site.Page{Template: "reputation/badges", Data: groups, Styles: styles, Title: r.T("reputation.badges"), Description: r.T("reputation.badges.lead")}, nil
}

// holder is somebody who has a badge.
type holder struct {
	site.Link
	Avatar string
	Since  time.Time
}

// oneBadge is what reputation/badge shows.
type oneBadge struct {
	Badge   badgeView
	Holders []holder
	Pager   *site.Pager
	Crumbs  []site.Link
}

// holdersPerPage is how many holders a page of a badge names.
const holdersPerPage = 60

// shownHolders is where a badge's holders are who don't keep their badges to themselves.
const shownHolders = ` FROM user_badges b JOIN users u ON u.id = b.user
	WHERE b.badge = {:badge} AND u.handle != '' AND NOT EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(u.private) THEN u.private ELSE '[]' END) WHERE value = 'badges')`

func badgePage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.Badges, schema.UserBadges)
	var row badgeRow
	err := r.App().DB().NewQuery(badgeColumns + " WHERE b.slug = {:slug} AND b.active = TRUE").
		WithContext(r.Context()).Bind(dbx.Params{"slug": r.Param("slug")}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	v := oneBadge{Badge: row.view(r), Crumbs: []site.Link{{Label: r.T("reputation.badges"), URL: r.Link("/badges")}}}
	var total int
	if err := r.App().DB().NewQuery("SELECT count(*)" + shownHolders).WithContext(r.Context()).Bind(dbx.Params{"badge": row.ID}).Row(&total); err != nil {
		return nil, err
	}
	if v.Pager, err = site.NewPager(r, total, holdersPerPage); err != nil {
		return nil, err
	}
	var people []struct {
		ID      string         `db:"id"`
		Handle  string         `db:"handle"`
		Name    string         `db:"name"`
		Avatar  string         `db:"avatar"`
		Created types.DateTime `db:"created"`
	}
	err = r.App().DB().NewQuery("SELECT u.id, u.handle, u.name, u.avatar, b.created" + shownHolders + " ORDER BY b.created DESC, b.id LIMIT {:n} OFFSET {:skip}").
		WithContext(r.Context()).Bind(dbx.Params{"badge": row.ID, "n": holdersPerPage, "skip": (v.Pager.Page - 1) * holdersPerPage}).All(&people)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		r.Reads(schema.Users + "/" + p.ID)
		v.Holders = append(v.Holders, holder{Link: cards.Person(r, p.Handle, p.Name), Avatar: cards.File(schema.Users, p.ID, p.Avatar, "96x96"), Since: p.Created.Time()})
	}
	return &site.Page{
		Template: "reputation/badge", Data: v, Styles: styles, Title: v.Badge.Name, Description: v.Badge.Description,
		Prev: v.Pager.Prev, Next: v.Pager.Next,
		JSONLD: []any{r.BreadcrumbLD(v.Crumbs[0], site.Link{Label: v.Badge.Name, URL: r.Link(r.Path())})},
	}, nil
}

// rulesView is what reputation/rules shows.
type rulesView struct {
	Preset    string
	Points    []entry
	Cap       int
	Levels    []level
	Abilities []entry
}

// entry is something with a number.
type entry struct {
	Key, Name string
	N         int
}

type level struct {
	N, From int
	Name    string
}

// earned is the order in which the page explains the points.
var earned = []string{
	access.ArticleUpvoted, access.QuestionUpvoted, access.AnswerUpvoted, access.CommentUpvoted, access.Published, access.Accepted, access.Accepting,
	access.ArticleDownvoted, access.QuestionDownvoted, access.AnswerDownvoted, access.CommentDownvoted, access.DownvoteCast, access.Moderated,
}

// unlocked are the abilities that the portal asks reputation for, in the order of the page.
var unlocked = []access.Ability{access.Comment, access.CommentUnreviewed, access.VoteUp, access.VoteDown, access.Retag, access.Review, access.TagNew, access.Close}

func reputationPage(r *site.Request) (*site.Page, error) {
	r.Reads(schema.PolicySettings)
	policy, err := access.CurrentPolicy(r.App())
	if err != nil {
		return nil, err
	}
	v := rulesView{Preset: r.T("reputation.preset." + policy.Preset), Cap: policy.Points[access.DayCap]}
	for _, key := range earned {
		v.Points = append(v.Points, entry{key, r.T("reputation.points." + key), policy.Points[key]})
	}
	for n := range access.Levels {
		v.Levels = append(v.Levels, level{n, policy.LevelFrom(n), r.T("reputation.level." + string(rune('0'+n)))})
	}
	for _, a := range unlocked {
		v.Abilities = append(v.Abilities, entry{string(a), r.T("reputation.ability." + string(a)), policy.Abilities[string(a)]})
	}
	return &site.Page{
		Template: "reputation/rules", Data: v, Styles: styles, Scripts: []string{"js/standing.js"},
		Title: r.T("reputation.heading"), Description: r.T("reputation.lead"),
	}, nil
}
