// Package commands is what can be done with a portal from the command line.
package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/osutils"
	"github.com/spf13/cobra"

	"qiao/hooks"
	"qiao/hooks/guard"
	"qiao/hooks/transfer"
)

// Add gives the program its commands. The function it returns says, after the program
// ran, whether a command failed: PocketBase itself exits with 0 whatever happened.
func Add(app *pocketbase.PocketBase, portal *hooks.Portal, version string) (failed func() bool) {
	root := app.RootCmd
	root.Use, root.Version = "qiao", version
	root.Short = "Qiao (桥): a developer-community portal in one binary"
	root.SetVersionTemplate("qiao {{.Version}} (PocketBase " + engine() + ")\n")
	root.SilenceUsage = true
	root.FParseErrWhitelist.UnknownFlags = false

	root.AddCommand(
		serve(app, portal),
		cmd.NewSuperuserCommand(app),
		reindex(portal),
		group("reputation", "Look after what members have earned", recountReputation(portal)),
		group("import", "Bring in articles, questions and events from elsewhere",
			slices.Concat(transfer.ImportCommands(app, portal.Articles()), transfer.QuestionCommands(app, portal.Questions()), transfer.EventCommands(app, portal.Events()))...),
		group("export", "Write content or the site as files", exportSite(portal), transfer.ExportCommand(app)),
		group("words", "Keep the list of words that aren't let through as they are", guard.Commands(app)...),
	)
	return track(root)
}

// track wraps every command to notice its error, and that of a command that isn't there.
func track(root *cobra.Command) (failed func() bool) {
	failure := false
	var wrap func(c *cobra.Command)
	wrap = func(c *cobra.Command) {
		if check := c.Args; check != nil {
			c.Args = func(c *cobra.Command, args []string) error {
				err := check(c, args)
				failure = failure || err != nil
				return err
			}
		}
		if run := c.RunE; run != nil {
			c.RunE = func(c *cobra.Command, args []string) error {
				err := run(c, args)
				failure = failure || err != nil
				return err
			}
		}
		c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
			failure = true
			return err
		})
		for _, sub := range c.Commands() {
			wrap(sub)
		}
	}
	wrap(root)
	return func() bool {
		_, _, err := root.Find(os.Args[1:])
		return failure || err != nil
	}
}

// engine is the version of PocketBase that the program was built with.
func engine() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/pocketbase/pocketbase" {
				return m.Version
			}
		}
	}
	return "of unknown version"
}

// group is a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		return fmt.Errorf("qiao %s needs one of its commands; see qiao %s --help", use, use)
	}}
	c.AddCommand(commands...)
	return c
}

// ready brings the database up to date for a command that works on it; serve does so itself.
func ready(app core.App) error {
	if err := app.RunAllMigrations(); err != nil {
		return fmt.Errorf("the database can't be brought up to date: %w", err)
	}
	return nil
}

// ProgramDir is the folder that the program lives in, or the working folder under go run.
func ProgramDir() string {
	if osutils.IsProbablyGoRun() {
		if dir, err := os.Getwd(); err == nil {
			return dir
		}
	}
	return filepath.Dir(os.Args[0])
}
