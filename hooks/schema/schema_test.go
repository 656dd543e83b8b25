package schema_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// Names of PocketBase's own that a collection has without our saying so.
var theirs = []string{"id", "created", "updated", "password", "tokenKey", "email", "emailVisibility", "verified"}

func TestNamesAndDatabaseAgree(t *testing.T) {
	app := testkit.NewApp(t, nil)

	for name, fields := range schema.Fields {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Errorf("schema names the collection %s, the database has none", name)
			continue
		}
		for _, f := range fields {
			if c.Fields.GetByName(f) == nil {
				t.Errorf("schema names %s.%s, the database has none", name, f)
			}
		}
	}

	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.System || c.IsView() {
			continue
		}
		fields, ok := schema.Fields[c.Name]
		if !ok {
			t.Errorf("the database has the collection %s, schema doesn't name it", c.Name)
			continue
		}
		for _, f := range c.Fields.FieldNames() {
			if !slices.Contains(fields, f) && !slices.Contains(theirs, f) {
				t.Errorf("the database has %s.%s, schema doesn't name it", c.Name, f)
			}
		}
	}
}

// An admin runs the site from the dashboard: every field says what it is for, and every
// collection has something to show in a relation's label.
func TestDashboardIsUsable(t *testing.T) {
	app := testkit.NewApp(t, nil)
	for name, fields := range schema.Fields {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			if help(c.Fields.GetByName(f)) == "" {
				t.Errorf("%s.%s has no help text", name, f)
			}
		}
	}
	for _, name := range []string{
		schema.Users, schema.Tags, schema.Columns, schema.SeriesList, schema.Articles, schema.Communities,
		schema.SiteSettings, schema.Slots, schema.Slugs,
	} {
		c, _ := app.FindCollectionByNameOrId(name)
		if !slices.ContainsFunc(c.Fields, presentable) {
			t.Errorf("%s has no presentable field", name)
		}
	}
}

func help(f core.Field) string {
	switch f := f.(type) {
	case *core.TextField:
		return f.Help
	case *core.NumberField:
		return f.Help
	case *core.BoolField:
		return f.Help
	case *core.EmailField:
		return f.Help
	case *core.URLField:
		return f.Help
	case *core.DateField:
		return f.Help
	case *core.SelectField:
		return f.Help
	case *core.JSONField:
		return f.Help
	case *core.FileField:
		return f.Help
	case *core.RelationField:
		return f.Help
	case *core.GeoPointField:
		return f.Help
	}
	return ""
}

func presentable(f core.Field) bool {
	t, ok := f.(*core.TextField)
	return ok && t.Presentable
}
