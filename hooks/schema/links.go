package schema

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// A Link leads to a page elsewhere: of a person, or of a group.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

const maxLinks = 10

// Links reads a field of JSON that holds links. ok is false when it isn't a list of sound ones.
func Links(raw string) (links []Link, ok bool) {
	if raw == "" || raw == "null" || raw == `""` {
		return nil, true
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&links) != nil || len(links) > maxLinks {
		return nil, false
	}
	for _, l := range links {
		u, err := url.Parse(l.URL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(l.URL) > 500 ||
			strings.TrimSpace(l.Label) == "" || utf8.RuneCountInString(l.Label) > 40 {
			return nil, false
		}
	}
	return links, true
}
