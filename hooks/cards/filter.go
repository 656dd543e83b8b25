package cards

import (
	"net/url"
	"slices"

	"qiao/hooks/site"
)

// Kinds and Langs are the values that lists can be narrowed to, as they are offered.
var (
	Kinds = []string{"article", "tutorial", "doc", "case", "book", "news"}
	Langs = []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}
)

// A Filter is one choice that narrows a list: links to the same page with another value.
type Filter struct {
	Label   string
	Options []site.Link
}

// Choose reads one of a list's choices from the query, "" when it is absent. A value that
// isn't offered has no page.
func Choose(r *site.Request, name string, values []string) (string, error) {
	v := r.Query(name)
	if v != "" && !slices.Contains(values, v) {
		return "", site.ErrNotFound
	}
	return v, nil
}

// KindFilter offers the kinds of article.
func KindFilter(r *site.Request) Filter {
	f := Filter{Label: r.T("list.kind"), Options: []site.Link{option(r, "kind", "", r.T("list.all"))}}
	for _, kind := range Kinds {
		f.Options = append(f.Options, option(r, "kind", kind, r.T("kind."+kind)))
	}
	return f
}

// LangFilter offers the languages that there are articles in.
func LangFilter(r *site.Request) (Filter, error) {
	f := Filter{Label: r.T("list.lang"), Options: []site.Link{option(r, "lang", "", r.T("list.all"))}}
	for _, lang := range Langs {
		n, err := List{Shelf: Shelf("lang", lang)}.Count(r.Context(), r.App(), 1)
		if err != nil {
			return f, err
		}
		if n > 0 {
			f.Options = append(f.Options, option(r, "lang", lang, r.T("lang."+lang)))
		}
	}
	return f, nil
}

// SortFilter offers the orders.
func SortFilter(r *site.Request) Filter {
	f := Filter{Label: r.T("list.sort")}
	for _, s := range Sorts {
		value := string(s)
		if s == New {
			value = ""
		}
		f.Options = append(f.Options, option(r, "sort", value, r.T("list.sort."+string(s))))
	}
	return f
}

func option(r *site.Request, name, value, label string) site.Link {
	return site.Link{Label: label, URL: r.With(name, value), Current: r.Query(name) == value}
}

// Asked reads kind, lang and sort from the query into a list of the shelf.
func Asked(r *site.Request, shelf string) (List, error) {
	kind, err := Choose(r, "kind", Kinds)
	if err != nil {
		return List{}, err
	}
	lang, err := Choose(r, "lang", Langs)
	if err != nil {
		return List{}, err
	}
	// the default order has one address: without the parameter
	sort, err := Choose(r, "sort", []string{string(Hot), string(Top)})
	return List{Shelf: shelf, Kind: kind, Lang: lang, Sort: Sort(sort)}, err
}

// Query writes the parameters that aren't empty, as they stand behind an address: "?kind=talk"; "" where there are none.
func Query(params map[string]string) string {
	q := url.Values{}
	for name, value := range params {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}
