package words

// A finder runs the automaton over one text.
type finder struct {
	m    *Matcher
	text string
	r    reader
	ring [128]symbol // the symbols read last; more than a rule may have
	n    int         // how many were read

	right  int // the number of symbols that rightOf was looked up for
	beside symbol
}

// run calls yield with every word that matches, until it gives false.
func (f *finder) run(yield func(w *word, start, end int) bool) {
	f.r = newReader(f.text, true)
	a, codes := f.m.automaton, f.m.codes
	slots := a.slots
	state := int32(0)
	for f.r.next() {
		y := &f.r.y
		var code uint16
		if y.like <= 0xffff {
			code = codes[y.like]
		} else {
			code = f.m.beyond[y.like]
		}
		if code == 0 || y.gaps > maxGap {
			state = 0
		}
		if code == 0 {
			continue
		}
		for {
			t := slots[state].base + int32(code)
			if slots[t].check == state {
				state = t
				break
			}
			if state == 0 {
				break
			}
			state = slots[state].fail
		}
		if state == 0 {
			continue // no match goes through here
		}
		f.ring[f.n&127] = *y
		f.n++
		for out := slots[state].out; out != 0; out = a.outs[out-1].next {
			for _, i := range f.m.of[a.outs[out-1].pattern] {
				w := &f.m.words[i]
				if f.accept(w) && !yield(w, int(f.back(len(w.plain)-1).start), int(y.end)) {
					return
				}
			}
		}
	}
}

// back is the symbol read i before the last.
func (f *finder) back(i int) *symbol { return &f.ring[(f.n-1-i)&127] }

// rightOf is the symbol after the one read last; its kind is 0 at the end of the text.
func (f *finder) rightOf() symbol {
	if f.right != f.n {
		ahead := f.r
		ahead.peeking = true
		f.beside, f.right = symbol{}, f.n
		if ahead.next() {
			f.beside = ahead.y
		}
	}
	return f.beside
}

// accept says whether the last symbols, which look like those of w, are that word.
func (f *finder) accept(w *word) bool {
	n := len(w.plain)
	first, last := f.back(n-1), f.back(0)
	if w.Whole && (first.kind == letter && first.joined == goesOn || last.kind == letter && f.rightOf().joined == goesOn) {
		return false
	}
	if !f.sameLetters(w, first) {
		return false
	}
	return f.joinable(w, first, last)
}

// sameLetters tells a disguise from another word: i and l are drawn alike as I and l are, but
// fall isn't fail; 101 isn't lol; digits that stand for letters begin a word.
func (f *finder) sameLetters(w *word, first *symbol) bool {
	n := len(w.plain)
	digits, standIns, capitals, lower := 0, 0, false, false
	for i, want := range w.plain {
		y := f.back(n - 1 - i)
		got := plain(y.raw)
		if isDigit(got) {
			digits++
		}
		lower = lower || 'a' <= y.raw && y.raw <= 'z'
		if got == want {
			continue
		}
		if want == 'i' && got == 'l' || want == 'l' && got == 'i' {
			if y.raw != 'I' {
				return false
			}
			capitals = true
		}
		if isDigit(got) && !isDigit(want) {
			standIns++
		}
	}
	if capitals && !lower {
		return false // III is no ill
	}
	if w.digits {
		return digits == n || digits > 0 && first.joined != goesOn && f.rightOf().joined != goesOn
	}
	return standIns == 0 || standIns < n && n > 2 && first.joined != goesOn
}

// joinable says whether what stands between the letters may have been put there.
func (f *finder) joinable(w *word, first, last *symbol) bool {
	n := len(w.plain)
	open, gaps, strongHan, strongLatin := 0, 0, false, false // gaps that the rule itself doesn't have
	for i := 1; i < n; i++ {
		y, before := f.back(n-1-i), f.back(n-i)
		if y.gap == 0 {
			continue
		}
		gaps++
		if w.parted[i/64]>>(i%64)&1 == 1 && y.gap&stop == 0 {
			continue
		}
		if y.kind == letter && before.kind == letter {
			open++
			strongLatin = strongLatin || y.gap&stop != 0 || y.gap&blank != 0 && y.gap&(comma|dot) != 0
		} else {
			strongHan = strongHan || y.gap&(stop|comma) != 0 || y.gap&blank != 0 && y.gap&(sign|dot) != 0
		}
	}
	apart := gaps == n-1 // every letter stands for itself
	if strongHan && !(apart && (n > 2 || f.alone(first, last))) {
		return false
	}
	if open == 0 {
		return true
	}
	if first.joined != 0 || f.rightOf().joined != 0 {
		return false
	}
	if apart {
		return n > 3 || n == 3 && !strongLatin
	}
	return !strongLatin && !f.ordinary(n)
}

// alone says whether no letter stands right beside the match.
func (f *finder) alone(first, last *symbol) bool {
	next := f.rightOf()
	return (first.gap != 0 || first.start == 0) && (next.kind == 0 || next.gap != 0)
}

// ordinary says whether the parts that n symbols are in are common words or numbers, which
// stand side by side by chance: an us, pen is, 19 89.
func (f *finder) ordinary(n int) bool {
	var part []rune
	for i := 0; i < n; i++ {
		y := f.back(n - 1 - i)
		if i > 0 && y.gap != 0 {
			if !isOrdinary(part) {
				return false
			}
			part = part[:0]
		}
		part = append(part, plain(y.raw))
	}
	return isOrdinary(part)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isOrdinary(part []rune) bool {
	digits := true
	for _, r := range part {
		digits = digits && isDigit(r)
	}
	return digits || common[string(part)]
}
