package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/language"
	"qiao/hooks/transfer/question"
)

// Question is a question as another system had it, with its answers.
type Question = question.Question

// QuestionSource is a question that can be read when it is its turn.
type QuestionSource = question.Source

// QuestionNeeds is what an import of questions asks of the rooms that keep and find them. Questions come by the ten
// thousand, so they are written by SQL beside the hooks of their records; what these make of a post is made by the same
// functions.
type QuestionNeeds struct {
	// Prepare fills in what follows from the text of a question or an answer. It is called in parallel, ahead of the write.
	Prepare func(app core.App, post *core.Record, lang string) error
	// Reshelve puts questions onto their lists, in the transaction of app.
	Reshelve func(app core.App, ids []string) error
	// Index brings the search index up to date with questions, in the transaction of app.
	Index func(app core.App, questions []*core.Record) error
}

// QuestionOptions say how to import questions. The zero value is good, but for what it needs.
type QuestionOptions struct {
	QuestionNeeds
	// Lang is taken where a text doesn't tell.
	Lang string
	// DryRun tries everything and writes nothing.
	DryRun bool
	// Batch is how many posts share a transaction, about; 0 means 500.
	Batch int
	// Workers read and render ahead of the writer; 0 means one for each processor.
	Workers int
	// Report gets a JSON line for each post once its outcome is certain; may be nil.
	Report io.Writer
	// Progress is told after each batch how many posts are done; may be nil.
	Progress func(done int)
}

func (o QuestionOptions) filled() QuestionOptions {
	if o.Batch <= 0 {
		o.Batch = 500
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// asked is a question that was read and rendered and waits for the writer.
type asked struct {
	source QuestionSource
	q      *Question
	record *core.Record // the question
	fresh  bool         // it isn't there yet
	lines  []Line       // one for the question and each answer
	posts  []*prepared  // in the same order; nil where there is nothing to write
	done   bool         // nothing has to be written
	bytes  int
}

// prepared is a question or an answer with all that is written with it.
type prepared struct {
	post     *question.Post
	record   *core.Record
	fresh    bool
	comments []*core.Record
}

// ImportQuestions writes questions with their answers, comments and revisions as records. Reading and rendering happen
// in parallel, ahead of the one writer; each question is written whole or not at all, so that after an interruption the
// next run finds what is there and goes on.
func ImportQuestions(ctx context.Context, app core.App, sources iter.Seq[QuestionSource], o QuestionOptions) (Report, error) {
	o = o.filled()
	var report Report
	done, err := roomForBulk(app)
	if err != nil {
		return report, err
	}
	defer done()
	res, err := newResolver(app)
	if err != nil {
		return report, err
	}
	k, err := newKeeper(app, o, res)
	if err != nil {
		return report, err
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var batch []*asked
	posts, bytes := 0, 0
	flush := func() error {
		if err := k.save(batch); err != nil {
			return err
		}
		for _, job := range batch {
			if err := report.add(o.Report, job.lines); err != nil {
				return fmt.Errorf("the report can't be written: %w", err)
			}
		}
		batch, posts, bytes = nil, 0, 0
		if o.Progress != nil {
			o.Progress(report.Total())
		}
		return nil
	}
	// a batch is made ready while the one before is written
	for job := range readAhead(reading, sources, o.Workers, 4*o.Workers+2*o.Batch/3, k.prepare) {
		batch = append(batch, job)
		posts += len(job.lines)
		bytes += job.bytes
		if posts >= o.Batch || bytes > maxBatchBytes {
			if err := flush(); err != nil {
				return report, err
			}
		}
		if interrupted(ctx) {
			break
		}
	}
	if err := flush(); err != nil {
		return report, err
	}
	report.Interrupted = interrupted(ctx)
	return report, nil
}

// prepare reads a source and makes its records ready. It only reads the database, and may run beside others.
func (k *keeper) prepare(s QuestionSource) (out *asked) {
	failed := func(reason string, outcome Outcome) *asked {
		return &asked{source: s, done: true, lines: []Line{{File: s.File, Outcome: outcome, Reason: reason}}}
	}
	// A reader that panics on one hostile question must not take the others with it.
	defer func() {
		if p := recover(); p != nil {
			k.app.Logger().Error("an import's reader failed", "file", s.File, "panic", p)
			out = failed("can't be read", Failed)
		}
	}()
	q, err := s.Read()
	var skip *article.Skip
	switch {
	case errors.As(err, &skip):
		return failed(skip.Reason, Skipped)
	case err != nil:
		return failed(explain(err), Failed)
	}
	if q.Created.IsZero() { // lists needn't say
		q.Created = time.Now()
	}
	id := article.RecordID(q.Key)
	out = &asked{source: s, q: q}
	var row struct {
		Hash string `db:"origin_hash"`
		Slug string `db:"slug"`
	}
	err = k.app.DB().NewQuery("SELECT origin_hash, slug FROM questions WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(&row)
	out.fresh = errors.Is(err, sql.ErrNoRows)
	if err != nil && !out.fresh {
		return failed(explain(err), Failed)
	}
	for i := range len(q.Answers) + 1 {
		p := postOf(q, i)
		line := Line{File: p.Name, Outcome: Imported, ID: article.RecordID(p.Key), URL: questionURL(id, row.Slug)}
		if i > 0 {
			line.URL += "#a-" + line.ID
		}
		if !out.fresh && row.Hash == q.Hash {
			line.Outcome = Unchanged
		}
		out.lines = append(out.lines, line)
	}
	if !out.fresh && row.Hash == q.Hash {
		out.done = true
		return out
	}
	if q.Lang == "" {
		q.Lang = language.Guess(q.Title+"\n"+q.Body, first(k.o.Lang, "zh"))
	}
	out.posts = make([]*prepared, len(out.lines))
	for i := range out.lines {
		p, err := k.ready(q, i)
		if err != nil {
			out.lines[i].Outcome, out.lines[i].Reason = Failed, explain(err)
			if i == 0 {
				for n := range out.lines[1:] {
					out.lines[n+1].Outcome, out.lines[n+1].Reason = Failed, "its question can't be imported"
				}
				out.done = true
				return out
			}
			continue
		}
		out.posts[i] = p
		out.lines[i].Reason = strings.Join(p.post.Notes, "; ")
		out.bytes += len(p.post.Body)
		if i == 0 {
			out.record = p.record
			slug := p.record.GetString(schema.QuestionSlug)
			for n := range out.lines {
				out.lines[n].URL = strings.Replace(out.lines[n].URL, questionURL(id, row.Slug), questionURL(id, slug), 1)
			}
		}
	}
	return out
}

// postOf gives the question as a post, and then its answers.
func postOf(q *Question, i int) *question.Post {
	if i == 0 {
		return &q.Post
	}
	return &q.Answers[i-1]
}

func questionURL(id, slug string) string { return "/questions/" + id + "/" + slug }

// Bounds of the fields, which SQL doesn't hold.
const (
	maxTitle    = 200
	maxBody     = 100_000
	maxNote     = 300
	maxSaid     = 10_000
	maxSaidHTML = 100_000
)

// bounded refuses a text that its field doesn't take.
func bounded(what, s string, most int) error {
	if len(s) > most && utf8.RuneCountInString(s) > most {
		return fmt.Errorf("the %s is longer than %d characters", what, most)
	}
	return nil
}

// ready makes the record of a post, and those of its comments.
func (k *keeper) ready(q *Question, i int) (*prepared, error) {
	p := &prepared{post: postOf(q, i)}
	if strings.TrimSpace(p.post.Body) == "" {
		return nil, errors.New("there is no text")
	}
	if err := bounded("text", p.post.Body, maxBody); err != nil {
		return nil, err
	}
	collection := k.questions
	if i > 0 {
		collection = k.answers
	}
	p.record = core.NewRecord(collection)
	p.record.Id = article.RecordID(p.post.Key)
	k.fill(p.record, p.post)
	if i == 0 {
		title := clean(q.Title, 1000)
		if title == "" {
			return nil, errors.New("there is no title")
		}
		if short := clip(title, maxTitle); short != title {
			p.post.Notes = append(p.post.Notes, "the title is cut to 200 characters")
			title = short
		}
		fillQuestion(p.record, q, title)
	} else {
		if p.post.Created.IsZero() {
			p.post.Created = q.Created
		}
		p.record.Set(schema.AnswerQuestion, article.RecordID(q.Key))
		p.record.Set(schema.AnswerAnswered, p.post.Created)
	}
	if err := k.o.Prepare(k.app, p.record, q.Lang); err != nil {
		return nil, err
	}
	kind, target := "question", p.record.Id
	if i > 0 {
		kind = "answer"
	}
	for n := range p.post.Comments {
		c, err := k.comment(&p.post.Comments[n], kind, target)
		if err != nil {
			p.post.Notes = append(p.post.Notes, fmt.Sprintf("a comment is left out: %s", explain(err)))
			continue
		}
		p.comments = append(p.comments, c)
	}
	return p, nil
}

// languages are the values of lang.
var languages = []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}

func fillQuestion(r *core.Record, q *Question, title string) {
	lang := q.Lang
	if !slices.Contains(languages, lang) {
		lang = "en"
	}
	r.Set(schema.QuestionTitle, title)
	r.Set(schema.QuestionLang, lang)
	r.Set(schema.QuestionAsked, q.Created)
	r.Set(schema.QuestionOriginHash, q.Hash)
	r.Set(schema.QuestionClosed, q.Closed)
	if q.Closed != "" {
		r.Set(schema.QuestionClosedAt, q.ClosedAt)
	}
	r.Set(schema.QuestionLocked, q.Locked)
	r.Set(schema.QuestionProtected, q.Protected)
	if q.DuplicateOf != "" {
		r.Set(schema.QuestionDuplicateOf, article.RecordID(q.DuplicateOf))
	}
	if q.Accepted != "" {
		r.Set(schema.QuestionAccepted, article.RecordID(q.Accepted))
		for _, a := range q.Answers {
			if a.Key == q.Accepted { // the time of acceptance isn't said; it isn't before this
				r.Set(schema.QuestionAcceptedAt, a.Created)
			}
		}
	}
}
