package proposals

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Bounds of what organisers set.
const (
	mostKinds    = 20
	mostCriteria = 10
	mostCodes    = 50
	mostMinutes  = 24 * 60
	mostScore    = 100
	usualScore   = 5
)

// A kind is something that one can propose, with its length.
type kind struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Minutes int            `json:"minutes"`
	Session string         `json:"session"` // the kind of the part of the agenda that becomes of it
	Closes  types.DateTime `json:"closes"`  // a deadline of its own; zero is the call's
}

// An admission is a code that lets in after the deadline.
type admission struct {
	Code  string         `json:"code"`
	Until types.DateTime `json:"until"` // zero is until the event begins
	Note  string         `json:"note"`
}

// sessionKinds are what proposals can become.
var sessionKinds = []string{"talk", "keynote", "workshop", "panel", "other"}

// A call is one with what its event says.
type call struct {
	ID        string         `db:"id"`
	Event     string         `db:"event"`
	Opens     types.DateTime `db:"opens"`
	Closes    types.DateTime `db:"closes"`
	Freeze    types.DateTime `db:"freeze"`
	HTML      string         `db:"html"`
	RawKinds  string         `db:"kinds"`
	Anonymous bool           `db:"anonymous"`
	RawJudged string         `db:"criteria"`
	ScoreMin  int            `db:"score_min"`
	ScoreMax  int            `db:"score_max"`
	RawCodes  string         `db:"codes"`

	Status string         `db:"status"`
	Title  string         `db:"title"`
	Slug   string         `db:"slug"`
	Lang   string         `db:"lang"`
	Zone   string         `db:"zone"`
	Starts types.DateTime `db:"starts"`
	Ends   types.DateTime `db:"ends"`

	Kinds    []kind      `db:"-"`
	Criteria []string    `db:"-"`
	Codes    []admission `db:"-"`
}

// missing says that a row isn't there.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func now() time.Time { return types.NowDateTime().Time() }

// readCall gives the call of an event; sql.ErrNoRows where it has none.
func readCall(app core.App, event string) (*call, error) {
	c := &call{}
	err := app.DB().NewQuery(`SELECT c.id, c.event, c.opens, c.closes, c.freeze, c.html, coalesce(c.kinds, '') kinds, c.anonymous, coalesce(c.criteria, '') criteria,
			c.score_min, c.score_max, coalesce(c.codes, '') codes, e.status, e.title, e.slug, e.lang, e.zone, e.starts, e.ends
		FROM event_calls c JOIN events e ON e.id = c.event WHERE c.event = {:event}`).Bind(dbx.Params{"event": event}).One(c)
	if err != nil {
		return nil, err
	}
	// what isn't there is null; all else was checked when it was saved
	for raw, into := range map[string]any{c.RawKinds: &c.Kinds, c.RawJudged: &c.Criteria, c.RawCodes: &c.Codes} {
		if raw != "" {
			if err := json.Unmarshal([]byte(raw), into); err != nil {
				return nil, err
			}
		}
	}
	c.ScoreMax = cmp.Or(c.ScoreMax, usualScore)
	return c, nil
}

func (c *call) kind(id string) (kind, bool) {
	i := slices.IndexFunc(c.Kinds, func(k kind) bool { return k.ID == id })
	if i < 0 {
		return kind{}, false
	}
	return c.Kinds[i], true
}

// deadline is when a kind can't be proposed any more.
func (c *call) deadline(k kind) time.Time {
	if !k.Closes.IsZero() {
		return k.Closes.Time()
	}
	return c.Closes.Time()
}

// last is the deadline of the kind that closes last.
func (c *call) last() time.Time {
	at := time.Time{}
	for _, k := range c.Kinds {
		if d := c.deadline(k); d.After(at) {
			at = d
		}
	}
	return at
}

// begun says whether the event has, which ends everything.
func (c *call) begun(at time.Time) bool { return !c.Starts.IsZero() && !at.Before(c.Starts.Time()) }

// Why nothing can be proposed; empty when it can.
const (
	whyClosed = "closed" // the event isn't public, was cancelled or has begun
	whySoon   = "soon"
	whyOver   = "over" // past the deadline, but for codes
)

// window says why nothing of a kind can be proposed at a moment. A deadline is the first moment that is too late.
func (c *call) window(deadline, at time.Time) string {
	switch {
	case c.Status != "published", c.begun(at):
		return whyClosed
	case at.Before(c.Opens.Time()):
		return whySoon
	case !at.Before(deadline):
		return whyOver
	}
	return ""
}

// admits says whether a code lets in at a moment. All of them are compared, each in constant time.
func (c *call) admits(code string, at time.Time) bool {
	code = strings.TrimSpace(code)
	good := false
	for _, a := range c.Codes {
		if security.Equal(a.Code, code) && (a.Until.IsZero() || at.Before(a.Until.Time())) {
			good = true
		}
	}
	return good && code != ""
}

// open refuses a proposal of a kind outside of its window, unless a code lets it in.
func (c *call) open(k kind, code string, at time.Time) error {
	switch c.window(c.deadline(k), at) {
	case whyClosed:
		return i18n.FieldError(schema.ProposalEvent, "proposals.closed")
	case whySoon:
		return i18n.FieldError(schema.ProposalEvent, "proposals.soon", "When", i18n.Clock(c.Opens.Time(), c.Zone))
	case whyOver:
		if c.admits(code, at) {
			return nil
		}
		if strings.TrimSpace(code) != "" {
			return i18n.FieldError("access", "proposals.access")
		}
		return i18n.FieldError(schema.ProposalKind, "proposals.over", "Kind", k.Name)
	}
	return nil
}

// frozen says whether texts can't be edited any more.
func (c *call) frozen(at time.Time) bool {
	return c.begun(at) || !c.Freeze.IsZero() && !at.Before(c.Freeze.Time())
}

var kindID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// line says whether a text is one to show in a line.
func line(s string, most int) bool {
	return !schema.Blank(s) && !schema.HasControls(s) && utf8.RuneCountInString(s) <= most
}

// readList reads a list that organisers wrote into a field; ok is false when it isn't one of that shape.
func readList[T any](r *core.Record, field string, most int) (list []T, ok bool) {
	raw := r.GetString(field)
	if raw == "" || raw == "null" {
		return []T{}, true
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&list) != nil || len(list) > most {
		return nil, false
	}
	return list, true
}

// validateCall refuses what can't be meant, and renders what the call says.
func validateCall(e *core.RecordEvent) error {
	r := e.Record
	c := schema.AsEventCall(r)
	errs := validation.Errors{}
	if !c.Opens().IsZero() && !c.Closes().IsZero() && !c.Closes().After(c.Opens()) {
		errs[schema.EventCallCloses] = i18n.NewError("proposals.closes_first")
	}
	kinds, ok := readList[kind](r, schema.EventCallKinds, mostKinds)
	seen := map[string]bool{}
	for i, k := range kinds {
		k.Name, k.Session = strings.TrimSpace(k.Name), cmp.Or(k.Session, "talk")
		ok = ok && kindID.MatchString(k.ID) && !seen[k.ID] && line(k.Name, 60) && k.Minutes >= 1 && k.Minutes <= mostMinutes && slices.Contains(sessionKinds, k.Session)
		kinds[i], seen[k.ID] = k, true
	}
	if !ok || len(kinds) == 0 {
		errs[schema.EventCallKinds] = i18n.NewError("proposals.kinds", "Most", mostKinds)
	}
	criteria, ok := readList[string](r, schema.EventCallCriteria, mostCriteria)
	for i, name := range criteria {
		criteria[i] = strings.TrimSpace(name)
		ok = ok && line(criteria[i], 40) && !slices.Contains(criteria[:i], criteria[i])
	}
	if !ok {
		errs[schema.EventCallCriteria] = i18n.NewError("proposals.criteria", "Most", mostCriteria)
	}
	if least, most := c.ScoreMin(), cmp.Or(c.ScoreMax(), usualScore); least < 0 || most > mostScore || least >= most {
		errs[schema.EventCallScoreMax] = i18n.NewError("proposals.score_range", "Most", mostScore)
	}
	codes, ok := readList[admission](r, schema.EventCallCodes, mostCodes)
	for i, a := range codes {
		codes[i].Code = strings.TrimSpace(a.Code)
		ok = ok && line(codes[i].Code, 60) && utf8.RuneCountInString(codes[i].Code) >= 6 && utf8.RuneCountInString(a.Note) <= 100 && !schema.HasControls(a.Note) &&
			!slices.ContainsFunc(codes[:i], func(other admission) bool { return other.Code == codes[i].Code })
	}
	if !ok {
		errs[schema.EventCallCodes] = i18n.NewError("proposals.codes", "Most", mostCodes)
	}
	if len(errs) > 0 {
		return errs
	}
	r.Set(schema.EventCallKinds, kinds)
	r.Set(schema.EventCallCriteria, criteria)
	r.Set(schema.EventCallCodes, codes)
	if err := e.Next(); err != nil {
		return err
	}
	return render(e.App, r, schema.EventCallAbout, schema.EventCallHTML, "zh")
}

// changeCall keeps what scores mean once there are some, and kinds that something was proposed of.
func changeCall(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		c := schema.AsEventCall(e.Record)
		was, err := e.App.FindRecordById(schema.EventCalls, c.Id)
		if err != nil {
			return err
		}
		e.Record.Set(schema.EventCallEvent, was.GetString(schema.EventCallEvent))
		schema.Join(e.Record, was)
		for _, field := range []string{schema.EventCallCriteria, schema.EventCallScoreMin, schema.EventCallScoreMax} {
			if schema.Same(e.Record.Get(field), was.Get(field)) {
				continue
			}
			if some, err := exists(e.App, "proposal_reviews WHERE event = {:event}", dbx.Params{"event": c.Event()}); err != nil {
				return err
			} else if some {
				return i18n.FieldError(field, "proposals.scored")
			}
		}
		var used []string
		if err := e.App.DB().NewQuery("SELECT DISTINCT kind FROM proposals WHERE event = {:event}").Bind(dbx.Params{"event": c.Event()}).Column(&used); err != nil {
			return err
		}
		kinds, _ := readList[kind](e.Record, schema.EventCallKinds, math.MaxInt)
		for _, id := range used {
			if !slices.ContainsFunc(kinds, func(k kind) bool { return k.ID == id }) {
				return i18n.FieldError(schema.EventCallKinds, "proposals.kind_used", "Kind", id)
			}
		}
		return e.Next()
	})
}

// exists says whether a query has a row.
func exists(app core.App, from string, params dbx.Params) (is bool, err error) {
	err = app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM " + from + ")").Bind(params).Row(&is)
	return is, err
}
