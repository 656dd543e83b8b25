package schema

import "github.com/pocketbase/pocketbase/core"

// Join lets two requests that change different fields of a record both count: PocketBase writes every column as it was
// loaded, so what this request leaves alone is taken from was, which is how the database has it inside the transaction.
// It gives the fields that were taken.
func Join(r, was *core.Record) (taken []string) {
	loaded := r.Original()
	for _, f := range r.Collection().Fields {
		name := f.GetName()
		if name == core.FieldNameId || !Same(r.Get(name), loaded.Get(name)) || Same(was.Get(name), loaded.Get(name)) {
			continue
		}
		r.Set(name, was.Get(name))
		taken = append(taken, name)
	}
	return taken
}

const togetherKey = "@together"

// Together notes, as a hook on requests, that a change comes from a person, who saw the record a while ago and changes some
// of its fields: [IsTogether] tells those who save it, and they [Join].
func Together(e *core.RecordRequestEvent) error {
	e.Record.SetRaw(togetherKey, true)
	return e.Next()
}

// IsTogether says whether a change of a record went through [Together].
func IsTogether(r *core.Record) bool {
	asked, _ := r.GetRaw(togetherKey).(bool)
	return asked
}
