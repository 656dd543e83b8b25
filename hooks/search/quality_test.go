package search_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/search"
	"qiao/hooks/search/judged"
)

const corpus = "../../../shared/corpus"

// TestCorpusQuality asserts the figure the site promises for its search, over all judged queries.
func TestCorpusQuality(t *testing.T) {
	docs, err := judged.Documents(corpus)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no test corpus beside the repository, at ../shared/corpus")
	}
	if err != nil {
		t.Fatal(err)
	}
	queries, err := judged.Queries(corpus)
	if err != nil {
		t.Fatal(err)
	}
	app, err := judged.App(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.ResetBootstrapState() }()
	x := search.New(app)
	defer x.Close()
	if err := app.RunInTransaction(func(tx core.App) error {
		for _, d := range docs {
			if err := x.Put(tx, d); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, d := range docs {
		titles[d.ID] = d.Title
	}
	byText := map[string]judged.Query{}
	for _, q := range queries {
		byText[q.Text] = q
	}
	report, err := judged.Evaluate(queries, func(text string) ([]string, error) {
		r, err := x.Search(t.Context(), app, search.Request{Query: text})
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, item := range r.Items {
			ids = append(ids, item.ID)
		}
		q := byText[text]
		if first, _ := judged.Rank(q, ids); first != 1 && testing.Verbose() {
			t.Logf("%s %q (taken for %q): rank %d of %d, wanted %q, first is %q", q.Type, text, r.Suggestion, first, r.Total,
				titles[q.Target], titles[strings.Join(ids[:min(1, len(ids))], "")])
		}
		return ids, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	report.Print(&table)
	t.Log("\n" + table.String())
	if got := report["all"].MRR; got < 0.90 {
		t.Errorf("MRR@10 is %.3f, promised is 0.90", got)
	}
}
