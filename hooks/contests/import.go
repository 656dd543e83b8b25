package contests

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

var (
	errNotOrganiser = i18n.NewError("contests.not_organiser").WithStatus(http.StatusForbidden)
	errUnreadable   = i18n.NewError("contests.csv.unreadable")
)

// imported is what an import came to.
type imported struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Removed   int `json:"removed"`
}

// importResults takes a race's results from a table: POST with the CSV as the body. Rows are told apart by their numbers, so
// that the same table twice changes nothing; with ?replace=1 results that the table doesn't have go.
func importResults(e *core.RequestEvent) error {
	c, err := namedContest(e.App, e.Request.PathValue("event"))
	if err != nil {
		return err
	}
	runs, err := access.Organises(e.App, e.Auth, c.Event)
	if err != nil {
		return err
	}
	if !runs {
		return errNotOrganiser
	}
	if c.Kind != Race {
		return i18n.NewError("contests.not_race")
	}
	data, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return errUnreadable.Because(err)
	}
	rows, problems := readCSV(data)
	done := imported{}
	if len(problems) == 0 {
		err = e.App.RunInTransaction(func(tx core.App) error {
			problems, err = take(tx, c, rows, e.Request.URL.Query().Get("replace") == "1", &done)
			if err == nil && len(problems) > 0 {
				err = errProblems
			}
			return err
		})
		if err != nil && !errors.Is(err, errProblems) {
			return err
		}
	}
	if len(problems) > 0 {
		return e.JSON(http.StatusBadRequest, refusal(i18n.Of(e.Request), problems))
	}
	return e.JSON(http.StatusOK, done)
}

// errProblems takes a transaction back; nobody sees it.
var errProblems = errors.New("contests: the table has problems")

// fault is a problem as an answer names it.
type fault struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refusal is an answer about a table that wasn't taken, like PocketBase's own with the lines besides.
func refusal(l i18n.Lang, problems []problem) map[string]any {
	list := make([]fault, len(problems))
	for i, p := range problems {
		list[i] = fault{p.Line, p.Column, p.Why.Key, p.Why.In(l)}
	}
	return map[string]any{"status": http.StatusBadRequest, "message": i18n.T(l, "contests.csv.refused", "N", len(list)), "data": map[string]any{}, "lines": list}
}

// take writes the rows of a table in a transaction.
func take(app core.App, c *contest, rows []csvRow, replace bool, done *imported) (problems []problem, err error) {
	collection, err := app.FindCollectionByNameOrId(schema.RaceResults)
	if err != nil {
		return nil, err
	}
	there := map[string]*core.Record{}
	records, err := app.FindAllRecords(collection, whereEvent(c.Event))
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		there[r.GetString(schema.RaceResultNumber)] = r
	}
	in := map[string]bool{}
	for _, row := range rows {
		in[row.Number] = true
	}
	if replace { // first, so that there is room for the others
		for number, r := range there {
			if in[number] {
				continue
			}
			if err := app.Delete(r); err != nil {
				return nil, err
			}
			done.Removed++
		}
	}
	for _, row := range rows {
		user, why := memberOf(app, row.Member)
		if why != nil {
			if problems = append(problems, problem{row.Line, colMember, why}); len(problems) >= mostProblems {
				break
			}
			continue
		}
		r, known := there[row.Number]
		if !known {
			r = core.NewRecord(collection)
			r.Set(schema.RaceResultEvent, c.Event)
			r.Set(schema.RaceResultNumber, row.Number)
		}
		changed := false
		if row.Attempts == nil {
			row.Attempts = []attempt{}
		}
		for field, value := range map[string]any{
			schema.RaceResultName: row.Name, schema.RaceResultTeamName: row.Team, schema.RaceResultClass: row.Class, schema.RaceResultUser: user,
			schema.RaceResultNote: row.Note, schema.RaceResultDisqualified: row.Disqualified, schema.RaceResultAttempts: row.Attempts,
		} {
			if !schema.Same(r.Get(field), value) {
				r.Set(field, value)
				changed = true
			}
		}
		switch {
		case !known:
			done.Created++
		case changed:
			done.Updated++
		default:
			done.Unchanged++
			continue
		}
		if err := app.Save(r); err != nil {
			return nil, err
		}
	}
	return problems, nil
}

// memberOf finds the account that a row names.
func memberOf(app core.App, handle string) (string, *i18n.Error) {
	if handle == "" {
		return "", nil
	}
	user, err := app.FindFirstRecordByData(schema.Users, schema.UserHandle, strings.TrimPrefix(handle, "@"))
	if err != nil {
		return "", i18n.NewError("contests.csv.member", "Handle", clip(handle, 40))
	}
	return user.Id, nil
}
