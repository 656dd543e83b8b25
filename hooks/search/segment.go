package search

import (
	"maps"
	"slices"
	"sort"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// blockSize is the size at which a block of a segment is closed: with its row's header it just fits a page of the
// database. One lookup reads one block.
const blockSize = 4000

// blocksPerSegment bounds the blocks of a segment, so that a block's id can carry both numbers.
const blocksPerSegment = 1 << 24

func blockID(seg int64, n int) int64 { return seg*blocksPerSegment + int64(n) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// segmentWriter writes one immutable segment: sorted keys with their lists, cut into blocks, and
// the directory of the blocks' first keys.
type segmentWriter struct {
	seg       int64
	blocks    int
	block     []byte
	key       string // last key in block
	directory []byte
	first     string // last key in directory
}

func newSegmentWriter(tx core.App, level, docs int, first, last uint32) (*segmentWriter, error) {
	res, err := tx.DB().NewQuery(`INSERT INTO search_segments (level, docs, first_doc, last_doc, state, changed, directory)
		VALUES ({:level}, {:docs}, {:first}, {:last}, 'building', {:now}, x'')`).
		Bind(dbx.Params{"level": level, "docs": docs, "first": first, "last": last, "now": unixNow()}).Execute()
	if err != nil {
		return nil, err
	}
	seg, err := res.LastInsertId()
	return &segmentWriter{seg: seg}, err
}

// add appends a key, which must be greater than the one before.
func (w *segmentWriter) add(tx core.App, key string, list []byte) error {
	if len(w.block) > 0 && len(w.block)+len(list) > blockSize {
		if err := w.close(tx); err != nil {
			return err
		}
	}
	if len(w.block) == 0 {
		w.directory = appendEntry(w.directory, w.first, key, nil)
		w.first, w.key = key, ""
	}
	w.block = appendEntry(w.block, w.key, key, list)
	w.key = key
	return nil
}

func (w *segmentWriter) close(tx core.App) error {
	_, err := tx.DB().NewQuery(`INSERT INTO search_blocks (id, data) VALUES ({:id}, {:data})`).
		Bind(dbx.Params{"id": blockID(w.seg, w.blocks), "data": w.block}).Execute()
	w.blocks++
	w.block = w.block[:0]
	return err
}

// finish writes what is left and gives the segment its state.
func (w *segmentWriter) finish(tx core.App, state string) error {
	if len(w.block) > 0 {
		if err := w.close(tx); err != nil {
			return err
		}
	}
	_, err := tx.DB().NewQuery(`UPDATE search_segments SET state = {:state}, changed = {:now}, directory = {:dir} WHERE seg = {:seg}`).
		Bind(dbx.Params{"state": state, "now": unixNow(), "dir": w.directory, "seg": w.seg}).Execute()
	return err
}

// segment is a reader's view of a live segment.
type segment struct {
	seg     int64
	base    uint32   // the document number lists count from: first_doc - 1
	firsts  []string // first key of each block
	lexicon lexicon  // head words of the segment, read when first needed
}

func decodeDirectory(b []byte) ([]string, error) {
	var firsts []string
	e := entries{rest: b}
	for e.next() {
		firsts = append(firsts, string(e.key))
	}
	return firsts, e.err
}

// blockOf gives the number of the block that would hold key, -1 when none does.
func (s *segment) blockOf(key string) int {
	return sort.Search(len(s.firsts), func(i int) bool { return s.firsts[i] > key }) - 1
}
