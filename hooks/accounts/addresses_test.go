package accounts_test

import (
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

var changeLink = regexp.MustCompile(`/confirm-email#([^"]+)"`)

// guestOf makes an account as a provider does that gives no address, and gives its token.
func guestOf(t *testing.T, api *testkit.API, who map[string]any, sub string) (id, token string) {
	t.Helper()
	who["sub"] = sub
	got := comeWith(api, nil)
	id, _ = got.JSON("record", "id").(string)
	token, _ = got.JSON("token").(string)
	if got.Status != 200 || id == "" || token == "" {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	return id, token
}

func askAddress(api *testkit.API, token, email string) testkit.Answer {
	return api.Send(nil, "POST", users+"/request-email-change", map[string]any{"newEmail": email}, "Authorization", token)
}

func addAddress(api *testkit.API, token, link string) testkit.Answer {
	return api.Send(nil, "POST", "/api/qiao/email", map[string]any{"token": link}, "Authorization", token)
}

func linkIn(t *testing.T, letter *mailer.Message, to string) string {
	t.Helper()
	m := changeLink.FindStringSubmatch(letter.HTML)
	if m == nil || len(letter.To) != 1 || letter.To[0].Address != to {
		t.Fatalf("to %v: %s", letter.To, letter.HTML)
	}
	return m[1]
}

func TestAddingAnAddress(t *testing.T) {
	app, api := portal(t)
	letters := post(app)
	who := map[string]any{"name": "陈默"}
	provider(t, app, who)
	testkit.User(t, app, "anna")
	id, token := guestOf(t, api, who, "w-1")
	_, phone := guestOf(t, api, who, "w-1")
	_, stranger := guestOf(t, api, who, "w-2")

	if got := askAddress(api, token, "mo@example.com"); got.Status != 204 {
		t.Fatalf("asking: %d %s", got.Status, got.Body)
	}
	link := linkIn(t, <-letters, "mo@example.com")
	if got := askAddress(api, token, "second@example.com"); got.Status != 204 {
		t.Fatalf("asking for another: %d %s", got.Status, got.Body)
	}
	second := linkIn(t, <-letters, "second@example.com")

	for name, c := range map[string]struct {
		as, link string
		status   int
	}{
		"a guest":        {"", link, 401},
		"somebody else":  {stranger, link, 403},
		"no link":        {token, "", 400},
		"a made-up one":  {token, link + "x", 400},
		"a session's":    {token, token, 400},
		"another's link": {token, anothers(t, api, letters, stranger), 403},
	} {
		if got := addAddress(api, c.as, c.link); got.Status != c.status {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	// PocketBase's own way takes a password, which nobody has
	if got := api.Send(nil, "POST", users+"/confirm-email-change", map[string]any{"token": link, "password": testkit.Password}); got.Status != 400 {
		t.Errorf("with a password: %d %s", got.Status, got.Body)
	}
	if u := user(t, app, id); u.Email() != "" {
		t.Fatalf("it has an address: %q", u.Email())
	}

	got := addAddress(api, token, link)
	fresh, _ := got.JSON("token").(string)
	if got.Status != 200 || got.JSON("record", "email") != "mo@example.com" || got.JSON("record", "verified") != true || fresh == "" {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if u := user(t, app, id); u.Email() != "mo@example.com" || !u.Verified() {
		t.Errorf("%q %v", u.Email(), u.Verified())
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM _externalAuths WHERE recordRef = {:id}", dbx.Params{"id": id}); n != 1 {
		t.Errorf("%d providers are left", n)
	}
	// as with every new address, all other devices are signed out, and no other link is good
	for name, old := range map[string]string{"this device's old token": token, "another device": phone} {
		if got := api.Send(nil, "POST", users+"/auth-refresh", nil, "Authorization", old); got.Status != 401 {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
	if got := api.Send(nil, "POST", users+"/auth-refresh", nil, "Authorization", fresh); got.Status != 200 {
		t.Errorf("the new token: %d %s", got.Status, got.Body)
	}
	for name, used := range map[string]string{"again": link, "the other link": second} {
		if got := addAddress(api, fresh, used); got.Status != 400 {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	// from now on it takes the password
	if got := askAddress(api, fresh, "third@example.com"); got.Status != 204 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if got := addAddress(api, fresh, linkIn(t, <-letters, "third@example.com")); got.Status != 400 || got.JSON("data") == nil || user(t, app, id).Email() != "mo@example.com" {
		t.Errorf("a change without the password: %d %s", got.Status, got.Body)
	}
}

// anothers is a link that was sent for the account of a token.
func anothers(t *testing.T, api *testkit.API, letters <-chan *mailer.Message, token string) string {
	t.Helper()
	if got := askAddress(api, token, "stranger@example.com"); got.Status != 204 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	return linkIn(t, <-letters, "stranger@example.com")
}

func user(t *testing.T, app core.App, id string) *core.Record {
	t.Helper()
	u, err := app.FindRecordById(schema.Users, id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Asking for an address tells nobody whether it has an account, neither members without an address nor those with one.
func TestNewAddressesTellNothing(t *testing.T) {
	app, api := portal(t)
	letters := post(app)
	who := map[string]any{"name": "陈默"}
	provider(t, app, who)
	testkit.User(t, app, "anna")
	testkit.User(t, app, "bo")
	_, without := guestOf(t, api, who, "w-1")
	with, _ := signIn(t, api, "bo@example.com")
	suspended := testkit.User(t, app, "eve")
	evil, _ := signIn(t, api, "eve@example.com")
	suspended = testkit.Fresh(t, app, suspended)
	suspended.Set(schema.UserSuspendedUntil, time.Now().Add(time.Hour))
	if err := app.Save(suspended); err != nil {
		t.Fatal(err)
	}
	me := testkit.User(t, app, "min-e")
	free, taken := api.Send(me, "PATCH", users+"/records/"+me.Id, map[string]any{"email": "free@example.com"}), api.Send(me, "PATCH", users+"/records/"+me.Id, map[string]any{"email": "anna@example.com"})
	if free.Status != 400 || free.Status != taken.Status || free.Body != taken.Body {
		t.Errorf("writing it: %d %s, but %d %s", free.Status, free.Body, taken.Status, taken.Body)
	}
	for name, token := range map[string]string{"without": without, "with": with, "suspended": evil} {
		for i := range 12 { // beyond what an account may ask for
			free, taken := askAddress(api, token, fmt.Sprintf("free-%s%d@example.com", name, i)), askAddress(api, token, "anna@example.com")
			if free.Status != taken.Status || free.Body != taken.Body {
				t.Errorf("%s, %d: %d %s, but %d %s", name, i, free.Status, free.Body, taken.Status, taken.Body)
			}
			expected := 204
			switch {
			case name == "suspended":
				expected = 403
			case i >= 5:
				expected = 429
			}
			if free.Status != expected {
				t.Errorf("%s, %d: %d %s", name, i, free.Status, free.Body)
			}
		}
	}
	sent := len(letters)
	for range sent {
		if letter := <-letters; letter.To[0].Address == "anna@example.com" {
			t.Errorf("anna got a mail: %s", letter.Subject)
		}
	}
	if sent != 10 {
		t.Errorf("%d mails", sent)
	}
}

// A session that isn't fresh can't give an account without an address one.
func TestOldSessionsAddNoAddress(t *testing.T) {
	app, api := portal(t)
	post(app)
	who := map[string]any{"name": "陈默"}
	provider(t, app, who)
	testkit.User(t, app, "anna")
	id, token := guestOf(t, api, who, "w-1")
	if _, err := app.DB().NewQuery("UPDATE devices SET created = '2020-01-01 00:00:00.000Z' WHERE user = {:id}").Bind(dbx.Params{"id": id}).Execute(); err != nil {
		t.Fatal(err)
	}
	for _, email := range []string{"mo@example.com", "anna@example.com"} {
		if got := askAddress(api, token, email); got.Status != 400 || got.JSON("data", "newEmail", "code") != "accounts.sign_in_first" {
			t.Errorf("%s: %d %s", email, got.Status, got.Body)
		}
	}
}

// Two who confirm the same address at the same moment: one gets it, and a link works once however often it is sent.
func TestAddressesAreTakenOnce(t *testing.T) {
	app, api := portal(t)
	letters := post(app)
	who := map[string]any{"name": "陈默"}
	provider(t, app, who)
	type claim struct{ token, link string }
	var claims []claim
	for _, sub := range []string{"w-1", "w-2"} {
		_, token := guestOf(t, api, who, sub)
		if got := askAddress(api, token, "both@example.com"); got.Status != 204 {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		claims = append(claims, claim{token, linkIn(t, <-letters, "both@example.com")})
	}
	var won sync.Map
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			c := claims[i%2]
			if got := addAddress(api, c.token, c.link); got.Status == 200 {
				won.Store(i, true)
			} else if got.Status != 400 && got.Status != 401 {
				t.Errorf("%d %s", got.Status, got.Body)
			}
		})
	}
	wait.Wait()
	n := 0
	won.Range(func(any, any) bool { n++; return true })
	if rows := testkit.Number(t, app, "SELECT count(*) FROM users WHERE email = 'both@example.com'"); n != 1 || rows != 1 {
		t.Errorf("%d confirmed, %d have it", n, rows)
	}
}
