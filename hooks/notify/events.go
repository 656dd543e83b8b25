package notify

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// What those hear who make an event: organisers, judges, speakers' organisers, and teams that win.

// mostEvents bounds the events that one run of a job is about.
const mostEvents = 500

// organisersOf gives those who organise an event.
func organisersOf(app core.App, ev *schema.Event) ([]string, error) {
	hands, err := access.Hands(app, ev.Id, mostOrganisers)
	users := make([]string, len(hands))
	for i, one := range hands {
		users[i] = one.User
	}
	return users, err
}

// eventOf reads an event, nil where there is none or it isn't public.
func eventOf(app core.App, id string) (*schema.Event, error) {
	r, err := app.FindRecordById(schema.Events, id)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	ev := schema.AsEvent(r)
	if ev.Status() == "draft" {
		return nil, nil
	}
	return ev, nil
}

func eventNotice(ev *schema.Event, what, page, cause string) notice {
	return notice{Kind: Event, Event: what, TargetKind: Event, Target: ev.Id, Subject: ev.Title(), URL: "/events/" + ev.Slug() + page, Cause: cause, Data: map[string]string{}}
}

// approvalPause is how long organisers aren't told again of registrations that wait for them.
const approvalPause = time.Hour

// remindApprovals tells organisers of registrations that wait for their decision: all of them at once, of an event once an
// hour at most, and only when there are new ones since.
func remindApprovals(now time.Time) func(core.App) error {
	return func(app core.App) error {
		var waiting []struct {
			Event string         `db:"event"`
			N     int            `db:"n"`
			Last  types.DateTime `db:"last"`
			Told  types.DateTime `db:"told"`
		}
		if err := app.DB().NewQuery(`SELECT t.event, count(*) n, max(r.updated) last,
				coalesce((SELECT max(c.at) FROM notification_causes c WHERE c.cause >= 'pending:' || t.event || ':' AND c.cause < 'pending:' || t.event || ';'), '') told
			FROM event_tickets t JOIN registrations r ON r.ticket = t.id AND r.state = 'pending' JOIN events e ON e.id = t.event
			WHERE t.approval = 1 AND e.status = 'published' GROUP BY t.event LIMIT {:most}`).Bind(dbx.Params{"most": mostEvents}).All(&waiting); err != nil {
			return err
		}
		var failed []error
		for _, w := range waiting {
			if told := w.Told.Time(); !w.Told.IsZero() && (now.Sub(told) < approvalPause || !w.Last.Time().After(told)) {
				continue
			}
			if err := app.RunInTransaction(func(app core.App) error {
				ev, err := eventOf(app, w.Event)
				if err != nil || ev == nil {
					return err
				}
				users, err := organisersOf(app, ev)
				if err != nil {
					return err
				}
				n := eventNotice(ev, "pending", "/manage", "pending:"+ev.Id+":"+now.UTC().Format("20060102150405.000000000"))
				n.Data["count"] = strconv.Itoa(w.N)
				return tellAll(app, users, n)
			}); err != nil {
				failed = append(failed, fmt.Errorf("the event %s: %w", w.Event, err)) // one event's fault holds up no other
			}
		}
		return errors.Join(failed...)
	}
}

// judgeAppointed tells somebody that they judge at a competition.
func judgeAppointed(e *core.RecordEvent) error {
	j := schema.AsContestJudge(e.Record)
	ev, err := eventOf(e.App, j.Event())
	if err != nil || ev == nil {
		return err
	}
	n := eventNotice(ev, "judge", "/contest/judge", judgeCause(j.Id))
	n.User = j.User()
	return tell(e.App, n)
}

func judgeCause(id string) string { return "judge:" + id }

// judgeGone takes it back.
func judgeGone(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	return untell(e.App, judgeCause(e.Record.Id))
}

// judgesSoon is how long before the end of judging those hear of it who haven't scored every entry.
const judgesSoon = 24 * time.Hour

// remindJudges tells judges that entries wait for their scores, once for each deadline.
func remindJudges(now time.Time) func(core.App) error {
	return func(app core.App) error {
		from, err := types.ParseDateTime(now)
		if err != nil {
			return err
		}
		var due []struct {
			Judge string `db:"judge"`
			User  string `db:"user"`
			Event string `db:"event"`
			Until string `db:"judging_until"`
			Left  int    `db:"unscored"`
		}
		if err := app.DB().NewQuery(`SELECT j.id judge, j.user, c.event, c.judging_until,
				(SELECT count(*) FROM entries n WHERE n.event = c.event
					AND NOT EXISTS (SELECT 1 FROM scores s WHERE s.entry = n.id AND s.judge = j.id)
					AND NOT EXISTS (SELECT 1 FROM contest_conflicts x WHERE x.judge = j.id AND x.team = n.team)
					AND NOT EXISTS (SELECT 1 FROM team_members m WHERE m.team = n.team AND m.user = j.user)) unscored
			FROM contests c JOIN contest_judges j ON j.event = c.event
			WHERE c.judging_until > {:now} AND c.judging_until <= {:soon} AND c.entries_due < {:now} AND j.user != '' AND unscored > 0
				AND NOT EXISTS (SELECT 1 FROM notification_causes k WHERE k.cause = 'judging:' || j.id || ':' || c.judging_until AND k.user = j.user) LIMIT {:most}`).
			Bind(dbx.Params{"now": from.String(), "soon": from.Add(judgesSoon).String(), "most": mostEvents}).All(&due); err != nil {
			return err
		}
		var failed []error
		for _, d := range due {
			if err := app.RunInTransaction(func(app core.App) error {
				ev, err := eventOf(app, d.Event)
				if err != nil || ev == nil {
					return err
				}
				n := eventNotice(ev, "judging", "/contest/judge", "judging:"+d.Judge+":"+d.Until)
				n.User, n.Data["count"] = d.User, strconv.Itoa(d.Left)
				return tell(app, n)
			}); err != nil {
				failed = append(failed, fmt.Errorf("the judge %s: %w", d.Judge, err)) // nor does one judge's
			}
		}
		return errors.Join(failed...)
	}
}

// awardGiven tells those who won something, once everybody may see it.
func awardGiven(e *core.RecordEvent) error {
	return tellAwards(e.App, dbx.HashExp{"id": e.Record.Id})
}

// contestUnsealed tells those who won what was given while the leaderboard was sealed.
func contestUnsealed(e *core.RecordEvent, _ string) error {
	return tellAwards(e.App, dbx.HashExp{schema.AwardEvent: schema.AsContest(e.Record).Event()})
}

func tellAwards(app core.App, which dbx.HashExp) error {
	var awards []*core.Record
	if err := app.RecordQuery(schema.Awards).AndWhere(which).
		AndWhere(dbx.NewExp("EXISTS (SELECT 1 FROM contests c WHERE c.event = awards.event AND (c.leaderboard = 'live' OR c.revealed = 1))")).
		Limit(mostEvents).All(&awards); err != nil {
		return err
	}
	for _, r := range awards {
		a := schema.AsAward(r)
		ev, err := eventOf(app, a.Event())
		if err != nil {
			return err
		}
		if ev == nil {
			continue
		}
		var users []string
		if err := app.DB().NewQuery("SELECT {:user} user WHERE {:user} != '' UNION SELECT user FROM team_members WHERE team = {:team} AND {:team} != '' AND user != '' LIMIT {:most}").
			Bind(dbx.Params{"user": a.User(), "team": a.Team(), "most": mostOrganisers}).Column(&users); err != nil {
			return err
		}
		n := eventNotice(ev, "award", "/contest", awardCause(a.Id))
		n.Data["award"], n.Data["award_en"] = a.Title(), a.TitleEn()
		if err := tellAll(app, users, n); err != nil {
			return err
		}
	}
	return nil
}

func awardCause(id string) string { return "award:" + id }

func awardGone(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	return untell(e.App, awardCause(e.Record.Id))
}

// speakerAnswered tells organisers that a speaker whose proposal they accepted confirms it or declines.
func speakerAnswered(e *core.RecordEvent, was string) error {
	p := schema.AsProposal(e.Record)
	if state := p.State(); was != "accepted" && was != "confirmed" || state != "confirmed" && state != "declined" && (was != "confirmed" || state != "withdrawn") {
		return nil
	}
	ev, err := eventOf(e.App, p.Event())
	if err != nil || ev == nil {
		return err
	}
	users, err := organisersOf(e.App, ev)
	if err != nil {
		return err
	}
	n := eventNotice(ev, "speaker_"+p.State(), "/proposals", "speaker:"+p.Id+":"+p.State())
	n.Actor, n.Data["talk"] = p.Author(), p.Title()
	return tellAll(e.App, users, n)
}
