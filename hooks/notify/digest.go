package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

const (
	// digestHour is when a digest is sent, in the reader's zone.
	digestHour = 8
	// digestLate is how late one may still be sent: after a longer standstill it is the next one's.
	digestLate = 4 * time.Hour
	// mostInDigest bounds what a digest lists.
	mostInDigest = 30
	// digestMail is the kind of the outbox's rows that are digests to be made.
	digestMail = "notify.digest"
)

type digestPayload struct {
	User   string         `json:"user"`
	Rhythm string         `json:"rhythm"`
	Until  types.DateTime `json:"until"`
}

// dueDigest gives when the last digest of a rhythm was due in a zone, and the name of the
// day or week it is for.
func dueDigest(now time.Time, zone *time.Location, rhythm string) (due time.Time, period string) {
	local := now.In(zone)
	due = time.Date(local.Year(), local.Month(), local.Day(), digestHour, 0, 0, 0, zone)
	if due.After(now) {
		due = time.Date(local.Year(), local.Month(), local.Day()-1, digestHour, 0, 0, 0, zone)
	}
	if rhythm == Daily {
		return due, due.Format("2006-01-02")
	}
	back := (int(due.Weekday()) + 6) % 7 // days since Monday
	due = time.Date(due.Year(), due.Month(), due.Day()-back, digestHour, 0, 0, 0, zone)
	year, week := due.ISOWeek()
	return due, fmt.Sprintf("%d-W%02d", year, week)
}

// planDigests writes a row of the outbox for every digest that is due by now and may have
// something in it, once a reader and period however often it runs.
func planDigests(now time.Time) func(core.App) error {
	return func(app core.App) error {
		var zones []struct {
			Zone   string `db:"zone"`
			Locale string `db:"locale"`
		}
		if err := app.DB().NewQuery("SELECT DISTINCT zone, locale FROM users").All(&zones); err != nil {
			return err
		}
		var failed []error
		for _, z := range zones {
			for _, rhythm := range []string{Daily, Weekly} {
				due, period := dueDigest(now, zoneOf(z.Zone, z.Locale), rhythm)
				if now.Sub(due) > digestLate {
					continue
				}
				if err := planZone(app, z.Zone, z.Locale, rhythm, due, period); err != nil {
					failed = append(failed, fmt.Errorf("the zone %q: %w", z.Zone, err)) // one zone's fault holds up no other
				}
			}
		}
		jobs.Wake(app)
		return errors.Join(failed...)
	}
}

// planZone plans the digests of those in one zone. Whether anything is in them shows when
// they are made.
func planZone(app core.App, zone, locale, rhythm string, due time.Time, period string) error {
	until, err := types.ParseDateTime(due)
	if err != nil {
		return err
	}
	_, err = app.DB().NewQuery(`INSERT INTO outbox (id, kind, [[key]], payload, state, urgent, attempts, next, error, node, created, updated)
		SELECT substr(lower(hex(randomblob(8))), 1, 15), {:kind}, u.id || ':' || {:period},
			json_object('user', u.id, 'rhythm', {:rhythm}, 'until', {:until}), 'waiting', FALSE, 0, {:now}, '', '', {:now}, {:now}
		FROM users u LEFT JOIN notification_settings s ON s.user = u.id
		WHERE u.zone = {:zone} AND u.locale = {:locale} AND u.verified AND u.email != ''
			AND CASE WHEN coalesce(s.digest, '') = '' THEN {:usual} ELSE s.digest END = {:rhythm}
			AND EXISTS (SELECT 1 FROM notifications n WHERE n.user = u.id AND n.read = '' AND n.at > {:since} AND n.at <= {:until} AND n.at > coalesce(s.digested, ''))
		ON CONFLICT (kind, [[key]]) DO NOTHING`).
		Bind(dbx.Params{
			"kind": digestMail, "period": period, "rhythm": rhythm, "until": until.String(), "now": types.NowDateTime().String(), "zone": zone, "locale": locale,
			"usual": usualDigest, "since": until.AddDate(0, 0, -lookBack(rhythm)).String(),
		}).Execute()
	return err
}

// lookBack is how many days a digest reaches back at most: somewhat more than a period, so
// that one that failed is made up for.
func lookBack(rhythm string) int {
	if rhythm == Daily {
		return 3
	}
	return 14
}

// sendDigest makes and sends a digest, if there is anything in it.
func (p *post) sendDigest(ctx context.Context, app core.App, item *jobs.Item) error {
	var d digestPayload
	if err := item.Decode(&d); err != nil {
		return jobs.Permanent(err)
	}
	to, err := readerOf(app, d.User)
	if err != nil {
		return err
	}
	if to == nil || !to.Verified || to.Email == "" || to.rhythm() != d.Rhythm {
		return jobs.Skip("it isn't wanted any more")
	}
	list, more, err := newsFor(app, to, d)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return jobs.Skip("there is no news")
	}
	l := to.lang()
	subject := i18n.T(l, "notify.letter.digest_"+d.Rhythm, "count", len(list)+more, "date", i18n.ShortDate(l, d.Until.Time().In(to.zone())))
	letter := p.letter(app, to, subject, digestKind)
	letter.Lead = i18n.T(l, "notify.letter.digest_lead", "count", len(list)+more, "until", i18n.Moment(l, d.Until.Time(), to.zone().String()))
	for _, n := range list {
		letter.Items = append(letter.Items, p.item(app, to, n))
	}
	if more > 0 {
		letter.More = i18n.T(l, "notify.letter.more", "count", more)
	}
	letter.Open, letter.Button = p.baseURL()+l.Path("/notifications"), i18n.T(l, "notify.letter.all")
	letter.Why = i18n.T(l, "notify.letter.why_digest_"+d.Rhythm)
	m, err := p.message(app, to, letter, digestKind)
	if err != nil {
		return jobs.Permanent(err)
	}
	if err := deliver(ctx, app, item, m, false); err != nil {
		return err
	}
	return reached(app, to.ID, d.Until)
}

// newsFor lists what a digest tells: what is unread, of the kinds that the reader wants so,
// since the last one. more is how many others there are.
func newsFor(app core.App, to *reader, d digestPayload) (list []*schema.Notification, more int, err error) {
	var kinds []any
	for kind := range byDefault {
		if to.way(kind) == ByDigest && to.wants(kind) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		return nil, 0, nil
	}
	since := d.Until.AddDate(0, 0, -lookBack(d.Rhythm))
	if to.Digested.Time().After(since.Time()) {
		since = to.Digested
	}
	where := dbx.And(
		dbx.HashExp{"user": to.ID, "read": ""}, dbx.In("kind", kinds...),
		dbx.NewExp("at > {:since} AND at <= {:until}", dbx.Params{"since": since.String(), "until": d.Until.String()}),
	)
	var records []*core.Record
	if err := app.RecordQuery(schema.Notifications).AndWhere(where).OrderBy("at DESC").Limit(mostInDigest).All(&records); err != nil {
		return nil, 0, err
	}
	for _, r := range records {
		list = append(list, schema.AsNotification(r))
	}
	if len(list) == mostInDigest {
		if err := app.DB().Select("count(*)").From(schema.Notifications).Where(where).Row(&more); err != nil {
			return nil, 0, err
		}
		more -= len(list)
	}
	return list, more, nil
}

// reached notes until when a reader has had digests.
func reached(app core.App, user string, until types.DateTime) error {
	now := types.NowDateTime().String()
	_, err := app.DB().NewQuery(`INSERT INTO notification_settings (id, user, digest, digested, created, updated) VALUES ({:id}, {:user}, '', {:until}, {:now}, {:now})
		ON CONFLICT (user) DO UPDATE SET digested = excluded.digested`).
		Bind(dbx.Params{"id": core.GenerateDefaultRandomId(), "user": user, "until": until.String(), "now": now}).Execute()
	return err
}
