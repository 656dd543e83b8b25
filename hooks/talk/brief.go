package talk

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// briefCount is how many comments stand below each thing of a page with several: the oldest, which ask what the thing
// leaves open. All of them have a page of their own.
const briefCount = 5

// briefView is what talk/brief shows.
type briefView struct {
	Kind, ID string
	Authors  string // ids, for the page's script
	Comments []commentView
	Total    int
	All      string // the page with all of them
}

// firstSaid are the oldest visible comments on each of several things: a few steps along an index for each, however much
// has been said. allSaid are all of them, in half the steps: for things that have no more.
var (
	firstSaid = `SELECT ` + saidColumns + ` FROM json_each({:ids}) t CROSS JOIN comments c ON c.id IN (
	SELECT id FROM comments WHERE target = t.value AND kind = {:kind} AND state = 'visible' ORDER BY created LIMIT ` + strconv.Itoa(briefCount) + `)` + saidJoins
	allSaid = `SELECT ` + saidColumns + ` FROM json_each({:ids}) t CROSS JOIN comments c ON c.target = t.value AND c.kind = {:kind} AND c.state = 'visible'` + saidJoins
)

// brief gives the first comments on things of a kind.
func (t *Talk) brief(s *Subject) site.ManyHandler {
	return func(r *site.Request, ids []string) (map[string]*site.Section, error) {
		if len(ids) == 0 {
			return nil, nil
		}
		list, err := json.Marshal(ids)
		if err != nil {
			return nil, err
		}
		ask := func(query string) *dbx.Query {
			return r.App().DB().NewQuery(query).WithContext(r.Context()).Bind(dbx.Params{"ids": string(list), "kind": s.Kind})
		}
		var things []found
		if err := ask("SELECT " + s.bare() + " FROM {{" + s.Collection + "}} WHERE id IN (SELECT value FROM json_each({:ids}))").All(&things); err != nil {
			return nil, err
		}
		abouts, views, all, query := map[string]*thing{}, map[string]*briefView{}, 0, allSaid
		for i := range things {
			about := things[i].thing(s)
			abouts[about.id], all = about, all+things[i].Said
			if things[i].Said > briefCount {
				query = firstSaid
			}
			views[about.id] = &briefView{Kind: s.Kind, ID: about.id, Authors: strings.Join(about.authors, " "), Total: things[i].Said, All: r.Link(about.path)}
			r.Reads(schema.StatsRows + "/" + about.page) // told of every change there
		}
		var rows []said
		if all > 0 {
			if err := ask(query).All(&rows); err != nil {
				return nil, err
			}
		}
		// sorted here: SQLite would take the texts through a sorter
		slices.SortStableFunc(rows, func(a, b said) int {
			return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID))
		})
		editors := map[string][]string{} // by column
		for _, row := range rows {
			about := abouts[row.Target]
			if about == nil || len(views[about.id].Comments) == briefCount {
				continue
			}
			if _, asked := editors[about.column]; !asked {
				if editors[about.column], err = columnEditors(r, about.column); err != nil {
					return nil, err
				}
			}
			views[about.id].Comments = append(views[about.id].Comments, row.view(r, about, editors[about.column]))
		}
		out := make(map[string]*site.Section, len(views))
		for id, v := range views {
			v.Total = max(v.Total, len(v.Comments))
			out[id] = &site.Section{Template: "talk/brief", Data: v}
		}
		return out, nil
	}
}
