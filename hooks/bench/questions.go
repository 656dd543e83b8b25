package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qiao/hooks/transfer"
	theirs "qiao/hooks/transfer/question"
	"qiao/hooks/transfer/stackexchange"
)

// What the rows of questions are taken over.
const (
	fewQuestions   = 1_000
	answersEach    = 3  // a question has so many answers on average
	unansweredEach = 6  // one question in so many has none
	longAnswers    = 30 // and one has so many
	longComments   = 60
	deepPage       = 500
)

// dumpDirs are the dumps that questions come from: those of the corpus, or the small one of the importer's own tests.
func dumpDirs() ([]string, error) {
	dirs, err := filepath.Glob(filepath.Join(corpusDir, "qa", "stackexchange", "*"))
	if err != nil || len(dirs) > 0 {
		return dirs, err
	}
	return []string{filepath.Join("hooks", "transfer", "stackexchange", "testdata", "small")}, nil
}

// openDumps looks through all dumps.
func openDumps() (dumps []*stackexchange.Dump, posts int, err error) {
	dirs, err := dumpDirs()
	if err != nil {
		return nil, 0, err
	}
	for _, dir := range dirs {
		d, err := stackexchange.Open(dir, stackexchange.Options{})
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, 0, errors.Join(err, closeDumps(dumps))
		}
		dumps = append(dumps, d)
		posts += d.Questions + d.Answers
	}
	return dumps, posts, nil
}

func closeDumps(dumps []*stackexchange.Dump) (err error) {
	for _, d := range dumps {
		err = errors.Join(err, d.Close())
	}
	return err
}

// questionsOf gives the questions of all dumps, n of 0 as they are; else copies of them, until there are n, with answers
// of each other, until there are enough.
func questionsOf(dumps []*stackexchange.Dump, n int) iter.Seq[transfer.QuestionSource] {
	return func(yield func(transfer.QuestionSource) bool) {
		given := 0
		pool := &answerPool{}
		for round := 0; ; round++ {
			before := given
			for _, d := range dumps {
				for s := range d.Sources() {
					if n > 0 && !strings.HasPrefix(s.File, "question ") {
						continue // what is left out of a dump has no copies
					}
					if n > 0 {
						s = pool.copyOf(s, round, given)
					}
					given++
					if !yield(s) || n > 0 && given >= n {
						return
					}
				}
			}
			if n == 0 || given == before {
				return
			}
		}
	}
}

// answerPool keeps answers for questions that have too few. Only one goroutine uses it.
type answerPool struct {
	answers []theirs.Post
	next    int
}

// copyOf makes a copy of a question that stands on its own, with answers of others.
func (p *answerPool) copyOf(s transfer.QuestionSource, round, at int) transfer.QuestionSource {
	if len(p.answers) < 1000 {
		if q, err := s.Read(); err == nil {
			p.answers = append(p.answers, q.Answers...)
		}
	}
	want := answersEach + 1
	switch {
	case at == 0:
		want = longAnswers
	case at%unansweredEach == 1:
		want = 0
	case at%2 == 0:
		want = answersEach
	}
	var more []theirs.Post
	for len(more) < want && len(p.answers) > 0 {
		p.next++
		more = append(more, p.answers[p.next%len(p.answers)])
	}
	read := s.Read
	return transfer.QuestionSource{File: fmt.Sprintf("%d/%s", round, s.File), Read: func() (*theirs.Question, error) {
		q, err := read()
		if err != nil {
			return nil, err
		}
		mark := fmt.Sprintf("#%d", at)
		q.Key, q.Hash, q.DuplicateOf, q.Accepted = q.Key+mark, q.Hash+mark, "", ""
		q.Title = fmt.Sprintf("%s (%d)", q.Title, round)
		shift := time.Duration(at) * time.Minute
		q.Created, q.Active = q.Created.Add(shift), q.Active.Add(shift)
		q.Answers = append(slices.Clone(q.Answers), more...)
		q.Answers = q.Answers[:min(len(q.Answers), want)]
		for i := range q.Answers {
			a := &q.Answers[i]
			a.Key += fmt.Sprintf("%s/%d", mark, i)
			a.Comments = slices.Clone(a.Comments)
			if at == 0 { // the long one
				for len(a.Comments) < longComments/longAnswers {
					a.Comments = append(a.Comments, theirs.Comment{Body: "One more remark about it, with `code`.", Author: "somebody", Created: q.Created})
				}
				a.Comments = a.Comments[:longComments/longAnswers]
			}
			for n := range a.Comments {
				a.Comments[n].Key = fmt.Sprintf("%s/comment%d", a.Key, n)
			}
		}
		q.Comments = slices.Clone(q.Comments)
		if at == 0 {
			q.Comments = nil
		}
		for n := range q.Comments {
			q.Comments[n].Key = fmt.Sprintf("%s/comment%d", q.Key, n)
		}
		return q, nil
	}}
}

// loadQuestions imports so many questions and gives how many posts that were, and the time it took.
func loadQuestions(p *portal, dumps []*stackexchange.Dump, n int) (posts int, took time.Duration, err error) {
	begin := time.Now()
	report, err := transfer.ImportQuestions(context.Background(), p.App, questionsOf(dumps, n), transfer.QuestionOptions{QuestionNeeds: p.Questions()})
	if err != nil {
		return 0, 0, err
	}
	if failed := report.Counts[transfer.Failed]; failed > 0 {
		fmt.Printf("  not imported: %d posts, the first: %s: %s\n", failed, report.Problems[0].File, report.Problems[0].Reason)
	}
	return report.Counts[transfer.Imported], time.Since(begin), nil
}

// questionImportRow measures importing the dumps as they are, from looking through their files to the last commit.
func questionImportRow() (row, error) {
	var rates []float64
	for i := range runs + 1 {
		dir, remove, err := scratch("questions")
		if err != nil {
			return row{}, err
		}
		p, err := openPortal(dir)
		if err != nil {
			return row{}, err
		}
		begin := time.Now()
		dumps, _, err := openDumps()
		if err != nil {
			return row{}, err
		}
		posts, _, err := loadQuestions(p, dumps, 0)
		if err != nil {
			return row{}, err
		}
		took := time.Since(begin)
		if err := errors.Join(closeDumps(dumps), p.close()); err != nil {
			return row{}, err
		}
		remove()
		if i > 0 {
			rates = append(rates, float64(posts)/took.Seconds())
		}
	}
	rate := median(rates)
	return row{"question import: dumps with comments, revisions and search index", "-", ">= 2,000 posts/s", fmt.Sprintf("%.0f posts/s", rate), rate >= 2000}, nil
}

// questionPages are what is asked for of a portal with questions.
type questionPages struct {
	long  string   // the page with many answers and comments
	some  []string // other question pages
	lists []questionList
	found []string // suggestions for titles
}

// questionList is a list as a page and as JSON.
type questionList struct{ name, page, rest string }

// pagesOf finds what to ask for. deep is the page number of the deep lists; a smaller portal has fewer pages.
func pagesOf(p *portal) (*questionPages, error) {
	pages := &questionPages{}
	paths := func(query string, params map[string]any) (list []string, err error) {
		err = p.App.DB().NewQuery(query).Bind(params).Column(&list)
		return list, err
	}
	const path = "SELECT '/questions/' || q.id || '/' || q.slug FROM questions q "
	long, err := paths(path+"JOIN stats s ON s.id = q.id WHERE q.status = 'published' ORDER BY s.answers DESC LIMIT 1", nil)
	if err != nil {
		return nil, err
	}
	if len(long) == 0 {
		return nil, errors.New("no questions to measure with")
	}
	pages.long = long[0]
	if pages.some, err = paths(path+"WHERE q.status = 'published' ORDER BY q.id LIMIT {:n}", map[string]any{"n": sample}); err != nil {
		return nil, err
	}
	titles, err := paths("SELECT title FROM questions WHERE status = 'published' ORDER BY id LIMIT {:n}", map[string]any{"n": sample})
	if err != nil {
		return nil, err
	}
	for _, title := range titles {
		pages.found = append(pages.found, "/api/qiao/similar?title="+url.QueryEscape(title))
	}
	var tag struct {
		ID   string `db:"id"`
		Slug string `db:"slug"`
	}
	if err := p.App.DB().NewQuery(`SELECT t.id, t.slug FROM tags t JOIN (SELECT shelf, count(*) n FROM question_shelves WHERE shelf LIKE 'tag:%' AND shelf NOT LIKE '%+%' GROUP BY shelf) s
		ON s.shelf = 'tag:' || t.id ORDER BY s.n DESC LIMIT 1`).One(&tag); err != nil {
		return nil, err
	}
	const perPage = 30
	for _, l := range []struct{ name, query, shelf string }{
		{"hot", "sort=hot", "all"}, {"unanswered", "filter=unanswered", "all+unanswered"}, {"by tag", "tag=" + tag.Slug, "tag:" + tag.ID},
	} {
		var n int
		if err := p.App.DB().NewQuery("SELECT count(*) FROM question_shelves WHERE shelf = {:shelf}").Bind(map[string]any{"shelf": l.shelf}).Row(&n); err != nil {
			return nil, err
		}
		for _, page := range []int{1, max(1, min(deepPage, n/perPage))} {
			query, last := l.query, ""
			if page > 1 {
				last = fmt.Sprintf("page=%d", page)
			}
			rest := "/api/qiao/questions?" + joined(query, last)
			address := "/questions?" + joined(query, last)
			if l.name == "by tag" {
				if address = "/tags/" + tag.Slug + "/questions"; last != "" {
					address += "?" + last
				}
			}
			pages.lists = append(pages.lists, questionList{fmt.Sprintf("%s, page %d", l.name, page), address, rest})
		}
	}
	return pages, nil
}

// joined puts parameters behind each other, the page last: pages have one order of them.
func joined(query, page string) string {
	if page == "" {
		return query
	}
	return query + "&" + page
}

// questions measures questions and answers.
func (b *bench) questions(large int, keep string) error {
	names := []string{"question import", "question page", "question lists", "question suggestions", "question load"}
	if !slices.ContainsFunc(names, b.asked) {
		return nil
	}
	if err := b.add("question import", questionImportRow); err != nil {
		return err
	}
	if large == 0 || !slices.ContainsFunc(names[1:], b.asked) {
		return nil
	}
	dumps, _, err := openDumps()
	if err != nil {
		return err
	}
	defer func() { _ = closeDumps(dumps) }()
	few, err := b.questionLatencies(dumps, fewQuestions, "")
	if err != nil {
		return err
	}
	return b.manyQuestions(dumps, few, large, keep)
}

// questionLatencies gives the uncached latencies of the lists at a size.
func (b *bench) questionLatencies(dumps []*stackexchange.Dump, n int, dir string) (map[string]time.Duration, error) {
	p, finish, err := questionPortal(dumps, n, dir)
	if err != nil {
		return nil, err
	}
	defer finish()
	pages, err := pagesOf(p)
	if err != nil {
		return nil, err
	}
	return listLatencies(p, pages)
}

func listLatencies(p *portal, pages *questionPages) (map[string]time.Duration, error) {
	out := map[string]time.Duration{}
	for i, l := range pages.lists {
		for kind, path := range map[string]string{"page": l.page, "rest": l.rest} {
			d, err := uncached(p, repeat(path, 30))
			if err != nil {
				return nil, err
			}
			out[fmt.Sprintf("%d %s", i, kind)] = d
		}
	}
	return out, nil
}

// questionPortal opens a portal with n questions that serves; dir keeps it.
func questionPortal(dumps []*stackexchange.Dump, n int, dir string) (p *portal, finish func(), err error) {
	remove := func() {}
	if dir == "" {
		if dir, remove, err = scratch("questions"); err != nil {
			return nil, nil, err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	if p, err = openPortal(dir); err != nil {
		return nil, nil, err
	}
	var had int
	if err := p.App.DB().NewQuery("SELECT count(*) FROM questions").Row(&had); err != nil {
		return nil, nil, err
	}
	if had < n {
		fmt.Printf("… importing %d questions\n", n)
		posts, took, err := loadQuestions(p, dumps, n)
		if err != nil {
			return nil, nil, err
		}
		fmt.Printf("  %d posts, %.0f posts/s\n", posts, float64(posts)/took.Seconds())
	}
	if err := p.serve(); err != nil {
		return nil, nil, err
	}
	return p, func() { _ = p.close(); remove() }, nil
}

// manyQuestions measures what must not grow with the number of questions.
func (b *bench) manyQuestions(dumps []*stackexchange.Dump, few map[string]time.Duration, n int, dir string) error {
	p, finish, err := questionPortal(dumps, n, dir)
	if err != nil {
		return err
	}
	defer finish()
	pages, err := pagesOf(p)
	if err != nil {
		return err
	}
	if err := b.add("question page cached", func() (row, error) {
		return cachedPath(p, "cached question page, 32 connections", pages.long)
	}); err != nil {
		return err
	}
	if err := b.add("question page uncached", func() (row, error) {
		return latencyRow(p, fmt.Sprintf("question page that misses the cache, %d answers, %d comments", longAnswers, longComments), repeat(pages.long, 50), 5*time.Millisecond)
	}); err != nil {
		return err
	}
	if b.asked("question lists") {
		fmt.Println("… question lists")
		many, err := listLatencies(p, pages)
		if err != nil {
			return err
		}
		for i, l := range pages.lists {
			for _, kind := range []string{"page", "rest"} {
				key := fmt.Sprintf("%d %s", i, kind)
				d, ratio := many[key], float64(many[key])/float64(few[key])
				b.put(row{
					fmt.Sprintf("questions %s, %s, uncached, of %d", l.name, kind, n), fmt.Sprintf("the same of %d", fewQuestions), "<= 10 ms median, <= 2 times",
					fmt.Sprintf("%s, %.2f times", ms(d), ratio), d <= 10*time.Millisecond && ratio <= 2,
				})
			}
		}
	}
	if err := b.add("question suggestions", func() (row, error) {
		d, err := p99(p, pages.found)
		return row{fmt.Sprintf("similar questions for a title, of %d", n), "-", "<= 30 ms p99", ms(d), d <= 30*time.Millisecond}, err
	}); err != nil {
		return err
	}
	return b.questionLoad(p, pages)
}

// p99 gives the 99th percentile of the latency of paths, of the median run.
func p99(p *portal, paths []string) (time.Duration, error) {
	c, err := dial(p.address)
	if err != nil {
		return 0, err
	}
	defer c.conn.Close()
	var all []time.Duration
	for i := range runs + 1 {
		var took []time.Duration
		for _, path := range paths {
			d, err := c.get(path)
			if err != nil {
				return 0, err
			}
			took = append(took, d)
		}
		if i > 0 {
			all = append(all, quantile(took, 0.99))
		}
	}
	return median(all), nil
}

// questionLoad prints what many readers at once get, beside what Apache Answer 2.0.1 was measured at on this kind of
// machine: 16 connections, 2,561 questions, SQLite.
func (b *bench) questionLoad(p *portal, pages *questionPages) error {
	if !b.asked("question load") {
		return nil
	}
	fmt.Println("… question load")
	for _, m := range []struct {
		what, path string
		answer     float64
	}{
		{"question lists", "/questions?sort=hot", 11}, {"question pages", pages.some[0], 112}, {"searches for questions", "/api/qiao/search?q=is%3Aquestion+quantum+gate", 3},
	} {
		rate, err := throughput(p.address, m.path, 16, window)
		if err != nil {
			return err
		}
		b.put(row{m.what + " a second, 16 connections", fmt.Sprintf("Apache Answer: %.0f/s (2,561 questions)", m.answer), "-", fmt.Sprintf("%.0f/s", rate), true})
	}
	return nil
}
