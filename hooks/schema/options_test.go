package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

func TestOptions(t *testing.T) {
	c := core.NewBaseCollection("things")
	c.Fields.Add(&core.JSONField{Name: "options"})
	for _, test := range []struct {
		raw  string
		want []string
		ok   bool
	}{
		{``, nil, true},
		{`null`, nil, true},
		{`[]`, []string{}, true},
		{`["辣", " 不辣 "]`, []string{"辣", "不辣"}, true},
		{`["a", "b", "c"]`, []string{"a", "b", "c"}, true},
		{`["a", "b", "c", "d"]`, nil, false},
		{`["a", " a"]`, nil, false},
		{`["a", ""]`, nil, false},
		{`["a", "\u200b"]`, nil, false},
		{`["a\nb"]`, nil, false},
		{`["\u202eb"]`, nil, false},
		{`["桥桥桥桥"]`, []string{"桥桥桥桥"}, true},
		{`["桥桥桥桥桥"]`, nil, false},
		{`[1]`, nil, false},
		{`"a"`, nil, false},
		{`{"a": "b"}`, nil, false},
	} {
		r := core.NewRecord(c)
		r.Set("options", types.JSONRaw(test.raw))
		got, ok := schema.Options(r, "options", 3, 4)
		if ok != test.ok || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q %v, want %q %v", test.raw, got, ok, test.want, test.ok)
		}
	}
}

func TestChoice(t *testing.T) {
	options := []string{"a", "b"}
	for _, test := range []struct {
		given any
		want  string
		ok    bool
	}{{nil, "", true}, {"", "", true}, {"b", "b", true}, {"B", "", false}, {"c", "", false}, {1.0, "", false}, {[]any{"a"}, "", false}, {map[string]any{}, "", false}} {
		if got, ok := schema.Choice(test.given, options); ok != test.ok || ok && got != test.want {
			t.Errorf("%v: %q %v", test.given, got, ok)
		}
	}
}

func TestChoices(t *testing.T) {
	options := []string{"a", "b", "c"}
	for _, test := range []struct {
		given any
		want  string
		ok    bool
	}{
		{nil, "", true},
		{[]any{}, "", true},
		{[]any{"c", "a"}, "c a", true},
		{[]any{"a", "b", "c"}, "a b c", true},
		{[]any{"a", "b", "c", "a"}, "", false},
		{[]any{"a", "a"}, "", false},
		{[]any{"a", ""}, "", false},
		{[]any{"a", 1.0}, "", false},
		{[]any{nil}, "", false},
		{"a", "", false},
		{true, "", false},
	} {
		if got, ok := schema.Choices(test.given, options); ok != test.ok || strings.Join(got, " ") != test.want {
			t.Errorf("%v: %q %v", test.given, got, ok)
		}
	}
}
