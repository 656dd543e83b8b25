package commands

import (
	"fmt"

	"github.com/spf13/cobra"

	"qiao/hooks"
	"qiao/hooks/reputation"
)

// recountReputation computes every reputation anew from what it stands for.
func recountReputation(portal *hooks.Portal) *cobra.Command {
	return &cobra.Command{
		Use:   "recount",
		Short: "Recount every reputation, level and badge from votes, articles and decisions; the site may go on serving",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := ready(portal.App); err != nil {
				return err
			}
			total, err := portal.App.CountRecords("users")
			if err != nil {
				return err
			}
			bar := progress(c.ErrOrStderr(), "recount")
			report, err := reputation.Recount(portal.App, func(done int) { bar.at(done, int(total)) })
			bar.done()
			if err != nil {
				return err
			}
			if err := reputation.AwardAll(portal.App); err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), report)
			return nil
		},
	}
}
