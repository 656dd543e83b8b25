package talk

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// mostFolders bounds the folders of one account.
const mostFolders = 100

func sameBookmark(there, asked *core.Record) bool {
	changed := false
	for _, field := range []string{schema.BookmarkFolder, schema.BookmarkNote} {
		if value := asked.GetString(field); value != "" && value != there.GetString(field) {
			there.Set(field, value)
			changed = true
		}
	}
	return changed
}

func sameRead(there, asked *core.Record) bool {
	there.Set(schema.ReadPosition, asked.GetFloat(schema.ReadPosition))
	there.Set(schema.ReadFinished, asked.GetBool(schema.ReadFinished))
	return true
}

func validateFolder(e *core.RecordEvent) error {
	f := schema.AsFolder(e.Record)
	e.Record.Set(schema.FolderName, strings.TrimSpace(f.Name()))
	if f.Name() == "" {
		return i18n.FieldError(schema.FolderName, "talk.folder_unnamed")
	}
	if e.Record.IsNew() {
		n, err := e.App.CountRecords(schema.BookmarkFolders, dbx.HashExp{schema.FolderUser: f.User()})
		if err != nil {
			return err
		}
		if n >= mostFolders {
			return i18n.FieldError(schema.FolderName, "talk.folders_full", "most", mostFolders)
		}
	}
	return e.Next()
}

// validateBookmark lets people keep what everybody can see, in folders of their own.
func (t *Talk) validateBookmark(e *core.RecordEvent) error {
	b := schema.AsBookmark(e.Record)
	if b.Folder() != "" {
		var owner string
		err := e.App.DB().NewQuery("SELECT user FROM bookmark_folders WHERE id = {:id}").Bind(dbx.Params{"id": b.Folder()}).Row(&owner)
		if err != nil || owner != b.User() {
			return i18n.FieldError(schema.BookmarkFolder, "talk.no_folder")
		}
	}
	if e.Record.IsNew() {
		on, err := t.mustFind(e.App, e.Record)
		if err != nil {
			return err
		}
		if !on.public {
			return i18n.FieldError(schema.BookmarkTarget, "talk.no_target")
		}
		e.Record.Set(schema.BookmarkTitle, clip(on.title))
	} else {
		if moved(e.App, e.Record) {
			return i18n.FieldError(schema.BookmarkTarget, "talk.kept")
		}
		e.Record.Set(schema.BookmarkTitle, e.Record.Original().GetString(schema.BookmarkTitle))
	}
	return e.Next()
}

func (t *Talk) countBookmark(delta int) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			return t.countOn(e, schema.StatsBookmarks, delta)
		})
	}
}

// validateRead lets people note how far they are in what everybody can see.
func (t *Talk) validateRead(e *core.RecordEvent) error {
	r := schema.AsRead(e.Record)
	if !(r.Position() >= 0 && r.Position() <= 1) {
		return i18n.FieldError(schema.ReadPosition, "talk.position_wrong")
	}
	if e.Record.IsNew() {
		if on, err := t.find(e.App, "article", r.Article()); err != nil || !on.public {
			return i18n.FieldError(schema.ReadArticle, "talk.no_target")
		}
	}
	return e.Next()
}
