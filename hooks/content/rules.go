package content

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"qiao/hooks/access"
	"qiao/hooks/schema"
)

// The statuses of an article.
const (
	Draft     = "draft"     // its authors work on it
	Pending   = "pending"   // waits for a reviewer
	Scheduled = "scheduled" // goes live at publish_at
	Published = "published" // public
	Rejected  = "rejected"  // sent back with a reason
	Archived  = "archived"  // taken down; its page is gone
	Hidden    = "hidden"    // taken down by a moderator; only site editors and moderation bring it back
)

// transitions says which part somebody needs to move an article from one status to
// another. A move that isn't listed is left to [access.Chief].
var transitions = map[[2]string]access.Part{
	{Draft, Pending}:       access.Author,
	{Pending, Draft}:       access.Author,
	{Rejected, Draft}:      access.Author,
	{Rejected, Pending}:    access.Author,
	{Published, Archived}:  access.Author,
	{Draft, Published}:     access.Reviewer,
	{Draft, Scheduled}:     access.Reviewer,
	{Pending, Published}:   access.Reviewer,
	{Pending, Scheduled}:   access.Reviewer,
	{Pending, Rejected}:    access.Reviewer,
	{Scheduled, Draft}:     access.Author,
	{Scheduled, Published}: access.Reviewer,
	{Scheduled, Pending}:   access.Reviewer,
	{Scheduled, Rejected}:  access.Reviewer,
	{Archived, Published}:  access.Reviewer,
	{Archived, Draft}:      access.Reviewer,
}

// MayMove says whether somebody with this part may move an article's status.
func MayMove(part access.Part, from, to string) bool {
	if from == to || part == access.Chief {
		return true
	}
	need, listed := transitions[[2]string{from, to}]
	return listed && part >= need
}

// The roles of a credit.
const (
	CreditAuthor     = "author"
	CreditTranslator = "translator"
	CreditReviewer   = "reviewer"
)

// A Credit names somebody who has a share in an article without having an account here:
// the author of the original, a translator, a reviewer.
type Credit struct {
	Role string `json:"role"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

const (
	maxCredits     = 60
	maxCreditRunes = 120
)

// parseCredits reads the credits field. ok is false when it isn't a list of sound credits.
func parseCredits(raw string) (credits []Credit, ok bool) {
	if raw == "" || raw == "null" || raw == `""` {
		return nil, true
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&credits); err != nil || len(credits) > maxCredits {
		return nil, false
	}
	for _, c := range credits {
		if !slices.Contains([]string{CreditAuthor, CreditTranslator, CreditReviewer}, c.Role) ||
			strings.TrimSpace(c.Name) == "" || utf8.RuneCountInString(c.Name) > maxCreditRunes ||
			(c.URL != "" && !isWebURL(c.URL)) {
			return nil, false
		}
	}
	return credits, true
}

// isWebURL says whether s is an absolute http or https address with a host.
func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(s) <= 2000
}

// versioned are the fields that a revision keeps; title, excerpt and body in columns of
// their own, the rest in meta.
var versioned = []string{schema.ArticleTitle, schema.ArticleExcerpt, schema.ArticleBody}

var versionedMeta = []string{
	schema.ArticleKind, schema.ArticleLang, schema.ArticleTags, schema.ArticleCanonical,
	schema.ArticleSourceTitle, schema.ArticleSourceURL, schema.ArticleSourceLicence, schema.ArticleCredits,
}
