package site

import (
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
	var all template.HTML
	for _, s := range r.frame.sections[place] {
		if s.handler == nil {
			continue
		}
		part, err := s.handler(r, id)
		if err != nil {
			return "", err
		}
		text, err := r.section(p, part)
		if err != nil {
			return "", err
		}
		all += text
	}
	return all, nil
}

// SectionsMany renders what other rooms have for a place that the page p has once for each of these records, in their order.
func (r *Request) SectionsMany(p *Page, place string, ids []string) ([]template.HTML, error) {
	out := make([]template.HTML, len(ids))
	for _, s := range r.frame.sections[place] {
		if s.many == nil {
			continue
		}
		parts, err := s.many(r, ids)
		if err != nil {
			return nil, err
		}
		if err := r.each(len(ids), func(i int) error {
			text, err := r.section(p, parts[ids[i]])
			out[i] += text
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// section renders one section and takes over what it says about the page.
func (r *Request) section(p *Page, s *Section) (template.HTML, error) {
	if s == nil {
		return "", nil
	}
	text, err := r.frame.partial(r.Lang, s.Template, s.Data)
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p.NoIndex = p.NoIndex || s.NoIndex
	for _, style := range s.Styles {
		if !slices.Contains(p.Styles, style) {
			p.Styles = append(p.Styles, style)
		}
	}
	return text, nil
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
