package qa

import (
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/diff"
	"qiao/hooks/site"
)

// revisionsPerPage is how many revisions a page of a history shows.
const revisionsPerPage = 20

// around is how much of an unchanged stretch is shown at each of its ends, in characters.
const around = 120

// historyView is what qa/history shows: the texts that a post had, the latest first.
type historyView struct {
	Kind, Title, Link string
	Crumbs            []site.Link
	List              []revisionView
	Pager             *site.Pager
}

// revisionView is a revision with what it changed.
type revisionView struct {
	Number      int
	Who         site.Link
	At          time.Time
	Note        string
	Title, Body []diff.Piece
	Retagged    bool
}

func questionHistory(r *site.Request) (*site.Page, error) {
	row, err := findQuestion(r, r.Param("id"))
	if err != nil {
		return nil, err
	}
	return history(r, &historyView{Kind: question.name, Title: row.Title, Link: r.Link(questionPath(row.ID, row.Slug))}, row.ID)
}

func answerHistory(r *site.Request) (*site.Page, error) {
	id := r.Param("id")
	at, err := findAnswer(r, id)
	if err != nil {
		return nil, err
	}
	return history(r, &historyView{Kind: answer.name, Title: at.Title, Link: r.Link("/answers/" + id)}, id)
}

// history makes the page of a post's revisions.
func history(r *site.Request, v *historyView, id string) (*site.Page, error) {
	r.Reads(pageOf(id))
	var total int
	ask := func(query string, more dbx.Params) *dbx.Query {
		return r.App().DB().NewQuery(query).WithContext(r.Context()).Bind(dbx.Params{"id": id}).Bind(more)
	}
	err := ask("SELECT count(*) FROM post_revisions WHERE target = {:id}", nil).Row(&total)
	if err != nil {
		return nil, err
	}
	if v.Pager, err = site.NewPager(r, total, revisionsPerPage); err != nil {
		return nil, err
	}
	var rows []struct {
		Number int            `db:"number"`
		Title  string         `db:"title"`
		Tags   string         `db:"tags"`
		Note   string         `db:"note"`
		Body   string         `db:"body"`
		At     types.DateTime `db:"created"`
		Editor string         `db:"editor"`
		Handle string         `db:"handle"`
		Name   string         `db:"name"`
	}
	// one more than is shown: the last one's predecessor
	if err := ask(`SELECT p.number, p.title, coalesce(p.tags, '') tags, p.note, p.body, p.created, p.editor, coalesce(u.handle, '') handle, coalesce(u.name, '') name
		FROM post_revisions p LEFT JOIN users u ON u.id = p.editor WHERE p.target = {:id} ORDER BY p.number DESC LIMIT {:most} OFFSET {:from}`,
		dbx.Params{"most": revisionsPerPage + 1, "from": (v.Pager.Page - 1) * revisionsPerPage}).All(&rows); err != nil {
		return nil, err
	}
	for i, row := range rows[:min(len(rows), revisionsPerPage)] {
		one := revisionView{Number: row.Number, Who: author(r, row.Editor, row.Handle, row.Name, ""), At: cards.Time(row.At), Note: row.Note}
		if i+1 < len(rows) {
			before := rows[i+1]
			if before.Title != row.Title {
				one.Title = diff.Pieces(before.Title, row.Title)
			}
			if before.Body != row.Body {
				one.Body = shortened(diff.Pieces(before.Body, row.Body))
			}
			one.Retagged = before.Tags != row.Tags
		} else {
			one.Body = []diff.Piece{{diff.Same, row.Body}}
		}
		v.List = append(v.List, one)
	}
	v.Crumbs = []site.Link{{Label: r.T("questions.heading"), URL: r.Link("/questions")}, {Label: v.Title, URL: v.Link}}
	return &site.Page{
		Template: "qa/history", Data: v, Styles: []string{pageStyle}, Title: r.T("questions.history_of", "Title", v.Title),
		Description: r.T("questions.history.say", "count", strconv.Itoa(total)), NoIndex: true, Prev: v.Pager.Prev, Next: v.Pager.Next,
	}, nil
}

// shortened leaves out the middle of long stretches that didn't change.
func shortened(pieces []diff.Piece) []diff.Piece {
	for i, p := range pieces {
		text := []rune(p.Text())
		if p.Op() != diff.Same || len(text) <= 2*around+20 {
			continue
		}
		begin, end := string(text[:around])+" … ", " … "+string(text[len(text)-around:])
		switch {
		case i == 0:
			pieces[i] = diff.Piece{diff.Same, end[1:]}
		case i == len(pieces)-1:
			pieces[i] = diff.Piece{diff.Same, begin}
		default:
			pieces[i] = diff.Piece{diff.Same, begin + "\n" + end[1:]}
		}
	}
	return pieces
}
