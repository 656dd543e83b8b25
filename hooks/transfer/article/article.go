// Package article is the one neutral form in which articles come in from foreign formats: each reader makes it,
// and the importer turns it into records.
package article

import (
	"io"
	"time"

	"qiao/hooks/transfer/credit"
)

// Article is an article as another system had it. Empty fields were not said there.
type Article struct {
	// Key is where the article came from, such as "markdown:posts/a.md": the same on every run.
	Key string
	// Hash changes when anything of the source does: its text or an attachment.
	Hash string

	// ID is the record's id, which only our own exports know; then Origin and OriginHash say where the record itself
	// was imported from, if it was.
	ID         string
	Origin     string
	OriginHash string

	Slug  string
	Title string
	// Kind, Lang and Status are values of the data model, or empty.
	Kind    string
	Lang    string
	Status  string
	Reason  string
	Excerpt string
	// Body is Markdown. Links to attachments are their names.
	Body string
	// Cover is nil when there is none.
	Cover    *Attachment
	CoverAlt string
	// Tags are slugs or names, Categories names.
	Tags       []string
	Categories []string
	// Authors are handles or names; the first is the author, the others are co-authors.
	Authors []string
	// Column and Series are slugs or names.
	Column string
	Series string
	Part   int

	Created   time.Time
	Updated   time.Time
	Edited    time.Time
	Published time.Time
	PublishAt time.Time

	Canonical string
	// SourceTitle, SourceURL and SourceLicence name the original of a translation.
	SourceTitle   string
	SourceURL     string
	SourceLicence string
	Credits       []Credit
	// Attachments are the files the body uses.
	Attachments []Attachment
	// Aliases are former slugs and Revisions earlier versions; only our own exports have them.
	Aliases   []string
	Revisions []Revision
	// Views is a counter to begin with; only demo content has one.
	Views int
	// Notes say what was left behind, such as an image that was refused.
	Notes []string
}

// Revision is a version of an article as its record keeps it. Meta is JSON.
type Revision struct {
	ID      string    `json:"id"`
	Number  int       `json:"number"`
	State   string    `json:"state"`
	Editor  string    `json:"editor"`
	Title   string    `json:"title"`
	Excerpt string    `json:"excerpt"`
	Meta    string    `json:"meta"`
	Note    string    `json:"note"`
	Body    string    `json:"body"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

// Credit is a share in an article; Role is author, translator or reviewer.
type Credit struct {
	Role string
	Name string
	URL  string
}

// TakeCredit puts what a text said about its original into the article, where nothing was said before.
func (a *Article) TakeCredit(c credit.Credit) {
	if a.SourceTitle == "" {
		a.SourceTitle = c.Title
	}
	if a.SourceURL == "" {
		a.SourceURL = c.URL
	}
	if a.SourceLicence == "" {
		a.SourceLicence = c.Licence
	}
	have := map[string]bool{}
	for _, c := range a.Credits {
		have[c.Role] = true
	}
	for _, group := range []struct {
		role   string
		people []credit.Person
	}{{"author", c.Authors}, {"translator", c.Translators}, {"reviewer", c.Reviewers}} {
		if have[group.role] {
			continue
		}
		for _, p := range group.people {
			a.Credits = append(a.Credits, Credit{group.role, p.Name, p.URL})
		}
	}
}

// Attachment is a file that comes along with an article.
type Attachment struct {
	// Name is the file's name as the body refers to it.
	Name string
	// Stored reports that Name is already a stored name, as in our own exports, and must stay as it is.
	Stored bool
	Size   int64
	// Hash is the content's SHA-256 in hexadecimal digits.
	Hash string
	Open func() (io.ReadCloser, error) `json:"-"`
}

// Source is one article that can be read when it is its turn.
type Source struct {
	// File names the source in reports: a path, or a path and an item in it.
	File string
	// Read gives the article. It may be called from any goroutine. A *Skip says that there is nothing to import.
	Read func() (*Article, error)
}

// Skip is the reason why a source is left out on purpose.
type Skip struct{ Reason string }

// Error gives the reason.
func (s *Skip) Error() string { return s.Reason }
