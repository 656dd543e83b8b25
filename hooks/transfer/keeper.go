package transfer

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/question"
)

// keeper writes questions.
type keeper struct {
	app                                     core.App
	o                                       QuestionOptions
	res                                     *resolver         // for the writer alone
	users                                   map[string]string // who is here, for all; an import of questions makes nobody
	questions, answers, comments, revisions *core.Collection
}

func newKeeper(app core.App, o QuestionOptions, res *resolver) (*keeper, error) {
	k := &keeper{app: app, o: o, res: res, users: res.users}
	for name, into := range map[string]**core.Collection{
		schema.Questions: &k.questions, schema.Answers: &k.answers, schema.Comments: &k.comments, schema.PostRevisions: &k.revisions,
	} {
		c, err := app.FindCachedCollectionByNameOrId(name)
		if err != nil {
			return nil, err
		}
		*into = c
	}
	return k, nil
}

// fill writes what questions and answers have in common; their fields have the same names.
func (k *keeper) fill(r *core.Record, p *question.Post) {
	r.Set(schema.QuestionStatus, "published")
	r.Set(schema.QuestionBody, p.Body)
	r.Set(schema.QuestionWiki, p.Wiki)
	r.Set(schema.QuestionAuthor, k.users[fold(p.User)])
	r.Set(schema.QuestionSourceSite, clip(clean(p.Site, 200), 60))
	r.Set(schema.QuestionSourceAuthor, clip(clean(p.Author, 500), 120))
	r.Set(schema.QuestionSourceLicence, clip(clean(p.Licence, 200), 60))
	for field, address := range map[string]string{schema.QuestionSourceURL: p.URL, schema.QuestionSourceAuthorURL: p.AuthorURL} {
		if address, ok := webAddress(address); ok {
			r.Set(field, address)
		}
	}
	r.Set(schema.QuestionOrigin, clip(p.Key, 200))
	if !p.Edited.IsZero() {
		r.Set(schema.QuestionEdited, p.Edited)
	}
	stampRecord(r, p.Created, p.Edited)
}

// stampRecord sets the automatic dates; SetRaw is how PocketBase lets them be set.
func stampRecord(r *core.Record, created, updated time.Time) {
	if created.IsZero() {
		created = time.Now()
	}
	if updated.Before(created) {
		updated = created
	}
	for field, t := range map[string]time.Time{"created": created, "updated": updated} {
		if d, err := types.ParseDateTime(t); err == nil {
			r.SetRaw(field, d)
		}
	}
}

// comment makes the record of a comment. Names after an @ are people elsewhere, so they become no mentions.
func (k *keeper) comment(c *question.Comment, kind, target string) (*core.Record, error) {
	body := strings.TrimSpace(c.Body)
	if err := bounded("comment", body, maxSaid); err != nil {
		return nil, err
	}
	doc, err := markdown.Render(body, markdown.Options{Comment: &markdown.Comment{Mention: func(string) (string, bool) { return "", false }}})
	if err != nil {
		return nil, err
	}
	if err := bounded("comment", doc.HTML, maxSaidHTML); err != nil {
		return nil, err
	}
	r := core.NewRecord(k.comments)
	r.Id = article.RecordID(c.Key)
	r.Set(schema.CommentKind, kind)
	r.Set(schema.CommentTarget, target)
	r.Set(schema.CommentRoot, r.Id)
	r.Set(schema.CommentAuthor, k.users[fold(c.User)])
	r.Set(schema.CommentBody, body)
	r.Set(schema.CommentHTML, doc.HTML)
	r.Set(schema.CommentState, "visible")
	r.Set(schema.CommentPublic, true)
	r.Set(schema.CommentSourceAuthor, clip(clean(c.Author, 500), 120))
	if address, ok := webAddress(c.URL); ok {
		r.Set(schema.CommentSourceURL, address)
	}
	stampRecord(r, c.Created, c.Created)
	return r, nil
}

// save writes a batch in one transaction. Where one question fails, all are made anew and saved with care: the attempt
// has changed their records.
func (k *keeper) save(batch []*asked) error {
	failed, err := k.write(batch, false)
	if err != nil || !failed {
		return err
	}
	if err := k.res.load(k.app); err != nil {
		return err
	}
	for i, job := range batch {
		if !job.done {
			batch[i] = k.prepare(job.source)
		}
	}
	_, err = k.write(batch, true)
	return err
}

// write tries to save a batch in one transaction. With care each question has a savepoint of its own, for which SQLite copies
// every page that is written; without, the first that fails takes all others back, and failed is true.
func (k *keeper) write(batch []*asked, care bool) (failed bool, err error) {
	pending := slices.DeleteFunc(slices.Clone(batch), func(a *asked) bool { return a.done })
	if len(pending) == 0 {
		return false, nil
	}
	err = k.app.RunInTransaction(func(tx core.App) error {
		w := &inserter{app: tx}
		defer w.close()
		var ids []string
		var written []*core.Record
		for _, job := range pending {
			if care {
				if saved, err := k.writeAlone(tx, w, job); err != nil {
					return err
				} else if !saved {
					continue
				}
			} else if err := k.writeOne(tx, w, job); err != nil {
				failed = true
				return err
			}
			ids, written = append(ids, job.record.Id), append(written, job.record)
		}
		if err := k.o.Reshelve(tx, ids); err != nil {
			return err
		}
		if k.o.Index != nil {
			if err := k.o.Index(tx, written); err != nil {
				return err
			}
		}
		if k.o.DryRun {
			return errDry
		}
		return nil
	})
	switch {
	case failed:
		return true, nil
	case errors.Is(err, errDry):
		return false, k.res.load(k.app)
	}
	return false, err
}

// writeAlone writes a question within a savepoint, so that one that fails leaves nothing of itself. The error is one after
// which the transaction can't go on.
func (k *keeper) writeAlone(tx core.App, w *inserter, job *asked) (saved bool, err error) {
	if err := exec(tx, "SAVEPOINT question"); err != nil {
		return false, err
	}
	failed := k.writeOne(tx, w, job)
	if failed != nil {
		if err := exec(tx, "ROLLBACK TO question"); err != nil {
			return false, errors.Join(failed, err)
		}
		for i := range job.lines {
			job.lines[i].Outcome, job.lines[i].Reason = Failed, explain(failed)
		}
		// Tags made for it are gone with it.
		if err := k.res.load(tx); err != nil {
			return false, err
		}
	}
	return failed == nil, exec(tx, "RELEASE question")
}

// writeOne writes one question with all that hangs on it.
func (k *keeper) writeOne(tx core.App, w *inserter, job *asked) error {
	tags, dropped, err := k.res.tagIDs(tx, job.q.Tags, maxQuestionTags)
	if err != nil {
		return err
	}
	if len(dropped) > 0 {
		job.lines[0].Reason = joined(job.lines[0].Reason, "more than 5 tags, left out: "+strings.Join(dropped, ", "))
	}
	job.record.Set(schema.QuestionTags, tags)
	for i, p := range job.posts {
		if p == nil {
			continue
		}
		p.fresh = true
		if !job.fresh {
			if err := k.update(tx, job, i); err != nil {
				return err
			}
		}
		if p.fresh {
			if err := k.insert(w, job, i); err != nil {
				return err
			}
		}
	}
	if !job.fresh {
		return k.recount(tx, job)
	}
	return nil
}

func joined(notes ...string) string {
	return strings.Join(slices.DeleteFunc(notes, func(s string) bool { return s == "" }), "; ")
}

// insert writes a post that isn't there yet.
func (k *keeper) insert(w *inserter, job *asked, i int) error {
	p := job.posts[i]
	if accepted := p.record.GetString(schema.QuestionAccepted); i == 0 && accepted != "" && !slices.ContainsFunc(job.posts[1:], func(a *prepared) bool { return a != nil && a.record.Id == accepted }) {
		p.record.Set(schema.QuestionAccepted, "")
		p.record.Set(schema.QuestionAcceptedAt, "")
	}
	if err := w.insert(p.record); err != nil {
		return err
	}
	if err := k.insertRevisions(w, job, i, 0); err != nil {
		return err
	}
	for _, c := range p.comments {
		if err := w.insert(c); err != nil {
			return err
		}
	}
	if err := k.insertScores(w, p); err != nil {
		return err
	}
	row := dbx.Params{"id": p.record.Id, "kind": p.record.Collection().Name, "votes": p.post.Score, "imported_votes": p.post.Score, "comments": len(p.comments), "answers": 0, "views": 0, "active": ""}
	if i == 0 {
		row["views"], row["active"] = max(0, job.q.Views), activity(job.q)
		for _, a := range job.posts[1:] {
			if a != nil {
				row["answers"] = row["answers"].(int) + 1
			}
		}
	}
	return w.exec("INSERT INTO stats (id, kind, votes, imported_votes, comments, answers, views, active) VALUES ({:id}, {:kind}, {:votes}, {:imported_votes}, {:comments}, {:answers}, {:views}, {:active})", row)
}

// insertScores writes the counters of comments that somebody voted on.
func (k *keeper) insertScores(w *inserter, p *prepared) error {
	for n := range p.post.Comments {
		c := &p.post.Comments[n]
		id := article.RecordID(c.Key)
		if c.Score == 0 || !slices.ContainsFunc(p.comments, func(r *core.Record) bool { return r.Id == id }) {
			continue
		}
		if err := w.exec(`INSERT INTO stats (id, kind, votes, imported_votes) VALUES ({:id}, 'comments', {:votes}, {:votes})
			ON CONFLICT (id) DO UPDATE SET votes = votes + excluded.imported_votes - imported_votes, imported_votes = excluded.imported_votes`,
			dbx.Params{"id": id, "votes": c.Score}); err != nil {
			return err
		}
	}
	return nil
}

// activity is when something last happened to a question, as its counters have it.
func activity(q *Question) string {
	at := q.Active
	for _, t := range []time.Time{q.Created, q.Edited} {
		if t.After(at) {
			at = t
		}
	}
	for _, a := range q.Answers {
		if a.Created.After(at) {
			at = a.Created
		}
	}
	d, err := types.ParseDateTime(at)
	if err != nil || at.IsZero() {
		return ""
	}
	return d.String()
}

// revisionID is the id of an imported revision, by which it is told from those made here.
func revisionID(p *question.Post, number int) string {
	return article.RecordID(fmt.Sprintf("%s#revision%d", p.Key, number))
}

// insertRevisions writes the revisions of a post after the first have ones; the last is the post as it is.
func (k *keeper) insertRevisions(w *inserter, job *asked, i, have int) error {
	p := job.posts[i]
	list := p.post.Revisions
	if len(list) <= have {
		r := question.Revision{Title: job.q.Title, Tags: job.q.Tags, Body: p.post.Body, Editor: p.post.User, Created: p.post.Edited}
		if have == 0 {
			r.Created = p.post.Created
		}
		list = append(slices.Clone(list[:min(len(list), have)]), make([]question.Revision, max(0, have-len(list)))...)
		list = append(list, r)
	}
	for n := have; n < len(list); n++ {
		v := &list[n]
		r := core.NewRecord(k.revisions)
		r.Id = revisionID(p.post, n+1)
		r.Set(schema.PostRevisionKind, "question")
		r.Set(schema.PostRevisionTarget, p.record.Id)
		r.Set(schema.PostRevisionQuestion, job.record.Id)
		r.Set(schema.PostRevisionNumber, n+1)
		r.Set(schema.PostRevisionEditor, k.users[fold(v.Editor)])
		r.Set(schema.PostRevisionNote, clip(clean(v.Note, 1000), maxNote))
		r.Set(schema.PostRevisionBody, clip(v.Body, maxBody))
		if i > 0 {
			r.Set(schema.PostRevisionKind, "answer")
			r.Set(schema.PostRevisionAnswer, p.record.Id)
			r.Set(schema.PostRevisionTags, []string{})
		} else {
			r.Set(schema.PostRevisionTitle, clip(clean(v.Title, 1000), maxTitle))
			tags := []string{}
			if n == len(list)-1 {
				tags = p.record.GetStringSlice(schema.QuestionTags)
			} else {
				for _, word := range v.Tags { // tags that nothing has any more aren't made for old revisions
					if id := k.res.tags[fold(word)]; id != "" {
						tags = append(tags, id)
					}
				}
			}
			r.Set(schema.PostRevisionTags, tags)
		}
		stampRecord(r, v.Created, v.Created)
		if err := w.insert(r); err != nil {
			return err
		}
	}
	return nil
}

// inserter writes rows in one transaction, by statements that are prepared once.
type inserter struct {
	app     core.App
	queries map[string]*dbx.Query
	inserts map[string]string // by collection
}

// exec runs a statement.
func (w *inserter) exec(query string, params dbx.Params) error {
	q := w.queries[query]
	if q == nil {
		if w.queries == nil {
			w.queries = map[string]*dbx.Query{}
		}
		q = w.app.DB().NewQuery(query).Prepare()
		w.queries[query] = q
	}
	_, err := q.Bind(params).Execute()
	return err
}

// insert writes a record as saving it would, past its hooks.
func (w *inserter) insert(r *core.Record) error {
	values, err := r.DBExport(w.app)
	if err != nil {
		return err
	}
	query := w.inserts[r.Collection().Id]
	if query == "" {
		columns := make([]string, 0, len(values))
		for name := range values {
			columns = append(columns, name)
		}
		sort.Strings(columns)
		query = "INSERT INTO {{" + r.Collection().Name + "}} ([[" + strings.Join(columns, "]], [[") + "]]) VALUES ({:" + strings.Join(columns, "}, {:") + "})"
		if w.inserts == nil {
			w.inserts = map[string]string{}
		}
		w.inserts[r.Collection().Id] = query
	}
	if err := w.exec(query, values); err != nil {
		return fmt.Errorf("%s: %w", r.Collection().Name, err)
	}
	return nil
}

func (w *inserter) close() {
	for _, q := range w.queries {
		_ = q.Close() // the transaction ends with them
	}
}

// errNoRows reports that a row isn't there.
func errNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
