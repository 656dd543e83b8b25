package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Who a record of a competition is open to, besides the organisers of its event: members of its team, judges, and everybody
// once the leaderboard or the entries are public.
const (
	enteredIt  = "team.team_members_via_team.user ?= @request.auth.id"
	judgesIt   = "event.contest_judges_via_event.user ?= @request.auth.id"
	unsealedIt = "(event.contests_via_event.leaderboard = 'live' || event.contests_via_event.revealed = true)"
	handedInIt = "(event.status != 'draft' && event.contests_via_event.entries_public = true && event.contests_via_event.entries_due < @now)"
	judgedByMe = "judge.user = @request.auth.id"
	signedInBy = "@request.auth.id != '' && "
	verifiedBy = "@request.auth.verified = true && "
	sameEvent  = " && @request.body.event:changed = false"
)

// The competitions group: teams, entries, judges, races and awards of events.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{
			createContests, createTeams, createTeamMembers, createContestJudges, createEntries, createEntryVersions, createContestConflicts, createScores,
			createRaceResults, createAwards, setContestRules,
		} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		// rules that name another of these collections would keep it
		for _, name := range contestCollections {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				continue
			}
			rules(c, nil, nil, nil, nil, nil)
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return dropCollections(app, contestCollections...)
	})
}

var contestCollections = []string{
	"awards", "race_results", "scores", "contest_conflicts", "entry_versions", "entries", "contest_judges", "team_members", "teams", "contests",
}

// ofEvent begins a collection whose records belong to an event.
func ofEvent(app core.App, name string, more ...relationSpec) (*core.Collection, error) {
	c := core.NewBaseCollection(name)
	return c, addRelations(app, c, append([]relationSpec{{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."}}, more...)...)
}

func createContests(app core.App) error {
	c, err := ofEvent(app, "contests")
	if err != nil {
		return err
	}
	c.Fields.Add(
		mustChoose(choice("kind", []string{"judged", "race"}, "评审作品，或计时竞速 · Entries are judged, or times are taken.")),
		text("rules", 20_000, "规则（Markdown） · Rules, in Markdown."),
		text("html", 100_000, "规则的网页，由系统生成 · Rules as HTML; made by the system."),
		integer("team_min", "每队至少几人；0 为 1 · Fewest people in a team; 0 is 1."),
		integer("team_max", "每队最多几人；0 为 5 · Most people in a team; 0 is 5."),
		date("teams_until", "组队截止；空为作品截止时 · Until when teams are made; empty: until entries are due."),
		date("entries_due", "作品截止；空为活动结束时 · When entries are due; empty: when the event ends."),
		date("judging_until", "评审截止；空为不限 · Until when entries are judged; empty: without end."),
		mustChoose(choice("leaderboard", []string{"live", "sealed"}, "排行榜：实时公开，或先封存 · Leaderboard: live, or sealed at first.")),
		date("reveal_at", "封存的排行榜何时公开；空为手动 · When a sealed leaderboard becomes public; empty: by hand."),
		flag("revealed", "封存的排行榜已公开 · The sealed leaderboard is public."),
		flag("entries_public", "截止后公开作品 · Entries are public after the deadline."),
		flag("normalise", "校正评委打分的松紧 · Evens out how strict judges are."),
		flag("same_company", "评委回避同公司的队伍 · Judges don't score teams of their own company."),
		object("criteria", 20_000, `评分项：[{"id": "idea", "name": "创意", "weight": 30, "min": 0, "max": 10}] · What is scored.`),
	)
	timestamps(c)
	c.AddIndex("idx_contests_event", true, "event", "")
	c.AddIndex("idx_contests_reveal", false, "reveal_at", "reveal_at != ''")
	return app.Save(c)
}

func createTeams(app core.App) error {
	c, err := ofEvent(app, "teams")
	if err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("name", 60, "队名 · Name of the team."))),
		text("about", 300, "介绍 · What it is about."),
	)
	if err := addRelations(app, c, relationSpec{name: "leader", to: "users", help: "队长 · Who leads it."}); err != nil {
		return err
	}
	c.Fields.Add(
		&core.TextField{Name: "code", Max: 20, Hidden: true, Help: "入队码，由系统生成 · Code to join with; made by the system."},
		integer("size", "人数，由系统维护 · How many are in it; kept by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_teams_name", true, "event, name COLLATE NOCASE", "")
	c.AddIndex("idx_teams_code", true, "code", "code != ''")
	c.AddIndex("idx_teams_event", false, "event, created", "")
	c.AddIndex("idx_teams_leader", false, "leader", "")
	return app.Save(c)
}

func createTeamMembers(app core.App) error {
	c, err := ofEvent(app, "team_members",
		relationSpec{name: "team", to: "teams", required: true, cascade: true, help: "队伍 · The team."},
		relationSpec{name: "user", to: "users", required: true, cascade: true, help: "队员 · The member."},
	)
	if err != nil {
		return err
	}
	timestamps(c)
	c.AddIndex("idx_team_members_once", true, "event, user", "")
	c.AddIndex("idx_team_members_team", false, "team, created", "")
	c.AddIndex("idx_team_members_user", false, "user", "")
	return app.Save(c)
}

func createContestJudges(app core.App) error {
	c, err := ofEvent(app, "contest_judges", relationSpec{name: "user", to: "users", required: true, cascade: true, help: "评委 · The judge."})
	if err != nil {
		return err
	}
	timestamps(c)
	c.AddIndex("idx_contest_judges_once", true, "event, user", "")
	c.AddIndex("idx_contest_judges_user", false, "user", "")
	return app.Save(c)
}

func createEntries(app core.App) error {
	c, err := ofEvent(app, "entries", relationSpec{name: "team", to: "teams", required: true, cascade: true, help: "队伍 · The team."})
	if err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("title", 120, "作品名称 · Title."))),
		link("repo_url", "代码仓库 · Where its code is."),
		link("video_url", "演示视频 · A video that shows it."),
		&core.FileField{Name: "files", MaxSelect: 5, MaxSize: 20 << 20, MimeTypes: attachmentTypes, Protected: true, Help: "附件；公开之前只有队伍、评委和组织者能下载 · Files; until the entry is public for the team, judges and organisers."},
		integer("version", "第几版，由系统维护 · Number of the version; kept by the system."),
		date("submitted", "提交时间，由系统维护 · When it was handed in; kept by the system."),
	)
	if err := addRelations(app, c, relationSpec{name: "user", to: "users", help: "谁提交的；注销的为空 · Who handed it in; empty when gone."}); err != nil {
		return err
	}
	c.Fields.Add(
		text("body", 50_000, "说明（Markdown） · Text, in Markdown."),
		text("html", 300_000, "说明的网页，由系统生成 · Text as HTML; made by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_entries_team", true, "team", "")
	c.AddIndex("idx_entries_event", false, "event, title", "")
	c.AddIndex("idx_entries_user", false, "user", "")
	return app.Save(c)
}

func createEntryVersions(app core.App) error {
	c, err := ofEvent(app, "entry_versions", relationSpec{name: "entry", to: "entries", required: true, cascade: true, help: "作品 · The entry."})
	if err != nil {
		return err
	}
	c.Fields.Add(
		integer("number", "第几版 · Number."),
		presentable(text("title", 120, "作品名称 · Title.")),
		text("repo_url", 2000, "代码仓库 · Where its code is."),
		text("video_url", 2000, "演示视频 · A video that shows it."),
		object("files", 4000, "附件的名称 · Names of its files."),
	)
	if err := addRelations(app, c, relationSpec{name: "user", to: "users", help: "谁提交的；注销的为空 · Who handed it in; empty when gone."}); err != nil {
		return err
	}
	c.Fields.Add(text("body", 50_000, "说明（Markdown） · Text, in Markdown."))
	timestamps(c)
	c.AddIndex("idx_entry_versions_number", true, "entry, number", "")
	c.AddIndex("idx_entry_versions_event", false, "event", "")
	c.AddIndex("idx_entry_versions_user", false, "user", "")
	return app.Save(c)
}

func createContestConflicts(app core.App) error {
	c, err := ofEvent(app, "contest_conflicts",
		relationSpec{name: "judge", to: "contest_judges", required: true, cascade: true, help: "评委 · The judge."},
		relationSpec{name: "team", to: "teams", required: true, cascade: true, help: "回避的队伍 · The team that isn't judged."},
	)
	if err != nil {
		return err
	}
	c.Fields.Add(text("reason", 300, "原因 · Why."))
	timestamps(c)
	c.AddIndex("idx_contest_conflicts_once", true, "judge, team", "")
	c.AddIndex("idx_contest_conflicts_event", false, "event", "")
	c.AddIndex("idx_contest_conflicts_team", false, "team", "")
	return app.Save(c)
}

func createScores(app core.App) error {
	c, err := ofEvent(app, "scores",
		relationSpec{name: "entry", to: "entries", required: true, cascade: true, help: "作品 · The entry."},
		relationSpec{name: "judge", to: "contest_judges", required: true, cascade: true, help: "评委 · The judge."},
	)
	if err != nil {
		return err
	}
	c.Fields.Add(
		object("values", 4000, "每个评分项的分数 · Score of each criterion."),
		object("notes", 20_000, "每个评分项的评语 · Notes on each criterion."),
		text("note", 2000, "总评 · Note on the whole."),
	)
	timestamps(c)
	c.AddIndex("idx_scores_once", true, "entry, judge", "")
	c.AddIndex("idx_scores_event", false, "event", "")
	c.AddIndex("idx_scores_judge", false, "judge", "")
	return app.Save(c)
}

func createRaceResults(app core.App) error {
	c, err := ofEvent(app, "race_results")
	if err != nil {
		return err
	}
	c.Fields.Add(
		required(text("number", 20, "参赛号 · Start number.")),
		presentable(required(text("name", 80, "姓名 · Name."))),
		text("team_name", 80, "车队 · Team."),
		text("class", 40, "组别 · Class."),
	)
	if err := addRelations(app, c, relationSpec{name: "user", to: "users", help: "本站账号 · Account here."}); err != nil {
		return err
	}
	c.Fields.Add(
		object("attempts", 8000, `各次成绩：毫秒，或 "DNF"、"DSQ"、"DNS" · Attempts: milliseconds, or "DNF", "DSQ", "DNS".`),
		flag("disqualified", "取消成绩 · Disqualified as a whole."),
		text("note", 300, "备注 · Note."),
		integer("best", "最好成绩（毫秒），由系统计算 · Best time in milliseconds; made by the system."),
		choice("status", []string{"ok", "dnf", "dsq", "dns"}, "有成绩、未完成、取消成绩、未出发，由系统计算 · What came of it; made by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_race_results_number", true, "event, number", "")
	c.AddIndex("idx_race_results_best", false, "event, status, best", "")
	c.AddIndex("idx_race_results_user", false, "user", "")
	return app.Save(c)
}

func createAwards(app core.App) error {
	c, err := ofEvent(app, "awards",
		relationSpec{name: "team", to: "teams", cascade: true, help: "获奖的队伍 · The team."},
		relationSpec{name: "user", to: "users", help: "获奖的人 · The person."},
	)
	if err != nil {
		return err
	}
	c.Fields.Add(
		integer("rank", "名次；0 为没有名次的奖 · Rank; 0 for an award without one."),
		presentable(required(text("title", 80, "奖项 · Award."))),
		text("title_en", 80, "奖项的英文名 · Award, in English."),
		text("note", 300, "颁奖词 · Why."),
	)
	timestamps(c)
	c.AddIndex("idx_awards_once", true, "event, title, team, user", "")
	c.AddIndex("idx_awards_team", false, "team", "")
	c.AddIndex("idx_awards_user", false, "user", "")
	return app.Save(c)
}

// setContestRules comes last: a rule can only name collections that are there.
func setContestRules(app core.App) error {
	const (
		shown   = publicIt + " || " + managesIt
		open    = "(" + publicIt + " && " + unsealedIt + ") || " + managesIt
		leads   = signedInBy + "(leader = @request.auth.id || " + managesIt + ")"
		entry   = handedInIt + " || (" + signedInBy + "(" + enteredIt + " || " + judgesIt + " || " + managesIt + "))"
		version = signedInBy + "(entry.team.team_members_via_team.user ?= @request.auth.id || " + judgesIt + " || " + managesIt + ")"
		judge   = signedInBy + "(" + judgedByMe + " || " + managesIt + ")"
	)
	for name, r := range map[string][4]string{ // see, create, update, delete; empty leaves it to superusers
		"contests":          {shown, managesIt, managesIt + sameEvent, managesIt},
		"teams":             {shown, signedInBy + verifiedBy + "leader = @request.auth.id", leads + sameEvent, leads},
		"team_members":      {shown, signedInBy + verifiedBy + "user = @request.auth.id", "", signedInBy + "(user = @request.auth.id || team.leader = @request.auth.id || " + managesIt + ")"},
		"entries":           {entry, signedInBy + enteredIt, signedInBy + enteredIt + sameEvent + " && @request.body.team:changed = false", signedInBy + "(team.leader = @request.auth.id || " + managesIt + ")"},
		"entry_versions":    {version, "", "", ""},
		"contest_judges":    {shown, managesIt, "", signedInBy + "(user = @request.auth.id || " + managesIt + ")"},
		"contest_conflicts": {judge, judge, "", managesIt},
		"scores":            {judge, signedInBy + judgedByMe, signedInBy + judgedByMe + sameEvent + " && @request.body.entry:changed = false && @request.body.judge:changed = false", ""},
		"race_results":      {open, managesIt, managesIt + sameEvent, managesIt},
		"awards":            {open, managesIt, managesIt + sameEvent, managesIt},
	} {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		var set [4]*string
		for i, one := range r {
			if one != "" {
				set[i] = rule(one)
			}
		}
		rules(c, set[0], set[0], set[1], set[2], set[3])
		if err := app.Save(c); err != nil {
			return err
		}
	}
	return nil
}
