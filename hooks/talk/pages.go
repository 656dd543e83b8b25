package talk

import (
	"database/sql"
	"embed"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// style is the style sheet of discussions and of the pages of what somebody kept and read.
const style = "css/talk.css"

// Pages adds the discussions and the buttons to the pages of their subjects, the addresses of single comments, and the
// pages of what a member kept and read.
func (t *Talk) Pages(f *site.Frame) {
	f.Views(views)
	for _, s := range t.subjects {
		if s.Place != "" {
			f.Section(s.Place, t.discussion(s.Kind), site.Params("comments", "sort"))
		}
		if s.Brief != "" {
			f.SectionMany(s.Brief, t.brief(s))
		}
		if s.Bar != "" {
			f.Section(s.Bar, t.bar(s.Kind))
		}
	}
	f.GET("/comments/:id", t.commentPage)
	f.GET("/bookmarks", shell("bookmarks"))
	f.GET("/reading", shell("reading"))
}

// discussionView is what talk/discussion shows.
type discussionView struct {
	Kind, ID string
	Authors  string // ids, for the page's script
	Total    int
	Sorts    []site.Link
	Threads  []threadView
	Pager    *site.Pager
	Closed   bool
	Slow     string
}

// discussion gives the section with the comments on a thing.
func (t *Talk) discussion(kind string) site.SectionHandler {
	return func(r *site.Request, id string) (*site.Section, error) {
		about, err := t.find(r.App(), kind, id)
		if err != nil {
			return nil, err
		}
		r.Reads(schema.StatsRows + "/" + about.page) // told of every change here
		sort := r.Query("sort")
		if sort != oldest && sort != newest && sort != best {
			return nil, site.ErrNotFound
		}
		page := 1
		if given := r.Query("comments"); given != "" {
			if page, err = strconv.Atoi(given); err != nil || page < 2 || strconv.Itoa(page) != given {
				return nil, site.RedirectTo(address(about, sort, 1))
			}
		}
		v := discussionView{Kind: kind, ID: id, Authors: strings.Join(about.authors, " ")}
		if v.Total, err = total(r.App(), about); err != nil {
			return nil, err
		}
		pages := max(1, (v.Total+PerPage-1)/PerPage)
		if page > pages {
			return nil, site.ErrNotFound
		}
		if v.Threads, err = t.read(r, about, sort, page); err != nil {
			return nil, err
		}
		for _, order := range []string{oldest, newest, best} {
			key := "talk.sort." + order
			if order == oldest {
				key = "talk.sort.oldest"
			}
			v.Sorts = append(v.Sorts, site.Link{Label: r.T(key), URL: r.Link(address(about, order, 1)) + "#comments", Current: order == sort})
		}
		v.Pager = pager(r, about, sort, page, pages)
		var d struct {
			Closed bool `db:"closed"`
			Slow   int  `db:"slow"`
		}
		err = r.App().DB().NewQuery("SELECT closed, slow FROM discussions WHERE kind = {:kind} AND target = {:id}").
			WithContext(r.Context()).Bind(dbx.Params{"kind": kind, "id": id}).One(&d)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		if v.Closed = d.Closed; d.Slow > 0 {
			v.Slow = slowness(r.Lang, d.Slow)
		}
		return &site.Section{Template: "talk/discussion", Data: v, Styles: []string{style}, NoIndex: sort != oldest}, nil
	}
}

// address is the path of a page of a thing's discussion.
func address(about *thing, sort string, page int) string {
	q := url.Values{}
	if page > 1 {
		q.Set("comments", strconv.Itoa(page))
	}
	if sort != oldest {
		q.Set("sort", sort)
	}
	if len(q) == 0 {
		return about.path
	}
	return about.path + "?" + q.Encode()
}

func pager(r *site.Request, about *thing, sort string, page, pages int) *site.Pager {
	p := &site.Pager{Page: page, Pages: pages}
	link := func(n int) string { return r.Link(address(about, sort, n)) + "#comments" }
	if page > 1 {
		p.Prev = link(page - 1)
	}
	if page < pages {
		p.Next = link(page + 1)
	}
	last := 0
	for n := 1; n <= pages; n++ {
		if n != 1 && n != pages && (n < page-2 || n > page+2) {
			continue
		}
		if n > last+1 {
			p.Links = append(p.Links, site.Link{Label: "…"})
		}
		last = n
		p.Links = append(p.Links, site.Link{Label: strconv.Itoa(n), URL: link(n), Current: n == page})
	}
	return p
}

// barView is what talk/bar shows.
type barView struct {
	Kind, ID, Authors          string
	Votes, Comments, Bookmarks int
}

func (t *Talk) bar(kind string) site.SectionHandler {
	return func(r *site.Request, id string) (*site.Section, error) {
		about, err := t.find(r.App(), kind, id)
		if err != nil {
			return nil, err
		}
		v := barView{Kind: kind, ID: id, Authors: strings.Join(about.authors, " ")}
		r.Reads(schema.StatsRows + "/" + id)
		stats, err := r.App().FindRecordById(schema.StatsRows, id)
		if err == nil {
			s := schema.AsStats(stats)
			v.Votes, v.Comments, v.Bookmarks = s.Votes(), s.Comments(), s.Bookmarks()
		} else if !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		return &site.Section{Template: "talk/bar", Data: v}, nil
	}
}

// commentPage is the address of a comment for ever: it leads to the page of the discussion where the comment stands now.
func (t *Talk) commentPage(r *site.Request) (*site.Page, error) {
	id := r.Param("id")
	record, err := r.App().FindRecordById(schema.Comments, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	c := schema.AsComment(record)
	about, err := t.find(r.App(), c.Kind(), c.Target())
	if err != nil || !about.public || c.State() != Visible {
		return nil, site.ErrNotFound
	}
	if !about.paged {
		return nil, site.RedirectNow(about.path + "#" + about.anchor + id)
	}
	page, err := pageOf(r.App(), about, id)
	if err != nil {
		return nil, err
	}
	return nil, site.RedirectNow(address(about, oldest, page) + "#" + about.anchor + id)
}

// shell is a page whose content is its reader's own, and comes by script.
func shell(name string) site.Handler {
	return func(r *site.Request) (*site.Page, error) {
		return &site.Page{
			Template: "talk/" + name, Title: r.T("talk." + name + ".title"), Description: r.T("talk." + name + ".lead"), NoIndex: true,
			Styles: []string{style}, Scripts: []string{"js/" + name + ".js"},
		}, nil
	}
}
