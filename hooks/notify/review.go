package notify

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// actorKey holds, on a record being saved, the id of the account that asks for it.
const actorKey = "@notify.actor"

// stampActor remembers who asks, for the notification to name and to leave out.
func stampActor(e *core.RecordRequestEvent) error {
	if e.Auth != nil && !e.Auth.IsSuperuser() {
		e.Record.SetRaw(actorKey, e.Auth.Id)
	}
	return e.Next()
}

func actorOf(r *core.Record) string {
	id, _ := r.GetRaw(actorKey).(string)
	return id
}

// mostReviewers bounds how many people hear that something waits for them.
const mostReviewers = 50

// before reads a field as the database has it, inside the transaction of its change.
func before(app core.App, r *core.Record, field string) (value string, err error) {
	err = app.DB().Select("[[" + field + "]]").From(r.Collection().Name).Where(dbx.HashExp{"id": r.Id}).Row(&value)
	return value, ignoreMissing(err)
}

// changed runs then in the transaction of an update that gives a field another value.
func changed(field string, then func(e *core.RecordEvent, was string) error) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			was, err := before(e.App, e.Record, field)
			if err != nil {
				return err
			}
			if err := e.Next(); err != nil {
				return err
			}
			if e.Record.GetString(field) == was {
				return nil
			}
			return then(e, was)
		})
	}
}

// created runs then in the transaction of a new record.
func created(then func(e *core.RecordEvent) error) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			return then(e)
		})
	}
}

// reviewersOf gives those who review for a column; for none, the site editors.
func reviewersOf(app core.App, column string) (ids []string, err error) {
	query := `SELECT id FROM users WHERE EXISTS (SELECT 1 FROM json_each(users.roles) WHERE value = 'editor') ORDER BY id LIMIT {:most}`
	if column != "" {
		query = `SELECT owner FROM columns WHERE id = {:column} UNION
			SELECT user FROM column_members WHERE [[column]] = {:column} AND role != 'author' LIMIT {:most}`
	}
	err = app.DB().NewQuery(query).Bind(dbx.Params{"column": column, "most": mostReviewers}).Column(&ids)
	return ids, err
}

func tellAll(app core.App, users []string, n notice) error {
	slices.Sort(users)
	for _, user := range slices.Compact(users) {
		n.User = user
		if err := tell(app, n); err != nil {
			return err
		}
	}
	return nil
}

func articleOf(app core.App, id string) (*schema.Article, error) {
	r, err := app.FindRecordById(schema.Articles, id)
	if err != nil {
		return nil, err
	}
	return schema.AsArticle(r), nil
}

// invited tells somebody that they shall be named as an author.
func invited(e *core.RecordEvent) error {
	c := schema.AsCoauthor(e.Record)
	if c.State() != "invited" {
		return nil
	}
	article, err := articleOf(e.App, c.Article())
	if err != nil {
		return ignoreMissing(err)
	}
	return tell(e.App, notice{
		User: c.User(), Kind: Review, Event: "invited", Actor: article.Author(), TargetKind: "article", Target: article.Id,
		Subject: article.Title(), URL: "/mine", Cause: "coauthor:" + c.Id,
	})
}

// answeredInvitation tells the first author how somebody answered.
func answeredInvitation(e *core.RecordEvent, was string) error {
	c := schema.AsCoauthor(e.Record)
	if was != "invited" || c.State() != "accepted" && c.State() != "declined" {
		return nil
	}
	article, err := articleOf(e.App, c.Article())
	if err != nil {
		return ignoreMissing(err)
	}
	return tell(e.App, notice{
		User: article.Author(), Kind: Review, Event: "invitation_" + c.State(), Actor: c.User(), TargetKind: "article", Target: article.Id,
		Subject: article.Title(), URL: "/mine", Cause: "coauthor:" + c.Id + ":" + c.State(),
	})
}

func uninvited(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, "coauthor:"+e.Record.Id)
	})
}

// submitted tells those who review that something waits for them.
func submitted(e *core.RecordEvent) error {
	s := schema.AsSubmission(e.Record)
	article, err := articleOf(e.App, s.Article())
	if err != nil || s.State() != "open" {
		return ignoreMissing(err)
	}
	reviewers, err := reviewersOf(e.App, s.Column())
	if err != nil {
		return err
	}
	return tellAll(e.App, reviewers, notice{
		Kind: Review, Event: "submitted", Actor: s.Submitter(), TargetKind: "article", Target: article.Id, Subject: article.Title(),
		URL: "/review", Cause: "submission:" + s.Id, Data: map[string]string{"words": s.Message()},
	})
}

// decided tells the authors what became of a submission. What is withdrawn or decided
// waits for no reviewer any more.
func decided(e *core.RecordEvent, _ string) error {
	s := schema.AsSubmission(e.Record)
	if s.State() == "open" {
		return nil
	}
	if err := untell(e.App, "submission:"+s.Id); err != nil {
		return err
	}
	if s.State() != "accepted" && s.State() != "rejected" {
		return nil
	}
	article, err := articleOf(e.App, s.Article())
	if err != nil {
		return ignoreMissing(err)
	}
	n := notice{
		Kind: Review, Event: s.State(), Actor: actorOf(e.Record), TargetKind: "article", Target: article.Id, Subject: article.Title(),
		URL: "/mine", Cause: "submission:" + s.Id + ":" + s.State(), Data: map[string]string{"words": s.Answer()},
	}
	if n.Actor == "" {
		n.Actor = s.Reviewer()
	}
	if article.Status() == published {
		n.URL = "/articles/" + article.Slug()
	}
	return tellAll(e.App, append(authorsOf(article), s.Submitter()), n)
}

// noted tells of a remark on an article under review: its authors, who reviews it, and
// whoever it answers, as long as they may see it.
func noted(e *core.RecordEvent) error {
	r := schema.AsReviewNote(e.Record)
	article, err := articleOf(e.App, r.Article())
	if err != nil {
		return ignoreMissing(err)
	}
	others := authorsOf(article)
	if r.Submission() != "" {
		reviewer := ""
		if err := e.App.DB().Select("reviewer").From(schema.Submissions).Where(dbx.HashExp{"id": r.Submission()}).Row(&reviewer); ignoreMissing(err) != nil {
			return err
		}
		others = append(others, reviewer)
	}
	if r.Parent() != "" {
		author := ""
		if err := e.App.DB().Select("author").From(schema.ReviewNotes).Where(dbx.HashExp{"id": r.Parent()}).Row(&author); ignoreMissing(err) != nil {
			return err
		}
		others = append(others, author)
	}
	var seeing []string
	for _, id := range others {
		user, err := e.App.FindRecordById(schema.Users, id)
		if err != nil {
			continue
		}
		part, err := access.PartIn(e.App, user, article)
		if err != nil {
			return err
		}
		if part > access.Reader {
			seeing = append(seeing, id)
		}
	}
	return tellAll(e.App, seeing, notice{
		Kind: Review, Event: "noted", Actor: r.Author(), TargetKind: "article", Target: article.Id, Subject: article.Title(),
		URL: "/write#" + article.Id, Group: "note:" + article.Id, Cause: "note:" + r.Id, Data: map[string]string{"words": r.Body()},
	})
}

func unnoted(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, "note:"+e.Record.Id)
	})
}

// applied tells the site editors that somebody wants a column.
func applied(e *core.RecordEvent) error {
	a := schema.AsColumnApplication(e.Record)
	if a.State() != "pending" {
		return nil
	}
	editors, err := reviewersOf(e.App, "")
	if err != nil {
		return err
	}
	return tellAll(e.App, editors, notice{
		Kind: Column, Event: "applied", Actor: a.Applicant(), Subject: a.Name(), URL: "/review/applications", Cause: "application:" + a.Id,
	})
}

// answeredApplication tells the applicant what became of it.
func answeredApplication(e *core.RecordEvent, _ string) error {
	a := schema.AsColumnApplication(e.Record)
	if a.State() != "approved" && a.State() != "rejected" {
		return nil
	}
	if err := untell(e.App, "application:"+a.Id); err != nil {
		return err
	}
	n := notice{
		User: a.Applicant(), Kind: Column, Event: a.State(), Actor: a.Reviewer(), Subject: a.Name(), URL: "/columns/apply",
		Cause: "application:" + a.Id + ":" + a.State(), Data: map[string]string{"words": a.Answer()},
	}
	if a.Column() != "" {
		column, err := e.App.FindRecordById(schema.Columns, a.Column())
		if err != nil {
			return ignoreMissing(err)
		}
		n.URL = "/columns/" + column.GetString(schema.ColumnSlug)
	}
	return tell(e.App, n)
}

// joinedColumn tells somebody that they were made a member of a column.
func joinedColumn(e *core.RecordEvent) error {
	m := schema.AsColumnMember(e.Record)
	if m.Role() == access.ColumnOwner {
		return nil // who founds a column knows
	}
	column, err := e.App.FindRecordById(schema.Columns, m.Column())
	if err != nil {
		return ignoreMissing(err)
	}
	return tell(e.App, notice{
		User: m.User(), Kind: Column, Event: "member_" + m.Role(), Actor: actorOf(e.Record), TargetKind: "column", Target: column.Id,
		Subject: column.GetString(schema.ColumnName), URL: "/columns/" + column.GetString(schema.ColumnSlug), Cause: "member:" + m.Id + ":" + m.Role(),
	})
}

func leftColumn(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, "member:"+e.Record.Id+":author", "member:"+e.Record.Id+":editor", "member:"+e.Record.Id+":owner")
	})
}
