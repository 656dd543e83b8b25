package accounts_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"qiao/hooks"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func register(app core.App) {
	hooks.Register(app, hooks.Config{CacheMB: 4, URL: "https://qiao.example"})
}

func portal(t *testing.T) (*tests.TestApp, *testkit.API) {
	t.Helper()
	app := testkit.NewApp(t, register)
	return app, testkit.NewAPI(t, app)
}

const users = "/api/collections/users"

func with(fields map[string]any, more ...any) map[string]any {
	all := map[string]any{}
	for k, v := range fields {
		all[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		all[more[i].(string)] = more[i+1]
	}
	return all
}

var newcomer = map[string]any{"handle": "xin-ren", "email": "new@example.com", "password": testkit.Password, "passwordConfirm": testkit.Password}

func TestJoining(t *testing.T) {
	app, api := portal(t)
	for name, c := range map[string]struct {
		body        map[string]any
		field, code string
	}{
		"no handle":       {with(newcomer, "handle", ""), "handle", "accounts.handle_required"},
		"a reserved one":  {with(newcomer, "handle", "security"), "handle", "people.handle_reserved"},
		"a wrong one":     {with(newcomer, "handle", "Xin Ren"), "handle", "validation_invalid_format"},
		"no address":      {with(newcomer, "email", ""), "email", "accounts.email_required"},
		"a zone of Mars":  {with(newcomer, "zone", "Mars/Olympus"), "zone", "accounts.zone_unknown"},
		"a made-up skill": {with(newcomer, "expertise", []string{"nothinghere0000"}), "expertise", "accounts.expertise_wrong"},
		"silenced not":    {with(newcomer, "silenced_until", "2020-01-01 00:00:00.000Z"), "silenced_until", "accounts.kept_by_system"},
		"leaving":         {with(newcomer, "leaving_at", "2020-01-01 00:00:00.000Z"), "leaving_at", "accounts.kept_by_system"},
		"agreed long ago": {with(newcomer, "agreed_at", "2020-01-01 00:00:00.000Z"), "agreed_at", "accounts.kept_by_system"},
		"an id":           {with(newcomer, "id", "chosenbymyself0"), "id", "accounts.kept_by_system"},
		"a key":           {with(newcomer, "tokenKey", strings.Repeat("x", 40)), "tokenKey", "accounts.kept_by_system"},
	} {
		if got := api.Send(nil, "POST", users+"/records", c.body); got.Status != 400 || got.JSON("data", c.field, "code") != c.code {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	for _, forged := range []map[string]any{
		{"roles": []string{"editor"}}, {"roles+": "editor"}, {"+roles": "editor"}, {"verified": true}, {"trust": 9}, {"reputation": 9000}, {"reputation+": 9000},
	} {
		body := with(newcomer)
		for k, v := range forged {
			body[k] = v
		}
		got := api.Send(nil, "POST", users+"/records", body)
		if got.Status != 400 {
			t.Errorf("%v: %d %s", forged, got.Status, got.Body)
		}
	}
	got := api.Send(nil, "POST", users+"/records", with(newcomer, "city", "杭州", "zone", "Asia/Shanghai", "mfa", true), "Accept-Language", "en")
	if got.Status != 200 {
		t.Fatal(got.Body)
	}
	u := testkit.Fresh(t, app, record(t, app, got))
	if u.GetString("city") != "杭州" || u.GetString("zone") != "Asia/Shanghai" || u.GetString("locale") != "en" || u.GetString("name") != "xin-ren" || u.GetBool("mfa") || u.Verified() {
		t.Errorf("%v", u.PublicExport())
	}
	if got := api.Send(u, "POST", users+"/records", with(newcomer, "handle", "second", "email", "second@example.com")); got.Status != 400 {
		t.Errorf("a member makes another account: %d", got.Status)
	}
}

func record(t *testing.T, app core.App, answer testkit.Answer) *core.Record {
	t.Helper()
	id, _ := answer.JSON("id").(string)
	r, err := app.FindRecordById(schema.Users, id)
	if err != nil {
		t.Fatalf("%v: %s", err, answer.Body)
	}
	return r
}

func TestAgreeing(t *testing.T) {
	app, api := portal(t)
	if _, err := app.DB().NewQuery("UPDATE policy SET agreement = '2026-01' WHERE id = {:id}").Bind(dbx.Params{"id": schema.PolicyID}).Execute(); err != nil {
		t.Fatal(err)
	}
	for _, version := range []any{nil, "", "2025-01", true} {
		if got := api.Send(nil, "POST", users+"/records", with(newcomer, "agreed", version)); got.JSON("data", "agreed", "code") != "accounts.agree_first" {
			t.Errorf("agreed to %v: %s", version, got.Body)
		}
	}
	got := api.Send(nil, "POST", users+"/records", with(newcomer, "agreed", "2026-01"))
	u := record(t, app, got)
	if u.GetString("agreed") != "2026-01" || time.Since(u.GetDateTime("agreed_at").Time()) > time.Minute {
		t.Errorf("agreed to %q at %v", u.GetString("agreed"), u.GetDateTime("agreed_at"))
	}
	page := api.Send(nil, "GET", "/join", nil, "Accept-Encoding", "identity")
	if !strings.Contains(page.Body, `value="2026-01"`) || !strings.Contains(page.Body, `href="/terms"`) {
		t.Error("the page doesn't ask for it")
	}
}

// signIn gives a token as the API answers it, and the device that it names.
func signIn(t *testing.T, api *testkit.API, email string, headers ...string) (token, device string) {
	t.Helper()
	got := api.Send(nil, "POST", users+"/auth-with-password", map[string]any{"identity": email, "password": testkit.Password}, headers...)
	token, _ = got.JSON("token").(string)
	if token == "" {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	return token, deviceIn(t, token)
}

func deviceIn(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Device string }
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	return claims.Device
}

func TestDevices(t *testing.T) {
	app, api := portal(t)
	u, other := testkit.User(t, app, "anna"), testkit.User(t, app, "boris")
	as := func(token, method, path string, body any) testkit.Answer {
		return api.Send(nil, method, path, body, "Authorization", token)
	}
	const devices = "/api/collections/devices/records"
	phone, phoneID := signIn(t, api, "anna@example.com", "User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1")
	laptop, laptopID := signIn(t, api, "anna@example.com", "User-Agent", "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0")
	if phone == laptop || phoneID == laptopID || phoneID == "" {
		t.Fatal("two sign-ins have one token")
	}
	list := as(laptop, "GET", devices+"?sort=name", nil)
	if list.JSON("totalItems") != 2.0 || list.JSON("items", 0, "name") != "Firefox · Windows" || list.JSON("items", 1, "name") != "Safari · iPhone" {
		t.Errorf("devices: %s", list.Body)
	}
	for _, stranger := range []*core.Record{nil, other} {
		if got := api.Send(stranger, "GET", devices, nil); got.JSON("totalItems") != 0.0 {
			t.Errorf("others see %s", got.Body)
		}
		if got := api.Send(stranger, "DELETE", devices+"/"+phoneID, nil); got.Status != 404 {
			t.Errorf("others sign out: %d", got.Status)
		}
	}
	if got := as(laptop, "PATCH", devices+"/"+laptopID, map[string]any{"user": other.Id}); got.Status != 403 {
		t.Errorf("a device changed hands: %d", got.Status)
	}

	// a refresh gives another token for the same device
	again := as(phone, "POST", users+"/auth-refresh", nil)
	refreshed, _ := again.JSON("token").(string)
	if again.Status != 200 || deviceIn(t, refreshed) != phoneID {
		t.Fatalf("refreshed: %d %s", again.Status, again.Body)
	}
	// who is signed out hears nothing more, and none of the tokens is worth anything
	client := subscriptions.NewDefaultClient()
	app.SubscriptionsBroker().Register(client)
	if got := as(phone, "POST", "/api/realtime", map[string]any{"clientId": client.Id(), "subscriptions": []string{"users/*"}}); got.Status != 204 {
		t.Fatalf("subscribe: %d %s", got.Status, got.Body)
	}
	if got := as(laptop, "DELETE", devices+"/"+phoneID, nil); got.Status != 204 {
		t.Fatal(got.Body)
	}
	if client.Get("auth") != nil || len(client.Subscriptions()) != 0 {
		t.Error("a device that was signed out still listens")
	}
	for _, token := range []string{phone, refreshed, "Bearer " + phone} {
		if got := as(token, "POST", users+"/auth-refresh", nil); got.Status != 401 {
			t.Errorf("a device that was signed out refreshes: %d", got.Status)
		}
		if got := as(token, "GET", devices, nil); got.JSON("totalItems") != 0.0 {
			t.Errorf("and reads %s", got.Body)
		}
		if got := as(token, "PATCH", users+"/records/"+u.Id, map[string]any{"bio": "还在"}); got.Status != 404 {
			t.Errorf("and writes: %d", got.Status)
		}
	}
	if got := as(laptop, "GET", devices, nil); got.JSON("totalItems") != 1.0 {
		t.Errorf("the other device: %s", got.Body)
	}

	// everywhere
	if got := as(laptop, "DELETE", "/api/qiao/devices", nil); got.Status != 204 {
		t.Fatal(got.Body)
	}
	if got := as(laptop, "POST", users+"/auth-refresh", nil); got.Status != 401 {
		t.Errorf("signed out everywhere, but not here: %d", got.Status)
	}
	if got := api.Send(nil, "DELETE", "/api/qiao/devices", nil); got.Status != 401 {
		t.Errorf("a guest signs out everywhere: %d", got.Status)
	}

	// a new password signs out everywhere too
	token, _ := signIn(t, api, "anna@example.com")
	got := as(token, "PATCH", users+"/records/"+u.Id, map[string]any{"oldPassword": testkit.Password, "password": "another-password", "passwordConfirm": "another-password"})
	if got.Status != 200 {
		t.Fatal(got.Body)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM devices WHERE user = {:u}", dbx.Params{"u": u.Id}); n != 0 {
		t.Errorf("%d devices after a new password", n)
	}
	if got := as(token, "POST", users+"/auth-refresh", nil); got.Status != 401 {
		t.Errorf("the old token: %d", got.Status)
	}
}

func TestManySignInsAtOnce(t *testing.T) {
	app, api := portal(t)
	u := testkit.User(t, app, "anna")
	var wait sync.WaitGroup
	failed := make(chan string, 80)
	for range 80 {
		wait.Go(func() {
			got := api.Send(nil, "POST", users+"/auth-with-password", map[string]any{"identity": "anna@example.com", "password": testkit.Password})
			if got.Status != 200 {
				failed <- fmt.Sprint(got.Status, got.Body)
			}
		})
	}
	wait.Wait()
	close(failed)
	for f := range failed {
		t.Error(f)
	}
	signIn(t, api, "anna@example.com")
	if n := testkit.Number(t, app, "SELECT count(*) FROM devices WHERE user = {:u}", dbx.Params{"u": u.Id}); n != 50 {
		t.Errorf("%d devices", n)
	}
}

func TestHandles(t *testing.T) {
	app, api := portal(t)
	u, chief := testkit.User(t, app, "anna"), testkit.User(t, app, "chief", "editor")
	rename := func(who *core.Record, handle string) testkit.Answer {
		return api.Send(who, "PATCH", users+"/records/"+who.Id, map[string]any{"handle": handle})
	}
	if got := rename(u, "anna-li"); got.Status != 200 {
		t.Fatal("the first change: ", got.Body)
	}
	for _, handle := range []string{"anna-wang", "anna"} {
		if got := rename(u, handle); got.JSON("data", "handle", "code") != "accounts.handle_soon" {
			t.Errorf("a second one at once: %s", got.Body)
		}
	}
	if got := rename(u, ""); got.JSON("data", "handle", "code") != "accounts.handle_required" {
		t.Errorf("no handle: %s", got.Body)
	}
	if _, err := app.DB().NewQuery("UPDATE slugs SET updated = '2020-01-01 00:00:00.000Z' WHERE target = {:u}").Bind(dbx.Params{"u": u.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if got := rename(u, "moderators"); got.JSON("data", "handle", "code") != "people.handle_reserved" {
		t.Errorf("a reserved one: %s", got.Body)
	}
	if got := rename(u, "anna"); got.Status != 200 {
		t.Errorf("back, after thirty days: %s", got.Body)
	}
	if got := rename(u, "anna-li"); got.JSON("data", "handle", "code") != "accounts.handle_soon" {
		t.Errorf("and away again at once: %s", got.Body)
	}
	for _, handle := range []string{"chief-two", "chief-three"} {
		if got := rename(chief, handle); got.Status != 200 {
			t.Errorf("an editor: %s", got.Body)
		}
	}
	if got := rename(chief, "anna-li"); got.Status != 400 {
		t.Errorf("somebody's old handle: %d", got.Status)
	}
}

// What a member hides can't be read, filtered, sorted or expanded by others.
func TestPrivacy(t *testing.T) {
	app, api := portal(t)
	u, other, chief := testkit.User(t, app, "anna"), testkit.User(t, app, "boris"), testkit.User(t, app, "chief", "editor")
	moderator := testkit.User(t, app, "watcher", "moderator")
	tag := testkit.Tag(t, app, "go", "Go")
	path := users + "/records/" + u.Id
	got := api.Send(u, "PATCH", path, map[string]any{
		"city": "秘密之城", "company": "公开公司", "zone": "Asia/Shanghai", "expertise": []string{tag.Id}, "private": []string{"city", "expertise"},
		"links": []any{map[string]any{"label": "博客", "url": "https://example.org/"}},
	})
	if got.Status != 200 || got.JSON("city") != "秘密之城" || got.JSON("expertise", 0) != tag.Id {
		t.Fatal(got.Body)
	}
	for name, c := range map[string]struct {
		as                         *core.Record
		city, zone, silence, email bool
	}{
		"guest": {nil, false, false, false, false}, "member": {other, false, false, false, false}, "self": {u, true, true, true, true},
		"editor": {chief, true, true, true, false}, "moderator": {moderator, false, false, true, false},
	} {
		for _, p := range []string{path, users + "/records?filter=" + url.QueryEscape("handle='anna'")} {
			got := api.Send(c.as, "GET", p, nil)
			if strings.Contains(got.Body, "秘密之城") != c.city || strings.Contains(got.Body, tag.Id) != c.city || strings.Contains(got.Body, `"private"`) != c.zone || strings.Contains(got.Body, "Asia/Shanghai") != c.zone ||
				strings.Contains(got.Body, "silenced_until") != c.silence || strings.Contains(got.Body, "anna@example.com") != c.email || !strings.Contains(got.Body, "公开公司") {
				t.Errorf("%s reads %s", name, got.Body)
			}
		}
	}
	for _, field := range []string{
		"city", "company", "links", "expertise", "zone", "private", "mfa", "agreed", "agreed_at", "leaving_at", "leaving_keep", "silenced_until", "suspended_until", "trust", "tokenKey", "password",
	} {
		for _, as := range []*core.Record{nil, other, chief} {
			for _, query := range []string{"?filter=" + url.QueryEscape(field+" != 'x'"), "?sort=" + field} {
				if got := api.Send(as, "GET", users+"/records"+query, nil); got.Status != 400 {
					t.Errorf("%s: %d", query, got.Status)
				}
			}
			if got := api.Send(as, "GET", "/api/collections/tags/records?filter="+url.QueryEscape("@collection.users."+field+" ?~ '秘'"), nil); got.Status == 200 && got.JSON("totalItems") != 0.0 {
				t.Errorf("@collection of %s: %s", field, got.Body)
			}
		}
	}
	for _, p := range []string{
		"/api/collections/tags/records?expand=users_via_expertise", path + "?expand=expertise", "/api/collections/author_cards/records",
	} {
		if got := api.Send(other, "GET", p, nil); strings.Contains(got.Body, "秘密之城") || strings.Contains(p, "tags") && strings.Contains(got.Body, u.Id) {
			t.Errorf("%s tells %s", p, got.Body)
		}
	}
	// nor does realtime tell
	client := subscriptions.NewDefaultClient()
	client.Subscribe("users/" + u.Id)
	app.SubscriptionsBroker().Register(client)
	if got := api.Send(u, "PATCH", path, map[string]any{"bio": "改了一点"}); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if said := string((<-client.Channel()).Data); !strings.Contains(said, "改了一点") || strings.Contains(said, "秘密之城") || strings.Contains(said, "Asia/Shanghai") || strings.Contains(said, "anna@example.com") {
		t.Errorf("realtime tells %s", said)
	}
	// who has no handle isn't there for others
	quiet := testkit.Create(t, app, schema.Users, map[string]any{"email": "quiet@example.com", "password": testkit.Password})
	for as, want := range map[*core.Record]int{nil: 404, other: 404, quiet: 200, chief: 200, moderator: 200} {
		if got := api.Send(as, "GET", users+"/records/"+quiet.Id, nil); got.Status != want {
			t.Errorf("an account without a handle: %d, want %d", got.Status, want)
		}
	}
}
