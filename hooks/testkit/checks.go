package testkit

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
)

// Fields are what a record or the body of a request says.
type Fields = map[string]any

// At is the address of a collection's records, or of one.
func At(collection string, id ...string) string {
	return strings.Join(append([]string{"/api/collections/" + collection + "/records"}, id...), "/")
}

// Checks are what tests of a room ask of a portal again and again. The portal of a room embeds them, beside the people
// and things of its own.
type Checks struct {
	t   testing.TB
	app core.App
}

// NewPortal gives an app of its own to a test, extended by register, and the checks of it. Make the API of it once all is
// registered.
func NewPortal(t testing.TB, register func(core.App)) (*tests.TestApp, Checks) {
	t.Helper()
	app := NewApp(t, register)
	return app, Checks{t, app}
}

// Expect stops the test when an answer has another status, and gives the answer.
func (c Checks) Expect(what string, a Answer, status int) Answer {
	c.t.Helper()
	if a.Status != status {
		c.t.Fatalf("%s: %d, want %d: %.400s", what, a.Status, status, a.Body)
	}
	return a
}

// Refused expects an answer to be the error of a field with a code. The test goes on after another one.
func (c Checks) Refused(what string, a Answer, field, code string) {
	c.t.Helper()
	if got := a.JSON("data", field, "code"); a.Status != 400 || got != code {
		c.t.Errorf("%s: %d %v, want %s: %s: %.400s", what, a.Status, got, field, code, a.Body)
	}
}

// Read gives a record as the database has it now.
func (c Checks) Read(collection, id string) *core.Record {
	c.t.Helper()
	r, err := c.app.FindRecordById(collection, id)
	if err != nil {
		c.t.Fatalf("read %s %s: %v", collection, id, err)
	}
	return r
}

// Number gives the one number that a query answers.
func (c Checks) Number(query string, params ...dbx.Params) int {
	c.t.Helper()
	return Number(c.t, c.app, query, params...)
}

// SQL changes the database past all rules and hooks, as time and other programs do.
func (c Checks) SQL(query string, params dbx.Params) {
	c.t.Helper()
	if _, err := c.app.DB().NewQuery(query).Bind(params).Execute(); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
}
