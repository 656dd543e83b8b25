package site

import (
	"strconv"
)

// Pager leads through a list in pages. The partial "site/pager" shows it.
type Pager struct {
	Page, Pages int // the number of this page and of the last one, from 1
	Total       int // items in the whole list; 0 when unknown
	Prev, Next  string
	// Links are the pages worth offering: the first, the last and those around this one. A gap is a link without a URL.
	Links []Link
}

// NewPager makes the pager of a list with total items in pages of perPage. The route must declare the "page" parameter.
// A page beyond the last one is [ErrNotFound], so that no list has endless empty pages.
func NewPager(r *Request, total, perPage int) (*Pager, error) {
	pages := max(1, (total+perPage-1)/perPage)
	p := &Pager{Page: r.PageNumber(), Pages: pages, Total: total}
	if p.Page > pages {
		return nil, ErrNotFound
	}
	link := func(n int) string {
		if n == 1 {
			return r.With("page", "")
		}
		return r.With("page", strconv.Itoa(n))
	}
	if p.Page > 1 {
		p.Prev = link(p.Page - 1)
	}
	if p.Page < pages {
		p.Next = link(p.Page + 1)
	}
	last := 0
	for n := 1; n <= pages; n++ {
		if n != 1 && n != pages && (n < p.Page-2 || n > p.Page+2) {
			continue
		}
		if n > last+1 {
			p.Links = append(p.Links, Link{Label: "…"})
		}
		last = n
		p.Links = append(p.Links, Link{Label: strconv.Itoa(n), URL: link(n), Current: n == p.Page})
	}
	return p, nil
}
