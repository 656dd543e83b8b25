package search

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
)

// Figures of documents change with every vote: were they part of a document, each vote would index it anew. They are read
// from where they are kept instead, all at once, and kept in memory for a moment.

// Numbers names where the figures of a source's documents stand.
type Numbers struct {
	// SQL selects id, answers, score and accepted (0 or 1) of every document. It is the source's own text, never a visitor's.
	SQL string
}

// figures are those of one document. known is false for documents of sources without [Numbers].
type figures struct {
	answers, score  int32
	known, accepted bool
}

// figureTable has the figures of all documents at one moment. It never changes: the next one takes its place.
type figureTable struct {
	of   []figures
	base uint32 // the document number of of[0]
	read time.Time
	took time.Duration
}

// end is the first document number behind the table.
func (t *figureTable) end() uint32 { return t.base + uint32(len(t.of)) }

// at gives the figures of a document by its number.
func (t *figureTable) at(doc uint32) figures {
	if t == nil || doc < t.base || int(doc-t.base) >= len(t.of) {
		return figures{}
	}
	return t.of[doc-t.base]
}

// How long figures are used again: some tens of the times that reading them took, so that reading them never is more than
// a small part of the work, and at most this long. Where reading takes longer than a search may, no search waits for it.
const (
	figuresWorth  = 30
	figuresOldest = time.Minute
	figuresWait   = 50 * time.Millisecond
)

// figures gives the figures of all documents, nil where no source has any. They can be some seconds old in a large index,
// but those of documents that are new in it are read at once.
func (s *search) figures() (*figureTable, error) {
	sources := s.numbered()
	if len(sources) == 0 {
		return nil, nil
	}
	t := s.x.figures.Load()
	if t == nil {
		s.x.figuresRead.Lock()
		defer s.x.figuresRead.Unlock()
		if t = s.x.figures.Load(); t == nil {
			return s.allFigures(sources)
		}
	}
	if time.Since(t.read) > min(figuresWorth*t.took, figuresOldest) {
		if t.took > figuresWait {
			s.x.refreshFigures()
		} else if s.x.figuresRead.TryLock() {
			defer s.x.figuresRead.Unlock()
			return s.allFigures(sources)
		}
	}
	return s.extended(t, sources)
}

// numbered gives the sources whose documents have figures.
func (s *search) numbered() (sources []Source) {
	for _, source := range s.x.sources {
		if source.Numbers.SQL != "" && s.numberOf(source.Kind) != nobody {
			sources = append(sources, source)
		}
	}
	return sources
}

// allFigures reads the table anew; figuresRead is held. A request that ends meanwhile doesn't stop it: the next one would
// have to begin again.
func (s *search) allFigures(sources []Source) (*figureTable, error) {
	s.ctx = context.WithoutCancel(s.ctx)
	t := &figureTable{of: make([]figures, len(s.docs)), base: s.base, read: time.Now()}
	if err := s.readFigures(t, sources, s.base); err != nil {
		return nil, err
	}
	t.took = time.Since(t.read)
	s.x.figures.Store(t)
	return t, nil
}

// refreshFigures reads the table anew in the background, unless somebody does.
func (x *Index) refreshFigures() {
	if x.stop.Err() != nil || !x.figuresRead.TryLock() {
		return
	}
	x.workers.Go(func() {
		defer x.figuresRead.Unlock()
		v, err := x.open(x.stop, x.app)
		if err == nil {
			defer v.close()
			s := &search{x: x, view: v}
			_, err = s.allFigures(s.numbered())
		}
		if err != nil && x.stop.Err() == nil {
			x.app.Logger().Warn("search: could not read the figures of documents", "error", err)
		}
	})
}

// extended gives a table with the documents that came since it was read.
func (s *search) extended(t *figureTable, sources []Source) (*figureTable, error) {
	end := s.base + uint32(len(s.docs)) // numbers are never used again: a table of another moment is right about what it knows
	if t.end() >= end {
		return t, nil
	}
	next := &figureTable{of: make([]figures, end-t.base), base: t.base, read: t.read, took: t.took}
	copy(next.of, t.of)
	if err := s.readFigures(next, sources, t.end()); err != nil {
		return nil, err
	}
	s.x.figures.CompareAndSwap(t, next)
	return next, nil
}

// readFigures reads the figures of the documents from a number on into a table.
func (s *search) readFigures(t *figureTable, sources []Source, from uint32) error {
	for _, source := range sources {
		if err := s.readFiguresOf(t, source, from); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) readFiguresOf(t *figureTable, source Source, from uint32) error {
	rows, err := s.conn.QueryContext(s.ctx, "SELECT d.doc, n.answers, n.score, n.accepted FROM search_docs d JOIN ("+source.Numbers.SQL+
		") n ON n.id = d.ref WHERE d.doc >= ? AND +d.kind = ?", from, source.Kind)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var doc uint32
		f := figures{known: true}
		if err := rows.Scan(&doc, &f.answers, &f.score, &f.accepted); err != nil {
			return err
		}
		if i := doc - t.base; int(i) < len(t.of) {
			t.of[i] = f
		}
	}
	return rows.Err()
}

// States that a question can be looked for in, as the facet "state" counts them.
const (
	stateUnanswered = "unanswered"
	stateAnswered   = "answered" // has an answer, accepted or not
	stateAccepted   = "accepted"
)

var states = []string{stateUnanswered, stateAnswered, stateAccepted}

// in says whether a question is in a state.
func (f figures) in(state string) bool {
	switch state {
	case stateUnanswered:
		return f.known && f.answers == 0
	case stateAnswered:
		return f.known && f.answers > 0
	case stateAccepted:
		return f.known && f.accepted
	}
	return false
}

// passes says whether a document passes a filter on its figures: answers:0 are those without any, other numbers are the least
// that is wanted.
func (f figures) passes(filter Filter) bool {
	switch filter.Field {
	case "state":
		return f.in(filter.Value)
	case "accepted":
		return f.known && f.accepted == (filter.Value == "yes")
	}
	least, _ := strconv.Atoi(filter.Value)
	switch {
	case !f.known:
		return false
	case filter.Field == "score":
		return int(f.score) >= least
	case least == 0:
		return f.answers == 0
	}
	return int(f.answers) >= least
}

// figureValue reads the value of a filter on figures as it is compared; false says that it is no such value, but text.
func figureValue(field, value string) (string, bool) {
	if field == "accepted" {
		switch value {
		case "yes", "true", "1", "是":
			return "yes", true
		case "no", "false", "0", "否":
			return "no", true
		}
		return "", false
	}
	n, err := strconv.Atoi(value)
	if err != nil || n > math.MaxInt32 || n < math.MinInt32 || field == "answers" && n < 0 {
		return "", false
	}
	return strconv.Itoa(n), true
}

// Figures of one result, for those who show it; nil where it has none.
type Figures struct {
	Answers  int  `json:"answers"`
	Score    int  `json:"votes"`
	Accepted bool `json:"accepted"`
}

// addFigures reads the figures of a page of results as they are now.
func (s *search) addFigures(items []Item) error {
	for _, source := range s.x.sources {
		if source.Numbers.SQL == "" {
			continue
		}
		places := map[string]*Item{}
		var refs []any
		for i := range items {
			if items[i].Kind == source.Kind {
				places[items[i].ID] = &items[i]
				refs = append(refs, items[i].ID)
			}
		}
		if len(refs) == 0 {
			continue
		}
		if err := s.addFiguresOf(source, places, refs); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) addFiguresOf(source Source, places map[string]*Item, refs []any) error {
	rows, err := s.conn.QueryContext(s.ctx, "SELECT id, answers, score, accepted FROM ("+source.Numbers.SQL+") WHERE id IN (?"+strings.Repeat(",?", len(refs)-1)+")", refs...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		f := &Figures{}
		if err := rows.Scan(&id, &f.Answers, &f.Score, &f.Accepted); err != nil {
			return err
		}
		if item := places[id]; item != nil {
			item.Figures = f
		}
	}
	return rows.Err()
}
