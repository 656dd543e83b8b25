package access_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qiao/hooks/access"
	"qiao/hooks/content"
	"qiao/hooks/schema"
)

var update = flag.Bool("update", false, "write docs/permissions.md anew")

var docs = filepath.Join("..", "..", "docs", "permissions.md")

// docs/permissions.md is written from the rules themselves, so that it can't lie:
//
//	go test ./hooks/access -run Docs -update
func TestDocsAreFresh(t *testing.T) {
	want := permissions() + "\n## What each role was let to do\n\n" + walkHead + "\n" + matrix(t)
	if *update {
		if err := os.WriteFile(docs, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Error("docs/permissions.md is stale; run go test ./hooks/access -run Docs -update")
	}
}

const walkHead = `The rules above, tried: every role sent every request through the router, or listened to the collection in realtime, and a test
fails when one of these marks changes. The records are the author's, about a published article; the draft is one of them, in a column.
A superuser who isn't let do something meets an invariant of the record itself.
`

const forgingHead = `Every field of the records above, tried by their author with values of its kind that the record didn't have, alone and in a batch.
What isn't named here was refused, or kept as it was. Columns that hold files aren't tried.
`

const permissionsHead = `# Who may do what

This page is written from the rules that the program obeys (` + "`hooks/access/rules.go`" + `, ` + "`hooks/content/rules.go`" + `)
by ` + "`go test ./hooks/access -run Docs -update`" + `, and a test fails when it is out of date. The same rules hold for the
REST API, realtime, expanded relations and every front end built on them.

## Roles

| role | how somebody gets it |
| --- | --- |
| guest | is not signed in |
| member | has an account |
| author of an article | is its ` + "`author`" + `; or was invited to be a co-author and accepted |
| column author | is in ` + "`column_members`" + ` with the role ` + "`author`" + `: may write for the column |
| column editor | the same with the role ` + "`editor`" + `: reviews what is written for the column |
| column owner | is the column's ` + "`owner`" + `: reviews, and manages the members |
| group member | is in ` + "`group_members`" + ` with the role ` + "`member`" + `, by joining: takes part |
| group organiser | the same with the role ` + "`organiser`" + `: edits the group, makes and publishes its events |
| group owner | is the group's ` + "`owner`" + `: all that an organiser may; makes organisers of members, hands the group over |
| site editor | has ` + "`editor`" + ` among the account's ` + "`roles`" + `: reviews and edits everything |
| moderator | has ` + "`moderator`" + ` among the account's ` + "`roles`" + `: handles reports; no rights over records of its own |
| superuser | signs in to the dashboard: no rule applies, what is true of records still does |

A role in a column counts in that column only. Roles of the site are given in the dashboard.

## The articles' statuses

Its authors are the author and the co-authors; reviewers are the editors and the owner of its column. Site editors and
superusers may make every move, also those marked with a dash.

`

const permissionsTail = `
Beside its status, an article holds to this, whoever asks:

- ` + "`author`, `coauthors`, `published` and `edited`" + ` are set by the system and by site editors. A co-author's name appears when
  they accept their invitation (` + "`coauthors`" + `), and goes when either side withdraws it.
- Only members of a column write in it, and only the owner and the invited authors of a series add to it.
- An article that was accepted for publication can't change its column any more.
- Only moderators and site editors hide an article and bring it back; its authors still see it, with the reason, and may appeal.
- A scheduled article goes live as its reviewer read it: its authors take it back to a draft before they change it.
- The reason of a rejection is for the authors and reviewers; it is emptied when the article is published.
- The account named in a revision is always the one that asked. A revision that was live never changes again.
- Fields marked hidden (` + "`trust`, `origin`, `origin_hash`, `rendered`" + `) can be neither read, filtered nor written by others than superusers.
- Addresses of files are public but can't be guessed: each name ends in ten random characters, and who may not see the
  record doesn't see the name.

## Collections

Who may not see a record is answered 404 for it, and it is missing from lists. “Superusers” alone means that the action
isn't offered to others at all (403).

`

func permissions() string {
	var b strings.Builder
	b.WriteString(permissionsHead)
	statuses := []string{content.Draft, content.Pending, content.Scheduled, content.Published, content.Rejected, content.Archived, content.Hidden}
	b.WriteString("| from \\ to | " + strings.Join(statuses, " | ") + " |\n|" + strings.Repeat(" --- |", len(statuses)+1) + "\n")
	for _, from := range statuses {
		b.WriteString("| " + from)
		for _, to := range statuses {
			b.WriteString(" | " + mover(from, to))
		}
		b.WriteString(" |\n")
	}
	b.WriteString(permissionsTail)
	for _, group := range []struct {
		title string
		names []string
	}{
		{"People", []string{schema.Users, schema.Follows, schema.Devices}},
		{"Content", []string{schema.Articles, schema.Coauthors, schema.Revisions, schema.Renditions, schema.Tags, schema.SeriesList}},
		{"Columns", []string{schema.Columns, schema.ColumnMembers, schema.ColumnApplications}},
		{"Review", []string{schema.Submissions, schema.ReviewNotes}},
		{"Conversation", []string{schema.Comments, schema.CommentEdits, schema.Discussions, schema.Votes, schema.Bookmarks, schema.BookmarkFolders, schema.Reads}},
		{"Questions and answers", []string{schema.Questions, schema.Answers, schema.PostRevisions, schema.PostEdits, schema.Bounties, schema.CloseVotes,
			schema.AnswerLinks, schema.AnswerRequests, schema.ExternalQuestions, schema.TagMerges, schema.QASettingsList}},
		{"Events", []string{schema.Events, schema.EventSessions, schema.EventSeriesList, schema.Speakers}},
		{"Groups", []string{schema.Groups, schema.GroupMembers}},
		{"Registration for events", []string{schema.EventRegistrations, schema.EventTickets, schema.EventQuestions, schema.EventStaffList, schema.Registrations, schema.CheckIns, schema.CalendarLinks}},
		{"After events", []string{schema.EventAfterwardsList, schema.SurveyQuestions, schema.SurveyResponses, schema.SurveyTurns, schema.Certificates}},
		{"Calls for proposals", []string{schema.EventCalls, schema.Proposals, schema.ProposalReviews, schema.ProposalDecisions}},
		{"Competitions", []string{schema.Contests, schema.Teams, schema.TeamMembers, schema.Entries, schema.EntryVersions, schema.ContestJudges, schema.ContestConflicts,
			schema.Scores, schema.RaceResults, schema.Awards}},
		{"Notifications and mail", []string{schema.Notifications, schema.NotificationSettingsList, schema.Outbox, schema.MailBlocks}},
		{"Reputation", []string{schema.ReputationEvents, schema.Badges, schema.UserBadges, schema.PolicySettings}},
		{"Moderation", []string{schema.Reports, schema.Sanctions, schema.AuditLog, schema.Appeals, schema.Holds, schema.WordRules}},
		{"The site", []string{schema.SiteSettings, schema.Slots, schema.Communities}},
		{"Kept by the system", []string{schema.StatsRows, schema.Slugs, schema.SearchQueries}},
		{"Cards: read-only views of what is public", []string{schema.ArticleCards, schema.ColumnCards, schema.TagCards, schema.AuthorCards, schema.QuestionCards}},
	} {
		fmt.Fprintf(&b, "### %s\n\n", group.title)
		for _, name := range group.names {
			rules := access.Rules[name]
			fmt.Fprintf(&b, "**%s**\n\n| action | who | rule |\n| --- | --- | --- |\n", name)
			for _, r := range []struct {
				action string
				rule   access.Rule
			}{{"list", rules.List}, {"view", rules.View}, {"create", rules.Create}, {"update", rules.Update}, {"delete", rules.Delete}} {
				words, api := r.rule.Words, ""
				if words == "" {
					words = "superusers"
				}
				if r.rule.API != "" {
					api = "`" + strings.ReplaceAll(r.rule.API, "|", `\|`) + "`"
				}
				fmt.Fprintf(&b, "| %s | %s | %s |\n", r.action, words, api)
			}
			b.WriteString("\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// mover names the least part that may move an article from one status to another.
func mover(from, to string) string {
	switch {
	case from == to:
		return "·"
	case content.MayMove(access.Author, from, to):
		return "its authors, reviewers"
	case content.MayMove(access.Reviewer, from, to):
		return "reviewers"
	default:
		return "—"
	}
}

func TestDocsNameEveryCollection(t *testing.T) {
	text := permissions()
	for name := range access.Rules {
		if !strings.Contains(text, "**"+name+"**") {
			t.Errorf("docs/permissions.md doesn't speak of %s", name)
		}
	}
}
