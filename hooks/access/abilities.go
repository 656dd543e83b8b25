package access

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/i18n"
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
	Edit              Ability = "edit"            // suggest changes to the work of others
	Retag             Ability = "retag"           // change the tags of others' articles
	Review            Ability = "review"          // decide about the first posts of new members
	TagNew            Ability = "tag_new"         // make tags
	Close             Ability = "close"           // end a discussion, or open it again
	EditUnreviewed    Ability = "edit_unreviewed" // change the work of others without review
)

// Abilities lists them all, in the order in which a community hands them out.
var Abilities = []Ability{Comment, CommentUnreviewed, VoteUp, VoteDown, Edit, Retag, Review, TagNew, Close, EditUnreviewed}

// ByAbility marks a record that somebody saves whom nothing but their reputation lets. Keys
// that begin with @ are no columns and stay in memory.
const ByAbility = "@ability"

// overOthers are the abilities over what others made: who is silenced has none of them.
var overOthers = []Ability{Edit, Retag, Review, TagNew, Close, EditUnreviewed}

// May says whether an account has the reputation for an ability. Moderators, site editors
// and superusers may everything, a guest (nil) nothing. Whether somebody may act on a
// certain record is for the collection's rules to say.
func May(app core.App, auth *core.Record, ability Ability) (bool, error) {
	if auth == nil {
		return false, nil
	}
	if slices.Contains(overOthers, ability) && (inForce(auth, schema.UserSilencedUntil) || inForce(auth, schema.UserSuspendedUntil)) {
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

// Require is the error of an account that lacks an ability, which says what is missing and
// how to get it; nil when it doesn't.
func Require(app core.App, auth *core.Record, ability Ability) error {
	may, err := May(app, auth, ability)
	if err != nil || may {
		return err
	}
	needs, err := Needs(app, ability)
	if err != nil {
		return err
	}
	have := 0
	if auth != nil {
		have = auth.GetInt(schema.UserReputation)
	}
	if have >= needs {
		return i18n.NewError("reputation.needs.standing").WithStatus(http.StatusForbidden)
	}
	return i18n.NewError("reputation.needs."+string(ability), "Needs", needs, "Have", have, "Missing", needs-have).WithStatus(http.StatusForbidden)
}

// inForce says whether a sanction that lasts until the date of a field still does.
func inForce(account *core.Record, field string) bool {
	return account.GetDateTime(field).Time().After(types.NowDateTime().Time())
}
