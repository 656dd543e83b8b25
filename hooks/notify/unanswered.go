package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
)

const (
	// unansweredMail is the kind of the outbox's rows that are mails with questions that wait for an answer.
	unansweredMail = "notify.unanswered"
	// mostUnanswered bounds the questions in one mail.
	mostUnanswered = 10
	// unansweredDays is how old a question may be to be in it.
	unansweredDays = 30
	// mostKnown bounds the tags that one mail looks at.
	mostKnown = 50
)

type unansweredPayload struct {
	User  string         `json:"user"`
	Until types.DateTime `json:"until"`
}

// planUnanswered writes a row of the outbox for everybody who chose the mail with unanswered questions and for whom it is
// due by now: on Mondays, in their own zone, once a reader and week however often it runs.
func planUnanswered(now time.Time) func(core.App) error {
	return func(app core.App) error {
		var zones []struct {
			Zone   string `db:"zone"`
			Locale string `db:"locale"`
		}
		chosen := `FROM users u JOIN notification_settings s ON s.user = u.id WHERE json_valid(s.choices) AND json_extract(s.choices, '$.unanswered') = 'digest'`
		if err := app.DB().NewQuery("SELECT DISTINCT u.zone, u.locale " + chosen).All(&zones); err != nil {
			return err
		}
		var failed []error
		for _, z := range zones {
			due, period := dueDigest(now, zoneOf(z.Zone, z.Locale), Weekly)
			if now.Sub(due) > digestLate {
				continue
			}
			until, err := types.ParseDateTime(due)
			if err != nil {
				return err
			}
			if _, err := app.DB().NewQuery(`INSERT INTO outbox (id, kind, [[key]], payload, state, urgent, attempts, next, error, node, created, updated)
				SELECT substr(lower(hex(randomblob(8))), 1, 15), {:kind}, u.id || ':' || {:period}, json_object('user', u.id, 'until', {:until}),
					'waiting', FALSE, 0, {:now}, '', '', {:now}, {:now} ` + chosen + ` AND u.zone = {:zone} AND u.locale = {:locale} AND u.verified AND u.email != ''
				ON CONFLICT (kind, [[key]]) DO NOTHING`).
				Bind(dbx.Params{
					"kind": unansweredMail, "period": period, "until": until.String(), "now": types.NowDateTime().String(), "zone": z.Zone, "locale": z.Locale,
				}).Execute(); err != nil {
				failed = append(failed, fmt.Errorf("the zone %q: %w", z.Zone, err)) // one zone's fault holds up no other
			}
		}
		jobs.Wake(app)
		return errors.Join(failed...)
	}
}

// waiting is a question that nobody has answered.
type waiting struct {
	ID      string         `db:"id"`
	Title   string         `db:"title"`
	Slug    string         `db:"slug"`
	Excerpt string         `db:"excerpt"`
	Asked   types.DateTime `db:"asked"`
}

// waitingFor lists the latest questions without an answer in the tags that a reader knows or follows: not their own, and
// none that they declined to answer.
func waitingFor(app core.App, user string, until types.DateTime) (list []waiting, err error) {
	var tags []string
	if err := app.DB().NewQuery(`SELECT k.value FROM users u, json_each(CASE WHEN json_valid(u.expertise) THEN u.expertise ELSE '[]' END) k WHERE u.id = {:user}
		UNION SELECT target FROM follows WHERE user = {:user} AND kind = 'tag' LIMIT {:most}`).
		Bind(dbx.Params{"user": user, "most": mostKnown}).Column(&tags); err != nil || len(tags) == 0 {
		return nil, err
	}
	shelves := make([]string, len(tags))
	for i, tag := range tags {
		shelves[i] = "tag:" + tag + "+unanswered"
	}
	among, err := json.Marshal(shelves)
	if err != nil {
		return nil, err
	}
	err = app.DB().NewQuery(`SELECT q.id, q.title, q.slug, q.excerpt, q.asked FROM (
			SELECT DISTINCT s.question, s.asked FROM json_each({:among}) t JOIN question_shelves s ON s.shelf = t.value AND s.asked > {:since} AND s.asked <= {:until}
			ORDER BY s.asked DESC LIMIT 200
		) s JOIN questions q ON q.id = s.question AND q.status = 'published' AND q.closed = '' AND q.author != {:user}
		WHERE NOT EXISTS (SELECT 1 FROM answer_requests r WHERE r.question = q.id AND r.user = {:user} AND r.state = 'declined')
		ORDER BY q.asked DESC, q.id LIMIT {:most}`).
		Bind(dbx.Params{
			"among": string(among), "since": until.AddDate(0, 0, -unansweredDays).String(), "until": until.String(), "user": user, "most": mostUnanswered,
		}).All(&list)
	return list, err
}

// sendUnanswered makes and sends the mail, if anything waits.
func (p *post) sendUnanswered(ctx context.Context, app core.App, item *jobs.Item) error {
	var d unansweredPayload
	if err := item.Decode(&d); err != nil {
		return jobs.Permanent(err)
	}
	to, err := readerOf(app, d.User)
	if err != nil {
		return err
	}
	if to == nil || !to.Verified || to.Email == "" || to.way(Unanswered) != ByDigest || !to.wants(Unanswered) {
		return jobs.Skip("it isn't wanted any more")
	}
	list, err := waitingFor(app, d.User, d.Until)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return jobs.Skip("no question waits")
	}
	l := to.lang()
	letter := p.letter(app, to, i18n.T(l, "notify.letter.unanswered", "count", len(list)), Unanswered)
	letter.Lead = i18n.T(l, "notify.letter.unanswered_lead", "until", i18n.Moment(l, d.Until.Time(), to.zone().String()))
	for _, q := range list {
		letter.Items = append(letter.Items, letterItem{
			Text: q.Title, Words: q.Excerpt, URL: p.baseURL() + l.Path("/questions/"+q.ID+"/"+q.Slug), When: i18n.Moment(l, q.Asked.Time(), to.zone().String()),
		})
	}
	letter.Open, letter.Button = p.baseURL()+l.Path("/questions")+"?filter=unanswered", i18n.T(l, "notify.letter.unanswered_all")
	letter.Why = i18n.T(l, "notify.letter.why_unanswered")
	m, err := p.message(app, to, letter, Unanswered)
	if err != nil {
		return jobs.Permanent(err)
	}
	return deliver(ctx, app, item, m, false)
}
