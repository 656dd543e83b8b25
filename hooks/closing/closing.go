// Package closing is the room in which a question is closed, opened again, locked, protected and merged: what of a
// question isn't its author's to say.
//
// Members with the reputation for it vote; enough votes decide, a moderator's at once. A question that repeats another
// leads to it, and always to the last one of a chain. What moderators decide about a question beside that (lock, protect,
// merge) goes through the decisions of the moderation room, which writes the reason down; the work is done here.
package closing

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/schema"
)

// Config is what the room needs of others.
type Config struct {
	// Active notes that something happened to a question now, which moves it up in the lists.
	Active func(app core.App, question string) error
	// Reshelve brings the lists up to date that questions stand on.
	Reshelve func(app core.App, questions []string) error
	// Owned gives what follows from votes to whoever owns what they are for now.
	Owned func(app core.App, votes []string) error
	// Note writes a moderator's decision into the audit log.
	Note func(app core.App, auth *core.Record, action, kind, target, affected, reason string, before, after map[string]any) error
}

// A Closing does the room's work.
type Closing struct{ Config }

// Register binds the room to the records that it concerns.
func Register(app core.App, config Config) *Closing {
	c := &Closing{config}

	app.OnRecordCreateRequest(schema.CloseVotes).Bind(bind.Func("closing.votes.mayVote", c.mayVote))
	app.OnRecordDeleteRequest(schema.CloseVotes).Bind(bind.Func("closing.votes.mayWithdraw", mayWithdraw))
	app.OnRecordValidate(schema.CloseVotes).Bind(bind.Func("closing.votes.validate", validateVote))
	app.OnRecordCreateExecute(schema.CloseVotes).Bind(bind.Func("closing.votes.settle", c.saveVote))
	app.OnRecordDeleteExecute(schema.CloseVotes).Bind(bind.Func("closing.votes.withdraw", withdraw))

	// what this room writes of a question nobody else does
	app.OnRecordCreateRequest(schema.Questions).Bind(bind.At("closing.questions.mayCreate", early, mayState))
	app.OnRecordUpdateRequest(schema.Questions).Bind(bind.At("closing.questions.mayUpdate", early, mayState))
	app.OnRecordValidate(schema.Questions).Bind(bind.Func("closing.questions.validate", validateQuestion))
	app.OnRecordUpdateExecute(schema.Questions).Bind(bind.At("closing.questions.keep", early, c.keep))

	guard(app)
	return c
}

// early is the place of hooks that settle what the hooks of other rooms then see.
const early = -60
