package mydata_test

import (
	"testing"

	"qiao/hooks/mydata"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Who leaves takes their seats along, and no log names them any more; their groups go to the longest-serving organiser, or are closed, or weren't there yet.
func TestLeavingGroups(t *testing.T) {
	app := newApp(t)
	me, heir, member := testkit.User(t, app, "leaver"), testkit.User(t, app, "heir"), testkit.User(t, app, "member")
	kept, closed := testkit.Group(t, app, "kept", me, nil), testkit.Group(t, app, "closed", me, nil)
	gone, other := testkit.Group(t, app, "proposed", me, map[string]any{"status": "proposed"}), testkit.Group(t, app, "other", heir, nil)
	column := testkit.Column(t, app, "cloud", me, nil)
	testkit.Member(t, app, column, heir, "editor")
	testkit.Seat(t, app, kept, member, "member")
	testkit.Seat(t, app, kept, heir, "organiser")
	testkit.Seat(t, app, closed, member, "member")
	testkit.Seat(t, app, other, me, "organiser")
	if err := mydata.Delete(app, me); err != nil {
		t.Fatal(err)
	}
	if left := testkit.Mentions(t, app, me.Id); len(left) > 1 || len(left) == 1 && left[0] != "slugs.target" {
		t.Errorf("still in %v", left)
	}
	if g := testkit.Fresh(t, app, kept); g.GetString(schema.GroupOwner) != heir.Id || g.GetString(schema.GroupStatus) != "active" || len(g.GetStringSlice(schema.GroupOrganisers)) != 1 {
		t.Errorf("the group with an organiser: %v", g.PublicExport())
	}
	if g := testkit.Fresh(t, app, closed); g.GetString(schema.GroupOwner) != mydata.GhostID || g.GetString(schema.GroupStatus) != "archived" {
		t.Errorf("the group without one: %v", g.PublicExport())
	}
	if g := testkit.Fresh(t, app, other); len(g.GetStringSlice(schema.GroupOrganisers)) != 1 {
		t.Errorf("the group of another: %v", g.PublicExport())
	}
	if _, err := app.FindRecordById(schema.Groups, gone.Id); err == nil {
		t.Error("a proposal of nobody stays")
	}
}
