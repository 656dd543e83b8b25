package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"qiao/hooks/transfer/folder"
	"qiao/hooks/transfer/ghost"
	"qiao/hooks/transfer/wordpress"
)

// ImportCommands gives the commands that bring content in: markdown, wordpress and ghost.
func ImportCommands(app core.App, needs Needs) []*cobra.Command {
	return []*cobra.Command{
		importCommand(app, needs, "markdown DIR", "Import a folder (or zip file) of Markdown: Hugo, Jekyll, Hexo, translations, or an export of a portal",
			func(ctx context.Context, path string, o Options) (Report, error) {
				name, err := filepath.Abs(path)
				if err != nil {
					return Report{}, err
				}
				name = strings.TrimSuffix(filepath.Base(name), ".zip")
				f, err := folder.Open(path, folder.Options{Zone: o.Zone, Lang: o.Lang, Name: name})
				if err != nil {
					return Report{}, err
				}
				defer f.Close()
				if IsPortal(f.FS()) {
					return ImportFolder(ctx, app, f.FS(), o)
				}
				return Import(ctx, app, f.Sources(), o)
			}, func(path string) (int, error) {
				f, err := folder.Open(path, folder.Options{})
				if err != nil {
					return 0, err
				}
				defer f.Close()
				return f.Count(), nil
			}),
		importCommand(app, needs, "wordpress FILE", "Import a WordPress export (WXR)",
			func(ctx context.Context, path string, o Options) (Report, error) {
				f, err := wordpress.Open(path)
				if err != nil {
					return Report{}, err
				}
				return Import(ctx, app, f.Sources(), o)
			}, nil),
		importCommand(app, needs, "ghost FILE", "Import a Ghost export (JSON)",
			func(ctx context.Context, path string, o Options) (Report, error) {
				f, err := ghost.Open(path)
				if err != nil {
					return Report{}, err
				}
				return Import(ctx, app, f.Sources(), o)
			}, nil),
	}
}

// importCommand makes one of the import commands. count may be nil.
func importCommand(app core.App, needs Needs, use, short string, run func(context.Context, string, Options) (Report, error), count func(string) (int, error)) *cobra.Command {
	o := Options{Needs: needs}
	var reportFile, zone string
	command := &cobra.Command{
		Use:   use,
		Short: short,
		Long:  short + ".\n\nA second run changes nothing but what changed at the source. Ctrl-C finishes the batch at hand; the next run goes on.",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			if zone != "" {
				if o.Zone, err = time.LoadLocation(zone); err != nil {
					return fmt.Errorf("the time zone %s is not known", zone)
				}
			}
			return runImport(c, app, reportFile, o.DryRun, func(ctx context.Context, out io.Writer, b *bar) (report Report, err error) {
				total := -1
				if count != nil {
					if total, err = count(args[0]); err != nil {
						return report, err
					}
				}
				*b = progress(c.ErrOrStderr(), "import", total)
				o.Report, o.Progress = out, b.at
				return run(ctx, args[0], o)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&o.Author, "author", "", "handle of the author of articles that name nobody")
	flags.StringVar(&o.Column, "column", "", "slug of the column for articles without one")
	flags.StringVar(&o.Series, "series", "", "slug or title of the series for articles without one")
	flags.BoolVar(&o.Drafts, "drafts", false, "keep everything unpublished")
	flags.StringVar(&o.Lang, "lang", "", "language of texts that don't tell (default zh)")
	flags.StringVar(&zone, "timezone", "", "time zone of dates without one (default Asia/Shanghai)")
	flags.BoolVar(&o.DryRun, "dry-run", false, "try everything and write nothing")
	flags.StringVar(&reportFile, "report", "", "file for a JSON line about each file")
	flags.IntVar(&o.Batch, "batch", 0, "articles in a transaction (default 120)")
	return command
}

// runImport does what all import commands do around their work: the database is brought up to date, the report written,
// a signal to stop waited for, and the outcome told.
func runImport(c *cobra.Command, app core.App, reportFile string, dryRun bool, work func(context.Context, io.Writer, *bar) (Report, error)) (err error) {
	if err := app.RunAllMigrations(); err != nil {
		return fmt.Errorf("the database can't be brought up to date: %w", err)
	}
	var out io.Writer
	if reportFile != "" {
		f, err := os.Create(reportFile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	ctx, finished := untilTerminated(c.Context(), app)
	defer finished()
	var b bar
	report, err := work(ctx, out, &b)
	b.done()
	if err == nil && !dryRun {
		err = announce(app)
	}
	if err != nil {
		return err
	}
	return sum(c.OutOrStdout(), report, dryRun, reportFile)
}

// announce makes a process that serves the same data forget the pages that it keeps: PocketBase tells other processes
// when its settings are saved, and the site then begins with an empty cache.
func announce(app core.App) error {
	if err := app.Save(app.Settings()); err != nil {
		return fmt.Errorf("everything is saved, but a server that runs may show old pages for some minutes: %w", err)
	}
	return nil
}

// sum prints what an import did. Its error makes the program's exit code tell that not all came in.
func sum(out io.Writer, report Report, dryRun bool, reportFile string) error {
	if dryRun {
		fmt.Fprint(out, "dry run, nothing was written: ")
	}
	fmt.Fprintln(out, report)
	const shown = 20
	for i, l := range report.Problems {
		if i == shown {
			fmt.Fprintf(out, "  … and %d more\n", report.Counts[Failed]-shown)
			break
		}
		fmt.Fprintf(out, "  %s: %s\n", clean(l.File, 300), clean(l.Reason, 600))
	}
	if reportFile != "" {
		fmt.Fprintf(out, "the report is in %s\n", reportFile)
	}
	switch {
	case report.Interrupted:
		return errors.New("interrupted; what is listed as imported is saved, run the same command again to go on")
	case report.Counts[Failed] > 0:
		return fmt.Errorf("%d of %d items could not be imported", report.Counts[Failed], report.Total())
	}
	return nil
}

// ExportCommand gives the command that writes the whole portal as files.
func ExportCommand(app core.App) *cobra.Command {
	return &cobra.Command{
		Use:   "markdown DIR",
		Short: "Write all content as Markdown and YAML files, without secrets; import markdown reads it back",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := app.RunAllMigrations(); err != nil {
				return fmt.Errorf("the database can't be brought up to date: %w", err)
			}
			ctx, finished := untilTerminated(c.Context(), app)
			defer finished()
			bar, exported := progress(c.ErrOrStderr(), "export", -1), 0
			err := Export(ctx, app, args[0], func(done, total int) {
				exported = done
				bar.max(total)
				bar.at(done)
			})
			bar.done()
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%d articles are in %s\n", exported, args[0])
			return nil
		},
	}
}

// untilTerminated gives a context that ends when the program is asked to stop, and makes the program wait for the
// work to reach its next safe place, which finished announces: PocketBase would close the database at once.
func untilTerminated(ctx context.Context, app core.App) (_ context.Context, finished func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	const id = "transfer.finish"
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: id, Priority: -1000, Func: func(e *core.TerminateEvent) error {
		cancel()
		<-done
		return e.Next()
	}})
	return ctx, func() {
		app.OnTerminate().Unbind(id)
		close(done)
		cancel()
	}
}

// bar shows how far a command is, with rate and time left, on a terminal only.
type bar struct{ *progressbar.ProgressBar }

func progress(out io.Writer, what string, total int) bar {
	if f, ok := out.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return bar{}
	}
	return bar{progressbar.NewOptions(total, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())}
}

// at moves the bar. That it can't be drawn is no reason to stop, here and below.
func (b bar) at(done int) {
	if b.ProgressBar != nil {
		_ = b.Set(done)
	}
}

// say changes what stands before the bar.
func (b bar) say(what string) {
	if b.ProgressBar != nil {
		b.Describe(what)
	}
}

func (b bar) max(total int) {
	if b.ProgressBar != nil && b.GetMax() != total {
		b.ChangeMax(total)
	}
}

func (b bar) done() {
	if b.ProgressBar != nil {
		_ = b.Finish()
	}
}
