package guard

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// A Rate is how often something may be done. Zero sets no limit.
type Rate struct {
	TenMinutes int `json:"ten_minutes"`
	Day        int `json:"day"`
}

// Limits are what policy.limits holds. A member is new while the account is younger than
// NewDays and its trust is below NewTrust.
type Limits struct {
	Enabled      bool            `json:"enabled"`
	NewDays      int             `json:"new_days"`
	NewTrust     int             `json:"new_trust"`
	New          map[string]Rate `json:"new"`           // by collection
	Members      map[string]Rate `json:"members"`       // of those who are no longer new
	CommentLinks int             `json:"comment_links"` // more in a new member's comment: it waits
	ArticleLinks int             `json:"article_links"` // the same of an article
	PostLinks    int             `json:"post_links"`    // and of a question or an answer
	SameLink     int             `json:"same_link"`     // the same link in so many comments of a day: the next waits
	PerSecond    int             `json:"per_second"`    // characters that a new member may write in a second; 0 for any
}

// presets gives the limits of each preset; custom begins with standard.
func presets(name string) Limits {
	l := Limits{
		Enabled: true, NewDays: 7, NewTrust: 1, CommentLinks: 2, ArticleLinks: 30, PostLinks: 8, SameLink: 3, PerSecond: 30,
		New: map[string]Rate{
			schema.Comments: {10, 60}, schema.Articles: {5, 20}, schema.Votes: {60, 400}, schema.Follows: {60, 300},
			schema.Reports: {5, 15}, schema.ColumnApplications: {2, 3},
			schema.Questions: {3, 10}, schema.Answers: {6, 30}, schema.Events: {3, 10},
		},
		Members: map[string]Rate{
			schema.Comments: {40, 400}, schema.Articles: {20, 100}, schema.Votes: {300, 3000}, schema.Follows: {300, 2000},
			schema.Reports: {20, 100}, schema.ColumnApplications: {3, 10},
			schema.Questions: {10, 50}, schema.Answers: {20, 200}, schema.Events: {20, 100},
		},
	}
	switch name {
	case "open":
		l.NewDays, l.CommentLinks, l.SameLink, l.PerSecond = 1, 5, 6, 60
		for name, r := range l.New {
			l.New[name] = Rate{2 * r.TenMinutes, 2 * r.Day}
		}
	case "strict":
		l.NewDays, l.NewTrust, l.CommentLinks, l.ArticleLinks, l.PostLinks, l.SameLink, l.PerSecond = 30, 2, 0, 10, 3, 2, 15
		for name, r := range l.New {
			l.New[name] = Rate{(r.TenMinutes + 1) / 2, (r.Day + 1) / 2}
		}
	}
	return l
}

// most bounds every number of the limits.
const most = 1_000_000

// parseLimits reads policy.limits over the preset's values: what it doesn't name stays as the
// preset has it. problem names the member that is wrong.
func parseLimits(preset, raw string) (l Limits, problem string) {
	l = presets(preset)
	if raw == "" || raw == "null" || raw == `""` {
		return l, ""
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return presets(preset), strings.TrimPrefix(err.Error(), "json: ")
	}
	for name, n := range map[string]int{
		"new_days": l.NewDays, "new_trust": l.NewTrust, "comment_links": l.CommentLinks, "article_links": l.ArticleLinks,
		"post_links": l.PostLinks,
		"same_link":  l.SameLink, "per_second": l.PerSecond,
	} {
		if n < 0 || n > most {
			return l, name
		}
	}
	for _, group := range []map[string]Rate{l.New, l.Members} {
		for name, r := range group {
			if _, known := counted[name]; !known || r.TenMinutes < 0 || r.Day < 0 || r.TenMinutes > most || r.Day > most {
				return l, name
			}
		}
	}
	return l, ""
}

// showLimits lets those who keep order see the limits. They are a hidden field, so that nobody
// learns by filters either how much passes unnoticed.
func showLimits(e *core.RecordEnrichEvent) error {
	if access.IsModerator(e.RequestInfo.Auth) {
		e.Record.Unhide(schema.PolicyLimits)
	}
	return e.Next()
}

// takeLimits writes what a site editor says of the limits, which PocketBase leaves out of what
// a request writes because they are hidden.
func takeLimits(e *core.RecordRequestEvent) error {
	body := map[string]any{}
	if err := e.BindBody(&body); err != nil {
		return e.BadRequestError("", err)
	}
	if limits, said := body[schema.PolicyLimits]; said {
		e.Record.Set(schema.PolicyLimits, limits)
	}
	return e.Next()
}

// validatePolicy refuses limits that can't be.
func validatePolicy(e *core.RecordEvent) error {
	if _, problem := parseLimits(e.Record.GetString(schema.PolicyPreset), e.Record.GetString(schema.PolicyLimits)); problem != "" {
		return validation.Errors{schema.PolicyLimits: i18n.NewError("guard.limits_wrong", "Name", problem)}
	}
	if n := e.Record.GetInt(schema.PolicyReviewFirst); n < 0 || n > 1000 {
		return validation.Errors{schema.PolicyReviewFirst: i18n.NewError("guard.review_first_wrong")}
	}
	return e.Next()
}

// policy is what of the policy concerns this room.
type policy struct {
	Limits
	verifiedOnly bool
	reviewFirst  int
}

// readPolicy reads the policy in force; it is one row, so it isn't kept in memory.
func readPolicy(app core.App) (policy, error) {
	var row struct {
		Preset   string `db:"preset"`
		Limits   string `db:"limits"`
		Verified bool   `db:"verified_only"`
		First    int    `db:"review_first"`
	}
	err := app.DB().NewQuery("SELECT preset, coalesce(limits, '') limits, verified_only, review_first FROM policy WHERE id = {:id}").
		Bind(dbx.Params{"id": schema.PolicyID}).One(&row)
	if err != nil {
		return policy{}, err
	}
	limits, _ := parseLimits(row.Preset, row.Limits) // it was checked when it was saved
	return policy{limits, row.Verified, row.First}, nil
}

// isNew says whether an account is that of a new member.
func (p policy) isNew(account *core.Record) bool {
	return time.Since(account.GetDateTime("created").Time()) < time.Duration(p.NewDays)*24*time.Hour &&
		account.GetInt(schema.UserTrust) < p.NewTrust
}

// rates are those that an account is bound by.
func (p policy) rates(account *core.Record) map[string]Rate {
	if p.isNew(account) {
		return p.New
	}
	return p.Members
}
