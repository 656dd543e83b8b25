package contests

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// A Mark is what one judge gave one entry, by criterion.
type Mark struct {
	Entry, Judge string
	Values       map[string]float64
}

// A Standing is an entry's result.
type Standing struct {
	Entry  string
	Rank   int     // 0 while nobody has scored it; those with the same score have the same rank
	Score  float64 // 0 to 100 as judges gave it, to two digits; normalised scores may lie beyond
	Judges int     // how many scored it
}

// Total is what a judge's values come to on a scale of 0 to 100: each criterion's share of its range, by weight.
func Total(criteria []Criterion, values map[string]float64) float64 {
	sum, weights := 0.0, 0.0
	for _, c := range criteria {
		sum += c.Weight * (values[c.ID] - c.Min) / (c.Max - c.Min)
		weights += c.Weight
	}
	if weights == 0 {
		return 0
	}
	return 100 * sum / weights
}

// Rank puts entries into their order. An entry's score is the mean of what its judges gave it.
//
// With normalise, how strict and how daring a judge is doesn't count. With x the total that judge j gave entry e, m_j and s_j
// the mean and the (population) standard deviation of all totals of j, and M and S those of all totals of all judges, the
// judge counts as
//
//	M + S * (x - m_j) / s_j
//
// A judge who gave everybody the same (s_j is 0, also with one entry alone) says nothing about the order and counts as M.
func Rank(criteria []Criterion, marks []Mark, normalise bool) []Standing {
	totals := make([]float64, len(marks))
	byJudge := map[string][]float64{}
	for i, m := range marks {
		totals[i] = Total(criteria, m.Values)
		byJudge[m.Judge] = append(byJudge[m.Judge], totals[i])
	}
	mean, spread := moments(totals)
	type sum struct {
		of float64
		n  int
	}
	sums := map[string]*sum{}
	for i, m := range marks {
		x := totals[i]
		if normalise {
			own, ownSpread := moments(byJudge[m.Judge])
			if x -= own; ownSpread < flat {
				x = mean
			} else {
				x = mean + spread*x/ownSpread
			}
		}
		if sums[m.Entry] == nil {
			sums[m.Entry] = &sum{}
		}
		sums[m.Entry].of += x
		sums[m.Entry].n++
	}
	list := make([]Standing, 0, len(sums))
	for entry, s := range sums {
		// what is shown is what counts: two digits
		list = append(list, Standing{Entry: entry, Score: math.Round(100*s.of/float64(s.n)) / 100, Judges: s.n})
	}
	slices.SortFunc(list, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Entry, b.Entry))
	})
	for i := range list {
		list[i].Rank = i + 1
		if i > 0 && list[i].Score == list[i-1].Score {
			list[i].Rank = list[i-1].Rank
		}
	}
	return list
}

// flat is a deviation that is none: what is left of adding and subtracting the same numbers.
const flat = 1e-9

// moments gives the mean and the population standard deviation.
func moments(values []float64) (mean, deviation float64) {
	if len(values) == 0 {
		return 0, 0
	}
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	for _, v := range values {
		deviation += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(deviation / float64(len(values)))
}

// A Line is an entry on the leaderboard.
type Line struct {
	Rank   int     `json:"rank"`
	Entry  string  `json:"entry"`
	Title  string  `json:"title"` // empty while the entry isn't public
	Team   string  `json:"team"`  // its id
	Name   string  `json:"name"`  // the team's
	Score  float64 `json:"score"`
	Judges int     `json:"judges"`

	hidden bool // by a moderator: of the entry nobody else sees more than its rank
}

// board reads the leaderboard of judged entries, those without scores last. Who asks has to see to it that it is unsealed,
// or that who looks organises the event.
func board(app core.App, c *contest) ([]Line, error) {
	var entries []struct {
		ID    string `db:"id"`
		Title string `db:"title"`
		Team  string `db:"team"`
		Name  string `db:"name"`
		Hid   bool   `db:"hidden"`
	}
	if err := app.DB().NewQuery("SELECT e.id, e.title, e.team, e.hidden, t.name FROM entries e JOIN teams t ON t.id = e.team WHERE e.event = {:event} ORDER BY t.name COLLATE NOCASE, e.id LIMIT {:most}").
		Bind(dbx.Params{"event": c.Event, "most": mostTeams}).All(&entries); err != nil {
		return nil, err
	}
	var rows []struct {
		Entry  string `db:"entry"`
		Judge  string `db:"judge"`
		Values string `db:"values"`
	}
	if err := app.DB().NewQuery("SELECT entry, judge, coalesce([[values]], '') [[values]] FROM scores WHERE event = {:event} ORDER BY id").Bind(dbx.Params{"event": c.Event}).All(&rows); err != nil {
		return nil, err
	}
	marks := make([]Mark, 0, len(rows))
	for _, row := range rows {
		if values, err := valuesOf(row.Values); err == nil && len(values) > 0 {
			marks = append(marks, Mark{row.Entry, row.Judge, values})
		}
	}
	standings := map[string]Standing{}
	for _, s := range Rank(c.Criteria, marks, c.Normalise) {
		standings[s.Entry] = s
	}
	lines := make([]Line, len(entries))
	for i, e := range entries {
		s := standings[e.ID]
		lines[i] = Line{Rank: s.Rank, Entry: e.ID, Title: e.Title, Team: e.Team, Name: e.Name, Score: s.Score, Judges: s.Judges, hidden: e.Hid}
	}
	slices.SortStableFunc(lines, func(a, b Line) int {
		if (a.Rank == 0) != (b.Rank == 0) {
			return cmp.Compare(b.Rank, a.Rank)
		}
		return cmp.Compare(a.Rank, b.Rank)
	})
	return lines, nil
}

func fixed(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
