package bounties

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The states of a bounty.
const (
	Open     = "open"     // who offers it may give it to an answer
	Grace    = "grace"    // the same, after its days are over: nobody counts on it any more
	Awarded  = "awarded"  // an answer got it, whole or half
	Refunded = "refunded" // it came back
)

// published is the status of what everybody sees.
const published = "published"

// settled says whether a bounty is over.
func settled(state string) bool { return state == Awarded || state == Refunded }

// kept are the fields of a bounty that nobody changes once it is offered; what becomes of it is written by this room.
var kept = []string{
	schema.BountyQuestion, schema.BountyUser, schema.BountyAmount, schema.BountyMessage, schema.BountyState, schema.BountyEnds,
	schema.BountyGraceEnds, schema.BountyWinner, schema.BountyPaid, schema.BountyDecided,
}

// mayOffer lets a request say the question, the amount and a message; the rest is the room's.
func mayOffer(e *core.RecordRequestEvent) error {
	e.Record.Set(schema.BountyState, Open)
	return e.Next()
}

// mayAward lets a request name the answer that gets the bounty and change nothing else, superusers' as well: what was
// paid stands in the ledger.
func mayAward(e *core.RecordRequestEvent) error {
	for _, field := range kept {
		if e.Record.GetString(field) != e.Record.Original().GetString(field) {
			return i18n.FieldError(field, "bounties.stays")
		}
	}
	// asked by what was sent: the record may have been read after the clock chose the same answer
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	_, names := info.Body[schema.BountyAnswer]
	e.Record.SetRaw(namesKey, names)
	return e.Next()
}

// validate holds what is true of every new bounty without a look at others: it begins open, within the settings' bounds.
func validate(e *core.RecordEvent) error {
	if !e.Record.IsNew() {
		return e.Next()
	}
	b := schema.AsBounty(e.Record)
	settings, err := settingsOf(e.App)
	if err != nil {
		return err
	}
	switch {
	case b.State() != Open:
		return i18n.FieldError(schema.BountyState, "bounties.begins_open")
	case b.User() == "":
		return i18n.FieldError(schema.BountyUser, "bounties.nobody")
	case b.Amount() < settings.BountyMin() || b.Amount() > settings.BountyMax():
		return i18n.FieldError(schema.BountyAmount, "bounties.amount", "Least", settings.BountyMin(), "Most", settings.BountyMax())
	}
	return e.Next()
}

func settingsOf(app core.App) (*schema.QASettings, error) {
	r, err := app.FindRecordById(schema.QASettingsList, schema.QASettingsID)
	if err != nil {
		return nil, err
	}
	return schema.AsQASettings(r), nil
}

// validateSettings refuses settings under which no bounty could be offered or end.
func validateSettings(e *core.RecordEvent) error {
	s := schema.AsQASettings(e.Record)
	switch {
	case s.BountyMin() < 1:
		return i18n.FieldError(schema.QASettingsBountyMin, "bounties.settings_min")
	case s.BountyMax() < s.BountyMin():
		return i18n.FieldError(schema.QASettingsBountyMax, "bounties.settings_max")
	case s.BountyDays() < 1 || s.BountyDays() > 365:
		return i18n.FieldError(schema.QASettingsBountyDays, "bounties.settings_days")
	case s.BountyGrace() < 0 || s.BountyGrace() > 24*30:
		return i18n.FieldError(schema.QASettingsBountyGrace, "bounties.settings_grace")
	}
	return e.Next()
}
