package talk

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// PerPage is how many comments a page of a discussion shows.
const PerPage = 50

// Orders of the threads of a discussion, as the "sort" parameter has them. Within a thread the oldest always comes first.
const (
	oldest = ""
	newest = "newest"
	best   = "best"
)

// ordered are the visible comments of a thing, numbered in their order; the thread of a comment that is gone stands
// where its first answer does.
const ordered = `SELECT id, row_number() OVER (ORDER BY %key, began, root, id != root, created, id) place FROM (
	SELECT c.id, c.root, c.created, min(c.created) OVER w began, max(CASE WHEN c.id = c.root THEN coalesce(s.votes, 0) ELSE -1e9 END) OVER w liked
	FROM comments c LEFT JOIN stats s ON s.id = c.id WHERE c.target = {:target} AND c.kind = {:kind} AND c.state = 'visible' WINDOW w AS (PARTITION BY c.root))`

func inOrder(sort string) string {
	key := map[string]string{oldest: "0", newest: "-unixepoch(began, 'subsec')", best: "-liked"}[sort]
	return strings.ReplaceAll(ordered, "%key", key)
}

// said is a comment as the database has it, with what is shown around it.
type said struct {
	ID         string         `db:"id"`
	Target     string         `db:"target"`
	Root       string         `db:"root"`
	Parent     string         `db:"parent"`
	Author     string         `db:"author"`
	Said       string         `db:"source_author"`
	SaidAt     string         `db:"source_url"`
	HTML       string         `db:"html"`
	Created    types.DateTime `db:"created"`
	Edited     types.DateTime `db:"edited"`
	Votes      int            `db:"votes"`
	Name       string         `db:"name"`
	Handle     string         `db:"handle"`
	Avatar     string         `db:"avatar"`
	Roles      string         `db:"roles"`
	RootState  string         `db:"root_state"`
	ParentName string         `db:"parent_name"`
	ParentSeen bool           `db:"parent_seen"`
}

// saidColumns reads comments c as [said], with saidJoins behind the table.
const saidColumns = `c.id, c.target, c.root, c.parent, c.author, c.source_author, c.source_url, c.html, c.created, c.edited, coalesce(s.votes, 0) votes,
	coalesce(u.name, '') name, coalesce(u.handle, '') handle, coalesce(u.avatar, '') avatar, coalesce(u.roles, '[]') roles,
	coalesce(CASE WHEN c.root = c.id THEN c.state ELSE r.state END, 'deleted') root_state, coalesce(p.state, '') = 'visible' parent_seen,
	CASE WHEN coalesce(pu.handle, '') != '' THEN pu.handle ELSE coalesce(pu.name, '') END parent_name`

const saidJoins = ` LEFT JOIN stats s ON s.id = c.id LEFT JOIN users u ON u.id = c.author
	LEFT JOIN comments r ON c.root != c.id AND r.id = c.root LEFT JOIN comments p ON c.parent != '' AND p.id = c.parent LEFT JOIN users pu ON pu.id = p.author`

const selectSaid = `SELECT ` + saidColumns + ` FROM (%order) o JOIN comments c ON c.id = o.id` + saidJoins + `
	WHERE o.place > {:after} AND o.place <= {:after} + {:most} ORDER BY o.place`

// A threadView is a thread as one page shows it.
type threadView struct {
	// Gone says why the thread's first comment isn't there: "deleted" or "hidden"; "" when it is.
	Gone string
	// From is the first comment of a thread that began on an earlier page.
	From    string
	First   *commentView
	Answers []commentView
}

// A commentView is a comment in a page.
type commentView struct {
	ID, Root string
	Author   string // the account's id
	Who      site.Link
	Avatar   string
	Marks    []string
	To       string // whom it answers, when that isn't the thread's first comment; "" for nobody to name
	ToID     string // the comment that it answers, when it can be seen
	Created  time.Time
	Edited   time.Time
	Votes    int
	HTML     template.HTML
}

// read gives a page of a discussion's threads.
func (t *Talk) read(r *site.Request, about *thing, sort string, page int) ([]threadView, error) {
	var rows []said
	err := r.App().DB().NewQuery(strings.Replace(selectSaid, "%order", inOrder(sort), 1)).WithContext(r.Context()).
		Bind(dbx.Params{"kind": about.kind, "target": about.id, "after": (page - 1) * PerPage, "most": PerPage}).All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	editors, err := columnEditors(r, about.column)
	if err != nil {
		return nil, err
	}
	var list []threadView
	for i, row := range rows {
		if i == 0 || rows[i-1].Root != row.Root {
			list = append(list, threadView{})
		}
		now, c := &list[len(list)-1], row.view(r, about, editors)
		switch {
		case row.ID == row.Root:
			now.First = &c
			continue
		case now.First == nil && len(now.Answers) == 0 && row.RootState == Visible:
			now.From = row.Root
		case now.First == nil && len(now.Answers) == 0 && row.RootState == Deleted:
			now.Gone = Deleted
		case now.First == nil && len(now.Answers) == 0:
			now.Gone = Hidden
		}
		now.Answers = append(now.Answers, c)
	}
	return list, nil
}

func (row *said) view(r *site.Request, about *thing, editors []string) commentView {
	c := commentView{
		ID: row.ID, Root: row.Root, Author: row.Author, Created: row.Created.Time(), Edited: row.Edited.Time(), Votes: row.Votes,
		Avatar: cards.File(schema.Users, row.Author, row.Avatar, "96x96"),
		// the pipeline made it; only its own links to people have this class
		HTML: template.HTML(strings.ReplaceAll(row.HTML, `<a class="mention" href="/`, `<a class="mention" href="`+strings.TrimSuffix(r.Link("/"), "/")+`/`)),
	}
	switch {
	case row.Author != "":
		c.Who = cards.Person(r, row.Handle, row.Name)
		r.Reads(schema.Users + "/" + row.Author)
	case row.Said != "":
		c.Who = site.Link{Label: row.Said, URL: row.SaidAt, Outside: true} // said elsewhere, and imported
	default:
		c.Who = site.Link{Label: r.T("talk.nobody")}
	}
	if slices.Contains(about.authors, row.Author) {
		c.Marks = append(c.Marks, r.T(about.mark))
	}
	switch {
	case row.Author == "":
	case strings.Contains(row.Roles, `"`+access.Editor+`"`):
		c.Marks = append(c.Marks, r.T("talk.mark.editor"))
	case strings.Contains(row.Roles, `"`+access.Moderator+`"`):
		c.Marks = append(c.Marks, r.T("talk.mark.moderator"))
	case slices.Contains(editors, row.Author):
		c.Marks = append(c.Marks, r.T("talk.mark.column"))
	}
	if row.Parent != row.Root && row.ID != row.Root {
		if row.ParentSeen {
			c.To, c.ToID = row.ParentName, row.Parent
		} else {
			c.To = r.T("talk.gone")
		}
	}
	return c
}

// mostEditors bounds the editors of a column whose comments are marked.
const mostEditors = 200

func columnEditors(r *site.Request, column string) (ids []string, err error) {
	if column == "" {
		return nil, nil
	}
	r.Reads(schema.ColumnMembers)
	err = r.App().DB().NewQuery("SELECT user FROM column_members WHERE [[column]] = {:column} AND role != 'author' LIMIT {:most}").
		WithContext(r.Context()).Bind(dbx.Params{"column": column, "most": mostEditors}).Column(&ids)
	return ids, err
}

// total is how many comments of a thing can be seen.
func total(app core.App, about *thing) (n int, err error) {
	err = app.DB().NewQuery("SELECT count(*) FROM comments WHERE target = {:target} AND kind = {:kind} AND state = 'visible'").
		Bind(dbx.Params{"target": about.id, "kind": about.kind}).Row(&n)
	return n, err
}

// pageOf says on which page of a discussion, oldest first, a comment stands; sql.ErrNoRows when it can't be seen.
func pageOf(app core.App, about *thing, id string) (int, error) {
	var place int
	err := app.DB().NewQuery("SELECT place FROM (" + inOrder(oldest) + ") WHERE id = {:id}").
		Bind(dbx.Params{"target": about.id, "kind": about.kind, "id": id}).Row(&place)
	return (place-1)/PerPage + 1, err
}

// slowness is how long a slow discussion makes people wait, in words.
func slowness(l i18n.Lang, seconds int) string {
	return i18n.Duration(l, time.Duration(seconds)*time.Second)
}
