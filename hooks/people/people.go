// Package people is the room of accounts as the public sees them: profiles, and who
// follows whom and what.
package people

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/bind"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// Register binds what keeps profiles and follows true, and lets people be found.
func Register(app core.App, index *search.Index) {
	// an account needs no handle: only those with one have a public profile
	address.Keep(app, schema.Users, schema.UserHandle, "")

	app.OnRecordValidate(schema.Users).Bind(bind.Func("people.validate", validateUser))
	app.OnRecordValidate(schema.Follows).Bind(bind.Func("people.follows.validate", validateFollow))
	app.OnRecordCreateExecute(schema.Follows).Bind(bind.Func("people.follows.count", countFollow(1)))
	app.OnRecordDeleteExecute(schema.Follows).Bind(bind.Func("people.follows.count", countFollow(-1)))
	for kind, collection := range collections {
		app.OnRecordDeleteExecute(collection).Bind(bind.Func("people.follows.forget."+kind, forgetFollowers(kind)))
	}

	index.Register(source)
}
