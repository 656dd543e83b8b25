package reputation

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// mayVote refuses votes that the member's reputation doesn't allow yet. Taking a vote
// back is always allowed.
func mayVote(e *core.RecordRequestEvent) error {
	ability := access.VoteUp
	if e.Record.GetInt(schema.VoteValue) < 0 {
		ability = access.VoteDown
	}
	if err := access.Require(e.App, e.Auth, ability); err != nil {
		return err
	}
	return e.Next()
}

// mayComment refuses comments of members who may not comment yet.
func mayComment(e *core.RecordRequestEvent) error {
	if err := access.Require(e.App, e.Auth, access.Comment); err != nil {
		return err
	}
	return e.Next()
}

// holdComment has new comments of members wait for a moderator who may not comment unreviewed.
func holdComment(e *core.RecordRequestEvent) error {
	if err := hold(e); err != nil {
		return err
	}
	return e.Next()
}

// holdEdited has a changed text wait again: a comment that was let through must not
// become another one.
func holdEdited(e *core.RecordRequestEvent) error {
	var body string
	if err := e.App.DB().NewQuery("SELECT body FROM comments WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Row(&body); err != nil {
		return err
	}
	if body != e.Record.GetString(schema.CommentBody) && e.Record.GetString(schema.CommentState) == "visible" {
		if err := hold(e); err != nil {
			return err
		}
	}
	return e.Next()
}

// hold makes a comment pending unless its author may comment unreviewed. Authors answer
// under their own articles without waiting.
func hold(e *core.RecordRequestEvent) error {
	free, err := access.May(e.App, e.Auth, access.CommentUnreviewed)
	if err != nil || free {
		return err
	}
	author, err := owner(e.App, e.Record.GetString(schema.CommentKind), e.Record.GetString(schema.CommentTarget))
	if err != nil || (e.Auth != nil && author == e.Auth.Id) {
		return err
	}
	e.Record.Set(schema.CommentState, "pending")
	return nil
}

// abilities answers GET /api/qiao/abilities: what the asker may do by the policy in force, by
// the name of the ability. Whether they may do it to a certain record is for its rules to say.
func abilities(e *core.RequestEvent) error {
	may := make(map[access.Ability]bool, len(access.Abilities))
	for _, ability := range access.Abilities {
		ok, err := access.May(e.App, e.Auth, ability)
		if err != nil {
			return err
		}
		may[ability] = ok
	}
	return e.JSON(http.StatusOK, may)
}
