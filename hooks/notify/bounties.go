package notify

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The states of a bounty that are told of.
const (
	bountyOpen     = "open"
	bountyGrace    = "grace"
	bountyAwarded  = "awarded"
	bountyRefunded = "refunded"
)

// endsSoon is how long before its end who offers a bounty is reminded.
const endsSoon = 24 * time.Hour

// mostReminded bounds the bounties that one run reminds of; the next run takes the rest.
const mostReminded = 500

// mostOffered bounds the followers who hear at once of a bounty: it is shown in the lists to everybody.
const mostOffered = 500

// bountyNotice begins a notice about a bounty; nil for a question that isn't public.
func bountyNotice(app core.App, b *schema.Bounty, event string) (*notice, error) {
	q, err := publicQuestion(app, b.Question())
	if err != nil || q == nil {
		return nil, err
	}
	return &notice{
		Kind: Bounty, Event: event, TargetKind: Question, Target: q.Id, Subject: q.Title(), URL: questionPath(q), Cause: "bounty:" + b.Id + ":" + event,
		Data: map[string]string{"amount": strconv.Itoa(b.Amount())},
	}, nil
}

// bountyOffered tells the asker and those who follow the question of a bounty.
func bountyOffered(e *core.RecordEvent) error {
	b := schema.AsBounty(e.Record)
	if b.State() != bountyOpen {
		return nil
	}
	n, err := bountyNotice(e.App, b, "offered")
	if err != nil || n == nil {
		return err
	}
	n.Actor, n.Data["words"] = b.User(), b.Message()
	var users []string
	if err := e.App.DB().NewQuery(`SELECT author FROM questions WHERE id = {:id} AND author != '' UNION
		SELECT * FROM (SELECT user FROM follows WHERE kind = 'question' AND target = {:id} LIMIT {:most})`).
		Bind(dbx.Params{"id": b.Question(), "most": mostOffered}).Column(&users); err != nil {
		return err
	}
	return tellAll(e.App, users, *n)
}

// bountyMoved tells who offers a bounty that its time is over, or that it came back, and the winner of the prize.
func bountyMoved(e *core.RecordEvent, _ string) error {
	b := schema.AsBounty(e.Record)
	event, user := "", b.User()
	switch b.State() {
	case bountyGrace, bountyRefunded:
		event = b.State()
	case bountyAwarded:
		event, user = "won", b.Winner()
	default:
		return nil
	}
	n, err := bountyNotice(e.App, b, event)
	if err != nil || n == nil {
		return err
	}
	n.User = user
	if event == "won" {
		n.Data["amount"] = strconv.Itoa(b.Paid())
		if b.Answer() != "" {
			n.URL += "#a-" + b.Answer()
		}
	}
	return tell(e.App, *n)
}

// remindBounties tells who offers a bounty that ends within a day, once.
func remindBounties(now time.Time) func(core.App) error {
	return func(app core.App) error {
		from, err := types.ParseDateTime(now)
		if err != nil {
			return err
		}
		var ids []string
		if err := app.DB().NewQuery(`SELECT b.id FROM bounties b WHERE b.state = 'open' AND b.ends > {:now} AND b.ends <= {:soon} AND b.user != ''
			AND NOT EXISTS (SELECT 1 FROM notification_causes c WHERE c.cause = 'bounty:' || b.id || ':ending' AND c.user = b.user) ORDER BY b.ends LIMIT {:most}`).
			Bind(dbx.Params{"now": from.String(), "soon": from.Add(endsSoon).String(), "most": mostReminded}).Column(&ids); err != nil {
			return err
		}
		var failed []error
		for _, id := range ids {
			if err := app.RunInTransaction(func(app core.App) error {
				r, err := app.FindRecordById(schema.Bounties, id)
				if err != nil || r.GetString(schema.BountyState) != bountyOpen {
					return ignoreMissing(err)
				}
				b := schema.AsBounty(r)
				n, err := bountyNotice(app, b, "ending")
				if err != nil || n == nil {
					return err
				}
				n.User = b.User()
				return tell(app, *n)
			}); err != nil {
				failed = append(failed, fmt.Errorf("the bounty %s: %w", id, err)) // one that can't be told of holds up none
			}
		}
		return errors.Join(failed...)
	}
}

// editSuggested tells whose question or answer somebody suggests a change to.
func editSuggested(e *core.RecordEvent) error {
	s := schema.AsPostEdit(e.Record)
	if s.State() != "open" {
		return nil
	}
	about, err := publicThing(e.App, s.Kind(), s.Target())
	if err != nil || about == nil {
		return err
	}
	return tellAll(e.App, about.authors, notice{
		Kind: Review, Event: "edit_suggested", Actor: s.Author(), TargetKind: about.kind, Target: about.id, Subject: about.title,
		URL: "/edits", Cause: editCause(s.Id), Data: map[string]string{"words": s.Note()},
	})
}

// editDecided tells who suggested a change what became of it; it waits for nobody any more.
func editDecided(e *core.RecordEvent, _ string) error {
	s := schema.AsPostEdit(e.Record)
	if s.State() == "open" {
		return nil
	}
	if err := untell(e.App, editCause(s.Id)); err != nil {
		return err
	}
	if s.State() != "approved" && s.State() != "rejected" {
		return nil
	}
	about, err := publicThing(e.App, s.Kind(), s.Target())
	if err != nil || about == nil {
		return err
	}
	return tell(e.App, notice{
		User: s.Author(), Kind: Review, Event: "edit_" + s.State(), Actor: s.Reviewer(), TargetKind: about.kind, Target: about.id, Subject: about.title,
		URL: about.url, Cause: editCause(s.Id) + ":" + s.State(), Data: map[string]string{"words": s.Reason()},
	})
}

func editCause(id string) string { return "edit:" + id }

func editDeleted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, editCause(e.Record.Id))
	})
}

// askedToAnswer tells somebody that an answer of theirs is hoped for.
func askedToAnswer(e *core.RecordEvent) error {
	r := schema.AsAnswerRequest(e.Record)
	q, err := publicQuestion(e.App, r.Question())
	if err != nil || q == nil || r.State() != "open" {
		return err
	}
	return tell(e.App, notice{
		User: r.User(), Kind: Invite, Event: "asked", Actor: r.By(), TargetKind: Question, Target: q.Id, Subject: q.Title(), URL: questionPath(q),
		Cause: inviteCause(r.Id), Data: map[string]string{"words": q.Excerpt()},
	})
}

func inviteCause(id string) string { return "invite:" + id }

// requestMoved takes back what waits for nobody any more.
func requestMoved(e *core.RecordEvent, _ string) error {
	return untell(e.App, inviteCause(e.Record.Id))
}

func requestDeleted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, inviteCause(e.Record.Id))
	})
}
