package access

import (
	"maps"

	"qiao/hooks/schema"
)

// A Rule is one API rule: the expression that PocketBase evaluates, and the same in words
// for docs/permissions.md. A rule without words is for superusers only.
type Rule struct {
	API   string
	Words string
}

// Pointer gives the rule as PocketBase keeps it: nil leaves the action to superusers.
func (r Rule) Pointer() *string {
	if r.Words == "" {
		return nil
	}
	return &r.API
}

// A RuleSet is the API rules of a collection. A view has the first two only.
type RuleSet struct{ List, View, Create, Update, Delete Rule }

// Expressions that the rules are composed of.
const (
	signedIn   = "@request.auth.id != ''"
	siteEditor = "@request.auth.roles:each ?= 'editor'"

	writes  = "author = @request.auth.id || coauthors.id ?= @request.auth.id"
	reviews = "(column.column_members_via_column.user ?= @request.auth.id && column.column_members_via_column.role ?!= 'author')"
	invited = "(coauthors_via_article.user ?= @request.auth.id && coauthors_via_article.state ?!= 'declined')"

	// the same of the article that a record belongs to
	writesIt    = "article.author = @request.auth.id || article.coauthors.id ?= @request.auth.id"
	reviewsIt   = "(article.column.column_members_via_column.user ?= @request.auth.id && article.column.column_members_via_column.role ?!= 'author')"
	invitedToIt = "(article.coauthors_via_article.user ?= @request.auth.id && article.coauthors_via_article.state ?!= 'declined')"
)

// unchanged is true when a request leaves these fields alone.
func unchanged(fields ...string) string {
	s := ""
	for _, f := range fields {
		s += " && @request.body." + f + ":changed = false"
	}
	return s
}

var (
	everyone = Rule{"", "everyone"}
	editors  = Rule{siteEditor, "site editors"}
)

// curated are the rules of what site editors keep and everybody reads.
var curated = RuleSet{List: everyone, View: everyone, Create: editors, Update: editors, Delete: editors}

// public are the rules of what follows from other records and everybody reads.
var public = RuleSet{List: everyone, View: everyone}

// Rules lists the API rules of every collection, as the migrations set them.
var Rules = joined(coreRules, accountsRules, talkRules, notifyRules, reputationRules, moderationRules, reviewRules, guardRules, qaRules, eventsRules, registrationRules, proposalsRules, contestRules, afterwardsRules, groupsRules)

func joined(groups ...map[string]RuleSet) map[string]RuleSet {
	all := map[string]RuleSet{}
	for _, group := range groups {
		maps.Copy(all, group)
	}
	return all
}

// coreRules are the rules of content, columns and the site.
var coreRules = map[string]RuleSet{
	schema.Follows: func() RuleSet {
		own := Rule{signedIn + " && user = @request.auth.id", "the account that follows"}
		return RuleSet{List: own, View: own, Create: own, Delete: own}
	}(),

	schema.Tags: {List: everyone, View: everyone, Update: editors, Delete: editors,
		Create: Rule{signedIn, "site editors; members with the reputation for it (`tag_new`): its names only"}},
	schema.Columns: func() RuleSet {
		visible := Rule{"status = 'active' || owner = @request.auth.id || " + siteEditor, "everyone while it is active; its owner and site editors always"}
		return RuleSet{List: visible, View: visible, Create: editors, Delete: editors, Update: Rule{
			siteEditor + " || (" + signedIn + " && column_members_via_column.user ?= @request.auth.id && column_members_via_column.role ?!= 'author'" +
				unchanged("kind", "verified", "slug", "status", "owner") + ")",
			"site editors; its editors and its owner, but not its kind, verification, slug, status and owner"}}
	}(),
	schema.ColumnMembers: func() RuleSet {
		manage := signedIn + " && (column.owner = @request.auth.id || " + siteEditor + ")"
		return RuleSet{List: everyone, View: everyone,
			Create: Rule{manage, "the column's owner and site editors"},
			Update: Rule{manage + unchanged("column", "user"), "the column's owner and site editors: the role only"},
			Delete: Rule{signedIn + " && (user = @request.auth.id || column.owner = @request.auth.id || " + siteEditor + ")",
				"the member, the column's owner and site editors"}}
	}(),
	schema.SeriesList: {
		List: everyone, View: everyone,
		Create: Rule{signedIn + " && (owner = @request.auth.id || " + siteEditor + ")", "members, as its owner; site editors for anybody"},
		Update: Rule{signedIn + " && ((owner = @request.auth.id" + unchanged("owner") + ") || " + siteEditor + ")", "its owner, but not who owns it; site editors"},
		Delete: Rule{signedIn + " && (owner = @request.auth.id || " + siteEditor + ")", "its owner and site editors"},
	},

	schema.Articles: func() RuleSet {
		visible := Rule{
			"status = 'published' || (" + signedIn + " && (" + writes + " || " + invited + " || " + reviews + " || " + siteEditor + "))",
			"everyone once it is published; before and after, its authors, those invited to be co-authors, the editors and the owner of its column, and site editors"}
		return RuleSet{List: visible, View: visible,
			Create: Rule{signedIn + " && (" + siteEditor + " || author = @request.auth.id)", "members, as its author; site editors for anybody"},
			Update: Rule{signedIn + " && (" + writes + " || " + reviews + " || " + siteEditor + " || (status = 'published' && @request.body.tags:isset = true))",
				"its authors, the editors and the owner of its column, and site editors; see the statuses below; once it is published, members with the reputation for it (`retag`): its tags only"},
			Delete: Rule{signedIn + " && (" + siteEditor + " || (author = @request.auth.id && (status = 'draft' || status = 'rejected')))",
				"its first author while it is a draft or rejected; site editors"}}
	}(),
	schema.Coauthors: func() RuleSet {
		see := Rule{signedIn + " && (user = @request.auth.id || article.author = @request.auth.id || " + siteEditor + ")",
			"who is invited, the article's first author, and site editors"}
		return RuleSet{List: see, View: see, Delete: see,
			Create: Rule{signedIn + " && article.author = @request.auth.id && state = 'invited'", "the article's first author, as an invitation"},
			Update: Rule{signedIn + " && user = @request.auth.id" + unchanged("article", "user"), "who is invited: the answer only"}}
	}(),
	schema.Renditions: {View: Rule{
		"article.status = 'published' || (" + signedIn + " && (" + writesIt + " || " + invitedToIt + " || " + reviewsIt + " || " + siteEditor + "))",
		"whoever sees the article"}},
	schema.Revisions: func() RuleSet {
		mine := signedIn + " && (" + writesIt + " || " + reviewsIt + " || " + siteEditor + ")"
		see := Rule{mine, "the article's authors, the editors and the owner of its column, and site editors"}
		return RuleSet{List: see, View: see, Create: see,
			Update: Rule{mine + " && state = 'draft'" + unchanged("article"), "the same, while it is a draft"},
			Delete: Rule{mine + " && state = 'draft'", "the same, while it is a draft"}}
	}(),
	schema.StatsRows: public,
	schema.Slugs:     {},

	schema.Communities:  curated,
	schema.SiteSettings: {List: everyone, View: everyone, Update: editors},
	schema.Slots: func() RuleSet {
		visible := Rule{"active = true || " + siteEditor, "everyone while it is active; site editors always"}
		return RuleSet{List: visible, View: visible, Create: editors, Update: editors, Delete: editors}
	}(),
	schema.SearchQueries: {},

	schema.ArticleCards: public,
	schema.ColumnCards:  public,
	schema.TagCards:     public,
	schema.AuthorCards:  public,
}
