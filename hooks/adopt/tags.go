package adopt

import (
	"encoding/json"

	"qiao/hooks/cards"
	"qiao/hooks/site"
)

// tagLinks makes links of tags as the list reads them.
func tagLinks(r *site.Request, raw string) ([]site.Link, error) {
	var tags []struct{ Slug, Name, En string }
	if err := json.Unmarshal([]byte(raw), &tags); err != nil {
		return nil, err
	}
	links := make([]site.Link, len(tags))
	for i, t := range tags {
		links[i] = site.Link{Label: cards.Named(r.Lang, t.Name, t.En), URL: r.Link("/tags/" + t.Slug + "/questions")}
	}
	return links, nil
}
