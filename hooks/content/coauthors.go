package content

import (
	"slices"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// The states of an invitation to be a co-author.
const (
	Invited  = "invited"
	Accepted = "accepted"
	Declined = "declined"
)

// fromInvitation marks an article that is saved because an invitation was answered, so
// that the invitations aren't written once more.
const fromInvitation = "@fromInvitation"

func validateCoauthor(e *core.RecordEvent) error {
	c := schema.AsCoauthor(e.Record)
	article, err := e.App.FindRecordById(schema.Articles, c.Article())
	if err != nil {
		return validation.Errors{schema.CoauthorArticle: i18n.NewError("content.no_article")}
	}
	if schema.AsArticle(article).Author() == c.User() {
		return validation.Errors{schema.CoauthorUser: i18n.NewError("content.author_already")}
	}
	return e.Next()
}

// saveCoauthor keeps the article's list of co-authors equal to the accepted invitations.
// A co-author's name appears only by their own consent, and goes when they withdraw it.
func saveCoauthor(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		article, err := e.App.FindRecordById(schema.Articles, e.Record.GetString(schema.CoauthorArticle))
		if err != nil {
			return nil // the article itself is being deleted, and this with it
		}
		accepted, err := acceptedCoauthors(e.App, article.Id)
		if err != nil {
			return err
		}
		if slices.Equal(accepted, schema.AsArticle(article).Coauthors()) {
			return nil
		}
		article.Set(schema.ArticleCoauthors, accepted)
		article.SetRaw(fromInvitation, true)
		return e.App.Save(article)
	})
}

func acceptedCoauthors(app core.App, article string) ([]string, error) {
	ids := []string{}
	err := app.DB().NewQuery("SELECT user FROM coauthors WHERE article = {:article} AND state = 'accepted' ORDER BY created, id").
		Bind(dbx.Params{"article": article}).Column(&ids)
	return ids, err
}

// syncInvitations writes the invitations that a list of co-authors set by an import or in
// the dashboard stands for, so that the two never disagree.
func syncInvitations(app core.App, r *core.Record) error {
	if r.GetRaw(fromInvitation) != nil {
		return nil
	}
	want := schema.AsArticle(r).Coauthors()
	have, err := acceptedCoauthors(app, r.Id)
	if err != nil {
		return err
	}
	for _, user := range have {
		if !slices.Contains(want, user) {
			if _, err := app.DB().NewQuery("DELETE FROM coauthors WHERE article = {:article} AND user = {:user}").
				Bind(dbx.Params{"article": r.Id, "user": user}).Execute(); err != nil {
				return err
			}
		}
	}
	for _, user := range want {
		if slices.Contains(have, user) {
			continue
		}
		if _, err := app.DB().NewQuery(`INSERT INTO coauthors (id, article, user, state, created, updated)
			VALUES ({:id}, {:article}, {:user}, 'accepted', strftime('%Y-%m-%d %H:%M:%fZ'), strftime('%Y-%m-%d %H:%M:%fZ'))
			ON CONFLICT (article, user) DO UPDATE SET state = 'accepted', updated = excluded.updated`).
			Bind(dbx.Params{"id": core.GenerateDefaultRandomId(), "article": r.Id, "user": user}).Execute(); err != nil {
			return err
		}
	}
	return nil
}
