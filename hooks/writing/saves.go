package writing

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// askKey holds, on a record that a request updates, what the request is based on. Keys
// that begin with @ are no columns and stay in memory.
const askKey = "@writing"

// an ask is what a request to update a record started from.
type ask struct {
	base string // the "updated" that the writer had seen; empty when they don't say
	now  string // the "updated" that made the request late

	// of fields that the request only adds to or takes from, what it takes. PocketBase has
	// made whole lists of them by then, of a record read before the one that is updated.
	partly map[string][]any
}

// errLate is the answer to who changed a text that is no longer the current one.
var errLate = i18n.NewError("writing.outdated").WithStatus(http.StatusPreconditionFailed)

// nameBase reads what an update is based on from If-Match (RFC 9110, section 13.1.1): the
// record's "updated" in quotes. Who sends none asks as ever. The refusal, 412, names the
// current one in data.updated and in the ETag header.
func nameBase(e *core.RecordRequestEvent) error {
	a := &ask{base: baseOf(e.Request.Header.Get("If-Match")), partly: partly(e)}
	e.Record.SetRaw(askKey, a)
	if current := e.Record.Original().GetString("updated"); a.base != "" && a.base != current {
		return late(e, current) // no need to render what will be refused
	}
	err := e.Next()
	if err != nil && a.now != "" {
		return late(e, a.now)
	}
	return err
}

func baseOf(header string) string {
	base := strings.Trim(strings.TrimPrefix(strings.TrimSpace(header), "W/"), `"`)
	if base == "*" {
		return ""
	}
	return base
}

func late(e *core.RecordRequestEvent, current string) error {
	e.Response.Header().Set("ETag", `"`+current+`"`)
	answer := router.NewApiError(http.StatusPreconditionFailed, "", nil)
	answer.Message = errLate.In(i18n.Of(e.Request))
	answer.Data = map[string]any{"updated": current}
	return answer
}

// settle makes an update right that was decided on a record as it was a moment ago. It
// runs inside the transaction, where nobody else can write: a request that names its base
// is refused unless that is still current, so that of two at once only one passes; and a
// request changes only what it asked to change, or it would write back, with all columns,
// what others changed meanwhile.
func settle(e *core.RecordEvent) error {
	a, asked := e.Record.GetRaw(askKey).(*ask)
	if !asked {
		return e.Next()
	}
	return tx.Around(e, func() error {
		now, err := e.App.FindRecordById(e.Record.Collection(), e.Record.Id)
		if err != nil {
			return err
		}
		updated := now.GetDateTime("updated")
		if a.base != "" && a.base != updated.String() {
			a.now = updated.String()
			return errLate
		}
		merged, ok := rebase(e.Record, now, a.partly)
		if !ok {
			a.now = updated.String()
			return errLate
		}
		if merged {
			// what was checked and rendered wasn't this
			if err := e.App.Validate(e.Record); err != nil {
				return err
			}
		}
		// every save has an "updated" of its own, or one could pass for another
		if !time.Now().Truncate(time.Millisecond).After(updated.Time()) {
			e.Record.SetRaw("updated", updated.Add(time.Millisecond))
		}
		return e.Next()
	})
}

// steps are the fields that say where a text stands. Whoever changes one decided on all of
// them, so a change that came between is no longer theirs to overrule.
var steps = []string{schema.ArticleStatus, schema.ArticleColumn, schema.ArticleSeries, schema.ArticleAuthor, schema.RevisionState, schema.RevisionArticle}

// rebase puts into r what others changed since it was read and r leaves alone. Lists of
// files, tags and people take the additions and removals of both. ok is false when both
// moved the text to another place or status.
func rebase(r, now *core.Record, partly map[string][]any) (merged, ok bool) {
	before := r.Original()
	var mine, theirs bool
	for _, field := range r.Collection().Fields {
		name := field.GetName()
		if field.Type() == core.FieldTypeAutodate {
			continue
		}
		moved := !schema.Same(before.Get(name), now.Get(name)) // by the others
		asked := !schema.Same(before.Get(name), r.Get(name))
		if slices.Contains(steps, name) {
			mine, theirs = mine || asked, theirs || moved
		}
		multiple, isList := field.(core.MultiValuer)
		isList = isList && multiple.IsMultiple()
		takes, isPart := partly[name]
		switch {
		case isList && isPart:
			list := changedPartly(listOf(before.Get(name)), listOf(now.Get(name)), listOf(r.Get(name)), takes)
			if !sameItems(list, listOf(r.Get(name))) {
				r.Set(name, list)
				merged = true
			}
		case !moved:
		case !asked:
			r.Set(name, now.Get(name))
			merged = true
		case isList:
			r.Set(name, bothChanges(listOf(before.Get(name)), listOf(now.Get(name)), listOf(r.Get(name))))
			merged = true
		}
	}
	return merged, !mine || !theirs
}

// bothChanges gives their list without what mine removes, and with what it adds.
func bothChanges(before, theirs, mine []any) []any {
	var list []any
	for _, item := range theirs {
		if has(mine, item) || !has(before, item) {
			list = append(list, item)
		}
	}
	for _, item := range mine {
		if !has(before, item) && !has(theirs, item) {
			list = append(list, item)
		}
	}
	return list
}

// changedPartly gives their list without what is taken, and with what is new in mine.
func changedPartly(before, theirs, mine, takes []any) []any {
	kept := slices.DeleteFunc(slices.Clone(theirs), func(item any) bool { return has(takes, item) })
	return bothChanges(before, kept, append(slices.Clone(before), mine...))
}

func has(list []any, item any) bool {
	return slices.ContainsFunc(list, func(other any) bool { return schema.Same(other, item) })
}

// sameItems compares two lists without regard to their order.
func sameItems(a, b []any) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(item any) bool { return !has(b, item) })
}

// partly finds the fields that a request changes with PocketBase's modifiers ("files+",
// "tags-") alone, and what it takes out of them.
func partly(e *core.RecordRequestEvent) map[string][]any {
	sent := map[string]any{}
	if e.BindBody(&sent) != nil {
		return nil
	}
	if form := e.Request.MultipartForm; form != nil {
		for name := range form.File {
			sent[name] = nil
		}
	}
	found := map[string][]any{}
	for key, value := range sent {
		name := strings.Trim(key, "+-")
		if name == key {
			continue
		}
		if strings.HasSuffix(key, "-") {
			found[name] = append(found[name], listOf(value)...)
		} else if found[name] == nil {
			found[name] = []any{}
		}
	}
	for name := range found {
		if _, whole := sent[name]; whole {
			delete(found, name)
		}
	}
	return found
}

// listOf gives the items of a field with several values: names, and files not stored yet.
func listOf(value any) []any {
	switch v := value.(type) {
	case []any:
		return v
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list
	case nil:
		return nil
	}
	return []any{value}
}
