// Package bounties is the room in which members put reputation of their own on a question.
//
// A bounty leaves the reputation of who offers it at once. While it is open, and in its time of grace after that, they give
// it to an answer that isn't theirs. When both are over, half of it goes to the best answer given since it began, if one
// has the score that the settings ask for, and the other half is spent; without such an answer all of it comes back. It
// comes back as well when the question is closed, locked or taken down: nobody could earn it there.
//
// The ledger of reputation follows the records; see the room reputation. A bounty is settled once, in one transaction,
// whoever comes first: who offers it, the clock, or a moderator.
package bounties

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Config is what the room needs of others.
type Config struct {
	// Active notes that something happened to a question now, which moves it up in the lists.
	Active func(app core.App, question string) error
	// Reshelve brings the lists up to date that questions stand on.
	Reshelve func(app core.App, questions []string) error
}

type room struct{ Config }

// Register binds the room to the records that it concerns.
func Register(app core.App, config Config) {
	b := &room{config}

	app.OnRecordCreateRequest(schema.Bounties).Bind(bind.Func("bounties.mayOffer", mayOffer))
	app.OnRecordUpdateRequest(schema.Bounties).Bind(bind.Func("bounties.mayAward", mayAward))
	app.OnRecordValidate(schema.Bounties).Bind(bind.Func("bounties.validate", validate))
	app.OnRecordCreateExecute(schema.Bounties).Bind(bind.Func("bounties.offer", b.offer))
	app.OnRecordUpdateExecute(schema.Bounties).Bind(bind.Func("bounties.award", b.award))
	app.OnRecordDeleteExecute(schema.Bounties).Bind(bind.Func("bounties.delete", b.gone))
	app.OnRecordUpdateExecute(schema.Questions).Bind(bind.Func("bounties.questions", questionChanged))
	app.OnRecordValidate(schema.QASettingsList).Bind(bind.Func("bounties.settings", validateSettings))

	jobs.Every(app, "bounties.end", "* * * * *", End)
}
