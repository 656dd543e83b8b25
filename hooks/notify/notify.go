// Package notify is the room of what members are told: notifications in the site, mail at
// once and in digests, and the outbox that every mail goes through.
package notify

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Register binds what turns other rooms' records into notifications, and what sends them.
// baseURL is what links in mails begin with.
func Register(app core.App, baseURL func() string) {
	jobs.Work(app)
	bindMail(app)
	_ = baseURL
	app.OnRecordValidate(schema.MailBlocks).Bind(record("notify.blocks", lowerBlocked))
}

func record(id string, f func(*core.RecordEvent) error) *hook.Handler[*core.RecordEvent] {
	return &hook.Handler[*core.RecordEvent]{Id: id, Func: f}
}
