package schema

import (
	"encoding/json"
	"strings"
	"unicode"
)

// Same says whether two values of a field are the same one, whatever Go types they come in: a list read from the database
// equals the list a request brought.
func Same(a, b any) bool { return canonical(a) == canonical(b) }

// Empty says whether a field's value says nothing: no text, no items, zero or false.
func Empty(value any) bool {
	switch canonical(value) {
	case `""`, "null", "[]", "0", "false":
		return true
	}
	return false
}

func canonical(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(data)
}

// Blank says whether a text has nothing to read: only space, and what can't be seen.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsPunct(c) || unicode.IsSymbol(c)
	})
}

// HasControls says whether a line holds control characters, or the bidirectional ones that can turn it around.
func HasControls(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) })
}
