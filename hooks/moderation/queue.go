package moderation

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// queuePage is how many things a page of the queue has.
const queuePage = 20

// A waiting thing is one line of the queue, with all reports about it.
type waiting struct {
	Kind    string   `json:"kind"`
	Target  string   `json:"target"`
	Reports int      `json:"reports"`
	First   string   `json:"first"`
	Last    string   `json:"last"`
	Reasons []string `json:"reasons"`
	Title   string   `json:"title"`
	Gone    bool     `json:"gone"`
	Person  *who     `json:"person"`
}

// who names an account.
type who struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Handle string `json:"handle"`
}

func nameOf(r *core.Record) *who {
	if r == nil {
		return nil
	}
	return &who{r.Id, (&thing{kind: Person, Record: r}).title(), r.GetString(schema.UserHandle)}
}

// queue answers GET /api/qiao/moderation/queue?state=&kind=&reason=&page=: the things that
// were reported, each once, the most reported first; decided ones the newest first. What is
// about the moderator isn't among them.
func queue(e *core.RequestEvent) error {
	ask := e.Request.URL.Query()
	state, kind, reason := ask.Get("state"), ask.Get("kind"), ask.Get("reason")
	if !slices.Contains([]string{Open, Accepted, Declined}, state) {
		state = Open
	}
	page, err := strconv.Atoi(ask.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	page = min(page, 500)
	order := "reports DESC, first"
	if state != Open {
		order = "last DESC, target"
	}
	var rows []struct {
		Kind    string `db:"kind"`
		Target  string `db:"target"`
		Reports int    `db:"reports"`
		First   string `db:"first"`
		Last    string `db:"last"`
		Reasons string `db:"reasons"`
	}
	err = e.App.DB().NewQuery(`SELECT kind, target, count(*) reports, min(created) first, max(created) last, group_concat(DISTINCT reason) reasons
		FROM reports WHERE state = {:state} AND ({:kind} = '' OR kind = {:kind}) AND ({:reason} = '' OR reason = {:reason}) AND affected != {:me}
		GROUP BY kind, target ORDER BY ` + order + ` LIMIT {:most} OFFSET {:skip}`).WithContext(e.Request.Context()).
		Bind(dbx.Params{"state": state, "kind": kind, "reason": reason, "me": e.Auth.Id, "most": queuePage + 1, "skip": (page - 1) * queuePage}).All(&rows)
	if err != nil {
		return err
	}
	more := len(rows) > queuePage
	if more {
		rows = rows[:queuePage]
	}
	items := make([]waiting, 0, len(rows))
	for _, row := range rows {
		item := waiting{Kind: row.Kind, Target: row.Target, Reports: row.Reports, First: row.First, Last: row.Last, Reasons: strings.Split(row.Reasons, ",")}
		t, err := find(e.App, row.Kind, row.Target)
		if item.Gone = err != nil; !item.Gone {
			item.Title = t.title()
			owner, err := account(e.App, t.owner())
			if err != nil {
				return err
			}
			item.Person = nameOf(owner)
		}
		items = append(items, item)
	}
	return e.JSON(http.StatusOK, map[string]any{"page": page, "more": more, "items": items})
}

// A said line is a comment or the beginning of a text, as context.
type said struct {
	ID      string `json:"id"`
	Author  *who   `json:"author"`
	Text    string `json:"text"`
	State   string `json:"state"`
	Created string `json:"created"`
	This    bool   `json:"this"`
}

// A reported line is a report in a case, with what became of the reporter's other ones.
type reported struct {
	ID       string `json:"id"`
	Reason   string `json:"reason"`
	Text     string `json:"text"`
	State    string `json:"state"`
	Answer   string `json:"answer"`
	Created  string `json:"created"`
	Reporter *who   `json:"reporter"`
	Accepted int    `json:"accepted"`
	Declined int    `json:"declined"`
}

// A decided line is an earlier decision in a case.
type decided struct {
	ID      string `json:"id"`
	Action  string `json:"action"`
	Kind    string `json:"kind"`
	Target  string `json:"target"`
	Reason  string `json:"reason"`
	Created string `json:"created"`
	Actor   *who   `json:"actor"`
	Role    string `json:"role"`
}

// A standing is the record of the person whose thing it is.
type standing struct {
	who
	Created   string         `json:"created"`
	Silenced  string         `json:"silenced"`
	Suspended string         `json:"suspended"`
	Articles  int            `json:"articles"`
	Comments  int            `json:"comments"`
	Accepted  int            `json:"accepted"` // reports about them
	Declined  int            `json:"declined"`
	Sanctions map[string]int `json:"sanctions"` // not lifted, by kind
	InForce   []inForce      `json:"in_force"`
	Terms     map[string]int `json:"terms"` // days of the next sanction of a kind; 0 is for good
}

type inForce struct {
	ID    string `json:"id" db:"id"`
	Kind  string `json:"kind" db:"kind"`
	Until string `json:"until" db:"until"`
}

// How much of a case is shown.
const (
	caseReports   = 50
	caseDecisions = 30
	caseContext   = 20
	caseText      = 4000
)

// showCase answers GET /api/qiao/moderation/case?kind=&target=: all that a decision about a
// thing rests on.
func showCase(e *core.RequestEvent) error {
	ask := e.Request.URL.Query()
	t, err := find(e.App, ask.Get("kind"), ask.Get("target"))
	if err != nil {
		return err
	}
	affected, err := account(e.App, t.owner())
	if err != nil {
		return err
	}
	if affected != nil && affected.Id == e.Auth.Id {
		return i18n.NewError("moderation.not_yours").WithStatus(http.StatusForbidden)
	}
	seen, err := latest(e.App, t.kind, t.Id, t.owner())
	if err != nil {
		return err
	}
	answer := map[string]any{
		"kind": t.kind, "target": t.Id, "title": t.title(), "url": t.url(), "state": t.GetString(states[t.kind].field), "hidden": t.hidden(),
		"locked": t.kind == Question && t.GetBool(schema.QuestionLocked), "protected": t.kind == Question && t.GetBool(schema.QuestionProtected),
		"seen": seen, "actions": may(e.App, e.Auth, affected, t.kind), "created": t.GetString("created"),
	}
	text, context, err := contextOf(e.App, t)
	if err != nil {
		return err
	}
	answer["text"], answer["context"] = strings.TrimSpace(text), context
	if answer["closed"], err = closed(e.App, t); err != nil {
		return err
	}
	if answer["reports"], err = reportsAbout(e.App, t); err != nil {
		return err
	}
	if answer["decisions"], err = decisionsAbout(e.App, t); err != nil {
		return err
	}
	if answer["person"], err = standingOf(e.App, affected); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, answer)
}

// may lists what a moderator may decide about a thing of somebody.
func may(app core.App, auth, affected *core.Record, kind string) []string {
	return slices.DeleteFunc(possible(app, kind), func(action string) bool {
		punishes := dates[action] != "" || action == Warn
		return punishes && affected == nil || !MayAct(auth, affected, punishes)
	})
}

// contextOf gives a thing's words and what stands around them: the thread of a comment.
func contextOf(app core.App, t *thing) (string, []said, error) {
	switch t.kind {
	case Article:
		return cut(t.GetString(schema.ArticleBody), caseText), nil, nil
	case Question, Answer:
		return cut(t.GetString(schema.AnswerBody), caseText), nil, nil
	case Event:
		return t.GetString(schema.EventSummary) + "\n\n" + cut(t.GetString(schema.EventBody), caseText) + "\n\n" +
			t.lines(schema.EventNotice, schema.EventHost, schema.EventCity, schema.EventVenue, schema.EventAddress, schema.EventRegisterURL, schema.EventStreamURL, schema.EventRecordingURL, schema.EventSlidesURL), nil, nil
	case Session:
		return cut(t.GetString(schema.EventSessionAbstract), caseText) + "\n\n" + t.lines(schema.EventSessionVideoURL, schema.EventSessionSlidesURL), nil, nil
	case Entry:
		return cut(t.GetString(schema.EntryBody), caseText) + "\n\n" + t.lines(schema.EntryRepoURL, schema.EntryVideoURL), nil, nil
	case Group:
		return strings.TrimSpace(t.GetString(schema.GroupSummary) + "\n\n" + cut(t.GetString(schema.GroupBody), caseText) + "\n\n" + t.lines(schema.GroupCity, schema.GroupWebsite, schema.GroupLinks)), nil, nil
	case Column:
		return strings.TrimSpace(t.GetString(schema.ColumnTagline) + "\n\n" + cut(t.GetString(schema.ColumnDescription), caseText)), nil, nil
	case Person:
		return strings.TrimSpace(t.GetString(schema.UserBio) + "\n\n" + t.GetString(schema.UserLinks)), nil, nil
	}
	root := t.GetString(schema.CommentRoot)
	if root == "" {
		root = t.Id
	}
	around, err := app.FindRecordsByFilter(schema.Comments, "(root = {:root} || id = {:root}) && created <= {:created}", "-created", caseContext, 0,
		dbx.Params{"root": root, "created": t.GetDateTime("created").String()})
	if err != nil {
		return "", nil, err
	}
	slices.Reverse(around)
	var lines []said
	for _, c := range around {
		author, err := account(app, c.GetString(schema.CommentAuthor))
		if err != nil {
			return "", nil, err
		}
		lines = append(lines, said{c.Id, nameOf(author), cut(c.GetString(schema.CommentBody), 1000), c.GetString(schema.CommentState), c.GetString("created"), c.Id == t.Id})
	}
	return t.GetString(schema.CommentBody), lines, nil
}

// lines gives what short fields of a thing say, a line each: advertising is in links and places as often as in the text.
func (t *thing) lines(fields ...string) string {
	var said []string
	for _, field := range fields {
		if text := t.GetString(field); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "\n")
}

// closed says whether the discussion of a thing is closed.
func closed(app core.App, t *thing) (bool, error) {
	kind, target := t.kind, t.Id
	if kind == Comment {
		kind, target = t.GetString(schema.CommentKind), t.GetString(schema.CommentTarget)
	}
	n, err := app.CountRecords(schema.Discussions, dbx.HashExp{schema.DiscussionKind: kind, schema.DiscussionTarget: target, schema.DiscussionClosed: true})
	return n > 0, err
}

func reportsAbout(app core.App, t *thing) ([]reported, error) {
	rows, err := app.FindRecordsByFilter(schema.Reports, "kind = {:kind} && target = {:target}", "-created", caseReports, 0, dbx.Params{"kind": t.kind, "target": t.Id})
	if err != nil {
		return nil, err
	}
	list := []reported{}
	for _, r := range rows {
		report := schema.AsReport(r)
		reporter, err := account(app, report.Reporter())
		if err != nil {
			return nil, err
		}
		line := reported{ID: r.Id, Reason: report.Reason(), Text: report.Text(), State: report.State(), Answer: report.Answer(), Created: r.GetString("created"), Reporter: nameOf(reporter)}
		if line.Accepted, line.Declined, err = outcomes(app, schema.ReportReporter, report.Reporter()); err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	return list, nil
}

// outcomes counts what became of the reports by an account, or about it.
func outcomes(app core.App, field, id string) (accepted, declined int, err error) {
	if id == "" {
		return 0, 0, nil
	}
	err = app.DB().NewQuery("SELECT coalesce(sum(state = 'accepted'), 0), coalesce(sum(state = 'declined'), 0) FROM reports WHERE [["+field+"]] = {:id}").
		Bind(dbx.Params{"id": id}).Row(&accepted, &declined)
	return accepted, declined, err
}

func decisionsAbout(app core.App, t *thing) ([]decided, error) {
	rows, err := app.FindRecordsByFilter(schema.AuditLog, "(kind = {:kind} && target = {:target}) || (affected = {:owner} && affected != '')", "-created,-@rowid", caseDecisions, 0,
		dbx.Params{"kind": t.kind, "target": t.Id, "owner": t.owner()})
	if err != nil {
		return nil, err
	}
	list := []decided{}
	for _, r := range rows {
		line := schema.AsAuditEntry(r)
		by, err := account(app, line.Actor())
		if err != nil {
			return nil, err
		}
		list = append(list, decided{r.Id, line.Action(), line.Kind(), line.Target(), line.Reason(), r.GetString("created"), nameOf(by), line.Role()})
	}
	return list, nil
}

func standingOf(app core.App, r *core.Record) (*standing, error) {
	if r == nil {
		return nil, nil
	}
	u := schema.AsUser(r)
	s := &standing{who: *nameOf(r), Created: r.GetString("created"), Sanctions: map[string]int{}, Terms: map[string]int{}, InForce: []inForce{}}
	if active(u.SilencedUntil()) {
		s.Silenced = u.SilencedUntil().String()
	}
	if active(u.SuspendedUntil()) {
		s.Suspended = u.SuspendedUntil().String()
	}
	for _, kind := range []string{Warn, Silence, Suspend} {
		n, err := earlier(app, r.Id, kind)
		if err != nil {
			return nil, err
		}
		s.Sanctions[kind] = n
		if kind != Warn {
			s.Terms[kind] = Term(n)
		}
	}
	if err := app.DB().NewQuery("SELECT id, kind, until FROM sanctions WHERE user = {:user} AND lifted = '' AND until > strftime('%Y-%m-%d %H:%M:%fZ') ORDER BY until DESC LIMIT 20").
		Bind(dbx.Params{"user": r.Id}).All(&s.InForce); err != nil {
		return nil, err
	}
	if err := app.DB().NewQuery("SELECT (SELECT count(*) FROM articles WHERE author = {:user} AND status = 'published'), (SELECT count(*) FROM comments WHERE author = {:user})").
		Bind(dbx.Params{"user": r.Id}).Row(&s.Articles, &s.Comments); err != nil {
		return nil, err
	}
	var err error
	s.Accepted, s.Declined, err = outcomes(app, schema.ReportAffected, r.Id)
	return s, err
}
