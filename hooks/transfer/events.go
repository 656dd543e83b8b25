package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/event"
)

// Event is an event as another system had it.
type Event = event.Event

// EventSource is an event, or the dates of a recurring one, that can be read when it is its turn.
type EventSource = event.Source

// EventOptions say how to import events. Zone must be set.
type EventOptions struct {
	// Column is the slug of the column that organises them, Group that of the group; one of the two at most.
	Column, Group string
	// Drafts keeps everything unpublished.
	Drafts bool
	// Kind, Lang and Zone are taken where an event doesn't tell; Kind is meetup when empty.
	Kind, Lang string
	Zone       *time.Location
	// Site names where they come from; empty takes the host of an event's address.
	Site string
	// DryRun tries everything and writes nothing.
	DryRun bool
	// Batch is how many events share a transaction, about; 0 means 200.
	Batch int
	// Workers read ahead of the writer; 0 means one for each processor.
	Workers int
	// Report gets a JSON line for each event once its outcome is certain; may be nil.
	Report io.Writer
	// Progress is told after each batch how many events are done; may be nil.
	Progress func(done int)
}

func (o EventOptions) filled() EventOptions {
	if o.Batch <= 0 {
		o.Batch = 200
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Kind == "" {
		o.Kind = "meetup"
	}
	return o
}

// gathered is a group that was read and waits for the writer.
type gathered struct {
	group *event.Group
	// line is the outcome when nothing has to be written.
	line *Line
}

// eventWriter saves batches of groups.
type eventWriter struct {
	app    core.App
	o      EventOptions
	res    *resolver
	report *Report
	column string
	by     string // the group
	batch  []*gathered
	events int
	// seen are the keys of this run: a second file with the same event must not change it back and forth.
	seen map[string]string
}

// ImportEvents writes events as records. Reading happens in parallel, ahead of the one writer; an event that can't be saved is
// rolled back alone and reported. After an interruption the next run finds what is there and goes on.
func ImportEvents(ctx context.Context, app core.App, sources iter.Seq[EventSource], o EventOptions) (Report, error) {
	o = o.filled()
	var report Report
	res, err := newResolver(app)
	if err != nil {
		return report, err
	}
	w := &eventWriter{app: app, o: o, res: res, report: &report, seen: map[string]string{}}
	if o.Column != "" {
		if w.column = res.columns[fold(o.Column)]; w.column == "" {
			return report, fmt.Errorf("there is no column %s", o.Column)
		}
	}
	if o.Group != "" {
		if o.Column != "" {
			return report, errors.New("events are organised by a column or by a group, not by both")
		}
		group, err := app.FindFirstRecordByData(schema.Groups, schema.GroupSlug, o.Group)
		if err != nil {
			return report, fmt.Errorf("there is no group %s", o.Group)
		}
		w.by = group.Id
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	for job := range readAhead(reading, sources, o.Workers, 4*o.Workers, func(s EventSource) *gathered { return readGroup(app, s) }) {
		w.batch = append(w.batch, job)
		w.events++
		if job.group != nil {
			w.events += len(job.group.Events)
		}
		if w.events >= o.Batch {
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

func readGroup(app core.App, s EventSource) (out *gathered) {
	// A reader that panics on one hostile event must not take the others with it.
	defer func() {
		if p := recover(); p != nil {
			app.Logger().Error("an import's reader failed", "file", s.File, "panic", p)
			out = &gathered{line: &Line{File: s.File, Outcome: Failed, Reason: "can't be read"}}
		}
	}()
	g, err := s.Read()
	if err == nil {
		return &gathered{group: g}
	}
	line := Line{File: s.File, Outcome: Failed, Reason: explain(err)}
	var skip *article.Skip
	if errors.As(err, &skip) {
		line.Outcome = Skipped
	}
	return &gathered{line: &line}
}

// flush saves a batch in one transaction and reports it.
func (w *eventWriter) flush() error {
	batch := w.batch
	w.batch, w.events = nil, 0
	if len(batch) == 0 {
		return nil
	}
	var lines []Line
	err := w.app.RunInTransaction(func(tx core.App) error {
		for _, job := range batch {
			if job.line != nil {
				lines = append(lines, *job.line)
				continue
			}
			more, err := w.group(tx, job.group)
			if err != nil {
				return err
			}
			lines = append(lines, more...)
		}
		if w.o.DryRun {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = w.res.load(w.app)
	}
	if err != nil {
		return err
	}
	if err := w.report.add(w.o.Report, lines); err != nil {
		return fmt.Errorf("the report can't be written: %w", err)
	}
	if w.o.Progress != nil {
		w.o.Progress(w.report.Total())
	}
	return nil
}

// group saves a series and its events. The error is one after which the transaction can't go on.
func (w *eventWriter) group(tx core.App, g *event.Group) (lines []Line, err error) {
	series := ""
	if g.Series != nil {
		err := w.alone(tx, func() (err error) {
			series, err = w.series(tx, g)
			return err
		}, func(failed error) {
			// The events are worth having without it.
			g.Events[0].Notes = append(g.Events[0].Notes, "the series can't be saved: "+explain(failed))
		})
		if err != nil {
			return nil, err
		}
	}
	kept := map[string]bool{}
	for i := range g.Events {
		e := &g.Events[i]
		line := Line{File: e.Name, Outcome: Failed}
		kept[eventOrigin(e.Key)] = true
		if before, twice := w.seen[e.Key]; twice {
			line.Outcome, line.Reason = Skipped, "the same event is in this import already: "+before
			lines = append(lines, line)
			continue
		}
		w.seen[e.Key] = e.Name
		err := w.alone(tx, func() (err error) {
			line, err = w.save(tx, e, series)
			return err
		}, func(failed error) { line = Line{File: e.Name, Outcome: Failed, Reason: explain(failed)} })
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	if series != "" {
		gone, err := w.gone(tx, series, g, kept)
		if err != nil {
			return nil, err
		}
		lines = append(lines, gone...)
	}
	return lines, nil
}

// alone does something within a savepoint, so that what fails leaves nothing of itself.
func (w *eventWriter) alone(tx core.App, do func() error, failed func(error)) error {
	if err := exec(tx, "SAVEPOINT event"); err != nil {
		return err
	}
	err := do()
	if err == nil {
		return exec(tx, "RELEASE event")
	}
	failed(err)
	if err := exec(tx, "ROLLBACK TO event"); err != nil {
		return err
	}
	if err := exec(tx, "RELEASE event"); err != nil {
		return err
	}
	return w.res.load(tx) // tags made for it are gone with it
}

// eventOrigin bounds a key to what its field holds.
func eventOrigin(key string) string {
	const most = 200
	if r := []rune(key); len(r) > most {
		return string(r[:120]) + "#" + article.Digest(key)
	}
	return key
}

// record finds what was imported under a key before, or makes a new record.
func record(app core.App, collection, key string) (r *core.Record, isNew bool, err error) {
	var found []*core.Record
	// The second condition repeats that of the index, which would not be used without it.
	err = app.RecordQuery(collection).AndWhere(dbx.NewExp("origin = {:key} AND origin != ''", dbx.Params{"key": eventOrigin(key)})).Limit(1).All(&found)
	if err != nil {
		return nil, false, err
	}
	if len(found) > 0 {
		return found[0], false, nil
	}
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, false, err
	}
	r = core.NewRecord(c)
	r.Id = article.RecordID(key)
	taken, err := app.CountRecords(collection, dbx.HashExp{"id": r.Id})
	if taken > 0 {
		r.Id = core.GenerateDefaultRandomId()
	}
	return r, true, err
}

// organise names who organises an event or a series, where the import says it.
func (w *eventWriter) organise(r *core.Record) {
	if w.column+w.by != "" {
		r.Set(schema.EventColumn, w.column)
		r.Set(schema.EventGroup, w.by)
	}
}

// series saves what recurring events have in common and gives its id.
func (w *eventWriter) series(tx core.App, g *event.Group) (string, error) {
	r, isNew, err := record(tx, schema.EventSeriesList, g.Series.Key)
	if err != nil {
		return "", err
	}
	hash := fingerprintOf(g.Series, w.o.host())
	if !isNew && r.GetString(schema.EventSeriesOriginHash) == hash {
		return r.Id, nil
	}
	r.Set(schema.EventSeriesTitle, clip(first(clean(g.Series.Title, 1000), "-"), 120))
	r.Set(schema.EventSeriesRule, clip(g.Series.Rule, 300))
	r.Set(schema.EventSeriesZone, first(g.Series.Zone, w.o.Zone.String()))
	r.Set(schema.EventSeriesOrigin, eventOrigin(g.Series.Key))
	r.Set(schema.EventSeriesOriginHash, hash)
	w.organise(r)
	return r.Id, tx.Save(r)
}

// gone cancels the dates of a series that its calendar has no more, as far as they are still to come and public.
func (w *eventWriter) gone(tx core.App, series string, g *event.Group, kept map[string]bool) (lines []Line, err error) {
	if !g.To.After(g.From) {
		return nil, nil
	}
	now := time.Now()
	if now.Before(g.From) {
		now = g.From
	}
	var found []*core.Record
	err = tx.RecordQuery(schema.Events).AndWhere(dbx.NewExp("series = {:series} AND series != '' AND starts > {:from} AND ends < {:to} AND status = 'published' AND origin LIKE 'ics:%'",
		dbx.Params{"series": series, "from": databaseTime(now), "to": databaseTime(g.To)})).OrderBy("starts").All(&found)
	for _, r := range found {
		if err != nil {
			return lines, err
		}
		if kept[r.GetString(schema.EventOrigin)] {
			continue
		}
		line := Line{File: r.GetString(schema.EventOrigin), Outcome: Updated, ID: r.Id, URL: eventURL(r), Reason: "the calendar has this date no more: it is cancelled"}
		err = w.alone(tx, func() error {
			r.Set(schema.EventStatus, "cancelled")
			r.Set(schema.EventOriginHash, "") // it may come back
			return tx.Save(r)
		}, func(failed error) { line.Outcome, line.Reason = Failed, explain(failed) })
		lines = append(lines, line)
	}
	return lines, err
}

func eventURL(r *core.Record) string { return "/events/" + r.GetString(schema.EventSlug) }

// save writes one event.
func (w *eventWriter) save(tx core.App, e *Event, series string) (Line, error) {
	line := Line{File: e.Name, Outcome: Imported}
	r, isNew, err := record(tx, schema.Events, e.Key)
	if err != nil {
		return line, err
	}
	hash := w.o.fingerprint(e)
	if !isNew {
		line.Outcome, line.ID, line.URL = Updated, r.Id, eventURL(r)
		if r.GetString(schema.EventOriginHash) == hash {
			line.Outcome = Unchanged
			return line, nil
		}
	}
	notes := w.o.fillEvent(r, e, isNew)
	r.Set(schema.EventOriginHash, hash)
	w.organise(r)
	if series != "" {
		r.Set(schema.EventSeries, series)
	}
	tags, dropped, err := w.res.tagIDs(tx, e.Tags, maxTags)
	if err != nil {
		return line, err
	}
	if len(dropped) > 0 {
		notes = append(notes, "more than 10 tags, left out: "+strings.Join(dropped, ", "))
	}
	r.Set(schema.EventTags, tags)
	if err := tx.Save(r); err != nil {
		return line, err
	}
	line.ID, line.URL, line.Reason = r.Id, eventURL(r), strings.Join(notes, "; ")
	return line, nil
}
