package qa

import (
	"embed"
	"html/template"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/list.html views/question.html
var views embed.FS

// The style sheets of lists of questions, of a question's page, its discussion and its history, and of what stands on the page
// of an event.
const (
	style      = "css/qa.css"
	pageStyle  = "css/asked.css"
	eventStyle = "css/asked-in.css"
)

// The places of other rooms' pages that this one has something for, and those of its own that others do.
const (
	tagTabs      = "tag.tabs"
	tagAside     = "tag.questions" // who answers in the tag
	columnTabs   = "column.tabs"
	personTabs   = "person.tabs"
	homePlace    = "home.questions"
	eventPlace   = "event.questions"
	questionTalk = "question"         // the page of all that is said about a question
	answerTalk   = "answer"           // and about an answer
	questionSays = "question.remarks" // the first of it
	answerSays   = "answer.remarks"
)

// Pages adds everything that is read of questions and answers to the site.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/questions", listPage, site.Params("filter", "lang", "sort", "tag", "page"))
	f.GET("/questions/:id", shortAddress)
	f.GET("/questions/:id/:slug", questionPage, site.Params("sort", "page"))
	f.GET("/questions/:id/comments", questionTalkPage, site.Sections(questionTalk))
	f.GET("/questions/:id/revisions", questionHistory, site.Params("page"))
	f.GET("/answers/:id", answerAddress)
	f.GET("/answers/:id/revisions", answerHistory, site.Params("page"))
	f.GET("/answers/:id/comments", answerTalkPage, site.Sections(answerTalk))
	f.GET("/tags/:slug/questions", tagPage, site.Params("filter", "lang", "sort", "page"), site.Sections(tagAside))
	f.GET("/columns/:slug/questions", columnPage, site.Params("filter", "lang", "sort", "page"))
	f.GET("/events/:slug/questions", eventPage, site.Params("filter", "lang", "sort", "page"))
	f.GET("/people/:handle/questions", askerPage, site.Params("filter", "sort", "page"))
	f.GET("/people/:handle/answers", answererPage, site.Params("page"))
	feeds(f)
	answerFeeds(f)
	tabs(f)
	f.Section(homePlace, homeSection)
	f.Section(eventPlace, eventSection)
	f.GuestList(schema.QuestionCards, schema.Questions, schema.Answers)
	f.App().OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "qa.lists", Func: func(e *core.ServeEvent) error {
		listRoute(e)
		return e.Next()
	}})
	dropPages(f)
}

// pagesBelow are the names below a question's address that are pages of their own, and no title.
var pagesBelow = []string{"comments", "revisions"}

// pageOf is what a question's page depends on beside records that it names: what comes or goes there.
func pageOf(question string) string { return "page of question " + question }

// dropPages drops the page of a question when something that stands on it comes, changes or goes, and that of an event when
// a question that is asked in it does.
func dropPages(f *site.Frame) {
	app := f.App()
	for _, on := range []struct {
		collection, field string
		page              func(id string) string
	}{
		{schema.Answers, schema.AnswerQuestion, pageOf}, {schema.Bounties, schema.BountyQuestion, pageOf}, {schema.AnswerLinks, schema.AnswerLinkQuestion, pageOf},
		{schema.Questions, schema.QuestionDuplicateOf, pageOf}, {schema.PostRevisions, schema.PostRevisionTarget, pageOf},
		{schema.Questions, schema.QuestionEvent, askedIn},
	} {
		drop := func(e *core.RecordEvent) error {
			err := e.Next()
			for _, id := range []string{e.Record.GetString(on.field), e.Record.Original().GetString(on.field)} {
				if id != "" {
					f.Invalidate(on.page(id))
				}
			}
			return err
		}
		for _, after := range []*hook.TaggedHook[*core.RecordEvent]{
			app.OnRecordAfterCreateSuccess(on.collection), app.OnRecordAfterUpdateSuccess(on.collection), app.OnRecordAfterDeleteSuccess(on.collection),
		} {
			after.Bind(bind.Func("qa.pages.tell."+on.collection+"."+on.field, drop))
		}
	}
}

// listView is what qa/list shows.
type listView struct {
	Heading, Lead string
	Crumbs        []site.Link
	Tabs          []site.Link // the other lists of the same tag, column or person
	Sorts         []site.Link
	Filters       []cards.Filter
	Tag           *site.Link // the tag that the list is narrowed to, with the way back
	Clear         string     // the list without any filter, where there is one
	Cards         []Card
	Rows          []template.HTML // the cards, each as qa/row
	Pager         *site.Pager
	Many          bool   // there are more than are counted
	Ask           string // where a question for this list is asked
	Feed          string
	Waiting       int // questions that nobody has answered, as far as they are counted
	WaitingURL    string
	Busy          []site.Link
	Follow        string        // the tag to follow
	Beside        template.HTML // what other rooms have to say about the tag
	Description   string
	Mine          bool // the reader's own tags, questions and answers have a corner
}

// listAge is how long a list may show counts that changed by themselves: votes and views.
const listAge = time.Minute

// mostWaiting bounds the count of what waits for an answer.
const mostWaiting = 1000

// How many tags stand beside a list, and how many of the latest questions they are from.
const (
	asideTags = 16
	asideFrom = 200
)

func listPage(r *site.Request) (*site.Page, error) {
	v := listView{Heading: r.T("questions.heading"), Lead: r.T("questions.lead"), Ask: r.Link("/ask"), Mine: true}
	shelf := ShelfAll
	if slug := r.Query("tag"); slug != "" {
		tag, err := tagAt.Find(r, slug)
		if path, moved := site.RedirectTarget(err); moved {
			return nil, site.RedirectTo(path + "/questions")
		}
		if err != nil {
			return nil, err
		}
		t := schema.AsTag(tag)
		shelf = Shelf("tag", tag.Id)
		v.Tag = &site.Link{Label: cards.Named(r.Lang, t.Name(), t.NameEn()), URL: r.With("tag", "")}
		v.Ask += "#tag=" + t.Slug()
	}
	l, err := askedFor(r, shelf)
	if err != nil {
		return nil, err
	}
	p, err := v.page(r, l, "/questions")
	if err != nil {
		return nil, err
	}
	if v.Tag != nil {
		v.Clear = r.Link("/questions")
	}
	p.Title, p.Description = v.Heading, r.T("questions.description")
	p.NoIndex = p.NoIndex || v.Tag != nil // a tag has a page of its own
	p.Feeds = feedLinks(r, "/questions", r.T("questions.heading"), l)
	if p.Feeds != nil {
		v.Feed = p.Feeds[0].URL
	}
	if v.Pager.Page == 1 && !p.NoIndex {
		links := make([]site.Link, len(v.Cards))
		for i, c := range v.Cards {
			links[i] = site.Link{Label: c.Title, URL: c.URL}
		}
		p.JSONLD = []any{r.CollectionLD(v.Heading, p.Description, r.Link("/questions"), links)}
	}
	return p, nil
}

// page fills a view from its list, whose page without parameters is at path.
func (v *listView) page(r *site.Request, l List, path string) (*site.Page, error) {
	r.Reads(schema.Questions, schema.Answers, schema.Bounties)
	waiting := List{Shelf: l.Shelf, Filter: listFilters[0]}
	var pager *site.Pager
	if err := r.Beside(
		func() (err error) { pager, err = v.readCards(r, l); return err },
		func() (err error) { v.Busy, err = busyTags(r, l.Shelf); return err },
		func() (err error) { v.Filters, err = filterChips(r, l.Shelf); return err },
		func() (err error) { v.Waiting, err = waiting.Count(r.Context(), r.App(), mostWaiting); return err },
	); err != nil {
		return nil, err
	}
	v.Pager, v.Many, v.Sorts = pager, pager.Total > perPage*50, sortTabs(r)
	if l.Filter != "" || l.Lang != "" {
		v.Clear = r.Link(path)
	}
	v.WaitingURL = r.Link(path) + "?filter=" + waiting.Filter
	return &site.Page{
		Template: "qa/list", Data: v, Styles: []string{style}, Prev: pager.Prev, Next: pager.Next, MaxAge: listAge,
		// one list has one canonical order and form; the others are for people, not for search engines
		NoIndex: l.Sort != "" || l.Filter != "" || l.Lang != "",
	}, nil
}

// readCards reads the page of the list that was asked for, and writes its rows.
func (v *listView) readCards(r *site.Request, l List) (*site.Pager, error) {
	ids, pager, err := cards.Paged(r, l, perPage)
	if err != nil {
		return nil, err
	}
	if v.Cards, err = loadCards(r, ids); err != nil {
		return nil, err
	}
	if strings.HasPrefix(l.Shelf, Shelf("event", "")) {
		for i := range v.Cards {
			v.Cards[i].Event = site.Link{} // they are all of it
		}
	}
	v.Rows, err = site.Parts(r, "qa/row", v.Cards)
	return pager, err
}

// busyTags gives the tags that the latest questions of a shelf have most often, without the shelf's own.
func busyTags(r *site.Request, shelf string) ([]site.Link, error) {
	var rows []struct {
		ID     string `db:"id"`
		Slug   string `db:"slug"`
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
	}
	// the names of the tags' shelves are a stretch of the index of each question's; the tags are read once each
	err := r.App().DB().NewQuery(`SELECT t.id, t.slug, t.name, t.name_en FROM (
			SELECT s.shelf, count(*) n FROM (SELECT question FROM question_shelves WHERE shelf = {:shelf} ORDER BY active DESC` + cards.AtMost(asideFrom) + `) q
			CROSS JOIN question_shelves s ON s.question = q.question AND s.shelf > 'tag:' AND s.shelf < 'tag;' AND instr(s.shelf, '+') = 0 AND s.shelf != {:shelf}
			GROUP BY s.shelf) busy
		CROSS JOIN tags t ON t.id = substr(busy.shelf, 5) ORDER BY busy.n DESC, t.slug` + cards.AtMost(asideTags)).
		WithContext(r.Context()).Bind(dbx.Params{"shelf": shelf}).All(&rows)
	links := make([]site.Link, len(rows))
	for i, row := range rows {
		r.Reads(schema.Tags + "/" + row.ID)
		links[i] = site.Link{Label: cards.Named(r.Lang, row.Name, row.NameEn), URL: r.Link("/tags/" + row.Slug + "/questions")}
	}
	return links, err
}
