package content

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/stats"
)

func shelvesOf(a *schema.Article) []string {
	shelves := []string{cards.ShelfAll, cards.Shelf("kind", a.Kind()), cards.Shelf("lang", a.Lang())}
	for _, id := range a.Tags() {
		shelves = append(shelves, cards.Shelf("tag", id))
	}
	if a.Column() != "" {
		shelves = append(shelves, cards.Shelf("column", a.Column()))
	}
	for _, id := range authorsOf(a) {
		shelves = append(shelves, cards.Shelf("author", id))
	}
	return shelves
}

// shelve puts an article on its shelves if it is public and takes it off if it isn't, and
// moves the counts of articles of its tags, column, series and authors along.
func shelve(app core.App, r *core.Record, before state) error {
	a := schema.AsArticle(r)
	if a.Status() != Published {
		if !before.published {
			return nil
		}
		return unshelve(app, r.Id, before)
	}
	if before.published {
		if err := clearShelves(app, r.Id); err != nil {
			return err
		}
	}
	now := countedFor(a)
	for id, collection := range now {
		if _, had := before.counted[id]; !had {
			if err := stats.Add(app, collection, id, schema.StatsArticles, 1); err != nil {
				return err
			}
		}
	}
	for id, collection := range before.counted {
		if _, has := now[id]; !has {
			if err := stats.Add(app, collection, id, schema.StatsArticles, -1); err != nil {
				return err
			}
		}
	}

	hot, top, err := rescoreStats(app, r.Id)
	if err != nil {
		return err
	}
	var rows []string
	params := dbx.Params{"article": r.Id, "kind": a.Kind(), "lang": a.Lang(), "published": a.Published().String(), "hot": hot, "top": top}
	for i, shelf := range shelvesOf(a) {
		key := "s" + strconv.Itoa(i)
		params[key] = shelf
		rows = append(rows, "({:"+key+"}, {:article}, {:kind}, {:lang}, {:published}, {:hot}, {:top})")
	}
	_, err = app.DB().NewQuery("INSERT INTO article_shelves (shelf, article, kind, lang, published, hot, top) VALUES " + strings.Join(rows, ", ")).
		Bind(params).Execute()
	return err
}

func unshelve(app core.App, id string, before state) error {
	if err := clearShelves(app, id); err != nil {
		return err
	}
	for thing, collection := range before.counted {
		if err := stats.Add(app, collection, thing, schema.StatsArticles, -1); err != nil {
			return err
		}
	}
	return nil
}

func clearShelves(app core.App, id string) error {
	_, err := app.DB().NewQuery("DELETE FROM article_shelves WHERE article = {:id}").Bind(dbx.Params{"id": id}).Execute()
	return err
}

// score is what readers made of an article: a view counts little, a vote, a bookmark or a
// comment much more. The top lists sort by it. Hot adds time: ten times the score weighs
// as much as being half a day (45,000 s) newer, so nothing needs to be aged by a job.
const (
	scoreSQL = "(views * 0.05 + votes + comments * 2.0 + bookmarks * 2.0)"
	hotSQL   = "(strftime('%s', (SELECT published FROM articles WHERE id = stats.id)) / 45000.0 + log10(1 + max(0, " + scoreSQL + ")))"
)

// Rescore brings the hot and top order of articles up to date with their counters.
// Whoever changes the counters of articles calls it in the same transaction.
func Rescore(app core.App, ids []string) error {
	for _, id := range ids {
		hot, top, err := rescoreStats(app, id)
		if err != nil {
			return err
		}
		if _, err := app.DB().NewQuery("UPDATE article_shelves SET hot = {:hot}, top = {:top} WHERE article = {:id}").
			Bind(dbx.Params{"id": id, "hot": hot, "top": top}).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// rescoreStats works the order of one article out from its counters, and stores the hot
// one beside them.
func rescoreStats(app core.App, id string) (hot, top float64, err error) {
	err = app.DB().NewQuery("UPDATE stats SET hot = coalesce("+hotSQL+", 0) WHERE id = {:id} AND kind = 'articles' RETURNING hot, "+scoreSQL).
		Bind(dbx.Params{"id": id}).Row(&hot, &top)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil // counters that nobody made are zero
	}
	return hot, top, err
}
