package access

import "qiao/hooks/schema"

// What a record of a competition depends on besides its event.
const (
	// entered is true of members of the team that a record belongs to, judges of those who judge at its event
	entered = "team.team_members_via_team.user ?= @request.auth.id"
	judges  = "event.contest_judges_via_event.user ?= @request.auth.id"
	// unsealed is true once everybody may see who is where
	unsealed = "(event.contests_via_event.leaderboard = 'live' || event.contests_via_event.revealed = true)"
	// handedIn is true of entries that everybody may see
	handedIn = "(" + publicEvent + " && event.contests_via_event.entries_public = true && event.contests_via_event.entries_due < @now)"
)

// The rules of the competitions group: teams, entries, judges, races and awards.
var contestRules = map[string]RuleSet{
	schema.Contests: ofTheEvent(Rule{publicEvent + " || " + managesEvent, "everyone once the event is public; its organisers always"}),
	schema.Teams: func() RuleSet {
		see := Rule{publicEvent + " || " + managesEvent, "everyone once the event is public; its organisers always"}
		run := signedIn + " && (leader = @request.auth.id || " + managesEvent + ")"
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + verified + " && leader = @request.auth.id", "verified members, as its leader"},
			Update: Rule{run + unchanged("event"), "its leader; " + organisers},
			Delete: Rule{run, "its leader until entries are due; " + organisers}}
	}(),
	schema.TeamMembers: func() RuleSet {
		see := Rule{publicEvent + " || " + managesEvent, "everyone once the event is public; its organisers always"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + verified + " && user = @request.auth.id", "verified members, for themselves, with the team's code"},
			Delete: Rule{signedIn + " && (user = @request.auth.id || team.leader = @request.auth.id || " + managesEvent + ")",
				"the member and the team's leader until entries are due; " + organisers}}
	}(),
	schema.Entries: func() RuleSet {
		see := Rule{"(" + handedIn + " && hidden = false) || (" + signedIn + " && (" + entered + " || " + judges + " || " + managesEvent + "))",
			"the team, the event's judges and its organisers; everyone after the deadline where organisers say so, but for those that a moderator hid"}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && " + entered, "members of the team until entries are due"},
			Update: Rule{signedIn + " && " + entered + unchanged("event", "team"), "members of the team until entries are due"},
			Delete: Rule{signedIn + " && (team.leader = @request.auth.id || " + managesEvent + ")", "the team's leader until entries are due; " + organisers}}
	}(),
	schema.EntryVersions: func() RuleSet {
		see := Rule{signedIn + " && (entry.team.team_members_via_team.user ?= @request.auth.id || " + judges + " || " + managesEvent + ")",
			"the team, the event's judges and its organisers"}
		return RuleSet{List: see, View: see}
	}(),
	schema.ContestJudges: func() RuleSet {
		see := Rule{publicEvent + " || " + managesEvent, "everyone once the event is public; its organisers always"}
		return RuleSet{List: see, View: see, Create: Rule{managesEvent, organisers},
			Delete: Rule{signedIn + " && (user = @request.auth.id || " + managesEvent + ")", "the judge; " + organisers}}
	}(),
	schema.ContestConflicts: func() RuleSet {
		see := Rule{signedIn + " && (judge.user = @request.auth.id || " + managesEvent + ")", "the judge; " + organisers}
		return RuleSet{List: see, View: see, Create: see, Delete: Rule{managesEvent, organisers}}
	}(),
	schema.Scores: func() RuleSet {
		see := Rule{signedIn + " && (judge.user = @request.auth.id || " + managesEvent + ")", "the judge; " + organisers}
		return RuleSet{List: see, View: see,
			Create: Rule{signedIn + " && judge.user = @request.auth.id", "the judge, while entries are judged"},
			Update: Rule{signedIn + " && judge.user = @request.auth.id" + unchanged("event", "entry", "judge"), "the judge, while entries are judged"}}
	}(),
	schema.RaceResults: ofTheEvent(whenUnsealed),
	schema.Awards:      ofTheEvent(whenUnsealed),
}

var whenUnsealed = Rule{"(" + publicEvent + " && " + unsealed + ") || " + managesEvent, "everyone once the event and its leaderboard are public; its organisers always"}
