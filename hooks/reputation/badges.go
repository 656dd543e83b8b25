package reputation

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// A badgeRule awards a badge when something of a member's reaches a number.
type badgeRule struct {
	Count   string `json:"count"`
	AtLeast int    `json:"at_least"`
}

// counts says what can be counted of a member, {:user}, up to {:n}, beyond which it makes
// no difference.
var counts = map[string]string{
	"articles":       "SELECT count(*) FROM (SELECT 1 FROM articles WHERE author = {:user} AND status = 'published' LIMIT {:n})",
	"comments":       "SELECT count(*) FROM (SELECT 1 FROM comments WHERE author = {:user} AND state = 'visible' LIMIT {:n})",
	"votes_received": "SELECT count(*) FROM (SELECT 1 FROM reputation_events WHERE user = {:user} AND rule = 'upvoted' LIMIT {:n})",
	"votes_on_one": `SELECT coalesce(max(votes), 0) FROM (SELECT count(*) votes FROM reputation_events
		WHERE user = {:user} AND rule = 'upvoted' AND target_kind = 'article' GROUP BY target) WHERE {:n} > 0`,
	"votes_cast": "SELECT count(*) FROM (SELECT 1 FROM votes WHERE user = {:user} LIMIT {:n})",
	"followers":  "SELECT count(*) FROM (SELECT 1 FROM follows WHERE target = {:user} AND kind = 'user' LIMIT {:n})",
	"reviews":    "SELECT count(*) FROM (SELECT 1 FROM submissions WHERE reviewer = {:user} AND state = 'accepted' LIMIT {:n})",
	"reads":      "SELECT count(*) FROM (SELECT 1 FROM reads WHERE user = {:user} AND finished = TRUE LIMIT {:n})",
	"columns":    "SELECT count(*) FROM (SELECT 1 FROM columns WHERE owner = {:user} AND status = 'active' LIMIT {:n})",
	"reputation": "SELECT reputation FROM users WHERE id = {:user} AND {:n} > 0",
	"years":      "SELECT CAST((julianday('now') - julianday(created)) / 365.25 AS INTEGER) FROM users WHERE id = {:user} AND {:n} > 0",
	"profile":    "SELECT name != '' AND handle != '' AND avatar != '' AND bio != '' FROM users WHERE id = {:user} AND {:n} > 0",
}

// byLeaps are the counts that one cause can raise by more than one.
var byLeaps = []string{"reputation", "years"}

// parseRule reads the rule of a badge; nil is a badge that only editors award.
func parseRule(raw string) (*badgeRule, error) {
	if raw == "" || raw == "null" || raw == "{}" || raw == `""` {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader([]byte(raw)))
	d.DisallowUnknownFields()
	var rule badgeRule
	if err := d.Decode(&rule); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one rule")
	}
	if counts[rule.Count] == "" || rule.AtLeast < 1 {
		return nil, errors.New("not a rule that can be counted")
	}
	return &rule, nil
}

func validateBadge(e *core.RecordEvent) error {
	if _, err := parseRule(e.Record.GetString(schema.BadgeRule)); err != nil {
		return validation.Errors{schema.BadgeRule: i18n.NewError("reputation.badge_rule")}
	}
	return e.Next()
}

// ruled is a badge in force with its rule.
type ruled struct {
	ID string
	badgeRule
}

// ruleCache holds the badges in force until one changes, and who is far from one.
type ruleCache struct {
	mu   sync.Mutex
	held []ruled
	full bool
	turn int
	left map[string]int // by member and what is counted: so many causes more can't earn a badge
}

// mostFar bounds how many members are remembered as far from a badge.
const mostFar = 20_000

// isFar takes one cause of those that can't earn a badge, if there is one left.
func (c *ruleCache) isFar(who string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := c.left[who]
	if left > 0 {
		c.left[who] = left - 1
	}
	return left > 0
}

func (c *ruleCache) keepFar(who string, left int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if left <= 0 {
		return
	}
	if c.left == nil || len(c.left) >= mostFar {
		c.left = map[string]int{}
	}
	c.left[who] = left
}

const rulesKey = "reputation.rules"

func rulesOf(app core.App) *ruleCache {
	return app.Store().GetOrSet(rulesKey, func() any { return &ruleCache{} }).(*ruleCache)
}

func forgetRules(app core.App) {
	c := rulesOf(app)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held, c.full, c.left = nil, false, nil
	c.turn++
}

// rules lists the badges in force.
func rules(app core.App) ([]ruled, error) {
	c := rulesOf(app)
	c.mu.Lock()
	held, full, turn := c.held, c.full, c.turn
	c.mu.Unlock()
	if full {
		return held, nil
	}
	var rows []struct {
		ID   string `db:"id"`
		Rule string `db:"rule"`
	}
	if err := app.DB().NewQuery("SELECT id, coalesce(rule, '') rule FROM badges WHERE active = TRUE ORDER BY id").All(&rows); err != nil {
		return nil, err
	}
	var list []ruled
	for _, r := range rows {
		if rule, err := parseRule(r.Rule); err == nil && rule != nil {
			list = append(list, ruled{r.ID, *rule})
		}
	}
	tx.After(app, func() { // what a transaction reads may never be committed
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.turn == turn {
			c.held, c.full = list, true
		}
	})
	return list, nil
}

// due lists the badges that a member has earned by what is counted and neither has nor
// was deprived of. Where there are none, so many causes more can't earn one.
func due(app core.App, user string, counted ...string) (earned []ruled, left int, err error) {
	left = math.MaxInt
	all, err := rules(app)
	if err != nil {
		return nil, 0, err
	}
	var asked []ruled
	for _, b := range all {
		if slices.Contains(counted, b.Count) {
			asked = append(asked, b)
		}
	}
	if len(asked) == 0 {
		return nil, left, nil
	}
	var settled []string
	err = app.DB().NewQuery("SELECT badge FROM user_badges WHERE user = {:user} UNION SELECT badge FROM badge_withdrawals WHERE user = {:user}").
		Bind(dbx.Params{"user": user}).Column(&settled)
	if err != nil {
		return nil, 0, err
	}
	for _, b := range asked {
		if slices.Contains(settled, b.ID) {
			continue
		}
		var n []int
		query := strings.ReplaceAll(counts[b.Count], "{:n}", strconv.Itoa(b.AtLeast)) // SQLite compiles a statement anew when a limit is bound
		if err := app.DB().NewQuery(query).Bind(dbx.Params{"user": user}).Column(&n); err != nil {
			return nil, 0, err
		}
		switch {
		case len(n) != 1:
		case n[0] >= b.AtLeast:
			earned = append(earned, b)
		case slices.Contains(byLeaps, b.Count):
			left = 0
		default:
			left = min(left, b.AtLeast-n[0]-1)
		}
	}
	return earned, left, nil
}

// award gives a member the badges that are due, in the transaction that app is, after one cause more of what is counted. Most
// are far from the next one, which is remembered; what came by other ways, the nightly job finds.
func award(app core.App, user string, counted ...string) error {
	c, who := rulesOf(app), user+" "+strings.Join(counted, " ")
	if c.isFar(who) {
		return nil
	}
	earned, left, err := due(app, user, counted...)
	if err != nil {
		return err
	}
	if len(earned) == 0 {
		c.keepFar(who, left)
		return nil
	}
	return give(app, user, earned)
}

// give writes badges that a member has earned.
func give(app core.App, user string, earned []ruled) error {
	var there bool
	if err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM users WHERE id = {:user})").Bind(dbx.Params{"user": user}).Row(&there); err != nil || !there {
		return err
	}
	collection, err := app.FindCachedCollectionByNameOrId(schema.UserBadges)
	if err != nil {
		return err
	}
	for _, b := range earned {
		r := core.NewRecord(collection)
		r.Set(schema.UserBadgeUser, user)
		r.Set(schema.UserBadgeBadge, b.ID)
		r.Set(schema.UserBadgeCause, b.Count)
		if err := app.Save(r); err != nil {
			return err
		}
	}
	return nil
}

// AwardAll gives every member the badges that are due. It may run at any time, and again.
func AwardAll(app core.App) error {
	var all []string
	for name := range counts {
		all = append(all, name)
	}
	last := ""
	for {
		var ids []string
		if err := app.DB().NewQuery("SELECT id FROM users WHERE id > {:last} ORDER BY id LIMIT {:n}").
			Bind(dbx.Params{"last": last, "n": perBatch}).Column(&ids); err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		for _, id := range ids {
			// looking outside of a transaction holds nobody up; most members have nothing due
			earned, _, err := due(app, id, all...)
			if err == nil && len(earned) > 0 {
				err = app.RunInTransaction(func(tx core.App) error {
					earned, _, err := due(tx, id, all...) // somebody may have given them meanwhile
					if err != nil {
						return err
					}
					return give(tx, id, earned)
				})
			}
			if err != nil {
				return err
			}
		}
		last = ids[len(ids)-1]
	}
}

// awardByHand names the cause of a badge that an editor gives.
func awardByHand(e *core.RecordRequestEvent) error {
	e.Record.Set(schema.UserBadgeCause, "manual")
	return e.Next()
}

// saveAward forgets that the badge was once taken away.
func saveAward(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		_, err := e.App.DB().NewQuery("DELETE FROM badge_withdrawals WHERE user = {:user} AND badge = {:badge}").Bind(badgeOf(e.Record)).Execute()
		return err
	})
}

// deleteAward remembers that a badge was taken away, or its rule would award it again.
// Where the member or the badge itself goes there is nothing to remember.
func deleteAward(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		_, err := e.App.DB().NewQuery(`INSERT OR IGNORE INTO badge_withdrawals (user, badge) SELECT {:user}, {:badge}
			WHERE EXISTS (SELECT 1 FROM users WHERE id = {:user}) AND EXISTS (SELECT 1 FROM badges WHERE id = {:badge})`).Bind(badgeOf(e.Record)).Execute()
		return err
	})
}

func badgeOf(r *core.Record) dbx.Params {
	return dbx.Params{"user": r.GetString(schema.UserBadgeUser), "badge": r.GetString(schema.UserBadgeBadge)}
}

func deleteBadge(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		_, err := e.App.DB().NewQuery("DELETE FROM badge_withdrawals WHERE badge = {:badge}").Bind(dbx.Params{"badge": e.Record.Id}).Execute()
		return err
	})
}

// countFollow looks at the followers of whom somebody follows.
func countFollow(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		f := schema.AsFollow(e.Record)
		if f.Kind() != "user" {
			return nil
		}
		return award(e.App, f.Target(), "followers")
	})
}

// countReview looks at the reviews of who decided on a submission.
func countReview(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		reviewer := e.Record.GetString("reviewer")
		if reviewer == "" {
			return nil
		}
		return award(e.App, reviewer, "reviews")
	})
}
