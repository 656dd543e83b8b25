package talk

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// routes adds two questions that would take many lists to answer.
//
//	GET /api/qiao/talk/{kind}/{id}      what of the asker's is on a page: votes, bookmark, place, comments under review
//	GET /api/qiao/handles?q=&target=    people to mention, by the beginning of their handle or a part of their name
func (t *Talk) routes(e *core.ServeEvent) {
	e.Router.GET("/api/qiao/talk/{kind}/{id}", t.mine).Bind(apis.RequireAuth(schema.Users), apis.SkipSuccessActivityLog())
	e.Router.GET("/api/qiao/handles", handles).Bind(apis.RequireAuth(schema.Users), apis.SkipSuccessActivityLog())
}

// A mark is a record of the asker's about a thing: its id, to change or delete it, and its value.
type mark struct {
	ID     string `json:"id" db:"id"`
	Target string `json:"target" db:"target"`
	Value  int    `json:"value" db:"value"`
}

type waiting struct {
	ID   string `json:"id" db:"id"`
	Body string `json:"body" db:"body"`
}

type place struct {
	ID       string  `json:"id" db:"id"`
	Position float64 `json:"position" db:"position"`
	Finished bool    `json:"finished" db:"finished"`
}

type keptIn struct {
	ID     string `json:"id" db:"id"`
	Folder string `json:"folder" db:"folder"`
}

type howDiscussed struct {
	ID     string `json:"id" db:"id"`
	Closed bool   `json:"closed" db:"closed"`
	Slow   int    `json:"slow" db:"slow"`
}

// mineView is the answer of mine. What the asker doesn't have is null.
type mineView struct {
	Votes      []mark        `json:"votes"` // on the thing and on the comments about it
	Bookmark   *keptIn       `json:"bookmark"`
	Follow     *mark         `json:"follow"`
	Read       *place        `json:"read"`
	Pending    []waiting     `json:"pending"` // own comments that wait for review, at most 20
	Staff      bool          `json:"staff"`   // keeps order on the site
	Manages    bool          `json:"manages"` // may close and slow the discussion
	Closes     bool          `json:"closes"`  // may close and open it
	Discussion *howDiscussed `json:"discussion"`
}

// mostMarks bounds the votes that one answer has.
const mostMarks = 1000

func (t *Talk) mine(e *core.RequestEvent) error {
	about, err := t.find(e.App, e.Request.PathValue("kind"), e.Request.PathValue("id"))
	if err != nil || !about.public {
		return i18n.NewError("talk.no_target").WithStatus(http.StatusNotFound).Because(err)
	}
	v := mineView{Votes: []mark{}, Pending: []waiting{}, Staff: keepsOrder(e.Auth)}
	if v.Manages, err = about.manages(e.App, e.Auth); err != nil {
		return err
	}
	if v.Closes = v.Manages; !v.Closes {
		if v.Closes, err = access.May(e.App, e.Auth, access.Close); err != nil {
			return err
		}
	}
	params := dbx.Params{"me": e.Auth.Id, "kind": about.kind, "id": about.id, "most": mostMarks}
	ask := func(query string) *dbx.Query {
		return e.App.DB().NewQuery(query).WithContext(e.Request.Context()).Bind(params)
	}
	if err := ask(`SELECT id, target, value FROM votes WHERE user = {:me} AND kind = {:kind} AND target = {:id} UNION ALL
		SELECT v.id, v.target, v.value FROM votes v JOIN comments c ON c.id = v.target
		WHERE v.user = {:me} AND v.kind = 'comment' AND c.target = {:id} LIMIT {:most}`).All(&v.Votes); err != nil {
		return err
	}
	if err := ask(`SELECT id, body FROM comments WHERE target = {:id} AND kind = {:kind} AND author = {:me} AND state = 'pending' ORDER BY created LIMIT 20`).
		All(&v.Pending); err != nil {
		return err
	}
	if err := errors.Join(
		one(ask("SELECT id, folder FROM bookmarks WHERE user = {:me} AND kind = {:kind} AND target = {:id}"), &v.Bookmark),
		one(ask("SELECT id, target, 1 value FROM follows WHERE user = {:me} AND kind = {:kind} AND target = {:id}"), &v.Follow),
		one(ask("SELECT id, position, finished FROM reads WHERE user = {:me} AND article = {:id}"), &v.Read),
		one(ask("SELECT id, closed, slow FROM discussions WHERE kind = {:kind} AND target = {:id}"), &v.Discussion),
	); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, v)
}

// one reads the row of a query, if there is one.
func one[T any](q *dbx.Query, into **T) error {
	var row T
	err := q.One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	*into = &row
	return err
}

// A person is somebody who can be mentioned.
type person struct {
	Handle string `json:"handle"`
	Name   string `json:"name"`
	Avatar string `json:"avatar"`
}

// mostFound is how many people are offered.
const mostFound = 8

func handles(e *core.RequestEvent) error {
	query := e.Request.URL.Query()
	q := strings.ToLower(strings.TrimSpace(query.Get("q")))
	if len(q) > 60 {
		return e.JSON(http.StatusOK, map[string]any{"items": []person{}})
	}
	var rows []struct {
		ID     string `db:"id"`
		Handle string `db:"handle"`
		Name   string `db:"name"`
		Avatar string `db:"avatar"`
	}
	escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q)
	params := dbx.Params{"begin": escaped + "%", "part": "%" + escaped + "%", "target": query.Get("target"), "most": mostFound, "q": q}
	// who is in the discussion comes first; with nothing typed, only they come
	err := e.App.DB().NewQuery(`SELECT u.id, u.handle, u.name, u.avatar FROM users u
		LEFT JOIN (SELECT author, max(created) spoke FROM comments WHERE target = {:target} AND state = 'visible' AND public GROUP BY author) c ON c.author = u.id
		WHERE u.handle != '' AND CASE WHEN {:q} = '' THEN c.author IS NOT NULL ELSE u.handle LIKE {:begin} ESCAPE '\' OR u.name LIKE {:part} ESCAPE '\' END
		ORDER BY c.spoke IS NULL, u.handle != {:q}, c.spoke DESC, u.handle LIMIT {:most}`).
		WithContext(e.Request.Context()).Bind(params).All(&rows)
	if err != nil {
		return err
	}
	list := make([]person, len(rows))
	for i, row := range rows {
		list[i] = person{row.Handle, row.Name, cards.File(schema.Users, row.ID, row.Avatar, "96x96")}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": list})
}
