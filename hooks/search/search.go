// Package search is the full-text index over everything the site publishes.
//
// It finds Chinese words of one or more characters, English terms inside Chinese text, names and
// original titles, in simplified and traditional script alike, and forgives typing errors in both
// languages. The index lives in plain tables of the site's own SQLite database and is written in the
// transaction of the record it describes.
//
// Features don't appear here: each registers a [Source] that turns its records into documents.
//
//	index := search.New(app)
//	index.Register(search.Source{Kind: "article", Collections: []string{"articles"}, Load: ..., Each: ...})
//	index.Bind()
//
// How the index is built, why it isn't FTS5, and what was measured is in docs/search.md.
package search

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Document is what is searchable of one public thing.
type Document struct {
	Kind, ID    string    // what it is ("article") and the id of its record; together the document's key
	URL         string    // public path, such as /articles/slug
	Title       string    // the strongest field
	Headings    string    // one a line
	Text        string    // plain text of the body; snippets are cut from it
	Names       []string  // handles, display names, credited authors, translators, reviewers: the one who did most first
	Authors     []string  // names and handles that author: finds; compared without case
	SourceTitle string    // title of the original, for translations
	Tags        []string  // slugs, names and synonyms that tag: finds; compared without case
	TagSlugs    []string  // the tags counted in the facets
	Lang        string    // BCP 47 tag, lang: and a facet
	ArticleKind string    // a second value of kind:, such as tutorial
	Published   time.Time // newer documents win between equals; zero means undated
	Boost       float64   // factor on the score; 0 means 1
}

// Source says how the records of some collections become documents of one kind.
type Source struct {
	// Kind of the documents.
	Kind string
	// Collections whose records are documents.
	Collections []string
	// Load gives the documents of records in their order, nil for those that aren't public. app may be a transaction.
	Load func(app core.App, records []*core.Record) ([]*Document, error)
	// Each calls yield for every record that may be public, in any order, and stops at its first error.
	Each func(app core.App, yield func(*core.Record) error) error
	// Affects names, by collection, the records to index again when a record of that other collection changes.
	Affects map[string]func(app core.App, record *core.Record) ([]*core.Record, error)
	// Named are those of these collections whose records others name, as tags: when one is made, nothing names it yet.
	Named []string
	// Numbers says where the documents' figures stand, for the filters answers:, score: and accepted:; empty for none.
	Numbers Numbers
}

// Index is the site's search index. Create it with [New]; it is safe for use by several goroutines.
type Index struct {
	app      core.App
	analyzer *Analyzer
	sources  []Source

	current     atomic.Pointer[snapshot]
	refresh     sync.Mutex // held while current is brought up to date
	scratch     sync.Pool  // *accumulator
	blocks      blockCache
	figures     atomic.Pointer[figureTable]
	figuresRead sync.Mutex // held by who reads them

	together sync.Map // *core.TxAppInfo to *waiting: transactions whose documents are written at their end

	missed  missedQueries
	tending atomic.Bool
	merging sync.Mutex
	workers sync.WaitGroup
	stop    context.Context
	cancel  context.CancelFunc
}

// New returns the index kept in app's database. Nothing is read before the first use.
func New(app core.App) *Index { return NewWith(app, &Analyzer{Bigrams: true}) }

// NewWith is [New] with another way to cut Chinese text; the comparison in docs/search.md uses it.
// An index must be read with the analyzer that wrote it.
func NewWith(app core.App, a *Analyzer) *Index {
	x := &Index{app: app, analyzer: a}
	x.stop, x.cancel = context.WithCancel(context.Background())
	x.scratch.New = func() any { return new(accumulator) }
	return x
}

// Register adds a source. Call it before [Index.Bind].
func (x *Index) Register(s Source) { x.sources = append(x.sources, s) }
