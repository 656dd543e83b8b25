package adopt

import (
	"cmp"
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The states of a question of another site.
const (
	Found   = "found"
	Adopted = "adopted"
	Ignored = "ignored"
)

const published = "published"

// addedADay is how many questions of other sites a member may add in a day.
const addedADay = 20

// mayAdd makes a question of another site the sender's own find.
func mayAdd(e *core.RecordRequestEvent) error {
	if id := member(e.Auth); id != "" {
		e.Record.Set(schema.ExternalQuestionAddedBy, id)
	}
	if e.Auth == nil || !e.Auth.IsSuperuser() {
		e.Record.Set(schema.ExternalQuestionState, Found)
	}
	if !access.IsEditor(e.Auth) {
		if !e.Auth.Verified() {
			return i18n.NewError("adopt.verify_first").WithStatus(http.StatusForbidden)
		}
		e.Record.SetRaw(countedKey, true)
	}
	e.Record.Set(schema.ExternalQuestionQuestion, "")
	return e.Next()
}

// countedKey marks, on a record being saved, that the bound of a day counts.
const countedKey = "@adopt.counted"

// mayChange leaves what was adopted as it is: the question here is what is edited from then on.
func mayChange(e *core.RecordRequestEvent) error {
	e.Record.Set(schema.ExternalQuestionQuestion, e.Record.Original().Get(schema.ExternalQuestionQuestion))
	return e.Next()
}

// member gives the id of who asks, empty for guests and superusers, who are no members.
func member(auth *core.Record) string {
	if auth == nil || auth.IsSuperuser() {
		return ""
	}
	return auth.Id
}

// prepareExternal brings the addresses into their one form and names the site.
func prepareExternal(e *core.RecordEvent) error {
	r := e.Record
	r.Set(schema.ExternalQuestionURL, link(r.GetString(schema.ExternalQuestionURL)))
	if r.GetString(schema.ExternalQuestionState) == "" {
		r.Set(schema.ExternalQuestionState, Found)
	}
	if strings.TrimSpace(r.GetString(schema.ExternalQuestionSite)) == "" {
		r.Set(schema.ExternalQuestionSite, siteOf(r.GetString(schema.ExternalQuestionURL)))
	}
	return e.Next()
}

// validateExternal holds what is true of every entry: an address that leads somewhere and is entered once, and a text
// only where its licence lets it be shown, with the author whom the licence wants named.
func validateExternal(e *core.RecordEvent) error {
	x := schema.AsExternalQuestion(e.Record)
	errs := validation.Errors{}
	if _, ok := Normal(x.URL()); !ok {
		errs[schema.ExternalQuestionURL] = i18n.NewError("adopt.url_wrong")
	} else if id, err := heldAs(e.App, x.URL()); err != nil {
		return err
	} else if id != "" && id != x.Id {
		errs[schema.ExternalQuestionURL] = i18n.NewError("adopt.url_known")
	}
	if address := x.AuthorURL(); address != "" {
		if _, ok := Normal(address); !ok {
			errs[schema.ExternalQuestionAuthorURL] = i18n.NewError("adopt.url_wrong")
		}
	}
	if strings.TrimSpace(x.Title()) == "" {
		errs[schema.ExternalQuestionTitle] = i18n.NewError("adopt.title_needed")
	}
	if strings.TrimSpace(x.Body()) != "" {
		shown, named := mayShow(x.Licence())
		switch {
		case !shown:
			errs[schema.ExternalQuestionBody] = i18n.NewError("adopt.licence_needed")
		case named && strings.TrimSpace(x.Author()) == "":
			errs[schema.ExternalQuestionAuthor] = i18n.NewError("adopt.author_needed")
		}
	}
	if at := x.Asked(); !at.IsZero() && at.Time().After(time.Now().Add(24*time.Hour)) {
		errs[schema.ExternalQuestionAsked] = i18n.NewError("adopt.date_future")
	}
	if x.State() == Adopted && len(x.Tags()) == 0 {
		errs[schema.ExternalQuestionTags] = i18n.NewError("adopt.tags_needed")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

// heldAs gives the entry of an address, by http or https; none when there isn't one.
func heldAs(app core.App, address string) (id string, err error) {
	_, rest, _ := strings.Cut(address, "://")
	err = app.DB().NewQuery("SELECT id FROM external_questions WHERE url IN ({:https}, {:http}) LIMIT 1").
		Bind(dbx.Params{"https": "https://" + rest, "http": "http://" + rest}).Row(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// saveExternal makes the question here in the transaction of its adoption. Adopted twice, also at the same moment, it
// becomes one question; what was adopted stays so.
func saveExternal(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		x := schema.AsExternalQuestion(e.Record)
		if x.GetRaw(countedKey) != nil && x.IsNew() {
			if err := mayAddMore(e.App, schema.ExternalQuestions, schema.ExternalQuestionAddedBy, x.AddedBy(), addedADay); err != nil {
				return err
			}
		}
		if !x.IsNew() {
			found, err := e.App.FindRecordById(schema.ExternalQuestions, x.Id)
			if err != nil {
				return err
			}
			before := schema.AsExternalQuestion(found)
			x.Set(schema.ExternalQuestionQuestion, before.Question())
			if before.State() == Adopted && before.Question() != "" {
				if x.State() != Adopted {
					return i18n.NewError("adopt.adopted_already").WithStatus(http.StatusConflict)
				}
				for _, field := range []string{schema.ExternalQuestionURL, schema.ExternalQuestionSite, schema.ExternalQuestionTitle, schema.ExternalQuestionTags, schema.ExternalQuestionBody} {
					x.Set(field, before.Get(field))
				}
				return e.Next()
			}
		}
		if x.State() == Adopted {
			id, err := adopt(e.App, x)
			if err != nil {
				return err
			}
			x.Set(schema.ExternalQuestionQuestion, id)
		}
		return e.Next()
	})
}

// adopt makes the question that an entry becomes here. Its author is nobody of ours; where it comes from stands beside it.
func adopt(app core.App, x *schema.ExternalQuestion) (string, error) {
	origin := "external:" + x.Id
	var id string
	err := app.DB().NewQuery("SELECT id FROM questions WHERE origin = {:origin}").Bind(dbx.Params{"origin": origin}).Row(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	c, err := app.FindCachedCollectionByNameOrId(schema.Questions)
	if err != nil {
		return "", err
	}
	q := core.NewRecord(c)
	q.Load(map[string]any{
		schema.QuestionTitle: x.Title(), schema.QuestionLang: x.Lang(), schema.QuestionStatus: published, schema.QuestionTags: x.Tags(),
		schema.QuestionBody: cmp.Or(strings.TrimSpace(x.Body()), pointer(x)), schema.QuestionAsked: types.NowDateTime(),
		schema.QuestionSourceSite: x.Site(), schema.QuestionSourceURL: x.URL(), schema.QuestionSourceAuthor: x.Author(),
		schema.QuestionSourceAuthorURL: x.AuthorURL(), schema.QuestionSourceLicence: x.Licence(), schema.QuestionOrigin: origin,
	})
	if err := app.Save(q); err != nil {
		return "", err
	}
	return q.Id, nil
}

// pointer is the text of a question whose own text may not be shown: where it is read.
func pointer(x *schema.ExternalQuestion) string {
	l := i18n.EN
	if strings.HasPrefix(x.Lang(), "zh") {
		l = i18n.ZH
	}
	return i18n.T(l, "adopt.read_there", "Site", plainText.Replace(x.Site()), "URL", x.URL())
}

// plainText keeps what Markdown would take for marks as it is.
var plainText = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `*`, `\*`, `_`, `\_`, "`", "\\`", "!", `\!`)

// mayAddMore counts, in the transaction of the write, what a member added within a day.
func mayAddMore(app core.App, collection, field, user string, most int) error {
	var n int
	err := app.DB().NewQuery("SELECT count(*) FROM {{" + collection + "}} WHERE [[" + field + "]] = {:user} AND created > {:since}").
		Bind(dbx.Params{"user": user, "since": types.NowDateTime().Add(-24 * time.Hour).String()}).Row(&n)
	if err == nil && n >= most {
		return i18n.NewError("adopt.enough_today", "Most", most).WithStatus(http.StatusTooManyRequests)
	}
	return err
}
