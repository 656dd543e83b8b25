package contests

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	mostJudges = 100
	mostNote   = 1000 // characters about one criterion
)

// invite makes somebody a judge.
func invite(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		j := schema.AsContestJudge(e.Record)
		if _, err := judgedContest(e.App, j.Event()); err != nil {
			return err
		}
		if err := atMost(e.App, schema.ContestJudges, j.Event(), mostJudges); err != nil {
			return err
		}
		var there bool
		if err := e.App.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM contest_judges WHERE event = {:event} AND user = {:user})").
			Bind(dbx.Params{"event": j.Event(), "user": j.User()}).Row(&there); err != nil {
			return err
		}
		if there {
			return i18n.FieldError(schema.ContestJudgeUser, "contests.judge_there")
		}
		return e.Next()
	})
}

// judgeOf reads a judge of an event; one of another event is none.
func judgeOf(app core.App, id, event string) (*schema.ContestJudge, error) {
	found, err := app.FindRecordById(schema.ContestJudges, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && found.GetString(schema.ContestJudgeEvent) != event {
		return nil, i18n.FieldError("judge", "contests.judge_elsewhere")
	}
	return schema.AsContestJudge(found), err
}

// stepAside keeps a judge from a team; what they gave it no longer counts.
func stepAside(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		conflict := schema.AsContestConflict(e.Record)
		if _, err := judgeOf(e.App, conflict.Judge(), conflict.Event()); err != nil {
			return err
		}
		var there bool
		if err := e.App.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM contest_conflicts WHERE judge = {:judge} AND team = {:team})").
			Bind(dbx.Params{"judge": conflict.Judge(), "team": conflict.Team()}).Row(&there); err != nil {
			return err
		}
		if there {
			return i18n.FieldError(schema.ContestConflictTeam, "contests.conflict_there")
		}
		if err := e.Next(); err != nil {
			return err
		}
		given, err := e.App.FindRecordsByFilter(schema.Scores, "judge = {:judge} && entry.team = {:team}", "", 0, 0, dbx.Params{"judge": conflict.Judge(), "team": conflict.Team()})
		if err != nil {
			return err
		}
		for _, r := range given {
			if err := e.App.Delete(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// Why a judge doesn't score an entry.
const (
	whyDeclared = "declared" // they said so
	whyMember   = "member"   // they are in the team
	whyCompany  = "company"  // somebody in the team has the same company
)

// conflicts says why a judge can't score the teams of an event, by team; those that they can score are left out.
func conflicts(app core.App, c *contest, judge *schema.ContestJudge) (map[string]string, error) {
	why := map[string]string{}
	if c.SameCompany {
		account, err := app.FindRecordById(schema.Users, judge.User())
		if err != nil {
			return nil, err
		}
		if company := companyOf(account.GetString(schema.UserCompany)); company != "" {
			var rows []struct {
				Team    string `db:"team"`
				Company string `db:"company"`
			}
			if err := app.DB().NewQuery("SELECT m.team, u.company FROM team_members m JOIN users u ON u.id = m.user WHERE m.event = {:event} AND u.company != ''").
				Bind(dbx.Params{"event": c.Event}).All(&rows); err != nil {
				return nil, err
			}
			for _, row := range rows {
				if companyOf(row.Company) == company {
					why[row.Team] = whyCompany
				}
			}
		}
	}
	for reason, query := range map[string]string{
		whyMember: "SELECT team FROM team_members WHERE event = {:event} AND user = {:user}", whyDeclared: "SELECT team FROM contest_conflicts WHERE judge = {:judge}",
	} {
		var teams []string
		if err := app.DB().NewQuery(query).Bind(dbx.Params{"event": c.Event, "user": judge.User(), "judge": judge.Id}).Column(&teams); err != nil {
			return nil, err
		}
		for _, team := range teams {
			if reason == whyDeclared || why[team] != whyDeclared {
				why[team] = reason
			}
		}
	}
	return why, nil
}

// companyOf is a company's name for comparison: capitals and spaces don't make another one.
func companyOf(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), "")) }

// scoreAsked notes when somebody scores.
func scoreAsked(e *core.RecordRequestEvent) error {
	if byMember(e) {
		arrive(e.Record)
	}
	return e.Next()
}

// score saves what a judge gives an entry: all criteria, each within its range.
func score(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		s := schema.AsScore(e.Record)
		if was, err := e.App.FindRecordById(schema.Scores, s.Id); err == nil {
			e.Record.Set(schema.ScoreEntry, was.GetString(schema.ScoreEntry))
			e.Record.Set(schema.ScoreJudge, was.GetString(schema.ScoreJudge))
		} else if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		found, err := e.App.FindRecordById(schema.Entries, s.Entry())
		if err != nil {
			return err
		}
		entry := schema.AsEntry(found)
		e.Record.Set(schema.ScoreEvent, entry.Event())
		judge, err := judgeOf(e.App, s.Judge(), entry.Event())
		if err != nil {
			return err
		}
		c, err := judgedContest(e.App, entry.Event())
		if err != nil {
			return err
		}
		if at, asked := arrived(e.Record); asked {
			if err := c.judging(at); err != nil {
				return err
			}
		}
		why, err := conflicts(e.App, c, judge)
		if err != nil {
			return err
		}
		if reason := why[entry.Team()]; reason != "" {
			return i18n.FieldError(schema.ScoreEntry, "contests.conflict."+reason)
		}
		if err := checkScore(c.Criteria, s); err != nil {
			return err
		}
		if e.Record.IsNew() {
			var there bool
			if err := e.App.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM scores WHERE entry = {:entry} AND judge = {:judge})").
				Bind(dbx.Params{"entry": s.Entry(), "judge": s.Judge()}).Row(&there); err != nil {
				return err
			}
			if there {
				return i18n.FieldError(schema.ScoreEntry, "contests.scored")
			}
		}
		return e.Next()
	})
}

// checkScore refuses scores that don't fit the criteria.
func checkScore(criteria []Criterion, s *schema.Score) error {
	if len(criteria) == 0 {
		return i18n.FieldError(schema.ScoreValues, "contests.no_criteria")
	}
	values, err := valuesOf(s.GetString(schema.ScoreValues))
	if err != nil || len(values) != len(criteria) {
		return i18n.FieldError(schema.ScoreValues, "contests.score_all")
	}
	for _, c := range criteria {
		v, given := values[c.ID]
		if !given {
			return i18n.FieldError(schema.ScoreValues, "contests.score_all")
		}
		if !(v >= c.Min && v <= c.Max) || math.Abs(v*100-math.Round(v*100)) > 1e-6 {
			return i18n.FieldError(schema.ScoreValues, "contests.score_range", "Name", c.Name, "Min", c.Min, "Max", c.Max)
		}
	}
	raw := s.GetString(schema.ScoreNotes)
	if raw == "" || raw == "null" {
		return nil
	}
	var notes map[string]string
	if json.Unmarshal([]byte(raw), &notes) != nil {
		return i18n.FieldError(schema.ScoreNotes, "contests.notes_shape")
	}
	for id, note := range notes {
		if _, known := values[id]; !known || utf8.RuneCountInString(note) > mostNote {
			return i18n.FieldError(schema.ScoreNotes, "contests.notes_shape")
		}
	}
	return nil
}

// valuesOf reads the scores of criteria as a record has them.
func valuesOf(raw string) (map[string]float64, error) {
	var values map[string]float64
	err := json.Unmarshal([]byte(raw), &values)
	return values, err
}
