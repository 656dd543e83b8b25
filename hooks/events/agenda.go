package events

import (
	"html/template"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// sessionBreak is the kind of a part in which nobody speaks.
const sessionBreak = "break"

// agenda is what takes place at an event, day by day.
type agenda struct {
	Days   []agendaDay
	Tracks []track   // when there are several, in the order in which they first appear
	Loose  []session // without a time yet
}

// A track is what takes place beside others.
type track struct {
	Name string
	Tone int // its colour
}

type agendaDay struct {
	Name  string // empty where the event has one day
	Slots []slot
}

// slot is what begins at the same time.
type slot struct {
	Starts time.Time
	Time   string // "10:00"
	Now    bool
	Parts  []session
}

type session struct {
	ID, Title, Lang string
	Kind, KindName  string
	Track           string
	TrackNo         int // from 1; 0 without one
	Room            string
	Until           string
	Break           bool
	Top             bool // its heading is right below that of the agenda, without a day in between
	Speakers        []speaker
	Language        string // said where it isn't the event's
	HTML            template.HTML
	Slides, Video   string
}

// tones is how many tracks have a colour of their own.
const tones = 4

// Tone is the colour of the track, from 0.
func (s session) Tone() int { return (s.TrackNo + tones - 1) % tones }

type sessionRow struct {
	ID       string         `db:"id"`
	Title    string         `db:"title"`
	Kind     string         `db:"kind"`
	Track    string         `db:"track"`
	Room     string         `db:"room"`
	Starts   types.DateTime `db:"starts"`
	Ends     types.DateTime `db:"ends"`
	Speakers string         `db:"speakers"`
	Lang     string         `db:"lang"`
	Slides   string         `db:"slides_url"`
	Video    string         `db:"video_url"`
	HTML     string         `db:"html"`
}

// readAgenda fills in what takes place and who speaks.
func (v *eventView) readAgenda(r *site.Request, ev *schema.Event, now time.Time) error {
	var rows []sessionRow
	err := r.App().DB().NewQuery(`SELECT id, title, kind, track, room, starts, ends, speakers, lang, slides_url, video_url, html FROM event_sessions
		WHERE event = {:event} AND hidden = 0 ORDER BY starts = '', starts, created, rowid LIMIT {:most}`).
		WithContext(r.Context()).Bind(dbx.Params{"event": ev.Id, "most": mostSessions}).All(&rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	var ids []string
	for _, row := range rows {
		for _, id := range cards.IDs(row.Speakers) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	who, err := speakersOf(r, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if s, ok := who[id]; ok {
			v.Speakers = append(v.Speakers, s)
		}
	}
	v.Agenda = layOut(r, rows, who, v, now)
	return nil
}

// layOut puts the parts of an event under their days and times.
func layOut(r *site.Request, rows []sessionRow, who map[string]speaker, v *eventView, now time.Time) *agenda {
	a := &agenda{}
	var tracks []string
	for _, row := range rows {
		if row.Track != "" && !slices.Contains(tracks, row.Track) {
			tracks = append(tracks, row.Track)
			a.Tracks = append(a.Tracks, track{row.Track, (len(tracks) - 1) % tones})
		}
	}
	for _, row := range rows {
		s := row.session(r, who, v)
		s.TrackNo = slices.Index(tracks, row.Track) + 1
		if row.Starts.IsZero() {
			a.Loose = append(a.Loose, s)
			continue
		}
		at := spanOf(row.Starts, row.Ends, v.When.ZoneName, false)
		s.Until = clock(at.ends)
		name := dayText(r, at.starts, false)
		if len(a.Days) == 0 || a.Days[len(a.Days)-1].Name != name {
			a.Days = append(a.Days, agendaDay{Name: name})
		}
		d := &a.Days[len(a.Days)-1]
		if len(d.Slots) == 0 || !d.Slots[len(d.Slots)-1].Starts.Equal(at.starts) {
			d.Slots = append(d.Slots, slot{Starts: at.starts, Time: clock(at.starts)})
		}
		last := &d.Slots[len(d.Slots)-1]
		last.Parts = append(last.Parts, s)
		last.Now = last.Now || !at.starts.After(now) && at.ends.After(now) && v.When.Running
	}
	if len(a.Days) == 1 && v.When.OneDay {
		a.Days[0].Name = ""
		for _, slot := range a.Days[0].Slots {
			for i := range slot.Parts {
				slot.Parts[i].Top = true
			}
		}
	}
	if len(a.Tracks) == 1 {
		a.Tracks = nil
	}
	return a
}

func (row *sessionRow) session(r *site.Request, who map[string]speaker, v *eventView) session {
	s := session{
		ID: row.ID, Title: row.Title, Lang: v.Lang, Kind: row.Kind, KindName: r.T("events.session." + row.Kind), Track: row.Track, Room: row.Room,
		Break: row.Kind == sessionBreak, HTML: template.HTML(row.HTML), Slides: row.Slides, Video: row.Video, // the Markdown pipeline made the HTML
	}
	if row.Lang != "" && cards.Tag(row.Lang) != v.Lang {
		s.Lang, s.Language = cards.Tag(row.Lang), r.T("lang."+row.Lang)
	}
	for _, id := range cards.IDs(row.Speakers) {
		if one, ok := who[id]; ok {
			s.Speakers = append(s.Speakers, one)
		}
	}
	return s
}
