package qa

import (
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"

	"qiao/hooks/cards"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// How many related questions are offered, and from how many of each tag they are chosen.
const (
	relatedCount = 8
	relatedFrom  = 60
)

// related offers questions that share the most tags with one, the better ones first. Of each tag the best are looked at,
// however many there are.
func related(r *site.Request, row *questionRow) ([]Card, error) {
	params := dbx.Params{"id": row.ID, "other": row.DuplicateOf}
	var parts []string
	for i, tag := range cards.IDs(row.Tags) {
		key := "t" + strconv.Itoa(i)
		params[key] = Shelf("tag", tag)
		parts = append(parts, "SELECT * FROM (SELECT question, score FROM question_shelves WHERE shelf = {:"+key+"} ORDER BY score DESC"+cards.AtMost(relatedFrom)+")")
	}
	if len(parts) == 0 {
		return nil, nil
	}
	var ids []string
	if err := r.App().DB().NewQuery("SELECT question FROM (" + strings.Join(parts, " UNION ALL ") + `) WHERE question != {:id} AND question != {:other}
		GROUP BY question ORDER BY count(*) DESC, max(score) DESC, question` + cards.AtMost(relatedCount)).WithContext(r.Context()).Bind(params).Column(&ids); err != nil {
		return nil, err
	}
	for _, id := range ids {
		r.Reads(schema.Questions + "/" + id)
	}
	return loadShort(r, ids)
}
