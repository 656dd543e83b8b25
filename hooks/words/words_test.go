package words

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func find(t *testing.T, rules []Rule, text string) []string {
	t.Helper()
	var got []string
	for _, m := range New(rules).Find(text, "", 100) {
		got = append(got, text[m.Start:m.End])
	}
	return got
}

// Every disguise is found, and found where it stands.
func TestDisguises(t *testing.T) {
	for _, row := range []struct{ word, text, want string }{
		{"赌博网站", "来赌博网站玩", "赌博网站"},
		{"赌博网站", "来賭博網站玩", "賭博網站"},
		{"赌博网站", "赌 博 网 站", "赌 博 网 站"},
		{"赌博网站", "赌*博*网*站", "赌*博*网*站"},
		{"赌博网站", "赌。博。网。站", "赌。博。网。站"},
		{"赌博网站", "赌，博，网，站!", "赌，博，网，站"},
		{"赌博网站", "赌\u200b博\u200d网\ufeff站", "赌\u200b博\u200d网\ufeff站"},
		{"赌博网站", "赌<b>博</b>网<i class=\"x\">站", "赌<b>博</b>网<i class=\"x\">站"},
		{"赌博网站", "赌**博**网~~站~~", "赌**博**网~~站"},
		{"赌博网站", "赌&#21338;网&#x7ad9;", "赌&#21338;网&#x7ad9;"},
		{"赌博网站", "赌&nbsp;博&zwj;网站", "赌&nbsp;博&zwj;网站"},
		{"赌博网站", "[赌](https://a.example/)博网站", "赌](https://a.example/)博网站"},
		{"赌博网站", "赌\n博\n网\n站", "赌\n博\n网\n站"},
		{"赌博网站", "赌🎲博🎲网🎲站", "赌🎲博🎲网🎲站"},
		{"赌博网站", "赌【博】网站", ""}, // a bracket after every letter or none: see the false hits
		{"赌博", "我们，赌，博，好", "赌，博"},
		{"赌博", "赌/博", "赌/博"},
		{"加一微信", "加㈠微信", "加㈠微信"},
		{"加微信1", "加微信①", "加微信①"},
		{"加V信", "加v信", "加v信"},
		{"加V信", "加 Ⅴ-信", "加 Ⅴ-信"},
		{"加qq", "加 ｑＱ", "加 ｑＱ"},
		{"一夜情", "㊀夜情", "㊀夜情"},
		{"一夜情", "㈠夜情", "㈠夜情"},
		{"台独", "臺獨", "臺獨"},
		{"后门", "後門", "後門"},

		{"viagra", "Buy VIAGRA now", "VIAGRA"},
		{"viagra", "ｖｉａｇｒａ", "ｖｉａｇｒａ"},
		{"viagra", "ⓥⓘⓐⓖⓡⓐ", "ⓥⓘⓐⓖⓡⓐ"},
		{"viagra", "⒱⒤⒜⒢⒭⒜", "⒱⒤⒜⒢⒭⒜"},
		{"viagra", "𝓋𝒾𝒶𝑔𝓇𝒶", "𝓋𝒾𝒶𝑔𝓇𝒶"},
		{"viagra", "𝐕𝐈𝐀𝐆𝐑𝐀", "𝐕𝐈𝐀𝐆𝐑𝐀"},
		{"viagra", "🅥🅘🅐🅖🅡🅐", "🅥🅘🅐🅖🅡🅐"},
		{"viagra", "🆅🅸🅰🅶🆁🅰", "🆅🅸🅰🅶🆁🅰"},
		{"viagra", "🇻🇮🇦🇬🇷🇦", "🇻🇮🇦🇬🇷🇦"},
		{"viagra", "vıägrà", "vıägrà"},
		{"viagra", "v\u0336i\u0336a\u0336g\u0336r\u0336a", "v\u0336i\u0336a\u0336g\u0336r\u0336a"},
		{"viagra", "v i a g r a", "v i a g r a"},
		{"viagra", "v.i.a.g.r.a", "v.i.a.g.r.a"},
		{"viagra", "via-gra", "via-gra"},
		{"viagra", "v1agra", "v1agra"},
		{"viagra", "v1@gra", ""},
		{"viagra", "v14gr4", "v14gr4"},
		{"viagra", "vlAGRA", ""},
		{"viagra", "vіаgrа", "vіаgrа"}, // Cyrillic і and а
		{"viagra", "νιαgrα", "νιαgrα"}, // Greek
		{"viagra", "ᴠɪᴀɢʀᴀ", "ᴠɪᴀɢʀᴀ"},
		{"viagra", "vi<b>ag</b>ra", "vi<b>ag</b>ra"},
		{"viagra", "vi**ag**ra", "vi**ag**ra"},
		{"viagra", "v&#105;agra", "v&#105;agra"},
		{"viagra", "vi&shy;agra", "vi&shy;agra"},
		{"viagra", "vi\u00adagra", "vi\u00adagra"},
		{"viagra", "vi\ufe0fag\U000e0101ra", "vi\ufe0fag\U000e0101ra"},
		{"viagra", "via gra", "via gra"},
		{"viagra", `<a href="https://viagra.example/">x</a>`, "viagra"},
		{"viagra", `[x](https://viagra.example/)`, "viagra"},
		{"viagra", `<https://viagra.example/>`, "viagra"},
		{"viagra", `<img alt="viagra" src=x>`, "viagra"},
		{"casino", "cas1n0", "cas1n0"},
		{"casino", "ＣＡＳＩＮＯ!", "ＣＡＳＩＮＯ"},
		{"free casino", "free   casino", "free   casino"},
		{"free casino", "FREE-casino", "FREE-casino"},
		{"8964", "８９６４", "８９６４"},
		{"8964", "⑧⑨⑥④", "⑧⑨⑥④"},
		{"8964", "8 9 6 4", "8 9 6 4"},
		{"kg", "5㎏", "㎏"},
	} {
		got := strings.Join(find(t, []Rule{{Word: row.word}}, row.text), "|")
		if got != row.want {
			t.Errorf("%s in %q: %q, want %q", row.word, row.text, got, row.want)
		}
	}
}

// What only looks like it is left alone.
func TestFalseHits(t *testing.T) {
	for _, row := range []struct{ word, text string }{
		{"赌博", "他们打赌，博士来了"},
		{"赌博", "打赌。博客"},
		{"赌博", "| 打赌 | 博士 |"},
		{"赌博", "《打赌》博士"},
		{"赌博", "打赌\n博士"},
		{"法轮功", "方法。轮到功课"},
		{"anus", "give an us citizen"},
		{"penis", "the pen is here"},
		{"shit", "pass hit"},
		{"shit", "the song's hit record"},
		{"shit", "push it now"},
		{"fail", "fall"},
		{"ill", "III"},
		{"lol", "101"},
		{"8964", "89 64"},
		{"8964", "89.64"},
		{"10", "lo and behold"},
		{"ass", "hexa55"},
		{"cop", "c. Open"},
		{"go", "g, o"},
	} {
		if got := find(t, []Rule{{Word: row.word}}, row.text); len(got) > 0 {
			t.Errorf("%s in %q: %q", row.word, row.text, got)
		}
	}
	for _, row := range []struct{ word, text, want string }{
		{"ass", "class assess bass", ""},
		{"ass", "an ass!", "ass"},
		{"ass", "你这ass啊", "ass"},
		{"ass", "pass ass_hole Ass", "ass|Ass"},
		{"ass", "<b>ass</b>ess", ""},
		{"ass", "ass1", ""},
		{"tit", "title tit's", "tit"},
		{"java", "javascript java.", "java"},
	} {
		if got := strings.Join(find(t, []Rule{{Word: row.word, Whole: true}}, row.text), "|"); got != row.want {
			t.Errorf("the whole word %s in %q: %q, want %q", row.word, row.text, got, row.want)
		}
	}
	rules := []Rule{{Word: "拉伯"}, {Word: "sex"}, {Word: "阿拉伯", Except: true}, {Word: "Middlesex", Except: true}}
	if got := find(t, rules, "阿拉伯语和拉伯，middlesex sex"); !slices.Equal(got, []string{"拉伯", "sex"}) {
		t.Errorf("beside exceptions: %q", got)
	}
}

func TestLanguages(t *testing.T) {
	m := New([]Rule{{Word: "gift", Lang: "de"}, {Word: "礼物", Lang: "zh"}, {Word: "toxic"}})
	for lang, want := range map[string]int{"de": 2, "en": 1, "zh": 2, "zh-Hant": 2, "": 3} {
		if got := len(m.Find("gift 礼物 toxic", lang, 10)); got != want {
			t.Errorf("%q: %d matches, want %d", lang, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	m := New([]Rule{{Word: "坏词"}, {Word: "bad"}, {Word: "词语"}})
	for in, want := range map[string]string{
		"这是坏词语。":          "这是＊＊＊。",
		"BAD, b<b>a</b>d": "＊＊＊, ＊<b>＊</b>＊",
		"坏 词 好词":          "＊ ＊ 好词",
		"没有":              "没有",
	} {
		if got := Mask(in, m.Find(in, "", 100)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNormal(t *testing.T) {
	for _, same := range [][]string{{"賭 博", "赌博", "赌-博"}, {"ＣＡＳＩＮＯ", "casino", "cas1n0"}} {
		for _, s := range same {
			if Normal(s) != Normal(same[0]) || Normal(s) == "" {
				t.Errorf("%s is %s, %s is %s", s, Normal(s), same[0], Normal(same[0]))
			}
		}
	}
	if Normal(" -!") != "" || Normal(strings.Repeat("长", longest+1)) != "" || Normal(strings.Repeat("长", longest)) == "" {
		t.Error("what is too short or too long has a normal form")
	}
}

// naive compares every rule at every symbol.
func naive(rules []Rule, text string) []Match {
	m := New(rules)
	f := finder{m: m, text: text, right: -1}
	f.r = newReader(text, true)
	var found []Match
	for f.r.next() {
		f.ring[f.n&127] = f.r.y
		f.n++
		for i := range m.words {
			w := &m.words[i]
			if n := len(w.plain); n <= f.n && looks(&f, w) && f.accept(w) {
				found = append(found, Match{w.index, int(f.back(n - 1).start), int(f.r.y.end)})
			}
		}
	}
	slices.SortFunc(found, order)
	return found
}

func looks(f *finder, w *word) bool {
	n := len(w.plain)
	for i, r := range w.plain {
		y := f.back(n - 1 - i)
		if y.like != alike(r) || i > 0 && y.gaps > maxGap {
			return false
		}
	}
	return true
}

func check(t *testing.T, rules []Rule, text string) {
	t.Helper()
	m := New(rules)
	got := m.Find(text, "", 1<<20)
	if want := naive(rules, text); !slices.Equal(got, want) {
		t.Fatalf("%v in %q:\n got %v\nwant %v", rules, text, got, want)
	}
	for _, hit := range got {
		if hit.Start < 0 || hit.End > len(text) || hit.Start >= hit.End {
			t.Fatalf("%q: a match at %d to %d", text, hit.Start, hit.End)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[hit.Start:hit.End]) {
			t.Fatalf("%q: a match cuts a character", text)
		}
		var b strings.Builder
		read(text[hit.Start:hit.End], true, func(y symbol) bool { b.WriteRune(y.like); return true })
		if normal := Normal(rules[hit.Rule].Word); !strings.Contains(b.String(), normal) && !strings.Contains(text, "<") && !strings.Contains(text, "](") {
			t.Fatalf("%q: %q is no %q", text, b.String(), normal)
		}
	}
	masked := Mask(text, got)
	if utf8.ValidString(text) && !utf8.ValidString(masked) {
		t.Fatalf("%q: masked is not UTF-8", text)
	}
}

func TestAgainstNaive(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	pieces := []string{"a", "b", "i", "l", "1", "0", "o", "赌", "博", "網", "网", " ", "-", ".", "，", "\n", "'", "<b>", "</b>", "<", "&", "&#97;", "&nbsp;", "**", "](x)", "](", "Ａ", "ⓑ", "⒜", "㎏", "𝒶", "а", "\u200b", "\u0301", "\xff", "🎲", "(", ")"}
	some := func(n int) string {
		var b strings.Builder
		for range 1 + r.Intn(n) {
			b.WriteString(pieces[r.Intn(len(pieces))])
		}
		return b.String()
	}
	for range 500 {
		var rules []Rule
		for range 1 + r.Intn(12) {
			rules = append(rules, Rule{Word: some(5), Whole: r.Intn(4) == 0})
		}
		check(t, rules, some(60))
	}
}

func FuzzFind(f *testing.F) {
	f.Add("赌博\nabc", "赌 博 <b>a</b>bc &#97;bc")
	f.Add("ab\nb\nbab", "abababaｂ⒝")
	f.Fuzz(func(t *testing.T, words, text string) {
		if len(words) > 400 || len(text) > 2000 {
			return
		}
		var rules []Rule
		for i, w := range strings.Split(words, "\n") {
			rules = append(rules, Rule{Word: w, Whole: i%3 == 2})
		}
		check(t, rules, text)
	})
}

// manyRules is a list as communities import them: most of them Chinese, of 2 to 6 characters.
func manyRules(n int) []Rule {
	r := rand.New(rand.NewSource(3))
	rules := make([]Rule, 0, n)
	for i := range n {
		var b strings.Builder
		if i%5 == 0 {
			for range 4 + r.Intn(7) {
				b.WriteByte(byte('a' + r.Intn(26)))
			}
		} else {
			for range 2 + r.Intn(5) {
				b.WriteRune(rune(0x4e00 + r.Intn(4000)))
			}
		}
		rules = append(rules, Rule{Word: b.String(), Whole: i%7 == 0})
	}
	return rules
}

func megabyte(pieces ...string) string {
	r := rand.New(rand.NewSource(5))
	var b strings.Builder
	for b.Len() < 1<<20 {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

func BenchmarkFind(b *testing.B) {
	m := New(manyRules(50_000))
	for name, text := range map[string]string{
		"chinese": megabyte("云上的数据库怎样在一台机器上", "，", "扩展到一百台机器？", "我们把测量写在这里", "。\n"),
		"english": megabyte("the quick brown fox ", "jumps over ", "a lazy dog, ", "and measures it.\n"),
		"zero":    strings.Repeat("\u200b", 1<<20/3),
		"tags":    strings.Repeat("<a ", 1<<20/3),
		"links":   strings.Repeat("](", 1<<19),
		"amps":    strings.Repeat("&", 1<<20),
		"bracket": strings.Repeat("⒜", 1<<20/3),
		"same":    strings.Repeat("a", 1<<15),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				m.Find(text, "", 1000)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	rules := manyRules(50_000)
	for b.Loop() {
		New(rules)
	}
}

// A text made to cost much costs in proportion to its length: the work is counted, not timed.
func TestHostileTexts(t *testing.T) {
	var rules []Rule
	for n := 1; n <= longest; n++ {
		rules = append(rules, Rule{Word: strings.Repeat("a", n), Whole: true})
	}
	m := New(rules)
	for name, text := range map[string]string{
		"one word":   strings.Repeat("a", 1<<15),
		"tags":       strings.Repeat("<a ", 1<<13),
		"open links": strings.Repeat("](x", 1<<13),
		"entities":   strings.Repeat("&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1<<10),
		"zero width": "a" + strings.Repeat("\u200b", 1<<13) + "a",
		"spaces":     strings.Repeat("a"+strings.Repeat(" ", 100), 1<<8),
	} {
		f := finder{m: m, text: text, right: -1}
		f.run(func(*word, int, int) bool { return true })
		if f.n > len(text) {
			t.Errorf("%s: %d symbols of %d bytes", name, f.n, len(text))
		}
	}
	if got := m.Find(strings.Repeat("a ", 1<<19), "", 50); len(got) != 50 {
		t.Errorf("%d matches where 50 are the limit", len(got))
	}
}
