package transfer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/transfer/folder"
)

// articlesDir and mediaDir are the folders of an export that hold articles and the pictures of everything else.
const (
	articlesDir = "articles"
	mediaDir    = "media"
)

// maxOwnText is the size of the longest article in an export: a million characters and its front matter.
const maxOwnText = 5 << 20

// IsPortal reports whether a folder is an export of ours, or written in its format: YAML files of people or tags
// beside a folder of articles.
func IsPortal(fsys fs.FS) bool {
	if info, err := fs.Stat(fsys, articlesDir); err != nil || !info.IsDir() {
		return false
	}
	for _, name := range []string{"people.yaml", "site.yaml", "tags.yaml"} {
		if _, err := fs.Stat(fsys, name); err == nil {
			return true
		}
	}
	return false
}

// ImportFolder imports a whole portal in the format of [Export]: people, tags, communities, columns with their
// members, series, articles, slots and the site's own record. What is there already is updated or left unchanged.
// Each YAML file is written in one transaction; a mistake in one is an error that names the line, and nothing of
// that file is written. Articles are imported as [Import] does.
func ImportFolder(ctx context.Context, app core.App, fsys fs.FS, o Options) (Report, error) {
	var report Report
	files := folder.New(fsys, folder.Options{Zone: o.Zone, Lang: o.Lang, Under: articlesDir, MaxText: maxOwnText})
	inTables := func(work func(*tableReader) error) error {
		var lines []Line
		err := app.RunInTransaction(func(tx core.App) error {
			tr := &tableReader{app: tx, fsys: fsys, files: files}
			err := work(tr)
			if lines = tr.lines; err == nil && o.DryRun {
				return errDry
			}
			return err
		})
		if err != nil && !errors.Is(err, errDry) {
			return err
		}
		return report.add(o.Report, lines)
	}
	after := map[string]bool{"slots.yaml": true, "site.yaml": true}
	if o.DryRun {
		// Each file needs the ones before it, which a dry run takes back: together, and without the articles that
		// slots show.
		return report, inTables(func(tr *tableReader) error {
			for _, t := range tables {
				if !after[t.file] {
					if err := tr.read(t); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	for _, t := range tables {
		if !after[t.file] {
			if err := inTables(func(tr *tableReader) error { return tr.read(t) }); err != nil {
				return report, err
			}
		}
	}
	if info, err := fs.Stat(fsys, articlesDir); err == nil && info.IsDir() {
		articles, err := Import(ctx, app, files.Sources(), o)
		for outcome, n := range articles.Counts {
			if report.Counts == nil {
				report.Counts = map[Outcome]int{}
			}
			report.Counts[outcome] += n
		}
		report.Problems, report.Interrupted = articles.Problems, articles.Interrupted
		if err != nil || report.Interrupted {
			return report, err
		}
	}
	for _, t := range tables {
		err := inTables(func(tr *tableReader) error {
			if after[t.file] {
				return tr.read(t)
			}
			return tr.pins(t)
		})
		if err != nil {
			return report, fmt.Errorf("after the articles: %w", err)
		}
	}
	return report, nil
}
