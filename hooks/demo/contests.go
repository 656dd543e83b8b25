package demo

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

//go:embed contests.yaml
var competing []byte

// competition is what teams or drivers do at an event.
type competition struct {
	Event, Kind, Rules          string
	Min, Max                    int
	Public, Normalise, Revealed bool
	SameCompany                 bool `yaml:"same_company"`
	Criteria                    []map[string]any
	Judges                      []string
	Teams                       []competitors
	Results                     []driver
	Awards                      []prize
}

type competitors struct {
	Name, About string
	Members     []string // the first one leads
	Entry       *struct{ Title, Repo, Video, Body string }
	Scores      map[string]map[string]float64 // by judge and criterion
}

type driver struct {
	Number, Name, User, Team, Class, Note string
	Attempts                              []string
}

type prize struct {
	Team, User, Title, Note string
	TitleEn                 string `yaml:"title_en"`
	Rank                    int
}

// Contests gives events of the demo their competitions. What is there already stays.
func Contests(app core.App) error {
	var all []competition
	if err := yaml.UnmarshalWithOptions(competing, &all, yaml.Strict()); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		r := &referee{inquirer: inquirer{talker: talker{tx, map[string]string{}}}}
		people, err := tx.FindAllRecords(schema.Users)
		if err != nil {
			return err
		}
		for _, p := range people {
			r.people[p.GetString(schema.UserHandle)] = p.Id
		}
		for _, c := range all {
			if err := r.hold(c); err != nil {
				return fmt.Errorf("the competition of %s: %w", c.Event, err)
			}
		}
		return nil
	})
}

// referee writes competitions.
type referee struct {
	inquirer
	event string
	teams map[string]string // ids by name
}

func (r *referee) save(collection string, fields map[string]any) (string, error) {
	if r.event != "" {
		fields["event"] = r.event
	}
	record, err := r.record(collection, fields)
	if err != nil {
		return "", err
	}
	if err := r.app.Save(record); err != nil {
		return "", fmt.Errorf("%s: %w", collection, err)
	}
	return record.Id, nil
}

// hold writes one competition: teams until the event begins, entries until two hours before its end.
func (r *referee) hold(c competition) error {
	found, err := r.app.FindFirstRecordByData(schema.Events, schema.EventOrigin, "demo:"+c.Event)
	if err != nil {
		return err
	}
	event := schema.AsEvent(found)
	there, err := r.app.CountRecords(schema.Contests, dbx.HashExp{schema.ContestEvent: event.Id})
	if err != nil || there > 0 {
		return err
	}
	r.event, r.teams = event.Id, map[string]string{}
	due := event.Ends().Add(-2 * time.Hour)
	if _, err := r.save(schema.Contests, map[string]any{
		schema.ContestKind: c.Kind, schema.ContestRules: c.Rules, schema.ContestTeamMin: c.Min, schema.ContestTeamMax: c.Max, schema.ContestTeamsUntil: event.Starts(),
		schema.ContestEntriesDue: due, schema.ContestJudgingUntil: event.Ends(), schema.ContestLeaderboard: "sealed", schema.ContestRevealed: c.Revealed,
		schema.ContestEntriesPublic: c.Public, schema.ContestNormalise: c.Normalise, schema.ContestSameCompany: c.SameCompany, schema.ContestCriteria: c.Criteria,
	}); err != nil {
		return err
	}
	judges := map[string]string{}
	for _, handle := range c.Judges {
		if judges[handle], err = r.save(schema.ContestJudges, map[string]any{schema.ContestJudgeUser: r.people[handle]}); err != nil {
			return err
		}
	}
	for _, t := range c.Teams {
		if err := r.compete(t, judges, due); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	for _, d := range c.Results {
		if _, err := r.save(schema.RaceResults, map[string]any{
			schema.RaceResultNumber: d.Number, schema.RaceResultName: d.Name, schema.RaceResultUser: r.people[d.User], schema.RaceResultTeamName: d.Team,
			schema.RaceResultClass: d.Class, schema.RaceResultNote: d.Note, schema.RaceResultAttempts: d.Attempts,
		}); err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
	}
	for _, p := range c.Awards {
		if _, err := r.save(schema.Awards, map[string]any{
			schema.AwardTeam: r.teams[p.Team], schema.AwardUser: r.people[p.User], schema.AwardRank: p.Rank, schema.AwardTitle: p.Title,
			schema.AwardTitleEn: p.TitleEn, schema.AwardNote: p.Note,
		}); err != nil {
			return fmt.Errorf("%s: %w", p.Title, err)
		}
	}
	return nil
}

// compete writes a team with what it handed in and what judges gave it.
func (r *referee) compete(t competitors, judges map[string]string, due types.DateTime) error {
	team, err := r.save(schema.Teams, map[string]any{schema.TeamName: t.Name, schema.TeamAbout: t.About, schema.TeamLeader: r.people[t.Members[0]]})
	if err != nil {
		return err
	}
	r.teams[t.Name] = team
	for _, handle := range t.Members[1:] {
		if _, err := r.save(schema.TeamMembers, map[string]any{schema.TeamMemberTeam: team, schema.TeamMemberUser: r.people[handle]}); err != nil {
			return err
		}
	}
	if t.Entry == nil {
		return nil
	}
	entry, err := r.save(schema.Entries, map[string]any{
		schema.EntryTeam: team, schema.EntryTitle: t.Entry.Title, schema.EntryRepoURL: t.Entry.Repo, schema.EntryVideoURL: t.Entry.Video, schema.EntryBody: t.Entry.Body,
		schema.EntryUser: r.people[t.Members[0]], schema.EntrySubmitted: due.Add(-20 * time.Minute),
	})
	if err != nil {
		return err
	}
	for handle, values := range t.Scores {
		if _, err := r.save(schema.Scores, map[string]any{schema.ScoreEntry: entry, schema.ScoreJudge: judges[handle], schema.ScoreValues: values}); err != nil {
			return err
		}
	}
	return nil
}
