package cards

import (
	"database/sql"
	"errors"

	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// Counts gives how many public articles and followers a tag, column, series or person has.
func Counts(r *site.Request, id string) (articles, followers int, err error) {
	record, err := r.App().FindRecordById(schema.StatsRows, id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	s := schema.AsStats(record)
	return s.Articles(), s.Followers(), nil
}
