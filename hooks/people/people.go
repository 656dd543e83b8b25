// Package people is the room of accounts as the public sees them: profiles, and who
// follows whom and what.
package people

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/address"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Register binds what keeps profiles and follows true, and lets people be found.
func Register(app core.App, index *search.Index) {
	// an account needs no handle: only those with one have a public profile
	address.Keep(app, schema.Users, schema.UserHandle, "")

	app.OnRecordValidate(schema.Users).Bind(record("people.validate", validateUser))
	app.OnRecordValidate(schema.Follows).Bind(record("people.follows.validate", validateFollow))
	app.OnRecordCreateExecute(schema.Follows).Bind(record("people.follows.count", countFollow(1)))
	app.OnRecordDeleteExecute(schema.Follows).Bind(record("people.follows.count", countFollow(-1)))
	for kind, collection := range collections {
		app.OnRecordDeleteExecute(collection).Bind(record("people.follows.forget."+kind, forgetFollowers(kind)))
	}

	index.Register(source)
}

func record(id string, f func(*core.RecordEvent) error) *hook.Handler[*core.RecordEvent] {
	return &hook.Handler[*core.RecordEvent]{Id: id, Func: f}
}
