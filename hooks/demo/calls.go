package demo

import (
	"database/sql"
	_ "embed"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

//go:embed calls.yaml
var called []byte

// calling is a call for proposals of an event, and what came of it.
type calling struct {
	Event                           string
	Closes, Freeze                  int // days from the day of loading
	Kinds                           []callKind
	Criteria                        []string
	Anonymous                       bool
	Accept, Waitlist, Reject, About string
	Reviewers                       []string
	Proposals                       []proposing
}

type callKind struct {
	ID, Name, Session string
	Minutes, Closes   int
}

type proposing struct {
	By, Kind, Lang, Title, Text, Notes string
	Speakers                           []struct{ User, Name, Bio string }
	Reviews                            map[string][]int
	Note                               string // of the first of them
}

// calls adds calls for proposals to the events that are there. One that has a call keeps it.
func (h *host) calls() error {
	var all []calling
	if err := yaml.UnmarshalWithOptions(called, &all, yaml.Strict()); err != nil {
		return err
	}
	for _, c := range all {
		if err := h.call(c); err != nil {
			return fmt.Errorf("the call of %s: %w", c.Event, err)
		}
	}
	return nil
}

func (h *host) call(c calling) error {
	event, err := h.app.FindFirstRecordByData(schema.Events, schema.EventSlug, c.Event)
	if err != nil {
		return err
	}
	if _, err := h.app.FindFirstRecordByData(schema.EventCalls, schema.EventCallEvent, event.Id); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	endOf := func(days int) (types.DateTime, error) {
		g := gathering{Day: days, Zone: event.GetString(schema.EventZone)}
		return g.at(h.now, 0, "23:59")
	}
	closes, err := endOf(c.Closes)
	if err != nil {
		return err
	}
	freeze, err := endOf(c.Freeze)
	if err != nil {
		return err
	}
	kinds := []map[string]any{}
	for _, k := range c.Kinds {
		kind := map[string]any{"id": k.ID, "name": k.Name, "minutes": k.Minutes, "session": k.Session}
		if k.Closes > 0 {
			own, err := endOf(k.Closes)
			if err != nil {
				return err
			}
			kind["closes"] = own.String()
		}
		kinds = append(kinds, kind)
	}
	if _, err := h.put(schema.EventCalls, map[string]any{
		schema.EventCallEvent: event.Id, schema.EventCallCloses: closes, schema.EventCallFreeze: freeze, schema.EventCallKinds: kinds, schema.EventCallCriteria: c.Criteria,
		schema.EventCallScoreMin: 1, schema.EventCallScoreMax: 5, schema.EventCallAnonymous: c.Anonymous, schema.EventCallAbout: c.About,
		schema.EventCallAcceptText: c.Accept, schema.EventCallWaitlistText: c.Waitlist, schema.EventCallRejectText: c.Reject,
	}); err != nil {
		return err
	}
	for _, handle := range c.Reviewers {
		if _, err := h.put(schema.EventStaffList, map[string]any{schema.EventStaffEvent: event.Id, schema.EventStaffUser: h.people[handle], schema.EventStaffRole: "reviewer"}); err != nil {
			return err
		}
	}
	for _, p := range c.Proposals {
		if err := h.propose(event.Id, c.Reviewers, p); err != nil {
			return fmt.Errorf("%s: %w", p.Title, err)
		}
	}
	return nil
}

func (h *host) propose(event string, reviewers []string, p proposing) error {
	speakers := []map[string]any{}
	for _, s := range p.Speakers {
		speakers = append(speakers, map[string]any{"handle": s.User, "name": s.Name, "bio": s.Bio})
	}
	if p.Lang == "" {
		p.Lang = "zh"
	}
	id, err := h.put(schema.Proposals, map[string]any{
		schema.ProposalEvent: event, schema.ProposalAuthor: h.people[p.By], schema.ProposalKind: p.Kind, schema.ProposalLang: p.Lang, schema.ProposalTitle: p.Title,
		schema.ProposalAbstract: p.Text, schema.ProposalNotes: p.Notes, schema.ProposalSpeakers: speakers, schema.ProposalState: "submitted",
	})
	if err != nil {
		return err
	}
	note := p.Note
	for _, handle := range reviewers {
		scores, ok := p.Reviews[handle]
		if !ok {
			continue
		}
		if _, err := h.put(schema.ProposalReviews, map[string]any{
			schema.ProposalReviewEvent: event, schema.ProposalReviewProposal: id, schema.ProposalReviewReviewer: h.people[handle], schema.ProposalReviewScores: scores, schema.ProposalReviewNote: note,
		}); err != nil {
			return err
		}
		note = ""
	}
	return nil
}

// put saves a new record and gives its id.
func (h *host) put(collection string, fields map[string]any) (string, error) {
	r, err := h.record(collection, fields)
	if err != nil {
		return "", err
	}
	if err := h.app.Save(r); err != nil {
		return "", fmt.Errorf("%s: %w", collection, err)
	}
	return r.Id, nil
}
