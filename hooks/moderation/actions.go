package moderation

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/list"

	"qiao/hooks/bus"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// already says that a decision would change nothing.
func already() error { return i18n.NewError("moderation.already").WithStatus(http.StatusConflict) }

// stateOf is what [restore] needs to bring a thing back as it was.
func (t *thing) stateOf() values {
	state := states[t.kind]
	v := values{state.field: t.GetString(state.field)}
	if t.kind == Event {
		v[schema.EventStatus] = t.GetString(schema.EventStatus)
	}
	if t.kind == Article {
		v[schema.ArticleReason] = t.GetString(schema.ArticleReason)
	}
	return v
}

// set saves a thing's state without asking what else is true of it today: what was
// accepted once may be hidden and brought back.
func (t *thing) set(app core.App, d *decision, state values) error {
	for field, value := range state {
		t.Set(field, value)
	}
	t.SetRaw(authKey, d.auth)
	return app.SaveNoValidate(quiet(t.Record))
}

func (t *thing) hidden() bool { return t.GetString(states[t.kind].field) == states[t.kind].hidden }

// hide takes a thing out of sight.
func hide(app core.App, d *decision) (outcome, error) {
	if d.Kind == Person {
		return hideProfile(app, d)
	}
	state := states[d.Kind]
	if d.hidden() || d.GetString(state.field) == "deleted" {
		return outcome{}, already()
	}
	before, after := d.stateOf(), values{state.field: state.hidden}
	if d.Kind == Event { // nobody but those who organise it sees a draft
		after[schema.EventStatus] = "draft"
	}
	if d.Kind == Article {
		after[schema.ArticleReason] = cut(d.Reason, 900)
	}
	return outcome{before: before, after: after}, d.set(app, d, after)
}

// restore brings a thing back as it was when it was hidden or merged away. What waits for
// review is let through, and so is a question or an answer that was deleted.
func restore(app core.App, d *decision) (outcome, error) {
	state := states[d.Kind]
	if now := d.GetString(state.field); d.Kind == Comment && now == "pending" ||
		(d.Kind == Question || d.Kind == Answer) && (now == "pending" || now == "deleted") {
		after := values{state.field: shownAgain[d.Kind]}
		return outcome{before: d.stateOf(), after: after}, d.set(app, d, after)
	}
	if !d.hidden() {
		return outcome{}, already()
	}
	hid, err := hiding(app, d.Kind, d.Target)
	if err != nil {
		return outcome{}, err
	}
	if d.Kind == Person {
		return showProfile(app, d, hid)
	}
	return bringBack(app, d, hid)
}

// hiding finds the decision that took a thing out of sight; nil when it wasn't written down.
func hiding(app core.App, kind, target string) (*schema.AuditEntry, error) {
	found, err := app.FindRecordsByFilter(schema.AuditLog, "kind = {:kind} && target = {:target} && (action = 'hide' || (action = 'merge' && kind != 'comment'))", "-created,-@rowid", 1, 0,
		dbx.Params{"kind": kind, "target": target})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return schema.AsAuditEntry(found[0]), nil
}

// shownAgain is the state of a thing that was hidden nobody knows how.
var shownAgain = map[string]string{Article: "draft", Comment: "visible", Column: "active", Question: "published", Answer: "published", Event: "false", Session: "false", Entry: "false", Group: "false"}

func bringBack(app core.App, d *decision, hid *schema.AuditEntry) (outcome, error) {
	state := states[d.Kind]
	before, after := d.stateOf(), values{state.field: shownAgain[d.Kind]}
	if hid != nil {
		var was struct {
			Status *string  `json:"status"`
			State  *string  `json:"state"`
			Reason string   `json:"reason"`
			Slugs  []string `json:"slugs"`
			// that went into another column
			Articles []string `json:"articles"`
		}
		if err := hid.UnmarshalJSONField(schema.AuditEntryBefore, &was); err != nil {
			return outcome{}, err
		}
		for _, value := range []*string{was.Status, was.State} {
			if value != nil && d.Kind != Event && d.Kind != Group {
				after[state.field] = *value
			}
		}
		if d.Kind == Event && was.Status != nil {
			after[schema.EventStatus] = *was.Status
		}
		if d.Kind == Article {
			after[schema.ArticleReason] = was.Reason
		}
		if err := d.point(app, was.Slugs, d.Id); err != nil {
			return outcome{}, err
		}
		var went struct {
			Into string `json:"into"`
		}
		if err := hid.UnmarshalJSONField(schema.AuditEntryAfter, &went); err != nil {
			return outcome{}, err
		}
		if d.Kind == Column && went.Into != "" && len(was.Articles) > 0 {
			if _, err := d.rehouse(app, went.Into, d.Id, was.Articles); err != nil {
				return outcome{}, err
			}
		}
	}
	return outcome{before: before, after: after}, d.set(app, d, after)
}

// lock closes or opens the discussion of an article, or the one that a comment is part of.
func lock(closed bool) func(core.App, *decision) (outcome, error) {
	return func(app core.App, d *decision) (outcome, error) {
		kind, target := d.Kind, d.Target
		if kind == Comment {
			kind, target = d.GetString(schema.CommentKind), d.GetString(schema.CommentTarget)
		}
		r, err := app.FindFirstRecordByFilter(schema.Discussions, "kind = {:kind} && target = {:target}", dbx.Params{"kind": kind, "target": target})
		if errors.Is(err, sql.ErrNoRows) {
			c, err := app.FindCachedCollectionByNameOrId(schema.Discussions)
			if err != nil {
				return outcome{}, err
			}
			r = core.NewRecord(c)
			r.Set(schema.DiscussionKind, kind)
			r.Set(schema.DiscussionTarget, target)
		} else if err != nil {
			return outcome{}, err
		}
		if r.GetBool(schema.DiscussionClosed) == closed {
			return outcome{}, already()
		}
		r.Set(schema.DiscussionClosed, closed)
		r.SetRaw(authKey, d.auth)
		done := outcome{before: values{"closed": !closed}, after: values{"closed": closed}, kind: kind, target: target}
		return done, app.Save(quiet(r))
	}
}

// move puts an article into another column, or out of any.
func move(app core.App, d *decision) (outcome, error) {
	from := d.GetString(schema.ArticleColumn)
	if from == d.Column {
		return outcome{}, already()
	}
	if d.Column != "" {
		column, err := find(app, Column, d.Column)
		if err != nil || column.hidden() {
			return outcome{}, validation.Errors{"column": i18n.NewError("moderation.nothing")}
		}
	}
	after := values{schema.ArticleColumn: d.Column}
	return outcome{before: values{schema.ArticleColumn: from}, after: after}, d.set(app, d, after)
}

// merge lets a duplicate lead to the original, or moves a thread of comments elsewhere.
func merge(app core.App, d *decision) (outcome, error) {
	into, err := find(app, d.Into.Kind, d.Into.ID)
	if err != nil {
		return outcome{}, validation.Errors{"into": i18n.NewError("moderation.nothing")}
	}
	if d.Kind == Comment {
		return moveThread(app, d, into)
	}
	state := states[d.Kind]
	if into.kind != d.Kind || into.Id == d.Id || into.GetString(state.field) != map[string]string{Article: "published", Column: "active"}[d.Kind] {
		return outcome{}, validation.Errors{"into": i18n.NewError("moderation.not_into")}
	}
	if d.hidden() {
		return outcome{}, already()
	}
	slugs, err := d.slugs(app)
	if err != nil {
		return outcome{}, err
	}
	before, hidden := d.stateOf(), values{state.field: state.hidden}
	before["slugs"] = slugs
	if d.Kind == Article {
		hidden[schema.ArticleReason] = cut(d.Reason, 900)
	}
	if err := d.set(app, d, hidden); err != nil {
		return outcome{}, err
	}
	if d.Kind == Column {
		if before["articles"], err = d.rehouse(app, d.Id, into.Id, nil); err != nil {
			return outcome{}, err
		}
	}
	d.changed = append(d.changed, bus.Event{Action: bus.Update, Collection: into.Collection().Name, ID: into.Id})
	hidden["into"] = into.Id
	return outcome{before: before, after: hidden}, d.point(app, slugs, into.Id)
}

// mostRehoused bounds the articles of a column that is merged: each is saved, in one transaction.
const mostRehoused = 500

// rehouse moves the articles of a column into another one, or those of them whose ids are
// given, and gives the ids of those moved. What waits for review waits there.
func (d *decision) rehouse(app core.App, from, to string, only []string) ([]string, error) {
	query := app.RecordQuery(schema.Articles).AndWhere(dbx.HashExp{schema.ArticleColumn: from}).OrderBy("id").Limit(mostRehoused + 1)
	if only != nil {
		query.AndWhere(dbx.HashExp{"id": list.ToInterfaceSlice(only)})
	}
	var articles []*core.Record
	if err := query.All(&articles); err != nil {
		return nil, err
	}
	if len(articles) > mostRehoused {
		return nil, i18n.NewError("moderation.column_large", "Most", mostRehoused)
	}
	moved := []string{}
	for _, r := range articles {
		t := &thing{kind: Article, Record: r}
		if err := t.set(app, d, values{schema.ArticleColumn: to}); err != nil {
			return nil, err
		}
		moved = append(moved, r.Id)
	}
	// a series goes along with its parts
	if len(moved) > 0 {
		_, err := app.DB().NewQuery("UPDATE series SET [[column]] = {:to} WHERE [[column]] = {:from} AND EXISTS (SELECT 1 FROM articles a WHERE a.series = series.id AND a.[[column]] = {:to})").
			Bind(dbx.Params{"from": from, "to": to}).Execute()
		return moved, err
	}
	return moved, nil
}

// slugs lists the addresses that lead to a thing.
func (t *thing) slugs(app core.App) ([]string, error) {
	var slugs []string
	err := app.DB().NewQuery("SELECT slug FROM slugs WHERE kind = {:kind} AND target = {:id} ORDER BY slug").
		Bind(dbx.Params{"kind": t.Collection().Name, "id": t.Id}).Column(&slugs)
	return slugs, err
}

// point lets addresses lead to another record: a page there redirects to its own.
func (d *decision) point(app core.App, slugs []string, to string) error {
	collection := d.Collection().Name
	for _, slug := range slugs {
		var led string
		query := dbx.Params{"kind": collection, "slug": slug, "to": to}
		if err := app.DB().NewQuery("SELECT target FROM slugs WHERE kind = {:kind} AND slug = {:slug}").Bind(query).Row(&led); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			return err
		}
		if _, err := app.DB().NewQuery("UPDATE slugs SET target = {:to} WHERE kind = {:kind} AND slug = {:slug}").Bind(query).Execute(); err != nil {
			return err
		}
		d.changed = append(d.changed, bus.Event{Action: bus.Update, Collection: collection, ID: led})
	}
	return nil
}
