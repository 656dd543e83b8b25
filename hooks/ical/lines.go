package ical

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	encodings "golang.org/x/text/encoding/unicode"
)

// A line is a content line, put together again: NAME;PARAM=value:value.
type line struct {
	number int // where it begins in the file
	name   string
	params map[string][]string
	value  string
	broken int // lines that were added to it although they have no mark
}

// param gives a parameter's first value.
func (l *line) param(name string) string {
	if v := l.params[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// raw is a content line before it is understood.
type raw struct {
	number int
	text   []byte
	own    bool // text is a copy, and can be appended to
}

// join appends a further piece.
func (r *raw) join(piece []byte) {
	if !r.own {
		r.text, r.own = append(make([]byte, 0, 2*len(r.text)+len(piece)), r.text...), true
	}
	r.text = append(r.text, piece...)
}

// soft reports whether a line of quoted-printable text goes on in the next one.
func (r *raw) soft() bool {
	return bytes.HasSuffix(r.text, []byte("=")) && bytes.Contains(bytes.ToUpper(r.text[:min(len(r.text), 200)]), []byte("QUOTED-PRINTABLE"))
}

// unfold puts lines together again. It works on bytes, because simple writers cut characters in two.
func unfold(data []byte) []raw {
	var lines []raw
	number := 0
	for len(data) > 0 {
		end, next := bytes.IndexAny(data, "\r\n"), 1
		if end < 0 {
			end, next = len(data), 0
		} else if data[end] == '\r' && end+1 < len(data) && data[end+1] == '\n' {
			next = 2
		}
		text := data[:end]
		data = data[end+next:]
		number++
		switch {
		case len(text) > 0 && (text[0] == ' ' || text[0] == '\t') && len(lines) > 0:
			lines[len(lines)-1].join(text[1:])
		case len(lines) > 0 && lines[len(lines)-1].soft():
			last := &lines[len(lines)-1]
			last.text = last.text[:len(last.text)-1]
			last.join(text)
		case len(bytes.TrimSpace(text)) == 0:
		default:
			lines = append(lines, raw{number: number, text: text})
		}
	}
	return lines
}

// decode makes text of a file's bytes where the whole file is in another encoding, as its first bytes tell.
func decode(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}) {
		return data[3:], nil
	}
	wide := encodings.UTF16(encodings.LittleEndian, encodings.UseBOM)
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
	case bytes.HasPrefix(data, []byte("B\x00E\x00")):
		wide = encodings.UTF16(encodings.LittleEndian, encodings.IgnoreBOM)
	case bytes.HasPrefix(data, []byte("\x00B\x00E")):
		wide = encodings.UTF16(encodings.BigEndian, encodings.IgnoreBOM)
	default:
		return data, nil
	}
	return wide.NewDecoder().Bytes(data)
}

// texts gives lines that aren't UTF-8 the encoding that fits all of them.
type texts struct{ guess encoding.Encoding }

func newTexts(lines []raw) texts {
	var foreign []byte
	for _, l := range lines {
		if !utf8.Valid(l.text) {
			foreign = append(append(foreign, l.text...), '\n')
			if len(foreign) > 1<<20 {
				break
			}
		}
	}
	return texts{guess(foreign)}
}

// guess tells Chinese from Western text: what reads as common Chinese characters without a fault is Chinese.
func guess(foreign []byte) encoding.Encoding {
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(foreign)
	if err != nil || bytes.ContainsRune(s, utf8.RuneError) {
		return charmap.Windows1252
	}
	han, other := 0, 0
	for _, r := range string(s) {
		switch {
		case unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef:
			han++
		case r >= 0x80:
			other++
		}
	}
	if han > 4 && han > 4*other && common(s) {
		return simplifiedchinese.GB18030
	}
	return charmap.Windows1252
}

// common reports whether most Chinese characters are of the first, frequent level of GB 2312, which has two bytes of
// 0xB0 to 0xD7 and 0xA1 to 0xFE: Western letters with accents that happen to read as Chinese ones are not.
func common(text []byte) bool {
	frequent, all := 0, 0
	for _, r := range string(text) {
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		all++
		if b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r))); err == nil && len(b) == 2 && b[0] >= 0xB0 && b[0] <= 0xD7 && b[1] >= 0xA1 {
			frequent++
		}
	}
	return frequent*10 >= all*8
}

// text makes a line's bytes text. Nothing is left that isn't UTF-8, and no control characters but tabs.
func (t texts) text(b []byte, label string) string {
	if !utf8.Valid(b) {
		enc := t.guess
		if label != "" {
			if named, _ := charset.Lookup(label); named != nil {
				enc = named
			}
		}
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			b = out
		}
	}
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b), "\uFFFD"))
}

// cut splits a content line into its parts. It reports false for what is none.
func (t texts) cut(r raw) (line, bool) {
	l := line{number: r.number}
	text := t.text(r.text, "")
	i := 0
	for i < len(text) && (text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 'a' && text[i] <= 'z' || text[i] >= '0' && text[i] <= '9' || text[i] == '-' || text[i] == '_' || text[i] == '.') {
		i++
	}
	if i == 0 || i == len(text) || text[i] != ';' && text[i] != ':' {
		return l, false
	}
	l.name = strings.ToUpper(text[:i])
	if dot := strings.LastIndexByte(l.name, '.'); dot >= 0 {
		l.name = l.name[dot+1:] // a group, as vCard has them
	}
	for i < len(text) && text[i] == ';' {
		i++
		start := i
		for i < len(text) && text[i] != '=' && text[i] != ';' && text[i] != ':' {
			i++
		}
		name := strings.ToUpper(strings.TrimSpace(text[start:i]))
		if l.params == nil {
			l.params = map[string][]string{}
		}
		if i >= len(text) || text[i] != '=' {
			l.params[name] = append(l.params[name], "") // vCalendar 1.0: DTSTART;DATE:…
			continue
		}
		for i < len(text) && (text[i] == '=' || text[i] == ',') {
			var v string
			v, i = paramValue(text, i+1)
			l.params[name] = append(l.params[name], v)
		}
		// after a closing quote, anything up to the next mark is none of a value
		for i < len(text) && text[i] != ';' && text[i] != ':' {
			i++
		}
	}
	if i >= len(text) {
		return l, false
	}
	l.value = text[i+1:]
	if strings.EqualFold(l.param("ENCODING"), "QUOTED-PRINTABLE") {
		if out, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(l.value))); err == nil {
			// Line breaks that it holds are those of the text.
			l.value = strings.ReplaceAll(t.lines(out, l.param("CHARSET")), "\n", `\n`)
		}
	} else if label := l.param("CHARSET"); label != "" && !utf8.Valid(r.text) {
		if colon := bytes.LastIndex(r.text, []byte(":")); colon >= 0 && !strings.Contains(l.value, ":") {
			l.value = t.text(r.text[colon+1:], label)
		}
	}
	return l, true
}

// lines is text for what may have line breaks in it.
func (t texts) lines(b []byte, label string) string {
	parts := strings.Split(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
	for i := range parts {
		parts[i] = t.text([]byte(parts[i]), label)
	}
	return strings.Join(parts, "\n")
}

// caret reads the escapes of RFC 6868.
var caret = strings.NewReplacer("^n", "\n", "^N", "\n", "^'", `"`, "^^", "^")

// paramValue reads a value, in quotes or not. A quote that never ends is none.
func paramValue(text string, i int) (string, int) {
	if i < len(text) && text[i] == '"' {
		if end := strings.IndexByte(text[i+1:], '"'); end >= 0 {
			return caret.Replace(text[i+1 : i+1+end]), i + end + 2
		}
	}
	start := i
	for i < len(text) && text[i] != ';' && text[i] != ':' && text[i] != ',' {
		i++
	}
	return caret.Replace(strings.Trim(text[start:i], `" `)), i
}

// plain reads the escapes of a TEXT value.
func plain(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n', 'N':
			b.WriteByte('\n')
		case '\\', ';', ',', ':', '"':
			b.WriteByte(s[i])
		default: // an escape that there isn't: what was meant is the text
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// list splits a TEXT value at the commas that aren't escaped.
func list(s string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	parts = append(parts, s[start:])
	kept := parts[:0]
	for _, p := range parts {
		if p = strings.TrimSpace(plain(p)); p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}
