package search

import "time"

// Request is one search.
type Request struct {
	Query   string // as typed, see [ParseQuery]
	Kind    string // only this Kind or ArticleKind
	Tag     string // only with this tag
	Lang    string // only in this language
	Author  string // only by this author
	State   string // only questions that are unanswered, answered or accepted
	Page    int    // from 1
	PerPage int    // 1 to 50, 0 means 20
}

// Response is a page of results. Its JSON is the answer of the search endpoint.
type Response struct {
	Page    int `json:"page"`
	PerPage int `json:"perPage"`
	// Total is how many documents match; with TotalIsBound it may be fewer.
	Total        int  `json:"total"`
	TotalIsBound bool `json:"totalIsBound,omitempty"`
	// Items are the results of the page, best first; never nil.
	Items []Item `json:"items"`
	// Facets count the matching documents by kind, tag and lang, and questions by state, most frequent first. A facet ignores the
	// request's own filter on it, so that the other choices stay visible.
	Facets map[string][]Facet `json:"facets"`
	// Suggestion is the query as it was probably meant: results are already those of it when
	// Corrected is set, otherwise it is an offer.
	Suggestion string `json:"suggestion,omitempty"`
	Corrected  bool   `json:"corrected,omitempty"`
}

// Item is one result.
type Item struct {
	Kind        string   `json:"kind"`
	ID          string   `json:"id"`
	URL         string   `json:"url"`
	Title       string   `json:"title"`
	ArticleKind string   `json:"articleKind,omitempty"`
	Lang        string   `json:"lang,omitempty"`
	Published   string   `json:"published,omitempty"` // RFC 3339, the day
	Names       []string `json:"names,omitempty"`
	// TitleHTML and Snippet are escaped HTML with <mark> around what was found.
	TitleHTML string  `json:"titleHtml"`
	Snippet   string  `json:"snippet"`
	Score     float64 `json:"score"`
	// Figures of a question.
	Figures *Figures `json:"figures,omitempty"`
}

// Facet is a value of a facet and how many documents have it.
type Facet struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// day writes a docInfo's date.
func day(published int32) string {
	if published == 0 {
		return ""
	}
	return time.Unix(int64(published)*86400, 0).UTC().Format(time.DateOnly)
}
