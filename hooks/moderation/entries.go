package moderation

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// An appealView is what the person concerned sees of a decision and of their appeal. Who
// decided isn't part of it.
type appealView struct {
	ID         string `json:"id"`
	Action     string `json:"action"`
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	URL        string `json:"url"`
	Reason     string `json:"reason"`
	Created    string `json:"created"`
	Until      string `json:"until"`  // of a sanction; empty when it has no end or isn't one
	Lifted     bool   `json:"lifted"` // the sanction is over early
	Appealable bool   `json:"appealable"`
	Appeal     *struct {
		State  string `json:"state"`
		Text   string `json:"text"`
		Answer string `json:"answer"`
	} `json:"appeal"`
}

// showEntry answers GET /api/qiao/moderation/entries/{id} to the person whom a decision
// concerns. To everybody else there is nothing.
func showEntry(e *core.RequestEvent) error {
	r, err := e.App.FindRecordById(schema.AuditLog, e.Request.PathValue("id"))
	if err != nil {
		return nothing()
	}
	line := schema.AsAuditEntry(r)
	if line.Affected() == "" || line.Affected() != e.Auth.Id {
		return nothing()
	}
	v := appealView{ID: r.Id, Action: line.Action(), Kind: line.Kind(), Reason: line.Reason(), Created: r.GetString("created"), Appealable: isAppealable(e.App, line)}
	if t, err := find(e.App, line.Kind(), line.Target()); err == nil {
		v.Title, v.URL = t.title(), t.url()
	}
	var imposed struct {
		Sanction string `json:"sanction"`
	}
	if err := line.UnmarshalJSONField(schema.AuditEntryAfter, &imposed); err != nil {
		return err
	}
	if s, err := e.App.FindRecordById(schema.Sanctions, imposed.Sanction); err == nil {
		if end := schema.AsSanction(s).Until(); end.Time().Before(forGood.Time()) {
			v.Until = end.String()
		}
		v.Lifted = !schema.AsSanction(s).Lifted().IsZero()
	}
	found, err := e.App.FindFirstRecordByData(schema.Appeals, schema.AppealEntry, r.Id)
	if err == nil {
		appeal := schema.AsAppeal(found)
		v.Appeal = &struct {
			State  string `json:"state"`
			Text   string `json:"text"`
			Answer string `json:"answer"`
		}{appeal.State(), appeal.Text(), appeal.Answer()}
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return e.JSON(http.StatusOK, v)
}
