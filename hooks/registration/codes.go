package registration

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/schema"
)

// alphabet is that of codes: none that is taken for another one when it is read aloud or typed.
var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const (
	codeLetters = 12 // 60 bits that nobody guesses
	signLetters = 12
	keyLetters  = 20
	idLetters   = 15
)

// giveKey makes the key that an event's tickets and links are signed with.
func giveKey(e *core.RecordEvent) error {
	e.Record.Set(schema.EventRegistrationKey, security.RandomString(40))
	return e.Next()
}

func sign(key, what, value string, most int) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(what + "\n" + value))
	return alphabet.EncodeToString(mac.Sum(nil))[:most]
}

// newCode makes the random part of a ticket's code. It says nothing about anybody.
func newCode() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	return alphabet.EncodeToString(random[:])[:codeLetters]
}

// ticketCode is what stands on a ticket: its random part, signed.
func ticketCode(key, code string) string {
	if code == "" {
		return ""
	}
	return code + sign(key, "ticket", code, signLetters)
}

// readable is a code in groups, as it is read aloud.
func readable(code string) string {
	var groups []string
	for ; len(code) > 4; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.ToUpper(strings.Join(append(groups, code), "-"))
}

// typed undoes what people and scanners make of a code.
var typed = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1")

// seat is a registration as the room works with it.
type seat struct {
	ID       string `db:"id"`
	Event    string `db:"event"`
	Ticket   string `db:"ticket"`
	User     string `db:"user"`
	Party    string `db:"party"`
	Name     string `db:"name"`
	Email    string `db:"email"`
	Lang     string `db:"lang"`
	Zone     string `db:"zone"`
	State    string `db:"state"`
	Place    int    `db:"place"`
	Priority int    `db:"priority"` // what the organisers gave and what the answers give
	Until    string `db:"offered_until"`
	Code     string `db:"code"`
	Secret   string `db:"secret"`
	Arrived  string `db:"arrived"`
	Erased   bool   `db:"erased"`
	Key      string `db:"key"` // the event's
}

const seatQuery = `SELECT r.id, r.event, r.ticket, r.user, r.party, r.name, r.email, r.lang, r.zone, r.state, r.place, r.priority + r.points priority, r.offered_until,
		r.code, r.secret, r.arrived, r.erased, s.[[key]]
	FROM registrations r JOIN event_registration s ON s.event = r.event WHERE `

func readSeat(app core.App, where string, params dbx.Params) (*seat, error) {
	s := &seat{}
	err := app.DB().NewQuery(seatQuery + where).Bind(params).One(s)
	return s, err
}

// byCode finds the registration of a ticket's code, nil when the code isn't one of ours.
func byCode(app core.App, code string) (*seat, error) {
	code = typed.Replace(strings.ToLower(strings.TrimSpace(code)))
	if len(code) != codeLetters+signLetters {
		return nil, nil
	}
	s, err := readSeat(app, "r.code = {:code}", dbx.Params{"code": code[:codeLetters]})
	if missing(err) {
		return nil, nil
	}
	if err != nil || !hmac.Equal([]byte(ticketCode(s.Key, s.Code)), []byte(code)) {
		return nil, err
	}
	return s, nil
}

// manageKey is what lets whoever has it manage a registration: it stands in the mails to the address that registered.
func (s *seat) manageKey() string {
	return s.ID + sign(s.Key, "manage", s.ID+s.Secret, keyLetters)
}

// byKey finds the registration of a link, nil when the link isn't one of ours any more.
func byKey(app core.App, key string) (*seat, error) {
	if len(key) != idLetters+keyLetters {
		return nil, nil
	}
	s, err := readSeat(app, "r.id = {:id}", dbx.Params{"id": key[:idLetters]})
	if missing(err) {
		return nil, nil
	}
	if err != nil || s.Erased || !hmac.Equal([]byte(s.manageKey()), []byte(key)) {
		return nil, err
	}
	return s, nil
}
