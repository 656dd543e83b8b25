package contests

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// whereEvent selects the records of an event.
func whereEvent(event string) dbx.Expression { return dbx.HashExp{"event": event} }

// shown is what GET /api/qiao/contests/{event} answers: where a competition is, and one's own part in it.
type shown struct {
	ID         string         `json:"id"`
	Event      string         `json:"event"`
	Slug       string         `json:"slug"`
	Kind       string         `json:"kind"`
	Phase      string         `json:"phase"` // teams, entries, judging, race or over
	TeamsUntil types.DateTime `json:"teamsUntil"`
	EntriesDue types.DateTime `json:"entriesDue"`
	Min        int            `json:"teamMin"`
	Max        int            `json:"teamMax"`
	Now        types.DateTime `json:"now"`      // the server's clock
	Unsealed   bool           `json:"unsealed"` // everybody may see the leaderboard
	Organises  bool           `json:"organises"`
	Judge      string         `json:"judge"` // one's record as a judge
	Team       *ownTeam       `json:"team"`
	Entry      *ownEntry      `json:"entry"`
}

type ownTeam struct {
	ID      string   `json:"id" db:"id"`
	Name    string   `json:"name" db:"name"`
	About   string   `json:"about" db:"about"`
	Leader  string   `json:"leader" db:"leader"`
	Code    string   `json:"code" db:"code"`
	Members []member `json:"members" db:"-"`
}

type member struct {
	ID     string `json:"id" db:"id"` // of the membership
	User   string `json:"user" db:"user"`
	Handle string `json:"handle" db:"handle"`
	Name   string `json:"name" db:"name"`
}

type ownEntry struct {
	ID        string         `json:"id"`
	Title     string         `json:"title"`
	Body      string         `json:"body"`
	RepoURL   string         `json:"repoUrl"`
	VideoURL  string         `json:"videoUrl"`
	Files     []string       `json:"files"`
	Version   int            `json:"version"`
	Submitted types.DateTime `json:"submitted"`
}

// visibleContest gives the competition of a request; one of a draft only to who organises the event.
func visibleContest(e *core.RequestEvent) (c *contest, runs bool, err error) {
	if c, err = namedContest(e.App, e.Request.PathValue("event")); err != nil {
		return nil, false, err
	}
	if runs, err = access.Organises(e.App, e.Auth, c.Event); err != nil {
		return nil, false, err
	}
	if !c.public() && !runs {
		return nil, false, errNoContest
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return c, runs, nil
}

func show(e *core.RequestEvent) error {
	c, runs, err := visibleContest(e)
	if err != nil {
		return err
	}
	at := now()
	v := shown{
		ID: c.ID, Event: c.Event, Slug: c.Slug, Kind: c.Kind, Phase: c.phase(at), TeamsUntil: c.TeamsUntil, EntriesDue: c.EntriesDue, Min: c.Min, Max: c.Max,
		Unsealed: c.unsealed(), Organises: runs,
	}
	if v.Now, err = types.ParseDateTime(at); err != nil {
		return err
	}
	if e.Auth == nil || e.Auth.IsSuperuser() {
		return e.JSON(http.StatusOK, v)
	}
	if v.Judge, err = judgeAt(e.App, c.Event, e.Auth.Id); err != nil {
		return err
	}
	team, err := teamOf(e.App, c.Event, e.Auth.Id)
	if err != nil {
		return err
	}
	if team == "" {
		return e.JSON(http.StatusOK, v)
	}
	v.Team = &ownTeam{}
	if err := e.App.DB().NewQuery("SELECT id, name, about, leader, code FROM teams WHERE id = {:id}").Bind(dbx.Params{"id": team}).One(v.Team); err != nil {
		return err
	}
	if err := e.App.DB().NewQuery("SELECT m.id, m.user, u.handle, u.name FROM team_members m JOIN users u ON u.id = m.user WHERE m.team = {:team} ORDER BY m.created, m.id").
		Bind(dbx.Params{"team": team}).All(&v.Team.Members); err != nil {
		return err
	}
	id, err := entryOf(e.App, team)
	if err != nil {
		return err
	}
	if id == "" {
		return e.JSON(http.StatusOK, v)
	}
	found, err := e.App.FindRecordById(schema.Entries, id)
	if err != nil {
		return err
	}
	en := schema.AsEntry(found)
	v.Entry = &ownEntry{
		ID: en.Id, Title: en.Title(), Body: en.Body(), RepoURL: en.RepoURL(), VideoURL: en.VideoURL(), Files: en.GetStringSlice(schema.EntryFiles),
		Version: en.Version(), Submitted: en.Submitted(),
	}
	return e.JSON(http.StatusOK, v)
}

// judgeAt gives somebody's record as a judge of an event, empty for none.
func judgeAt(app core.App, event, user string) (id string, err error) {
	var ids []string
	err = app.DB().NewQuery("SELECT id FROM contest_judges WHERE event = {:event} AND user = {:user}").Bind(dbx.Params{"event": event, "user": user}).Column(&ids)
	if err == nil && len(ids) > 0 {
		id = ids[0]
	}
	return id, err
}

var errSealed = i18n.NewError("contests.sealed").WithStatus(http.StatusForbidden)

// showBoard answers who is where: to everybody once it is unsealed, to organisers always.
func showBoard(e *core.RequestEvent) error {
	c, runs, err := visibleContest(e)
	if err != nil {
		return err
	}
	if !c.unsealed() && !runs {
		return errSealed
	}
	if c.Kind == Race {
		list, err := finishes(e.App, c)
		if err != nil {
			return err
		}
		return e.JSON(http.StatusOK, map[string]any{"kind": Race, "sealed": !c.unsealed(), "results": list})
	}
	lines, err := board(e.App, c)
	if err != nil {
		return err
	}
	for i := range lines {
		if !runs && (lines[i].hidden || !c.handedIn(now())) {
			lines[i].Title, lines[i].Entry = "", ""
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"kind": Judged, "sealed": !c.unsealed(), "lines": lines})
}

// judgingView is what GET /api/qiao/contests/{event}/judging answers a judge.
type judgingView struct {
	Event    string      `json:"event"`
	Slug     string      `json:"slug"`
	Title    string      `json:"title"`
	Judge    string      `json:"judge"`
	Open     bool        `json:"open"` // scores are taken now
	Why      string      `json:"why"`  // why not, in words
	Criteria []Criterion `json:"criteria"`
	Entries  []toJudge   `json:"entries"`
}

// toJudge is an entry with what the judge gave it.
type toJudge struct {
	ID       string   `json:"id" db:"id"`
	Title    string   `json:"title" db:"title"`
	Team     string   `json:"team" db:"team"`
	Name     string   `json:"name" db:"name"` // the team's
	RepoURL  string   `json:"repoUrl" db:"repo_url"`
	VideoURL string   `json:"videoUrl" db:"video_url"`
	RawFiles string   `json:"-" db:"files"`
	Files    []string `json:"files" db:"-"`
	HTML     string   `json:"html" db:"html"`
	Conflict string   `json:"conflict" db:"-"` // declared, member or company
	Score    *given   `json:"score" db:"-"`
}

type given struct {
	ID     string        `json:"id" db:"id"`
	Entry  string        `json:"-" db:"entry"`
	Values types.JSONRaw `json:"values" db:"values"`
	Notes  types.JSONRaw `json:"notes" db:"notes"`
	Note   string        `json:"note" db:"note"`
}

const judgedPerPage = 20

func showJudging(e *core.RequestEvent) error {
	c, _, err := visibleContest(e)
	if err != nil {
		return err
	}
	id, err := judgeAt(e.App, c.Event, e.Auth.Id)
	if err != nil {
		return err
	}
	if id == "" {
		return i18n.NewError("contests.not_judge").WithStatus(http.StatusForbidden)
	}
	judge, err := judgeOf(e.App, id, c.Event)
	if err != nil {
		return err
	}
	v := judgingView{Event: c.Event, Slug: c.Slug, Title: c.Title, Judge: id, Open: true, Criteria: c.Criteria, Entries: []toJudge{}}
	if why, closed := c.judging(now()).(*i18n.Error); closed {
		v.Open, v.Why = false, why.In(i18n.Of(e.Request))
	}
	if err := e.App.DB().NewQuery(`SELECT e.id, e.title, e.team, t.name, e.repo_url, e.video_url, e.files, e.html FROM entries e JOIN teams t ON t.id = e.team
		WHERE e.event = {:event} ORDER BY t.name COLLATE NOCASE, e.id LIMIT {:most} OFFSET {:skip}`).
		Bind(dbx.Params{"event": c.Event, "most": judgedPerPage + 1, "skip": (pageOf(e) - 1) * judgedPerPage}).All(&v.Entries); err != nil {
		return err
	}
	more := len(v.Entries) > judgedPerPage
	if more {
		v.Entries = v.Entries[:judgedPerPage]
	}
	why, err := conflicts(e.App, c, judge)
	if err != nil {
		return err
	}
	var scores []*given
	if err := e.App.DB().NewQuery("SELECT id, entry, [[values]], notes, note FROM scores WHERE judge = {:judge}").Bind(dbx.Params{"judge": id}).All(&scores); err != nil {
		return err
	}
	mine := map[string]*given{}
	for _, s := range scores {
		mine[s.Entry] = s
	}
	for i := range v.Entries {
		en := &v.Entries[i]
		en.Conflict, en.Score, en.Files = why[en.Team], mine[en.ID], namesOf(en.RawFiles)
	}
	return e.JSON(http.StatusOK, map[string]any{"judging": v, "page": pageOf(e), "more": more})
}

// namesOf reads a list of file names as the database has it.
func namesOf(raw string) []string {
	names := []string{}
	if err := json.Unmarshal([]byte(raw), &names); err != nil {
		return []string{}
	}
	return names
}

// pageOf is the page of a list that a request asks for, from 1.
func pageOf(e *core.RequestEvent) int {
	n, err := strconv.Atoi(e.Request.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 1000 {
		return 1
	}
	return n
}
