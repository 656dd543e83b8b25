package review_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func application(slug string) map[string]any {
	return map[string]any{"name": "云上手记", "slug": slug, "kind": "partner", "tagline": "写云", "reason": "每周一篇"}
}

// An approved application is a column of who applied, once, however often it is clicked.
func TestApproval(t *testing.T) {
	d := newDesk(t)
	got := d.api.Send(d.member, "POST", path(schema.ColumnApplications), application("notes"))
	if got.Status != 200 || got.JSON("applicant") != d.member.Id || got.JSON("state") != "pending" {
		t.Fatal(got.Body)
	}
	at := path(schema.ColumnApplications, got.JSON("id").(string))
	for name, answer := range map[string]testkit.Answer{
		"oneself":       d.api.Send(d.member, "PATCH", at, map[string]any{"state": "approved"}),
		"a column's":    d.api.Send(d.editor, "PATCH", at, map[string]any{"state": "approved"}),
		"another name":  d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"state": "approved", "name": "别的"}),
		"another owner": d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"state": "approved", "applicant": d.editor.Id}),
		"any column":    d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"column": d.column.Id}),
	} {
		if answer.Status != 404 {
			t.Errorf("%s: %d", name, answer.Status)
		}
	}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"state": "approved", "answer": "欢迎"}) })
	}
	wg.Wait()
	decided := d.api.Send(d.member, "GET", at, nil)
	if decided.JSON("state") != "approved" || decided.JSON("reviewer") != d.siteEditor.Id || decided.JSON("answer") != "欢迎" {
		t.Errorf("decided: %s", decided.Body)
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM columns WHERE owner = {:u}", map[string]any{"u": d.member.Id}); n != 1 {
		t.Fatalf("%d columns", n)
	}
	column := d.api.Send(nil, "GET", path(schema.Columns, decided.JSON("column").(string)), nil)
	if column.JSON("slug") != "notes" || column.JSON("verified") != false || column.JSON("kind") != "partner" || column.JSON("status") != "active" {
		t.Errorf("the column: %s", column.Body)
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM column_members WHERE user = {:u} AND role = 'owner'", map[string]any{"u": d.member.Id}); n != 1 {
		t.Error("who applied doesn't own it")
	}
	if got := d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"state": "rejected", "answer": "还是算了"}); got.Status != 409 {
		t.Errorf("taken back: %d", got.Status)
	}
	if got := d.api.Send(d.member, "DELETE", at, nil); got.Status != 404 {
		t.Errorf("withdrawn after the decision: %d", got.Status)
	}
}

func TestApplying(t *testing.T) {
	d := newDesk(t)
	unverified := testkit.Create(t, d.app, schema.Users, map[string]any{"handle": "new", "email": "new@example.com", "password": testkit.Password})
	if got := d.api.Send(unverified, "POST", path(schema.ColumnApplications), application("a")); got.Status != 400 {
		t.Errorf("without a verified address: %d", got.Status)
	}
	if got := d.api.Send(nil, "POST", path(schema.ColumnApplications), application("a")); got.Status != 400 {
		t.Errorf("a guest: %d", got.Status)
	}
	for name, test := range map[string]struct {
		field string
		value any
		code  string
	}{
		"an address in use":    {"slug", "cloud", "address.taken"},
		"a page of the site":   {"slug", "apply", "columns.slug_reserved"},
		"no address":           {"slug", "Not A Slug", "validation_invalid_format"},
		"the site's own kind":  {"kind", "official", "validation_invalid_value"},
		"no name":              {"name", " ", "review.name_needed"},
		"no reason":            {"reason", "", "validation_required"},
		"a long line":          {"tagline", strings.Repeat("长", 161), "validation_max_text_constraint"},
		"a name turned around": {"name", "云\u202e上", ""},
	} {
		body := application("free")
		body[test.field] = test.value
		got := d.api.Send(d.member, "POST", path(schema.ColumnApplications), body)
		if got.Status != 400 || test.code != "" && got.JSON("data", test.field, "code") != test.code {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	forged := application("")
	forged["applicant"], forged["state"], forged["column"], forged["reviewer"], forged["answer"] = d.owner.Id, "approved", d.column.Id, d.owner.Id, "好"
	got := d.api.Send(d.member, "POST", path(schema.ColumnApplications), forged)
	if got.JSON("applicant") != d.member.Id || got.JSON("state") != "pending" || got.JSON("column") != "" || got.JSON("reviewer") != "" || got.JSON("answer") != "" {
		t.Errorf("forged: %s", got.Body)
	}
	if got.JSON("slug") != "yun-shang-shou-ji" {
		t.Errorf("an address of its own: %v", got.JSON("slug"))
	}
	// three at once, also when ten are sent together
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			d.api.Send(d.member, "POST", path(schema.ColumnApplications), application("slug-"+string(rune('a'+i))))
		})
	}
	wg.Wait()
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM column_applications WHERE applicant = {:u}", map[string]any{"u": d.member.Id}); n != 3 {
		t.Errorf("%d applications at once", n)
	}
	at := path(schema.ColumnApplications, got.JSON("id").(string))
	for _, other := range []*struct {
		who  string
		want int
	}{{"editor", 404}, {"owner", 404}} {
		if got := d.api.Send(map[string]*core.Record{"editor": d.editor, "owner": d.owner}[other.who], "GET", at, nil); got.Status != other.want {
			t.Errorf("%s reads it: %d", other.who, got.Status)
		}
	}
	if got := d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"state": "rejected"}); got.Status != 400 || got.JSON("data", "answer", "code") != "review.answer_needed" {
		t.Errorf("rejected without a word: %d", got.Status)
	}
	if got := d.api.Send(d.siteEditor, "PATCH", at, map[string]any{"state": "rejected", "answer": "先写几篇看看"}); got.Status != 200 {
		t.Errorf("rejected: %s", got.Body)
	}
	if got := d.api.Send(d.member, "POST", path(schema.ColumnApplications), application("again")); got.Status != 200 {
		t.Errorf("and applied again: %s", got.Body)
	} else if got := d.api.Send(d.member, "DELETE", path(schema.ColumnApplications, got.JSON("id").(string)), nil); got.Status != 204 {
		t.Errorf("withdrawn: %d", got.Status)
	}
}

// Of two who want one address, the second hears of it when it is too late for both.
func TestOneAddressForTwo(t *testing.T) {
	d := newDesk(t)
	first := d.api.Send(d.member, "POST", path(schema.ColumnApplications), application("same"))
	second := d.api.Send(d.coauthor, "POST", path(schema.ColumnApplications), application("same"))
	if got := d.api.Send(d.siteEditor, "PATCH", path(schema.ColumnApplications, first.JSON("id").(string)), map[string]any{"state": "approved"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	got := d.api.Send(d.siteEditor, "PATCH", path(schema.ColumnApplications, second.JSON("id").(string)), map[string]any{"state": "approved"})
	if got.Status != 400 || got.JSON("data", "slug", "code") != "address.taken" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if n := testkit.Number(t, d.app, "SELECT count(*) FROM column_applications WHERE state = 'pending'"); n != 1 {
		t.Error("half an approval was kept")
	}
}
