package communities_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks"
	"qiao/hooks/communities"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// Every kind that a community may have has its place on the page.
func TestEveryKindIsShown(t *testing.T) {
	app := testkit.NewApp(t, func(app core.App) { hooks.Register(app, hooks.Config{CacheMB: 4}) })
	api := testkit.NewAPI(t, app)
	c, err := app.FindCollectionByNameOrId(schema.Communities)
	if err != nil {
		t.Fatal(err)
	}
	kinds := c.Fields.GetByName(schema.CommunityKind).(*core.SelectField).Values
	if len(kinds) != len(communities.Kinds) {
		t.Errorf("%d kinds, %d on the page", len(kinds), len(communities.Kinds))
	}
	for i, kind := range kinds {
		testkit.Create(t, app, schema.Communities, map[string]any{
			"name": "社区之" + kind, "kind": kind, "lang": "zh", "position": i, "home_url": "https://example.org/" + kind,
		})
	}
	page := api.Send(nil, "GET", "/communities", nil, "Accept-Encoding", "identity")
	for _, kind := range kinds {
		if !strings.Contains(page.Body, "社区之"+kind) || !strings.Contains(page.Body, "https://example.org/"+kind) {
			t.Errorf("a community of kind %s isn't shown", kind)
		}
	}
	// a change is seen at once, although pages are cached
	first, err := app.FindFirstRecordByData(schema.Communities, "kind", kinds[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(first); err != nil {
		t.Fatal(err)
	}
	if page := api.Send(nil, "GET", "/communities", nil, "Accept-Encoding", "identity"); strings.Contains(page.Body, "社区之"+kinds[0]) {
		t.Error("a deleted community is still shown")
	}
}
