package registration_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Who organises an event reads what it is, as a draft too, and whether they may edit it; nobody else is told of that.
func TestAboutForOrganisers(t *testing.T) {
	p := newPortal(t, 1, nil)
	chief := testkit.User(t, p.app, "chief", "editor")
	for _, status := range []string{"published", "draft"} {
		p.sql("UPDATE events SET status = '"+status+"'", nil)
		for _, c := range []struct {
			who          *core.Record
			about, edits bool
		}{{p.author, true, true}, {chief, true, true}, {p.super, true, true}, {p.organiser, true, false}, {p.gate, false, false}, {p.wang, false, false}, {nil, false, false}} {
			a := p.api.Send(c.who, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil)
			name := "a guest"
			if c.who != nil {
				name = c.who.GetString(schema.UserHandle)
			}
			if want := map[bool]int{true: 200, false: 404}[status == "published" || c.about]; a.Status != want {
				t.Errorf("%s, %s: %d %s", name, status, a.Status, a.Body)
			}
			if a.Status != 200 {
				continue
			}
			if about, there := a.JSON("about").(map[string]any); there != c.about || there && (about["edits"] != c.edits || about["title"] != "桥上的下午" || about["zone"] != "Asia/Shanghai" || about["status"] != status) {
				t.Errorf("%s, %s: %v", name, status, a.JSON("about"))
			}
		}
	}
}
