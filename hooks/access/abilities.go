package access

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// An Ability is something that members may do once they have the reputation that the policy asks for.
type Ability string

// The abilities.
const (
	Comment           Ability = "comment"            // comment at all
	CommentUnreviewed Ability = "comment_unreviewed" // comments appear without waiting for a moderator
	VoteUp            Ability = "vote_up"
	VoteDown          Ability = "vote_down"
	Edit              Ability = "edit"  // suggest changes to the work of others
	Retag             Ability = "retag" // change the tags of others' articles
	Review            Ability = "review"
	TagNew            Ability = "tag_new"
	Close             Ability = "close"           // end a discussion
	EditUnreviewed    Ability = "edit_unreviewed" // change the work of others without review
)

// May says whether an account has the reputation for an ability. Moderators, site editors
// and superusers may everything, a guest (nil) nothing. Whether somebody may act on a
// certain record is for the collection's rules to say.
func May(app core.App, auth *core.Record, ability Ability) (bool, error) {
	if auth == nil {
		return false, nil
	}
	if IsModerator(auth) {
		return true, nil
	}
	needs, err := Needs(app, ability)
	if err != nil {
		return false, err
	}
	return auth.Collection().Name == schema.Users && auth.GetInt(schema.UserReputation) >= needs, nil
}

// Needs gives the reputation that an ability takes under the policy in force.
func Needs(app core.App, ability Ability) (int, error) {
	policy, err := CurrentPolicy(app)
	if err != nil {
		return 0, err
	}
	needs, known := policy.Abilities[string(ability)]
	if !known {
		return 0, fmt.Errorf("access: %q is no ability", ability)
	}
	return needs, nil
}
