package notify

import (
	"encoding/json"
	"slices"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// maxAnnounced bounds how many notifications one change says something about in realtime.
// Whoever was online and heard nothing sees it at the next look.
const maxAnnounced = 500

// announce tells the open pages of those concerned, once app's transaction is committed,
// that notifications changed. They are written by SQL, of which PocketBase's realtime
// doesn't hear.
func announce(app core.App, action string, ids ...string) {
	if len(app.SubscriptionsBroker().Clients()) == 0 || len(ids) == 0 {
		return
	}
	after(app, func(outer core.App) {
		records, err := outer.FindRecordsByIds(schema.Notifications, ids)
		if err != nil {
			outer.Logger().Warn("notifications couldn't be shown in realtime", "error", err)
			return
		}
		send(outer, action, records)
	})
}

// announceLess is announce for notifications that are about to lose a cause, and may go.
func announceLess(app core.App, ids []string) {
	if len(app.SubscriptionsBroker().Clients()) == 0 {
		return
	}
	before, err := app.FindRecordsByIds(schema.Notifications, ids)
	if err != nil || len(before) == 0 {
		return
	}
	after(app, func(outer core.App) {
		left, err := outer.FindRecordsByIds(schema.Notifications, ids)
		if err != nil {
			outer.Logger().Warn("notifications couldn't be shown in realtime", "error", err)
			return
		}
		gone := slices.DeleteFunc(before, func(r *core.Record) bool {
			return slices.ContainsFunc(left, func(l *core.Record) bool { return l.Id == r.Id })
		})
		send(outer, "update", left)
		send(outer, "delete", gone)
	})
}

const outerKey = "qiao.notify.app"

// after calls f with the application once app's transaction is committed; at once outside of one.
func after(app core.App, f func(outer core.App)) {
	outer, _ := app.Store().Get(outerKey).(core.App)
	if outer == nil {
		outer = app
	}
	tx.After(app, func() { f(outer) })
}

// send gives each record to the connections of its reader that listen to it.
func send(app core.App, action string, records []*core.Record) {
	for _, client := range app.SubscriptionsBroker().Clients() {
		auth, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record)
		if auth == nil || auth.Collection().Name != schema.Users {
			continue
		}
		for _, r := range records {
			if r.GetString(schema.NotificationUser) != auth.Id {
				continue
			}
			clean := r.Fresh()
			clean.WithCustomData(false)
			data, err := json.Marshal(map[string]any{"action": action, "record": clean})
			if err != nil {
				continue
			}
			for _, topic := range topics(client, r.Id) {
				go client.Send(subscriptions.Message{Name: topic, Data: data})
			}
		}
	}
}

// topics are the subscriptions of a client that a notification belongs to.
func topics(client subscriptions.Client, id string) []string {
	var list []string
	for _, prefix := range []string{schema.Notifications + "/*?", schema.Notifications + "/" + id + "?"} {
		for topic := range client.Subscriptions(prefix) {
			if !slices.Contains(list, topic) {
				list = append(list, topic)
			}
		}
	}
	return list
}
