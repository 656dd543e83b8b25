package search

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const (
	// fanIn is how many segments of one level are merged into one of the next.
	fanIn = 8
	// mergeStep is how many bytes of blocks a merge writes per transaction, so that other writers get their turn.
	mergeStep = 2 << 20
	// leaseTime is how long a merge may take until another worker thinks its owner is gone.
	leaseTime = 10 * time.Minute
)

type segmentRow struct {
	Seg   int64  `db:"seg"`
	Level int    `db:"level"`
	Docs  int    `db:"docs"`
	First uint32 `db:"first_doc"`
	Last  uint32 `db:"last_doc"`
}

// Tend merges small segments into larger ones until there is nothing to do, in short transactions, and removes what
// unfinished merges have left. One process at a time does it. Searches stay correct at every moment; they only get
// faster. It runs by itself after writes; a bulk import calls it at its end.
func (x *Index) Tend(ctx context.Context, app core.App) error {
	x.merging.Lock() // a worker of this process may be at it: what it leaves is done here
	defer x.merging.Unlock()
	got, err := takeLease(app)
	if err != nil || !got {
		return err
	}
	defer func() { _ = releaseLease(app) }()
	if err := dropDebris(app); err != nil {
		return err
	}
	for ctx.Err() == nil {
		group, err := mergeable(app)
		if err == nil && len(group) == 0 {
			group, err = sparse(app)
		}
		if err != nil || len(group) == 0 {
			return err
		}
		if err := x.merge(ctx, app, group); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func takeLease(app core.App) (bool, error) {
	now := unixNow()
	res, err := app.DB().NewQuery(`INSERT INTO search_leases (name, until) VALUES ('merge', {:until})
		ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE until < {:now}`).
		Bind(dbx.Params{"until": now + int64(leaseTime/time.Second), "now": now}).Execute()
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// holdLease prolongs the lease, at each step of a long merge. A merge in a writer's own transaction has none.
func holdLease(tx core.App) error {
	_, err := tx.DB().NewQuery(`UPDATE search_leases SET until = {:until} WHERE name = 'merge' AND until > 0`).
		Bind(dbx.Params{"until": unixNow() + int64(leaseTime/time.Second)}).Execute()
	return err
}

func releaseLease(app core.App) error {
	_, err := app.DB().NewQuery(`UPDATE search_leases SET until = 0 WHERE name = 'merge'`).Execute()
	return err
}

// dropDebris removes segments that were never finished. The lease is held, so nobody is at them.
func dropDebris(app core.App) error {
	var segs []int64
	if err := app.DB().NewQuery(`SELECT seg FROM search_segments WHERE state <> 'live'`).Column(&segs); err != nil {
		return err
	}
	for _, seg := range segs {
		if err := dropSegment(app, seg); err != nil {
			return err
		}
	}
	return nil
}

// dropSegment removes a segment that isn't live, a few blocks at a time.
func dropSegment(app core.App, seg int64) error {
	for {
		res, err := app.DB().NewQuery(`DELETE FROM search_blocks WHERE id IN (SELECT id FROM search_blocks
			WHERE id >= {:from} AND id < {:to} LIMIT 256)`).
			Bind(dbx.Params{"from": blockID(seg, 0), "to": blockID(seg+1, 0)}).Execute()
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err != nil {
				return err
			}
			break
		}
	}
	_, err := app.DB().NewQuery(`DELETE FROM search_segments WHERE seg = {:seg} AND state <> 'live'`).Bind(dbx.Params{"seg": seg}).Execute()
	return err
}

// mergeSmall merges the smallest segments in tx, in a few hundredths of a second: a bulk import must not leave
// thousands of them behind. more says whether there are larger ones to merge.
func (x *Index) mergeSmall(tx core.App) (more bool, err error) {
	for {
		rows, err := segments(tx)
		if err != nil {
			return false, err
		}
		group := neighbours(rows, 0)
		if group == nil {
			return neighbours(rows, anyLevel) != nil, nil
		}
		if err := x.merge(context.Background(), tx, group); err != nil {
			return false, err
		}
	}
}

// segments lists the live segments in the order of their documents.
func segments(app core.App) (rows []segmentRow, err error) {
	err = app.DB().NewQuery(`SELECT seg, level, docs, first_doc, last_doc FROM search_segments WHERE state = 'live' ORDER BY first_doc`).All(&rows)
	return rows, err
}

const anyLevel = -1

// neighbours finds fanIn neighbouring segments of one level to merge, nil when there are too few.
func neighbours(rows []segmentRow, level int) []segmentRow {
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].Level == rows[start].Level && end-start < fanIn {
			end++
		}
		if end-start == fanIn && (level == anyLevel || level == rows[start].Level) {
			return rows[start:end]
		}
		start = end
	}
	return nil
}

// mergeable gives segments to merge, nil when there is nothing worth it.
func mergeable(app core.App) ([]segmentRow, error) {
	rows, err := segments(app)
	return neighbours(rows, anyLevel), err
}

// sparse gives a segment most of whose documents are gone, nil when there is none.
func sparse(app core.App) ([]segmentRow, error) {
	var rows []segmentRow
	err := app.DB().NewQuery(`SELECT seg, level, docs, first_doc, last_doc FROM search_segments s WHERE state = 'live' AND docs >= {:few}
		AND (SELECT count(*) FROM search_docs WHERE doc BETWEEN s.first_doc AND s.last_doc) < docs / 2 LIMIT 1`).
		Bind(dbx.Params{"few": flushAfter}).All(&rows)
	return rows, err
}

// cursor walks all entries of a segment in order.
type cursor struct {
	seg   segmentRow
	block int
	entries
	done bool
}

func (c *cursor) advance(app core.App) error {
	for !c.next() {
		if c.err != nil {
			return c.err
		}
		var rows []struct {
			Data []byte `db:"data"`
		}
		if err := app.DB().NewQuery(`SELECT data FROM search_blocks WHERE id = {:id}`).
			Bind(dbx.Params{"id": blockID(c.seg.Seg, c.block)}).All(&rows); err != nil {
			return err
		}
		if len(rows) == 0 {
			c.done = true
			return nil
		}
		c.block++
		c.entries = entries{rest: rows[0].Data}
	}
	return nil
}

// merge writes one segment with the entries of group, without those of documents that are gone, and then puts it
// in their place.
func (x *Index) merge(ctx context.Context, app core.App, group []segmentRow) error {
	first, last := group[0].First, group[len(group)-1].Last
	var ids []uint32
	if err := app.DB().NewQuery(`SELECT doc FROM search_docs WHERE doc BETWEEN {:first} AND {:last}`).
		Bind(dbx.Params{"first": first, "last": last}).Column(&ids); err != nil {
		return err
	}
	living := newBitset(int(last-first) + 1)
	for _, id := range ids {
		living.set(id - first)
	}
	cursors := make([]*cursor, len(group))
	for i, g := range group {
		cursors[i] = &cursor{seg: g}
		if err := cursors[i].advance(app); err != nil {
			return err
		}
	}
	level := group[0].Level
	if len(group) > 1 {
		level++
	}
	w, err := newSegmentWriter(app, level, len(ids), first, last)
	if err != nil {
		return err
	}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err // what was written is debris, removed the next time
		}
		if err := app.RunInTransaction(func(tx core.App) error {
			if more, err = mergeSome(tx, w, cursors, living); err != nil {
				return err
			}
			return holdLease(tx)
		}); err != nil {
			return err
		}
	}
	if err := app.RunInTransaction(func(tx core.App) error { return swap(tx, w, group) }); err != nil {
		return err
	}
	for _, g := range group {
		if err := dropSegment(app, g.Seg); err != nil {
			return err
		}
	}
	return nil
}

// mergeSome merges entries until mergeStep bytes are written; more is false at the end.
func mergeSome(tx core.App, w *segmentWriter, cursors []*cursor, living bitset) (more bool, err error) {
	var list []byte
	for written := 0; written < mergeStep; written += len(list) + 8 {
		least := ""
		for _, c := range cursors {
			if !c.done && (least == "" || string(c.key) < least) {
				least = string(c.key)
			}
		}
		if least == "" {
			return false, nil
		}
		list = list[:0]
		first := cursors[0].seg.First
		previous := first - 1
		for _, c := range cursors {
			if c.done || string(c.key) != least {
				continue
			}
			if err := eachPosting(c.list, least[0], c.seg.First-1, func(p posting) {
				if living.has(p.doc - first) {
					list = appendPosting(list, least[0], previous, p)
					previous = p.doc
				}
			}); err != nil {
				return false, err
			}
			if err := c.advance(tx); err != nil {
				return false, err
			}
		}
		if len(list) > 0 {
			if err := w.add(tx, least, list); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// swap makes the new segment live instead of the group, if the group is still there.
func swap(tx core.App, w *segmentWriter, group []segmentRow) error {
	segs := make([]any, len(group))
	for i, g := range group {
		segs[i] = g.Seg
	}
	res, err := tx.DB().Update("search_segments", dbx.Params{"state": "retired", "changed": unixNow()},
		dbx.And(dbx.In("seg", segs...), dbx.HashExp{"state": "live"})).Execute()
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	state := "live"
	if int(n) != len(group) || slices.Contains(segs, any(w.seg)) {
		state = "retired" // a reindex took the group away meanwhile
	}
	return w.finish(tx, state)
}
