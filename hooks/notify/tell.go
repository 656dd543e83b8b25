package notify

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// A notice is something to tell a member.
type notice struct {
	User  string
	Kind  string
	Event string // what happened, of those that the kind knows
	Actor string // who did it; empty when that is nobody's business

	TargetKind, Target string
	Subject            string // what it is about, in words
	URL                string // a path of the site, without the language's prefix

	Cause string            // what happened, so that it is told once
	Group string            // unread ones of the same group become one
	Data  map[string]string // further words, by name
}

// undeliverable is the event that mail can't tell of.
const undeliverable = "bounced"

const (
	maxSubject = 200
	maxWords   = 400
)

// tell writes a notification in app's transaction, unless its reader caused it, wants no
// such, or has been told. It is shown and sent once the transaction is committed.
func tell(app core.App, n notice) error {
	if n.User == "" || n.User == n.Actor {
		return nil
	}
	to, err := readerOf(app, n.User)
	if err != nil || to == nil || !to.wants(n.Kind) {
		return err
	}
	told, err := remember(app, n)
	if err != nil || told == nil {
		return err
	}
	n.Subject = clip(n.Subject, maxSubject)
	if told.joins {
		return join(app, n, told.id)
	}
	id := told.id
	if err := insert(app, n, id); err != nil {
		return err
	}
	announce(app, "create", id)
	// one that was undone meanwhile comes back into the list, but its mail is out
	if told.fresh && to.way(n.Kind) == ByMail && n.Event != undeliverable {
		return jobs.Enqueue(app, noticeKind, id, noticePayload{id}, time.Time{})
	}
	return nil
}

// A telling is what becomes of a notice whose cause its reader doesn't know.
type telling struct {
	id    string // of its notification
	joins bool   // which is there, unread, and of the same group
	fresh bool   // the cause wasn't undone and done again
}

// remember notes the cause and gives what becomes of it; nil when the reader knows of it.
func remember(app core.App, n notice) (*telling, error) {
	id := core.GenerateDefaultRandomId()
	params := dbx.Params{"cause": n.Cause, "user": n.User, "id": id, "group": n.Group, "now": types.NowDateTime().String()}
	const into = "coalesce((SELECT id FROM notifications WHERE user = {:user} AND [[group]] = {:group} AND [[group]] != '' AND read = '' ORDER BY at DESC LIMIT 1), {:id})"
	told := &telling{fresh: true}
	err := app.DB().NewQuery("INSERT INTO notification_causes (cause, user, notification, undone, at) VALUES ({:cause}, {:user}, " + into + `, 0, {:now})
		ON CONFLICT (cause, user) DO NOTHING RETURNING notification`).Bind(params).Row(&told.id)
	if errors.Is(err, sql.ErrNoRows) { // undone before it was read, and done again
		told.fresh = false
		err = app.DB().NewQuery("UPDATE notification_causes SET undone = 0, notification = " + into + ` WHERE cause = {:cause} AND user = {:user} AND undone = 1
			RETURNING notification`).Bind(params).Row(&told.id)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	told.joins = told.id != id
	return told, err
}

// join adds a notice to the unread notification of its group.
func join(app core.App, n notice, into string) error {
	_, err := app.DB().NewQuery("UPDATE notifications SET count = count + 1, actor = {:actor}, subject = {:subject}, url = {:url}, at = {:now}, updated = {:now} WHERE id = {:into}").
		Bind(dbx.Params{"actor": n.Actor, "subject": n.Subject, "url": n.URL, "now": types.NowDateTime().String(), "into": into}).Execute()
	if err != nil {
		return err
	}
	announce(app, "update", into)
	return nil
}

func insert(app core.App, n notice, id string) error {
	data := map[string]string{"event": n.Event}
	for name, words := range n.Data {
		data[name] = clip(words, maxWords)
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = app.DB().NewQuery(`INSERT INTO notifications
		(id, user, kind, actor, target_kind, target, subject, url, [[group]], count, at, cause, data, read, created, updated) VALUES
		({:id}, {:user}, {:kind}, {:actor}, {:targetKind}, {:target}, {:subject}, {:url}, {:group}, 1, {:now}, {:cause}, {:data}, '', {:now}, {:now})
		ON CONFLICT (user, cause) DO NOTHING`).
		Bind(dbx.Params{
			"id": id, "user": n.User, "kind": n.Kind, "actor": n.Actor, "targetKind": n.TargetKind, "target": n.Target, "subject": n.Subject,
			"url": n.URL, "group": n.Group, "cause": n.Cause, "data": string(raw), "now": types.NowDateTime().String(),
		}).Execute()
	return err
}

// untell takes back what a cause was told to everybody, in app's transaction: it isn't so
// any more, or may not be seen. Told again, it comes back only for who hadn't read it.
func untell(app core.App, causes ...string) error {
	for _, cause := range causes {
		var ids []string
		if err := app.DB().NewQuery("SELECT DISTINCT notification FROM notification_causes WHERE cause = {:cause} AND undone = 0").
			Bind(dbx.Params{"cause": cause}).Column(&ids); err != nil {
			return err
		}
		if len(ids) == 0 {
			continue
		}
		if len(ids) <= maxAnnounced {
			announceLess(app, ids)
		}
		for _, statement := range []string{
			"UPDATE notifications SET count = count - 1 WHERE id IN (SELECT notification FROM notification_causes WHERE cause = {:cause} AND undone = 0)",
			`UPDATE notification_causes SET undone = CASE WHEN EXISTS (SELECT 1 FROM notifications n WHERE n.id = notification AND n.read = '') THEN 1 ELSE 2 END
				WHERE cause = {:cause} AND undone = 0`,
			"DELETE FROM notifications WHERE count <= 0 AND id IN (SELECT notification FROM notification_causes WHERE cause = {:cause})",
		} {
			if _, err := app.DB().NewQuery(statement).Bind(dbx.Params{"cause": cause}).Execute(); err != nil {
				return err
			}
		}
	}
	return nil
}

// hideAbout takes all notifications of some kinds about a thing out of sight for good:
// nobody may see it any more.
func hideAbout(app core.App, target string, kinds ...string) error {
	return hideAboutAll(app, []string{target}, kinds...)
}

// hideAboutAll is hideAbout for many things at once. The targets are named as not empty so
// that SQLite uses their index, which leaves out the empty ones.
func hideAboutAll(app core.App, targets []string, kinds ...string) error {
	ids, err := json.Marshal(targets)
	if err != nil {
		return err
	}
	which, err := json.Marshal(kinds)
	if err != nil {
		return err
	}
	_, err = app.DB().NewQuery("DELETE FROM " + schema.Notifications + ` WHERE target != '' AND target IN (SELECT value FROM json_each({:targets}))
		AND kind IN (SELECT value FROM json_each({:kinds}))`).Bind(dbx.Params{"targets": string(ids), "kinds": string(which)}).Execute()
	return err
}

// clip shortens a text to so many characters.
func clip(s string, most int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// forgetReader drops what a deleted account was told; the notifications themselves go
// with the relation.
func forgetReader(app core.App, user string) error {
	_, err := app.DB().NewQuery("DELETE FROM notification_causes WHERE user = {:user}").Bind(dbx.Params{"user": user}).Execute()
	return err
}

// Clean removes notifications that were read half a year ago or lie there for a year, and
// what was told two years ago.
func Clean(app core.App) error {
	now := types.NowDateTime()
	for _, statement := range []string{
		"DELETE FROM notifications WHERE at < {:half} AND (read != '' OR at < {:year})",
		"DELETE FROM notification_causes WHERE at < {:years}",
	} {
		if _, err := app.DB().NewQuery(statement).Bind(dbx.Params{
			"half": now.AddDate(0, -6, 0).String(), "year": now.AddDate(-1, 0, 0).String(), "years": now.AddDate(-2, 0, 0).String(),
		}).Execute(); err != nil {
			return err
		}
	}
	return nil
}
