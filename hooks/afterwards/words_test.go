package afterwards_test

import (
	"encoding/json"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Words that the site refuses, holds or masks are looked for in what organisers ask and write, in what is answered, and in the
// name on a certificate. Nothing there can wait: of organisers and on certificates what would have to is refused; answers, which
// organisers alone read, are let through.
func TestWordsAfterwards(t *testing.T) {
	p := newPortal(t, nil)
	for word, action := range map[string]string{"黑色词": "block", "灰色词": "hold", "笨蛋": "mask"} {
		testkit.Create(t, p.app, schema.WordRules, fields{"word": word, "action": action, "active": true})
	}
	keeper := testkit.User(t, p.app, "keeper", "moderator")
	testkit.Create(t, p.app, schema.EventStaffList, fields{"event": p.event.Id, "user": keeper.Id, "role": "organiser"})
	const questions = "/api/collections/survey_questions/records"
	message := func(a testkit.Answer, field string) bool {
		code, _ := a.JSON("data", field, "code").(string)
		return code == "guard.blocked" || code == "guard.blocked_line"
	}
	question := func(more fields) testkit.Answer {
		f := fields{"event": p.event.Id, "label": "想说的", "kind": "text"}
		for k, v := range more {
			f[k] = v
		}
		return p.api.Send(p.organiser, "POST", questions, f)
	}

	for what, c := range map[string]struct {
		more  fields
		field string
	}{
		"a label that is refused": {fields{"label": "黑 色 词好吗"}, "label"}, "a label that would wait": {fields{"label": "灰色词好吗"}, "label"},
		"a help": {fields{"help": "比如黑色词"}, "help"}, "a choice": {fields{"kind": "choice", "options": []string{"好", "黑色词"}}, "options"},
		"a choice that would wait":             {fields{"kind": "choices", "options": []string{"灰色词"}}, "options"},
		"a choice that would be masked":        {fields{"kind": "choice", "options": []string{"笨蛋", "好"}}, "options"},
		"a choice in other signs for the same": {fields{"kind": "choice", "options": `["\u9ed1\u8272\u8bcd"]`}, "options"},
	} {
		if a := question(c.more); a.Status != 400 || !message(a, c.field) {
			t.Errorf("%s: %d %s", what, a.Status, a.Body)
		}
	}
	if a := p.Expect("masked", question(fields{"label": "谁是笨蛋？"}), 200); a.JSON("label") != "谁是＊＊？" {
		t.Error(a.Body)
	}
	if a := p.api.Send(keeper, "POST", questions, fields{"event": p.event.Id, "label": "灰色词好吗", "kind": "text"}); a.Status != 200 {
		t.Errorf("a moderator may ask what others may not: %s", a.Body)
	}
	fine := p.Expect("fine", question(fields{"label": "好吗"}), 200).JSON("id").(string)
	if a := p.api.Send(p.organiser, "PATCH", questions+"/"+fine, fields{"label": "黑色词吗"}); a.Status != 400 || !message(a, "label") {
		t.Errorf("an edit: %d %s", a.Status, a.Body)
	}
	for _, field := range []string{"issuer", "survey_about", "came_text", "missed_text"} {
		if a := p.api.Send(p.organiser, "PATCH", testkit.At(schema.EventAfterwardsList, p.settings.Id), fields{field: "感谢黑色词"}); a.Status != 400 || !message(a, field) {
			t.Errorf("%s: %d %s", field, a.Status, a.Body)
		}
		if a := p.api.Send(p.organiser, "PATCH", testkit.At(schema.EventAfterwardsList, p.settings.Id), fields{field: "感谢笨蛋"}); a.Status != 200 || a.JSON(field) != "感谢＊＊" {
			t.Errorf("%s: %d %s", field, a.Status, a.Body)
		}
	}

	// what people say; a choice is the organisers' words, and older than the rule here
	chosen := p.ask("你是", "choice", fields{"options": []string{"笨蛋", "黑色词"}})
	said := func() (all []map[string]any) {
		var rows []string
		if err := p.app.DB().NewQuery("SELECT answers FROM survey_responses ORDER BY rowid").Column(&rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			one := map[string]any{}
			if err := json.Unmarshal([]byte(row), &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		return all
	}
	somebody, key := p.somebody("one", true, nil)
	if a := p.answers(key, fields{fine: "很好。\n但是黑色词", chosen: "黑色词"}); a.Status != 400 || !message(a, fine) || a.JSON("data", chosen) != nil || len(said()) != 0 {
		t.Errorf("refused: %d %s", a.Status, a.Body)
	}
	if n := p.Number("SELECT count(*) FROM survey_turns"); n != 0 {
		t.Error("who was refused has answered")
	}
	p.Expect("a word that would wait", p.answers(key, fields{fine: "一个灰色词", chosen: "笨蛋"}), 204)
	_, other := p.somebody("two", true, nil)
	p.Expect("a word that is masked", p.answers(other, fields{fine: "谁是笨**蛋"}), 204)
	if all := said(); len(all) != 2 || all[0][fine] != "一个灰色词" || all[0][chosen] != "笨蛋" || all[1][fine] != "谁是＊**＊" {
		t.Errorf("%v", all)
	}

	// a name is as it is or not at all
	for _, name := range []string{"黑色词先生", "灰色词女士", "笨蛋"} {
		if a := p.certify(key, name); a.Status != 400 || !message(a, "name") {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if n := p.Number("SELECT count(*) FROM certificates"); n != 0 {
		t.Errorf("%d certificates", n)
	}
	made := p.Expect("a name", p.certify(key, "王小明"), 200)
	// what is there already isn't looked at again when it is erased or revoked
	testkit.Create(t, p.app, schema.WordRules, fields{"word": "王小明", "action": "block", "active": true})
	p.Expect("revoked", p.api.Send(p.organiser, "POST", "/api/qiao/certificates/"+made.JSON("code").(string), fields{"action": "revoke"}), 200)
	if got := p.Read(schema.Certificates, firstOf(t, p.app, somebody.Id)); got.GetString("name") != "王小明" || got.GetDateTime("revoked").IsZero() {
		t.Error(got.PublicExport())
	}
}

// firstOf gives the id of a registration's certificate.
func firstOf(t *testing.T, app core.App, registration string) string {
	t.Helper()
	r, err := app.FindFirstRecordByData(schema.Certificates, schema.CertificateRegistration, registration)
	if err != nil {
		t.Fatal(err)
	}
	return r.Id
}
