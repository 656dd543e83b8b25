package schema

// This file names the fields of the competitions group: teams, entries, judges, races and awards of events.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection contests and its fields.
const (
	Contests = "contests"

	ContestEvent         = "event"
	ContestKind          = "kind"
	ContestRules         = "rules"
	ContestHTML          = "html"
	ContestTeamMin       = "team_min"
	ContestTeamMax       = "team_max"
	ContestTeamsUntil    = "teams_until"
	ContestEntriesDue    = "entries_due"
	ContestJudgingUntil  = "judging_until"
	ContestLeaderboard   = "leaderboard"
	ContestRevealAt      = "reveal_at"
	ContestRevealed      = "revealed"
	ContestEntriesPublic = "entries_public"
	ContestNormalise     = "normalise"
	ContestSameCompany   = "same_company"
	ContestCriteria      = "criteria"
)

// Contest is how the teams or drivers of an event compete.
type Contest struct{ core.BaseRecordProxy }

// AsContest views a record of the contests collection through its typed getters.
func AsContest(r *core.Record) *Contest {
	p := &Contest{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Contest) Event() string { return p.GetString(ContestEvent) }

// Kind is the field kind.
func (p *Contest) Kind() string { return p.GetString(ContestKind) }

// Rules is the field rules.
func (p *Contest) Rules() string { return p.GetString(ContestRules) }

// HTML is the field html.
func (p *Contest) HTML() string { return p.GetString(ContestHTML) }

// TeamMin is the field team_min.
func (p *Contest) TeamMin() int { return p.GetInt(ContestTeamMin) }

// TeamMax is the field team_max.
func (p *Contest) TeamMax() int { return p.GetInt(ContestTeamMax) }

// TeamsUntil is the field teams_until.
func (p *Contest) TeamsUntil() types.DateTime { return p.GetDateTime(ContestTeamsUntil) }

// EntriesDue is the field entries_due.
func (p *Contest) EntriesDue() types.DateTime { return p.GetDateTime(ContestEntriesDue) }

// JudgingUntil is the field judging_until.
func (p *Contest) JudgingUntil() types.DateTime { return p.GetDateTime(ContestJudgingUntil) }

// Leaderboard is the field leaderboard.
func (p *Contest) Leaderboard() string { return p.GetString(ContestLeaderboard) }

// RevealAt is the field reveal_at.
func (p *Contest) RevealAt() types.DateTime { return p.GetDateTime(ContestRevealAt) }

// Revealed is the field revealed.
func (p *Contest) Revealed() bool { return p.GetBool(ContestRevealed) }

// EntriesPublic is the field entries_public.
func (p *Contest) EntriesPublic() bool { return p.GetBool(ContestEntriesPublic) }

// Normalise is the field normalise.
func (p *Contest) Normalise() bool { return p.GetBool(ContestNormalise) }

// SameCompany is the field same_company.
func (p *Contest) SameCompany() bool { return p.GetBool(ContestSameCompany) }

// Collection teams and its fields.
const (
	Teams = "teams"

	TeamEvent  = "event"
	TeamName   = "name"
	TeamAbout  = "about"
	TeamLeader = "leader"
	TeamCode   = "code"
	TeamSize   = "size"
)

// Team is people who compete together.
type Team struct{ core.BaseRecordProxy }

// AsTeam views a record of the teams collection through its typed getters.
func AsTeam(r *core.Record) *Team {
	p := &Team{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Team) Event() string { return p.GetString(TeamEvent) }

// Name is the field name.
func (p *Team) Name() string { return p.GetString(TeamName) }

// About is the field about.
func (p *Team) About() string { return p.GetString(TeamAbout) }

// Leader is the field leader.
func (p *Team) Leader() string { return p.GetString(TeamLeader) }

// Code is the field code.
func (p *Team) Code() string { return p.GetString(TeamCode) }

// Size is the field size.
func (p *Team) Size() int { return p.GetInt(TeamSize) }

// Collection team_members and its fields.
const (
	TeamMembers = "team_members"

	TeamMemberEvent = "event"
	TeamMemberTeam  = "team"
	TeamMemberUser  = "user"
)

// TeamMember is somebody's place in a team.
type TeamMember struct{ core.BaseRecordProxy }

// AsTeamMember views a record of the team_members collection through its typed getters.
func AsTeamMember(r *core.Record) *TeamMember {
	p := &TeamMember{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *TeamMember) Event() string { return p.GetString(TeamMemberEvent) }

// Team is the field team.
func (p *TeamMember) Team() string { return p.GetString(TeamMemberTeam) }

// User is the field user.
func (p *TeamMember) User() string { return p.GetString(TeamMemberUser) }

// Collection entries and its fields.
const (
	Entries = "entries"

	EntryEvent     = "event"
	EntryTeam      = "team"
	EntryTitle     = "title"
	EntryRepoURL   = "repo_url"
	EntryVideoURL  = "video_url"
	EntryFiles     = "files"
	EntryHidden    = "hidden"
	EntryVersion   = "version"
	EntrySubmitted = "submitted"
	EntryUser      = "user"
	EntryBody      = "body"
	EntryHTML      = "html"
)

// Entry is what a team hands in.
type Entry struct{ core.BaseRecordProxy }

// AsEntry views a record of the entries collection through its typed getters.
func AsEntry(r *core.Record) *Entry {
	p := &Entry{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Entry) Event() string { return p.GetString(EntryEvent) }

// Team is the field team.
func (p *Entry) Team() string { return p.GetString(EntryTeam) }

// Title is the field title.
func (p *Entry) Title() string { return p.GetString(EntryTitle) }

// RepoURL is the field repo_url.
func (p *Entry) RepoURL() string { return p.GetString(EntryRepoURL) }

// VideoURL is the field video_url.
func (p *Entry) VideoURL() string { return p.GetString(EntryVideoURL) }

// Version is the field version.
func (p *Entry) Version() int { return p.GetInt(EntryVersion) }

// Submitted is the field submitted.
func (p *Entry) Submitted() types.DateTime { return p.GetDateTime(EntrySubmitted) }

// User is the field user.
func (p *Entry) User() string { return p.GetString(EntryUser) }

// Body is the field body.
func (p *Entry) Body() string { return p.GetString(EntryBody) }

// HTML is the field html.
func (p *Entry) HTML() string { return p.GetString(EntryHTML) }

// Collection entry_versions and its fields.
const (
	EntryVersions = "entry_versions"

	EntryRevisionEvent    = "event"
	EntryRevisionEntry    = "entry"
	EntryRevisionNumber   = "number"
	EntryRevisionTitle    = "title"
	EntryRevisionRepoURL  = "repo_url"
	EntryRevisionVideoURL = "video_url"
	EntryRevisionFiles    = "files"
	EntryRevisionUser     = "user"
	EntryRevisionBody     = "body"
)

// EntryRevision is an entry as it was handed in at some time.
type EntryRevision struct{ core.BaseRecordProxy }

// AsEntryRevision views a record of the entry_versions collection through its typed getters.
func AsEntryRevision(r *core.Record) *EntryRevision {
	p := &EntryRevision{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EntryRevision) Event() string { return p.GetString(EntryRevisionEvent) }

// Entry is the field entry.
func (p *EntryRevision) Entry() string { return p.GetString(EntryRevisionEntry) }

// Number is the field number.
func (p *EntryRevision) Number() int { return p.GetInt(EntryRevisionNumber) }

// Title is the field title.
func (p *EntryRevision) Title() string { return p.GetString(EntryRevisionTitle) }

// RepoURL is the field repo_url.
func (p *EntryRevision) RepoURL() string { return p.GetString(EntryRevisionRepoURL) }

// VideoURL is the field video_url.
func (p *EntryRevision) VideoURL() string { return p.GetString(EntryRevisionVideoURL) }

// User is the field user.
func (p *EntryRevision) User() string { return p.GetString(EntryRevisionUser) }

// Body is the field body.
func (p *EntryRevision) Body() string { return p.GetString(EntryRevisionBody) }

// Collection contest_judges and its fields.
const (
	ContestJudges = "contest_judges"

	ContestJudgeEvent = "event"
	ContestJudgeUser  = "user"
)

// ContestJudge is somebody who judges the entries of an event.
type ContestJudge struct{ core.BaseRecordProxy }

// AsContestJudge views a record of the contest_judges collection through its typed getters.
func AsContestJudge(r *core.Record) *ContestJudge {
	p := &ContestJudge{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *ContestJudge) Event() string { return p.GetString(ContestJudgeEvent) }

// User is the field user.
func (p *ContestJudge) User() string { return p.GetString(ContestJudgeUser) }

// Collection contest_conflicts and its fields.
const (
	ContestConflicts = "contest_conflicts"

	ContestConflictEvent  = "event"
	ContestConflictJudge  = "judge"
	ContestConflictTeam   = "team"
	ContestConflictReason = "reason"
)

// ContestConflict is a team that a judge has to do with and doesn't judge.
type ContestConflict struct{ core.BaseRecordProxy }

// AsContestConflict views a record of the contest_conflicts collection through its typed getters.
func AsContestConflict(r *core.Record) *ContestConflict {
	p := &ContestConflict{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *ContestConflict) Event() string { return p.GetString(ContestConflictEvent) }

// Judge is the field judge.
func (p *ContestConflict) Judge() string { return p.GetString(ContestConflictJudge) }

// Team is the field team.
func (p *ContestConflict) Team() string { return p.GetString(ContestConflictTeam) }

// Reason is the field reason.
func (p *ContestConflict) Reason() string { return p.GetString(ContestConflictReason) }

// Collection scores and its fields.
const (
	Scores = "scores"

	ScoreEvent  = "event"
	ScoreEntry  = "entry"
	ScoreJudge  = "judge"
	ScoreValues = "values"
	ScoreNotes  = "notes"
	ScoreNote   = "note"
)

// Score is what a judge gives an entry.
type Score struct{ core.BaseRecordProxy }

// AsScore views a record of the scores collection through its typed getters.
func AsScore(r *core.Record) *Score {
	p := &Score{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Score) Event() string { return p.GetString(ScoreEvent) }

// Entry is the field entry.
func (p *Score) Entry() string { return p.GetString(ScoreEntry) }

// Judge is the field judge.
func (p *Score) Judge() string { return p.GetString(ScoreJudge) }

// Note is the field note.
func (p *Score) Note() string { return p.GetString(ScoreNote) }

// Collection race_results and its fields.
const (
	RaceResults = "race_results"

	RaceResultEvent        = "event"
	RaceResultNumber       = "number"
	RaceResultName         = "name"
	RaceResultTeamName     = "team_name"
	RaceResultClass        = "class"
	RaceResultUser         = "user"
	RaceResultAttempts     = "attempts"
	RaceResultDisqualified = "disqualified"
	RaceResultNote         = "note"
	RaceResultBest         = "best"
	RaceResultStatus       = "status"
)

// RaceResult is somebody's attempts in a race.
type RaceResult struct{ core.BaseRecordProxy }

// AsRaceResult views a record of the race_results collection through its typed getters.
func AsRaceResult(r *core.Record) *RaceResult {
	p := &RaceResult{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *RaceResult) Event() string { return p.GetString(RaceResultEvent) }

// Number is the field number.
func (p *RaceResult) Number() string { return p.GetString(RaceResultNumber) }

// Name is the field name.
func (p *RaceResult) Name() string { return p.GetString(RaceResultName) }

// TeamName is the field team_name.
func (p *RaceResult) TeamName() string { return p.GetString(RaceResultTeamName) }

// Class is the field class.
func (p *RaceResult) Class() string { return p.GetString(RaceResultClass) }

// User is the field user.
func (p *RaceResult) User() string { return p.GetString(RaceResultUser) }

// Disqualified is the field disqualified.
func (p *RaceResult) Disqualified() bool { return p.GetBool(RaceResultDisqualified) }

// Note is the field note.
func (p *RaceResult) Note() string { return p.GetString(RaceResultNote) }

// Best is the field best.
func (p *RaceResult) Best() int { return p.GetInt(RaceResultBest) }

// Status is the field status.
func (p *RaceResult) Status() string { return p.GetString(RaceResultStatus) }

// Collection awards and its fields.
const (
	Awards = "awards"

	AwardEvent   = "event"
	AwardTeam    = "team"
	AwardUser    = "user"
	AwardRank    = "rank"
	AwardTitle   = "title"
	AwardTitleEn = "title_en"
	AwardNote    = "note"
)

// Award is what a team or somebody won.
type Award struct{ core.BaseRecordProxy }

// AsAward views a record of the awards collection through its typed getters.
func AsAward(r *core.Record) *Award {
	p := &Award{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Award) Event() string { return p.GetString(AwardEvent) }

// Team is the field team.
func (p *Award) Team() string { return p.GetString(AwardTeam) }

// User is the field user.
func (p *Award) User() string { return p.GetString(AwardUser) }

// Rank is the field rank.
func (p *Award) Rank() int { return p.GetInt(AwardRank) }

// Title is the field title.
func (p *Award) Title() string { return p.GetString(AwardTitle) }

// TitleEn is the field title_en.
func (p *Award) TitleEn() string { return p.GetString(AwardTitleEn) }

// Note is the field note.
func (p *Award) Note() string { return p.GetString(AwardNote) }

// Hidden is the field hidden.
func (p *Entry) Hidden() bool { return p.GetBool(EntryHidden) }
