package proposals

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// onAgenda says whether a part of the agenda came of a proposal.
func onAgenda(app core.App, proposal string) (bool, error) {
	return exists(app, "event_sessions WHERE proposal = {:id}", dbx.Params{"id": proposal})
}

// offAgenda takes a proposal off the agenda: nobody waits in a room for who won't come.
func offAgenda(app core.App, proposal string) error {
	r, err := app.FindFirstRecordByData(schema.EventSessions, schema.EventSessionProposal, proposal)
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return app.Delete(r)
}

// fillSession gives a part of the agenda that is to come of a proposal what the proposal says: its title, abstract, language
// and kind. What the request says besides is its time, room and track, and its speakers are settled when it is saved.
func fillSession(e *core.RecordRequestEvent) error {
	s := schema.AsEventSession(e.Record)
	if s.Proposal() == "" {
		return e.Next()
	}
	p, c, err := confirmed(e.App, s.Event(), s.Proposal())
	if err != nil {
		return err
	}
	e.Record.Set(schema.EventSessionTitle, p.Title())
	e.Record.Set(schema.EventSessionAbstract, p.Abstract())
	e.Record.Set(schema.EventSessionLang, p.Lang())
	if k, ok := c.kind(p.Kind()); ok {
		e.Record.Set(schema.EventSessionKind, k.Session)
	}
	return e.Next()
}

// keepSession leaves a part of the agenda with the proposal that it came of.
func keepSession(e *core.RecordRequestEvent) error {
	if !schema.Same(e.Record.Get(schema.EventSessionProposal), e.Record.Original().Get(schema.EventSessionProposal)) {
		return i18n.FieldError(schema.EventSessionProposal, "proposals.session_stays")
	}
	return e.Next()
}

// confirmed finds a proposal that can come into the agenda of an event.
func confirmed(app core.App, event, id string) (*schema.Proposal, *call, error) {
	p, c, err := proposalOf(app, event, id)
	if err == nil && p.State() != Confirmed {
		err = i18n.FieldError(schema.EventSessionProposal, "proposals.not_confirmed")
	}
	return p, c, err
}

// place has the speakers of a proposal found or made, and the part of the agenda saved, in one transaction. Who is there
// already keeps the page they have; what makes a page of a speaker without an account the same one again is its origin.
func place(e *core.RecordEvent) error {
	s := schema.AsEventSession(e.Record)
	if s.Proposal() == "" {
		return e.Next()
	}
	return tx.Around(e, func() error {
		p, _, err := confirmed(e.App, s.Event(), s.Proposal())
		if err != nil {
			return err
		}
		if placed, err := onAgenda(e.App, p.Id); err != nil {
			return err
		} else if placed {
			return i18n.FieldError(schema.EventSessionProposal, "proposals.placed")
		}
		ids := []string{}
		for i, one := range speakersOf(p.GetString(schema.ProposalSpeakers)) {
			id, err := pageOf(e.App, one, fmt.Sprintf("proposal:%s:%d", p.Id, i+1))
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		e.Record.Set(schema.EventSessionSpeakers, ids)
		return e.Next()
	})
}

// pageOf finds the page of a speaker, or makes one.
func pageOf(app core.App, s speaker, origin string) (string, error) {
	field, value := schema.SpeakerOrigin, origin
	if s.User != "" {
		field, value = schema.SpeakerUser, s.User
	}
	found, err := app.FindFirstRecordByData(schema.Speakers, field, value)
	if err == nil {
		return found.Id, nil
	}
	if !missing(err) {
		return "", err
	}
	collection, err := app.FindCachedCollectionByNameOrId(schema.Speakers)
	if err != nil {
		return "", err
	}
	r := core.NewRecord(collection)
	r.Load(map[string]any{schema.SpeakerName: s.Name, schema.SpeakerUser: s.User, schema.SpeakerBio: s.Bio, schema.SpeakerOrigin: origin})
	if err := app.Save(r); err != nil {
		return "", err
	}
	return r.Id, nil
}
