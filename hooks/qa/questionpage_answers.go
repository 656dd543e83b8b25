package qa

import (
	"context"
	"database/sql"
	"errors"
	"html/template"
	"slices"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// answersPerPage is how many answers a question's page shows.
const answersPerPage = 30

// The orders of the answers to a question, as the "sort" parameter has them; the best ones come first unless something
// else is asked for, and ahead of them the accepted one.
const (
	answersBest   = ""
	answersNewest = "newest"
	answersOldest = "oldest"
	answersActive = "activity"
)

var answerSorts = []string{answersBest, answersNewest, answersOldest, answersActive}

// answerList is the public answers to a question in an order.
type answerList struct {
	question, path string
	accepted       string
	asker          string
	sort           string
}

func (l *answerList) order() string {
	switch l.sort {
	case answersNewest:
		return "a.answered DESC, a.id"
	case answersOldest:
		return "a.answered, a.id"
	case answersActive:
		return "max(a.answered, a.edited, coalesce(s.active, '')) DESC, a.id"
	default:
		return "a.id = {:accepted} DESC, coalesce(s.votes, 0) DESC, a.answered, a.id"
	}
}

const fromAnswers = " FROM answers a LEFT JOIN stats s ON s.id = a.id WHERE a.question = {:question} AND a.status = 'published'"

func (l *answerList) params() dbx.Params {
	return dbx.Params{"question": l.question, "accepted": l.accepted}
}

// ids gives the ids of one stretch.
func (l *answerList) ids(ctx context.Context, app core.App, offset, limit int) (ids []string, err error) {
	params := l.params()
	params["offset"] = offset
	err = app.DB().NewQuery("SELECT a.id" + fromAnswers + " ORDER BY " + l.order() + cards.AtMost(limit) + " OFFSET {:offset}").
		WithContext(ctx).Bind(params).Column(&ids)
	return ids, err
}

func (l *answerList) count(ctx context.Context, app core.App) (n int, err error) {
	err = app.DB().NewQuery("SELECT count(*) FROM answers WHERE question = {:question} AND status = 'published'").
		WithContext(ctx).Bind(l.params()).Row(&n)
	return n, err
}

type answerRow struct {
	postRow
	Answered  types.DateTime `db:"answered"`
	PostedURL string         `db:"posted_url"`
}

const selectAnswers = `SELECT ` + postColumns + `, p.answered, p.posted_url FROM json_each({:ids}) o CROSS JOIN answers p ON p.id = o.value` + postJoins

// answersOf reads a stretch of the answers to a question.
func answersOf(r *site.Request, l *answerList, offset, limit int) ([]Post, error) {
	ids, err := l.ids(r.Context(), r.App(), offset, limit)
	if err != nil {
		return nil, err
	}
	return postsByID(r, l, ids)
}

// postsByID reads these answers.
func postsByID(r *site.Request, l *answerList, ids []string) ([]Post, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []answerRow
	if err := cards.ReadAmong(r, selectAnswers, ids, &rows); err != nil {
		return nil, err
	}
	inOrderOf(ids, rows, func(row *answerRow) string { return row.ID })
	posts := make([]Post, len(rows))
	for i := range rows {
		row := &rows[i]
		p := row.post(r, "answer", l.path+"#a-"+row.ID)
		p.At, p.PostedURL, p.Accepted = cards.Time(row.Answered), row.PostedURL, row.ID == l.accepted
		p.Asker = row.Author != "" && row.Author == l.asker
		posts[i] = p
	}
	return posts, nil
}

// inOrderOf sorts rows by the place of their ids. SQLite would take them through a sorter with all their texts.
func inOrderOf[T any](ids []string, rows []T, id func(*T) string) {
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortStableFunc(rows, func(a, b T) int { return place[id(&a)] - place[id(&b)] })
}

// readAnswers fills in the page of answers that was asked for, and what is said about the question and them.
func (v *questionView) readAnswers(r *site.Request, p *site.Page, row *questionRow) error {
	sort, err := cards.Choose(r, "sort", answerSorts[1:])
	if err != nil {
		return err
	}
	l := &answerList{question: row.ID, path: questionPath(row.ID, row.Slug), accepted: row.Accepted, asker: row.Author, sort: sort}
	if v.Answers, err = l.count(r.Context(), r.App()); err != nil {
		return err
	}
	if v.Pager, err = site.NewPager(r, v.Answers, answersPerPage); err != nil {
		return err
	}
	ids, err := l.ids(r.Context(), r.App(), (v.Pager.Page-1)*answersPerPage, answersPerPage)
	if err != nil {
		return err
	}
	for _, order := range answerSorts {
		key := "questions.answers.sort." + order
		if order == answersBest {
			key = "questions.answers.sort.best"
		}
		v.Sorts = append(v.Sorts, site.Link{Label: r.T(key), URL: r.With("sort", order) + "#answers", Current: order == sort})
	}
	var said, below []template.HTML
	if err := r.Beside(
		func() (err error) { v.List, err = postsByID(r, l, ids); return err },
		func() (err error) { below, err = r.SectionsMany(p, answerSays, ids); return err },
		func() (err error) { said, err = r.SectionsMany(p, questionSays, []string{row.ID}); return err },
	); err != nil {
		return err
	}
	v.Said = said[0]
	for i := range v.List {
		a := &v.List[i]
		a.Lang, a.Said = v.Lang, below[slices.Index(ids, a.ID)]
		if v.Pager.Page > 1 || sort != "" {
			a.Link = r.Link("/answers/" + a.ID)
		}
		r.Reads(schema.Answers+"/"+a.ID, schema.StatsRows+"/"+a.ID)
	}
	v.Shown, err = site.Parts(r, "qa/answer", v.List)
	return err
}

// answerPlace is where an answer stands.
type answerPlace struct {
	Question string `db:"question"`
	Slug     string `db:"slug"`
	Title    string `db:"title"`
	Lang     string `db:"lang"`
	Status   string `db:"status"`
	Asked    string `db:"asked_status"`
	Accepted string `db:"accepted"`
	Author   string `db:"author"`
}

// findAnswer reads where a public answer to a public question stands.
func findAnswer(r *site.Request, id string) (*answerPlace, error) {
	r.Reads(schema.Answers + "/" + id)
	var at answerPlace
	err := r.App().DB().NewQuery(`SELECT a.question, q.slug, q.title, q.lang, a.status, q.status asked_status, q.accepted, q.author
		FROM answers a JOIN questions q ON q.id = a.question WHERE a.id = {:id}`).WithContext(r.Context()).Bind(dbx.Params{"id": id}).One(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, site.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	r.Reads(schema.Questions + "/" + at.Question)
	if err := shown(at.Asked); err != nil {
		return nil, err
	}
	return &at, shown(at.Status)
}

// answerAddress is the address of an answer for ever: it leads to the page of its question where it stands now.
func answerAddress(r *site.Request) (*site.Page, error) {
	id := r.Param("id")
	at, err := findAnswer(r, id)
	if err != nil {
		return nil, err
	}
	l := &answerList{question: at.Question, accepted: at.Accepted}
	params := l.params()
	params["id"] = id
	var place int
	if err := r.App().DB().NewQuery("SELECT place FROM (SELECT a.id, row_number() OVER (ORDER BY " + l.order() + ") place" + fromAnswers + ") WHERE id = {:id}").
		WithContext(r.Context()).Bind(params).Row(&place); err != nil {
		return nil, err
	}
	path := questionPath(at.Question, at.Slug)
	if page := (place-1)/answersPerPage + 1; page > 1 {
		path += "?page=" + strconv.Itoa(page)
	}
	return nil, site.RedirectNow(path + "#a-" + id)
}
