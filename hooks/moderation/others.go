package moderation

import (
	"github.com/pocketbase/pocketbase/core"
)

// An Act is what another room does when a moderator decides about a thing of its own: in the decision's transaction, with
// the id of the thing and, for a merge, of the one that remains. It gives what the audit log keeps of the thing before
// and after.
type Act func(app core.App, auth *core.Record, target, into, reason string) (before, after map[string]any, err error)

// Acts are what can be decided about one kind of thing beside what can be decided about any, by the name of the action.
type Acts map[string]Act

// What other rooms let moderators decide, beside the actions of this room.
const (
	Protect   = "protect" // newcomers don't answer a question
	Unprotect = "unprotect"
)

const actsKey = "qiao.moderation.acts."

// Teach adds what can be decided about a kind of thing.
func Teach(app core.App, kind string, acts Acts) { app.Store().Set(actsKey+kind, acts) }

func actsOf(app core.App, kind string) Acts {
	acts, _ := app.Store().Get(actsKey + kind).(Acts)
	return acts
}

// order is the one in which the actions of other rooms are offered.
var order = []string{Lock, Unlock, Protect, Unprotect, Merge}

// possible lists the actions that there are for a kind of thing.
func possible(app core.App, kind string) []string {
	list := append([]string{}, actions[kind]...)
	acts := actsOf(app, kind)
	for _, action := range order {
		if acts[action] != nil {
			list = append(list, action)
		}
	}
	return list
}

// opposite are the actions that take another back.
var opposite = map[string]string{Lock: Unlock, Protect: Unprotect}

// otherRoom carries out an action of another room.
func (d *decision) otherRoom(app core.App, act Act) (outcome, error) {
	before, after, err := act(app, d.auth, d.Target, d.Into.ID, d.Reason)
	return outcome{before: before, after: after}, err
}

// Note writes into the audit log, in the transaction of its cause, what somebody did about a thing that isn't theirs and
// that no decision of this room is about.
func Note(app core.App, auth *core.Record, action, kind, target, affected, reason string, before, after map[string]any) error {
	line := entry{by: actorOf(auth), action: action, kind: kind, target: target, affected: affected, reason: reason, before: before, after: after}
	if line.affected == line.by.id {
		line.affected = ""
	}
	_, err := write(app, line)
	return err
}
