package markdown

//go:generate go test -run TestHighlightCSS -update .

// HighlightCSS gives the style sheet of what only this package knows the
// classes of: the kinds of token in code, and the alignment inside formulas.
// Its colours are the site's own tokens, which know light and dark; each has a
// contrast of at least 4.5:1 on code's background and on a marked line.
// It is kept in pb_public/css/code.css; "go generate" writes it anew.
func HighlightCSS() string {
	return `/* Written by "go generate ./hooks/markdown". */
.chroma :is(.c, .go) { color: var(--ink-3); }
.chroma .k { color: var(--violet-ink); }
.chroma :is(.nf, .nt, .gi) { color: var(--qing); }
.chroma :is(.kt, .nc, .nb, .na) { color: var(--qing-2); }
.chroma .s { color: var(--amber-ink); }
.chroma :is(.m, .se, .nv, .cp, .gd) { color: var(--zhu-ink); }
.chroma .gh { font-weight: 600; }
mtd.left, mtable.cases mtd, mtable.aligned > mtr > mtd:nth-child(even) { text-align: start; }
mtd.right, mtable.aligned > mtr > mtd:nth-child(odd) { text-align: end; }
mtable.aligned > mtr > mtd { padding-inline: 0; }
mtable.aligned > mtr > mtd:nth-child(odd):not(:first-child) { padding-inline-start: 2em; }
mrow.boxed { border: 1px solid; padding: .25em .375em; }
merror { border: 1px dotted; background: none; color: var(--zhu-ink); }
`
}
