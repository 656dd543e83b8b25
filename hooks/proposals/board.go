package proposals

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
)

// eventView is an event as the endpoints of this room name it.
type eventView struct {
	ID     string         `db:"id" json:"id"`
	Slug   string         `db:"slug" json:"slug"`
	Kind   string         `db:"kind" json:"kind"`
	Title  string         `db:"title" json:"title"`
	Status string         `db:"status" json:"status"`
	Zone   string         `db:"zone" json:"zone"`
	Starts types.DateTime `db:"starts" json:"starts"`
	Ends   types.DateTime `db:"ends" json:"ends"`
}

func readEvent(app core.App, id string) (v eventView, err error) {
	err = app.DB().NewQuery("SELECT id, slug, kind, title, status, zone, starts, ends FROM events WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(&v)
	return v, err
}

// callView is what everyone may know of a call: GET /api/qiao/events/{id}/call.
type callView struct {
	Event     eventView      `json:"event"`
	Why       string         `json:"why"` // why nothing can be proposed: closed, soon, over; empty when it can
	Opens     types.DateTime `json:"opens"`
	Closes    types.DateTime `json:"closes"`
	Freeze    types.DateTime `json:"freeze"`
	Frozen    bool           `json:"frozen"`
	HTML      string         `json:"html"`
	Kinds     []kindView     `json:"kinds"`
	Anonymous bool           `json:"anonymous"`
	Role      string         `json:"role"` // organiser, reviewer, gate or empty
}

type kindView struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Minutes int            `json:"minutes"`
	Closes  types.DateTime `json:"closes"`
	Open    bool           `json:"open"`
}

func (c *call) kindViews() []kindView {
	at, list := now(), []kindView{}
	for _, k := range c.Kinds {
		closes, _ := types.ParseDateTime(c.deadline(k)) // a time is one
		list = append(list, kindView{k.ID, k.Name, k.Minutes, closes, c.window(c.deadline(k), at) == ""})
	}
	return list
}

var errNoCall = i18n.NewError("proposals.no_call").WithStatus(http.StatusNotFound)

func showCall(e *core.RequestEvent) error {
	event, role, err := eventFor(e)
	if err != nil {
		return err
	}
	c, err := readCall(e.App, event)
	if missing(err) {
		return errNoCall
	}
	if err != nil {
		return err
	}
	at := now()
	v := callView{Why: c.window(c.last(), at), Opens: c.Opens, Closes: c.Closes, Freeze: c.Freeze, Frozen: c.frozen(at), HTML: c.HTML, Kinds: c.kindViews(), Anonymous: c.Anonymous, Role: role}
	if v.Event, err = readEvent(e.App, event); err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}

// perPage is how many proposals a page of the review shows.
const perPage = 30

// boardView is what GET /api/qiao/events/{id}/proposals answers to organisers and reviewers.
type boardView struct {
	Event     eventView      `json:"event"`
	Role      string         `json:"role"`
	Anonymous bool           `json:"anonymous"`
	Kinds     []kindView     `json:"kinds"`
	Criteria  []string       `json:"criteria"`
	ScoreMin  int            `json:"scoreMin"`
	ScoreMax  int            `json:"scoreMax"`
	States    map[string]int `json:"states"`
	Unsent    int            `json:"unsent"` // decisions that proposers haven't been told; organisers only
	Page      int            `json:"page"`
	PerPage   int            `json:"perPage"`
	Total     int            `json:"total"`
	Items     []*boardItem   `json:"items"`
}

// A boardItem is a proposal as who reviews it sees it. What follows from reviews and decisions is left out for who has a
// part in the proposal, and the figures for a reviewer who hasn't said anything yet: others' scores pull.
type boardItem struct {
	ID       string         `db:"id" json:"id"`
	Title    string         `db:"title" json:"title"`
	Kind     string         `db:"kind" json:"kind"`
	Lang     string         `db:"lang" json:"lang"`
	HTML     string         `db:"html" json:"html"`
	State    string         `db:"state" json:"state"`
	Created  types.DateTime `db:"created" json:"created"`
	Late     bool           `db:"late" json:"late"`
	Placed   bool           `db:"placed" json:"placed"`
	Own      bool           `db:"own" json:"own"`
	Notes    string         `db:"notes" json:"notes,omitempty"`
	Count    *int           `db:"n" json:"count"`
	Mean     *float64       `db:"mean" json:"mean"`
	Median   *float64       `db:"median" json:"median"`
	Decision string         `db:"decision" json:"decision,omitempty"`
	Outcome  string         `db:"outcome" json:"outcome,omitempty"`
	Message  string         `db:"message" json:"message,omitempty"`
	Sent     types.DateTime `db:"sent" json:"sent"`
	Author   string         `db:"author_name" json:"author,omitempty"`
	Handle   string         `db:"author_handle" json:"handle,omitempty"`
	Raw      string         `db:"speakers" json:"-"`

	Speakers []speakerView `db:"-" json:"speakers,omitempty"`
	Mine     *reviewView   `db:"-" json:"mine"`
	Others   []*reviewView `db:"-" json:"others"`
}

type speakerView struct {
	Name   string `json:"name"`
	Bio    string `json:"bio"`
	Handle string `json:"handle,omitempty"`
}

type reviewView struct {
	ID        string  `db:"id" json:"id"`
	Proposal  string  `db:"proposal" json:"-"`
	Reviewer  string  `db:"reviewer" json:"-"`
	Name      string  `db:"name" json:"name"`
	Score     float64 `db:"score" json:"score"`
	RawScores string  `db:"scores" json:"-"`
	Note      string  `db:"note" json:"note"`

	Scores []float64 `db:"-" json:"scores"`
}

// orders are the ways to sort; proposals without figures come last.
var orders = map[string]string{
	"new": "p.created DESC, p.id", "old": "p.created, p.id", "title": "p.title, p.id", "mean": "mean IS NULL, mean DESC, n DESC, p.id", "median": "median IS NULL, median DESC, mean DESC, p.id",
	"least": "coalesce(n, 0), p.created, p.id", // with the fewest reviews first
}

// others is true of reviews r by somebody without a part in the proposal: who is named as a speaker afterwards doesn't count,
// and counts again when they leave, so that naming a reviewer takes nobody's word away.
const others = `NOT EXISTS (SELECT 1 FROM proposals o, json_each(o.people) w WHERE o.id = r.proposal AND w.value = r.reviewer)`

// board joins proposals with their figures. {:runs} is whether an organiser asks.
const board = ` FROM proposals p
	LEFT JOIN (SELECT proposal, min(c) n, avg(score) mean, avg(CASE WHEN i IN ((c + 1) / 2, (c + 2) / 2) THEN score END) median
		FROM (SELECT proposal, score, row_number() OVER (PARTITION BY proposal ORDER BY score) i, count(*) OVER (PARTITION BY proposal) c FROM proposal_reviews r WHERE event = {:event} AND ` + others + `)
		GROUP BY proposal) f ON f.proposal = p.id AND NOT ` + ownIt + ` AND ({:runs} OR EXISTS (SELECT 1 FROM proposal_reviews m WHERE m.proposal = p.id AND m.reviewer = {:me}))
	LEFT JOIN proposal_decisions d ON d.proposal = p.id AND {:runs} AND NOT ` + ownIt + `
	LEFT JOIN users u ON u.id = p.author AND {:named}
	WHERE p.event = {:event}`

// ownIt says that who asks has a part in a proposal.
const ownIt = `(p.author = {:me} OR EXISTS (SELECT 1 FROM json_each(p.people) WHERE value = {:me}))`

// showBoard answers ?state=&kind=&outcome=&mine=todo|done&q=&sort=&page=.
func showBoard(e *core.RequestEvent) error {
	event, role, err := eventFor(e)
	if err != nil {
		return err
	}
	if role != access.EventOrganiser && role != access.EventReviewer {
		return i18n.NewError("proposals.not_reviewer").WithStatus(http.StatusForbidden)
	}
	c, err := readCall(e.App, event)
	if missing(err) {
		return errNoCall
	}
	if err != nil {
		return err
	}
	runs := role == access.EventOrganiser
	named := runs || !c.Anonymous
	q := e.Request.URL.Query()
	v := boardView{Role: role, Anonymous: c.Anonymous, Kinds: c.kindViews(), Criteria: c.Criteria, ScoreMin: c.ScoreMin, ScoreMax: c.ScoreMax, States: map[string]int{},
		Page: 1, PerPage: perPage, Items: []*boardItem{}}
	if v.Criteria == nil {
		v.Criteria = []string{}
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 0 && n <= mostAll {
		v.Page = n
	}
	if v.Event, err = readEvent(e.App, event); err != nil {
		return err
	}
	params := dbx.Params{"event": event, "me": e.Auth.Id, "runs": runs, "named": named}
	var counts []struct {
		State string `db:"state"`
		N     int    `db:"n"`
	}
	if err := e.App.DB().NewQuery("SELECT state, count(*) n FROM proposals WHERE event = {:event} GROUP BY state").Bind(params).All(&counts); err != nil {
		return err
	}
	for _, n := range counts {
		v.States[n.State] = n.N
	}
	if err := e.App.DB().NewQuery("SELECT count(*)" + board + " AND d.sent = '' AND p.state IN ('submitted', 'waitlisted', 'rejected')").Bind(params).Row(&v.Unsent); err != nil {
		return err
	}
	where := ""
	for name, condition := range map[string]string{"state": "p.state = {:state}", "kind": "p.kind = {:kind}", "outcome": "coalesce(d.outcome, '') = {:outcome}"} {
		if value := q.Get(name); value != "" {
			if value == "none" {
				value = ""
			}
			where += " AND " + condition
			params[name] = value
		}
	}
	switch q.Get("mine") {
	case "todo":
		where += " AND NOT " + ownIt + " AND NOT EXISTS (SELECT 1 FROM proposal_reviews m WHERE m.proposal = p.id AND m.reviewer = {:me})"
	case "done":
		where += " AND EXISTS (SELECT 1 FROM proposal_reviews m WHERE m.proposal = p.id AND m.reviewer = {:me})"
	}
	if text := strings.TrimSpace(q.Get("q")); text != "" {
		where += ` AND (p.title LIKE {:q} ESCAPE '\' OR p.abstract LIKE {:q} ESCAPE '\'` + map[bool]string{true: ` OR p.speakers LIKE {:q} ESCAPE '\'`}[named] + ")"
		params["q"] = "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(string([]rune(strings.ToValidUTF8(text, ""))[:min(100, len([]rune(text)))])) + "%"
	}
	order, ok := orders[q.Get("sort")]
	if !ok {
		order = orders["old"]
	}
	if err := e.App.DB().NewQuery("SELECT count(*)" + board + where).Bind(params).Row(&v.Total); err != nil {
		return err
	}
	params["n"], params["skip"] = perPage, (v.Page-1)*perPage
	if err := e.App.DB().NewQuery(`SELECT p.id, p.title, p.kind, p.lang, p.html, p.state, p.created, {:runs} AND p.code != '' late, EXISTS (SELECT 1 FROM event_sessions s WHERE s.proposal = p.id) placed,
			` + ownIt + ` own, CASE WHEN {:named} THEN p.notes ELSE '' END notes, f.n, f.mean, f.median, coalesce(d.id, '') decision, coalesce(d.outcome, '') outcome, coalesce(d.message, '') message,
			coalesce(d.sent, '') sent, coalesce(nullif(u.name, ''), u.handle, '') author_name, coalesce(u.handle, '') author_handle, CASE WHEN {:named} THEN p.speakers ELSE '' END speakers` +
		board + where + " ORDER BY " + order + " LIMIT {:n} OFFSET {:skip}").Bind(params).All(&v.Items); err != nil {
		return err
	}
	if err := v.reviews(e.App, e.Auth.Id, runs); err != nil {
		return err
	}
	if err := v.speakers(e.App); err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}

// reviews adds one's own review of each proposal and, for organisers and those who have one, what others wrote.
func (v *boardView) reviews(app core.App, me string, runs bool) error {
	ids := make([]string, len(v.Items))
	for i, item := range v.Items {
		ids[i], item.Others = item.ID, []*reviewView{}
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	var all []*reviewView
	if err := app.DB().NewQuery(`SELECT r.id, r.proposal, r.reviewer, coalesce(nullif(u.name, ''), u.handle, '') name, r.score, r.scores, r.note
			FROM proposal_reviews r LEFT JOIN users u ON u.id = r.reviewer AND r.reviewer != '' WHERE r.proposal IN (SELECT value FROM json_each({:ids})) AND ` + others + ` ORDER BY r.created, r.id`).
		Bind(dbx.Params{"ids": string(list)}).All(&all); err != nil {
		return err
	}
	for _, item := range v.Items {
		if item.Own {
			continue
		}
		for _, r := range all {
			if r.Proposal != item.ID {
				continue
			}
			if json.Unmarshal([]byte(r.RawScores), &r.Scores) != nil {
				r.Scores = []float64{}
			}
			if r.Reviewer == me {
				item.Mine = r
			} else {
				item.Others = append(item.Others, r)
			}
		}
		if !runs && item.Mine == nil {
			item.Others = []*reviewView{}
		}
	}
	return nil
}

// speakers adds who would speak, where that may be known.
func (v *boardView) speakers(app core.App) error {
	ids := []string{}
	for _, item := range v.Items {
		for _, s := range speakersOf(item.Raw) {
			if s.User != "" && !slices.Contains(ids, s.User) {
				ids = append(ids, s.User)
			}
		}
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	var users []struct {
		ID     string `db:"id"`
		Handle string `db:"handle"`
	}
	if err := app.DB().NewQuery("SELECT id, handle FROM users WHERE id IN (SELECT value FROM json_each({:ids}))").Bind(dbx.Params{"ids": string(list)}).All(&users); err != nil {
		return err
	}
	handles := map[string]string{}
	for _, u := range users {
		handles[u.ID] = u.Handle
	}
	for _, item := range v.Items {
		for _, s := range speakersOf(item.Raw) {
			item.Speakers = append(item.Speakers, speakerView{s.Name, s.Bio, handles[s.User]})
		}
	}
	return nil
}
