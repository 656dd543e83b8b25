package proposals

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// mostSlots bounds what a schedule shows; an agenda has no more.
const mostSlots = 500

// A clash is two parts of an agenda that can't both be: in one room, or with one speaker, at the same time.
type clash struct {
	With string `json:"with"` // the other's id
	What string `json:"what"` // room or speaker
	Name string `json:"name"` // which room, or who
}

// A slot is a part of an agenda on the schedule.
type slot struct {
	ID       string         `db:"id" json:"id"`
	Title    string         `db:"title" json:"title"`
	Kind     string         `db:"kind" json:"kind"`
	Track    string         `db:"track" json:"track"`
	Room     string         `db:"room" json:"room"`
	Starts   types.DateTime `db:"starts" json:"starts"`
	Ends     types.DateTime `db:"ends" json:"ends"`
	Proposal string         `db:"proposal" json:"proposal"`
	Raw      string         `db:"speakers" json:"-"`

	Speakers []speakerName `db:"-" json:"speakers"`
	Clashes  []clash       `db:"-" json:"clashes"`
}

type speakerName struct {
	ID   string `db:"id" json:"id"`
	Name string `db:"name" json:"name"`
	Slug string `db:"slug" json:"slug"`
}

// waitingView is a confirmed proposal that isn't on the agenda.
type waitingView struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Kind     string   `json:"kind"`
	Minutes  int      `json:"minutes"`
	Lang     string   `json:"lang"`
	Speakers []string `json:"speakers"`
}

// scheduleView is what GET /api/qiao/events/{id}/schedule answers to organisers.
type scheduleView struct {
	Event    eventView     `json:"event"`
	Sessions []*slot       `json:"sessions"`
	Waiting  []waitingView `json:"waiting"`
	Rooms    []string      `json:"rooms"`
	Tracks   []string      `json:"tracks"`
	Clashes  int           `json:"clashes"` // pairs
}

// clashes finds what can't both be among the parts of an agenda, sorted by when they begin, and says how many pairs there
// are. Breaks take a room, too; what has no time yet clashes with nothing.
func clashes(slots []*slot) (pairs int) {
	for i, a := range slots {
		if a.Starts.IsZero() {
			continue
		}
		for _, b := range slots[i+1:] {
			if b.Starts.IsZero() {
				continue
			}
			if !b.Starts.Before(a.Ends) {
				break
			}
			before := len(a.Clashes)
			both := func(what, name string) {
				a.Clashes = append(a.Clashes, clash{b.ID, what, name})
				b.Clashes = append(b.Clashes, clash{a.ID, what, name})
			}
			if sameRoom(a.Room, b.Room) {
				both("room", a.Room)
			}
			for _, s := range a.Speakers {
				if slices.ContainsFunc(b.Speakers, func(o speakerName) bool { return o.ID == s.ID }) {
					both("speaker", s.Name)
				}
			}
			if len(a.Clashes) > before {
				pairs++
			}
		}
	}
	return pairs
}

// sameRoom compares rooms as people write them.
func sameRoom(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	return a != "" && strings.EqualFold(a, b)
}

// readSlots gives the agenda of an event, with its clashes.
func readSlots(app core.App, event string) (slots []*slot, pairs int, err error) {
	slots = []*slot{}
	params := dbx.Params{"event": event, "most": mostSlots}
	if err := app.DB().NewQuery(`SELECT id, title, kind, track, room, starts, ends, proposal, speakers FROM event_sessions WHERE event = {:event}
			ORDER BY starts = '', starts, ends, id LIMIT {:most}`).Bind(params).All(&slots); err != nil {
		return nil, 0, err
	}
	var names []speakerName
	if err := app.DB().NewQuery(`SELECT id, name, slug FROM speakers WHERE id IN
			(SELECT w.value FROM event_sessions s, json_each(s.speakers) w WHERE s.event = {:event})`).Bind(params).All(&names); err != nil {
		return nil, 0, err
	}
	for _, s := range slots {
		s.Speakers, s.Clashes = []speakerName{}, []clash{}
		var ids []string
		if json.Unmarshal([]byte(s.Raw), &ids) != nil {
			continue
		}
		for _, id := range ids {
			if i := slices.IndexFunc(names, func(n speakerName) bool { return n.ID == id }); i >= 0 {
				s.Speakers = append(s.Speakers, names[i])
			}
		}
	}
	return slots, clashes(slots), nil
}

func showSchedule(e *core.RequestEvent) error {
	event, role, err := eventFor(e)
	if err != nil {
		return err
	}
	if role != access.EventOrganiser {
		return errNotOrganiser
	}
	v := scheduleView{Waiting: []waitingView{}, Rooms: []string{}, Tracks: []string{}}
	if v.Event, err = readEvent(e.App, event); err != nil {
		return err
	}
	if v.Sessions, v.Clashes, err = readSlots(e.App, event); err != nil {
		return err
	}
	for _, s := range v.Sessions {
		if s.Room != "" && !slices.ContainsFunc(v.Rooms, func(r string) bool { return sameRoom(r, s.Room) }) {
			v.Rooms = append(v.Rooms, strings.TrimSpace(s.Room))
		}
		if s.Track != "" && !slices.Contains(v.Tracks, s.Track) {
			v.Tracks = append(v.Tracks, s.Track)
		}
	}
	c, err := readCall(e.App, event)
	if missing(err) {
		c, err = &call{}, nil
	}
	if err != nil {
		return err
	}
	records := []*core.Record{}
	if err := e.App.RecordQuery(schema.Proposals).AndWhere(dbx.HashExp{schema.ProposalEvent: event, schema.ProposalState: Confirmed}).
		AndWhere(dbx.NewExp("NOT EXISTS (SELECT 1 FROM event_sessions s WHERE s.proposal = proposals.id)")).OrderBy("created", "id").Limit(mostSlots).All(&records); err != nil {
		return err
	}
	for _, r := range records {
		p := schema.AsProposal(r)
		w := waitingView{ID: p.Id, Title: p.Title(), Lang: p.Lang(), Speakers: []string{}}
		if k, ok := c.kind(p.Kind()); ok {
			w.Kind, w.Minutes = k.Name, k.Minutes
		}
		for _, s := range speakersOf(p.GetString(schema.ProposalSpeakers)) {
			w.Speakers = append(w.Speakers, s.Name)
		}
		v.Waiting = append(v.Waiting, w)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}
