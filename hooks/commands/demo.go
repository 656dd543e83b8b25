package commands

import (
	"context"
	"fmt"
	"io"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/content"
	"qiao/hooks/demo"
	"qiao/hooks/schema"
	"qiao/hooks/transfer"
)

// needs is what an import asks of the other rooms.
var needs = transfer.Needs{Prepare: content.Prepare, Rescore: content.Rescore}

// fillWithDemo loads the demo content into a portal that has no content of its own yet, and
// leaves any other as it is.
func fillWithDemo(app core.App, out io.Writer) error {
	for _, collection := range []string{schema.Articles, schema.Columns, schema.Tags, schema.Users, schema.Communities} {
		n, err := app.CountRecords(collection)
		if err != nil {
			return err
		}
		if n > 0 {
			fmt.Fprint(out, "  这里已经有内容，演示内容不会写入，按原样启动。\n  There is content here already: the demo is left out, everything is served as it is.\n")
			return nil
		}
	}
	fmt.Fprint(out, "  正在装入演示内容 … Loading the demo content …\n")
	report, err := transfer.ImportFolder(context.Background(), app, demo.FS(), transfer.Options{Needs: needs})
	if err != nil {
		return fmt.Errorf("the demo content can't be loaded: %w", err)
	}
	if n := report.Counts[transfer.Failed]; n > 0 {
		return fmt.Errorf("%d files of the demo content can't be loaded, the first: %s: %s", n, report.Problems[0].File, report.Problems[0].Reason)
	}
	return nil
}
