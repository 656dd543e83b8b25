// Package groups is the room of groups: people who meet in a city, around a topic, at a university or for a project; who is
// among them, who organises, and their pages. What they organise is the room of events.
//
// A member founds a group by proposing it, and site editors approve it. One joins by oneself, as a member; the owner makes
// organisers of members. A group always has one owner, who is a member as such, and knows who organises it: the rules of events
// ask the group, not its members, who may be thousands.
package groups

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/bind"
	"qiao/hooks/schema"
	"qiao/hooks/search"
)

// early is the order of what settles who asks for what, before anybody judges it.
const early = -100

// Register binds what keeps groups and their members true, and lets groups be found.
func Register(app core.App, index *search.Index) {
	address.Keep(app, schema.Groups, schema.GroupSlug, schema.GroupName)

	app.OnRecordCreateRequest(schema.Groups).Bind(bind.At("groups.mayFound", early, mayFound))
	app.OnRecordUpdateRequest(schema.Groups).Bind(bind.At("groups.mayChange", early, mayChange))
	app.OnRecordCreate(schema.Groups).Bind(bind.Func("groups.prepare", prepare))
	app.OnRecordUpdate(schema.Groups).Bind(bind.Func("groups.prepare", prepare))
	app.OnRecordValidate(schema.Groups).Bind(bind.Func("groups.validate", validate))
	app.OnRecordCreateExecute(schema.Groups).Bind(bind.Func("groups.save", save))
	app.OnRecordUpdateExecute(schema.Groups).Bind(bind.Func("groups.save", save))
	app.OnRecordDeleteExecute(schema.Groups).Bind(bind.Func("groups.delete", remove))

	app.OnRecordCreateRequest(schema.GroupMembers).Bind(bind.At("groups.members.join", early, join))
	app.OnRecordUpdateRequest(schema.GroupMembers).Bind(bind.At("groups.members.together", early, schema.Together))
	app.OnRecordValidate(schema.GroupMembers).Bind(bind.Func("groups.members.validate", validateMember))
	app.OnRecordCreateExecute(schema.GroupMembers).Bind(bind.Func("groups.members.save", saveMember))
	app.OnRecordUpdateExecute(schema.GroupMembers).Bind(bind.Func("groups.members.save", saveMember))
	app.OnRecordDeleteExecute(schema.GroupMembers).Bind(bind.Func("groups.members.delete", removeMember))

	index.Register(source)
}
