package commands

import (
	"fmt"

	"github.com/spf13/cobra"

	"qiao/hooks"
)

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
			bar, indexed := progress(c.ErrOrStderr(), "reindex"), 0
			err := portal.Search.Reindex(c.Context(), portal.App, func(done, total int) {
				indexed = done
				bar.at(done, total)
			})
			bar.done()
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%d documents indexed\n", indexed)
			return nil
		},
	}
}
