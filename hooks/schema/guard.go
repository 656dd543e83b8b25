package schema

// This file names the fields of the guard group: what waits for a moderator.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection holds and its fields.
const (
	Holds = "holds"

	HoldKind    = "kind"
	HoldTarget  = "target"
	HoldAuthor  = "author"
	HoldReasons = "reasons"
	HoldMatches = "matches"
	HoldExcerpt = "excerpt"
	HoldWanted  = "wanted"
	HoldState   = "state"
	HoldHandler = "handler"
	HoldDecided = "decided"
	HoldNote    = "note"
)

// Hold is something that waits until a moderator has seen it.
type Hold struct{ core.BaseRecordProxy }

// AsHold views a record of the holds collection through its typed getters.
func AsHold(r *core.Record) *Hold {
	p := &Hold{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *Hold) Kind() string { return p.GetString(HoldKind) }

// Target is the field target.
func (p *Hold) Target() string { return p.GetString(HoldTarget) }

// Author is the field author.
func (p *Hold) Author() string { return p.GetString(HoldAuthor) }

// Reasons is the field reasons.
func (p *Hold) Reasons() []string { return p.GetStringSlice(HoldReasons) }

// Wanted is the field wanted.
func (p *Hold) Wanted() string { return p.GetString(HoldWanted) }

// State is the field state.
func (p *Hold) State() string { return p.GetString(HoldState) }

// Handler is the field handler.
func (p *Hold) Handler() string { return p.GetString(HoldHandler) }

// Decided is the field decided.
func (p *Hold) Decided() types.DateTime { return p.GetDateTime(HoldDecided) }

// Note is the field note.
func (p *Hold) Note() string { return p.GetString(HoldNote) }
