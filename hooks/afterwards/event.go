package afterwards

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// event is one with what was set for the time after it.
type event struct {
	ID        string         `db:"id" json:"id"`
	Slug      string         `db:"slug" json:"slug"`
	Kind      string         `db:"kind" json:"kind"`
	Title     string         `db:"title" json:"title"`
	Lang      string         `db:"lang" json:"lang"`
	Status    string         `db:"status" json:"status"`
	Starts    types.DateTime `db:"starts" json:"starts"`
	Ends      types.DateTime `db:"ends" json:"ends"`
	Zone      string         `db:"zone" json:"zone"`
	AllDay    bool           `db:"all_day" json:"allDay"`
	Venue     string         `db:"venue" json:"-"`
	City      string         `db:"city" json:"-"`
	Mode      string         `db:"mode" json:"-"`
	Host      string         `db:"host" json:"-"` // who organises it, as its page says
	Series    string         `db:"series" json:"-"`
	Recording string         `db:"recording_url" json:"recording"`
	Slides    string         `db:"slides_url" json:"slides"`
	Recap     string         `db:"recap" json:"-"`

	Settings     string         `db:"settings" json:"-"` // the record's id, "" where nothing was set
	Certificates bool           `db:"certificates" json:"-"`
	Hours        float64        `db:"hours" json:"-"`
	Issuer       string         `db:"issuer" json:"-"`
	Survey       bool           `db:"survey" json:"-"`
	About        string         `db:"survey_about" json:"-"`
	Until        types.DateTime `db:"survey_until" json:"-"`
	CameText     string         `db:"came_text" json:"-"`
	MissedText   string         `db:"missed_text" json:"-"`
	Sent         types.DateTime `db:"sent" json:"-"`
}

const eventQuery = `SELECT e.id, e.slug, e.kind, e.title, e.lang, e.status, e.starts, e.ends, e.zone, e.all_day, e.venue, e.city, e.mode, e.series, e.recording_url, e.slides_url, e.recap,
		coalesce(nullif(e.host, ''), (SELECT name FROM columns WHERE id = e.[[column]] AND e.[[column]] != ''), '') host,
		coalesce(a.id, '') settings, coalesce(a.certificates, 0) certificates, coalesce(a.hours, 0) hours, coalesce(a.issuer, '') issuer, coalesce(a.survey, 0) survey,
		coalesce(a.survey_about, '') survey_about, coalesce(a.survey_until, '') survey_until, coalesce(a.came_text, '') came_text, coalesce(a.missed_text, '') missed_text,
		coalesce(a.sent, '') sent
	FROM events e LEFT JOIN event_afterwards a ON a.event = e.id WHERE e.id = {:id}`

func readEvent(app core.App, id string) (*event, error) {
	e := &event{}
	err := app.DB().NewQuery(eventQuery).Bind(dbx.Params{"id": id}).One(e)
	return e, err
}

// end is when an event ends, as far as that is known.
func (e *event) end() time.Time {
	if e.Ends.IsZero() {
		return e.Starts.Time()
	}
	return e.Ends.Time()
}

// tookPlace says whether an event is over, and was not cancelled.
func (e *event) tookPlace(at time.Time) bool {
	return (e.Status == "published" || e.Status == "archived") && !e.end().IsZero() && !at.Before(e.end())
}

func (e *event) place() *time.Location {
	if zone, err := time.LoadLocation(e.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// surveyDays is how long a survey is open where the organisers say nothing.
const surveyDays = 30

// surveyEnds is the first moment at which nobody can answer any more.
func (e *event) surveyEnds() time.Time {
	if !e.Until.IsZero() {
		return e.Until.Time()
	}
	return e.end().AddDate(0, 0, surveyDays)
}

// longestDay is how long an event may take for its times to be its hours.
const longestDay = 12 * time.Hour

// hours are those that a certificate says: what the organisers set, else how long the event took on its one day, in halves;
// 0 where that isn't known.
func (e *event) hours() float64 {
	if e.Hours > 0 {
		return e.Hours
	}
	if e.AllDay || e.Starts.IsZero() || e.Ends.IsZero() {
		return 0
	}
	took := e.Ends.Time().Sub(e.Starts.Time())
	if took <= 0 || took > longestDay {
		return 0
	}
	return float64((took+15*time.Minute)/(30*time.Minute)) / 2
}

// attendee is a registration as the room works with it.
type attendee struct {
	ID      string         `db:"id"`
	Event   string         `db:"event"`
	Ticket  string         `db:"ticket"`
	User    string         `db:"user"`
	Name    string         `db:"name"`
	State   string         `db:"state"`
	Arrived types.DateTime `db:"arrived"`
	Erased  bool           `db:"erased"`
}

// came says whether somebody was there.
func (a *attendee) came() bool { return a.registered() && !a.Arrived.IsZero() }

func (a *attendee) registered() bool { return a.State == "confirmed" && !a.Erased }

// keyed finds who comes by a link.
func (r *room) keyed(app core.App, key string) (*attendee, *event, error) {
	id, err := r.Keyed(app, key)
	if err != nil {
		return nil, nil, err
	}
	if id == "" {
		return nil, nil, errNoKey
	}
	a := &attendee{}
	if err := app.DB().NewQuery("SELECT id, event, ticket, user, name, state, arrived, erased FROM registrations WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(a); err != nil {
		return nil, nil, err
	}
	e, err := readEvent(app, a.Event)
	return a, e, err
}

// material is what stays of an event: recordings, slides and the article that looks back.
type material struct {
	Title     string `db:"title" json:"title"` // of the session, "" for the whole event
	Recording string `db:"video_url" json:"recording"`
	Slides    string `db:"slides_url" json:"slides"`
}

// recap is an article that looks back.
type recap struct {
	Title string `db:"title" json:"title"`
	Slug  string `db:"slug" json:"slug"`
}

// mostMaterial bounds what is listed of an event's sessions.
const mostMaterial = 50

func (e *event) materials(app core.App) ([]material, *recap, error) {
	all := []material{}
	if err := app.DB().NewQuery("SELECT title, video_url, slides_url FROM event_sessions WHERE event = {:id} AND hidden = 0 AND (video_url != '' OR slides_url != '') ORDER BY starts, track, created LIMIT {:n}").
		Bind(dbx.Params{"id": e.ID, "n": mostMaterial}).All(&all); err != nil {
		return nil, nil, err
	}
	if e.Recording != "" || e.Slides != "" {
		all = append([]material{{"", e.Recording, e.Slides}}, all...)
	}
	if e.Recap == "" {
		return all, nil, nil
	}
	back := &recap{}
	err := app.DB().NewQuery("SELECT title, slug FROM articles WHERE id = {:id} AND status = 'published'").Bind(dbx.Params{"id": e.Recap}).One(back)
	if missing(err) {
		return all, nil, nil
	}
	return all, back, err
}
