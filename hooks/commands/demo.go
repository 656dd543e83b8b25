package commands

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/demo"
	"qiao/hooks/qa"
	"qiao/hooks/reputation"
	"qiao/hooks/schema"
	"qiao/hooks/transfer"
)

// fillWithDemo loads the demo content into a portal that has no content of its own yet, and
// leaves any other as it is.
func fillWithDemo(app core.App, needs transfer.Needs, out io.Writer) error {
	for _, collection := range []string{schema.Articles, schema.Columns, schema.Tags, schema.Users, schema.Communities} {
		n, err := app.CountRecords(collection)
		if err != nil {
			return err
		}
		if n > 0 {
			fmt.Fprint(out, "  这里已经有内容，演示内容不会写入，按原样启动。\n  There is content here already: the demo is left out, everything is served as it is.\n")
			return nil
		}
	}
	fmt.Fprint(out, "  正在装入演示内容 … Loading the demo content …\n")
	report, err := transfer.ImportFolder(context.Background(), app, demo.FS(), transfer.Options{Needs: needs})
	if err != nil {
		return fmt.Errorf("the demo content can't be loaded: %w", err)
	}
	if n := report.Counts[transfer.Failed]; n > 0 {
		return fmt.Errorf("%d files of the demo content can't be loaded, the first: %s: %s", n, report.Problems[0].File, report.Problems[0].Reason)
	}
	if err := demo.Talk(app); err != nil {
		return fmt.Errorf("the demo's conversations can't be loaded: %w", err)
	}
	if err := demo.Events(app); err != nil {
		return fmt.Errorf("the demo's events can't be loaded: %w", err)
	}
	if err := demo.Questions(app, qa.Reshelve, qa.Put); err != nil {
		return fmt.Errorf("the demo's questions can't be loaded: %w", err)
	}
	if err := demo.Contests(app); err != nil {
		return fmt.Errorf("the demo's competitions can't be loaded: %w", err)
	}
	if err := demo.Seats(app); err != nil {
		return fmt.Errorf("nobody can register for the demo's events: %w", err)
	}
	if err := demo.Afterwards(app); err != nil {
		return err
	}
	if err := demo.Cases(app); err != nil {
		return err
	}
	if err := demoVotes(app); err != nil {
		return fmt.Errorf("the people of the demo can't vote: %w", err)
	}
	return reputation.AwardAll(app)
}

// demoVotes has the people of the demo vote on each other's articles, so that they have
// reputation and badges: always the same votes, in the days after an article appeared.
func demoVotes(app core.App) error {
	return app.RunInTransaction(func(tx core.App) error {
		people, err := tx.FindRecordsByFilter(schema.Users, "handle != ''", "handle", 0, 0)
		if err != nil {
			return err
		}
		articles, err := tx.FindRecordsByFilter(schema.Articles, "status = 'published'", "slug", 0, 0)
		if err != nil {
			return err
		}
		votes, err := tx.FindCollectionByNameOrId(schema.Votes)
		if err != nil {
			return err
		}
		for _, article := range articles {
			wrote := append(article.GetStringSlice(schema.ArticleCoauthors), article.GetString(schema.ArticleAuthor))
			for _, who := range people {
				chance := fnv.New32a()
				fmt.Fprint(chance, article.GetString(schema.ArticleSlug), who.GetString(schema.UserHandle))
				n := int(chance.Sum32() % 100)
				at := article.GetDateTime(schema.ArticlePublished).Add(time.Duration(n*7) * time.Hour)
				if n >= 40 || slices.Contains(wrote, who.Id) || at.After(types.NowDateTime()) {
					continue
				}
				vote := core.NewRecord(votes)
				vote.Load(map[string]any{schema.VoteUser: who.Id, schema.VoteKind: "article", schema.VoteTarget: article.Id, schema.VoteValue: 1})
				vote.SetRaw("created", at)
				if err := tx.Save(vote); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
