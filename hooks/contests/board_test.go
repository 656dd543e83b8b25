package contests_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"qiao/hooks/contests"
)

var one = []contests.Criterion{{ID: "x", Name: "x", Weight: 1, Min: 0, Max: 100}}

// marks are what judges gave: a row a judge, a column an entry; NaN where they gave nothing.
func marks(rows ...[]float64) (list []contests.Mark) {
	for j, row := range rows {
		for e, x := range row {
			if !math.IsNaN(x) {
				list = append(list, contests.Mark{Entry: fmt.Sprint("e", e), Judge: fmt.Sprint("j", j), Values: map[string]float64{"x": x}})
			}
		}
	}
	return list
}

func scores(list []contests.Standing) map[string]float64 {
	m := map[string]float64{}
	for _, s := range list {
		m[s.Entry] = s.Score
	}
	return m
}

func TestRank(t *testing.T) {
	// two judges; the second is stricter: raw means, and ties with the same rank
	got := contests.Rank(one, marks([]float64{80, 70, 80, 10}, []float64{60, 70, 60, 20}), false)
	want := []contests.Standing{{"e0", 1, 70, 2}, {"e1", 1, 70, 2}, {"e2", 1, 70, 2}, {"e3", 4, 15, 2}}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	// by hand: j0 90, 70 (mean 80, deviation 10); j1 40, 20 (30, 10); all 90 70 40 20: mean 55, deviation sqrt(725)
	s := math.Sqrt(725)
	round := func(x float64) float64 { return math.Round(100*x) / 100 }
	if got := scores(contests.Rank(one, marks([]float64{90, 70}, []float64{40, 20}), true)); got["e0"] != round(55+s) || got["e1"] != round(55-s) {
		t.Errorf("%v", got)
	}
	// weights: 60 of 100 by half, 40 by all of it
	criteria := []contests.Criterion{{ID: "a", Weight: 60, Min: 0, Max: 10}, {ID: "b", Weight: 40, Min: 1, Max: 5}}
	if x := contests.Total(criteria, map[string]float64{"a": 5, "b": 5}); math.Abs(x-70) > 1e-9 {
		t.Errorf("total %v", x)
	}
	if got := contests.Rank(one, nil, true); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// What is always true of normalised scores, tried on random tables with gaps.
func TestNormalisation(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for round := range 400 {
		judges, entries := 1+random.IntN(5), 1+random.IntN(7)
		rows := make([][]float64, judges)
		for j := range rows {
			rows[j] = make([]float64, entries)
			for e := range rows[j] {
				if rows[j][e] = float64(random.IntN(101)); random.IntN(6) == 0 {
					rows[j][e] = math.NaN()
				}
			}
		}
		given := marks(rows...)
		got := contests.Rank(one, given, true)
		for i, s := range got {
			if math.IsNaN(s.Score) || math.IsInf(s.Score, 0) || s.Rank < 1 || s.Rank > i+1 {
				t.Fatalf("round %d: %+v", round, s)
			}
			if i > 0 && (got[i-1].Score < s.Score || (got[i-1].Score == s.Score) != (got[i-1].Rank == s.Rank)) {
				t.Fatalf("round %d: out of order: %v", round, got)
			}
		}
		// in which order scores come doesn't matter
		shuffled := slices.Clone(given)
		random.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		if other := contests.Rank(one, shuffled, true); !slices.Equal(got, other) {
			t.Fatalf("round %d: order matters:\n%v\n%v", round, got, other)
		}
		// a single judge's order is the raw one
		if judges == 1 {
			raw := contests.Rank(one, given, false)
			for i := range raw {
				if raw[i].Entry != got[i].Entry || raw[i].Rank != got[i].Rank {
					t.Fatalf("round %d: %v, raw %v", round, got, raw)
				}
			}
		}
		// how strict and how daring a judge is moves nobody past another: their scores halved and lifted
		mild := make([][]float64, judges)
		for j := range rows {
			mild[j] = slices.Clone(rows[j])
			for e := range mild[j] {
				if j == 0 {
					mild[j][e] = mild[j][e]/2 + 40
				}
			}
		}
		order(t, round, got, contests.Rank(one, marks(mild...), true))
		// a judge who gives everybody the same changes nothing in the order, where everybody has all judges
		if slices.ContainsFunc(rows, func(row []float64) bool { return slices.ContainsFunc(row, math.IsNaN) }) {
			continue
		}
		flat := slices.Repeat([]float64{float64(random.IntN(101))}, entries)
		order(t, round, got, contests.Rank(one, marks(append(slices.Clone(rows), flat)...), true))
	}
}

// order expects that whoever is clearly before somebody in a isn't behind them in b. Two digits are shown, so what lies within
// two hundredths may change places.
func order(t *testing.T, round int, a, b []contests.Standing) {
	t.Helper()
	after := scores(b)
	for i := range a {
		for k := i + 1; k < len(a); k++ {
			if a[i].Score-a[k].Score > 0.1 && after[a[i].Entry] < after[a[k].Entry] {
				t.Fatalf("round %d: %s and %s changed places:\n%v\n%v", round, a[i].Entry, a[k].Entry, a, b)
			}
		}
	}
}
