package content_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/content"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// checkCounters counts everything anew from the records and compares it with what was
// kept on the way.
func checkCounters(t *testing.T, app core.App) {
	t.Helper()
	var published []*schema.Article
	if err := app.RecordQuery(schema.Articles).AndWhere(dbx.HashExp{"status": content.Published}).All(&published); err != nil {
		t.Fatal(err)
	}
	articles, shelves := map[string]int{}, map[string]bool{}
	for _, a := range published {
		authors := append([]string{a.Author()}, a.Coauthors()...)
		things := append(append([]string{a.Column(), a.Series()}, authors...), a.Tags()...)
		slices.Sort(things)
		for _, id := range slices.Compact(things) {
			articles[id]++
		}
		on := []string{cards.ShelfAll, cards.Shelf("kind", a.Kind()), cards.Shelf("lang", a.Lang())}
		for _, id := range a.Tags() {
			on = append(on, cards.Shelf("tag", id))
		}
		for _, id := range authors {
			on = append(on, cards.Shelf("author", id))
		}
		if a.Column() != "" {
			on = append(on, cards.Shelf("column", a.Column()))
		}
		for _, shelf := range on {
			shelves[fmt.Sprintf("%s %s %s %s %s", shelf, a.Id, a.Kind(), a.Lang(), a.Published())] = true
		}
	}
	delete(articles, "")

	var rows []struct {
		ID       string `db:"id"`
		Kind     string `db:"kind"`
		Articles int    `db:"articles"`
	}
	if err := app.DB().NewQuery("SELECT id, kind, articles FROM stats").All(&rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Kind != schema.Articles && row.Articles != articles[row.ID] {
			t.Errorf("stats of %s %s: %d articles, there are %d", row.Kind, row.ID, row.Articles, articles[row.ID])
		}
		delete(articles, row.ID)
	}
	if len(articles) > 0 {
		t.Errorf("not counted: %v", articles)
	}

	var placed []string
	if err := app.DB().NewQuery("SELECT shelf || ' ' || article || ' ' || kind || ' ' || lang || ' ' || published FROM article_shelves").Column(&placed); err != nil {
		t.Fatal(err)
	}
	for _, p := range placed {
		if !shelves[p] {
			t.Errorf("on a shelf and shouldn't be: %s", p)
		}
		delete(shelves, p)
	}
	for s := range shelves {
		t.Errorf("should be on a shelf: %s", s)
	}
	for query, what := range map[string]string{
		"SELECT count(*) FROM article_shelves s JOIN stats t ON t.id = s.article WHERE s.hot != t.hot OR s.hot = 0": "hot orders that aren't the article's",
		"SELECT count(*) FROM articles a LEFT JOIN renditions r ON r.id = a.id WHERE r.id IS NULL":                  "articles without a rendition",
		"SELECT count(*) FROM renditions r LEFT JOIN articles a ON r.id = a.id WHERE a.id IS NULL":                  "renditions without an article",
		"SELECT count(*) FROM articles a WHERE a.status = 'published' AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article = a.id AND r.body = a.body AND r.title = a.title AND r.number = (SELECT max(number) FROM revisions x WHERE x.article = a.id))": "published articles whose latest revision says something else",
		"SELECT count(*) FROM articles a LEFT JOIN slugs s ON s.kind = 'articles' AND s.slug = a.slug AND s.target = a.id AND NOT s.gone WHERE s.id IS NULL":                                                                                                   "articles without their address",
		"SELECT count(*) FROM search_docs d LEFT JOIN articles a ON a.id = d.ref AND a.status = 'published' WHERE d.kind = 'article' AND a.id IS NULL":                                                                                                         "search rows of nothing public",
		"SELECT count(*) FROM articles a LEFT JOIN search_docs d ON a.id = d.ref AND d.kind = 'article' WHERE a.status = 'published' AND d.doc IS NULL":                                                                                                        "published articles that can't be found",
	} {
		if n := testkit.Number(t, app, query); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// Whatever is done in whatever order, the counters are those of a recount.
func TestCountersAfterAnything(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3, 5, 8} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 42))
			p := newPortal(t)
			users := []string{p.author.Id, p.editor.Id, p.friend.Id}
			columns := []string{"", p.column.Id, testkit.Column(t, p.app, "data", p.friend, nil).Id}
			tags := []string{p.tag.Id}
			for i := range 4 {
				tags = append(tags, testkit.Tag(t, p.app, fmt.Sprintf("tag-%d", i), fmt.Sprintf("标签%d", i)).Id)
			}
			series := []string{"", testkit.Create(t, p.app, schema.SeriesList, map[string]any{"title": "系列", "owner": p.author.Id}).Id}
			pick := func(from []string) string { return from[random.IntN(len(from))] }
			some := func(from []string, most int) []string {
				picked := slices.Clone(from)
				random.Shuffle(len(picked), func(i, j int) { picked[i], picked[j] = picked[j], picked[i] })
				return picked[:random.IntN(min(most, len(picked))+1)]
			}
			var articles []*core.Record
			for range 60 {
				fields := map[string]any{}
				switch random.IntN(10) {
				case 0, 1:
					fields["status"] = pick([]string{"draft", "pending", "published", "published"})
					fields["title"] = fmt.Sprintf("第%d篇", random.IntN(20))
					fields["column"] = pick(columns)
					articles = append(articles, testkit.Article(t, p.app, p.author, fields))
					continue
				case 2:
					fields["status"], fields["reason"] = pick([]string{"draft", "published", "archived", "rejected"}), "因为"
				case 3:
					fields["tags"] = some(tags, 4)
				case 4:
					fields["column"], fields["series"] = pick(columns), pick(series)
				case 5:
					fields["author"] = pick(users)
				case 6:
					fields["coauthors"] = some(users, 3)
				case 7:
					fields["kind"], fields["lang"] = pick([]string{"article", "doc", "news"}), pick([]string{"zh", "en"})
				case 8:
					fields["body"], fields["slug"] = fmt.Sprintf("正文%d", random.IntN(99)), fmt.Sprintf("slug-%d", random.Int())
				case 9:
					fields = nil
				}
				if len(articles) == 0 {
					continue
				}
				i := random.IntN(len(articles))
				if fields == nil {
					if err := p.app.Delete(articles[i]); err != nil {
						t.Fatal(err)
					}
					articles = slices.Delete(articles, i, i+1)
					continue
				}
				if random.IntN(2) == 0 { // sometimes on a record that was held for long, as a program may
					articles[i] = testkit.Fresh(t, p.app, articles[i])
				}
				articles[i].Load(fields)
				testkit.Save(t, p.app, articles[i])
			}
			checkCounters(t, p.app)
			if err := p.app.Delete(testkit.Fresh(t, p.app, p.tag)); err != nil {
				t.Fatal(err)
			}
			checkCounters(t, p.app)
		})
	}
}

// An article on as many shelves as there can be.
func TestMostShelves(t *testing.T) {
	p := newPortal(t)
	var tags, people []string
	for i := range 10 {
		tags = append(tags, testkit.Tag(t, p.app, fmt.Sprintf("tag-%d", i), fmt.Sprintf("标签%d", i)).Id)
	}
	for i := range 20 {
		people = append(people, testkit.User(t, p.app, fmt.Sprintf("writer-%d", i)).Id)
	}
	p.article(map[string]any{"status": "published", "tags": tags, "coauthors": people})
	if got := p.number("SELECT count(*) FROM article_shelves"); got != 35 {
		t.Errorf("on %d shelves, want 35", got)
	}
	checkCounters(t, p.app)
}
