package experts

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

const (
	// mostTags is how many tags are looked at: as many as a question has.
	mostTags = 5
	// recent is how many questions of a tag, the latest active ones, count for who answers there.
	recent = 1500
	// mostExperts bounds the people who are suggested.
	mostExperts = 12
)

// An Expert is somebody who may know the answer, and why that is thought.
type Expert struct {
	ID       string `json:"id" db:"id"`
	Handle   string `json:"handle" db:"handle"`
	Name     string `json:"name" db:"name"`
	Avatar   string `json:"avatar" db:"avatar"` // path of the picture, empty for none
	Answers  int    `json:"answers" db:"answers"`
	Accepted int    `json:"accepted" db:"accepted"`
	Score    int    `json:"score" db:"score"`
	Knows    bool   `json:"knows" db:"knows"` // says so in the profile
}

// suggest answers who may know the answer to a question with these tags: by what they answered in them within a year,
// then by what their profile says.
//
//	GET /api/qiao/experts?tags=ID_OR_SLUG,…&question=ID -> {"items": [Expert…]}
func suggest(e *core.RequestEvent) error {
	ctx, cancel := context.WithTimeout(e.Request.Context(), 5*time.Second)
	defer cancel()
	query := e.Request.URL.Query()
	question := query.Get("question")
	var asker string
	var tags []string
	if question != "" {
		var row struct {
			Author string `db:"author"`
			Tags   string `db:"tags"`
		}
		if err := e.App.DB().NewQuery("SELECT author, tags FROM questions WHERE id = {:id} AND status = 'published'").WithContext(ctx).
			Bind(dbx.Params{"id": question}).One(&row); err != nil {
			return i18n.NewError("experts.no_question").WithStatus(http.StatusNotFound).Because(err)
		}
		asker, tags = row.Author, idsOf(row.Tags)
	}
	if asked := query.Get("tags"); asked != "" {
		words := strings.Split(asked, ",")
		if len(words) > mostTags {
			return i18n.NewError("experts.tags_many", "Most", mostTags)
		}
		var err error
		if tags, err = tagsNamed(e.App, words); err != nil {
			return err
		}
	}
	items := []Expert{}
	if len(tags) > 0 {
		var err error
		if items, err = experts(ctx, e.App, tags, exclusion{question: question, users: []string{e.Auth.Id, asker}}); err != nil {
			return err
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"items": items})
}

// exclusion says who isn't to be suggested: these, and who answered a question, was asked about it or wants none.
type exclusion struct {
	question string
	users    []string
}

// experts gives those to ask about some tags, the likeliest first.
func experts(ctx context.Context, app core.App, tags []string, not exclusion) ([]Expert, error) {
	list, err := answerers(ctx, app, tags, not, mostExperts)
	if err != nil {
		return nil, err
	}
	known, err := knowing(ctx, app, tags, not, mostExperts)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if i := slices.IndexFunc(list, func(x Expert) bool { return x.ID == k.ID }); i >= 0 {
			list[i].Knows = true
		} else {
			list = append(list, k)
		}
	}
	return list[:min(len(list), mostExperts)], nil
}

// open are the conditions of whoever may be suggested at all.
const open = ` u.handle != '' AND u.suspended_until < {:now} AND u.leaving_at = ''`

// wanted leaves out who can't be asked about a question.
const wanted = ` AND u.id NOT IN (SELECT value FROM json_each({:not}))
	AND coalesce((SELECT json_extract(n.choices, '$.invite') FROM notification_settings n WHERE n.user = u.id AND json_valid(n.choices)), '') != 'off'
	AND NOT EXISTS (SELECT 1 FROM answer_requests r WHERE r.question = {:question} AND r.user = u.id)
	AND NOT EXISTS (SELECT 1 FROM answers w WHERE w.question = {:question} AND w.author = u.id AND w.status = 'published')`

func (x exclusion) params() dbx.Params {
	return dbx.Params{"now": types.NowDateTime().String(), "since": types.NowDateTime().AddDate(-1, 0, 0).String(), "not": list(x.users), "question": x.question}
}

// answerers gives those who answered best in some tags within a year, over the latest active questions of each.
func answerers(ctx context.Context, app core.App, tags []string, not exclusion, most int) ([]Expert, error) {
	params := not.params()
	parts := make([]string, len(tags))
	for i, tag := range tags {
		key := "s" + strconv.Itoa(i)
		params[key] = cards.Shelf("tag", tag)
		// a question where nothing happened within the year has no answer of it
		parts[i] = "SELECT * FROM (SELECT question FROM question_shelves WHERE shelf = {:" + key + "} AND active > {:since} ORDER BY active DESC, question LIMIT " + strconv.Itoa(recent) + ")"
	}
	params["most"] = most
	var found []Expert
	err := app.DB().NewQuery(`SELECT u.id, u.handle, u.name, u.avatar, x.answers, x.accepted, x.score, 0 knows FROM (
			SELECT a.author, count(*) answers, sum(q.accepted = a.id) accepted, sum(coalesce(s.votes, 0)) score
			FROM (` + strings.Join(parts, " UNION ") + `) shelf JOIN answers a ON a.question = shelf.question AND a.status = 'published' AND a.answered > {:since} AND a.author != ''
			JOIN questions q ON q.id = a.question LEFT JOIN stats s ON s.id = a.id
			GROUP BY a.author HAVING score >= 0 ORDER BY 3 * accepted + score DESC, answers DESC, a.author LIMIT 200
		) x JOIN users u ON u.id = x.author WHERE` + open + wanted + ` ORDER BY 3 * x.accepted + x.score DESC, x.answers DESC, u.id LIMIT {:most}`).
		WithContext(ctx).Bind(params).All(&found)
	return pictured(found), err
}

// knowing gives those whose profile says, to everybody, that they know some tags.
func knowing(ctx context.Context, app core.App, tags []string, not exclusion, most int) ([]Expert, error) {
	params := not.params()
	params["tags"], params["most"] = list(tags), most
	var found []Expert
	err := app.DB().NewQuery(`SELECT u.id, u.handle, u.name, u.avatar, 0 answers, 0 accepted, 0 score, 1 knows FROM users u
		WHERE u.expertise LIKE '["%' AND EXISTS (SELECT 1 FROM json_each(u.expertise) k JOIN json_each({:tags}) t ON t.value = k.value)
			AND instr(coalesce(u.private, ''), '"expertise"') = 0 AND` + open + wanted + ` ORDER BY u.reputation DESC, u.id LIMIT {:most}`).
		WithContext(ctx).Bind(params).All(&found)
	return pictured(found), err
}

// pictured makes the names of pictures paths, and gives everybody a name.
func pictured(all []Expert) []Expert {
	for i, x := range all {
		all[i].Avatar = cards.File(schema.Users, x.ID, x.Avatar, "96x96")
		all[i].Name = cmp.Or(x.Name, x.Handle)
	}
	return all
}
