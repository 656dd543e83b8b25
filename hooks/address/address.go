// Package address keeps the promise that a public address never changes its meaning.
//
// Every slug a record ever had stays in the slugs collection. A current slug leads to its
// record, an old one redirects there, and the slug of a deleted record answers "gone" for
// good; no other record of the collection can take any of them.
package address

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/i18n"
	"qiao/hooks/tx"
)

// MaxSlug is the length of the longest slug that Slugify makes, in bytes.
const MaxSlug = 80

// A Place is what an address leads to.
type Place struct {
	ID   string // the record
	Gone bool   // it was deleted
}

// Find looks an address of a collection up, current or old.
// The error is sql.ErrNoRows for an address that never was.
func Find(app core.App, collection, slug string) (Place, error) {
	var row struct {
		Target string `db:"target"`
		Gone   bool   `db:"gone"`
	}
	err := app.DB().NewQuery("SELECT target, gone FROM slugs WHERE kind = {:kind} AND slug = {:slug}").
		Bind(dbx.Params{"kind": collection, "slug": slug}).One(&row)
	return Place{row.Target, row.Gone}, err
}

// Keep registers the collection's addresses, which are in the given field: an empty one
// is made from the field titled, and every change is remembered. A record may go without
// an address if titled is empty.
func Keep(app core.App, collection, field, titled string) {
	id := func(step string) string { return "address." + collection + "." + step }

	fill := func(e *core.RecordEvent) error {
		if titled != "" && e.Record.GetString(field) == "" {
			free, err := Free(e.App, collection, Slugify(e.Record.GetString(titled)))
			if err != nil {
				return err
			}
			e.Record.Set(field, free)
		}
		return e.Next()
	}
	app.OnRecordCreate(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: id("fill"), Func: fill})
	app.OnRecordUpdate(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: id("fill"), Func: fill})

	app.OnRecordValidate(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: id("taken"), Func: func(e *core.RecordEvent) error {
		slug := e.Record.GetString(field)
		if slug != "" && (e.Record.IsNew() || slug != e.Record.Original().GetString(field)) {
			place, err := Find(e.App, collection, slug)
			if err == nil && place.ID != e.Record.Id {
				return validation.Errors{field: i18n.NewError("address.taken", "Slug", slug)}
			}
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return e.Next()
	}})

	save := func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			// asked before Next, which makes the saved state the original one
			slug := e.Record.GetString(field)
			changed := slug != "" && (e.Record.IsNew() || slug != e.Record.Original().GetString(field))
			if err := e.Next(); err != nil {
				return err
			}
			if !changed {
				return nil
			}
			return remember(e.App, collection, slug, e.Record.Id)
		})
	}
	app.OnRecordCreateExecute(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: id("save"), Func: save})
	app.OnRecordUpdateExecute(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: id("save"), Func: save})

	app.OnRecordDeleteExecute(collection).Bind(&hook.Handler[*core.RecordEvent]{Id: id("gone"), Func: func(e *core.RecordEvent) error {
		return tx.Around(e, func() error {
			if err := e.Next(); err != nil {
				return err
			}
			_, err := e.App.DB().NewQuery("UPDATE slugs SET gone = TRUE, updated = strftime('%Y-%m-%d %H:%M:%fZ') WHERE kind = {:kind} AND target = {:id}").
				Bind(dbx.Params{"kind": collection, "id": e.Record.Id}).Execute()
			return err
		})
	}})
}

func remember(app core.App, collection, slug, id string) error {
	_, err := app.DB().NewQuery(`INSERT INTO slugs (id, kind, slug, target, gone, created, updated)
		VALUES ({:row}, {:kind}, {:slug}, {:id}, FALSE, strftime('%Y-%m-%d %H:%M:%fZ'), strftime('%Y-%m-%d %H:%M:%fZ'))
		ON CONFLICT (kind, slug) DO UPDATE SET gone = FALSE, updated = excluded.updated WHERE target = excluded.target`).
		Bind(dbx.Params{"row": security.PseudorandomString(15), "kind": collection, "slug": slug, "id": id}).Execute()
	return err
}

// Free gives the first of slug, slug-2, slug-3 … that no record has or had.
func Free(app core.App, collection, slug string) (string, error) {
	candidate := slug
	for n := 2; ; n++ {
		_, err := Find(app, collection, candidate)
		if errors.Is(err, sql.ErrNoRows) {
			return candidate, nil
		}
		if err != nil {
			return "", err
		}
		if n > 50 {
			// a title this common would be searched for ever
			candidate = slug + "-" + security.PseudorandomStringWithAlphabet(6, "abcdefghijkmnpqrstuvwxyz23456789")
			continue
		}
		candidate = slug + "-" + strconv.Itoa(n)
	}
}

var pinyinStyle = pinyin.NewArgs()

// Slugify makes an address of a title: lower-case letters and digits with single hyphens,
// Chinese characters by their pinyin, at most [MaxSlug] bytes, never empty.
func Slugify(title string) string {
	var b strings.Builder
	hyphen := func() {
		if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
	}
	for _, r := range strings.ToLower(title) {
		if b.Len() > MaxSlug {
			break
		}
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Han, r):
			if readings := pinyin.SinglePinyin(r, pinyinStyle); len(readings) > 0 {
				hyphen()
				b.WriteString(readings[0])
				hyphen()
			}
		default:
			hyphen()
		}
	}
	slug := b.String()
	if len(slug) > MaxSlug {
		slug = slug[:MaxSlug]
		if cut := strings.LastIndexByte(slug, '-'); cut > MaxSlug/2 {
			slug = slug[:cut]
		}
	}
	if slug = strings.Trim(slug, "-"); slug == "" {
		return "untitled"
	}
	return slug
}
