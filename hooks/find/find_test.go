package find

import (
	"reflect"
	"testing"

	"qiao/hooks/site"
)

func TestPeopleOf(t *testing.T) {
	accounts := map[string]site.Link{
		"zhou-yan": {Label: "周砚", URL: "/people/zhou-yan"},
		"anon":     {Label: "anon", URL: "/people/anon"},
	}
	for _, test := range []struct {
		name  string
		names []string
		want  []string // a label, with its link where it has one
	}{
		{"a name and its handle are one person", []string{"周砚", "zhou-yan"}, []string{"周砚 /people/zhou-yan"}},
		{"people without an account keep their names", []string{"周砚", "zhou-yan", "Jane Doe"}, []string{"周砚 /people/zhou-yan", "Jane Doe"}},
		{"nobody is named twice", []string{"Jane Doe", "Jane Doe", ""}, []string{"Jane Doe"}},
		{"an account without a name of its own", []string{"anon", "anon"}, []string{"anon /people/anon"}},
		{"nobody", nil, nil},
	} {
		var got []string
		for _, link := range peopleOf(test.names, accounts) {
			label := link.Label
			if link.URL != "" {
				label += " " + link.URL
			}
			got = append(got, label)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
