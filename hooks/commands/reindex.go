package commands

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"qiao/hooks"
)

// installerLife is how long the link for the first superuser is valid.
const installerLife = 30 * time.Minute

// reindex rebuilds the search index. The site may go on serving meanwhile.
func reindex(portal *hooks.Portal) *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Rebuild the search index from the records; the site may go on serving",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := ready(portal.App); err != nil {
				return err
			}
			bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(c.ErrOrStderr()), progressbar.OptionSetDescription("reindex"),
				progressbar.OptionShowCount(), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
			indexed := 0
			err := portal.Search.Reindex(c.Context(), portal.App, func(done, total int) {
				indexed = done
				if bar.GetMax() != total {
					bar.ChangeMax(total)
				}
				_ = bar.Set(done) // a progress bar that can't be drawn is no reason to stop
			})
			if err != nil {
				return err
			}
			_ = bar.Finish()
			fmt.Fprintf(c.OutOrStdout(), "%d documents indexed\n", indexed)
			return nil
		},
	}
}
