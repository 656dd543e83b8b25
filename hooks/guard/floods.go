package guard

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/words"
)

// Why something waits, in holds.reasons.
const (
	forWord      = "word"      // a word rule says so
	forFirst     = "first"     // it is among the member's first posts
	forFlood     = "flood"     // it has many links
	forDuplicate = "duplicate" // the member said the same, or gave the same link, elsewhere
	forSpeed     = "fast"      // nobody types that fast
	forTrust     = "trust"     // the member's reputation doesn't do without review yet
)

// Bounds of what is compared.
const (
	mostCompared = 200    // comments of a day
	mostFlat     = 12_000 // symbols of a text
	sayable      = 20     // symbols of a text that many say alike: thanks, +1
	composed     = 60     // characters that one may have at hand
)

var address = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>()"'\]]+`)

// links gives the distinct addresses in a text that lead elsewhere, without what doesn't
// change where they lead.
func links(app core.App, text string) []string {
	own := ""
	if u, err := url.Parse(app.Settings().Meta.AppURL); err == nil {
		own = strings.ToLower(u.Host)
	}
	var list []string
	for _, found := range address.FindAllString(text, 500) {
		if !strings.Contains(found, "://") {
			found = "https://" + found
		}
		u, err := url.Parse(found)
		if err != nil || strings.EqualFold(u.Host, own) {
			continue
		}
		key := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimRight(u.Path, "/.,;:!?*_")
		if !slices.Contains(list, key) {
			list = append(list, key)
		}
	}
	return list
}

// earlier is a comment that the member wrote in the last day.
type earlier struct {
	Body    string         `db:"body"`
	Target  string         `db:"target"`
	Parent  string         `db:"parent"`
	State   string         `db:"state"`
	Created types.DateTime `db:"created"`
}

// suspicious gives why a new comment waits, beside the words in it. The error is for one
// that the member wrote already in the same place.
func suspicious(app core.App, p policy, auth *core.Record, c *schema.Comment) ([]string, error) {
	var reasons []string
	first, err := among(app, auth.Id, p.reviewFirst)
	if err != nil {
		return nil, err
	}
	if first {
		reasons = append(reasons, forFirst)
	}
	if !p.Enabled {
		return reasons, nil
	}
	var before []earlier
	err = app.DB().NewQuery(`SELECT body, target, parent, state, created FROM comments
		WHERE author = {:author} AND created > {:since} AND id != {:id} ORDER BY created DESC LIMIT {:most}`).
		Bind(dbx.Params{"author": auth.Id, "since": types.NowDateTime().Add(-24 * time.Hour).String(), "id": c.Id, "most": mostCompared}).All(&before)
	if err != nil {
		return nil, err
	}
	repeated, err := repeats(app, p, c, before)
	if err != nil {
		return nil, err
	}
	if repeated {
		reasons = append(reasons, forDuplicate)
	}
	if p.isNew(auth) {
		if len(links(app, c.Body())) > p.CommentLinks {
			reasons = append(reasons, forFlood)
		}
		if len(before) > 0 && tooFast(p, c.Body(), time.Since(before[0].Created.Time())) {
			reasons = append(reasons, forSpeed)
		}
	}
	return reasons, nil
}

// repeats says whether the member said the same elsewhere, or keeps giving the same link.
func repeats(app core.App, p policy, c *schema.Comment, before []earlier) (bool, error) {
	if len(before) == 0 {
		return false, nil
	}
	flat, given, again := words.Flat(c.Body(), mostFlat), links(app, c.Body()), false
	times := map[string]int{}
	for _, b := range before {
		if words.Flat(b.Body, mostFlat) == flat && flat != "" {
			if b.Target == c.Target() && b.Parent == c.Parent() && b.State != "deleted" {
				return false, i18n.FieldError(schema.CommentBody, "guard.said_here")
			}
			again = again || utf8.RuneCountInString(flat) >= sayable
		}
		if len(given) > 0 && p.SameLink > 0 {
			for _, link := range links(app, b.Body) {
				times[link]++
			}
		}
	}
	return again || slices.ContainsFunc(given, func(link string) bool { return p.SameLink > 0 && times[link] >= p.SameLink }), nil
}

// tooFast says whether a text is longer than somebody can have written since their last one.
// The server's own clock measures it, so that no front end needs to help, or can cheat.
func tooFast(p policy, text string, since time.Duration) bool {
	return p.PerSecond > 0 && float64(utf8.RuneCountInString(text)-composed) > float64(p.PerSecond)*since.Seconds()
}

// among says whether a member has fewer posts that everybody sees than are reviewed.
func among(app core.App, user string, reviewed int) (bool, error) {
	if reviewed <= 0 {
		return false, nil
	}
	var n int
	err := app.DB().NewQuery(`SELECT (SELECT count(*) FROM (SELECT 1 FROM comments WHERE author = {:user} AND state = 'visible' LIMIT {:most}))
		+ (SELECT count(*) FROM (SELECT 1 FROM articles WHERE author = {:user} AND status = 'published' LIMIT {:most}))
		+ (SELECT count(*) FROM (SELECT 1 FROM questions WHERE author = {:user} AND status = 'published' LIMIT {:most}))
		+ (SELECT count(*) FROM (SELECT 1 FROM answers WHERE author = {:user} AND status = 'published' LIMIT {:most}))`).
		Bind(dbx.Params{"user": user, "most": reviewed}).Row(&n)
	return n < reviewed, err
}

// sameArticle says whether the member has put the same text before others already today.
func sameArticle(app core.App, a *schema.Article) (bool, error) {
	var bodies []string
	err := app.DB().NewQuery(`SELECT body FROM articles WHERE author = {:author} AND created > {:since} AND id != {:id}
		AND status IN ('pending', 'scheduled', 'published') ORDER BY created DESC LIMIT 20`).
		Bind(dbx.Params{"author": a.Author(), "since": types.NowDateTime().Add(-24 * time.Hour).String(), "id": a.Id}).Column(&bodies)
	if err != nil || len(bodies) == 0 {
		return false, err
	}
	flat := words.Flat(a.Body(), mostFlat)
	return flat != "" && slices.ContainsFunc(bodies, func(b string) bool { return words.Flat(b, mostFlat) == flat }), nil
}
