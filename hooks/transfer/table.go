package transfer

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/folder"
	"qiao/hooks/transfer/frontmatter"
)

// A table is a collection that an export keeps in a YAML file of its own: a list with a map for each record, whose
// keys are the names of its fields. Relations are slugs or handles, files are paths within the export.
type table struct {
	file       string
	collection string
	// single is true for the collection that has one record; its file is that record's map.
	single bool
	// later are relations to what is imported only after this table.
	later []string
}

// tables are written and read in this order, articles between series and slots.
var tables = []table{
	{file: "people.yaml", collection: schema.Users},
	{file: "tags.yaml", collection: schema.Tags},
	{file: "communities.yaml", collection: schema.Communities},
	{file: "columns.yaml", collection: schema.Columns, later: []string{"pinned"}},
	{file: "series.yaml", collection: schema.SeriesList},
	{file: "slots.yaml", collection: schema.Slots},
	{file: "site.yaml", collection: schema.SiteSettings, single: true},
}

// secret are the fields of accounts that no export may hold.
var secret = map[string]bool{"password": true, "tokenKey": true, "email": true, "emailVisibility": true, "verified": true}

// nameField is the field by which an export refers to records of a collection; others are referred to by id.
func nameField(c *core.Collection) string {
	switch c.Name {
	case schema.Users:
		return schema.UserHandle
	case schema.Tags, schema.Columns, schema.SeriesList, schema.Communities, schema.Articles:
		return "slug"
	}
	return ""
}

// label gives what an export calls a record.
func label(app core.App, collection, id string) (string, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return "", err
	}
	if field := nameField(c); field != "" {
		var name string
		err := app.DB().NewQuery("SELECT [[" + field + "]] FROM {{" + c.Name + "}} WHERE id = {:id}").Bind(dbx.Params{"id": id}).Row(&name)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return "", err
		}
		if name != "" {
			return name, nil
		}
	}
	return id, nil
}

// lookup gives the id of the record that an export calls by a name.
func lookup(app core.App, collection, name string) (string, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return "", err
	}
	where := "id = {:name}"
	if field := nameField(c); field != "" {
		where = "[[" + field + "]] = {:name} OR id = {:name}"
	}
	var id string
	err = app.DB().NewQuery("SELECT id FROM {{" + c.Name + "}} WHERE " + where + " LIMIT 1").Bind(dbx.Params{"name": name}).Row(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("%s has no %s", c.Name, clip(clean(name, 200), 80))
	}
	return id, err
}

// tableReader puts the records of YAML files into their collections.
type tableReader struct {
	app   core.App
	fsys  fs.FS
	files *folder.Folder
	lines []Line
}

// read imports one table.
func (tr *tableReader) read(t table) error {
	data, err := fs.ReadFile(tr.fsys, t.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	root, err := frontmatter.DecodeYAML(data)
	if err != nil {
		return fmt.Errorf("%s: %w", t.file, err)
	}
	items := root.Items
	if t.single {
		items = []frontmatter.Node{root}
	} else if root.Kind != frontmatter.List && root.Kind != frontmatter.Null {
		return fmt.Errorf("%s must be a list", t.file)
	}
	for i, item := range items {
		if err := tr.record(t, i, item); err != nil {
			return fmt.Errorf("%s, line %d: %s", t.file, item.Line, explain(err))
		}
	}
	return nil
}

// record writes one record of a table.
func (tr *tableReader) record(t table, at int, item frontmatter.Node) error {
	c, err := tr.app.FindCachedCollectionByNameOrId(t.collection)
	if err != nil {
		return err
	}
	r, err := tr.target(c, t, at, item)
	if err != nil {
		return err
	}
	isNew := r.IsNew()
	var members *frontmatter.Node
	for _, p := range item.Pairs {
		switch {
		case p.Key == "id" || slices.Contains(t.later, p.Key):
			continue
		case p.Key == "members" && t.collection == schema.Columns:
			members = &p.Value
			continue
		}
		field := c.Fields.GetByName(p.Key)
		if field == nil || secret[p.Key] && c.IsAuth() {
			return fmt.Errorf("line %d: %s is not a field of %s", p.Value.Line, clip(clean(p.Key, 80), 40), t.collection)
		}
		if err := tr.set(r, field, p.Value); err != nil {
			return fmt.Errorf("line %d: %s: %w", p.Value.Line, p.Key, err)
		}
	}
	if isNew && t.collection == schema.Users {
		lock(r)
	}
	if t.collection == schema.Slots {
		if _, said := item.Get("active"); !said && isNew {
			r.Set("active", true)
		}
	}
	outcome := Imported
	if !isNew {
		outcome = Updated
		stored, err := tr.app.FindRecordById(c, r.Id)
		if err != nil {
			return err
		}
		if same(stored, r) {
			outcome = Unchanged
		}
	}
	if outcome != Unchanged {
		if err := tr.app.Save(r); err != nil {
			return err
		}
	}
	if _, exported := item.Get("id"); exported {
		if err := stampNode(tr.app, c.Name, r.Id, r.Id, item); err != nil {
			return err
		}
	}
	name := r.Id
	if field := nameField(c); field != "" && r.GetString(field) != "" {
		name = r.GetString(field)
	}
	tr.lines = append(tr.lines, Line{File: t.file + "#" + name, Outcome: outcome, ID: r.Id})
	if members != nil {
		return tr.members(r, *members)
	}
	return nil
}

// target finds the record that an item is about, or makes a new one.
func (tr *tableReader) target(c *core.Collection, t table, at int, item frontmatter.Node) (*core.Record, error) {
	id, err := item.String("id")
	if err != nil {
		return nil, err
	}
	if t.single {
		r := &core.Record{}
		err := tr.app.RecordQuery(c).Limit(1).One(r)
		if errors.Is(err, sql.ErrNoRows) {
			r = core.NewRecord(c)
			r.Id = id
			return r, nil
		}
		return r, err
	}
	var name string
	if field := nameField(c); field != "" {
		if name, err = item.String(field); err != nil {
			return nil, err
		}
	}
	if id == "" && name == "" {
		id = recordID(fmt.Sprintf("%s#%d", t.file, at))
	}
	for _, by := range []string{id, name} {
		if by == "" {
			continue
		}
		if found, err := lookup(tr.app, c.Name, by); err == nil {
			return tr.app.FindRecordById(c, found)
		}
	}
	r := core.NewRecord(c)
	r.Id = id
	return r, nil
}

// set writes a value into a field by the field's type.
func (tr *tableReader) set(r *core.Record, field core.Field, n frontmatter.Node) error {
	name := field.GetName()
	one := func() (string, error) {
		return frontmatter.Node{Kind: frontmatter.Map, Pairs: []frontmatter.Pair{{Key: name, Value: n}}}.String(name)
	}
	many := func() []string {
		var out []string
		items := n.Items
		if n.Kind != frontmatter.List && n.Kind != frontmatter.Null && n.Text != "" {
			items = []frontmatter.Node{n}
		}
		for _, item := range items {
			out = append(out, item.Text)
		}
		return out
	}
	switch f := field.(type) {
	case *core.BoolField:
		r.Set(name, n.Text == "true")
	case *core.JSONField:
		r.Set(name, types.JSONRaw(linksList(r, name, n).JSON()))
	case *core.SelectField:
		if f.IsMultiple() {
			r.Set(name, many())
			return nil
		}
		r.Set(name, n.Text)
	case *core.RelationField:
		ids := []string{}
		for _, word := range many() {
			id, err := lookup(tr.app, f.CollectionId, word)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		if f.IsMultiple() {
			r.Set(name, ids)
		} else {
			r.Set(name, first(ids...))
		}
	case *core.FileField:
		return tr.setFiles(r, f, many())
	case *core.AutodateField:
		t, ok := frontmatter.ParseTime(n.Text, time.UTC)
		if !ok {
			return errors.New("is not a date")
		}
		d, err := types.ParseDateTime(t)
		if err != nil {
			return err
		}
		r.SetRaw(name, d)
	case *core.DateField:
		if n.Text == "" {
			r.Set(name, "")
			return nil
		}
		t, ok := frontmatter.ParseTime(n.Text, frontmatter.Shanghai)
		if !ok {
			return errors.New("is not a date")
		}
		r.Set(name, t)
	case *core.TextField, *core.EditorField:
		r.Set(name, n.Text) // as it stands, spaces included
	default:
		s, err := one()
		if err != nil {
			return err
		}
		r.Set(name, s)
	}
	return nil
}

// linksList lets a person's links be written as a map of labels to addresses.
func linksList(r *core.Record, name string, n frontmatter.Node) frontmatter.Node {
	if r.Collection().Name != schema.Users || name != schema.UserLinks || n.Kind != frontmatter.Map {
		return n
	}
	list := frontmatter.Node{Kind: frontmatter.List}
	for _, p := range n.Pairs {
		var link frontmatter.Node
		link.Set("label", frontmatter.T(p.Key))
		link.Set("url", p.Value)
		list.Items = append(list.Items, link)
	}
	return list
}

// setFiles hands a record the files of the given paths; one that has the name already keeps it.
func (tr *tableReader) setFiles(r *core.Record, f *core.FileField, paths []string) error {
	have := r.GetStringSlice(f.Name)
	files := []any{}
	for _, p := range paths {
		if p == "" {
			continue
		}
		// Below this folder names are stored ones, as our export wrote them.
		attachment, err := tr.files.File(p, strings.HasPrefix(path.Clean(p), mediaDir+"/"))
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		if slices.Contains(have, attachment.Name) {
			files = append(files, attachment.Name)
			continue
		}
		file, err := upload(article.Attachment{Name: attachment.Name, Open: attachment.Open})
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	switch {
	case f.IsMultiple():
		r.Set(f.Name, files)
	case len(files) > 0:
		r.Set(f.Name, files[0])
	default:
		r.Set(f.Name, "")
	}
	return nil
}

// members writes who belongs to a column. The owner's seat was made by saving the column.
func (tr *tableReader) members(column *core.Record, list frontmatter.Node) error {
	c, err := tr.app.FindCachedCollectionByNameOrId(schema.ColumnMembers)
	if err != nil {
		return err
	}
	for _, item := range list.Items {
		handle, err := item.String("user")
		if err != nil {
			return err
		}
		user, err := lookup(tr.app, schema.Users, handle)
		if err != nil {
			return err
		}
		r := &core.Record{}
		err = tr.app.RecordQuery(c).AndWhere(dbx.HashExp{"column": column.Id, "user": user}).Limit(1).One(r)
		if errors.Is(err, sql.ErrNoRows) {
			r, err = core.NewRecord(c), nil
		}
		if err != nil {
			return err
		}
		id, err := item.String("id")
		if err != nil {
			return err
		}
		if r.IsNew() {
			r.Id = id
			r.Set("column", column.Id)
			r.Set("user", user)
		}
		role, err := item.String("role")
		if err != nil {
			return err
		}
		if r.IsNew() || r.GetString("role") != role {
			r.Set("role", role)
			if err := tr.app.Save(r); err != nil {
				return err
			}
		}
		if id != "" {
			if err := stampNode(tr.app, schema.ColumnMembers, r.Id, id, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// stampNode gives a record the times that an item names; see stamp.
func stampNode(app core.App, collection, was, id string, item frontmatter.Node) error {
	created, err := item.Time(time.UTC, "created")
	if err != nil {
		return err
	}
	updated, err := item.Time(time.UTC, "updated")
	if err != nil {
		return err
	}
	return stamp(app, collection, was, id, created, updated)
}

// stamp gives a record the id and the times it had, past the hooks: they say nothing that any rule depends on, and
// hooks that save a record once more, or make one on the way, have put others there.
func stamp(app core.App, collection, was, id string, created, updated time.Time) error {
	set := dbx.Params{}
	if was != id {
		set["id"] = id
	}
	for key, t := range map[string]time.Time{"created": created, "updated": updated} {
		if t.IsZero() {
			continue
		}
		d, err := types.ParseDateTime(t)
		if err != nil {
			return err
		}
		set[key] = d.String()
	}
	if len(set) == 0 {
		return nil
	}
	_, err := app.DB().Update(collection, set, dbx.HashExp{"id": was}).Execute()
	return err
}

// pins sets the relations of columns to articles, once those are there.
func (tr *tableReader) pins(t table) error {
	data, err := fs.ReadFile(tr.fsys, t.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	root, err := frontmatter.DecodeYAML(data)
	if err != nil {
		return err
	}
	for at, item := range root.Items {
		for _, key := range t.later {
			n, ok := item.Get(key)
			if !ok || len(n.Items) == 0 {
				continue
			}
			c, err := tr.app.FindCachedCollectionByNameOrId(t.collection)
			if err != nil {
				return err
			}
			r, err := tr.target(c, t, at, item)
			if err != nil {
				return err
			}
			was := r.GetStringSlice(key)
			if err := tr.set(r, c.Fields.GetByName(key), n); err != nil {
				return fmt.Errorf("%s, line %d: %s: %w", t.file, n.Line, key, err)
			}
			if slices.Equal(was, r.GetStringSlice(key)) {
				continue
			}
			if err := tr.app.Save(r); err != nil {
				return fmt.Errorf("%s, line %d: %s", t.file, n.Line, explain(err))
			}
			if err := stampNode(tr.app, c.Name, r.Id, r.Id, item); err != nil {
				return err
			}
		}
	}
	return nil
}
