package mathml

import "html"

// MathML Core has no fonts: an alphabet is a range of Unicode.

var fonts = map[string]string{
	"mathrm": "rm", "mathup": "rm", "mathnormal": "", "mathit": "italic", "mathbf": "bold", "bold": "bold", "boldsymbol": "bolditalic",
	"bm": "bolditalic", "pmb": "bolditalic", "mathbfit": "bolditalic", "mathbb": "double", "mathds": "double", "Bbb": "double", "mathcal": "script",
	"mathscr": "script", "mathfrak": "fraktur", "frak": "fraktur", "mathsf": "sans", "mathtt": "mono",
}

var fontSwitches = map[string]string{
	"rm": "rm", "bf": "bold", "it": "italic", "cal": "script", "sf": "sans", "tt": "mono", "Bbb": "double",
}

// An alphabet begins with A, a and 0; where Unicode had a letter already, the
// range has a hole. A zero start means that there are no such characters.
type alphabet struct {
	upper, lower, digit, greekUpper, greekLower rune
	holes                                       map[rune]rune
}

var alphabets = map[string]alphabet{
	"italic":     {upper: 0x1D434, lower: 0x1D44E, holes: map[rune]rune{'h': 'ℎ'}},
	"bold":       {upper: 0x1D400, lower: 0x1D41A, digit: 0x1D7CE, greekUpper: 0x1D6A8, greekLower: 0x1D6C2},
	"bolditalic": {upper: 0x1D468, lower: 0x1D482, digit: 0x1D7CE, greekUpper: 0x1D71C, greekLower: 0x1D736},
	"double": {upper: 0x1D538, lower: 0x1D552, digit: 0x1D7D8,
		holes: map[rune]rune{'C': 'ℂ', 'H': 'ℍ', 'N': 'ℕ', 'P': 'ℙ', 'Q': 'ℚ', 'R': 'ℝ', 'Z': 'ℤ'}},
	"script": {upper: 0x1D49C, lower: 0x1D4B6, holes: map[rune]rune{'B': 'ℬ', 'E': 'ℰ', 'F': 'ℱ', 'H': 'ℋ', 'I': 'ℐ',
		'L': 'ℒ', 'M': 'ℳ', 'R': 'ℛ', 'e': 'ℯ', 'g': 'ℊ', 'o': 'ℴ'}},
	"fraktur": {upper: 0x1D504, lower: 0x1D51E, holes: map[rune]rune{'C': 'ℭ', 'H': 'ℌ', 'I': 'ℑ', 'R': 'ℜ', 'Z': 'ℨ'}},
	"sans":    {upper: 0x1D5A0, lower: 0x1D5BA, digit: 0x1D7E2},
	"mono":    {upper: 0x1D670, lower: 0x1D68A, digit: 0x1D7F6},
}

// inFont gives a character in the present alphabet, escaped.
func (p *parser) inFont(r rune) string {
	a, ok := alphabets[p.font]
	if !ok {
		return html.EscapeString(string(r))
	}
	if hole, ok := a.holes[r]; ok {
		return string(hole)
	}
	for _, run := range [...]struct{ from, to, start rune }{
		{'A', 'Z', a.upper}, {'a', 'z', a.lower}, {'0', '9', a.digit}, {'Α', 'Ω', a.greekUpper}, {'α', 'ω', a.greekLower},
	} {
		if run.start != 0 && r >= run.from && r <= run.to {
			return string(run.start + r - run.from)
		}
	}
	return html.EscapeString(string(r))
}
