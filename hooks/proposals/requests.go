package proposals

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The states of a proposal, as its proposer knows it.
const (
	Submitted  = "submitted"
	Waitlisted = "waitlisted"
	Accepted   = "accepted" // and not answered yet
	Rejected   = "rejected"
	Confirmed  = "confirmed" // the proposer will come
	Declined   = "declined"  // the proposer won't
	Withdrawn  = "withdrawn"
)

// answers are the changes of state that a proposer makes.
var answers = [][2]string{
	{Submitted, Withdrawn}, {Waitlisted, Withdrawn}, {Accepted, Confirmed}, {Accepted, Declined}, {Confirmed, Withdrawn}, {Withdrawn, Submitted},
}

// Bounds of how much is proposed.
const (
	mostOwn  = 20 // by one member for an event, whatever became of them
	mostAll  = 3000
	mostHTML = 50_000
)

// askKey holds, on a proposal being saved, what a member asks for; it is looked at in the transaction of the write, so that
// the last moment counts. Keys that begin with @ are no columns.
const askKey = "@proposals.ask"

type ask struct {
	access string // a code that was given
	texts  bool   // texts change
	to     string // another state; empty: as it is
}

var errNoProposal = i18n.NewError("proposals.no_proposal").WithStatus(http.StatusNotFound)

// texts are what a proposer writes.
var texts = []string{schema.ProposalTitle, schema.ProposalKind, schema.ProposalLang, schema.ProposalAbstract, schema.ProposalNotes, schema.ProposalSpeakers}

// mayPropose refuses what nobody says of a new proposal.
func mayPropose(e *core.RecordRequestEvent) error {
	if e.Record.GetString(schema.ProposalState) == "" {
		e.Record.Set(schema.ProposalState, Submitted)
	}
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	if !e.Auth.Verified() {
		return i18n.NewError("proposals.verify_first").WithStatus(http.StatusForbidden)
	}
	if e.Record.GetString(schema.ProposalState) != Submitted {
		return i18n.FieldError(schema.ProposalState, "proposals.stays")
	}
	for _, field := range []string{schema.ProposalHTML, schema.ProposalPeople, schema.ProposalCode} {
		if !schema.Empty(e.Record.Get(field)) {
			return i18n.FieldError(field, "proposals.stays")
		}
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	a := &ask{}
	a.access, _ = info.Body["access"].(string)
	if utf8.RuneCountInString(a.access) > 60 {
		return i18n.FieldError("access", "proposals.access")
	}
	e.Record.SetRaw(askKey, a)
	return e.Next()
}

// validate holds what is true of every proposal, finds who speaks, and renders the abstract.
func validate(e *core.RecordEvent) error {
	p := schema.AsProposal(e.Record)
	errs := validation.Errors{}
	if schema.Blank(p.Title()) || schema.HasControls(p.Title()) {
		errs[schema.ProposalTitle] = i18n.NewError("proposals.title")
	}
	if schema.Blank(p.Abstract()) {
		errs[schema.ProposalAbstract] = i18n.NewError("proposals.abstract")
	}
	c, err := readCall(e.App, p.Event())
	if err != nil && !missing(err) {
		return err
	}
	if err != nil {
		errs[schema.ProposalEvent] = i18n.NewError("proposals.no_call")
	} else if _, ok := c.kind(p.Kind()); !ok {
		errs[schema.ProposalKind] = i18n.NewError("proposals.kind")
	}
	if err := readSpeakers(e.App, e.Record); err != nil {
		if more := (validation.Errors{}); errors.As(err, &more) {
			for field, one := range more {
				errs[field] = one
			}
		} else {
			return err
		}
	}
	if len(errs) > 0 {
		return errs
	}
	if err := e.Next(); err != nil {
		return err
	}
	return render(e.App, e.Record, schema.ProposalAbstract, schema.ProposalHTML, p.Lang())
}

// render fills in the HTML of a text.
func render(app core.App, r *core.Record, from, to, lang string) error {
	doc, err := markdown.Render(r.GetString(from), markdown.Options{Host: attach.Host(app), Lang: lang})
	var wrong markdown.Error
	switch {
	case errors.As(err, &wrong):
		return i18n.FieldError(from, string(wrong))
	case err != nil:
		return err
	case utf8.RuneCountInString(doc.HTML) > mostHTML:
		return i18n.FieldError(from, "proposals.text_too_long")
	}
	r.Set(to, doc.HTML)
	return nil
}

// create takes a proposal in, if its moment is right, and has the mail queued that says so.
func create(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		p := schema.AsProposal(e.Record)
		a, _ := e.Record.GetRaw(askKey).(*ask)
		if a == nil {
			return e.Next() // a superuser, an import
		}
		if err := admissible(e.App, p, a.access, now()); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		return queue(e.App, mailReceived, p.Id, "")
	})
}

// admissible judges a new proposal, or one that comes back, at a moment.
func admissible(app core.App, p *schema.Proposal, access string, at time.Time) error {
	c, err := readCall(app, p.Event())
	if err != nil {
		return err // it was there when the record was looked at
	}
	k, ok := c.kind(p.Kind())
	if !ok {
		return i18n.FieldError(schema.ProposalKind, "proposals.kind")
	}
	if err := c.open(k, access, at); err != nil {
		return err
	}
	if c.window(c.deadline(k), at) == whyOver {
		p.Set(schema.ProposalCode, strings.TrimSpace(access))
	}
	var n struct {
		Own int `db:"own"`
		All int `db:"every"`
	}
	if err := app.DB().NewQuery("SELECT coalesce(sum(author = {:me}), 0) own, count(*) every FROM proposals WHERE event = {:event} AND id != {:id}").
		Bind(dbx.Params{"me": p.Author(), "event": p.Event(), "id": p.Id}).One(&n); err != nil {
		return err
	}
	if n.Own >= mostOwn {
		return i18n.NewError("proposals.too_many", "Most", mostOwn)
	}
	if n.All >= mostAll {
		return i18n.NewError("proposals.full")
	}
	return nil
}

// mayChange lets proposers edit their texts and answer; nothing else changes by request.
func mayChange(e *core.RecordRequestEvent) error {
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.Next()
	}
	a := &ask{}
	for _, f := range e.Record.Collection().Fields {
		name := f.GetName()
		if f.Type() == core.FieldTypeAutodate || schema.Same(e.Record.Get(name), e.Record.Original().Get(name)) {
			continue
		}
		switch {
		case slices.Contains(texts, name):
			a.texts = true
		case name == schema.ProposalState:
			a.to = e.Record.GetString(name)
		default:
			return i18n.FieldError(name, "proposals.stays")
		}
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	a.access, _ = info.Body["access"].(string)
	e.Record.SetRaw(askKey, a)
	return e.Next()
}

// update saves what a proposer may write at this moment. Two who change different fields at once both count.
func update(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := e.Record
		was, err := e.App.FindRecordById(schema.Proposals, r.Id)
		if err != nil {
			return err
		}
		schema.Join(r, was)
		if a, _ := r.GetRaw(askKey).(*ask); a != nil {
			r.SetRaw(askKey, nil)
			if err := mayNow(e.App, a, schema.AsProposal(was), schema.AsProposal(r), now()); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		p := schema.AsProposal(r)
		switch from := was.GetString(schema.ProposalState); {
		case p.State() == Withdrawn && from != Withdrawn:
			return offAgenda(e.App, p.Id)
		case p.State() == Submitted && from == Withdrawn: // it is looked at anew
			_, err = e.App.DB().NewQuery("DELETE FROM proposal_decisions WHERE proposal = {:id}").Bind(dbx.Params{"id": p.Id}).Execute()
		}
		return err
	})
}

// mayNow judges what a proposer asks for by how things are at this moment.
func mayNow(app core.App, a *ask, was, p *schema.Proposal, at time.Time) error {
	c, err := readCall(app, was.Event())
	if missing(err) {
		return i18n.FieldError(schema.ProposalEvent, "proposals.no_call")
	}
	if err != nil {
		return err
	}
	if a.texts {
		if c.frozen(at) {
			return i18n.NewError("proposals.frozen")
		}
		if slices.Contains([]string{Rejected, Declined, Withdrawn}, was.State()) && a.to == "" {
			return i18n.NewError("proposals.done")
		}
		if placed, err := onAgenda(app, p.Id); err != nil {
			return err
		} else if placed {
			return i18n.NewError("proposals.on_agenda")
		}
		if p.Kind() != was.Kind() {
			k, ok := c.kind(p.Kind())
			if !ok {
				return i18n.FieldError(schema.ProposalKind, "proposals.kind")
			}
			if was.State() != Submitted {
				return i18n.FieldError(schema.ProposalKind, "proposals.kind_decided")
			}
			code := was.GetString(schema.ProposalCode)
			if a.access != "" {
				code = a.access
			}
			if err := c.open(k, code, at); err != nil {
				return err
			}
		}
	}
	if a.to == "" {
		p.Set(schema.ProposalState, was.State()) // somebody may have decided meanwhile
		return nil
	}
	if !slices.Contains(answers, [2]string{was.State(), a.to}) {
		return i18n.FieldError(schema.ProposalState, "proposals.state_changed")
	}
	if c.begun(at) {
		return i18n.FieldError(schema.ProposalState, "proposals.begun")
	}
	if a.to == Submitted {
		if a.access == "" {
			a.access = was.GetString(schema.ProposalCode)
		}
		return admissible(app, p, a.access, at)
	}
	return nil
}
