package transfer

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/address"
	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
)

// resolver finds the people, tags, columns and series that articles name, and makes the missing ones. It keeps
// what it found in memory; only the writer uses it.
type resolver struct {
	users, tags, columns, series map[string]string
}

// newResolver reads what is there.
func newResolver(app core.App) (*resolver, error) {
	r := &resolver{}
	return r, r.load(app)
}

func (r *resolver) load(app core.App) error {
	r.users, r.tags, r.columns, r.series = map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
	for _, t := range []struct {
		into  map[string]string
		query string
	}{
		// Names first, so that a handle or slug wins over another's name.
		{r.users, "SELECT id, name AS word FROM users WHERE name != '' UNION ALL SELECT id, handle FROM users WHERE handle != '' UNION ALL SELECT id, id FROM users"},
		{r.tags, "SELECT t.id, s.value AS word FROM tags t, json_each(CASE WHEN json_valid(t.synonyms) THEN t.synonyms ELSE '[]' END) s WHERE s.type = 'text' UNION ALL " +
			"SELECT id, name_en FROM tags UNION ALL SELECT id, name FROM tags UNION ALL SELECT id, slug FROM tags"},
		{r.columns, "SELECT id, name AS word FROM columns UNION ALL SELECT id, slug FROM columns"},
		{r.series, "SELECT id, title AS word FROM series UNION ALL SELECT id, slug FROM series"},
	} {
		var rows []struct {
			ID   string `db:"id"`
			Word string `db:"word"`
		}
		if err := app.DB().NewQuery(t.query).All(&rows); err != nil {
			return err
		}
		for _, row := range rows {
			if w := fold(row.Word); w != "" {
				t.into[w] = row.ID
			}
		}
	}
	return nil
}

// fold makes words comparable.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// importHandle is the handle of the account that owns what nobody is named for.
const importHandle = "import"

// user finds a person by handle or name and makes an account when there is none. An account made here can't be
// signed in to: its password is random and its address unreachable (RFC 2606, section 2).
func (r *resolver) user(app core.App, name string) (string, error) {
	name = clean(name, 80)
	if name == "" {
		return r.importer(app)
	}
	if id := r.users[fold(name)]; id != "" {
		return id, nil
	}
	handle := address.Slugify(name)
	if len(handle) > 32 {
		handle = strings.Trim(handle[:32], "-")
	}
	return r.makeUser(app, name, handle)
}

func (r *resolver) importer(app core.App) (string, error) {
	if id := r.users[importHandle]; id != "" {
		return id, nil
	}
	return r.makeUser(app, "导入", importHandle)
}

func (r *resolver) makeUser(app core.App, name, handle string) (string, error) {
	collection, err := app.FindCachedCollectionByNameOrId(schema.Users)
	if err != nil {
		return "", err
	}
	if handle, err = address.Free(app, schema.Users, handle); err != nil {
		return "", err
	}
	u := core.NewRecord(collection)
	u.Set(schema.UserName, name)
	u.Set(schema.UserHandle, handle)
	lock(u)
	err = app.Save(u)
	if err != nil && strings.Contains(explain(err), schema.UserHandle+":") {
		// A handle that is reserved.
		if handle, err = address.Free(app, schema.Users, "import-"+handle); err != nil {
			return "", err
		}
		u.Set(schema.UserHandle, handle)
		err = app.Save(u)
	}
	if err != nil {
		return "", fmt.Errorf("an account for %s can't be made: %w", name, err)
	}
	r.users[fold(name)], r.users[handle] = u.Id, u.Id
	return u.Id, nil
}

// lock gives an account a password and an address that nobody has.
func lock(u *core.Record) {
	u.SetPassword(security.RandomString(40))
	u.SetEmail("import-" + strings.ToLower(security.RandomString(16)) + "@import.invalid")
	u.SetEmailVisibility(false)
	u.SetVerified(false)
}

// spelled are tags whose signs an address can't have.
var spelled = map[string]string{"c++": "cpp", "c#": "csharp", "f#": "fsharp", ".net": "dotnet", "asp.net": "aspnet", "node.js": "nodejs", "vue.js": "vue", "next.js": "nextjs"}

// How many tags an article and a question may have.
const maxTags, maxQuestionTags = 10, 5

// tagIDs finds or makes tags, the first most of them. It also says which words were too many.
func (r *resolver) tagIDs(app core.App, words []string, most int) (ids, dropped []string, err error) {
	seen := map[string]bool{}
	for _, w := range words {
		w = clean(strings.TrimLeft(w, "#"), 60)
		if w == "" {
			continue
		}
		id := r.tags[fold(w)]
		if id == "" {
			if len(ids) >= most {
				dropped = append(dropped, w)
				continue
			}
			if id, err = r.makeTag(app, w); err != nil {
				return nil, nil, err
			}
		}
		switch {
		case seen[id]:
		case len(ids) >= most:
			dropped = append(dropped, w)
		default:
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids, dropped, nil
}

func (r *resolver) makeTag(app core.App, name string) (string, error) {
	slug := spelled[fold(name)]
	if slug == "" {
		slug = address.Slugify(name)
	}
	if id := r.tags[slug]; id != "" && slug != "untitled" && address.Slugify(slug) == slug && isASCII(name) && spelled[fold(name)] == "" {
		r.tags[fold(name)] = id // "web security" and "web-security" are one tag
		return id, nil
	}
	collection, err := app.FindCachedCollectionByNameOrId(schema.Tags)
	if err != nil {
		return "", err
	}
	if slug, err = address.Free(app, schema.Tags, slug); err != nil {
		return "", err
	}
	t := core.NewRecord(collection)
	t.Set(schema.TagSlug, slug)
	t.Set(schema.TagName, name)
	t.Set(schema.TagCategory, "other")
	if err := app.Save(t); err != nil {
		return "", fmt.Errorf("the tag %s can't be made: %w", name, err)
	}
	r.tags[fold(name)], r.tags[slug] = t.Id, t.Id
	return t.Id, nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// seriesID finds a series or makes one that the author owns.
func (r *resolver) seriesID(app core.App, word, author, lang string) (string, error) {
	title := clean(word, 120)
	if title == "" {
		return "", nil
	}
	if id := r.series[fold(title)]; id != "" {
		return id, nil
	}
	collection, err := app.FindCachedCollectionByNameOrId(schema.SeriesList)
	if err != nil {
		return "", err
	}
	s := core.NewRecord(collection)
	s.Set(schema.SeriesTitle, title)
	s.Set(schema.SeriesOwner, author)
	s.Set(schema.SeriesLang, lang)
	if err := app.Save(s); err != nil {
		return "", fmt.Errorf("the series %s can't be made: %w", title, err)
	}
	r.series[fold(title)], r.series[s.GetString(schema.SeriesSlug)] = s.Id, s.Id
	return s.Id, nil
}

// clean takes line breaks, control and direction marks out of a name and bounds it.
func clean(s string, runes int) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t' || c == '\r':
			return ' '
		case c < 0x20, c >= 0x7f && c < 0xa0, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0x200e || c == 0x200f || c == 0xfeff:
			return -1
		}
		return c
	}, s)
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > runes {
		s = strings.TrimSpace(string(r[:runes]))
	}
	return s
}

// recordID is the id of an imported article: the same on every run, so that a run after a crash finds its own
// files again instead of leaving them behind.
func recordID(key string) string { return article.RecordID(key) }

// originOf bounds a key to what its field holds.
func originOf(key string) string {
	if len([]rune(key)) <= 500 {
		return key
	}
	return string([]rune(key)[:400]) + "#" + article.Digest(key)
}

// known is what tells whether an article was imported before, and from the same source.
type known struct {
	ID   string `db:"id"`
	Slug string `db:"slug"`
	Hash string `db:"origin_hash"`
}

// find looks for the record of an article that was imported before: by id for our own exports, else by origin.
func find(app core.App, a *Article) (*known, error) {
	// The second condition repeats that of the index, which would not be used without it.
	where, key := "origin = {:key} AND origin != ''", originOf(a.Key)
	if a.ID != "" {
		where, key = "id = {:key}", a.ID
	}
	k := &known{}
	err := app.DB().NewQuery("SELECT id, slug, origin_hash FROM articles WHERE " + where).Bind(dbx.Params{"key": key}).One(k)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return k, err
}
