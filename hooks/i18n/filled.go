package i18n

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// A filled is a message with placeholders taken apart, so that a list of thirty rows fills it without a template each time.
type filled struct {
	one, other []piece
}

// piece is a text, and the name of the argument behind it ("" for none).
type piece struct{ text, name string }

var holes = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// fillable takes a message apart; nil for one that needs more of a template than names.
func fillable(m *i18n.Message) *filled {
	f := &filled{other: pieces(m.Other)}
	if f.other == nil {
		return nil
	}
	if m.One != "" {
		if f.one = pieces(m.One); f.one == nil {
			return nil
		}
	}
	return f
}

func pieces(text string) []piece {
	var list []piece
	begin := 0
	for _, at := range holes.FindAllStringSubmatchIndex(text, -1) {
		list = append(list, piece{text[begin:at[0]], text[at[2]:at[3]]})
		begin = at[1]
	}
	list = append(list, piece{text: text[begin:]})
	for _, p := range list {
		if strings.Contains(p.text, "{{") {
			return nil
		}
	}
	return list
}

// fill gives the message with its arguments, as [T] describes them. It leaves to the catalogue's templates what isn't a
// text or a whole number, what is missing, and the forms that a message lacks.
func (f *filled) fill(l Lang, args []any) (string, bool) {
	form := f.other
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != "count" || l != EN {
			continue
		}
		if n, ok := whole(args[i+1]); ok && (n == 1 || n == -1) {
			form = f.one
		}
	}
	if form == nil {
		return "", false
	}
	var b strings.Builder
	for _, p := range form {
		b.WriteString(p.text)
		if p.name == "" {
			continue
		}
		value, ok := argument(args, p.name)
		if !ok {
			return "", false
		}
		b.WriteString(value)
	}
	return b.String(), true
}

// argument gives the last value of a name, as a message shows it.
func argument(args []any, name string) (string, bool) {
	for i := len(args)&^1 - 2; i >= 0; i -= 2 {
		if args[i] != name {
			continue
		}
		if text, ok := args[i+1].(string); ok {
			return text, true
		}
		n, ok := whole(args[i+1])
		if ok && name == "count" {
			return Count(n), true
		}
		return strconv.FormatInt(n, 10), ok
	}
	return "", false
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	}
	return 0, false
}
