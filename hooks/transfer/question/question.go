// Package question is the one neutral form in which questions and their answers come in from elsewhere: each reader
// makes it, and the importer turns it into records.
package question

import "time"

// Post is what a question and an answer have in common. Empty fields were not said at the source.
type Post struct {
	// Key is where the post came from, such as "stackexchange:beer.stackexchange.com/12": the same on every run.
	Key string
	// Name is how reports call it.
	Name string
	// Body is Markdown.
	Body string
	// Site, URL, Author, AuthorURL and Licence say where it is from, as its licence asks.
	Site, URL, Author, AuthorURL, Licence string
	// User is the handle of a member here who wrote it.
	User string
	Wiki bool
	// Score is what votes there came to.
	Score   int
	Created time.Time
	Edited  time.Time

	Comments  []Comment
	Revisions []Revision
	// Notes say what was left behind or changed.
	Notes []string
}

// Question is a question as another system had it, with all that hangs on it.
type Question struct {
	Post
	// Hash changes when anything of the source does, its answers and comments among it.
	Hash  string
	Title string
	Lang  string
	Tags  []string
	Views int
	// Active is the last activity there.
	Active time.Time
	// Closed is a value of the data model, "" for open questions.
	Closed    string
	ClosedAt  time.Time
	Locked    bool
	Protected bool
	// DuplicateOf is the key of the question that this one repeats.
	DuplicateOf string
	// Accepted is the key of the accepted answer.
	Accepted string
	Answers  []Post
}

// Comment is a remark about a post.
type Comment struct {
	Key     string
	Body    string
	Author  string
	User    string
	URL     string
	Score   int
	Created time.Time
}

// Revision is a text that a post had. The last one of a post is what the post is.
type Revision struct {
	Editor  string // handle of a member here, "" otherwise
	Title   string
	Tags    []string
	Body    string
	Note    string
	Created time.Time
}

// Source is a question that can be read when it is its turn.
type Source struct {
	// File names the source in reports: a path, or a path and an item in it.
	File string
	// Read gives the question. It may be called from any goroutine. An *article.Skip says that there is nothing to import.
	Read func() (*Question, error)
}
