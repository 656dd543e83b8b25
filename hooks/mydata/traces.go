package mydata

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// What happens to a record when the account that it names goes.
type fate int

const (
	personal fate = iota // goes with the account
	authored             // stays, written by nobody
	named                // stays, without the name
	content              // articles, questions, answers, comments, columns, groups and series: as the member chose; see leaving.go
)

// A trace is a place where records name an account.
type trace struct {
	collection, field string
	// file is the download's file that the records are in, "" when they are somebody else's data.
	file string
	fate fate
}

// traces is every relation to an account that there is; a test compares it with the database. The order is the one in
// which an account is taken out.
var traces = []trace{
	{schema.Articles, schema.ArticleAuthor, "", content}, // as Markdown files
	{schema.Articles, schema.ArticleCoauthors, "", content},
	{schema.Answers, schema.AnswerAuthor, "", content}, // as Markdown files, too
	{schema.Questions, schema.QuestionAuthor, "", content},
	{schema.Comments, schema.CommentAuthor, "comments", content},
	{schema.Columns, schema.ColumnOwner, "columns", content},
	{schema.Groups, schema.GroupOwner, "groups", content},
	{schema.SeriesList, schema.SeriesOwner, "series", content},
	{schema.SeriesList, schema.SeriesAuthors, "", content},

	{schema.Revisions, schema.RevisionEditor, "revisions", authored},
	{schema.Coauthors, schema.CoauthorUser, "coauthor_invitations", personal},
	{schema.ColumnMembers, schema.ColumnMemberUser, "column_memberships", personal},
	{schema.GroupMembers, schema.GroupMemberUser, "group_memberships", personal},
	{schema.Groups, schema.GroupOrganisers, "", named}, // as the seats say it
	{schema.CommentEdits, schema.CommentEditEditor, "comment_edits", named},
	{schema.Comments, schema.CommentMentions, "", named},
	{schema.Submissions, schema.SubmissionSubmitter, "submissions", authored},
	{schema.Submissions, schema.SubmissionReviewer, "", named},
	{schema.Submissions, schema.SubmissionDecider, "", named},
	{schema.ReviewNotes, schema.ReviewNoteAuthor, "review_notes", authored},
	{schema.ColumnApplications, schema.ColumnApplicationApplicant, "column_applications", personal},
	{schema.ColumnApplications, schema.ColumnApplicationReviewer, "", named},

	{schema.Events, schema.EventAuthor, "events", authored},
	{schema.EventSeriesList, schema.EventSeriesAuthor, "event_series", authored},
	{schema.Speakers, schema.SpeakerUser, "speaker", named}, // who spoke stays in the programme

	{schema.PostRevisions, schema.PostRevisionEditor, "post_revisions", authored},
	{schema.PostEdits, schema.PostEditAuthor, "post_edits", personal},
	{schema.PostEdits, schema.PostEditReviewer, "", named},
	{schema.Bounties, schema.BountyUser, "bounties", named},
	{schema.Bounties, schema.BountyWinner, "", named},
	{schema.CloseVotes, schema.CloseVoteUser, "close_votes", personal},
	{schema.AnswerLinks, schema.AnswerLinkUser, "answer_links", named},
	{schema.AnswerRequests, schema.AnswerRequestUser, "answer_requests", personal},
	{schema.AnswerRequests, schema.AnswerRequestBy, "", named},
	{schema.ExternalQuestions, schema.ExternalQuestionAddedBy, "external_questions", named},
	{schema.TagMerges, schema.TagMergeUser, "", named},

	{schema.Certificates, schema.CertificateUser, "certificates", personal},    // before what they say that one came to
	{schema.Registrations, schema.RegistrationUser, "registrations", personal}, // the seat goes to the next
	{schema.EventStaffList, schema.EventStaffUser, "event_staff", personal},
	{schema.CalendarLinks, schema.CalendarLinkUser, "calendar_link", personal},
	{schema.CheckIns, schema.CheckInUser, "", named},
	{schema.CheckIns, schema.CheckInUndoneBy, "", named},

	{schema.TeamMembers, schema.TeamMemberUser, "team_memberships", personal}, // before the lead, which goes to the next
	{schema.Teams, schema.TeamLeader, "teams", named},
	{schema.Entries, schema.EntryUser, "entries", named}, // they are the team's
	{schema.EntryVersions, schema.EntryRevisionUser, "", named},
	{schema.ContestJudges, schema.ContestJudgeUser, "contest_judgements", personal},
	{schema.RaceResults, schema.RaceResultUser, "race_results", named}, // the table stays whole
	{schema.Awards, schema.AwardUser, "awards", personal},
	{schema.Proposals, schema.ProposalAuthor, "proposals", personal},
	{schema.Proposals, schema.ProposalPeople, "", named}, // their names go in the room of proposals
	{schema.ProposalReviews, schema.ProposalReviewReviewer, "proposal_reviews", authored},
	{schema.ProposalDecisions, schema.ProposalDecisionBy, "", named},

	{schema.Follows, schema.FollowUser, "follows", personal},
	{schema.Votes, schema.VoteUser, "votes", personal},
	{schema.Bookmarks, schema.BookmarkUser, "bookmarks", personal},
	{schema.BookmarkFolders, schema.FolderUser, "bookmark_folders", personal},
	{schema.Reads, schema.ReadUser, "reading_history", personal},
	{schema.Notifications, schema.NotificationUser, "notifications", personal},
	{schema.Notifications, schema.NotificationActor, "", personal}, // their texts have the name
	{schema.NotificationSettingsList, schema.NotificationSettingsUser, "notification_settings", personal},
	{schema.ReputationEvents, schema.ReputationEventUser, "reputation", personal},
	{schema.UserBadges, schema.UserBadgeUser, "badges", personal},
	{schema.Devices, schema.DeviceUser, "devices", personal},

	{schema.Reports, schema.ReportReporter, "reports", authored},
	{schema.Reports, schema.ReportAffected, "", named},
	{schema.Reports, schema.ReportHandler, "", named},
	{schema.Appeals, schema.AppealUser, "appeals", personal},
	{schema.Appeals, schema.AppealHandler, "", named},
	{schema.Sanctions, schema.SanctionUser, "sanctions", personal},
	{schema.Sanctions, schema.SanctionModerator, "", named},
	{schema.Holds, schema.HoldAuthor, "holds", personal},
	{schema.Holds, schema.HoldHandler, "", named},
	{schema.AuditLog, schema.AuditEntryAffected, "decisions", named},
	{schema.AuditLog, schema.AuditEntryActor, "", named},
}

// batch is how many records are held at a time.
const batch = 200

// each calls f for every record of a trace, in the order of their ids, however many there are. f may delete the record.
func (t trace) each(app core.App, account string, f func(*core.Record) error) error {
	for last := ""; ; {
		records := []*core.Record{}
		if err := t.query(app, account).AndWhere(dbx.NewExp("[["+t.collection+".id]] > {:last}", dbx.Params{"last": last})).
			OrderBy("id").Limit(batch).All(&records); err != nil {
			return err
		}
		for _, r := range records {
			if err := f(r); err != nil {
				return err
			}
			last = r.Id
		}
		if len(records) < batch {
			return nil
		}
	}
}

func (t trace) query(app core.App, account string) *dbx.SelectQuery {
	q := app.RecordQuery(t.collection)
	if t.many(app) {
		return q.AndWhere(dbx.NewExp("EXISTS (SELECT 1 FROM json_each([["+t.collection+"."+t.field+"]]) WHERE value = {:account})", dbx.Params{"account": account}))
	}
	return q.AndWhere(dbx.HashExp{t.collection + "." + t.field: account})
}

// many tells whether the field holds a list.
func (t trace) many(app core.App) bool {
	c, err := app.FindCachedCollectionByNameOrId(t.collection)
	if err != nil {
		return false
	}
	f, ok := c.Fields.GetByName(t.field).(*core.RelationField)
	return ok && f.IsMultiple()
}

// Places lists the fields that [Delete] takes an account out of, as "collection.field".
func Places() []string {
	var all []string
	for _, t := range traces {
		all = append(all, t.collection+"."+t.field)
	}
	return all
}
