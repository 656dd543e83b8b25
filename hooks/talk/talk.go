// Package talk is the room of conversation: comments and their threads, votes, bookmarks, and how far somebody has read.
//
// It knows nothing of what is talked about: a [Subject] says where a kind of thing keeps its title, its authors and
// whether it is public, and everything else follows from records. Every counter is changed in the transaction of its
// cause, and the page that shows it is told over the bus.
package talk

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/bus"
	"qiao/hooks/schema"
)

// Rescore brings the order of lists up to date after the counters of these things changed, or notes in the same transaction
// that it will. The room of the things provides it.
type Rescore func(app core.App, ids []string) error

// A Talk is the room with what it was registered for.
type Talk struct {
	app      core.App
	subjects map[string]*Subject // by kind
}

// Order of the request hooks: what the system keeps is settled before anybody judges a request, and a request that
// repeats itself is answered only after all that may refuse it.
const (
	early = -100
	late  = 900
)

// Register binds what keeps conversation true for these subjects.
func Register(app core.App, subjects ...Subject) *Talk {
	t := &Talk{app: app, subjects: map[string]*Subject{}}
	for i := range subjects {
		s := &subjects[i]
		t.subjects[s.Kind] = s
		app.OnRecordUpdateExecute(s.Collection).Bind(bind.Func("talk.subject.changed."+s.Kind, t.subjectChanged(s)))
		app.OnRecordDeleteExecute(s.Collection).Bind(bind.Func("talk.subject.gone."+s.Kind, t.subjectGone(s)))
		if s.Part != "" {
			app.OnRecordUpdateExecute(s.Of).Bind(bind.Func("talk.parts.changed."+s.Kind, t.partsChanged(s)))
		}
	}

	// comments
	app.OnRecordCreateRequest(schema.Comments).Bind(bind.At("talk.comments.mayCreate", early, t.mayComment))
	app.OnRecordUpdateRequest(schema.Comments).Bind(bind.At("talk.comments.mayUpdate", early, t.mayChangeComment))
	app.OnRecordValidate(schema.Comments).Bind(bind.Func("talk.comments.validate", t.validateComment))
	app.OnRecordCreateExecute(schema.Comments).Bind(bind.Func("talk.comments.create", t.createComment))
	app.OnRecordUpdateExecute(schema.Comments).Bind(bind.Func("talk.comments.update", t.updateComment))
	app.OnRecordDeleteExecute(schema.Comments).Bind(bind.Func("talk.comments.delete", t.deleteComment))

	// how a thing may be discussed
	app.OnRecordCreateRequest(schema.Discussions).Bind(bind.At("talk.discussions.mayKeep", early, t.mayKeep))
	app.OnRecordUpdateRequest(schema.Discussions).Bind(bind.At("talk.discussions.mayKeep", early, t.mayKeep))
	app.OnRecordDeleteRequest(schema.Discussions).Bind(bind.At("talk.discussions.mayKeep", early, t.mayKeep))
	app.OnRecordValidate(schema.Discussions).Bind(bind.Func("talk.discussions.validate", t.validateDiscussion))

	// votes
	app.OnRecordCreateRequest(schema.Votes).Bind(bind.At("talk.votes.again", late, t.again(sameVote, schema.VoteUser, schema.VoteKind, schema.VoteTarget)))
	app.OnRecordCreateRequest(schema.Votes).Bind(bind.At("talk.votes.mayVote", early, mayVote))
	app.OnRecordUpdateRequest(schema.Votes).Bind(bind.At("talk.votes.mayVote", early, mayVote))
	app.OnRecordDeleteRequest(schema.Votes).Bind(bind.At("talk.votes.mayTakeBack", early, mayTakeBack))
	app.OnRecordValidate(schema.Votes).Bind(bind.Func("talk.votes.validate", t.validateVote))
	app.OnRecordCreateExecute(schema.Votes).Bind(bind.Func("talk.votes.count", t.countVote(0, 1)))
	app.OnRecordUpdateExecute(schema.Votes).Bind(bind.Func("talk.votes.count", t.countVote(-1, 1)))
	app.OnRecordDeleteExecute(schema.Votes).Bind(bind.Func("talk.votes.count", t.countVote(-1, 0)))

	// bookmarks and what was read
	app.OnRecordCreateRequest(schema.Bookmarks).Bind(bind.At("talk.bookmarks.again", late, t.again(sameBookmark, schema.BookmarkUser, schema.BookmarkKind, schema.BookmarkTarget)))
	app.OnRecordCreateRequest(schema.Reads).Bind(bind.At("talk.reads.again", late, t.again(sameRead, schema.ReadUser, schema.ReadArticle)))
	app.OnRecordValidate(schema.BookmarkFolders).Bind(bind.Func("talk.folders.validate", validateFolder))
	app.OnRecordValidate(schema.Bookmarks).Bind(bind.Func("talk.bookmarks.validate", t.validateBookmark))
	app.OnRecordCreateExecute(schema.Bookmarks).Bind(bind.Func("talk.bookmarks.count", t.countBookmark(1)))
	app.OnRecordDeleteExecute(schema.Bookmarks).Bind(bind.Func("talk.bookmarks.count", t.countBookmark(-1)))
	app.OnRecordValidate(schema.Reads).Bind(bind.Func("talk.reads.validate", t.validateRead))

	app.OnRecordAfterCreateSuccess(schema.Comments).Bind(bind.Func("talk.live.create", t.live("create")))
	app.OnRecordAfterUpdateSuccess(schema.Comments).Bind(bind.Func("talk.live.update", t.live("update")))
	app.OnRecordAfterDeleteSuccess(schema.Comments).Bind(bind.Func("talk.live.delete", t.live("delete")))

	t.tell()
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "talk.routes", Func: func(e *core.ServeEvent) error {
		t.routes(e)
		return e.Next()
	}})
	return t
}

// pageKey holds, on a record being saved, the id of the thing whose page shows what changes. Keys that begin with @ are
// no columns and stay in memory.
const pageKey = "@page"

// tell drops the pages that show a conversation when it changes. They read the row of counters, which changes by SQL.
func (t *Talk) tell() {
	tell := func(e *core.RecordEvent) error {
		page := e.Record.GetString(pageKey)
		if page == "" {
			page = t.shownOn(e.Record.GetString(schema.CommentKind), e.Record.GetString(schema.CommentTarget))
		}
		bus.Of(t.app).Publish(bus.Event{Action: bus.Update, Collection: schema.StatsRows, ID: page})
		return e.Next()
	}
	for _, collection := range []string{schema.Comments, schema.Discussions, schema.Votes, schema.Bookmarks} {
		for _, after := range []*hook.TaggedHook[*core.RecordEvent]{
			t.app.OnRecordAfterCreateSuccess(collection), t.app.OnRecordAfterUpdateSuccess(collection), t.app.OnRecordAfterDeleteSuccess(collection),
		} {
			handler := bind.Func("talk.tell."+collection, tell)
			handler.Priority = -900 // ahead of who reads a page because of the change
			after.Bind(handler)
		}
	}
}

// shownOn gives the id of the thing whose page shows another one.
func (t *Talk) shownOn(kind, id string) string {
	if s := t.subjects[kind]; s == nil || s.Page == "" {
		return id
	}
	about, err := t.find(t.app, kind, id)
	if err != nil {
		return id // it is gone, and its page was told so
	}
	return about.page
}
