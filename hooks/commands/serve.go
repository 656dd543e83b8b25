package commands

import (
	"fmt"
	"io"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"qiao/hooks"
)

// serve is PocketBase's own command, with the demo content and a word about where
// everything is.
func serve(app *pocketbase.PocketBase, portal *hooks.Portal) *cobra.Command {
	command := cmd.NewServeCommand(app, false)
	command.Short = "Serve the site, the dashboard and the API"
	out := command.OutOrStdout()
	withDemo := command.Flags().Bool("demo", false, "fill an empty portal with demo content first")

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "commands.welcome", Priority: -1000, Func: func(e *core.ServeEvent) error {
		e.InstallerFunc = func(_ core.App, installer *core.Record, base string) error { return invite(out, installer, base) }
		if *withDemo {
			if err := fillWithDemo(e.App, portal.Articles(), out); err != nil {
				return err
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		addresses(out, hooks.Address(e))
		return nil
	}})
	return command
}

func addresses(out io.Writer, base string) {
	fmt.Fprintf(out, "\n  桥 Qiao\n\n  站点 Site       %s/\n  后台 Dashboard  %s/_/\n  接口 API        %s/api/\n\n", base, base, base)
}

// installerLife is how long the link for the first superuser is valid.
const installerLife = 30 * time.Minute

// invite prints the link that creates the first superuser. It is valid for half an hour.
func invite(out io.Writer, installer *core.Record, base string) error {
	token, err := installer.NewStaticAuthToken(installerLife)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  还没有管理员。请在半小时内打开下面的链接创建第一个：\n  There is no superuser yet. Open this link within half an hour to create the first one:\n\n  %s/_/#/pbinstall/%s\n\n", base, token)
	return nil
}
