package qa

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/tx"
)

// Who reads a long list page by page, as search engines do, has all rows before each page passed over, which on the five hundredth
// is most of its time. So where the pages that were read last begin and end is remembered, and the next one is read from there. Any
// change of a shelf has all of it forgotten.

// The bounds of what is remembered: of how many rows down, so near before a page, in steps of so many rows, so many places of an order, so many orders, and
// for how long: another program may write into the same database and not say so.
const (
	marksFrom  = 300
	marksReach = 600
	marksStep  = 100
	marksEach  = 64
	marksLists = 200
	marksFor   = time.Minute
)

// A mark is a row of a shelf, with what it is ordered by, and how many stand before it.
type mark struct {
	before   int
	key      any
	question string
	at       time.Time
}

// marks are those of all shelves in all orders.
type marks struct {
	mu   sync.Mutex
	turn int // how often all were forgotten
	held map[string][]mark
}

const marksKey = "qa.marks"

func marksOf(app core.App) *marks {
	return app.Store().GetOrSet(marksKey, func() any { return &marks{held: map[string][]mark{}} }).(*marks)
}

// forgetMarks is called by who changes shelves, in the same transaction.
func forgetMarks(app core.App) {
	tx.AfterOnce(app, marksKey, func() {
		m := marksOf(app)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.turn++
		clear(m.held)
	})
}

// near gives the last mark before a place, or at it, if one is near; and the turn, for keep.
func (m *marks) near(list string, offset int) (found *mark, turn int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.held[list] {
		if one.before <= offset && offset-one.before <= marksReach && time.Since(one.at) < marksFor && (found == nil || one.before > found.before) {
			found = &one
		}
	}
	return found, m.turn
}

// keep remembers marks that were read in a turn.
func (m *marks) keep(list string, turn int, all ...mark) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.turn != turn {
		return
	}
	kept := m.held[list]
	for _, one := range all {
		one.at = time.Now()
		known := false
		for i := range kept {
			if kept[i].before == one.before {
				kept[i], known = one, true
			}
		}
		if !known {
			kept = append(kept, one)
		}
	}
	if over := len(kept) - marksEach; over > 0 {
		kept = append([]mark(nil), kept[over:]...)
	}
	if _, known := m.held[list]; !known && len(m.held) >= marksLists {
		clear(m.held)
	}
	m.held[list] = kept
}

// deepIDs gives a stretch of a whole shelf far down.
func (l List) deepIDs(ctx context.Context, app core.App, offset, limit int) (ids []string, err error) {
	all, column := marksOf(app), l.column()
	list := l.Shelf + " " + column
	from, turn := all.near(list, offset)
	params := dbx.Params{"shelf": l.Shelf, "offset": offset}
	// Comparing each row that is passed over with the shelf would take most of the time. So they are passed over in the order
	// of the index, as if there were no end, and what isn't of the shelf any more is left out at last.
	query := "SELECT question, k FROM (SELECT s.shelf, s.question, s." + column + " k FROM question_shelves s WHERE s.shelf >= {:shelf} ORDER BY s.shelf, s." + column +
		" DESC, s.question" + cards.AtMost(limit) + " OFFSET {:offset}) WHERE shelf = {:shelf} ORDER BY k DESC, question"
	if from != nil {
		params["offset"], params["key"], params["from"] = offset-from.before, from.key, from.question
		reach := (offset-from.before+marksStep-1)/marksStep*marksStep + limit // few different statements
		part := func(where, order string) string {
			return "SELECT * FROM (SELECT s.question, s." + column + " k FROM question_shelves s WHERE s.shelf = {:shelf} AND " + where + " ORDER BY " + order + cards.AtMost(reach) + ")"
		}
		query = "SELECT question, k FROM (" + part("s."+column+" = {:key} AND s.question >= {:from}", "s.question") + " UNION ALL " +
			part("s."+column+" < {:key}", "s."+column+" DESC, s.question") + ") ORDER BY k DESC, question" + cards.AtMost(limit) + " OFFSET {:offset}"
	}
	var rows []struct {
		Question string `db:"question"`
		Key      any    `db:"k"`
	}
	if err := app.DB().NewQuery(query).WithContext(ctx).Bind(params).All(&rows); err != nil || len(rows) == 0 {
		return nil, err
	}
	for _, row := range rows {
		ids = append(ids, row.Question)
	}
	last := len(rows) - 1
	all.keep(list, turn, mark{before: offset, key: rows[0].Key, question: rows[0].Question}, mark{before: offset + last, key: rows[last].Key, question: rows[last].Question})
	return ids, nil
}
