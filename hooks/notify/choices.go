package notify

import (
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The ways of being told. Whatever isn't off is shown in the site too.
const (
	InSite   = "site"
	ByMail   = "mail"   // at once
	ByDigest = "digest" // with others, in the daily or weekly mail
	Off      = "off"
)

// The kinds of notifications.
const (
	Reply      = "reply"
	Mention    = "mention"
	Comment    = "comment"
	Vote       = "vote"
	Follow     = "follow"
	NewArticle = "new_article"
	Review     = "review"
	Column     = "column"
	Badge      = "badge"
	Moderation = "moderation"
	Account    = "account"

	Answer   = "answer"   // answers to one's questions and those that one follows, and what becomes of these
	Accepted = "accepted" // one's answer was accepted
	Question = "question" // new questions in a tag or column that one follows, and in an event that one organises
	Bounty   = "bounty"
	Invite   = "invite" // somebody asks for an answer

	Event = "event" // what waits for organisers and judges of events; awards

	// Unanswered is no kind of notification: a mail once a week with questions that wait for an answer.
	Unanswered = "unanswered"
)

// byDefault is the way of each kind for who hasn't chosen.
var byDefault = map[string]string{
	Reply: ByMail, Mention: ByMail, Comment: ByDigest, Vote: InSite, Follow: InSite, NewArticle: ByDigest,
	Review: ByMail, Column: ByMail, Badge: InSite, Moderation: ByMail, Account: ByMail,
	Answer: ByMail, Accepted: ByMail, Question: ByDigest, Bounty: ByMail, Invite: ByMail, Event: ByMail, Unanswered: Off,
}

// mustKnow are the kinds that can't be switched off in the site: they concern the account.
var mustKnow = []string{Moderation, Account}

// The rhythms of the digest.
const (
	Never  = "off"
	Daily  = "daily"
	Weekly = "weekly"
)

// usualDigest is the rhythm for who hasn't chosen.
const usualDigest = Weekly

// A reader is an account as far as telling it something goes.
type reader struct {
	ID        string         `db:"id"`
	Email     string         `db:"email"`
	Name      string         `db:"name"`
	Verified  bool           `db:"verified"`
	Locale    string         `db:"locale"`
	Zone      string         `db:"zone"`
	Suspended types.DateTime `db:"suspended_until"`
	Raw       sql.NullString `db:"choices"`
	Digest    string         `db:"digest"`
	Digested  types.DateTime `db:"digested"`

	choices map[string]string
}

// readerOf reads an account with its choices, nil when there is none.
func readerOf(app core.App, user string) (*reader, error) {
	r := &reader{}
	err := app.DB().NewQuery(`SELECT u.id, u.email, u.name, u.verified, u.locale, u.zone, u.suspended_until, s.choices,
			coalesce(s.digest, '') digest, coalesce(s.digested, '') digested
		FROM users u LEFT JOIN notification_settings s ON s.user = u.id WHERE u.id = {:id}`).Bind(dbx.Params{"id": user}).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if r.Raw.Valid {
		r.choices, _ = parseChoices(r.Raw.String) // what was saved was checked
	}
	return r, nil
}

// wants says whether the reader is to be told of a kind at all. Who is suspended hears
// of nothing but that.
func (r *reader) wants(kind string) bool {
	if slices.Contains(mustKnow, kind) {
		return true
	}
	return r.way(kind) != Off && r.Suspended.Time().Before(time.Now())
}

// way is how the reader wants to be told of a kind.
func (r *reader) way(kind string) string {
	if way, chosen := r.choices[kind]; chosen {
		return way
	}
	return byDefault[kind]
}

// rhythm is how often the reader gets a digest.
func (r *reader) rhythm() string {
	if r.Digest != "" {
		return r.Digest
	}
	return usualDigest
}

// lang is the language that the reader is written to in.
func (r *reader) lang() i18n.Lang {
	l, _ := i18n.Parse(r.Locale)
	return l
}

// zone is the reader's time zone; China's for who reads Chinese and says nothing.
func (r *reader) zone() *time.Location { return zoneOf(r.Zone, r.Locale) }

func zoneOf(name, locale string) *time.Location {
	if name == "" && locale != i18n.EN.Tag() {
		name = "Asia/Shanghai"
	}
	if loc, err := time.LoadLocation(name); err == nil && name != "Local" {
		return loc
	}
	return time.UTC
}

// parseChoices reads the choices field. ok is false when it isn't a map of kinds to ways.
func parseChoices(raw string) (choices map[string]string, ok bool) {
	if raw == "" || raw == "null" || raw == `""` {
		return nil, true
	}
	if json.Unmarshal([]byte(raw), &choices) != nil {
		return nil, false
	}
	for kind, way := range choices {
		if byDefault[kind] == "" || !slices.Contains([]string{InSite, ByMail, ByDigest, Off}, way) || way == Off && slices.Contains(mustKnow, kind) {
			return nil, false
		}
		if kind == Unanswered && way != ByDigest && way != Off {
			return nil, false // there is nothing of it in the site, and nothing to send at once
		}
	}
	return choices, true
}

func validateSettings(e *core.RecordEvent) error {
	if _, ok := parseChoices(e.Record.GetString(schema.NotificationSettingsChoices)); !ok {
		return validation.Errors{schema.NotificationSettingsChoices: i18n.NewError("notify.choices_wrong")}
	}
	return e.Next()
}

// mayKeepSettings leaves to the system how far the digests have come.
func mayKeepSettings(e *core.RecordRequestEvent) error {
	if e.Auth == nil || !e.Auth.IsSuperuser() {
		e.Record.Set(schema.NotificationSettingsDigested, e.Record.Original().Get(schema.NotificationSettingsDigested))
	}
	return e.Next()
}

// choose changes some of a member's choices, in a transaction of its own or app's.
func choose(app core.App, user string, change func(choices map[string]string, digest *string)) error {
	return app.RunInTransaction(func(app core.App) error {
		record, err := app.FindFirstRecordByData(schema.NotificationSettingsList, schema.NotificationSettingsUser, user)
		if errors.Is(err, sql.ErrNoRows) {
			c, err := app.FindCollectionByNameOrId(schema.NotificationSettingsList)
			if err != nil {
				return err
			}
			record = core.NewRecord(c)
			record.Set(schema.NotificationSettingsUser, user)
		} else if err != nil {
			return err
		}
		choices, ok := parseChoices(record.GetString(schema.NotificationSettingsChoices))
		if !ok || choices == nil {
			choices = map[string]string{}
		}
		choices, digest := maps.Clone(choices), record.GetString(schema.NotificationSettingsDigest)
		change(choices, &digest)
		record.Set(schema.NotificationSettingsChoices, choices)
		record.Set(schema.NotificationSettingsDigest, digest)
		return app.Save(record)
	})
}
