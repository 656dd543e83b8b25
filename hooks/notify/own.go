package notify

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// markRead makes any time given for read the present one: when it was read is no opinion.
func markRead(e *core.RecordRequestEvent) error {
	if !e.Record.GetDateTime(schema.NotificationRead).IsZero() {
		e.Record.Set(schema.NotificationRead, types.NowDateTime())
	}
	return e.Next()
}

// onlyRead keeps all else as the database has it by now: another cause may have joined the
// notification since it was loaded.
func onlyRead(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		now, err := e.App.FindRecordById(schema.Notifications, e.Record.Id)
		if err != nil {
			return err
		}
		for _, field := range schema.Fields[schema.Notifications] {
			if field != schema.NotificationRead {
				e.Record.SetRaw(field, now.GetRaw(field))
			}
		}
		return e.Next()
	})
}

// addText gives a notification what it says, in the caller's language, as the field text.
func addText(e *core.RecordEnrichEvent) error {
	l := i18n.ZH
	if e.RequestInfo != nil {
		var asked bool
		if l, asked = i18n.Parse(e.RequestInfo.Query["lang"]); !asked {
			l = i18n.Negotiate(e.RequestInfo.Headers["accept_language"])
		}
	}
	e.Record.WithCustomData(true)
	e.Record.Set("text", sentence(e.App, l, schema.AsNotification(e.Record)))
	return e.Next()
}

// readAll marks all of a member's notifications read, or those of one kind.
func readAll(e *core.RequestEvent) error {
	var body struct {
		Kind string `json:"kind" form:"kind"`
	}
	if err := e.BindBody(&body); err != nil {
		return e.BadRequestError("", err)
	}
	if body.Kind != "" && byDefault[body.Kind] == "" {
		return i18n.NewError("notify.kind_unknown")
	}
	now := types.NowDateTime().String()
	var ids []string
	err := e.App.DB().NewQuery(`UPDATE notifications SET read = {:now}, updated = {:now} WHERE user = {:user} AND read = '' AND ({:kind} = '' OR kind = {:kind}) RETURNING id`).
		Bind(dbx.Params{"now": now, "user": e.Auth.Id, "kind": body.Kind}).Column(&ids)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		announce(e.App, "update", ids[len(ids)-1]) // the open pages count anew, however many they were
	}
	return e.JSON(http.StatusOK, map[string]int{"read": len(ids)})
}

// forgotten drops what was told an account that is deleted.
func forgotten(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		// causes such as "follow:…" name who caused them, to others as well
		if _, err := e.App.DB().NewQuery("DELETE FROM notification_causes WHERE instr(cause, {:id}) > 0").
			Bind(dbx.Params{"id": e.Record.Id}).Execute(); err != nil {
			return err
		}
		return forgetReader(e.App, e.Record.Id)
	})
}
