package commands

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"qiao/hooks"
	"qiao/hooks/site"
)

// exportSite writes the public site as plain files.
func exportSite(portal *hooks.Portal) *cobra.Command {
	var url string
	command := &cobra.Command{
		Use:   "site DIR",
		Short: "Write the public site as plain files that any static host can serve",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := ready(portal.App); err != nil {
				return err
			}
			bar := progress(c.ErrOrStderr(), "export")
			report, err := portal.Frame.Export(c.Context(), args[0], site.ExportOptions{BaseURL: url, Progress: func(done, known int, _ string) { bar.at(done, known) }})
			bar.done()
			if err != nil {
				return err
			}
			out := c.OutOrStdout()
			fmt.Fprintf(out, "%d pages, %d documents, %d assets, %d uploads, %.1f MB\n",
				report.Pages, report.Documents, report.Assets, report.Uploads, float64(report.Bytes)/1e6)
			for _, f := range report.Failed {
				fmt.Fprintf(out, "missing: %s (linked from %s): %s\n", f.URL, f.From, f.Reason)
			}
			if len(report.Failed) > 0 {
				return errors.New("some of what pages link to is missing in the export")
			}
			return nil
		},
	}
	command.Flags().StringVar(&url, "site-url", "", "address where the files will be served, if it isn't the site's own")
	return command
}

// bar shows how far a command is, with rate and time left, on a terminal only.
type bar struct{ *progressbar.ProgressBar }

func progress(out io.Writer, what string) bar {
	if f, ok := out.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return bar{}
	}
	return bar{progressbar.NewOptions(-1, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())}
}

// at moves the bar. That it can't be drawn is no reason to stop, here and in done.
func (b bar) at(done, total int) {
	if b.ProgressBar == nil {
		return
	}
	if b.GetMax() != total {
		b.ChangeMax(total)
	}
	_ = b.Set(done)
}

func (b bar) done() {
	if b.ProgressBar != nil {
		_ = b.Finish()
	}
}
