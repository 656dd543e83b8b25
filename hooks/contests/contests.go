// Package contests is the room of competitions at events: hackathons and challenges, where teams hand in entries that judges
// score, and races, where times are taken.
//
// What stands when is decided by the server's clock at the moment a request arrives, and judged in the transaction of the
// write: of twenty who join at once for one place one gets it. Whoever may see a result may see it everywhere, and while a
// leaderboard is sealed nobody but the organisers sees any: no page, answer or message is made from what is sealed.
package contests

import (
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// early is the order of the request hooks here: what a person can't say at all is settled before anybody judges it.
const early = -100

// Register binds the room.
func Register(app core.App) {
	// what organisers set
	app.OnRecordCreateRequest(schema.Contests).Bind(bind.At("contests.asked", early, contestAsked))
	app.OnRecordUpdateRequest(schema.Contests).Bind(bind.At("contests.asked", early, contestAsked))
	app.OnRecordCreate(schema.Contests).Bind(bind.Func("contests.prepare", prepareContest))
	app.OnRecordUpdate(schema.Contests).Bind(bind.Func("contests.prepare", prepareContest))
	app.OnRecordValidate(schema.Contests).Bind(bind.Func("contests.validate", validateContest))
	app.OnRecordUpdateExecute(schema.Contests).Bind(bind.Func("contests.save", saveContest))
	app.OnRecordDeleteRequest(schema.Contests).Bind(bind.Func("contests.mayDelete", mayDeleteContest))

	// teams
	app.OnRecordCreateRequest(schema.Teams).Bind(bind.At("contests.teams.mayCreate", early, mayFound))
	app.OnRecordUpdateRequest(schema.Teams).Bind(bind.At("contests.teams.mayUpdate", early, mayLead))
	app.OnRecordDeleteRequest(schema.Teams).Bind(bind.At("contests.teams.mayDelete", early, mayDisband))
	app.OnRecordValidate(schema.Teams).Bind(bind.Func("contests.teams.validate", validateTeam))
	app.OnRecordCreateExecute(schema.Teams).Bind(bind.Func("contests.teams.create", found))
	app.OnRecordUpdateExecute(schema.Teams).Bind(bind.Func("contests.teams.update", lead))
	app.OnRecordCreateRequest(schema.TeamMembers).Bind(bind.At("contests.members.mayCreate", early, mayJoin))
	app.OnRecordDeleteRequest(schema.TeamMembers).Bind(bind.At("contests.members.mayDelete", early, mayLeave))
	app.OnRecordCreateExecute(schema.TeamMembers).Bind(bind.Func("contests.members.create", join))
	app.OnRecordDeleteExecute(schema.TeamMembers).Bind(bind.Func("contests.members.delete", leave))

	// entries
	app.OnRecordCreateRequest(schema.Entries).Bind(bind.At("contests.entries.mayCreate", early, mayHandIn))
	app.OnRecordUpdateRequest(schema.Entries).Bind(bind.At("contests.entries.mayUpdate", early, mayHandIn))
	app.OnRecordDeleteRequest(schema.Entries).Bind(bind.At("contests.entries.mayDelete", early, mayWithdraw))
	app.OnRecordValidate(schema.Entries).Bind(bind.Func("contests.entries.validate", validateEntry))
	app.OnRecordCreateExecute(schema.Entries).Bind(bind.Func("contests.entries.save", handIn))
	app.OnRecordUpdateExecute(schema.Entries).Bind(bind.Func("contests.entries.save", handIn))

	// judging
	app.OnRecordCreateExecute(schema.ContestJudges).Bind(bind.Func("contests.judges.create", invite))
	app.OnRecordCreateExecute(schema.ContestConflicts).Bind(bind.Func("contests.conflicts.create", stepAside))
	app.OnRecordCreateRequest(schema.Scores).Bind(bind.At("contests.scores.asked", early, scoreAsked))
	app.OnRecordUpdateRequest(schema.Scores).Bind(bind.At("contests.scores.asked", early, scoreAsked))
	app.OnRecordCreateExecute(schema.Scores).Bind(bind.Func("contests.scores.save", score))
	app.OnRecordUpdateExecute(schema.Scores).Bind(bind.Func("contests.scores.save", score))

	// what belongs to a team or an entry is of the same event
	for collection, of := range map[string]string{schema.TeamMembers: schema.Teams, schema.Entries: schema.Teams, schema.ContestConflicts: schema.Teams, schema.Scores: schema.Entries} {
		app.OnRecordCreate(collection).Bind(bind.Func("contests.event."+collection, eventOf(of)))
	}

	// races and awards
	app.OnRecordValidate(schema.RaceResults).Bind(bind.Func("contests.results.validate", validateResult))
	app.OnRecordCreateExecute(schema.RaceResults).Bind(bind.Func("contests.results.create", enterRace))
	app.OnRecordUpdateExecute(schema.RaceResults).Bind(bind.Func("contests.results.update", sameEvent))
	app.OnRecordValidate(schema.Awards).Bind(bind.Func("contests.awards.validate", validateAward))
	app.OnRecordCreateExecute(schema.Awards).Bind(bind.Func("contests.awards.create", give))
	app.OnRecordUpdateExecute(schema.Awards).Bind(bind.Func("contests.awards.update", sameEvent))

	tellOf(app)
	jobs.Every(app, "contests.reveal", "* * * * *", Reveal)

	app.OnServe().Bind(bind.Func("contests.routes", func(e *core.ServeEvent) error {
		e.Router.GET("/api/qiao/contests/{event}", show).Bind(apis.SkipSuccessActivityLog())
		e.Router.GET("/api/qiao/contests/{event}/leaderboard", showBoard).Bind(apis.SkipSuccessActivityLog())
		e.Router.GET("/api/qiao/contests/{event}/judging", showJudging).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.SkipSuccessActivityLog())
		e.Router.POST("/api/qiao/contests/{event}/results", importResults).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.BodyLimit(maxCSV))
		return e.Next()
	}))
}

// arrivedKey holds, on a record being saved on request, when the request arrived: who waits for the database isn't late for
// that. Keys that begin with @ are no columns.
const arrivedKey = "@contests.arrived"

// arrive notes that somebody asks for a record now.
func arrive(r *core.Record) { r.SetRaw(arrivedKey, now()) }

// arrived says when somebody asked for a record; false where the system, an import or a superuser writes it.
func arrived(r *core.Record) (time.Time, bool) {
	at, ok := r.GetRaw(arrivedKey).(time.Time)
	return at, ok
}

// now is the server's clock, to the millisecond that times in the database have.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// byMember says whether a member asks, whom the clock and their part in a team bind.
func byMember(e *core.RecordRequestEvent) bool { return e.Auth != nil && !e.Auth.IsSuperuser() }
