package site

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
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

// ManyHandler gives the sections for several records that a page shows, by their ids and in as few queries as one record
// takes; a record without one is left out. It may return the same errors as a [Handler].
type ManyHandler func(r *Request, ids []string) (map[string]*Section, error)

type section struct {
	handler SectionHandler
	many    ManyHandler
	params  []string
}

// Section adds a section to a place that pages offer with [Sections]. Of the options only [Params] has a meaning here:
// the pages of that place take these parameters as well.
func (f *Frame) Section(place string, h SectionHandler, options ...Option) {
	var asked route
	for _, o := range options {
		o(&asked)
	}
	f.sections[place] = append(f.sections[place], section{handler: h, params: asked.params})
}

// SectionMany adds sections to a place that stands on a page once for each of several records: below every answer. Pages
// show them with [Request.SectionsMany].
func (f *Frame) SectionMany(place string, h ManyHandler) {
	f.sections[place] = append(f.sections[place], section{many: h})
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
		if s.handler == nil {
			continue
		}
		part, err := s.handler(r, id)
		if err != nil {
			return "", err
		}
		if err := r.section(&all, p, part); err != nil {
			return "", err
		}
	}
	return template.HTML(all.String()), nil
}

// SectionsMany renders what other rooms have for a place that the page p has once for each of these records.
func (r *Request) SectionsMany(p *Page, place string, ids []string) (map[string]template.HTML, error) {
	out := make(map[string]template.HTML, len(ids))
	for _, s := range r.frame.sections[place] {
		if s.many == nil {
			continue
		}
		parts, err := s.many(r, ids)
		if err != nil {
			return nil, err
		}
		for id, part := range parts {
			var one bytes.Buffer
			if err := r.section(&one, p, part); err != nil {
				return nil, err
			}
			out[id] += template.HTML(one.String())
		}
	}
	return out, nil
}

// section writes one section and takes over what it says about the page.
func (r *Request) section(w *bytes.Buffer, p *Page, part *Section) error {
	if part == nil {
		return nil
	}
	set := r.frame.pages[r.Lang].Load()
	if set.Lookup(part.Template) == nil {
		return fmt.Errorf("site: there is no template %q", part.Template)
	}
	if err := set.ExecuteTemplate(w, part.Template, part.Data); err != nil {
		return err
	}
	p.NoIndex = p.NoIndex || part.NoIndex
	for _, style := range part.Styles {
		if !slices.Contains(p.Styles, style) {
			p.Styles = append(p.Styles, style)
		}
	}
	return nil
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
