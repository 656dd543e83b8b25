package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/stats"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/language"
)

// maxBatchBytes bounds the text that one transaction holds in memory.
const maxBatchBytes = 16 << 20

// ready is a source that was read and rendered and waits for the writer.
type ready struct {
	source Source
	file   string
	a      *Article
	record *core.Record
	isNew  bool
	notes  []string
	// line is the outcome when nothing has to be written.
	line *Line
}

// Import writes articles as records. Reading and rendering happen in parallel, ahead of the one writer, which puts
// Batch articles into a transaction; an article that can't be saved is rolled back alone and reported. A line is
// reported only after its transaction is committed, so that whoever reads the report never trusts too much; after an
// interruption the next run finds what is there and goes on. The error is that of the whole import: the database
// or the report can't be written.
func Import(ctx context.Context, app core.App, sources iter.Seq[Source], o Options) (Report, error) {
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
	if o.Author != "" && res.users[fold(o.Author)] == "" {
		return report, fmt.Errorf("there is nobody with the handle %s", o.Author)
	}
	if o.Column != "" && res.columns[fold(o.Column)] == "" {
		return report, fmt.Errorf("there is no column %s", o.Column)
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	w := &writer{app: app, o: o, res: res, report: &report}
	for job := range readAhead(reading, sources, o.Workers, 2*o.Workers+o.Batch, func(s Source) *ready { return o.prepare(app, s) }) {
		w.batch = append(w.batch, job)
		if job.a != nil {
			w.bytes += len(job.a.Body)
		}
		if len(w.batch) >= o.Batch || w.bytes > maxBatchBytes {
			if err := w.flush(); err != nil {
				return report, err
			}
		}
		if interrupted(ctx) {
			break
		}
	}
	if err := w.flush(); err != nil {
		return report, err
	}
	report.Interrupted = interrupted(ctx)
	return report, nil
}

// prepare reads a source and makes its record ready. It only reads the database, and may run beside others.
func (o Options) prepare(app core.App, s Source) (out *ready) {
	out = &ready{source: s, file: s.File}
	// A reader that panics on one hostile file must not take the other files with it.
	defer func() {
		if p := recover(); p != nil {
			app.Logger().Error("an import's reader failed", "file", s.File, "panic", p)
			out = &ready{source: s, file: s.File, line: &Line{File: s.File, Outcome: Failed, Reason: "can't be read"}}
		}
	}()
	fail := func(err error) *ready {
		line := Line{File: s.File, Outcome: Failed, Reason: explain(err)}
		var skip *article.Skip
		if errors.As(err, &skip) {
			line.Outcome = Skipped
		}
		out.line = &line
		return out
	}
	a, err := s.Read()
	if err != nil {
		return fail(err)
	}
	o.complete(a)
	out.a = a
	hash, err := o.fingerprint(a)
	if err != nil {
		return fail(err)
	}
	k, err := find(app, a)
	if err != nil {
		return fail(err)
	}
	if k != nil && a.ID == "" && k.Hash == hash {
		out.line = &Line{File: s.File, Outcome: Unchanged, ID: k.ID, URL: urlOf(k.Slug)}
		return out
	}
	var r *core.Record
	if out.isNew = k == nil; out.isNew {
		collection, err := app.FindCachedCollectionByNameOrId(schema.Articles)
		if err != nil {
			return fail(err)
		}
		r = core.NewRecord(collection)
	} else if r, err = app.FindRecordById(schema.Articles, k.ID); err != nil {
		return fail(err)
	}
	if out.notes, err = o.fill(r, a, out.isNew); err != nil {
		return fail(err)
	}
	if a.ID == "" {
		r.Set(schema.ArticleOriginHash, hash)
	} else {
		r.Set(schema.ArticleOrigin, a.Origin)
		r.Set(schema.ArticleOriginHash, a.OriginHash)
	}
	out.record = r
	if o.Prepare != nil {
		if err := o.Prepare(app, r); err != nil {
			return fail(err)
		}
	}
	return out
}

// complete fills in what a format doesn't tell: the language, from the text, and a title, from its beginning.
func (o Options) complete(a *Article) {
	if a.ID != "" {
		return
	}
	if strings.TrimSpace(a.Title) == "" {
		for line := range strings.Lines(a.Body) {
			if line = strings.Trim(clean(line, 200), "#>*-_` "); line != "" && !strings.ContainsAny(line, "![](<|") {
				a.Title = clip(line, 40)
				a.Notes = append(a.Notes, "has no title, the beginning of the text is taken")
				break
			}
		}
	}
	if a.Lang == "" {
		a.Lang = language.Guess(a.Title+"\n"+a.Body, first(o.Lang, "zh"))
	}
}

func urlOf(slug string) string { return "/articles/" + slug }

// writer saves batches.
type writer struct {
	app    core.App
	o      Options
	res    *resolver
	report *Report
	batch  []*ready
	bytes  int
}

// errDry ends the transaction of a dry run.
var errDry = errors.New("dry run")

// flush saves a batch in one transaction and reports it.
func (w *writer) flush() error {
	batch := w.batch
	w.batch, w.bytes = nil, 0
	if len(batch) == 0 {
		return nil
	}
	lines := make([]Line, len(batch))
	pending := false
	for i, job := range batch {
		if job.line != nil {
			lines[i] = *job.line
		} else {
			pending = true
		}
	}
	if pending {
		failed, err := w.write(batch, lines, w.o.DryRun)
		if err == nil && failed {
			// Something in the batch can't be saved. The records were changed by the attempt, so they are made anew.
			if err := w.res.load(w.app); err != nil {
				return err
			}
			for i, job := range batch {
				if job.line == nil {
					if batch[i] = w.o.prepare(w.app, job.source); batch[i].line != nil {
						lines[i] = *batch[i].line
					}
				}
			}
			_, err = w.write(batch, lines, true)
		}
		if err != nil {
			return err
		}
	}
	if err := w.report.add(w.o.Report, lines); err != nil {
		return fmt.Errorf("the report can't be written: %w", err)
	}
	if w.o.Progress != nil {
		w.o.Progress(w.report.Total())
	}
	return nil
}

// write saves a batch in one transaction. With care each article has a savepoint of its own, which costs a third
// more time; without, the first that fails takes all others back, and failed is true.
func (w *writer) write(batch []*ready, lines []Line, care bool) (failed bool, err error) {
	together := w.o.Together
	if together == nil {
		together = func(_ core.App, write func() error) error { return write() }
	}
	err = w.app.RunInTransaction(func(tx core.App) error {
		if err := together(tx, func() (err error) {
			failed, err = w.saveAll(tx, batch, lines, care)
			return err
		}); err != nil {
			return err
		}
		if w.o.DryRun {
			return errDry
		}
		return nil
	})
	switch {
	case failed:
		return true, nil
	case errors.Is(err, errDry):
		return false, w.res.load(w.app)
	}
	return false, err
}

// saveAll saves what of a batch has to be; failed says that it was an article that couldn't be.
func (w *writer) saveAll(tx core.App, batch []*ready, lines []Line, care bool) (failed bool, err error) {
	save := w.save
	if care {
		save = w.saveAlone
	}
	for i, job := range batch {
		if job.line != nil {
			continue
		}
		if lines[i], err = save(tx, job); err != nil {
			return !care, err
		}
	}
	return false, nil
}

// saveAlone saves an article within a savepoint, so that one that fails leaves nothing of itself. The error is one
// after which the transaction can't go on.
func (w *writer) saveAlone(tx core.App, job *ready) (Line, error) {
	if err := exec(tx, "SAVEPOINT article"); err != nil {
		return Line{}, err
	}
	line, err := w.save(tx, job)
	if err == nil {
		return line, exec(tx, "RELEASE article")
	}
	if err := exec(tx, "ROLLBACK TO article"); err != nil {
		return Line{}, err
	}
	if err := exec(tx, "RELEASE article"); err != nil {
		return Line{}, err
	}
	// Tags and people made for it are gone with it.
	if err := w.res.load(tx); err != nil {
		return Line{}, err
	}
	if job.isNew && job.record != nil {
		w.removeFiles(job.record)
	}
	return Line{File: job.file, Outcome: Failed, Reason: explain(err)}, nil
}

func exec(app core.App, sql string) error {
	_, err := app.DB().NewQuery(sql).Execute()
	return err
}

// removeFiles deletes what a save stored before it failed.
func (w *writer) removeFiles(r *core.Record) {
	files, err := w.app.NewFilesystem()
	if err != nil {
		w.app.Logger().Warn("files of a failed import stay", "article", r.Id, "error", err)
		return
	}
	defer files.Close()
	for _, err := range files.DeletePrefix(r.BaseFilesPath() + "/") {
		w.app.Logger().Warn("files of a failed import stay", "article", r.Id, "error", err)
	}
}

// save writes one article.
func (w *writer) save(tx core.App, job *ready) (Line, error) {
	r, a := job.record, job.a
	line := Line{File: job.file, Outcome: Imported}
	if !job.isNew {
		line.Outcome = Updated
	} else if taken, err := idTaken(tx, r.Id); err != nil {
		return line, err
	} else if taken {
		if a.ID != "" {
			return line, fmt.Errorf("there is another article with the id %s", a.ID)
		}
		r.Id = core.GenerateDefaultRandomId()
	}
	notes, err := w.o.relate(tx, w.res, r, a, job.isNew)
	if err != nil {
		return line, err
	}
	if !job.isNew && a.ID != "" {
		stored, err := tx.FindRecordById(schema.Articles, r.Id)
		if err != nil {
			return line, err
		}
		if same(stored, r) {
			return Line{File: job.file, Outcome: Unchanged, ID: r.Id, URL: urlOf(r.GetString(schema.ArticleSlug))}, nil
		}
	}
	if w.o.DryRun && (len(a.Attachments) > 0 || a.Cover != nil) {
		// Files are stored before the transaction ends and would stay behind.
		r.Set(schema.ArticleFiles, nil)
		r.Set(schema.ArticleCover, nil)
	}
	if err := tx.Save(r); err != nil {
		return line, err
	}
	if a.ID != "" {
		if err := restoreHistory(tx, r, a); err != nil {
			return line, err
		}
	}
	if a.Views > 0 && job.isNew {
		if err := stats.Add(tx, schema.Articles, r.Id, schema.StatsViews, a.Views); err != nil {
			return line, err
		}
		if w.o.Rescore != nil {
			if err := w.o.Rescore(tx, []string{r.Id}); err != nil {
				return line, err
			}
		}
	}
	line.ID, line.URL = r.Id, urlOf(r.GetString(schema.ArticleSlug))
	line.Reason = strings.Join(append(job.notes, notes...), "; ")
	return line, nil
}

func idTaken(app core.App, id string) (bool, error) {
	var n int
	err := app.DB().NewQuery("SELECT count(*) FROM articles WHERE id = {:id}").Bind(dbx.Params{"id": id}).Row(&n)
	return n > 0, err
}
