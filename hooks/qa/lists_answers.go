package qa

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// answersView is what qa/answers shows: what somebody answered.
type answersView struct {
	Name, Bio string
	Crumbs    []site.Link
	Tabs      []site.Link
	Answers   []answerEntry
	Pager     *site.Pager
}

// answerEntry is an answer in a list.
type answerEntry struct {
	URL, Title, Lang string
	Excerpt          string
	At               time.Time
	Votes            int
	Accepted         bool
}

// theirAnswers are the public answers of an account to public questions.
const theirAnswers = " FROM answers a JOIN questions q ON q.id = a.question AND q.status = 'published' WHERE a.author = {:user} AND a.status = 'published'"

// countAnswers counts them, as far as tabs show it.
func countAnswers(r *site.Request, user string) (n int, err error) {
	r.Reads(schema.Answers, schema.Questions)
	err = r.App().DB().NewQuery("SELECT count(*) FROM (SELECT 1" + theirAnswers + " LIMIT {:most})").
		WithContext(r.Context()).Bind(dbx.Params{"user": user, "most": mostCounted}).Row(&n)
	return n, err
}

func answererPage(r *site.Request) (*site.Page, error) {
	record, err := below(r, personAt, r.Param("handle"), "/answers")
	if err != nil {
		return nil, err
	}
	u := schema.AsUser(record)
	v := &answersView{Name: cards.Person(r, u.Handle(), u.Name()).Label, Bio: u.Bio()}
	path := "/people/" + u.Handle()
	v.Crumbs = []site.Link{{Label: v.Name, URL: r.Link(path)}}
	if v.Tabs, err = tabsOfPerson(r, u.Id); err != nil {
		return nil, err
	}
	total, err := countAnswers(r, u.Id)
	if err != nil {
		return nil, err
	}
	if v.Pager, err = site.NewPager(r, total, perPage); err != nil {
		return nil, err
	}
	var rows []struct {
		ID       string         `db:"id"`
		Question string         `db:"question"`
		Title    string         `db:"title"`
		Slug     string         `db:"slug"`
		Lang     string         `db:"lang"`
		Excerpt  string         `db:"excerpt"`
		Answered types.DateTime `db:"answered"`
		Votes    int            `db:"votes"`
		Answers  int            `db:"answers"`
		Accepted bool           `db:"accepted"`
	}
	if err := r.App().DB().NewQuery(`SELECT a.id, a.question, q.title, q.slug, q.lang, a.excerpt, a.answered, q.accepted = a.id accepted,
		coalesce((SELECT votes FROM stats WHERE id = a.id), 0) votes, coalesce((SELECT answers FROM stats WHERE id = q.id), 0) answers` + theirAnswers +
		" ORDER BY a.answered DESC, a.id LIMIT {:limit} OFFSET {:offset}").WithContext(r.Context()).
		Bind(dbx.Params{"user": u.Id, "limit": perPage, "offset": (v.Pager.Page - 1) * perPage}).All(&rows); err != nil {
		return nil, err
	}
	for _, row := range rows {
		v.Answers = append(v.Answers, answerEntry{
			URL: answerLink(r, row.Question, row.Slug, row.ID, row.Answers), Title: row.Title, Lang: cards.Tag(row.Lang), Excerpt: row.Excerpt,
			At: cards.Time(row.Answered), Votes: row.Votes, Accepted: row.Accepted,
		})
	}
	p := &site.Page{
		Template: "qa/answers", Data: v, Styles: []string{style}, Title: r.T("questions.answers_of", "Name", v.Name), MaxAge: listAge,
		Description: r.T("questions.answers_of.description", "Name", v.Name), Prev: v.Pager.Prev, Next: v.Pager.Next, NoIndex: len(rows) == 0,
		JSONLD: []any{r.BreadcrumbLD(append(v.Crumbs, site.Link{Label: r.T("questions.answers_tab"), URL: r.Link(path + "/answers")})...)},
	}
	return p, nil
}

// answerLink leads to an answer: directly where its question has one page of them, else over the answer's own address,
// which knows the page that it stands on.
func answerLink(r *site.Request, question, slug, answer string, answers int) string {
	if answers <= answersPerPage {
		return r.Link(questionPath(question, slug)) + "#a-" + answer
	}
	return r.Link("/answers/" + answer)
}
