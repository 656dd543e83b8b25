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
