package site

import (
	"bytes"
	"fmt"
	"html/template"
)

// A Section is a part of a page that another room provides: the discussion below an article, the buttons under its text.
type Section struct {
	Template string // the template's name, "feature/name"
	Data     any    // the template's dot

	NoIndex bool     // the page in this form is not for search engines
	Styles  []string // style sheets that the page needs for it
}

// SectionHandler gives the section for the record that a page is about, nil for none. It may use the query parameters
// that it was registered with and return the same errors as a [Handler].
type SectionHandler func(r *Request, id string) (*Section, error)

type section struct {
	handler SectionHandler
	params  []string
}

// Section adds a section to a place that pages offer with [Sections]. Of the options only [Params] has a meaning here:
// the pages of that place take these parameters as well.
func (f *Frame) Section(place string, h SectionHandler, options ...Option) {
	var asked route
	for _, o := range options {
		o(&asked)
	}
	f.sections[place] = append(f.sections[place], section{h, asked.params})
}

// Sections says that a page shows the sections of these places, with [Request.Sections].
func Sections(places ...string) Option {
	return func(r *route) { r.places = append(r.places, places...) }
}

// Sections renders what other rooms have for a place of the page p, which is about the record with this id. It is called
// for places that the route named.
func (r *Request) Sections(p *Page, place, id string) (template.HTML, error) {
	var all bytes.Buffer
	for _, s := range r.frame.sections[place] {
		part, err := s.handler(r, id)
		if err != nil {
			return "", err
		}
		if part == nil {
			continue
		}
		set := r.frame.pages[r.Lang]
		if set.Lookup(part.Template) == nil {
			return "", fmt.Errorf("site: there is no template %q", part.Template)
		}
		if err := set.ExecuteTemplate(&all, part.Template, part.Data); err != nil {
			return "", err
		}
		p.NoIndex = p.NoIndex || part.NoIndex
		p.Styles = append(p.Styles, part.Styles...)
	}
	return template.HTML(all.String()), nil
}

// settleParams gives the routes the parameters of the sections they show, once all are registered.
func (f *Frame) settleParams() {
	for _, r := range f.routes {
		for _, place := range r.places {
			for _, s := range f.sections[place] {
				r.params = append(r.params, s.params...)
			}
		}
	}
}
