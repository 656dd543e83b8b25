package guard

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Kinds of what can wait, in holds.kind.
const (
	article = "article"
	comment = "comment"
)

// States of a hold, in holds.state.
const (
	open     = "open"
	released = "released"
	refused  = "refused"
)

// Keys in memory of an article: why it waits, and the status it is to have afterwards.
const (
	reasonsKey = "@guard.reasons"
	wantedKey  = "@guard.wanted"
)

// holdComment has a comment wait where there is a reason, and lets go of what is held when
// the comment's state is settled otherwise.
func (g *Guard) holdComment(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		c := schema.AsComment(e.Record)
		auth := asker(e.Record)
		found := heldWords(e.Record)
		if len(found) > 0 {
			seen, err := wasReleased(e.App, comment, c.Id, found)
			if err != nil {
				return err
			}
			if seen {
				found = nil
			}
		}
		var reasons []string
		if len(found) > 0 {
			reasons = append(reasons, forWord)
		}
		if auth != nil && e.Record.IsNew() {
			p, err := readPolicy(e.App)
			if err != nil {
				return err
			}
			more, err := suspicious(e.App, p, auth, c)
			if err != nil {
				return err
			}
			reasons = append(reasons, more...)
		}
		if len(reasons) > 0 && c.State() == "visible" {
			e.Record.Set(schema.CommentState, "pending")
		}
		if auth != nil && len(reasons) == 0 && c.State() == "pending" {
			waits, err := isHeld(e.App, comment, c.Id)
			if err != nil {
				return err
			}
			if !waits { // another room has it wait
				reasons = append(reasons, forTrust)
			}
		}
		isNew := e.Record.IsNew()
		if err := e.Next(); err != nil {
			return err
		}
		if len(reasons) > 0 && c.State() == "pending" {
			return keep(e.App, holding{comment, c.Id, c.Author(), reasons, found, c.Body(), "visible"})
		}
		if isNew {
			return nil // nothing of it was held yet
		}
		return settle(e.App, comment, c.Id, c.State())
	})
}

// holdArticle has an article wait, in the status pending, that would come before the public
// with a reason not to.
func (g *Guard) holdArticle(e *core.RecordEvent) error {
	a := schema.AsArticle(e.Record)
	e.Record.SetRaw(reasonsKey, nil)
	if !slices.Contains(inEarnest, a.Status()) || e.Record.GetRaw(freeKey) != nil {
		return e.Next()
	}
	public := a.Status() != "pending"
	reasons, found, err := g.reasons(e, a, public)
	if err != nil {
		return err
	}
	if public && len(reasons) == 0 && !e.Record.IsNew() {
		// somebody else's approval doesn't lift a hold: the article goes on when it is released
		waits, err := isHeld(e.App, article, a.Id)
		if err != nil {
			return err
		}
		if !waits {
			return e.Next()
		}
	} else if len(reasons) == 0 {
		return e.Next()
	}
	e.Record.SetRaw(wantedKey, a.Status())
	e.Record.SetRaw(reasonsKey, reasons)
	e.Record.SetRaw(heldKey, found)
	if public {
		e.Record.Set(schema.ArticleStatus, "pending")
	}
	return e.Next()
}

// reasons says why an article that somebody asks to be saved has to wait.
func (g *Guard) reasons(e *core.RecordEvent, a *schema.Article, public bool) (reasons []string, found []Match, err error) {
	if found = heldWords(e.Record); len(found) > 0 {
		seen, err := wasReleased(e.App, article, a.Id, found)
		if err != nil {
			return nil, nil, err
		}
		if seen {
			found = nil
		} else {
			reasons = append(reasons, forWord)
		}
	}
	auth := asker(e.Record)
	if auth == nil || e.Record.Original().GetString(schema.ArticleStatus) == a.Status() {
		return reasons, found, nil
	}
	p, err := readPolicy(e.App)
	if err != nil {
		return nil, nil, err
	}
	var more []string
	if public {
		isFirst, err := among(e.App, auth.Id, p.reviewFirst)
		if err != nil {
			return nil, nil, err
		}
		if isFirst {
			more = append(more, forFirst)
		}
	}
	if p.Enabled {
		again, err := sameArticle(e.App, a)
		if err != nil {
			return nil, nil, err
		}
		if again {
			more = append(more, forDuplicate)
		}
		if p.isNew(auth) && len(links(e.App, a.Body())) > p.ArticleLinks {
			more = append(more, forFlood)
		}
	}
	if len(more) > 0 {
		seen, err := wasReleased(e.App, article, a.Id, nil)
		if err != nil || seen {
			return reasons, found, err // a moderator has seen it
		}
	}
	return append(reasons, more...), found, nil
}

// keepArticle writes down why an article waits, in the transaction that saves it.
func keepArticle(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		a := schema.AsArticle(e.Record)
		wanted, _ := e.Record.GetRaw(wantedKey).(string)
		reasons, waits := e.Record.GetRaw(reasonsKey).([]string)
		if !waits {
			return settle(e.App, article, a.Id, a.Status())
		}
		e.Record.SetRaw(reasonsKey, nil)
		if len(reasons) == 0 { // it waits already
			_, err := e.App.DB().NewQuery("UPDATE holds SET wanted = {:wanted} WHERE kind = 'article' AND target = {:id} AND state = 'open'").
				Bind(dbx.Params{"wanted": wanted, "id": a.Id}).Execute()
			return err
		}
		return keep(e.App, holding{article, a.Id, a.Author(), reasons, heldWords(e.Record), a.Title() + "\n\n" + a.Body(), wanted})
	})
}

// isHeld says whether something waits for a moderator.
func isHeld(app core.App, kind, target string) (bool, error) {
	var n int
	err := app.DB().NewQuery("SELECT count(*) FROM holds WHERE kind = {:kind} AND target = {:target} AND state = 'open'").
		Bind(dbx.Params{"kind": kind, "target": target}).Row(&n)
	return n > 0, err
}

// holding is what is written down about something that waits.
type holding struct {
	kind, target, author string
	reasons              []string
	matches              []Match
	text, wanted         string
}

// excerptRunes is how much of a text a hold shows.
const excerptRunes = 500

// keep writes a hold, or adds to the one that is open.
func keep(app core.App, h holding) error {
	r, err := app.FindFirstRecordByFilter(schema.Holds, "kind = {:kind} && target = {:target} && state = 'open'", dbx.Params{"kind": h.kind, "target": h.target})
	if errors.Is(err, sql.ErrNoRows) {
		c, err := app.FindCollectionByNameOrId(schema.Holds)
		if err != nil {
			return err
		}
		r = core.NewRecord(c)
		r.Set(schema.HoldKind, h.kind)
		r.Set(schema.HoldTarget, h.target)
		r.Set(schema.HoldAuthor, h.author)
		r.Set(schema.HoldState, open)
	} else if err != nil {
		return err
	}
	for _, reason := range schema.AsHold(r).Reasons() {
		if reason != forWord && !slices.Contains(h.reasons, reason) {
			h.reasons = append(h.reasons, reason)
		}
	}
	r.Set(schema.HoldReasons, h.reasons)
	r.Set(schema.HoldMatches, h.matches)
	r.Set(schema.HoldExcerpt, clip(strings.ToValidUTF8(h.text, ""), excerptRunes))
	r.Set(schema.HoldWanted, h.wanted)
	return app.Save(r)
}

// settle closes an open hold of what no longer waits.
func settle(app core.App, kind, target, state string) error {
	to := ""
	switch state {
	case "pending":
		return nil
	case "visible", "published", "scheduled":
		to = released
	case "hidden", "rejected", "archived":
		to = refused
	}
	if to == "" { // withdrawn: it is looked at anew when it is handed in again
		_, err := app.DB().NewQuery("DELETE FROM holds WHERE kind = {:kind} AND target = {:target} AND state = 'open'").
			Bind(dbx.Params{"kind": kind, "target": target}).Execute()
		return err
	}
	_, err := app.DB().NewQuery("UPDATE holds SET state = {:to}, decided = strftime('%Y-%m-%d %H:%M:%fZ', 'now') WHERE kind = {:kind} AND target = {:target} AND state = 'open'").
		Bind(dbx.Params{"kind": kind, "target": target, "to": to}).Execute()
	return err
}

// wasReleased says whether a moderator has let the same words through in this very text; with
// none, whether they have let it through at all.
func wasReleased(app core.App, kind, target string, found []Match) (bool, error) {
	var lists []string
	err := app.DB().NewQuery("SELECT coalesce(matches, '') FROM holds WHERE kind = {:kind} AND target = {:target} AND state = 'released' ORDER BY created DESC LIMIT 20").
		Bind(dbx.Params{"kind": kind, "target": target}).Column(&lists)
	if err != nil || len(lists) == 0 {
		return false, err
	}
	var seen []Match
	for _, list := range lists {
		var matches []Match
		if json.Unmarshal([]byte(list), &matches) == nil {
			seen = append(seen, matches...)
		}
	}
	for _, m := range found {
		if !slices.ContainsFunc(seen, func(s Match) bool { return s.Rule == m.Rule }) {
			return false, nil
		}
	}
	return true, nil
}

// forget removes the holds of something that is deleted.
func forget(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		_, err := e.App.DB().NewQuery("DELETE FROM holds WHERE target = {:target}").Bind(dbx.Params{"target": e.Record.Id}).Execute()
		return err
	})
}
