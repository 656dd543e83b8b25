package registration

import (
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// A ticketView is a kind of seat as everybody sees it.
type ticketView struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	About      string `json:"about"`
	Mode       string `json:"mode"`
	Capacity   int    `json:"capacity"` // 0 is without limit
	Taken      int    `json:"taken"`
	Waiting    int    `json:"waiting"`
	Approval   bool   `json:"approval"`
	Invitation bool   `json:"invitation"` // needs a code
	Opens      string `json:"opens"`
	Closes     string `json:"closes"`
	Why        string `json:"why"` // why one can't register now: closed, soon, over or full; empty when one can
}

func (t *ticket) view(at time.Time) ticketView {
	v := ticketView{t.ID, t.Name, t.About, t.Mode, t.Capacity, t.Taken, t.Waiting, t.Approval, t.Code != "", stamp(t.begins()), stamp(t.ends()), t.window(at)}
	if v.Why == "" && !t.Approval {
		if _, err := t.next(); err != nil {
			v.Why = whyFull
		}
	}
	return v
}

// A seatView is a registration as the one sees it whose it is.
type seatView struct {
	ID           string `json:"id"`
	Ticket       string `json:"ticket"`
	Name         string `json:"name"`
	State        string `json:"state"`
	Place        int    `json:"place"`           // in the order of arrival
	Ahead        int    `json:"ahead"`           // how many wait before them
	Why          string `json:"why"`             // why they aren't promoted
	Order        string `json:"order,omitempty"` // of those who wait: fifo or priority
	Points       int    `json:"points"`          // by which they come first, where it goes by priority
	Until        string `json:"until,omitempty"` // how long the offered seat is kept
	Party        string `json:"party"`
	Arrived      string `json:"arrived"`
	Key          string `json:"key"`            // of the page that manages it
	Code         string `json:"code,omitempty"` // of the ticket
	JoinURL      string `json:"joinUrl,omitempty"`
	Transferable bool   `json:"transferable"`

	Files []fileView `json:"files"` // among one's answers
}

func (d *desk) seatView(app core.App, s *seat, t *ticket, at time.Time) (*seatView, error) {
	v := &seatView{ID: s.ID, Ticket: s.Ticket, Name: s.Name, State: s.State, Place: s.Place, Until: s.Until, Party: s.Party, Arrived: s.Arrived, Key: s.manageKey()}
	var err error
	if v.Files, err = filesView(app, s); err != nil {
		return nil, err
	}
	switch s.State {
	case Confirmed:
		v.Code = ticketCode(s.Key, s.Code)
		v.Transferable = t.transferable(s, at) == nil
		if t.Mode == "online" {
			if err := app.DB().NewQuery("SELECT join_url FROM event_registration WHERE event = {:event}").Bind(dbx.Params{"event": s.Event}).Row(&v.JoinURL); err != nil {
				return nil, err
			}
		}
	case Waiting:
		v.Why = t.window(at)
		if v.Why == "" {
			v.Why = whyWaiting
		}
		before := "place < {:place}"
		if v.Order = t.Waitlist; t.Waitlist != fifo {
			v.Order, v.Points = byPriority, s.Priority
			before = "(priority + points > {:priority} OR priority + points = {:priority} AND place < {:place})"
		}
		if err := app.DB().NewQuery("SELECT count(*) FROM registrations WHERE ticket = {:ticket} AND state = 'waiting' AND " + before).
			Bind(dbx.Params{"ticket": s.Ticket, "place": s.Place, "priority": s.Priority}).Row(&v.Ahead); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// An eventView is what a registration is for.
type eventView struct {
	ID     string         `json:"id" db:"id"`
	Slug   string         `json:"slug" db:"slug"`
	Kind   string         `json:"kind" db:"kind"`
	Title  string         `json:"title" db:"title"`
	Starts types.DateTime `json:"starts" db:"starts"`
	Ends   types.DateTime `json:"ends" db:"ends"`
	Zone   string         `json:"zone" db:"zone"`
	AllDay bool           `json:"allDay" db:"all_day"`
	Venue  string         `json:"venue" db:"venue"`
	City   string         `json:"city" db:"city"`
	Status string         `json:"status" db:"status"`
}

func readEvent(app core.App, id string) (*eventView, error) {
	e := &eventView{}
	err := app.DB().NewQuery("SELECT id, slug, kind, title, starts, ends, zone, all_day, venue, city, status FROM events WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(e)
	return e, err
}

// A deskView is what GET /api/qiao/events/{id}/registration answers: how one registers, and what one has.
type deskView struct {
	Event     string       `json:"event"`
	Guests    bool         `json:"guests"`
	Party     int          `json:"party"`
	Waitlist  string       `json:"waitlist"`
	Tickets   []ticketView `json:"tickets"`
	Questions []*question  `json:"questions"`
	Mine      []*seatView  `json:"mine"`
	Role      string       `json:"role"` // organiser, gate or empty
	About     *organised   `json:"about,omitempty"`
}

// organised is an event as its organisers' pages need it, drafts too.
type organised struct {
	*eventView
	Edits bool `json:"edits"` // whether one may change the event itself: helpers may not
}

// organise says what somebody who organises an event has before them.
func organise(e *core.RequestEvent, event string) (*organised, error) {
	about, err := readEvent(e.App, event)
	if err != nil {
		return nil, err
	}
	r, err := e.App.FindRecordById(schema.Events, event)
	if err != nil {
		return nil, err
	}
	info, err := e.RequestInfo()
	if err != nil {
		return nil, err
	}
	edits, err := e.App.CanAccessRecord(r, info, r.Collection().UpdateRule)
	return &organised{about, edits}, err
}

// mostMine bounds what one answer has of one's own: oneself, those one brings, and what was cancelled lately.
const mostMine = 50

func (d *desk) show(e *core.RequestEvent) error {
	event, err := eventOf(e.App, e.Auth, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	tickets, err := ticketsOf(e.App, event)
	if err != nil {
		return err
	}
	v := deskView{Event: event, Tickets: []ticketView{}, Questions: []*question{}, Mine: []*seatView{}}
	at, byID := now(), map[string]*ticket{}
	for _, t := range tickets {
		v.Guests, v.Party, v.Waitlist = t.Guests, t.Party, t.Waitlist
		v.Tickets = append(v.Tickets, t.view(at))
		byID[t.ID] = t
	}
	if len(tickets) > 0 {
		questions, err := questionsOf(e.App, event)
		if err != nil {
			return err
		}
		v.Questions = append(v.Questions, questions...)
	}
	if e.Auth != nil {
		if v.Role, err = access.EventRole(e.App, e.Auth, event); err != nil {
			return err
		}
		if v.Role == access.EventOrganiser {
			if v.About, err = organise(e, event); err != nil {
				return err
			}
		}
		var mine []*seat
		if err := e.App.DB().NewQuery(seatQuery + `r.id IN (SELECT id FROM registrations WHERE user = {:user} AND +event = {:event} UNION ALL
				SELECT w.id FROM registrations m JOIN registrations w ON w.party = m.id AND w.party != '' WHERE m.user = {:user} AND +m.event = {:event})
			ORDER BY r.created DESC LIMIT ` + itoa(mostMine)).Bind(dbx.Params{"event": event, "user": e.Auth.Id}).All(&mine); err != nil {
			return err
		}
		for _, s := range mine {
			one, err := d.seatView(e.App, s, byID[s.Ticket], at)
			if err != nil {
				return err
			}
			v.Mine = append(v.Mine, one)
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}

// errNoKey says that a link isn't good, or not any more.
var errNoKey = i18n.NewError("registration.link_wrong").WithStatus(http.StatusNotFound)

// A keyView is what somebody with a link in a mail sees.
type keyView struct {
	Event  *eventView `json:"event"`
	Ticket ticketView `json:"ticket"`
	Seat   *seatView  `json:"seat"`
}

// showByKey answers what a link is about. It changes nothing: mail scanners follow links.
func (d *desk) showByKey(e *core.RequestEvent) error {
	s, err := byKey(e.App, e.Request.PathValue("key"))
	if err != nil {
		return err
	}
	if s == nil {
		return errNoKey
	}
	return d.answerKey(e, s)
}

func (d *desk) answerKey(e *core.RequestEvent, s *seat) error {
	t, err := readTicket(e.App, s.Ticket)
	if err != nil {
		return err
	}
	v := keyView{Ticket: t.view(now())}
	if v.Event, err = readEvent(e.App, s.Event); err != nil {
		return err
	}
	if v.Seat, err = d.seatView(e.App, s, t, now()); err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}
