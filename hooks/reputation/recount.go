package reputation

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
)

// A Report says what a recount found, and put right.
type Report struct {
	Users   int // accounts looked at
	Rows    int // rows that the ledger has now
	Missing int // causes without a row
	Extra   int // rows without a cause
	Wrong   int // rows with other values than their cause gives, or another part of the day's cap
	Stands  int // accounts whose reputation or level wasn't what the ledger says
}

// Differences is how much was wrong: 0 on a sound ledger.
func (r Report) Differences() int { return r.Missing + r.Extra + r.Wrong + r.Stands }

// String is the report in a line.
func (r Report) String() string {
	return fmt.Sprintf("%d members, %d rows: %d missing, %d without a cause, %d wrong, %d reputations or levels wrong",
		r.Users, r.Rows, r.Missing, r.Extra, r.Wrong, r.Stands)
}

// perBatch is how many accounts are listed at a time.
const perBatch = 500

// Recount computes every ledger anew from the votes, articles and decisions it stands for,
// and every reputation and level from the ledger, in one transaction for each account; what
// differs is put right. The site may go on serving. progress may be nil.
func Recount(app core.App, progress func(done int)) (Report, error) {
	var report Report
	last := ""
	for {
		var ids []string
		if err := app.DB().NewQuery("SELECT id FROM users WHERE id > {:last} ORDER BY id LIMIT {:n}").
			Bind(dbx.Params{"last": last, "n": perBatch}).Column(&ids); err != nil {
			return report, err
		}
		if len(ids) == 0 {
			return report, nil
		}
		for _, id := range ids {
			if err := app.RunInTransaction(func(tx core.App) error { return recount(tx, id, &report) }); err != nil {
				return report, fmt.Errorf("the reputation of %s can't be recounted: %w", id, err)
			}
		}
		last = ids[len(ids)-1]
		if progress != nil {
			progress(report.Users)
		}
	}
}

// A row is one of the ledger.
type row struct {
	ID      string `db:"id"`
	Rule    string `db:"rule"`
	Cause   string `db:"cause"`
	Points  int    `db:"points"`
	Applied int    `db:"applied"`
	Day     string `db:"day"`
	Created string `db:"created"`
}

// order is that of a ledger: by time, then by id.
func order(a, b row) int { return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID)) }

func recount(app core.App, user string, report *Report) error {
	policy, err := access.CurrentPolicy(app)
	if err != nil {
		return err
	}
	report.Users++
	causes, err := causesOf(app, user, policy)
	if err != nil {
		return err
	}
	var have []row
	if err := app.DB().NewQuery("SELECT id, rule, cause, points, applied, day, created FROM reputation_events WHERE user = {:user}").
		Bind(dbx.Params{"user": user}).All(&have); err != nil {
		return err
	}
	held := map[string]row{}
	for _, h := range have {
		held[h.Cause] = h
		if h.Rule == Manual {
			// a correction stands for itself
			causes = append(causes, Cause{User: user, Rule: h.Rule, Name: h.Cause, Points: h.Points, At: h.Created})
		}
	}
	wanted := make([]row, 0, len(causes))
	for _, c := range causes {
		r := row{c.id(), c.Rule, c.Name, c.Points, 0, c.day(), c.At}
		if h, there := held[c.Name]; there && c.Rule == Manual {
			r.ID, r.Day = h.ID, h.Day
		}
		wanted = append(wanted, r)
	}
	apply(wanted, policy.Points[access.DayCap])

	byCause := map[string]Cause{}
	for _, c := range causes {
		byCause[c.Name] = c
	}
	sum := 0
	for _, w := range wanted {
		sum += w.Applied
		h, there := held[w.Cause]
		delete(held, w.Cause)
		switch {
		case !there:
			report.Missing++
		case h != w:
			report.Wrong++
		default:
			continue
		}
		if err := write(app, w, byCause[w.Cause]); err != nil {
			return err
		}
	}
	for _, extra := range held {
		report.Extra++
		if _, err := app.DB().NewQuery("DELETE FROM reputation_events WHERE id = {:id}").Bind(dbx.Params{"id": extra.ID}).Execute(); err != nil {
			return err
		}
	}
	report.Rows += len(wanted)

	var standing struct {
		Reputation int `db:"reputation"`
		Trust      int `db:"trust"`
	}
	if err := app.DB().NewQuery("SELECT reputation, trust FROM users WHERE id = {:user}").Bind(dbx.Params{"user": user}).One(&standing); err != nil {
		return err
	}
	if want := max(0, sum); standing.Reputation != want || standing.Trust != policy.Level(want) {
		report.Stands++
	}
	return stand(app, user, sum)
}

// apply computes what counts of each row: the gains of a day in their order up to the cap,
// losses always. It says in Go what capDay says in SQL, so that one checks the other.
func apply(rows []row, dayCap int) {
	slices.SortFunc(rows, order)
	left := map[string]int{}
	for i := range rows {
		r := &rows[i]
		r.Applied = r.Points
		if r.Points <= 0 || slices.Contains(uncapped, r.Rule) {
			continue
		}
		if _, begun := left[r.Day]; !begun {
			left[r.Day] = dayCap
		}
		r.Applied = min(r.Points, left[r.Day])
		left[r.Day] -= r.Applied
	}
}

func write(app core.App, r row, c Cause) error {
	_, err := app.DB().NewQuery(`INSERT INTO reputation_events (id, user, rule, cause, points, applied, day, target_kind, target, created, updated)
		VALUES ({:id}, {:user}, {:rule}, {:cause}, {:points}, {:applied}, {:day}, {:kind}, {:target}, {:created}, {:created})
		ON CONFLICT (user, cause) DO UPDATE SET id = excluded.id, rule = excluded.rule, points = excluded.points, applied = excluded.applied,
			day = excluded.day, created = excluded.created`). // what it is about stays: a cause always is about the same
		Bind(dbx.Params{"id": r.ID, "user": c.User, "rule": r.Rule, "cause": r.Cause, "points": r.Points, "applied": r.Applied, "day": r.Day,
			"kind": c.Kind, "target": c.Target, "created": r.Created}).Execute()
	return err
}

// causesOf lists everything that gives an account reputation now, from the records themselves.
func causesOf(app core.App, user string, policy *access.Policy) (list []Cause, err error) {
	var votes []vote
	// what others voted on, and what the account voted down itself
	err = app.DB().NewQuery(`
		SELECT v.id, v.user, v.kind, v.target, v.value, v.created, a.author owner FROM articles a JOIN votes v ON v.target = a.id AND v.kind = 'article' WHERE a.author = {:user}
		UNION ALL
		SELECT v.id, v.user, v.kind, v.target, v.value, v.created, c.author FROM comments c JOIN votes v ON v.target = c.id AND v.kind = 'comment' WHERE c.author = {:user}
		UNION ALL
		SELECT v.id, v.user, v.kind, v.target, v.value, v.created, q.author FROM questions q JOIN votes v ON v.target = q.id AND v.kind = 'question' WHERE q.author = {:user}
		UNION ALL
		SELECT v.id, v.user, v.kind, v.target, v.value, v.created, a.author FROM answers a JOIN votes v ON v.target = a.id AND v.kind = 'answer' WHERE a.author = {:user}
		UNION ALL
		SELECT v.id, v.user, v.kind, v.target, v.value, v.created, a.author FROM votes v JOIN articles a ON v.target = a.id AND v.kind = 'article' WHERE v.user = {:user} AND v.value < 0 AND a.author != {:user}
		UNION ALL
		SELECT v.id, v.user, v.kind, v.target, v.value, v.created, a.author FROM votes v JOIN answers a ON v.target = a.id AND v.kind = 'answer' WHERE v.user = {:user} AND v.value < 0 AND a.author != {:user}`).
		Bind(dbx.Params{"user": user}).All(&votes)
	if err != nil {
		return nil, err
	}
	for _, v := range votes {
		for _, c := range v.causes(policy) {
			if c.User == user {
				list = append(list, c)
			}
		}
	}
	var articles []string
	if err := app.DB().NewQuery("SELECT id FROM articles WHERE author = {:user} AND status = 'published'").Bind(dbx.Params{"user": user}).Column(&articles); err != nil {
		return nil, err
	}
	for _, id := range articles {
		c, ok, err := publication(app, id)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, c)
		}
	}
	if list, err = appendEdits(app, list, user, policy); err != nil {
		return nil, err
	}
	if list, err = appendBounties(app, list, user); err != nil {
		return nil, err
	}
	for rule, where := range map[string]string{Accepting: "q.author = {:user}", Accepted: "a.author = {:user}"} {
		accepted, err := acceptances(app, where, dbx.Params{"user": user})
		if err != nil {
			return nil, err
		}
		for _, c := range accepted {
			if c.Rule == rule {
				list = append(list, c)
			}
		}
	}
	return appendDecisions(app, list, user, policy)
}

// appendDecisions adds what moderators hid of an account's and have not given back.
func appendDecisions(app core.App, list []Cause, user string, policy *access.Policy) ([]Cause, error) {
	var entries []struct {
		Action  string `db:"action"`
		Kind    string `db:"kind"`
		Target  string `db:"target"`
		Actor   string `db:"actor"`
		Created string `db:"created"`
	}
	err := app.DB().NewQuery(`SELECT action, kind, target, actor, created FROM audit_log WHERE affected = {:user} AND action IN ('` + hides + `', '` + restores + `') ORDER BY created, rowid`).
		Bind(dbx.Params{"user": user}).All(&entries)
	if err != nil {
		return nil, err
	}
	standing := map[string]Cause{}
	for _, e := range entries {
		name := "moderated:" + e.Target
		if e.Action == restores {
			delete(standing, name)
		} else if _, there := standing[name]; !there && e.Actor != user {
			standing[name] = Cause{user, Moderated, name, e.Kind, e.Target, policy.Points[access.Moderated], e.Created}
		}
	}
	for _, c := range standing {
		list = append(list, c)
	}
	return list, nil
}
