package contests

import (
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	mostAwards = 200 // at an event
	mostRank   = 1000
)

// validateAward holds what is true of every award: a team or a person has it.
func validateAward(e *core.RecordEvent) error {
	a := schema.AsAward(e.Record)
	errs := validation.Errors{}
	if schema.Blank(a.Title()) || schema.HasControls(a.Title()+a.TitleEn()) {
		errs[schema.AwardTitle] = i18n.NewError("contests.award_title")
	}
	if a.Rank() < 0 || a.Rank() > mostRank {
		errs[schema.AwardRank] = i18n.NewError("contests.range", "Most", mostRank)
	}
	if (a.Team() == "") == (a.User() == "") {
		errs[schema.AwardTeam] = i18n.NewError("contests.award_whose")
	} else if a.Team() != "" {
		if team, err := e.App.FindRecordById(schema.Teams, a.Team()); err == nil && team.GetString(schema.TeamEvent) != a.Event() {
			errs[schema.AwardTeam] = i18n.NewError("contests.award_elsewhere")
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// give saves an award at an event with a competition.
func give(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		event := e.Record.GetString(schema.AwardEvent)
		if _, err := readContest(e.App, event); err != nil {
			return err
		}
		if err := atMost(e.App, schema.Awards, event, mostAwards); err != nil {
			return err
		}
		return e.Next()
	})
}
