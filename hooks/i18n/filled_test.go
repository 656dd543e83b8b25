package i18n

import (
	"maps"
	"slices"
	"testing"
)

// Each message with placeholders reads the same however it is filled.
func TestFilledMessagesAreThoseOfTheCatalogue(t *testing.T) {
	compared := 0
	for _, l := range All {
		for _, key := range slices.Sorted(maps.Keys(messages.filled[l])) {
			m := messages.messages[l][key]
			for _, count := range []any{0, 1, -1, 2, 12345, int64(1), int64(7), "1.2K"} {
				args := []any{"count", count}
				for i, name := range placeholders(m.One, m.Other) {
					if name != "count" {
						args = append(args, name, []any{"<b>名字 & co</b>", 7, int64(-70000)}[i%3])
					}
				}
				got, ok := messages.filled[l][key].fill(l, args)
				if want := localized(l, key, args); ok && got != want {
					t.Errorf("%s %q with %v: %q, not %q", l.Tag(), key, args, got, want)
				} else if ok {
					compared++
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d were compared", compared)
	}
}

func TestFillLeavesWhatItCannotSay(t *testing.T) {
	f := &filled{other: pieces("{{.count}} of {{.what}}")}
	for _, args := range [][]any{{"count", 2}, {"count", 1, "what", "x"}, {"count", 2.5, "what", "x"}, {"count", 2, "what", []string{"x"}}, nil} {
		if got, ok := f.fill(EN, args); ok {
			t.Errorf("%v gave %q", args, got)
		}
	}
	if got, ok := f.fill(EN, []any{"count", 2000, "what", "x"}); !ok || got != "2,000 of x" {
		t.Errorf("%q, %t", got, ok)
	}
	if pieces("{{if .a}}x{{end}}") != nil {
		t.Error("a template was taken for a text")
	}
}
