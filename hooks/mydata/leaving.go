package mydata

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// graceDays is how long a member may change their mind.
const graceDays = 14

// leave marks the account for deletion. It takes the password, so that a device left open can't do it.
func leave(e *core.RequestEvent) error {
	var ask struct {
		Password string `json:"password" form:"password"`
		Keep     bool   `json:"keep" form:"keep"`
	}
	if err := e.BindBody(&ask); err != nil {
		return i18n.NewError("mydata.unreadable").Because(err)
	}
	account, err := e.App.FindRecordById(schema.Users, e.Auth.Id)
	if err != nil {
		return err
	}
	if !account.ValidatePassword(ask.Password) {
		return validation.Errors{"password": i18n.NewError("mydata.password_wrong")}
	}
	due := types.NowDateTime().AddDate(0, 0, graceDays)
	account.Set(schema.UserLeavingAt, due)
	account.Set(schema.UserLeavingKeep, ask.Keep)
	if err := e.App.Save(account); err != nil {
		return err
	}
	if err := tell(e.App, account, due); err != nil {
		e.App.Logger().Error("a member who leaves couldn't be written to", "account", account.Id, "error", err)
	}
	return standing(withAuth(e, account))
}

// stay takes it back.
func stay(e *core.RequestEvent) error {
	account, err := e.App.FindRecordById(schema.Users, e.Auth.Id)
	if err != nil {
		return err
	}
	account.Set(schema.UserLeavingAt, "")
	account.Set(schema.UserLeavingKeep, false)
	if err := e.App.Save(account); err != nil {
		return err
	}
	return standing(withAuth(e, account))
}

func withAuth(e *core.RequestEvent, account *core.Record) *core.RequestEvent {
	e.Auth = account
	return e
}

// tell writes to the member what will happen and how to stop it: somebody else may have done it.
func tell(app core.App, account *core.Record, due types.DateTime) error {
	u := schema.AsUser(account)
	if account.Email() == "" {
		return nil
	}
	l := i18n.ZH
	if u.Locale() == "en" {
		l = i18n.EN
	}
	zone, err := time.LoadLocation(u.Zone())
	if err != nil || u.Zone() == "" {
		zone = time.UTC
	}
	when := due.Time().In(zone).Format("2006-01-02 15:04 MST")
	address := app.Settings().Meta.AppURL + l.Path("/settings/data")
	meta := app.Settings().Meta
	return app.NewMailClient().Send(&mailer.Message{
		From:    mail.Address{Name: meta.SenderName, Address: meta.SenderAddress},
		To:      []mail.Address{{Name: u.Name(), Address: account.Email()}},
		Subject: i18n.T(l, "mydata.mail.subject"),
		Text:    i18n.T(l, "mydata.mail.text", "Name", u.Name(), "When", when, "URL", address),
	})
}

// DeleteDue deletes the accounts whose time of grace is over. changed is called when something was deleted. What breaks
// off goes on at the next time: every step leaves the account a little emptier, and the account itself goes last.
func DeleteDue(app core.App, changed func()) error {
	accounts := []*core.Record{}
	if err := app.RecordQuery(schema.Users).
		AndWhere(dbx.NewExp("leaving_at != '' AND leaving_at <= {:now}", dbx.Params{"now": types.NowDateTime().String()})).
		OrderBy("leaving_at").Limit(batch).All(&accounts); err != nil {
		return err
	}
	var failed error
	for _, account := range accounts {
		if err := Delete(app, account); err != nil {
			failed = errors.Join(failed, fmt.Errorf("account %s: %w", account.Id, err))
		}
	}
	if len(accounts) > 0 {
		changed()
	}
	return failed
}

// Delete takes an account out of the portal. What it wrote is deleted, or stays without a name where the member chose so;
// what is part of somebody else's work (a revision, a review, a report) always stays, without a name.
func Delete(app core.App, account *core.Record) error {
	l := &leaver{app: app, id: account.Id, keep: schema.AsUser(account).LeavingKeep()}
	var err error
	if l.ghost, err = ghost(app); err != nil {
		return err
	}
	for _, t := range traces {
		if err := l.takeOut(t); err != nil {
			return fmt.Errorf("%s.%s: %w", t.collection, t.field, err)
		}
	}
	// the log says whose a column or a group was before
	if _, err := app.DB().NewQuery(`UPDATE audit_log SET [[before]] = replace([[before]], {:id}, ''), [[after]] = replace([[after]], {:id}, '')
		WHERE instr([[before]], {:id}) > 0 OR instr([[after]], {:id}) > 0`).Bind(dbx.Params{"id": account.Id}).Execute(); err != nil {
		return err
	}
	return app.Delete(account)
}

// GhostID is the account in whose name stays what was written by people who left.
const GhostID = "qiaoghost000000"

// ghost gives that account, and makes it when the first one leaves. Nobody can sign in as it.
func ghost(app core.App) (*core.Record, error) {
	r, err := app.FindRecordById(schema.Users, GhostID)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return r, err
	}
	users, err := app.FindCachedCollectionByNameOrId(schema.Users)
	if err != nil {
		return nil, err
	}
	r = core.NewRecord(users)
	r.Id = GhostID
	r.SetEmail("nobody@deleted.invalid") // RFC 2606: no mail ever gets there
	r.SetPassword(security.RandomString(40))
	r.Set(schema.UserName, i18n.T(i18n.ZH, "mydata.ghost"))
	return r, app.Save(r)
}

// leaver takes one account out.
type leaver struct {
	app   core.App
	id    string
	ghost *core.Record
	keep  bool
}

func (l *leaver) takeOut(t trace) error {
	if t.fate != content {
		return t.each(l.app, l.id, func(r *core.Record) error {
			switch t.fate {
			case personal:
				return l.app.Delete(r)
			case authored:
				return l.replace(t, r, GhostID)
			default:
				return l.replace(t, r, "")
			}
		})
	}
	switch t.collection {
	case schema.Articles:
		return t.each(l.app, l.id, l.article)
	case schema.Comments:
		return t.each(l.app, l.id, l.comment)
	case schema.Questions:
		return t.each(l.app, l.id, l.question)
	case schema.Answers:
		return t.each(l.app, l.id, l.answer)
	case schema.Columns:
		return t.each(l.app, l.id, l.column)
	case schema.Groups:
		return t.each(l.app, l.id, l.group)
	}
	return t.each(l.app, l.id, func(r *core.Record) error { return l.series(t, r) })
}

// replace puts another account, or none, where this one is named. It goes past the hooks, which keep such fields as they
// are: a row of the past doesn't change its meaning by losing a name.
func (l *leaver) replace(t trace, r *core.Record, with string) error {
	var value any = with
	if t.many(l.app) {
		ids := slices.DeleteFunc(r.GetStringSlice(t.field), func(id string) bool { return id == l.id })
		list, err := types.JSONArray[string](ids).Value()
		if err != nil {
			return err
		}
		value = list
	}
	_, err := l.app.DB().Update(t.collection, dbx.Params{t.field: value}, dbx.HashExp{"id": r.Id}).Execute()
	return err
}

// article gives an article to its first co-author, or to nobody, or deletes it.
func (l *leaver) article(r *core.Record) error {
	a := schema.AsArticle(r)
	others := slices.DeleteFunc(a.Coauthors(), func(id string) bool { return id == l.id })
	switch {
	case a.Author() != l.id: // a co-author goes; the invitation goes later, with the account
	case len(others) > 0:
		a.Set(schema.ArticleAuthor, others[0])
		others = others[1:]
	case l.keep:
		a.Set(schema.ArticleAuthor, GhostID)
	default:
		return l.app.Delete(r)
	}
	a.Set(schema.ArticleCoauthors, others)
	return l.app.Save(r)
}

// question stays where others have answered it, written by nobody; their work isn't the asker's to take away.
func (l *leaver) question(r *core.Record) error {
	var others int
	if err := l.app.DB().NewQuery("SELECT count(*) FROM answers WHERE question = {:id} AND author != {:me} AND status != 'deleted'").
		Bind(dbx.Params{"id": r.Id, "me": l.id}).Row(&others); err != nil {
		return err
	}
	if others == 0 && !l.keep {
		return l.app.Delete(r)
	}
	r.Set(schema.QuestionAuthor, GhostID)
	return l.app.SaveNoValidate(r)
}

// answer goes, or stays written by nobody.
func (l *leaver) answer(r *core.Record) error {
	if !l.keep {
		return l.app.Delete(r)
	}
	r.Set(schema.AnswerAuthor, GhostID)
	return l.app.SaveNoValidate(r)
}

// comment keeps the thread together: where others answered, an empty place stays.
func (l *leaver) comment(r *core.Record) error {
	if l.keep {
		return l.replace(trace{collection: schema.Comments, field: schema.CommentAuthor}, r, GhostID)
	}
	if _, err := l.app.DB().Delete(schema.CommentEdits, dbx.HashExp{schema.CommentEditComment: r.Id}).Execute(); err != nil {
		return err
	}
	var answers int
	if err := l.app.DB().NewQuery("SELECT count(*) FROM comments WHERE parent = {:id} OR root = {:id}").Bind(dbx.Params{"id": r.Id}).Row(&answers); err != nil {
		return err
	}
	if answers == 0 {
		return l.app.Delete(r)
	}
	if schema.AsComment(r).State() != "deleted" {
		r.Set(schema.CommentState, "deleted")
		if err := l.app.Save(r); err != nil { // the counters follow
			return err
		}
	}
	_, err := l.app.DB().Update(schema.Comments, dbx.Params{schema.CommentAuthor: GhostID, schema.CommentBody: "…", schema.CommentHTML: ""}, dbx.HashExp{"id": r.Id}).Execute()
	return err
}

// column goes to its longest-serving editor; one that nobody edits is closed.
func (l *leaver) column(r *core.Record) error {
	var heirs []string
	if err := l.app.DB().NewQuery("SELECT user FROM column_members WHERE [[column]] = {:column} AND user != {:id} AND role = {:role} ORDER BY created LIMIT 1").
		Bind(dbx.Params{"column": r.Id, "id": l.id, "role": access.ColumnEditor}).Column(&heirs); err != nil {
		return err
	}
	if len(heirs) > 0 {
		r.Set(schema.ColumnOwner, heirs[0])
	} else {
		r.Set(schema.ColumnOwner, GhostID)
		r.Set(schema.ColumnStatus, "archived")
	}
	return l.app.Save(r)
}

// group goes to its longest-serving organiser; one that nobody organises is closed, and what was only proposed goes.
func (l *leaver) group(r *core.Record) error {
	var heirs []string
	if err := l.app.DB().NewQuery("SELECT user FROM group_members WHERE [[group]] = {:group} AND user != {:id} AND role = {:role} ORDER BY created, id LIMIT 1").
		Bind(dbx.Params{"group": r.Id, "id": l.id, "role": access.GroupOrganiser}).Column(&heirs); err != nil {
		return err
	}
	status := r.GetString(schema.GroupStatus)
	switch {
	case len(heirs) > 0:
		r.Set(schema.GroupOwner, heirs[0])
	case status == "proposed" || status == "declined":
		return l.app.Delete(r)
	default:
		r.Set(schema.GroupOwner, GhostID)
		r.Set(schema.GroupStatus, "archived")
	}
	return l.app.Save(r)
}

// series goes on with those who write in it, or without an owner as long as it has articles of others.
func (l *leaver) series(t trace, r *core.Record) error {
	others := slices.DeleteFunc(r.GetStringSlice(schema.SeriesAuthors), func(id string) bool { return id == l.id })
	r.Set(schema.SeriesAuthors, others)
	if t.field == schema.SeriesOwner {
		var articles int
		if err := l.app.DB().NewQuery("SELECT count(*) FROM articles WHERE series = {:id}").Bind(dbx.Params{"id": r.Id}).Row(&articles); err != nil {
			return err
		}
		switch {
		case len(others) > 0:
			r.Set(schema.SeriesOwner, others[0])
			r.Set(schema.SeriesAuthors, others[1:])
		case articles > 0:
			r.Set(schema.SeriesOwner, GhostID)
		default:
			return l.app.Delete(r)
		}
	}
	return l.app.Save(r)
}

// agree keeps that the member accepted the agreements that are in force now.
func agree(e *core.RequestEvent) error {
	var ask struct {
		Version string `json:"version" form:"version"`
	}
	if err := e.BindBody(&ask); err != nil {
		return i18n.NewError("mydata.unreadable").Because(err)
	}
	policy, err := e.App.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		return err
	}
	if inForce := schema.AsPolicy(policy).Agreement(); inForce == "" || ask.Version != inForce {
		return i18n.NewError("mydata.agreement_changed").WithStatus(http.StatusConflict)
	}
	account, err := e.App.FindRecordById(schema.Users, e.Auth.Id)
	if err != nil {
		return err
	}
	account.Set(schema.UserAgreed, ask.Version)
	account.Set(schema.UserAgreedAt, types.NowDateTime())
	if err := e.App.Save(account); err != nil {
		return err
	}
	return standing(withAuth(e, account))
}
