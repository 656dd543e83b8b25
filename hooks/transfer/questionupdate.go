package transfer

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// followed are the fields of a post that follow the source when it changed.
var followed = []string{
	schema.QuestionWiki, schema.QuestionEdited, schema.QuestionSourceSite, schema.QuestionSourceURL, schema.QuestionSourceAuthor, schema.QuestionSourceAuthorURL,
	schema.QuestionSourceLicence, schema.QuestionOriginHash,
}

// texts are those that also members here may have changed.
var texts = []string{schema.QuestionTitle, schema.QuestionSlug, schema.QuestionBody, schema.QuestionHTML, schema.QuestionExcerpt, schema.QuestionTags, schema.QuestionLang}

// update brings a post that was imported before up to date with its source. What was decided here stays: its status,
// locks, an answer accepted here, a text that was edited here. A post that isn't there yet stays fresh.
func (k *keeper) update(tx core.App, job *asked, i int) error {
	p := job.posts[i]
	stored, err := tx.FindRecordById(p.record.Collection(), p.record.Id)
	if errNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	p.fresh = false
	var last struct {
		Number int    `db:"number"`
		ID     string `db:"id"`
	}
	if err := tx.DB().NewQuery("SELECT number, id FROM post_revisions WHERE target = {:id} ORDER BY number DESC LIMIT 1").Bind(dbx.Params{"id": stored.Id}).One(&last); err != nil && !errNoRows(err) {
		return err
	}
	fields := slices.Clone(followed)
	changed := stored.GetString(schema.QuestionBody) != p.record.GetString(schema.QuestionBody) || i == 0 && stored.GetString(schema.QuestionTitle) != p.record.GetString(schema.QuestionTitle)
	if own := last.ID == revisionID(p.post, last.Number); own {
		fields = append(fields, texts...)
	} else if changed {
		changed = false
		job.lines[i].Reason = joined(job.lines[i].Reason, "it was edited here, so its text stays")
	}
	if stored.GetString(schema.QuestionAuthor) == "" {
		fields = append(fields, schema.QuestionAuthor) // somebody who is a member here meanwhile
	}
	values := dbx.Params{}
	exported, err := p.record.DBExport(tx)
	if err != nil {
		return err
	}
	was, err := stored.DBExport(tx)
	if err != nil {
		return err
	}
	if i == 0 {
		if stored.GetString(schema.QuestionAccepted) == "" || k.imported(job, stored.GetString(schema.QuestionAccepted)) {
			fields = append(fields, schema.QuestionAccepted, schema.QuestionAcceptedAt)
		}
		if stored.GetString(schema.QuestionClosed) == "" {
			fields = append(fields, schema.QuestionClosed, schema.QuestionClosedAt, schema.QuestionDuplicateOf)
		}
	}
	differs := false
	for _, name := range fields {
		if value, ok := exported[name]; ok {
			values[name] = value
			differs = differs || name != schema.QuestionOriginHash && !sameValue(value, was[name])
		}
	}
	if !differs {
		job.lines[i].Outcome = Unchanged // only what hangs on it
	} else {
		job.lines[i].Outcome = Updated
	}
	if len(values) > 0 {
		values["updated"] = exported["updated"]
		if _, err := tx.DB().Update(p.record.Collection().Name, values, dbx.HashExp{"id": stored.Id}).Execute(); err != nil {
			return err
		}
	}
	w := &inserter{app: tx}
	defer w.close()
	if changed {
		if err := k.insertRevisions(w, job, i, last.Number); err != nil {
			return err
		}
	}
	added, err := k.updateComments(tx, w, p)
	if err != nil {
		return err
	}
	if err := k.insertScores(w, p); err != nil {
		return err
	}
	var score int
	if err := tx.DB().NewQuery("SELECT imported_votes FROM stats WHERE id = {:id}").Bind(dbx.Params{"id": stored.Id}).Row(&score); err != nil && !errNoRows(err) {
		return err
	}
	if added || score != p.post.Score {
		job.lines[i].Outcome = Updated
	}
	return w.exec(`UPDATE stats SET votes = votes + {:score} - imported_votes, imported_votes = {:score},
		comments = (SELECT count(*) FROM comments WHERE target = {:id} AND state = 'visible') WHERE id = {:id}`, dbx.Params{"id": stored.Id, "score": p.post.Score})
}

// sameValue compares what two records store in a column.
func sameValue(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && bytes.Equal(x, y)
}

// imported says whether an answer is one that came with the question.
func (k *keeper) imported(job *asked, answer string) bool {
	return slices.ContainsFunc(job.posts[1:], func(p *prepared) bool { return p != nil && p.record.Id == answer })
}

// updateComments adds the comments that aren't there yet and changes those whose text is another one.
func (k *keeper) updateComments(tx core.App, w *inserter, p *prepared) (changed bool, err error) {
	for _, c := range p.comments {
		stored, err := tx.FindRecordById(k.comments, c.Id)
		switch {
		case errNoRows(err):
			if err := w.insert(c); err != nil {
				return changed, err
			}
			changed = true
		case err != nil:
			return changed, err
		}
		if err != nil {
			continue // it is there now
		}
		values := dbx.Params{}
		if stored.GetString(schema.CommentBody) != c.GetString(schema.CommentBody) && stored.GetString(schema.CommentEdited) == "" {
			values["body"], values["html"] = c.GetString(schema.CommentBody), c.GetString(schema.CommentHTML)
		}
		if author := c.GetString(schema.CommentAuthor); author != "" && stored.GetString(schema.CommentAuthor) == "" {
			values["author"] = author
		}
		if len(values) > 0 {
			if _, err := tx.DB().Update(schema.Comments, values, dbx.HashExp{"id": c.Id}).Execute(); err != nil {
				return changed, err
			}
			changed = true
		}
	}
	return changed, nil
}

// recount brings the counters of a question up to date with its answers, and takes what its search document and its
// lists need from the database.
func (k *keeper) recount(tx core.App, job *asked) error {
	if _, err := tx.DB().NewQuery(`UPDATE stats SET answers = (SELECT count(*) FROM answers WHERE question = {:id} AND status = 'published'), active = max(active, {:active}) WHERE id = {:id}`).
		Bind(dbx.Params{"id": job.record.Id, "active": activity(job.q)}).Execute(); err != nil {
		return err
	}
	stored, err := tx.FindRecordById(k.questions, job.record.Id)
	if err == nil {
		job.record = stored
	}
	return err
}
