package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// What a guess is worth beside the term as typed.
const (
	inflectedWeight = 0.8  // component for components
	prefixWeight    = 0.5  // gorou -> goroutine
	misspeltWeight  = 0.55 // gorutine -> goroutine
	soundWeight     = 0.6  // 条剑 -> 条件
)

// believed is how many documents must have a word in their text for it to be no typing error.
const believed = 3

// correct looks at the clauses no document has in its head, guesses what was meant, and matches again when
// there is a guess. Guesses are alternatives: what was typed still counts, and counts more.
func (s *search) correct(r *Response) error {
	full := s.plan.full()
	inHead := make([]bool, len(s.plan.clauses))
	inText := make([]int, len(s.plan.clauses))
	for _, i := range s.acc.touched {
		if !s.alive(i) {
			continue
		}
		head, all := s.acc.head[i], s.acc.mask[i]
		if head == full {
			return nil
		}
		for n := range s.plan.clauses {
			want := s.plan.clauses[n].slots
			if head&want == want {
				inHead[n] = true
			}
			if all&want == want {
				inText[n]++
			}
		}
	}
	changed, misspelt := false, false
	for n := range s.plan.clauses {
		c := &s.plan.clauses[n]
		if c.phrase || c.slots == 0 || inHead[n] {
			continue
		}
		var wrong bool
		var err error
		if c.chunks[0].han {
			if inText[n] < believed {
				c.meant, err = s.correctSound(c)
				wrong = c.meant != ""
			}
		} else {
			c.meant, wrong, err = s.correctWord(c, inText[n] < believed)
		}
		if err != nil {
			return err
		}
		changed = changed || c.meant != ""
		misspelt = misspelt || wrong
	}
	if !changed {
		return nil
	}
	if err := s.match(); err != nil {
		return err
	}
	s.plan.whole = s.plan.meant()
	if misspelt {
		r.Suggestion, r.Corrected = s.plan.suggestion(), true
	}
	return nil
}

// meant is the normal form of the query as corrected.
func (p *plan) meant() string {
	var parts []chunk
	for _, c := range p.clauses {
		if c.meant == "" {
			parts = append(parts, c.chunks...)
			continue
		}
		parts = append(parts, chunk{han: c.chunks[0].han, text: []rune(c.meant)})
	}
	return normalChunks(parts)
}

// suggestion writes the corrected query with its filters.
func (p *plan) suggestion() string {
	q := Query{Filters: p.query.Filters}
	for _, c := range p.clauses {
		text := strings.TrimSpace(c.text)
		if c.meant != "" {
			text = c.meant
		}
		q.Clauses = append(q.Clauses, Clause{Text: text, Phrase: c.phrase})
	}
	for _, c := range p.query.Clauses {
		if c.Not {
			q.Clauses = append(q.Clauses, c)
		}
	}
	return q.String()
}

// candidate is a head word that may have been meant.
type candidate struct {
	word   string
	score  float32
	weight float32
	count  uint32
	same   bool // a form or the rest of the word, not another one
}

// correctWord adds to a Latin clause the head words it may stand for: its other number, words it begins, and, if
// doubted, words one or two typing errors away. It gives the likeliest, and whether that is another word.
func (s *search) correctWord(c *planClause, doubted bool) (meant string, misspelt bool, err error) {
	word := string(c.chunks[0].text)
	size := utf8.RuneCountInString(word)
	counts := map[string]*candidate{}
	mask := letters(word)
	limit := 0
	switch {
	case !doubted:
	case size >= 8:
		limit = 2
	case size >= 4:
		limit = 1
	}
	consider := func(w string, m uint32, count uint32) {
		if known := counts[w]; known != nil {
			known.count += count
			return
		}
		if w == word {
			return
		}
		switch {
		case sameStem(word, w):
			counts[w] = &candidate{word: w, score: 10, weight: inflectedWeight, count: count, same: true}
		case size >= 3 && strings.HasPrefix(w, word):
			counts[w] = &candidate{word: w, score: 4 - 0.2*float32(len(w)-len(word)), weight: prefixWeight, count: count, same: true}
		case limit > 0 && len(w) >= 3 && differ(mask, m) <= 2*limit:
			if d := distance(word, w, limit); d <= limit {
				score := 6 - 2.5*float32(d)
				if w[0] == word[0] {
					score++
				}
				counts[w] = &candidate{word: w, score: score, weight: misspeltWeight / float32(d), count: count}
			}
		}
	}
	if err := s.eachHeadWord("", consider); err != nil {
		return "", false, err
	}
	var list []candidate
	for _, k := range counts {
		k.score += 0.4 * logCount(k.count)
		list = append(list, *k)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return strings.Compare(a.word, b.word)
	})
	if len(list) == 0 {
		return "", false, nil
	}
	for n := range s.plan.slots {
		if c.slots&(1<<n) == 0 {
			continue
		}
		for j, k := range list[:min(len(list), 6)] {
			w := k.weight
			if j > 0 && list[0].score-k.score > 2 {
				break
			}
			s.plan.slots[n].forms = append(s.plan.slots[n].forms, form{k.word, w})
		}
	}
	return list[0].word, !list[0].same, nil
}

// sameStem says whether two words differ only in a plural ending.
func sameStem(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= 3 && (b == a+"s" || b == a+"es" || strings.HasSuffix(a, "y") && b == a[:len(a)-1]+"ies")
}

func logCount(n uint32) float32 {
	l := float32(0)
	for ; n > 1; n >>= 1 {
		l++
	}
	return l
}

func differ(a, b uint32) int {
	n := 0
	for x := a ^ b; x != 0; x &= x - 1 {
		n++
	}
	return n
}

// distance is the number of single typing errors between two words: a letter missing, added, wrong, or two
// neighbours swapped (optimal string alignment). Above limit it gives limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	var rows [3][maxWord + 2]int
	if len(y) > maxWord || len(x) > maxWord {
		return limit + 1
	}
	for j := range y {
		rows[0][j+1] = j + 1
	}
	for i := range x {
		now, one, two := &rows[(i+1)%3], &rows[i%3], &rows[(i+2)%3]
		now[0] = i + 1
		least := now[0]
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			d := min(one[j]+cost, one[j+1]+1, now[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, two[j-1]+1)
			}
			now[j+1] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
	}
	return min(rows[len(x)%3][len(y)], limit+1)
}

// maxAligned is how many documents that sound like a clause are looked at.
const maxAligned = 60

// correctSound finds in titles and headings what a run of characters sounds like, when one or, in a long run, two
// characters differ. It adds the pairs of the best find to the clause's slots.
func (s *search) correctSound(c *planClause) (string, error) {
	run := c.chunks[0].text
	if len(run) < 2 {
		return "", nil
	}
	hits, err := s.soundHits(run)
	if err != nil || len(hits) == 0 {
		return "", err
	}
	heads, err := s.heads(hits)
	if err != nil {
		return "", err
	}
	counts := map[string]int{}
	for _, h := range hits {
		head := heads[h.i]
		if head == nil {
			continue
		}
		if w := align(run, head.title); w != "" {
			counts[w] += 3
		}
		if w := align(run, head.headings); w != "" {
			counts[w]++
		}
	}
	best := ""
	for w, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && w < best {
			best = w
		}
	}
	if best == "" {
		return "", nil
	}
	fixed := []rune(best)
	for n := range s.plan.slots {
		if c.slots&(1<<n) == 0 {
			continue
		}
		for i := 0; i+1 < len(run); i++ {
			if s.plan.slots[n].forms[0].text == string(run[i:i+2]) && !slices.Equal(run[i:i+2], fixed[i:i+2]) {
				s.plan.slots[n].forms = append(s.plan.slots[n].forms, form{string(fixed[i : i+2]), soundWeight})
			}
		}
	}
	return best, nil
}

// soundHits gives documents that have every pair of syllables of a run in title or headings.
func (s *search) soundHits(run []rune) ([]hit, error) {
	var all bitset
	for i := 0; i+1 < len(run); i++ {
		pair := newBitset(len(s.docs))
		var failed error
		soundPairs(run[i], run[i+1], func(key string) {
			p, err := s.lookup(spaceSound, key)
			if err == nil {
				err = s.each(&p, func(i uint32, _ uint8) { pair.set(i) })
			}
			if err != nil {
				failed = err
			}
		})
		if failed != nil {
			return nil, failed
		}
		if all == nil {
			all = pair
			continue
		}
		for j := range all {
			all[j] &= pair[j]
		}
	}
	var hits []hit
	for i := len(s.docs) - 1; i >= 0 && len(hits) < maxAligned; i-- {
		if all.has(uint32(i)) && s.alive(uint32(i)) {
			hits = append(hits, hit{i: uint32(i)})
		}
	}
	return hits, nil
}

// align finds the first place of text that sounds like run and differs in as few characters as a typing error
// does; it gives what stands there.
func align(run []rune, text string) string {
	folded := []rune(Fold(text))
	allowed := max(1, len(run)/4)
	best, least := "", allowed+1
	for i := 0; i+len(run) <= len(folded); i++ {
		wrong := 0
		for j, r := range run {
			if folded[i+j] == r {
				continue
			}
			if wrong++; wrong > allowed || !soundsAlike(folded[i+j], r) {
				wrong = len(run) + 1
				break
			}
		}
		if wrong > 0 && wrong < least {
			best, least = string(folded[i:i+len(run)]), wrong
		}
	}
	return best
}
