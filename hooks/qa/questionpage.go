package qa

import (
	"database/sql"
	"errors"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// questionView is what qa/question shows.
type questionView struct {
	Post
	Title, Slug string
	Path        string // of the page, in the reader's language
	Tags        []site.Link
	Column      site.Link
	Event       site.Link // that it was asked in
	Views       int
	Followers   int
	Answers     int // public ones, on all pages
	Active      time.Time

	Closed    string // why, or ""
	ClosedAt  time.Time
	Locked    bool
	Protected bool
	Canonical *Card       // the question that this one repeats
	Shared    []Post      // its best answers
	Repeats   []site.Link // questions that were closed as repeating this one
	Bounty    *bountyView
	Elsewhere []elsewhere

	Sorts   []site.Link
	List    []Post
	Shown   []template.HTML // the list, each as qa/answer
	Pager   *site.Pager
	Related []Card
	Crumbs  []site.Link
	Feed    string
}

// Open says whether the question takes answers.
func (v *questionView) Open() bool { return v.Closed == "" && !v.Locked }

// A Post is a question or an answer on its page.
type Post struct {
	ID, Kind  string
	Link      string // to it alone
	Lang      string
	Author    person
	At        time.Time
	Edited    time.Time
	Editor    site.Link // who edited it last, when that isn't its author
	Revisions int
	Votes     int
	Wiki      bool
	HTML      template.HTML
	Excerpt   string
	Accepted  bool
	Asker     bool // the answer is by who asked
	Source    *source
	PostedURL string // where an answer was posted on the site that the question came from
	Said      template.HTML
}

// person is who wrote a post.
type person struct {
	site.Link
	ID, Avatar string
	Reputation int
	Staff      string
}

// source credits what came from another site, as its licence asks.
type source struct {
	Site, URL, Author, AuthorURL, Licence, LicenceURL string
}

// bountyView is a bounty that can still be won.
type bountyView struct {
	Amount  int
	Message string
	Ends    time.Time
	Grace   bool
	Who     site.Link
}

// elsewhere is an answer on another site.
type elsewhere struct {
	URL     string `db:"url"`
	Title   string `db:"title"`
	Site    string `db:"site"`
	Author  string `db:"author"`
	Licence string `db:"licence"`
	Note    string `db:"note"`
}

// postRow is what a question and an answer have in common in the database.
type postRow struct {
	ID              string         `db:"id"`
	Author          string         `db:"author"`
	Status          string         `db:"status"`
	Wiki            bool           `db:"wiki"`
	Edited          types.DateTime `db:"edited"`
	Excerpt         string         `db:"excerpt"`
	HTML            string         `db:"html"`
	SourceSite      string         `db:"source_site"`
	SourceURL       string         `db:"source_url"`
	SourceAuthor    string         `db:"source_author"`
	SourceAuthorURL string         `db:"source_author_url"`
	SourceLicence   string         `db:"source_licence"`
	Votes           int            `db:"votes"`
	Handle          string         `db:"handle"`
	Name            string         `db:"name"`
	Avatar          string         `db:"avatar"`
	Roles           string         `db:"roles"`
	Reputation      int            `db:"reputation"`
	Revisions       int            `db:"revisions"`
	Editor          string         `db:"editor"`
	EditorHandle    string         `db:"editor_handle"`
	EditorName      string         `db:"editor_name"`
}

// postColumns reads post p as a [postRow], with postJoins behind the table. The editor stands behind the text of a revision and
// is only looked at where there was an edit.
const (
	postColumns = `p.id, p.author, p.status, p.wiki, p.edited, p.excerpt, p.html, p.source_site, p.source_url, p.source_author, p.source_author_url, p.source_licence,
	coalesce(s.votes, 0) votes, coalesce(u.handle, '') handle, coalesce(u.name, '') name, coalesce(u.avatar, '') avatar, coalesce(u.roles, '[]') roles,
	coalesce(u.reputation, 0) reputation, coalesce(v.number, 0) revisions, coalesce(CASE WHEN p.edited != '' THEN v.editor END, '') editor, coalesce(e.handle, '') editor_handle, coalesce(e.name, '') editor_name`
	postJoins = ` LEFT JOIN stats s ON s.id = p.id LEFT JOIN users u ON u.id = p.author
	LEFT JOIN post_revisions v ON v.target = p.id AND v.number = (SELECT max(n.number) FROM post_revisions n WHERE n.target = p.id)
	LEFT JOIN users e ON p.edited != '' AND e.id = v.editor`
)

type questionRow struct {
	postRow
	Title       string         `db:"title"`
	Slug        string         `db:"slug"`
	Lang        string         `db:"lang"`
	Tags        string         `db:"tags"`
	Column      string         `db:"column"`
	Closed      string         `db:"closed"`
	ClosedAt    types.DateTime `db:"closed_at"`
	Locked      bool           `db:"locked"`
	Protected   bool           `db:"protected"`
	Accepted    string         `db:"accepted"`
	DuplicateOf string         `db:"duplicate_of"`
	Asked       types.DateTime `db:"asked"`
	Active      types.DateTime `db:"active"`
	Answers     int            `db:"answers"`
	Views       int            `db:"views"`
	Followers   int            `db:"followers"`
	ColumnName  string         `db:"column_name"`
	ColumnSlug  string         `db:"column_slug"`
	Event       string         `db:"event"`
	EventTitle  string         `db:"event_title"`
	EventSlug   string         `db:"event_slug"`
}

const selectQuestion = `SELECT ` + postColumns + `, p.title, p.slug, p.lang, p.tags, p.[[column]], p.closed, p.closed_at, p.locked, p.protected, p.accepted, p.duplicate_of, p.asked,
	coalesce(s.active, '') active, coalesce(s.answers, 0) answers, coalesce(s.views, 0) views, coalesce(s.followers, 0) followers,
	coalesce(c.name, '') column_name, coalesce(c.slug, '') column_slug, p.event, coalesce(ev.title, '') event_title, coalesce(ev.slug, '') event_slug
	FROM questions p` + postJoins + ` LEFT JOIN columns c ON c.id = p.[[column]] AND c.status = 'active' LEFT JOIN events ev ON ev.id = p.event AND ev.status != 'draft' WHERE p.id = {:id}`

// findQuestion reads a public question. What was taken down says so.
func findQuestion(r *site.Request, id string) (*questionRow, error) {
	r.Reads(schema.Questions+"/"+id, schema.StatsRows+"/"+id)
	var row questionRow
	err := r.App().DB().NewQuery(selectQuestion).WithContext(r.Context()).Bind(dbx.Params{"id": id}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if row.Status == Deleted && row.DuplicateOf != "" {
		return nil, ledOn(r, row.DuplicateOf)
	}
	return &row, shown(row.Status)
}

// ledOn leads from a question that became part of another to that one.
func ledOn(r *site.Request, into string) error {
	r.Reads(schema.Questions + "/" + into)
	found, err := r.App().FindRecordById(schema.Questions, into)
	if err != nil || found.GetString(schema.QuestionStatus) != Published {
		return site.ErrGone
	}
	return site.RedirectTo(questionPath(into, found.GetString(schema.QuestionSlug)))
}

// shown lets published posts have a page.
func shown(status string) error {
	switch status {
	case Published:
		return nil
	case Hidden, Deleted:
		return site.ErrGone
	}
	return site.ErrNotFound
}

// shortAddress leads from a question's id to its page.
func shortAddress(r *site.Request) (*site.Page, error) {
	row, err := findQuestion(r, r.Param("id"))
	if err != nil {
		return nil, err
	}
	return nil, site.RedirectTo(questionPath(row.ID, row.Slug))
}

func questionPage(r *site.Request) (*site.Page, error) {
	row, err := findQuestion(r, r.Param("id"))
	if err != nil {
		return nil, err
	}
	path := questionPath(row.ID, row.Slug)
	if r.Path() != path {
		return nil, site.RedirectTo(path)
	}
	r.Reads(pageOf(row.ID))
	v := row.view(r, path)
	p := &site.Page{Template: "qa/question", Data: v, Styles: []string{pageStyle}, View: "question:" + row.ID, Type: "article"}
	if err := r.Beside(
		func() error { return v.readAnswers(r, p, row) },
		func() (err error) { v.Related, err = related(r, row); return err },
		func() error { return v.readAround(r, row) },
	); err != nil {
		return nil, err
	}
	v.describe(r, p, row)
	return p, nil
}

// view is the question itself.
func (row *questionRow) view(r *site.Request, path string) *questionView {
	v := &questionView{
		Post: row.post(r, "question", path), Title: row.Title, Slug: row.Slug, Path: r.Link(path), Views: row.Views, Followers: row.Followers, Answers: row.Answers,
		Active: cards.Time(row.Active), Closed: row.Closed, ClosedAt: cards.Time(row.ClosedAt), Locked: row.Locked, Protected: row.Protected,
		Crumbs: []site.Link{{Label: r.T("questions.heading"), URL: r.Link("/questions")}},
	}
	v.Lang, v.At = cards.Tag(row.Lang), cards.Time(row.Asked)
	if row.ColumnSlug != "" {
		v.Column = site.Link{Label: row.ColumnName, URL: r.Link("/columns/" + row.ColumnSlug)}
		v.Crumbs = append(v.Crumbs, site.Link{Label: row.ColumnName, URL: r.Link("/columns/" + row.ColumnSlug + "/questions")})
		r.Reads(schema.Columns + "/" + row.Column)
	}
	if row.EventSlug != "" {
		v.Event = site.Link{Label: row.EventTitle, URL: r.Link("/events/" + row.EventSlug)}
		r.Reads(schema.Events + "/" + row.Event)
	}
	return v
}

// post is what is shown of a row, without its time.
func (row *postRow) post(r *site.Request, kind, link string) Post {
	p := Post{
		ID: row.ID, Kind: kind, Link: r.Link(link), Votes: row.Votes, Wiki: row.Wiki, Edited: cards.Time(row.Edited), Revisions: row.Revisions,
		HTML: template.HTML(row.HTML), Excerpt: row.Excerpt, // the Markdown pipeline made it
		Author: person{Link: author(r, row.Author, row.Handle, row.Name, row.SourceAuthor), ID: row.Author, Avatar: cards.File(schema.Users, row.Author, row.Avatar, "96x96"), Reputation: row.Reputation},
	}
	if row.Author != "" && strings.Contains(row.Roles, `"moderator"`) {
		p.Author.Staff = r.T("talk.mark.moderator")
	}
	if row.Editor != "" && row.Editor != row.Author && !p.Edited.IsZero() {
		p.Editor = cards.Person(r, row.EditorHandle, row.EditorName)
		r.Reads(schema.Users + "/" + row.Editor)
	}
	if row.SourceURL != "" {
		p.Source = &source{
			Site: row.SourceSite, URL: row.SourceURL, Author: row.SourceAuthor, AuthorURL: row.SourceAuthorURL, Licence: row.SourceLicence, LicenceURL: licenceURL(row.SourceLicence),
		}
		if row.Author == "" && row.SourceAuthorURL != "" {
			p.Author.URL, p.Author.Outside = row.SourceAuthorURL, true
		}
	}
	return p
}

// licenceURL is where a Creative Commons licence can be read, by its name ("CC BY-SA 4.0"); "" for others.
func licenceURL(name string) string {
	parts := strings.Fields(strings.ToLower(name))
	if len(parts) != 3 || parts[0] != "cc" || !strings.HasPrefix(parts[1], "by") {
		return ""
	}
	for _, c := range parts[1] + parts[2] {
		if c != '-' && c != '.' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return ""
		}
	}
	return "https://creativecommons.org/licenses/" + parts[1] + "/" + parts[2] + "/"
}

// The bounds of what stands around a question.
const (
	mostElsewhere = 20
	mostRepeats   = 10
	sharedAnswers = 3
)

// readAround fills in tags, what the question repeats and what repeats it, its bounty, and answers elsewhere.
func (v *questionView) readAround(r *site.Request, row *questionRow) error {
	tags, err := cards.Tags(r, []string{row.Tags})
	if err != nil {
		return err
	}
	v.Tags = cards.TagsOf(row.Tags, tags)
	for i := range v.Tags {
		v.Tags[i].URL += "/questions"
	}
	ask := func(query string) *dbx.Query {
		return r.App().DB().NewQuery(query).WithContext(r.Context()).Bind(dbx.Params{"id": row.ID})
	}
	if err := ask("SELECT url, title, site, author, licence, note FROM answer_links WHERE question = {:id} ORDER BY created, id" + cards.AtMost(mostElsewhere)).All(&v.Elsewhere); err != nil {
		return err
	}
	var repeats []struct {
		ID    string `db:"id"`
		Slug  string `db:"slug"`
		Title string `db:"title"`
	}
	if err := ask("SELECT id, slug, title FROM questions WHERE duplicate_of = {:id} AND duplicate_of != '' AND +status = 'published' ORDER BY asked DESC" + cards.AtMost(mostRepeats)).
		All(&repeats); err != nil {
		return err
	}
	for _, q := range repeats {
		v.Repeats = append(v.Repeats, site.Link{Label: q.Title, URL: r.Link(questionPath(q.ID, q.Slug))})
		r.Reads(schema.Questions + "/" + q.ID)
	}
	var bounty struct {
		Amount  int            `db:"amount"`
		Message string         `db:"message"`
		State   string         `db:"state"`
		Ends    types.DateTime `db:"ends"`
		Grace   types.DateTime `db:"grace_ends"`
		User    string         `db:"user"`
		Handle  string         `db:"handle"`
		Name    string         `db:"name"`
	}
	err = ask(`SELECT b.amount, b.message, b.state, b.ends, b.grace_ends, b.user, coalesce(u.handle, '') handle, coalesce(u.name, '') name FROM bounties b
		LEFT JOIN users u ON u.id = b.user WHERE b.question = {:id} AND b.state IN ('open', 'grace') LIMIT 1`).One(&bounty)
	switch {
	case err == nil:
		v.Bounty = &bountyView{Amount: bounty.Amount, Message: bounty.Message, Ends: cards.Time(bounty.Ends), Who: author(r, bounty.User, bounty.Handle, bounty.Name, "")}
		if bounty.State == "grace" {
			v.Bounty.Grace, v.Bounty.Ends = true, cards.Time(bounty.Grace)
		}
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if row.DuplicateOf != "" && row.Closed == "duplicate" {
		return v.readCanonical(r, row.DuplicateOf)
	}
	return nil
}

// readCanonical reads the question that this one repeats, with its best answers: who came here finds them here.
func (v *questionView) readCanonical(r *site.Request, id string) error {
	r.Reads(schema.Questions+"/"+id, schema.StatsRows+"/"+id, pageOf(id))
	list, err := loadCards(r, []string{id})
	if err != nil || len(list) == 0 {
		return err
	}
	v.Canonical = &list[0]
	v.Shared, err = answersOf(r, &answerList{question: id, path: strings.TrimPrefix(v.Canonical.URL, strings.TrimSuffix(r.Link("/"), "/")), sort: answersBest, accepted: v.Canonical.Accepted}, 0, sharedAnswers)
	return err
}

// describe is what the head of the page and structured data say of a question.
func (v *questionView) describe(r *site.Request, p *site.Page, row *questionRow) {
	p.Title, p.Description, p.Published, p.Modified = v.Title, row.Excerpt, v.At, v.Edited
	p.Authors, p.Section = []string{v.Author.Label}, r.T("questions.heading")
	for _, tag := range v.Tags {
		p.Tags = append(p.Tags, tag.Label)
	}
	p.Prev, p.Next = v.Pager.Prev, v.Pager.Next
	p.Feeds = cards.FeedLinks(r, feedPath(row.ID), r.T("questions.answers_to", "Title", v.Title)+" · "+r.Site().Name)
	if p.Feeds != nil {
		v.Feed = p.Feeds[0].URL
	}
	if v.Canonical != nil && v.Answers == 0 {
		p.Canonical = v.Canonical.URL // the answers are there
	}
	empty := v.Answers == 0 && v.Votes < 1 && v.Canonical == nil
	p.NoIndex = r.Query("sort") != "" || empty || v.Closed == "off_topic" || v.Closed == "unclear" || v.Votes <= -3
	crumbs := slices.Concat(v.Crumbs, []site.Link{{Label: v.Title, URL: v.Path}})
	p.JSONLD = []any{v.structured(r), r.BreadcrumbLD(crumbs...)}
	if v.Pager.Page > 1 {
		p.Title = r.T("questions.page_of", "Title", v.Title, "page", strconv.Itoa(v.Pager.Page))
	}
}
