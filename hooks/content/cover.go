package content

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/attach"
	"qiao/hooks/schema"
)

// coverName is the name of an article's cover, also of one that comes with this save.
func coverName(r *core.Record) string {
	if fresh := r.GetUnsavedFiles(schema.ArticleCover); len(fresh) > 0 {
		return fresh[0].Name
	}
	return r.GetString(schema.ArticleCover)
}

// coverSize reads the size of the cover in pixels, 0 when there is none or it doesn't tell.
func coverSize(app core.App, r *core.Record) (w, h int) {
	name := coverName(r)
	if name == "" {
		return 0, 0
	}
	w, h, _ = attach.Of(app, r, schema.ArticleCover).Size(name)
	return w, h
}
