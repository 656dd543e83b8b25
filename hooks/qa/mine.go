package qa

import (
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// mostMine bounds each list of what is somebody's own on a question's page.
const mostMine = 1000

// ownVote is a vote of the asker's on something that the page shows.
type ownVote struct {
	ID     string `json:"id" db:"id"`
	Target string `json:"target" db:"target"`
	Value  int    `json:"value" db:"value"`
}

// ownMark is a record of the asker's about something: a bookmark, a follow, a suggested edit.
type ownMark struct {
	ID     string `json:"id" db:"id"`
	Target string `json:"target" db:"target"`
}

// ownAnswer is an answer of the asker's, which others may not see.
type ownAnswer struct {
	ID     string `json:"id" db:"id"`
	Status string `json:"status" db:"status"`
}

// mineView is what of a page is its reader's own, and what holds them up there.
type mineView struct {
	Votes     []ownVote   `json:"votes"` // on the question, its answers and the comments on them
	Bookmarks []ownMark   `json:"bookmarks"`
	Follow    []ownMark   `json:"follow"` // one or none
	Edits     []ownMark   `json:"edits"`  // suggestions that nobody decided about yet
	Answers   []ownAnswer `json:"answers"`
	Deleted   int         `json:"deleted"` // answers that are deleted, and that the reader still sees: their own, as staff all
	Staff     bool        `json:"staff"`
	Several   bool        `json:"several"`  // somebody may answer more than once
	Shut      string      `json:"shut"`     // why nobody answers: closed or locked; "" while one may
	Needs     int         `json:"needs"`    // reputation that answering here takes
	Have      int         `json:"have"`     // the reader's reputation
	Barred    string      `json:"barred"`   // until when the reader may say nothing; "" when they may
	Accepted  string      `json:"accepted"` // the accepted answer now, whatever the page in the cache says
}

// mineRoute adds the one question that takes the place of many lists:
//
//	GET /api/qiao/questions/{id}/mine    what of the reader's is on a question's page: votes, bookmarks, answers…
func mineRoute(e *core.ServeEvent) error {
	e.Router.GET("/api/qiao/questions/{id}/mine", mine).Bind(apis.RequireAuth(schema.Users), apis.SkipSuccessActivityLog())
	return e.Next()
}

func mine(e *core.RequestEvent) error {
	record, err := e.App.FindRecordById(schema.Questions, e.Request.PathValue("id"))
	if err != nil || record.GetString(schema.QuestionStatus) != Published {
		return i18n.NewError("qa.no_question").WithStatus(http.StatusNotFound).Because(err)
	}
	q := schema.AsQuestion(record)
	settings, err := settingsOf(e.App)
	if err != nil {
		return err
	}
	v := mineView{
		Votes: []ownVote{}, Bookmarks: []ownMark{}, Follow: []ownMark{}, Edits: []ownMark{}, Answers: []ownAnswer{},
		Staff: access.IsModerator(e.Auth), Several: settings.SeveralAnswers(), Have: e.Auth.GetInt(schema.UserReputation), Accepted: q.Accepted(),
	}
	switch {
	case q.Locked():
		v.Shut = "locked"
	case q.Closed() != "":
		v.Shut = "closed"
	}
	if q.Protected() && !v.Staff && q.Author() != e.Auth.Id {
		v.Needs = settings.ProtectedNeeds()
	}
	for _, field := range []string{schema.UserSilencedUntil, schema.UserSuspendedUntil} {
		if until := e.Auth.GetDateTime(field); until.Time().After(time.Now()) {
			v.Barred = max(v.Barred, until.String())
		}
	}
	const posts = "(SELECT {:id} id UNION ALL SELECT id FROM answers WHERE question = {:id})"
	const kinds = "kind IN ('question', 'answer')"
	params := dbx.Params{"me": e.Auth.Id, "id": q.Id, "most": mostMine}
	for _, ask := range []struct {
		query string
		into  any
	}{
		{"SELECT id, target, value FROM votes WHERE user = {:me} AND " + kinds + " AND target IN " + posts + ` UNION ALL
			SELECT v.id, v.target, v.value FROM votes v JOIN comments c ON c.id = v.target WHERE v.user = {:me} AND v.kind = 'comment' AND c.target IN ` + posts + " LIMIT {:most}", &v.Votes},
		{"SELECT id, target FROM bookmarks WHERE user = {:me} AND " + kinds + " AND target IN " + posts + " LIMIT {:most}", &v.Bookmarks},
		{"SELECT id, target FROM follows WHERE user = {:me} AND kind = 'question' AND target = {:id}", &v.Follow},
		{"SELECT id, target FROM post_edits WHERE author = {:me} AND state = 'open' AND target IN " + posts + " LIMIT {:most}", &v.Edits},
		{"SELECT id, status FROM answers WHERE question = {:id} AND author = {:me} AND status != 'deleted' ORDER BY answered, id LIMIT {:most}", &v.Answers},
	} {
		if err := e.App.DB().NewQuery(ask.query).WithContext(e.Request.Context()).Bind(params).All(ask.into); err != nil {
			return err
		}
	}
	mine := "status = 'deleted' AND author = {:me}"
	if v.Staff {
		mine = "status IN ('deleted', 'hidden')"
	}
	if err := e.App.DB().NewQuery("SELECT count(*) FROM answers WHERE question = {:id} AND " + mine).WithContext(e.Request.Context()).Bind(params).Row(&v.Deleted); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, v)
}
