package moderation

import (
	"encoding/json"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/bind"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// A watched collection writes the audit log when one of its fields changes, whoever saves.
type watched struct {
	fields []string // all of them when empty
	action func(was, now *core.Record) string
}

// named gives every change the same name.
func named(action string) func(was, now *core.Record) string {
	return func(*core.Record, *core.Record) string { return action }
}

// shown names a change of a thing's state: hidden, brought back, or nothing to write down.
func shown(kind string) func(was, now *core.Record) string {
	state := states[kind]
	return func(was, now *core.Record) string {
		switch state.hidden {
		case now.GetString(state.field):
			return Hide
		case was.GetString(state.field):
			return Restore
		}
		return ""
	}
}

// post names what becomes of a question or an answer: hidden, deleted, brought back.
func post(kind string) func(was, now *core.Record) string {
	field := states[kind].field
	return func(was, now *core.Record) string {
		if action := shown(kind)(was, now); action != "" {
			return action
		}
		switch {
		case now.GetString(field) != was.GetString(field) && now.GetString(field) == "deleted":
			return "delete"
		case now.GetString(field) != was.GetString(field) && was.GetString(field) == "deleted":
			return Restore
		}
		return ""
	}
}

var watchlist = map[string]watched{
	schema.Users:     {[]string{schema.UserRoles}, named("roles")},
	schema.Articles:  {[]string{schema.ArticleStatus}, shown(Article)},
	schema.Comments:  {[]string{schema.CommentState}, shown(Comment)},
	schema.Questions: {[]string{schema.QuestionStatus}, post(Question)},
	schema.Answers:   {[]string{schema.AnswerStatus}, post(Answer)},

	schema.Events:        {[]string{schema.EventHidden}, shown(Event)},
	schema.EventSessions: {[]string{schema.EventSessionHidden}, shown(Session)},
	schema.Entries:       {[]string{schema.EntryHidden}, shown(Entry)},
	schema.Columns: {[]string{schema.ColumnStatus, schema.ColumnVerified, schema.ColumnKind, schema.ColumnOwner}, func(was, now *core.Record) string {
		if was.GetString(schema.ColumnStatus) != now.GetString(schema.ColumnStatus) {
			return shown(Column)(was, now)
		}
		return "column"
	}},
	schema.Groups: {[]string{schema.GroupStatus, schema.GroupHidden, schema.GroupOwner}, func(was, now *core.Record) string {
		if was.GetBool(schema.GroupHidden) != now.GetBool(schema.GroupHidden) {
			return shown(Group)(was, now)
		}
		return "group"
	}},
	schema.Discussions:        {[]string{schema.DiscussionClosed}, func(_, now *core.Record) string { return closing(now) }},
	schema.SiteSettings:       {nil, named("site")},
	schema.PolicySettings:     {nil, named("policy")},
	schema.ColumnApplications: {[]string{schema.ColumnApplicationState}, named("application")},
}

// closing names what becomes of a discussion; its authors close it without a note.
func closing(now *core.Record) string {
	switch {
	case !actorOf(authOf(now)).special() && now.GetRaw(access.ByAbility) == nil:
		return ""
	case now.GetBool(schema.DiscussionClosed):
		return Lock
	}
	return Unlock
}

// deletions are the collections from which an editor's hand is noted.
var deletions = []string{schema.Articles, schema.Comments, schema.Columns, schema.Groups, schema.SeriesList, schema.Tags, schema.Questions, schema.Answers, schema.Events, schema.Entries}

func watch(app core.App) {
	for collection, w := range watchlist {
		app.OnRecordUpdateExecute(collection).Bind(bind.Func("moderation.watch."+collection, w.note))
	}
	app.OnRecordCreateExecute(schema.Columns).Bind(bind.Func("moderation.watch.create", noteColumn))
	app.OnRecordCreateExecute(schema.Discussions).Bind(bind.Func("moderation.watch.closed", noteClosed))
	app.OnRecordCreateExecute(schema.Tags).Bind(bind.Func("moderation.watch.tag", noteTag))
	for _, collection := range deletions {
		app.OnRecordDeleteExecute(collection).Bind(bind.Func("moderation.watch.delete."+collection, noteDeletion))
	}
}

// note compares what is saved with what is in the database and writes the difference down.
func (w watched) note(e *core.RecordEvent) error {
	if isQuiet(e.Record) {
		e.Record.SetRaw(quietKey, nil)
		return e.Next()
	}
	return tx.Around(e, func() error {
		was, err := e.App.FindRecordById(e.Record.Collection(), e.Record.Id)
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		fields := w.fields
		if fields == nil {
			fields = schema.Fields[e.Record.Collection().Name]
		}
		before, after := values{}, values{}
		for _, field := range fields {
			if a, b := was.Get(field), e.Record.Get(field); !same(a, b) {
				before[field], after[field] = brief(a), brief(b)
			}
		}
		if len(after) == 0 {
			return nil
		}
		action := w.action(was, e.Record)
		if action == "" {
			return nil
		}
		line := entry{by: actorOf(authOf(e.Record)), action: action, before: before, after: after}
		about(&line, e.Record)
		if _, err = write(e.App, line); err != nil || !line.by.special() || line.by.role == "system" {
			return err
		}
		// decided without the queue, it is decided all the same
		switch action {
		case Hide:
			_, err = answerReports(e.App, line.kind, line.target, Accepted, line.reason, authOf(e.Record))
		case Restore:
			_, err = answerReports(e.App, line.kind, line.target, Declined, "", authOf(e.Record))
		}
		return err
	})
}

// about fills in what an entry is about. The member concerned is named only where something
// was done to what is theirs by somebody else.
func about(line *entry, r *core.Record) {
	line.kind, line.target = r.Collection().Name, r.Id
	if kind, known := kinds[r.Collection().Name]; known {
		line.kind = kind
		line.affected = (&thing{kind: kind, Record: r}).owner()
	}
	if line.affected == line.by.id {
		line.affected = ""
	}
	if kind, target := r.GetString(schema.DiscussionKind), r.GetString(schema.DiscussionTarget); r.Collection().Name == schema.Discussions {
		line.kind, line.target = kind, target
	}
	if line.action == Hide || line.action == Restore {
		line.reason = r.GetString(schema.ArticleReason)
	}
	if why, ok := r.GetRaw(access.ReasonKey).(string); ok {
		line.reason = why
	}
}

// noteColumn writes down that a column was opened, by whom and for whom.
func noteColumn(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		by := actorOf(authOf(e.Record))
		if authOf(e.Record) == nil || !by.special() {
			return nil // an application that was accepted has its own entry
		}
		line := entry{by: by, action: "column", after: values{}}
		for _, field := range []string{schema.ColumnName, schema.ColumnKind, schema.ColumnOwner, schema.ColumnVerified} {
			line.after[field] = brief(e.Record.Get(field))
		}
		about(&line, e.Record)
		_, err := write(e.App, line)
		return err
	})
}

// noteClosed writes down that a discussion which nobody had touched before was closed.
func noteClosed(e *core.RecordEvent) error {
	silent := isQuiet(e.Record)
	e.Record.SetRaw(quietKey, nil)
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		if silent || authOf(e.Record) == nil || closing(e.Record) != Lock {
			return nil
		}
		line := entry{by: actorOf(authOf(e.Record)), action: Lock, before: values{schema.DiscussionClosed: false}, after: values{schema.DiscussionClosed: true}}
		about(&line, e.Record)
		_, err := write(e.App, line)
		return err
	})
}

// noteTag writes down who made a tag: everybody's articles may come to carry it.
func noteTag(e *core.RecordEvent) error {
	auth := authOf(e.Record)
	if auth == nil {
		return e.Next()
	}
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		line := entry{by: actorOf(auth), action: "tag", after: values{schema.TagName: brief(e.Record.Get(schema.TagName)), schema.TagNameEn: brief(e.Record.Get(schema.TagNameEn))}}
		about(&line, e.Record)
		_, err := write(e.App, line)
		return err
	})
}

// noteDeletion writes down what somebody with special rights deleted that wasn't theirs.
func noteDeletion(e *core.RecordEvent) error {
	auth := authOf(e.Record)
	by := actorOf(auth)
	if auth == nil || !by.special() {
		return e.Next()
	}
	line := entry{by: by, action: "delete", before: values{}}
	about(&line, e.Record)
	if kind := kinds[e.Record.Collection().Name]; kind != "" && (&thing{kind: kind, Record: e.Record}).owner() == auth.Id {
		return e.Next()
	}
	return tx.Around(e, func() error {
		for _, field := range schema.Fields[e.Record.Collection().Name] {
			if value := brief(e.Record.Get(field)); string(value) != `""` && string(value) != "null" && string(value) != "[]" {
				line.before[field] = value
			}
		}
		if err := e.Next(); err != nil {
			return err
		}
		_, err := write(e.App, line)
		return err
	})
}

// briefly is the length up to which a value is kept in the log.
const briefly = 600

// brief is a value as the log keeps it, long texts by their beginning.
func brief(value any) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	if len(data) <= briefly {
		return data
	}
	var text string
	if json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	sum := len(text)
	short, err := json.Marshal(struct {
		Begins string `json:"begins"`
		Bytes  int    `json:"bytes"`
	}{cut(text, briefly/4), sum})
	if err != nil {
		return json.RawMessage("null")
	}
	return short
}

// same compares two values of a field as they are stored.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// isAppealable says whether a decision can be appealed against. What another room did can be where that room can undo it.
func isAppealable(app core.App, decided *schema.AuditEntry) bool {
	acts := actsOf(app, decided.Kind())
	if acts[decided.Action()] != nil {
		return acts[opposite[decided.Action()]] != nil
	}
	return slices.Contains(appealable, decided.Action())
}
