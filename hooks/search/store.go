package search

import (
	"bytes"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// flushAfter is how many documents wait as single rows before they are moved into a segment.
const flushAfter = 64

var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(64<<10))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(16<<20))
)

// inTransaction runs fn in app's transaction, or in one of its own when app isn't in one.
func inTransaction(app core.App, fn func(tx core.App) error) error {
	if app.IsTransactional() {
		return fn(app)
	}
	return app.RunInTransaction(fn)
}

// Put indexes a document, replacing the one with its Kind and ID. It writes in app's transaction if app is in one.
// A document that hasn't changed costs one read.
func (x *Index) Put(app core.App, d *Document) error { return x.put(app, d, false) }

func (x *Index) put(app core.App, d *Document, always bool) error {
	if d.Kind == "" || d.ID == "" {
		return errors.New("search: a document needs a kind and an id")
	}
	d = d.bounded()
	hash := d.hash()
	return inTransaction(app, func(tx core.App) error {
		old, oldHash, err := findDoc(tx, d.Kind, d.ID)
		if err != nil || old != 0 && !always && bytes.Equal(hash, oldHash) {
			return err
		}
		if old != 0 {
			if err := removeDoc(tx, old); err != nil {
				return err
			}
		}
		return x.insert(tx, x.ready(d, hash))
	})
}

// A readied document is what its rows are made of; making it needs no database.
type readied struct {
	*Document
	sum, postings, text []byte
	length              int
}

// ready makes the rows of a bounded document.
func (x *Index) ready(d *Document, hash []byte) *readied {
	terms, length := d.terms(x.analyzer)
	return &readied{d, hash, terms, packer.EncodeAll([]byte(d.Text), nil), length}
}

func (x *Index) insert(tx core.App, d *readied) error {
	published := int64(0)
	if !d.Published.IsZero() {
		published = d.Published.Unix()
	}
	res, err := tx.DB().NewQuery(`INSERT INTO search_docs (kind, ref, hash, tags, lang, article_kind, published, boost, length,
		title_length) VALUES ({:kind}, {:ref}, {:hash}, {:tags}, {:lang}, {:akind}, {:published}, {:boost}, {:length}, {:tlength})`).
		Bind(dbx.Params{"kind": d.Kind, "ref": d.ID, "hash": d.sum, "tags": strings.Join(d.TagSlugs, "\n"), "lang": d.Lang,
			"akind": d.ArticleKind, "published": published, "boost": d.Boost, "length": d.length,
			"tlength": utf8.RuneCountInString(d.Title)}).Execute()
	if err != nil {
		return err
	}
	doc, err := res.LastInsertId()
	if err != nil {
		return err
	}
	if _, err = tx.DB().NewQuery(`INSERT INTO search_texts (doc, url, title, names, source_title, tags, headings, text)
		VALUES ({:doc}, {:url}, {:title}, {:names}, {:source}, {:tags}, {:headings}, {:text})`).
		Bind(dbx.Params{"doc": doc, "url": d.URL, "title": d.Title, "names": strings.Join(d.Names, "\n"),
			"source": d.SourceTitle, "tags": strings.Join(d.Tags, "\n"), "headings": d.Headings,
			"text": d.text}).Execute(); err != nil {
		return err
	}
	if _, err = tx.DB().NewQuery(`INSERT INTO search_fresh (doc, terms) VALUES ({:doc}, {:terms})`).
		Bind(dbx.Params{"doc": doc, "terms": d.postings}).Execute(); err != nil {
		return err
	}
	if doc%(flushAfter/4) == 0 { // counting every time would be a read too many for a bulk import
		var waiting int
		if err := tx.DB().NewQuery(`SELECT count(*) FROM search_fresh`).Row(&waiting); err != nil {
			return err
		}
		if waiting < flushAfter {
			return nil
		}
		if err := flush(tx); err != nil {
			return err
		}
		more, err := x.mergeSmall(tx)
		if more {
			x.tendAfter(tx)
		}
		return err
	}
	return nil
}

// Delete takes a document out of the index. It is no error when it isn't there.
func (x *Index) Delete(app core.App, kind, id string) error {
	return inTransaction(app, func(tx core.App) error {
		doc, _, err := findDoc(tx, kind, id)
		if err != nil || doc == 0 {
			return err
		}
		return removeDoc(tx, doc)
	})
}

func findDoc(app core.App, kind, id string) (doc int64, hash []byte, err error) {
	err = app.DB().NewQuery(`SELECT doc, hash FROM search_docs WHERE kind = {:kind} AND ref = {:ref}`).
		Bind(dbx.Params{"kind": kind, "ref": id}).Row(&doc, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return doc, hash, err
}

// removeDoc deletes a document's rows. Its postings stay in their segment until the next merge;
// readers skip them because the document is gone.
func removeDoc(tx core.App, doc int64) error {
	for _, q := range []string{
		`DELETE FROM search_docs WHERE doc = {:doc}`,
		`DELETE FROM search_texts WHERE doc = {:doc}`,
		`DELETE FROM search_fresh WHERE doc = {:doc}`,
		`INSERT INTO search_gone (doc) VALUES ({:doc})`,
	} {
		if _, err := tx.DB().NewQuery(q).Bind(dbx.Params{"doc": doc}).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// flush moves the waiting documents into a new segment, in tx.
func flush(tx core.App) error {
	var rows []struct {
		Doc   uint32 `db:"doc"`
		Terms []byte `db:"terms"`
	}
	if err := tx.DB().NewQuery(`SELECT doc, terms FROM search_fresh ORDER BY doc`).All(&rows); err != nil || len(rows) == 0 {
		return err
	}
	first, last := rows[0].Doc, rows[len(rows)-1].Doc
	w, err := newSegmentWriter(tx, 0, len(rows), first, last)
	if err != nil {
		return err
	}
	sources := make([]*freshCursor, len(rows))
	for i, r := range rows {
		terms, err := decodeFresh(r.Terms)
		if err != nil {
			return err
		}
		sources[i] = &freshCursor{doc: r.Doc, terms: terms}
	}
	if err := mergeFresh(sources, first, func(key string, list []byte) error { return w.add(tx, key, list) }); err != nil {
		return err
	}
	if err := w.finish(tx, "live"); err != nil {
		return err
	}
	if _, err := tx.DB().NewQuery(`DELETE FROM search_fresh WHERE doc <= {:last}`).Bind(dbx.Params{"last": last}).Execute(); err != nil {
		return err
	}
	// Caches that are further behind than this read everything again.
	_, err = tx.DB().NewQuery(`DELETE FROM search_gone WHERE seq < (SELECT max(seq) FROM search_gone) - 20000`).Execute()
	return err
}

func unixNow() int64 { return time.Now().Unix() }
