package schema

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
)

// Options reads what can be chosen as an answer from a field of JSON, without space around it; false when that isn't a
// list of different texts, at most this many of at most so many letters.
func Options(r *core.Record, field string, most, letters int) ([]string, bool) {
	raw := r.GetString(field)
	if raw == "" || raw == "null" {
		return nil, true
	}
	var options []string
	if json.Unmarshal([]byte(raw), &options) != nil || len(options) > most {
		return nil, false
	}
	for i, one := range options {
		one = strings.TrimSpace(one)
		if Blank(one) || HasControls(one) || utf8.RuneCountInString(one) > letters || slices.Contains(options[:i], one) {
			return nil, false
		}
		options[i] = one
	}
	return options, true
}

// Choice reads from JSON which of the options somebody chose, "" for none; false when it isn't one of them.
func Choice(given any, options []string) (string, bool) {
	text, ok := given.(string)
	return text, ok && (text == "" || slices.Contains(options, text)) || given == nil
}

// Choices reads from JSON which of the options somebody chose, nil for none; false when they aren't different ones of them.
func Choices(given any, options []string) ([]string, bool) {
	list, ok := given.([]any)
	if !ok && given != nil || len(list) > len(options) {
		return nil, false
	}
	var chosen []string
	for _, one := range list {
		text, ok := one.(string)
		if !ok || !slices.Contains(options, text) || slices.Contains(chosen, text) {
			return nil, false
		}
		chosen = append(chosen, text)
	}
	return chosen, true
}
