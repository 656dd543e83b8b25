package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/demo"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/folder"
)

// corpusDir is where the shared test corpus lies beside a checkout; a user's clone has none.
const corpusDir = "../shared/corpus"

// input is what the benchmark imports.
type input struct {
	name    string
	folder  *folder.Folder
	queries string // folder of judged queries, empty without any
}

// openInput takes the corpus, or the demo content where there is none.
func openInput() (*input, error) {
	articles := filepath.Join(corpusDir, "articles")
	if _, err := os.Stat(articles); errors.Is(err, fs.ErrNotExist) {
		sub, err := fs.Sub(demo.FS(), "articles")
		if err != nil {
			return nil, err
		}
		fmt.Println("No shared corpus beside this checkout: measuring with the demo content, without judged queries.")
		return &input{name: "the demo content", folder: folder.New(sub, folder.Options{})}, nil
	}
	f, err := folder.Open(articles, folder.Options{})
	return &input{"the corpus", f, filepath.Join(corpusDir, "search")}, err
}

// sources gives n articles: the input's own, then copies of them with titles of their own,
// until there are enough. n of 0 means the input as it is.
func (in *input) sources(n int) iter.Seq[transfer.Source] {
	return func(yield func(transfer.Source) bool) {
		given := 0
		for round := 0; ; round++ {
			before := given
			for s := range in.folder.Sources() {
				if n > 0 && given == n {
					return
				}
				given++
				if round > 0 {
					s = copyOf(s, round)
				}
				if !yield(s) {
					return
				}
			}
			if n == 0 || given == before {
				return
			}
		}
	}
}

func copyOf(s transfer.Source, round int) transfer.Source {
	read := s.Read
	return transfer.Source{File: fmt.Sprintf("%d/%s", round, s.File), Read: func() (*transfer.Article, error) {
		a, err := read()
		if err != nil {
			return nil, err
		}
		a.Key = fmt.Sprintf("%s#%d", a.Key, round)
		a.ID, a.Slug = "", ""
		a.Title = fmt.Sprintf("%s（之 %d）", a.Title, round)
		if !a.Published.IsZero() {
			a.Published = a.Published.AddDate(0, 0, -round)
		}
		return a, nil
	}}
}

// load imports n articles and gives what each file became.
func (in *input) load(p *portal, n int) (map[string]string, error) {
	reader, writer := io.Pipe()
	ids := map[string]string{}
	done := make(chan error, 1)
	go func() {
		d := json.NewDecoder(reader)
		for {
			var line transfer.Line
			if err := d.Decode(&line); err != nil {
				if errors.Is(err, io.EOF) {
					err = nil
				}
				_, _ = io.Copy(io.Discard, reader) // let the import finish
				done <- err
				return
			}
			if line.ID != "" {
				ids[strings.TrimSuffix(filepath.Base(line.File), ".md")] = line.ID
			}
		}
	}()
	report, err := transfer.Import(context.Background(), p.App, in.sources(n), transfer.Options{Needs: p.Articles(), Report: writer})
	writer.Close()
	if err := errors.Join(err, <-done); err != nil {
		return nil, err
	}
	if len(report.Problems) > 0 {
		fmt.Printf("  not imported: %d files, the first: %s: %s\n", report.Counts[transfer.Failed], report.Problems[0].File, report.Problems[0].Reason)
	}
	return ids, nil
}

// count gives the number of public articles.
func count(app core.App) (n int, err error) {
	err = app.DB().NewQuery("SELECT count(*) FROM articles WHERE status = 'published'").Row(&n)
	return n, err
}
