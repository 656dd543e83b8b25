package guard

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/words"
)

// What a rule does, in word_rules.action.
const (
	Block = "block" // the text is refused
	Hold  = "hold"  // it waits for a moderator
	Mask  = "mask"  // the word is stored as ＊
	Allow = "allow" // a word that is fine, whatever rule is in it
)

// ruleRow is a rule as the matcher is built from.
type ruleRow struct {
	ID     string `db:"id"`
	Word   string `db:"word"`
	Lang   string `db:"lang"`
	Action string `db:"action"`
	List   string `db:"list"`
	Whole  bool   `db:"whole"`
}

// rules are the word rules in force, ready to be looked for.
type rules struct {
	matcher *words.Matcher
	rows    []ruleRow
}

// A ruleBook keeps the matcher of the rules in force. Readers never wait for a long list that
// is being built: they go on with the one before.
type ruleBook struct {
	app     core.App
	now     atomic.Pointer[rules]
	dirty   atomic.Bool
	mu      sync.Mutex // holds who builds
	took    time.Duration
	waiting atomic.Bool
}

// A list that is built in less is built by who needs it first, so that a new rule holds from
// the next request on. A longer one is built beside, once changes have ceased for a moment.
const (
	quick   = 30 * time.Millisecond
	settles = 300 * time.Millisecond
)

func newRuleBook(app core.App) *ruleBook { return &ruleBook{app: app} }

func (b *ruleBook) heard(e bus.Event) {
	if e.Collection == schema.WordRules {
		b.stale()
	}
}

func (b *ruleBook) stale() { b.dirty.Store(true) }

// current gives the rules in force.
func (b *ruleBook) current() (*rules, error) {
	now := b.now.Load()
	if now != nil && !b.dirty.Load() {
		return now, nil
	}
	b.mu.Lock()
	slow := now != nil && b.took > quick
	b.mu.Unlock()
	if slow {
		if b.waiting.CompareAndSwap(false, true) {
			time.AfterFunc(settles, func() {
				b.waiting.Store(false)
				if _, err := b.build(); err != nil {
					b.stale()
					b.app.Logger().Error("the word rules couldn't be read again; the ones before stay in force", "error", err)
				}
			})
		}
		return now, nil
	}
	return b.build()
}

// build reads the rules anew.
func (b *ruleBook) build() (*rules, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.now.Load(); now != nil && !b.dirty.Load() {
		return now, nil // somebody else did
	}
	b.dirty.Store(false) // before reading: what changes meanwhile is read again
	words.Symbols("")    // the tables of characters are made once and say nothing of the list's length
	begin := time.Now()
	built, err := load(b.app)
	if err != nil {
		b.stale()
		return nil, err
	}
	b.now.Store(built)
	b.took = time.Since(begin)
	return built, nil
}

// load reads the rules that are in force.
func load(app core.App) (*rules, error) {
	r := &rules{}
	// not through a transaction that may be open: its connection would be waited for
	err := app.ConcurrentDB().NewQuery("SELECT id, word, lang, action, list, whole FROM word_rules WHERE active = TRUE ORDER BY id").All(&r.rows)
	if err != nil {
		return nil, err
	}
	list := make([]words.Rule, len(r.rows))
	for i, row := range r.rows {
		list[i] = words.Rule{Word: row.Word, Lang: row.Lang, Whole: row.Whole, Except: row.Action == Allow}
	}
	r.matcher = words.New(list)
	return r, nil
}

// validateRule refuses a word that could never match, or would match nearly everything.
func validateRule(e *core.RecordEvent) error {
	rule := schema.AsWordRule(e.Record)
	e.Record.Set(schema.WordRuleWord, strings.TrimSpace(rule.Word()))
	was := schema.AsWordRule(e.Record.Original())
	if !e.Record.IsNew() && was.Word() == rule.Word() && was.Whole() == rule.Whole() {
		return e.Next()
	}
	switch unfit(rule.Word(), rule.Whole()) {
	case tooShort:
		return validation.Errors{schema.WordRuleWord: i18n.NewError("guard.word_short")}
	case tooLong:
		return validation.Errors{schema.WordRuleWord: i18n.NewError("guard.word_long")}
	}
	return e.Next()
}

// What makes a word unfit for a rule.
const (
	tooShort = "too short"
	tooLong  = "too long"
)

// longestWord is how many characters the field takes.
const longestWord = 120

// unfit says why a word can't be a rule; empty when it can.
func unfit(word string, whole bool) string {
	n := words.Symbols(word)
	switch {
	case utf8.RuneCountInString(word) > longestWord || n > longestWord:
		return tooLong
	case n == 0, n == 1 && !whole && len(word) < 3: // a letter or digit alone is in nearly every text
		return tooShort
	}
	return ""
}
