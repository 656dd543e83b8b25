package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// docInfo is what a reader keeps in memory of each document. kind 0 means there is no such document.
type docInfo struct {
	published     int32 // days since 1970, 0 when undated
	boost         float32
	tagsAt        uint32 // into snapshot.tags
	tagsCount     uint8
	titleLength   uint8
	length        uint16 // terms of the text, in eights
	kind, subKind uint16
	lang          uint16
}

// version says which state of the tables a snapshot reflects. Numbers only grow, so equal means unchanged.
type version struct{ doc, gone, segSum, segCount int64 }

// snapshot is one consistent picture of the index for readers: everything small is in memory, the postings are
// not. It never changes; the next one shares what stayed the same.
type snapshot struct {
	version version
	base    uint32 // the document number of docs[0]
	docs    []docInfo
	dead    bitset // documents of docs that were removed
	live    int
	lengths int64 // sum of docInfo.length of live documents
	tags    []uint16
	ids     map[string]uint16 // kinds, languages and tags, numbered from 1
	values  []string          // and back; values[0] is unused
	segs    []*segment
	fresh   []freshDoc
}

type freshDoc struct {
	doc   uint32
	terms *freshTerms
}

type bitset []uint64

func (b bitset) has(i uint32) bool { return int(i>>6) < len(b) && b[i>>6]&(1<<(i&63)) != 0 }
func (b bitset) set(i uint32)      { b[i>>6] |= 1 << (i & 63) }

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

// view is a read transaction on one connection, with the snapshot that belongs to it.
type view struct {
	*snapshot
	ctx   context.Context
	conn  *sql.Conn
	block *sql.Stmt
	cache *blockCache
}

// open begins a read transaction and brings the snapshot up to date with it. What an unfinished
// transaction of app has written is not seen.
func (x *Index) open(ctx context.Context, app core.App) (*view, error) {
	db, ok := app.ConcurrentDB().(*dbx.DB)
	if !ok {
		if db, ok = x.app.ConcurrentDB().(*dbx.DB); !ok {
			return nil, errors.New("search: no database to read from")
		}
	}
	v, now, err := x.begin(ctx, db)
	if err != nil {
		return nil, err
	}
	if v.snapshot = x.current.Load(); v.snapshot != nil && v.snapshot.version == now {
		return v, nil
	}
	v.close()

	x.refresh.Lock()
	defer x.refresh.Unlock()
	// Begun under the lock, so that this view is never older than the snapshot it updates.
	if v, now, err = x.begin(ctx, db); err != nil {
		return nil, err
	}
	if v.snapshot = x.current.Load(); v.snapshot != nil && v.snapshot.version == now {
		return v, nil
	}
	if v.snapshot, err = v.advance(v.snapshot, now); err != nil {
		v.close()
		return nil, err
	}
	x.current.Store(v.snapshot)
	return v, nil
}

func (x *Index) begin(ctx context.Context, db *dbx.DB) (*view, version, error) {
	var now version
	conn, err := db.DB().Conn(ctx)
	if err != nil {
		return nil, now, err
	}
	v := &view{ctx: ctx, conn: conn, cache: &x.blocks}
	// A plain BEGIN takes no lock, whatever the connection string says of transactions.
	if _, err = conn.ExecContext(ctx, "BEGIN"); err == nil {
		err = conn.QueryRowContext(ctx, `SELECT (SELECT coalesce(max(doc), 0) FROM search_docs),
			(SELECT coalesce(max(seq), 0) FROM search_gone), coalesce(sum(seg), 0), count(*)
			FROM search_segments WHERE state = 'live'`).Scan(&now.doc, &now.gone, &now.segSum, &now.segCount)
	}
	if err != nil {
		v.close()
		return nil, now, err
	}
	return v, now, nil
}

func (v *view) close() {
	if v.block != nil {
		_ = v.block.Close()
	}
	// Not v.ctx: a cancelled request must still end its transaction before the connection is used again.
	if _, err := v.conn.ExecContext(context.WithoutCancel(v.ctx), "ROLLBACK"); err != nil {
		_ = v.conn.Raw(func(any) error { return errors.New("search: connection left in a transaction") })
	}
	_ = v.conn.Close()
}

// readBlock gives the data of a block, which must not be changed.
func (v *view) readBlock(id int64) (data []byte, err error) {
	if data = v.cache.get(id); data != nil {
		return data, nil
	}
	if v.block == nil {
		if v.block, err = v.conn.PrepareContext(v.ctx, `SELECT data FROM search_blocks WHERE id = ?`); err != nil {
			return nil, err
		}
	}
	if err = v.block.QueryRowContext(v.ctx, id).Scan(&data); err != nil {
		return nil, fmt.Errorf("search: block %d: %w", id, err)
	}
	v.cache.put(id, data)
	return data, nil
}

// advance gives the snapshot for the state now, built upon old.
func (v *view) advance(old *snapshot, now version) (*snapshot, error) {
	if old != nil && old.version.gone < now.gone {
		var oldest int64
		if err := v.conn.QueryRowContext(v.ctx, `SELECT coalesce(min(seq), 0) FROM search_gone`).Scan(&oldest); err != nil {
			return nil, err
		}
		if old.version.gone+1 < oldest {
			old = nil // the removals in between were forgotten
		}
	}
	s := &snapshot{ids: map[string]uint16{}, values: []string{""}}
	if old != nil {
		*s = *old
		s.ids = maps.Clone(old.ids)
	}
	since := s.version
	s.version = now
	for _, step := range []func(*snapshot, version) error{v.readGone, v.readDocs, v.readFresh, v.readSegments} {
		if err := step(s, since); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readGone marks the documents removed since.
func (v *view) readGone(s *snapshot, since version) error {
	if len(s.docs) == 0 || since.gone == s.version.gone {
		return nil
	}
	rows, err := v.conn.QueryContext(v.ctx, `SELECT doc FROM search_gone WHERE seq > ?`, since.gone)
	if err != nil {
		return err
	}
	defer rows.Close()
	dead := newBitset(len(s.docs))
	copy(dead, s.dead)
	s.dead = dead
	for rows.Next() {
		var doc uint32
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		if i := doc - s.base; doc >= s.base && int(i) < len(s.docs) && s.docs[i].kind != 0 && !dead.has(i) {
			dead.set(i)
			s.live--
			s.lengths -= int64(s.docs[i].length)
		}
	}
	return rows.Err()
}

// readDocs appends the documents added since.
func (v *view) readDocs(s *snapshot, since version) error {
	from := since.doc
	if n := int64(s.base) + int64(len(s.docs)) - 1; len(s.docs) > 0 && n > from {
		from = n // the newest documents were removed again
	}
	rows, err := v.conn.QueryContext(v.ctx, `SELECT doc, kind, tags, lang, article_kind, published, boost, length, title_length
		FROM search_docs WHERE doc > ? ORDER BY doc`, from)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			doc                            uint32
			kind, tags, lang, subKind      string
			published, length, titleLength int64
			boost                          float64
		)
		if err := rows.Scan(&doc, &kind, &tags, &lang, &subKind, &published, &boost, &length, &titleLength); err != nil {
			return err
		}
		if len(s.docs) == 0 {
			s.base = doc
		}
		for uint32(len(s.docs)) < doc-s.base {
			s.docs = append(s.docs, docInfo{})
		}
		d := docInfo{published: int32(published / 86400), boost: float32(boost), titleLength: uint8(min(titleLength, 255)),
			length: uint16(min(length/8, 65535)), kind: s.number(kind), subKind: s.number(subKind), lang: s.number(lang),
			tagsAt: uint32(len(s.tags))}
		for _, t := range strings.Split(tags, "\n") {
			if t != "" && d.tagsCount < 255 {
				s.tags = append(s.tags, s.number(t))
				d.tagsCount++
			}
		}
		s.docs = append(s.docs, d)
		s.live++
		s.lengths += int64(d.length)
	}
	return rows.Err()
}

// number gives the number of a value, a new one if need be; 0 for the empty value, and for all beyond 65535.
func (s *snapshot) number(value string) uint16 {
	if value == "" {
		return 0
	}
	n, ok := s.ids[value]
	if !ok && len(s.values) <= 65535 {
		n = uint16(len(s.values))
		s.ids[value] = n
		s.values = append(s.values, value)
	}
	return n
}

// readFresh loads the documents that wait for a flush.
func (v *view) readFresh(s *snapshot, _ version) error {
	known := map[uint32]*freshTerms{}
	for _, f := range s.fresh {
		known[f.doc] = f.terms
	}
	newest := uint32(0)
	if len(s.fresh) > 0 {
		newest = s.fresh[len(s.fresh)-1].doc
	}
	rows, err := v.conn.QueryContext(v.ctx, `SELECT doc, CASE WHEN doc > ? THEN terms END FROM search_fresh ORDER BY doc`, newest)
	if err != nil {
		return err
	}
	defer rows.Close()
	s.fresh = nil
	for rows.Next() {
		var doc uint32
		var blob sql.RawBytes
		if err := rows.Scan(&doc, &blob); err != nil {
			return err
		}
		terms := known[doc]
		if terms == nil {
			if terms, err = decodeFresh(slices.Clone(blob)); err != nil {
				return err
			}
		}
		s.fresh = append(s.fresh, freshDoc{doc, terms})
	}
	return rows.Err()
}

// readSegments loads the directories of segments not yet known.
func (v *view) readSegments(s *snapshot, _ version) error {
	known := map[int64]*segment{}
	for _, g := range s.segs {
		known[g.seg] = g
	}
	rows, err := v.conn.QueryContext(v.ctx, `SELECT seg, first_doc FROM search_segments WHERE state = 'live' ORDER BY first_doc`)
	if err != nil {
		return err
	}
	defer rows.Close()
	s.segs = nil
	for rows.Next() {
		var seg, first int64
		if err := rows.Scan(&seg, &first); err != nil {
			return err
		}
		g := known[seg]
		if g == nil {
			g = &segment{seg: seg, base: uint32(first - 1)}
		}
		s.segs = append(s.segs, g)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, g := range s.segs {
		if g.firsts != nil {
			continue
		}
		var directory []byte
		if err := v.conn.QueryRowContext(v.ctx, `SELECT directory FROM search_segments WHERE seg = ?`, g.seg).Scan(&directory); err != nil {
			return err
		}
		if g.firsts, err = decodeDirectory(directory); err != nil {
			return err
		}
	}
	return nil
}
