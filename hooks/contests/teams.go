package contests

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	mostTeams = 2000 // at an event
	codeKey   = "@contests.code"
	rotateKey = "@contests.rotate"
)

// letters are those of codes: none that looks like another one.
const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

const codeLength = 10

// newCode makes the code that one joins a team with.
func newCode() string {
	code := make([]byte, 0, codeLength)
	for random := make([]byte, 1); len(code) < codeLength; {
		_, _ = rand.Read(random)                              // never fails
		if int(random[0]) < len(letters)*(256/len(letters)) { // every letter is as likely as the others
			code = append(code, letters[int(random[0])%len(letters)])
		}
	}
	return string(code)
}

// typedCode is a code as somebody typed it: in small letters, with spaces or hyphens.
func typedCode(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(letters, c) {
			return c
		}
		return -1
	}, strings.ToUpper(s))
}

var errVerify = i18n.NewError("contests.verify_first").WithStatus(http.StatusForbidden)

// mayFound begins a team with nobody in it; who founds it leads it.
func mayFound(e *core.RecordRequestEvent) error {
	e.Record.Set(schema.TeamSize, 0)
	e.Record.Set(schema.TeamCode, "")
	if byMember(e) {
		if !e.Auth.Verified() {
			return errVerify
		}
		arrive(e.Record)
	}
	return e.Next()
}

// mayLead lets a leader name and describe the team, hand over the lead and change the code; nothing else changes.
func mayLead(e *core.RecordRequestEvent) error {
	was := e.Record.Original()
	for _, field := range []string{schema.TeamEvent, schema.TeamSize, schema.TeamCode} {
		e.Record.Set(field, was.Get(field))
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	if rotate, _ := info.Body["rotate"].(bool); rotate {
		e.Record.SetRaw(rotateKey, true)
	}
	return e.Next()
}

// mayDisband lets a leader give up the team until entries are due, and organisers always.
func mayDisband(e *core.RecordRequestEvent) error {
	if err := mayTakeApart(e, e.Record.GetString(schema.TeamEvent)); err != nil {
		return err
	}
	return e.Next()
}

// mayTakeApart refuses members what comes too late; it doesn't bind organisers.
func mayTakeApart(e *core.RecordRequestEvent, event string) error {
	if !byMember(e) {
		return nil
	}
	c, err := readContest(e.App, event)
	if err != nil {
		return err
	}
	late := c.entriesOpen(now())
	if late == nil {
		return nil
	}
	runs, err := access.Organises(e.App, e.Auth, event)
	if err == nil && !runs {
		err = late
	}
	return err
}

func validateTeam(e *core.RecordEvent) error {
	e.Record.Set(schema.TeamName, strings.TrimSpace(e.Record.GetString(schema.TeamName)))
	if name := e.Record.GetString(schema.TeamName); schema.Blank(name) || schema.HasControls(name) {
		return i18n.FieldError(schema.TeamName, "contests.team_name")
	}
	return e.Next()
}

// found saves a team with its code, and its leader as the first member.
func found(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		t := schema.AsTeam(e.Record)
		c, err := judgedContest(e.App, t.Event())
		if err != nil {
			return err
		}
		at, asked := arrived(e.Record)
		if asked {
			if err := c.teamsOpen(at); err != nil {
				return err
			}
		}
		if err := atMost(e.App, schema.Teams, t.Event(), mostTeams); err != nil {
			return err
		}
		if err := nameFree(e.App, t); err != nil {
			return err
		}
		if t.Leader() != "" {
			if err := inNoTeam(e.App, t.Event(), t.Leader(), schema.TeamLeader); err != nil {
				return err
			}
		}
		e.Record.Set(schema.TeamCode, newCode())
		if err := e.Next(); err != nil {
			return err
		}
		if t.Leader() == "" {
			return nil
		}
		members, err := e.App.FindCollectionByNameOrId(schema.TeamMembers)
		if err != nil {
			return err
		}
		m := core.NewRecord(members)
		m.Set(schema.TeamMemberEvent, t.Event())
		m.Set(schema.TeamMemberTeam, t.Id)
		m.Set(schema.TeamMemberUser, t.Leader())
		if err := e.App.Save(m); err != nil {
			return err
		}
		e.Record.Set(schema.TeamSize, 1)
		return nil
	})
}

func nameFree(app core.App, t *schema.Team) error {
	var taken bool
	err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM teams WHERE event = {:event} AND name = {:name} COLLATE NOCASE AND id != {:id})").
		Bind(dbx.Params{"event": t.Event(), "name": t.Name(), "id": t.Id}).Row(&taken)
	if err == nil && taken {
		err = i18n.FieldError(schema.TeamName, "contests.team_taken")
	}
	return err
}

// inNoTeam refuses who is in a team of the event already.
func inNoTeam(app core.App, event, user, field string) error {
	team, err := teamOf(app, event, user)
	if err == nil && team != "" {
		err = i18n.FieldError(field, "contests.one_team")
	}
	return err
}

// teamOf gives the team of a member at an event, empty for none.
func teamOf(app core.App, event, user string) (team string, err error) {
	err = app.DB().NewQuery("SELECT team FROM team_members WHERE event = {:event} AND user = {:user}").Bind(dbx.Params{"event": event, "user": user}).Row(&team)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return team, err
}

// lead saves a change of a team. The lead goes to a member alone.
func lead(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(schema.Teams, e.Record.Id)
		if err != nil {
			return err
		}
		schema.Join(e.Record, was)
		for _, field := range []string{schema.TeamEvent, schema.TeamSize, schema.TeamCode} {
			e.Record.Set(field, was.Get(field))
		}
		t := schema.AsTeam(e.Record)
		if err := nameFree(e.App, t); err != nil {
			return err
		}
		if t.Leader() != was.GetString(schema.TeamLeader) && t.Leader() != "" {
			team, err := teamOf(e.App, t.Event(), t.Leader())
			if err != nil {
				return err
			}
			if team != t.Id {
				return i18n.FieldError(schema.TeamLeader, "contests.leader_member")
			}
		}
		if rotate, _ := e.Record.GetRaw(rotateKey).(bool); rotate {
			e.Record.Set(schema.TeamCode, newCode())
		}
		return e.Next()
	})
}

// mayJoin puts a member into the team whose code they have.
func mayJoin(e *core.RecordRequestEvent) error {
	if !byMember(e) {
		return e.Next()
	}
	if !e.Auth.Verified() {
		return errVerify
	}
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	typed, _ := info.Body["code"].(string)
	code := typedCode(typed)
	var is struct {
		ID    string `db:"id"`
		Event string `db:"event"`
	}
	err = e.App.DB().NewQuery("SELECT id, event FROM teams WHERE code = {:code} AND code != ''").Bind(dbx.Params{"code": code}).One(&is)
	event := e.Record.GetString(schema.TeamMemberEvent)
	if errors.Is(err, sql.ErrNoRows) || err == nil && event != "" && event != is.Event {
		return errCode
	}
	if err != nil {
		return err
	}
	e.Record.Set(schema.TeamMemberTeam, is.ID)
	e.Record.Set(schema.TeamMemberEvent, is.Event)
	e.Record.SetRaw(codeKey, code)
	arrive(e.Record)
	return e.Next()
}

var errCode = i18n.FieldError("code", "contests.code_wrong")

// join saves a place in a team, if there is one.
func join(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		m := schema.AsTeamMember(e.Record)
		found, err := e.App.FindRecordById(schema.Teams, m.Team())
		if errors.Is(err, sql.ErrNoRows) {
			return errCode
		}
		if err != nil {
			return err
		}
		t := schema.AsTeam(found)
		c, err := judgedContest(e.App, t.Event())
		if err != nil {
			return err
		}
		if at, asked := arrived(e.Record); asked {
			if code, _ := e.Record.GetRaw(codeKey).(string); code != t.Code() {
				return errCode // it was changed meanwhile
			}
			if err := c.teamsOpen(at); err != nil {
				return err
			}
		}
		if err := inNoTeam(e.App, t.Event(), m.User(), schema.TeamMemberUser); err != nil {
			return err
		}
		var there int
		if err := e.App.DB().NewQuery("SELECT count(*) FROM team_members WHERE team = {:team}").Bind(dbx.Params{"team": t.Id}).Row(&there); err != nil {
			return err
		}
		if there >= c.Max {
			return i18n.FieldError(schema.TeamMemberTeam, "contests.team_full", "Most", c.Max)
		}
		if err := e.Next(); err != nil {
			return err
		}
		return recount(e.App, t.Id)
	})
}

// recount keeps how many are in a team. It is said of the team, which pages and other places read.
func recount(app core.App, team string) error {
	_, err := app.DB().NewQuery("UPDATE teams SET size = (SELECT count(*) FROM team_members WHERE team = {:team}), updated = {:now} WHERE id = {:team}").
		Bind(dbx.Params{"team": team, "now": time.Now().UTC().Format(timeLayout)}).Execute()
	return err
}

// mayLeave lets members leave and leaders remove them until entries are due, and organisers always. Who leads a team hands
// over before they leave it.
func mayLeave(e *core.RecordRequestEvent) error {
	m := schema.AsTeamMember(e.Record)
	if err := mayTakeApart(e, m.Event()); err != nil {
		return err
	}
	var leads bool
	if err := e.App.DB().NewQuery("SELECT leader = {:user} AND size > 1 FROM teams WHERE id = {:team}").
		Bind(dbx.Params{"user": m.User(), "team": m.Team()}).Row(&leads); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if leads {
		return i18n.NewError("contests.leader_stays")
	}
	return e.Next()
}

// leave takes somebody out of a team. Where the leader goes without having handed over, with their account, the one who has
// been there longest leads; a team of nobody goes too, unless it has handed something in.
func leave(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		m := schema.AsTeamMember(e.Record)
		if err := e.Next(); err != nil {
			return err
		}
		team, err := e.App.FindRecordById(schema.Teams, m.Team())
		if errors.Is(err, sql.ErrNoRows) {
			return nil // it goes with its team
		}
		if err != nil {
			return err
		}
		if err := recount(e.App, m.Team()); err != nil {
			return err
		}
		var left []string
		if err := e.App.DB().NewQuery("SELECT user FROM team_members WHERE team = {:team} ORDER BY created, id LIMIT 1").Bind(dbx.Params{"team": m.Team()}).Column(&left); err != nil {
			return err
		}
		var entered bool
		if err := e.App.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM entries WHERE team = {:team})").Bind(dbx.Params{"team": m.Team()}).Row(&entered); err != nil {
			return err
		}
		switch {
		case len(left) == 0 && !entered:
			return e.App.Delete(team)
		case len(left) == 0:
			team.Set(schema.TeamLeader, "")
		case team.GetString(schema.TeamLeader) != m.User():
			return nil
		default:
			team.Set(schema.TeamLeader, left[0])
		}
		return e.App.Save(team)
	})
}
