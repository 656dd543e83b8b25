package access_test

import (
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// What comes after an event is its organisers' to set; a certificate is also its holder's, and who helped at the door sees
// none. Answers to a survey are nobody's to read one by one.
func TestAfterwardsPermissions(t *testing.T) {
	c := newCast(t)
	event, ticket := publicEvent(t, c.app, "matrix-after", c.who["author"].Id, c.what["column"].Id)
	other, _ := publicEvent(t, c.app, "matrix-after-other", c.who["author"].Id, c.what["column"].Id)
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["invited"].Id, "role": "organiser"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": event.Id, "user": c.who["declined"].Id, "role": "gate"})
	testkit.Create(t, c.app, schema.EventStaffList, fields{"event": other.Id, "user": c.who["declined"].Id, "role": "organiser"})
	c.what["settings"] = testkit.Create(t, c.app, schema.EventAfterwardsList, fields{"event": event.Id})
	c.what["question"] = testkit.Create(t, c.app, schema.SurveyQuestions, fields{"event": event.Id, "label": "几分？", "kind": "rating"})
	c.what["response"] = testkit.Create(t, c.app, schema.SurveyResponses, fields{"event": event.Id, "ticket": ticket.Id, "answers": fields{c.what["question"].Id: 5}})
	registration := func() string {
		return testkit.Create(t, c.app, schema.Registrations, fields{"event": event.Id, "ticket": ticket.Id, "name": "来宾", "email": "", "lang": "zh", "state": "confirmed"}).Id
	}
	mine, erased := registration(), registration()
	c.what["turn"] = testkit.Create(t, c.app, schema.SurveyTurns, fields{"event": event.Id, "registration": mine})
	c.what["certificate"] = testkit.Create(t, c.app, schema.Certificates, fields{"event": event.Id, "registration": mine, "user": c.who["member"].Id, "name": "成员", "code": "mine"})
	c.what["certificate.erased"] = testkit.Create(t, c.app, schema.Certificates, fields{"event": event.Id, "registration": erased, "user": c.who["coauthor"].Id, "name": "从前", "code": "erased"})
	if _, err := c.app.DB().NewQuery("UPDATE registrations SET erased = 1 WHERE id = {:id}").Bind(fields{"id": erased}).Execute(); err != nil {
		t.Fatal(err)
	}
	const organising = "invited author columnEditor columnOwner siteEditor superuser"
	c.walk(t, []permission{
		{"view", schema.EventAfterwardsList, "settings", nil, organising, 404},
		{"create", schema.EventAfterwardsList, "settings of another", with("event", other.Id), "declined author columnEditor columnOwner siteEditor superuser", 400},
		{"update", schema.EventAfterwardsList, "settings", with("issuer", "桥头社区"), organising, 404},
		{"update", schema.EventAfterwardsList, "settings", with("event", other.Id), "superuser", 404},
		{"delete", schema.EventAfterwardsList, "settings", nil, organising, 404},
		{"view", schema.SurveyQuestions, "question", nil, organising, 404},
		{"create", schema.SurveyQuestions, "a question", with("event", event.Id, "label", "还有吗？", "kind", "text"), organising, 400},
		{"update", schema.SurveyQuestions, "question", with("label", "打几分？"), organising, 404},
		{"delete", schema.SurveyQuestions, "question", nil, organising, 404},
		{"view", schema.SurveyResponses, "response", nil, "superuser", 403},
		{"create", schema.SurveyResponses, "a response", with("event", event.Id), "superuser", 403},
		{"view", schema.SurveyTurns, "turn", nil, "superuser", 403},
		{"create", schema.SurveyTurns, "a turn", with("event", event.Id, "registration", erased), "superuser", 403},
		{"view", schema.Certificates, "certificate", nil, "member " + organising, 404},
		{"view", schema.Certificates, "certificate.erased", nil, "coauthor superuser", 404},
		{"create", schema.Certificates, "a certificate", with("event", event.Id, "registration", ticket.Id, "user", "$me", "name", "某人", "code", "forged"), "", 403},
		{"update", schema.Certificates, "certificate", with("name", "别人"), "superuser", 403},
		{"delete", schema.Certificates, "certificate", nil, "superuser", 403},
	})
}
