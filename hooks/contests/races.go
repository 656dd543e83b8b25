package contests

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	mostResults  = 5000 // at an event
	mostAttempts = 50
	longest      = 7 * 24 * 3600 * 1000 // milliseconds
)

// What an attempt without a time is.
const (
	dnf = "DNF" // didn't finish
	dsq = "DSQ" // disqualified
	dns = "DNS" // didn't start
)

// An attempt is a lap or a run: its time in milliseconds, or why there is none.
type attempt struct {
	MS  int
	Out string // dnf, dsq or dns; empty with a time
}

// MarshalJSON writes a time as a number, anything else as its letters.
func (a attempt) MarshalJSON() ([]byte, error) {
	if a.Out != "" {
		return json.Marshal(a.Out)
	}
	return json.Marshal(a.MS)
}

// UnmarshalJSON reads what MarshalJSON writes, and times as people write them.
func (a *attempt) UnmarshalJSON(data []byte) error {
	var n float64
	if json.Unmarshal(data, &n) == nil {
		if n != math.Trunc(n) || n <= 0 || n > longest {
			return fmt.Errorf("contests: %v is no time in milliseconds", n)
		}
		*a = attempt{MS: int(n)}
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	read, ok := parseAttempt(s)
	if !ok {
		return fmt.Errorf("contests: %q is no time", s)
	}
	*a = read
	return nil
}

// parseAttempt reads a time, 83.456 or 1:23.456 or 1:02:03.4, or DNF, DSQ, DNS.
func parseAttempt(s string) (attempt, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if s == dnf || s == dsq || s == dns {
		return attempt{Out: s}, true
	}
	parts := strings.Split(strings.ReplaceAll(s, "：", ":"), ":")
	if len(parts) > 3 {
		return attempt{}, false
	}
	seconds, fraction, dotted := strings.Cut(parts[len(parts)-1], ".")
	if dotted && (fraction == "" || len(fraction) > 3) {
		return attempt{}, false
	}
	ms, ok := digits((fraction + "000")[:3])
	for i, part := range append(parts[:len(parts)-1:len(parts)-1], seconds) {
		n, isNumber := digits(part)
		if !isNumber || i > 0 && (n > 59 || len(part) != 2) { // 1:5 is a slip, not a time
			return attempt{}, false
		}
		ms += n * 1000 * []int{1, 60, 3600}[len(parts)-1-i]
		ok = ok && ms <= longest
	}
	return attempt{MS: ms}, ok && ms > 0
}

func digits(s string) (int, bool) {
	if s == "" || len(s) > 7 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// clock is a time in milliseconds as people read it.
func clock(ms int) string {
	h, m, s := ms/3_600_000, ms/60_000%60, float64(ms%60_000)/1000
	switch {
	case h > 0:
		return fmt.Sprintf("%d:%02d:%06.3f", h, m, s)
	case m > 0:
		return fmt.Sprintf("%d:%06.3f", m, s)
	}
	return fmt.Sprintf("%.3f", s)
}

// attemptsOf reads the attempts of a result as a record has them.
func attemptsOf(raw string) ([]attempt, error) {
	if raw == "" || raw == "null" {
		return nil, nil
	}
	var list []attempt
	err := json.Unmarshal([]byte(raw), &list)
	return list, err
}

// best gives the best time and what came of it all.
func best(attempts []attempt, disqualified bool) (ms int, status string) {
	status = "dns"
	for _, a := range attempts {
		switch {
		case a.Out == "" && (ms == 0 || a.MS < ms):
			ms, status = a.MS, "ok"
		case a.Out == dnf && status != "ok":
			status = "dnf"
		case a.Out == dsq && status == "dns":
			status = "dsq"
		}
	}
	if disqualified {
		return 0, "dsq"
	}
	return ms, status
}

// validateResult holds what is true of every result, and finds its best time.
func validateResult(e *core.RecordEvent) error {
	r := schema.AsRaceResult(e.Record)
	errs := validation.Errors{}
	for _, field := range []string{schema.RaceResultNumber, schema.RaceResultName, schema.RaceResultTeamName, schema.RaceResultClass} {
		e.Record.Set(field, strings.TrimSpace(e.Record.GetString(field)))
		if s := e.Record.GetString(field); schema.HasControls(s) || s == "" && (field == schema.RaceResultNumber || field == schema.RaceResultName) {
			errs[field] = i18n.NewError("contests.result_line")
		}
	}
	attempts, err := attemptsOf(r.GetString(schema.RaceResultAttempts))
	if err != nil || len(attempts) > mostAttempts {
		errs[schema.RaceResultAttempts] = i18n.NewError("contests.attempts", "Most", mostAttempts)
	}
	if len(errs) > 0 {
		return errs
	}
	if attempts == nil {
		attempts = []attempt{}
	}
	ms, status := best(attempts, r.Disqualified())
	e.Record.Set(schema.RaceResultAttempts, attempts)
	e.Record.Set(schema.RaceResultBest, ms)
	e.Record.Set(schema.RaceResultStatus, status)
	return e.Next()
}

// enterRace puts a result into the table of a race.
func enterRace(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		r := schema.AsRaceResult(e.Record)
		c, err := readContest(e.App, r.Event())
		if err != nil {
			return err
		}
		if c.Kind != Race {
			return i18n.FieldError(schema.RaceResultEvent, "contests.not_race")
		}
		if err := atMost(e.App, schema.RaceResults, r.Event(), mostResults); err != nil {
			return err
		}
		return e.Next()
	})
}

// A Finish is a line of a race's table of results.
type Finish struct {
	Rank     int      `json:"rank" db:"-"` // 0 without a time; the same time has the same rank
	Number   string   `json:"number" db:"number"`
	Name     string   `json:"name" db:"name"`
	TeamName string   `json:"team" db:"team_name"`
	Class    string   `json:"class" db:"class"`
	Status   string   `json:"status" db:"status"`
	Best     int      `json:"best" db:"best"`
	Time     string   `json:"time" db:"-"`
	Note     string   `json:"note" db:"note"`
	Handle   string   `json:"handle" db:"handle"` // of the account, where there is one
	Raw      string   `json:"-" db:"attempts"`
	Attempts []string `json:"attempts" db:"-"`
}

// finishes reads a race's table, best times first, then who didn't finish, was disqualified or didn't start.
func finishes(app core.App, c *contest) ([]*Finish, error) {
	list := []*Finish{}
	if err := app.DB().NewQuery(`SELECT r.number, r.name, r.team_name, r.class, r.status, r.best, r.note, coalesce(r.attempts, '') attempts, coalesce(u.handle, '') handle
		FROM race_results r LEFT JOIN users u ON u.id = r.user AND r.user != '' WHERE r.event = {:event}
		ORDER BY CASE r.status WHEN 'ok' THEN 0 WHEN 'dnf' THEN 1 WHEN 'dsq' THEN 2 ELSE 3 END, r.best, r.number LIMIT {:most}`).
		Bind(dbx.Params{"event": c.Event, "most": mostResults}).All(&list); err != nil {
		return nil, err
	}
	for i, f := range list {
		attempts, err := attemptsOf(f.Raw)
		if err != nil {
			return nil, err
		}
		f.Attempts = make([]string, len(attempts))
		for j, a := range attempts {
			if f.Attempts[j] = a.Out; a.Out == "" {
				f.Attempts[j] = clock(a.MS)
			}
		}
		if f.Status != "ok" {
			continue
		}
		f.Time, f.Rank = clock(f.Best), i+1
		if i > 0 && list[i-1].Best == f.Best {
			f.Rank = list[i-1].Rank
		}
	}
	return list, nil
}
