package mathml

import "strings"

// pairs reads "name sign name sign ..." into a map.
func pairs(s string) map[string]string {
	fields := strings.Fields(s)
	m := make(map[string]string, len(fields)/2)
	for i := 0; i+1 < len(fields); i += 2 {
		m[fields[i]] = fields[i+1]
	}
	return m
}

func set(s string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(s) {
		m[name] = true
	}
	return m
}

var identifiers = pairs(`alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
	kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
	phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
	digamma ϝ infty ∞ infin ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ emptyset ∅
	varnothing ∅ imath ı jmath ȷ complement ∁ eth ð mho ℧ angle ∠ measuredangle ∡ triangle △ square □ Box □ blacksquare ■
	Diamond ◊ lozenge ◊ bigstar ★ flat ♭ natural ♮ sharp ♯ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ degree °
	S § P ¶ dag † ddag ‡ copyright © pounds £ yen ¥ euro € checkmark ✓ top ⊤ bot ⊥ N ℕ Z ℤ Q ℚ R ℝ C ℂ
	prime ′ backprime ‵ AA Å ss ß L Ł l ł O Ø o ø ae æ AE Æ oe œ OE Œ`)

var operators = pairs(`pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔
	vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯ amalg ⨿
	dagger † ddagger ‡ diamond ⋄ bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷ ltimes ⋉ rtimes ⋊ boxplus ⊞ boxtimes ⊠
	leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ propto ∝ varpropto ∝ asymp ≍ doteq ≐ coloneqq ≔ eqqcolon ≕ triangleq ≜
	leqslant ⩽ geqslant ⩾ leqq ≦ geqq ≧ ll ≪ gg ≫ lll ⋘ ggg ⋙ lesssim ≲ gtrsim ≳ lessgtr ≶ prec ≺ succ ≻ preceq ⪯ succeq ⪰ precsim ≾ succsim ≿
	subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ nsubseteq ⊈ nsupseteq ⊉
	in ∈ isin ∈ ni ∋ owns ∋ notin ∉ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ bowtie ⋈ smile ⌣ frown ⌢
	nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nsim ≁ ncong ≇ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ therefore ∴ because ∵
	to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ uparrow ↑ downarrow ↓ updownarrow ↕ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ implies ⟹ impliedby ⟸
	Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺
	mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽
	rightleftharpoons ⇌ leftrightharpoons ⇋ rightrightarrows ⇉ twoheadrightarrow ↠ rightsquigarrow ⇝ leadsto ⇝ nrightarrow ↛ nRightarrow ⇏ circlearrowleft ↺ circlearrowright ↻ upharpoonright ↾ restriction ↾
	ldots … dots … dotsc … dotso … cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ vdots ⋮ ddots ⋱ iddots ⋰ colon : surd √ mathellipsis …
	_ _ $ $ % % # # & & lt < gt > And & vartriangle △ trianglelefteq ⊴ trianglerighteq ⊵ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ cdotp · centerdot ⋅ circledcirc ⊚ circledast ⊛ barwedge ⊼ veebar ⊻ curlyvee ⋎ curlywedge ⋏ intercal ⊺ dotplus ∔ backsim ∽ eqsim ≂ between ≬ pitchfork ⋔`)

var negations = pairs(`= ≠ < ≮ > ≯ ≤ ≰ ≥ ≱ ∈ ∉ ∋ ∌ ∼ ≁ ≈ ≉ ≅ ≇ ≡ ≢ ⊂ ⊄ ⊃ ⊅ ⊆ ⊈ ⊇ ⊉ ∃ ∄ ∣ ∤ ∥ ∦ ⊢ ⊬ ⊨ ⊭ → ↛ ⇒ ⇏ ≺ ⊀ ≻ ⊁`)

var delimiters = pairs(`{ { } } lbrace { rbrace } lbrack [ rbrack ] lparen ( rparen ) | ‖ Vert ‖ lVert ‖ rVert ‖ vert | lvert | rvert |
	langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lgroup ⟮ rgroup ⟯ lmoustache ⎰ rmoustache ⎱ backslash \ ulcorner ⌜ urcorner ⌝ llcorner ⌞ lrcorner ⌟ llbracket ⟦ rrbracket ⟧`)

var bigOperators = pairs(`sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆`)

var integrals = pairs(`int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ intop ∫ smallint ∫`)

var functions = set(`sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot log ln lg exp dim ker hom deg arg sgn tg ctg erf`)

var limitFunctions = map[string]string{
	"lim": "lim", "max": "max", "min": "min", "sup": "sup", "inf": "inf", "limsup": "lim sup", "liminf": "lim inf",
	"det": "det", "gcd": "gcd", "Pr": "Pr", "argmax": "arg max", "argmin": "arg min", "injlim": "inj lim", "projlim": "proj lim",
}

var spaces = map[string]string{
	",": "0.1667em", "thinspace": "0.1667em", ":": "0.2222em", ">": "0.2222em", "medspace": "0.2222em", ";": "0.2778em", "thickspace": "0.2778em",
	"!": "-0.1667em", "negthinspace": "-0.1667em", " ": "0.3333em", "\n": "0.3333em", "space": "0.3333em", "nobreakspace": "0.3333em",
	"enspace": "0.5em", "quad": "1em", "qquad": "2em",
}

// sizes are the heights of \big and its kin.
var sizes = map[string]string{
	"big": "1.2em", "bigl": "1.2em", "bigr": "1.2em", "bigm": "1.2em", "Big": "1.8em", "Bigl": "1.8em", "Bigr": "1.8em", "Bigm": "1.8em",
	"bigg": "2.4em", "biggl": "2.4em", "biggr": "2.4em", "biggm": "2.4em", "Bigg": "3em", "Biggl": "3em", "Biggr": "3em", "Biggm": "3em",
}

var longArrows = pairs(`xrightarrow → xleftarrow ← xRightarrow ⇒ xLeftarrow ⇐ xleftrightarrow ↔ xmapsto ↦ xlongequal =`)

var texts = set(`text textrm textnormal textbf textit textsf texttt mbox hbox textup emph`)

// ignored commands change nothing that MathML shows.
var ignored = set(`nonumber notag displaylimits hline hfill hfil allowbreak nobreak limits nolimits strut relax null newline
	tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge bigskip medskip smallskip noindent centering qedhere - /`)

// starred commands have a variant with an asterisk.
var starred = set(`operatorname tag hspace`)

// An accent is a sign over or under its argument.
type accent struct {
	sign    string
	stretch bool
	under   bool
	brace   bool // scripts go to the sign, under and over
}

var accents = map[string]accent{
	"hat": {sign: "^"}, "check": {sign: "ˇ"}, "tilde": {sign: "~"}, "acute": {sign: "´"}, "grave": {sign: "`"}, "dot": {sign: "˙"},
	"ddot": {sign: "¨"}, "dddot": {sign: "⃛"}, "breve": {sign: "˘"}, "bar": {sign: "¯"}, "vec": {sign: "→"}, "mathring": {sign: "˚"},
	"widehat": {sign: "^", stretch: true}, "widetilde": {sign: "~", stretch: true}, "widecheck": {sign: "ˇ", stretch: true},
	"overline": {sign: "‾", stretch: true}, "underline": {sign: "_", stretch: true, under: true}, "underbar": {sign: "_", stretch: true, under: true},
	"overrightarrow": {sign: "→", stretch: true}, "overleftarrow": {sign: "←", stretch: true}, "overleftrightarrow": {sign: "↔", stretch: true},
	"underrightarrow": {sign: "→", stretch: true, under: true}, "underleftarrow": {sign: "←", stretch: true, under: true},
	"overbrace": {sign: "⏞", stretch: true, brace: true}, "underbrace": {sign: "⏟", stretch: true, under: true, brace: true},
	"overbracket": {sign: "⎴", stretch: true, brace: true}, "underbracket": {sign: "⎵", stretch: true, under: true, brace: true},
	"overparen": {sign: "⏜", stretch: true}, "underparen": {sign: "⏝", stretch: true, under: true},
}

func (a accent) over(base string) string {
	stretch := "false"
	if a.stretch {
		stretch = "true"
	}
	sign := `<mo stretchy="` + stretch + `">` + a.sign + "</mo>"
	if a.under {
		return `<munder accentunder="true">` + base + sign + "</munder>"
	}
	return `<mover accent="true">` + base + sign + "</mover>"
}
