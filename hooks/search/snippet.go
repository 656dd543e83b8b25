package search

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// snippetLength is the length of a snippet in characters, a Latin letter counting half.
const snippetLength = 110

// texts reads the texts of hits.
func (v *view) texts(hits []hit) (map[uint32]string, error) {
	out := make(map[uint32]string, len(hits))
	if len(hits) == 0 {
		return out, nil
	}
	q := []byte(`SELECT doc, text FROM search_texts WHERE doc IN (`)
	for n, h := range hits {
		if n > 0 {
			q = append(q, ',')
		}
		q = strconv.AppendUint(q, uint64(h.i+v.base), 10)
	}
	rows, err := v.conn.QueryContext(v.ctx, string(append(q, ')')))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var doc uint32
		var packed []byte
		if err := rows.Scan(&doc, &packed); err != nil {
			return nil, err
		}
		text, err := unpacker.DecodeAll(packed, nil)
		if err != nil {
			return nil, err
		}
		out[doc-v.base] = string(text)
	}
	return out, rows.Err()
}

// span is a stretch of a text that matches, in characters, and how much that is worth.
type span struct {
	from, to int
	worth    float32
	slots    uint64
}

// spans finds what to mark in a text: clauses where they stand whole, and the single terms of those that don't.
func (p *plan) spans(folded []rune, rarities []float32) []span {
	var out []span
	for _, c := range p.clauses {
		n := len(out)
		for _, want := range p.spellings(c) {
			out = appendSpans(out, folded, want, span{worth: 2 * sum(rarities, c.slots), slots: c.slots})
		}
		if len(out) > n {
			continue
		}
		for n, s := range p.slots {
			if c.slots&(1<<n) == 0 {
				continue
			}
			for _, f := range s.forms {
				out = appendSpans(out, folded, []rune(f.text), span{worth: rarities[n], slots: 1 << n})
			}
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.from - b.from })
	return out
}

// spellings gives a clause as typed and as corrected.
func (p *plan) spellings(c planClause) [][]rune {
	var out [][]rune
	for _, part := range c.chunks {
		out = append(out, part.text)
	}
	for n, s := range p.slots {
		if c.slots&(1<<n) != 0 && (len(c.chunks) == 1 && !c.chunks[0].han) {
			for _, f := range s.forms[1:] {
				out = append(out, []rune(f.text))
			}
		}
	}
	if c.meant != "" {
		out = append(out, []rune(c.meant))
	}
	return out
}

// maxSpans bounds the places looked at for one spelling; a snippet shows a few only.
const maxSpans = 50

func appendSpans(out []span, text, want []rune, s span) []span {
	if len(want) == 0 {
		return out
	}
	latinStart, latinEnd := classOf(want[0]) == wordChar, classOf(want[len(want)-1]) == wordChar
	most := len(out) + maxSpans
	for i := 0; i+len(want) <= len(text) && len(out) < most; i++ {
		if text[i] != want[0] || !slices.Equal(text[i:i+len(want)], want) {
			continue
		}
		if latinStart && i > 0 && classOf(text[i-1]) == wordChar ||
			latinEnd && i+len(want) < len(text) && classOf(text[i+len(want)]) == wordChar {
			continue
		}
		s.from, s.to = i, i+len(want)
		out = append(out, s)
		i += len(want) - 1
	}
	return out
}

// width is what a character takes of a snippet's length, in halves.
func width(r rune) int {
	if r < 0x2e80 {
		return 1
	}
	return 2
}

// How much of a text, in bytes, is searched for a snippet: the beginning, and if the query isn't all there, more.
const (
	firstSnippetText = 12 << 10
	maxSnippetText   = 256 << 10
)

// runesPool keeps the buffers texts are folded into: a page of results needs twenty of some kilobytes each.
var runesPool = sync.Pool{New: func() any { return new([]rune) }}

// snippet cuts the best stretch out of text and gives it as escaped HTML with marks.
func (p *plan) snippet(text string, rarities []float32) string {
	buffer := runesPool.Get().(*[]rune)
	defer runesPool.Put(buffer)
	folded := foldRunes((*buffer)[:0], beginning(text, firstSnippetText))
	spans := p.spans(folded, rarities)
	if len(text) > firstSnippetText && !p.shown(spans) {
		folded = foldRunes(folded[:0], beginning(text, maxSnippetText))
		spans = p.spans(folded, rarities)
	}
	*buffer = folded
	from, to := window(folded, spans)

	// Only the stretch that is shown is needed as it was written.
	start := byteOffset(text, from)
	end := start + byteOffset(text[start:], to-from)
	for i := range spans {
		spans[i].from, spans[i].to = spans[i].from-from, spans[i].to-from
	}
	spans = slices.DeleteFunc(spans, func(s span) bool { return s.from < 0 })
	out := markHTML([]rune(text[start:end]), spans)
	if from > 0 {
		out = "…" + out
	}
	if end < len(text) {
		out += "…"
	}
	return out
}

// shown says whether every clause is among the spans.
func (p *plan) shown(spans []span) bool {
	var all uint64
	for _, s := range spans {
		all |= s.slots
	}
	return all == p.full()
}

// byteOffset gives the place of the n-th character.
func byteOffset(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// window chooses the stretch of a folded text with the most different things found, early ones first.
func window(runes []rune, spans []span) (from, to int) {
	best, bestWorth := 0, float32(-1)
	for n, s := range spans {
		var worth float32
		var seen uint64
		for _, t := range spans[n:] {
			if t.to-s.from > snippetLength*3/4 {
				break
			}
			if t.slots&^seen != 0 {
				worth += t.worth
				seen |= t.slots
			} else {
				worth += t.worth * 0.05
			}
		}
		if worth > bestWorth*1.01 {
			best, bestWorth = s.from, worth
		}
	}
	// A quarter of the stretch stands before the match, the rest after.
	from = best
	for room := snippetLength / 2; from > 0 && room > 0; from-- {
		room -= width(runes[from-1])
	}
	// Begin at a sentence when one begins nearby, and never inside a word.
	for i := from; from > 0 && i < best && i < from+snippetLength/4; i++ {
		if i > 0 && strings.ContainsRune("。！？；\n.!?;", runes[i-1]) {
			from = i
			break
		}
	}
	for from > 0 && from < best && inWord(runes, from) {
		from++
	}
	to = from
	for room := snippetLength * 2; to < len(runes) && room > 0; to++ {
		room -= width(runes[to])
	}
	for cut := to; to < len(runes) && to > from && cut-to < maxWord && inWord(runes, to); {
		to--
	}
	return from, to
}

// inWord says whether a Latin word goes on at i.
func inWord(runes []rune, i int) bool {
	return classOf(runes[i]) == wordChar && classOf(runes[i-1]) == wordChar
}

// markHTML writes runes as HTML: everything escaped, the spans in <mark>, white space as one space.
func markHTML(runes []rune, spans []span) string {
	var b strings.Builder
	space := true // nothing but white space since the last space
	at := 0
	write := func(end int) {
		for ; at < end; at++ {
			r := runes[at]
			if unicode.IsSpace(r) || unicode.IsControl(r) {
				if !space {
					b.WriteByte(' ')
				}
				space = true
				continue
			}
			if unicode.Is(unicode.Cf, r) && r != 0x200d && r != 0x200c {
				continue // marks of direction could turn the page around the snippet
			}
			space = false
			if escaped := escapes[r]; escaped != "" {
				b.WriteString(escaped)
			} else {
				b.WriteRune(r)
			}
		}
	}
	for n := 0; n < len(spans) && spans[n].to <= len(runes); n++ {
		from, end := max(spans[n].from, at), spans[n].to
		for n+1 < len(spans) && spans[n+1].from <= end && spans[n+1].to <= len(runes) {
			n++
			end = max(end, spans[n].to)
		}
		if end <= from {
			continue
		}
		write(from)
		b.WriteString("<mark>")
		write(end)
		b.WriteString("</mark>")
	}
	write(len(runes))
	return strings.TrimSpace(b.String())
}

// escapes are the characters that mean something in HTML, in text and in attributes.
var escapes = map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;"}

// items fills the page with results.
func (s *search) items(r *Response, top []hit) error {
	var missing []hit
	for _, h := range top {
		if s.found[h.i] == nil {
			missing = append(missing, h)
		}
	}
	more, err := s.heads(missing)
	if err != nil {
		return err
	}
	for i, h := range more {
		s.found[i] = h
	}
	texts, err := s.texts(top)
	if err != nil {
		return err
	}
	refs, err := s.refs(top)
	if err != nil {
		return err
	}
	for _, h := range top {
		head, d := s.found[h.i], &s.docs[h.i]
		if head == nil {
			continue
		}
		item := Item{Kind: s.values[d.kind], ID: refs[h.i], URL: head.url, Title: head.title, ArticleKind: s.values[d.subKind],
			Lang: s.values[d.lang], Published: day(d.published), Score: float64(h.score),
			Snippet: s.plan.snippet(texts[h.i], s.rarities)}
		if head.names != "" {
			item.Names = strings.Split(head.names, "\n")
		}
		item.TitleHTML = markHTML([]rune(head.title), s.plan.spans(foldRunes(nil, head.title), s.rarities))
		r.Items = append(r.Items, item)
	}
	return s.addFigures(r.Items)
}

// refs reads the record ids of hits.
func (v *view) refs(hits []hit) (map[uint32]string, error) {
	out := make(map[uint32]string, len(hits))
	for _, h := range hits {
		var ref string
		if err := v.conn.QueryRowContext(v.ctx, `SELECT ref FROM search_docs WHERE doc = ?`, h.i+v.base).Scan(&ref); err != nil {
			return nil, err
		}
		out[h.i] = ref
	}
	return out, nil
}
