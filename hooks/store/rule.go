package store

import (
	"cmp"
	"database/sql/driver"
	"regexp"
	"slices"
	"strings"
)

// PocketBase asks whether a collection's rule allows a new record by a statement over the record's values,
//
//	WITH `votes__pb_create__Xq3Fz9` as (SELECT ? AS `user`,? AS `value`) SELECT (1) FROM `votes__pb_create__Xq3Fz9` WHERE …
//
// under a random name, and with the values in whatever order a Go map has: it never asks by the same text twice.
var newRecord = regexp.MustCompile("^WITH `[^`]+?(__pb_create__\\w+)` as \\(SELECT (\\? AS `[^`]+`(?:,\\? AS `[^`]+`)*)\\) ")

// settled gives such a statement one name and one order, so that it is prepared once for each collection; any other
// statement as it is. A record's own names can't be mistaken for the random one: they are values, not text.
func settled(query string, args []driver.NamedValue) (string, []driver.NamedValue) {
	const start = "WITH `"
	if !strings.HasPrefix(query, start) {
		return query, args
	}
	m := newRecord.FindStringSubmatchIndex(query)
	if m == nil {
		return query, args
	}
	name, selects := query[m[2]:m[3]], strings.Split(query[m[4]:m[5]], ",")
	if len(selects) > len(args) {
		return query, args
	}
	order := make([]int, len(selects)) // which of theirs stands where
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(selects[a], selects[b]) })
	sorted, moved := make([]string, len(selects)), slices.Clone(args)
	for to, from := range order {
		sorted[to] = selects[from]
		moved[to] = args[from]
		moved[to].Ordinal = args[to].Ordinal
	}
	return strings.ReplaceAll(query[:m[4]]+strings.Join(sorted, ",")+query[m[5]:], name, "__pb_create__"), moved
}
