package registration

import (
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// The states of a registration.
const (
	Unconfirmed = "unconfirmed" // a guest whose address isn't confirmed
	Pending     = "pending"     // waits for the organisers
	Waiting     = "waiting"     // on the waiting list
	Offered     = "offered"     // a seat is kept for a while
	Confirmed   = "confirmed"
	Cancelled   = "cancelled"
	Declined    = "declined"
	Expired     = "expired" // the offer ran out
)

// active are the states of those who take part or may yet, as SQL.
const active = "('unconfirmed', 'pending', 'waiting', 'offered', 'confirmed')"

// over are the states that nothing comes after.
func over(state string) bool { return state == Cancelled || state == Declined || state == Expired }

// holds says whether a state has a seat.
func holds(state string) bool { return state == Confirmed || state == Offered }

// The ways to wait.
const (
	noList = "off"
	fifo   = "fifo"

	byPriority = "priority"
)

// usualOffer is how long an offered seat is kept where the organisers say nothing.
const usualOffer = 48 * time.Hour

// ticket is a kind of seat with what its event says about registration.
type ticket struct {
	ID       string         `db:"id"`
	Event    string         `db:"event"`
	Name     string         `db:"name"`
	About    string         `db:"about"`
	Mode     string         `db:"mode"`
	Capacity int            `db:"capacity"`
	Taken    int            `db:"taken"`
	Waiting  int            `db:"waiting"`
	Approval bool           `db:"approval"`
	Code     string         `db:"code"`
	OwnOpens types.DateTime `db:"own_opens"`
	OwnEnds  types.DateTime `db:"own_closes"`

	Opens      types.DateTime `db:"opens"`
	Closes     types.DateTime `db:"closes"`
	Guests     bool           `db:"guests"`
	Party      int            `db:"party"`
	Waitlist   string         `db:"waitlist"`
	Promote    bool           `db:"promote"`
	OfferHours int            `db:"offer_hours"`
	Key        string         `db:"key"`

	Status string         `db:"status"`
	Starts types.DateTime `db:"starts"`
	Zone   string         `db:"zone"`
}

const ticketColumns = `SELECT t.id, t.event, t.name, t.about, t.mode, t.capacity, t.taken, t.waiting, t.approval, t.code, t.opens own_opens, t.closes own_closes,
		s.opens, s.closes, s.guests, s.party, s.waitlist, s.promote, s.offer_hours, s.[[key]], e.status, e.starts, e.zone`

const ticketFrom = " FROM event_tickets t JOIN event_registration s ON s.event = t.event JOIN events e ON e.id = t.event WHERE "

const ticketQuery = ticketColumns + ticketFrom

// errNoTicket says that there is nothing to register for.
var errNoTicket = i18n.FieldError(schema.RegistrationTicket, "registration.no_ticket")

func readTicket(app core.App, id string) (*ticket, error) {
	t := &ticket{}
	err := app.DB().NewQuery(ticketQuery + "t.id = {:id}").Bind(dbx.Params{"id": id}).One(t)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoTicket
	}
	return t, err
}

func ticketsOf(app core.App, event string) ([]*ticket, error) {
	var list []*ticket
	err := app.DB().NewQuery(ticketQuery + "t.event = {:event} ORDER BY t.position, t.created, t.id").Bind(dbx.Params{"event": event}).All(&list)
	return list, err
}

// begins and ends give the time in which one registers for a ticket. Both may be zero: at once, and never announced.
func (t *ticket) begins() time.Time {
	if !t.OwnOpens.IsZero() {
		return t.OwnOpens.Time()
	}
	return t.Opens.Time()
}

func (t *ticket) ends() time.Time {
	end := t.Closes.Time()
	if !t.OwnEnds.IsZero() {
		end = t.OwnEnds.Time()
	}
	if end.IsZero() || !t.Starts.IsZero() && t.Starts.Time().Before(end) {
		end = t.Starts.Time()
	}
	return end
}

// Why somebody can't register, or isn't promoted; empty when they can.
const (
	whyClosed  = "closed"  // the event isn't public, or was cancelled
	whySoon    = "soon"    // registration hasn't begun
	whyOver    = "over"    // it has ended
	whyFull    = "full"    // no seat is free and there is no waiting list
	whyWaiting = "waiting" // no seat is free
)

// window says why nobody can register now.
func (t *ticket) window(now time.Time) string {
	switch end := t.ends(); {
	case t.Status != "published":
		return whyClosed
	case now.Before(t.begins()):
		return whySoon
	case !end.IsZero() && !now.Before(end):
		return whyOver
	}
	return ""
}

// open refuses what comes outside of the window.
func (t *ticket) open(now time.Time) error {
	switch t.window(now) {
	case whyClosed:
		return i18n.FieldError(schema.RegistrationEvent, "registration.closed")
	case whySoon:
		return i18n.FieldError(schema.RegistrationTicket, "registration.soon", "When", i18n.Clock(t.begins(), t.Zone))
	case whyOver:
		return i18n.FieldError(schema.RegistrationTicket, "registration.over", "When", i18n.Clock(t.ends(), t.Zone))
	}
	return nil
}

// free is how many seats are free; many where there is no limit.
func (t *ticket) free() int {
	if t.Capacity == 0 {
		return 1 << 30
	}
	return max(0, t.Capacity-t.Taken)
}

// keeps is until when a seat that is offered now is kept.
func (t *ticket) keeps(now time.Time) time.Time {
	hours := usualOffer
	if t.OfferHours > 0 {
		hours = time.Duration(t.OfferHours) * time.Hour
	}
	until := now.Add(hours)
	if !t.Starts.IsZero() && t.Starts.Time().Before(until) {
		until = t.Starts.Time()
	}
	return until
}
