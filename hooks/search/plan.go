package search

import (
	"slices"
)

// plan is a query made ready for the index: the terms to look up and how they belong together.
type plan struct {
	query   Query
	slots   []slot
	clauses []planClause // what must be found
	nots    []planClause // what must not
	whole   string       // the normal form of everything positive, to compare with titles
}

// planClause is one word or run of characters of the query, or one quoted phrase.
type planClause struct {
	chunks []chunk
	text   string // normal form
	phrase bool
	slots  uint64 // which slots are its terms
	places []int  // the slot of each term, in order
	meant  string // what it was probably meant to be, when that differs
}

// plan cuts a query into terms.
func (x *Index) plan(q Query) *plan {
	p := &plan{query: q}
	var all []chunk
	for _, c := range q.Clauses {
		parts := chunks(c.Text)
		if len(parts) == 0 {
			continue
		}
		if c.Not {
			p.nots = append(p.nots, planClause{chunks: parts, text: normalChunks(parts), phrase: c.Phrase})
			continue
		}
		all = append(all, parts...)
		if c.Phrase {
			x.addClause(p, parts, true)
			continue
		}
		for i := range parts {
			x.addClause(p, parts[i:i+1], false)
		}
	}
	p.whole = normalChunks(all)
	return p
}

func (x *Index) addClause(p *plan, parts []chunk, phrase bool) {
	c := planClause{chunks: parts, text: normalChunks(parts), phrase: phrase}
	for _, term := range x.analyzer.queryTerms(parts) {
		n := slices.IndexFunc(p.slots, func(s slot) bool { return s.forms[0].text == term })
		if n < 0 {
			if len(p.slots) == maxSlots {
				continue
			}
			n = len(p.slots)
			p.slots = append(p.slots, slot{forms: []form{{term, 1}}, clause: len(p.clauses)})
		}
		c.slots |= 1 << n
		c.places = append(c.places, n)
	}
	p.clauses = append(p.clauses, c)
}

// full is the mask of all slots.
func (p *plan) full() uint64 {
	if len(p.slots) == 64 {
		return ^uint64(0)
	}
	return 1<<len(p.slots) - 1
}

// coverage is how much of the query a document with the slots in mask has, from 0 to 1: a character counts
// one, a Latin word two. A quoted phrase counts whole or not at all.
func (p *plan) coverage(mask uint64) float32 {
	has, all := 0, 0
	for _, c := range p.clauses {
		units := 2
		if c.chunks[0].han && !c.phrase && len(c.places) == len(c.chunks[0].text)-1 {
			units = len(c.chunks[0].text)
			end := 0 // how many characters are accounted for
			for i, n := range c.places {
				if mask&(1<<n) != 0 {
					has += i + 2 - max(end, i)
					end = i + 2
				}
			}
		} else if mask&c.slots == c.slots {
			has += units
		}
		all += units
	}
	return float32(has) / float32(max(all, 1))
}

// normalChunks writes chunks so that a phrase is found by substring: Latin words stand between
// spaces, runs of characters too, and nothing else is left.
func normalChunks(parts []chunk) string {
	n := 1
	for _, c := range parts {
		n += len(c.text)*3 + 1
	}
	b := make([]byte, 0, n)
	for _, c := range parts {
		b = append(b, ' ')
		b = append(b, string(c.text)...)
	}
	return string(append(b, ' '))
}

// normal is the normal form of a text.
func normal(text string) string { return normalChunks(chunks(text)) }

// needle is the normal form of a query as it is looked for inside another: characters may stand in
// the middle of a longer run, Latin words only whole.
func needle(normalForm string) string {
	runes := []rune(normalForm)
	from, to := 0, len(runes)
	if len(runes) > 2 && classOf(runes[1]) == ideograph {
		from = 1
	}
	if len(runes) > 2 && classOf(runes[len(runes)-2]) == ideograph {
		to--
	}
	return string(runes[from:to])
}
