package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"qiao/hooks/transfer/eventlist"
	"qiao/hooks/transfer/ics"
)

// EventNeeds is what the import of events asks of others.
type EventNeeds struct {
	// Fetch gets what is at an address on the web, guarded against addresses that lead elsewhere.
	Fetch func(ctx context.Context, address, accept string) (status int, body []byte, err error)
}

// defaultZone is where times without a zone are meant.
const defaultZone = "Asia/Shanghai"

// eventKinds are the values of an event's kind.
var eventKinds = []string{"talk", "workshop", "meetup", "community_day", "dev_day", "conference", "webinar", "hackathon", "challenge", "race"}

// EventCommands gives the commands that bring events in.
func EventCommands(app core.App, needs EventNeeds) []*cobra.Command {
	return []*cobra.Command{icsCommand(app, needs), eventListCommand(app)}
}

func icsCommand(app core.App, needs EventNeeds) *cobra.Command {
	from := ics.Options{}
	return eventCommand(app, "ics FILE|URL|DIR", "Import calendars (iCalendar): a file, what an address on the web answers, or a folder of files",
		"A recurring event becomes a series, and an event for each of its dates between --back months ago and --ahead months from now; the next runs add what comes. "+
			"Dates that the calendar has no more are cancelled. Private events are left out, and so are the names of those who are invited. "+
			"The report names each line that couldn't be read, with the reason.",
		func(c *cobra.Command) {
			c.Flags().IntVar(&from.Back, "back", 12, "months before today for which dates of recurring events are taken")
			c.Flags().IntVar(&from.Ahead, "ahead", 12, "months after today for which dates of recurring events are taken")
		},
		func(ctx context.Context, arg string, o EventOptions) (iter.Seq[EventSource], int, error) {
			if from.Back < 0 || from.Ahead < 0 || from.Back > 240 || from.Ahead > 240 {
				return nil, 0, errors.New("--back and --ahead are at most 240 months")
			}
			from.Zone, from.Now = o.Zone, time.Now()
			if address, ok := webCalendar(arg); ok {
				status, body, err := needs.Fetch(ctx, address, "text/calendar")
				if err != nil {
					return nil, 0, fmt.Errorf("%s can't be fetched: %w", address, err)
				}
				if status != http.StatusOK {
					return nil, 0, fmt.Errorf("%s answers %d", address, status)
				}
				return ics.Calendar(address, body, from), -1, nil
			}
			files, err := ics.Files(arg)
			return ics.Sources(files, from), -1, err
		})
}

// webCalendar reads an address as calendars have it, also with webcal.
func webCalendar(s string) (string, bool) {
	if rest, ok := strings.CutPrefix(s, "webcal://"); ok {
		return "https://" + rest, true
	}
	return s, strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

func eventListCommand(app core.App) *cobra.Command {
	var from eventlist.Options
	return eventCommand(app, "events FILE.json|FILE.yaml|FILE.csv", "Import a list of events: objects in JSON or YAML, or a table",
		"Fields are found by their usual names: name or title, start or startDate, end or endDate, city, country, location, url, tags, online … in English or Chinese, and columns of a table likewise. "+
			"The lists of confs.tech (JSON) and ccf-deadlines (YAML) are read as they are.",
		func(c *cobra.Command) {
			c.Flags().StringVar(&from.Name, "name", "", "what the list is known by in later runs (default: the file's name)")
			c.Flags().StringSliceVar(&from.Tags, "tags", nil, "tags that all events get beside their own")
		},
		func(_ context.Context, arg string, o EventOptions) (iter.Seq[EventSource], int, error) {
			from.Zone = o.Zone
			list, err := eventlist.Open(arg, from)
			if err != nil {
				return nil, 0, err
			}
			return list.Sources(), list.Count(), nil
		})
}

// eventCommand makes one of the commands; open gives what is to be imported and how much it is, -1 if nobody knows.
func eventCommand(app core.App, use, short, long string, more func(*cobra.Command), open func(context.Context, string, EventOptions) (iter.Seq[EventSource], int, error)) *cobra.Command {
	var o EventOptions
	var reportFile, zone string
	command := &cobra.Command{
		Use: use, Short: short,
		Long: short + ".\n\n" + long + "\n\nA second run changes nothing but what changed at the source. Ctrl-C finishes the batch at hand; the next run goes on.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			if o.Zone, err = time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
				return fmt.Errorf("the time zone %s is not known", zone)
			}
			if o.Kind != "" && !slices.Contains(eventKinds, o.Kind) {
				return fmt.Errorf("the kind %s is not known; there are %s", o.Kind, strings.Join(eventKinds, ", "))
			}
			return runImport(c, app, reportFile, o.DryRun, func(ctx context.Context, out io.Writer, b *bar) (Report, error) {
				sources, total, err := open(ctx, args[0], o)
				if err != nil {
					return Report{}, err
				}
				*b = progress(c.ErrOrStderr(), "import", total)
				o.Report, o.Progress = out, b.at
				return ImportEvents(ctx, app, sources, o)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&o.Column, "column", "", "slug of the column that organises the events")
	flags.StringVar(&o.Group, "group", "", "slug of the group that organises them, where no column does")
	flags.BoolVar(&o.Drafts, "drafts", false, "keep everything unpublished")
	flags.StringVar(&o.Kind, "kind", "", "kind of events whose title doesn't tell (default meetup)")
	flags.StringVar(&o.Lang, "lang", "", "language of texts that don't tell (default zh)")
	flags.StringVar(&zone, "timezone", defaultZone, "time zone of times without one")
	flags.StringVar(&o.Site, "site", "", "name of the site that the events come from (default: by their addresses)")
	flags.BoolVar(&o.DryRun, "dry-run", false, "try everything and write nothing")
	flags.StringVar(&reportFile, "report", "", "file for a JSON line about each event")
	flags.IntVar(&o.Batch, "batch", 0, "events in a transaction, about (default 200)")
	more(command)
	return command
}
