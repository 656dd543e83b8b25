package transfer_test

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/folder"
)

// indexed reads the rows of the search index by what they are of.
func indexed(t *testing.T, app core.App) map[string]string {
	t.Helper()
	var rows []struct {
		Ref  string `db:"ref"`
		Said string `db:"said"`
	}
	if err := app.DB().NewQuery(`SELECT d.kind || ':' || CASE d.kind WHEN 'tag' THEN x.title WHEN 'person' THEN x.title ELSE d.ref END ref,
		json_array(d.tags, d.lang, d.article_kind, d.published, d.boost, d.length, d.title_length, x.title, x.names, x.source_title, x.tags, x.headings, hex(x.text), hex(coalesce(f.terms, ''))) said
		FROM search_docs d JOIN search_texts x ON x.doc = d.doc LEFT JOIN search_fresh f ON f.doc = d.doc`).All(&rows); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, row := range rows {
		out[row.Ref] = row.Said
	}
	if len(out) != len(rows) {
		t.Errorf("%d rows of %d documents", len(rows), len(out))
	}
	return out
}

// The index of an import that writes it for a batch together is that of saving article by article, also where one of a batch
// fails and where a second run changes some.
func TestIndexedTogether(t *testing.T) {
	pages := map[string]string{}
	for i := range 9 {
		pages[fmt.Sprintf("%d.md", i)] = fmt.Sprintf("---\ntitle: 桥 %d\nauthor: 林 %d\ndate: 2020-01-02\ntags: [前端 %d]\n---\n## 第 %d 节\n\n正文 bridge %d\n", i, i%3, i%4, i, i)
	}
	pages["4.md"] = "---\ntitle: \"" + fmt.Sprintf("%0300d", 4) + "\"\ntags: [alone]\n---\n正文\n" // too long a title
	load := func(o func(*hooks.Portal) transfer.Needs) map[string]string {
		var p *hooks.Portal
		app := testkit.NewApp(t, func(app core.App) { p = hooks.Register(app, hooks.Config{CacheMB: 1}) })
		for _, text := range []string{pages["5.md"], "---\ntitle: 改名\nauthor: 林 1\ndate: 2020-01-02\n---\n新的正文\n"} {
			pages := maps.Clone(pages)
			pages["5.md"] = text
			report, err := transfer.Import(context.Background(), app, folder.New(files(pages), folder.Options{}).Sources(), transfer.Options{Needs: o(p), Batch: 4})
			if err != nil || report.Counts[transfer.Failed] != 1 {
				t.Fatalf("%v, %+v", err, report)
			}
		}
		return indexed(t, app)
	}
	together := load((*hooks.Portal).Articles)
	alone := load(func(p *hooks.Portal) transfer.Needs {
		needs := p.Articles()
		needs.Together = nil
		return needs
	})
	if len(alone) < 12 || !maps.Equal(together, alone) {
		for key, said := range alone {
			if together[key] != said {
				t.Errorf("%s\nalone    %.300s\ntogether %.300s", key, said, together[key])
			}
		}
		t.Errorf("%d documents, %d when each is saved alone", len(together), len(alone))
	}
}
