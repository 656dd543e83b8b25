// Qiao is a developer-community portal in one binary: PocketBase with articles, columns,
// search and a public site.
package main

import (
	"fmt"
	"os"

	"github.com/pocketbase/pocketbase"

	"qiao/hooks"
	"qiao/hooks/commands"
	"qiao/hooks/heap"
	"qiao/hooks/store"
	_ "qiao/migrations"
)

// version is set by the build (-ldflags "-X main.version=v1.2.3").
var version = "dev"

func main() {
	heap.Floor(hooks.HeapFloor)
	app := pocketbase.NewWithConfig(pocketbase.Config{
		HideStartBanner:  true,
		DBConnect:        store.Open,
		DataMaxOpenConns: hooks.Connections(),
		DataMaxIdleConns: hooks.Connections(),
	})
	config := hooks.DefaultConfig(commands.ProgramDir())
	config.Flags(app.RootCmd.PersistentFlags())
	// PocketBase reads its own flags this early too; whatever is wrong is reported when the command runs
	_ = app.RootCmd.ParseFlags(os.Args[1:])

	portal := hooks.Register(app, config)
	failed := commands.Add(app, portal, version)
	if err := app.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if failed() {
		os.Exit(1)
	}
}
