package experts

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/address"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

const (
	mostSynonyms = 50
	maxSynonym   = 60 // characters, as the name of a tag
)

// validateSynonyms wants a list of short words, each once.
func validateSynonyms(e *core.RecordEvent) error {
	raw := e.Record.GetString(schema.TagSynonyms)
	if raw == "" || raw == "null" || raw == `""` {
		return e.Next()
	}
	var words []string
	wrong := json.Unmarshal([]byte(raw), &words) != nil || len(words) > mostSynonyms
	for _, word := range words {
		wrong = wrong || strings.TrimSpace(word) == "" || utf8.RuneCountInString(word) > maxSynonym
	}
	if wrong {
		return validation.Errors{schema.TagSynonyms: i18n.NewError("experts.synonyms_wrong", "Most", mostSynonyms)}
	}
	return e.Next()
}

// mayDeleteTag keeps the tag that another one is being merged into.
func mayDeleteTag(e *core.RecordRequestEvent) error {
	var n int
	if err := e.App.DB().NewQuery("SELECT count(*) FROM tag_merges WHERE (target = {:id} OR merged = {:id}) AND state = 'running'").
		Bind(dbx.Params{"id": e.Record.Id}).Row(&n); err != nil {
		return err
	}
	if n > 0 {
		return i18n.NewError("experts.merge_running").WithStatus(http.StatusConflict)
	}
	return e.Next()
}

// resolveTags makes what a record names as its tags the tags' ids: what was merged away by what it became, and a slug, a
// name or a synonym by the tag that is called so.
func resolveTags(e *core.RecordEvent) error {
	if err := canonical(e.App, e.Record, true); err != nil {
		return err
	}
	return e.Next()
}

// settleTags does the same for merged tags in the transaction of the write: a merge that was decided since the record was
// looked at counts.
func settleTags(e *core.RecordEvent) error {
	if !names(e.App, e.Record) {
		return e.Next()
	}
	return tx.Around(e, func() error {
		if err := canonical(e.App, e.Record, false); err != nil {
			return err
		}
		return e.Next()
	})
}

// names says whether a record names tags.
func names(app core.App, r *core.Record) bool {
	fields := tagFields(app, r.Collection())
	return slices.ContainsFunc(fields, func(field string) bool { return len(r.GetStringSlice(field)) > 0 }) ||
		r.Collection().Name == schema.Follows && r.GetString(schema.FollowKind) == "tag"
}

// tagFields are the fields of a collection that hold ids of tags.
func tagFields(app core.App, c *core.Collection) (fields []string) {
	tags, err := app.FindCachedCollectionByNameOrId(schema.Tags)
	if err != nil || c.Id == tags.Id || c.Name == schema.TagMerges {
		return nil
	}
	for _, f := range c.Fields {
		if relation, ok := f.(*core.RelationField); ok && relation.CollectionId == tags.Id {
			fields = append(fields, relation.Name)
		}
	}
	if c.Name == schema.Users {
		fields = append(fields, schema.UserExpertise)
	}
	return fields
}

func canonical(app core.App, r *core.Record, words bool) error {
	if r.Collection().Name == schema.Follows && r.GetString(schema.FollowKind) == "tag" {
		into, err := mergedInto(app, r.GetString(schema.FollowTarget))
		if err == nil && into != "" {
			r.Set(schema.FollowTarget, into)
		}
		return err
	}
	for _, field := range tagFields(app, r.Collection()) {
		given := r.GetStringSlice(field)
		if len(given) == 0 || len(given) > 100 {
			continue
		}
		now := make([]string, 0, len(given))
		for _, id := range given {
			into, err := mergedInto(app, id)
			if err == nil && into == "" && words && field != schema.UserExpertise {
				into, err = tagCalled(app, id)
			}
			if err != nil {
				return err
			}
			if into != "" {
				id = into
			}
			if !slices.Contains(now, id) {
				now = append(now, id)
			}
		}
		if !slices.Equal(now, given) {
			r.Set(field, now)
		}
	}
	return nil
}

// mergedInto gives what a tag became, none for one that wasn't merged.
func mergedInto(app core.App, tag string) (into string, err error) {
	err = app.DB().NewQuery("SELECT target FROM tag_merges WHERE merged = {:id}").Bind(dbx.Params{"id": tag}).Row(&into)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return into, err
}

// tagCalled gives the tag that a word stands for: its id, an address that it has or had, a name or a synonym. None for
// what no tag is called.
func tagCalled(app core.App, word string) (id string, err error) {
	word = strings.TrimSpace(word)
	err = app.DB().NewQuery("SELECT id FROM tags WHERE id = {:word}").Bind(dbx.Params{"word": word}).Row(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) || word == "" {
		return id, ignoreMissing(err)
	}
	if place, err := address.Find(app, schema.Tags, strings.ToLower(word)); err == nil && !place.Gone {
		return place.ID, nil
	} else if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	err = app.DB().NewQuery(`SELECT id FROM tags WHERE lower(name) = lower({:word}) OR name_en != '' AND lower(name_en) = lower({:word})
		OR json_valid(synonyms) AND EXISTS (SELECT 1 FROM json_each(synonyms) WHERE lower(value) = lower({:word})) ORDER BY created, id LIMIT 1`).
		Bind(dbx.Params{"word": word}).Row(&id)
	return id, ignoreMissing(err)
}

// tagsNamed gives the tags that some words stand for; what is no tag is left out.
func tagsNamed(app core.App, words []string) (ids []string, err error) {
	for _, word := range words {
		id, err := mergedInto(app, word)
		if err == nil && id == "" {
			id, err = tagCalled(app, word)
		}
		if err != nil {
			return nil, err
		}
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// idsOf reads a list of ids as the database keeps it.
func idsOf(raw string) (ids []string) {
	if json.Unmarshal([]byte(raw), &ids) != nil {
		return nil
	}
	return ids
}

// list writes ids as a JSON list, for json_each. None is an empty list: of null, SQL says that nothing is outside of it.
func list(ids []string) string {
	data, err := json.Marshal(ids)
	if err != nil || ids == nil {
		return "[]"
	}
	return string(data)
}
