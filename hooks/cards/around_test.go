package cards

import (
	"reflect"
	"testing"

	"qiao/hooks/site"
)

func card(author string, tags ...string) site.Card {
	c := site.Card{Avatar: "/avatar/" + author}
	if author != "" {
		c.Authors = []site.Link{{Label: author, URL: "/people/" + author}}
	}
	for _, tag := range tags {
		c.Tags = append(c.Tags, site.Link{Label: tag, URL: "/tags/" + tag})
	}
	return c
}

func TestTagsAmong(t *testing.T) {
	list := []site.Card{card("a", "go", "sql"), card("b", "sql", "css"), card("c", "go", "sql", "css", "html")}
	for _, test := range []struct {
		without string
		n       int
		want    []string
	}{
		{"", 10, []string{"sql", "go", "css", "html"}},
		{"", 2, []string{"sql", "go"}},
		{"/tags/sql", 2, []string{"go", "css"}},
		{"", 0, nil},
	} {
		var got []string
		for _, link := range TagsAmong(list, test.n, test.without) {
			got = append(got, link.Label)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%d without %q: %v, want %v", test.n, test.without, got, test.want)
		}
	}
	if list[0].Tags[0].Count != 0 {
		t.Error("the cards' own tags must not change")
	}
}

func TestAuthorsAmong(t *testing.T) {
	nameless := site.Card{Authors: []site.Link{{Label: "no profile"}}}
	got := AuthorsAmong([]site.Card{card("a"), card("b"), nameless, {}, card("b")}, 5)
	want := []Author{
		{site.Link{Label: "b", URL: "/people/b", Count: 2}, "/avatar/b"},
		{site.Link{Label: "a", URL: "/people/a", Count: 1}, "/avatar/a"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCategory(t *testing.T) {
	for value, want := range map[string]string{"ai": "ai", "": "other", "unheard of": "other"} {
		if got := Category(value); got != want {
			t.Errorf("Category(%q) = %q, want %q", value, got, want)
		}
	}
}
