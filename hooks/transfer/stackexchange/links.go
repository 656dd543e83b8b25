package stackexchange

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"qiao/hooks/address"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/markup"
)

// markdown turns the HTML of a post into Markdown, with links to other posts of the dump leading to where these come to
// stand here.
func (d *Dump) markdown(html string) (string, error) {
	return markup.Convert(html, markup.Options{Link: d.link})
}

// addresses finds what could be addresses of posts in Markdown.
var addresses = regexp.MustCompile(`https?://[A-Za-z0-9.-]+/(?:q|a|questions)/[^\s()\[\]<>"']+`)

// relink does for the Markdown of a comment what link does for an address.
func (d *Dump) relink(text string) string { return addresses.ReplaceAllStringFunc(text, d.link) }

var (
	toQuestion = regexp.MustCompile(`^/(?:questions|q)/(\d{1,15})(?:/([^/]*))?(?:/(\d{1,15}))?/?$`)
	toAnswer   = regexp.MustCompile(`^/a/(\d{1,15})(?:/\d+)?/?$`)
)

// link gives the address that a link has here: a post of the dump under its new one, another page of the site in full.
func (d *Dump) link(dest string) string {
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return dest
	}
	if u.Host == "" {
		if !strings.HasPrefix(dest, "/") {
			return dest
		}
		u.Scheme, u.Host = "https", d.Site
	}
	if normalHost(u.Host) != d.Site {
		if u.Scheme == "" {
			u.Scheme = "https"
			return u.String()
		}
		return dest
	}
	var post string
	if m := toQuestion.FindStringSubmatch(u.Path); m != nil {
		post = m[1]
		if _, err := strconv.ParseInt(u.Fragment, 10, 64); err == nil && m[2] != "" {
			post = u.Fragment
		} else if m[3] != "" {
			post = m[3]
		}
	} else if m := toAnswer.FindStringSubmatch(u.Path); m != nil {
		post = m[1]
	}
	if id, err := strconv.ParseInt(post, 10, 64); err == nil {
		if here := d.here(id); here != "" {
			return here
		}
	}
	return u.String()
}

// here gives the address of a post of the dump, "" for one that isn't in it.
func (d *Dump) here(id int64) string {
	var kind, parent int64
	var title string
	if d.reads.target.QueryRow(id).Scan(&kind, &parent, &title) != nil {
		return ""
	}
	of := id
	if kind == typeAnswer {
		of = parent
	}
	path := "/questions/" + article.RecordID(d.key(of)) + "/" + address.Slugify(title)
	if kind == typeAnswer {
		path += "#a-" + article.RecordID(d.key(id))
	}
	return path
}
