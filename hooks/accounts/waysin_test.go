package accounts_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/mails"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"qiao/hooks/accounts"
	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// post keeps the mails that PocketBase writes, as they leave this room.
func post(app core.App) <-chan *mailer.Message {
	letters := make(chan *mailer.Message, 20)
	take := &hook.Handler[*core.MailerRecordEvent]{Id: "test.post", Priority: 1000, Func: func(e *core.MailerRecordEvent) error {
		letters <- e.Message
		if e.Meta["otpId"] != nil { // as PocketBase notes it once the mail is out
			otp, err := e.App.FindOTPById(e.Meta["otpId"].(string))
			if err != nil {
				return err
			}
			otp.SetSentTo(e.Message.To[0].Address)
			return e.App.Save(otp)
		}
		return nil
	}}
	for _, h := range []*hook.TaggedHook[*core.MailerRecordEvent]{
		app.OnMailerRecordVerificationSend(), app.OnMailerRecordPasswordResetSend(), app.OnMailerRecordEmailChangeSend(), app.OnMailerRecordOTPSend(), app.OnMailerRecordAuthAlertSend(),
	} {
		h.Bind(take)
	}
	return letters
}

var digits = regexp.MustCompile(`<strong>(\d+)</strong>`)

// askCode asks for a code and reads the mail.
func askCode(t *testing.T, api *testkit.API, letters <-chan *mailer.Message, email string) (otpID, code string) {
	t.Helper()
	got := api.Send(nil, "POST", users+"/request-otp", map[string]any{"email": email})
	otpID, _ = got.JSON("otpId").(string)
	if got.Status != 200 || otpID == "" {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	letter := <-letters
	m := digits.FindStringSubmatch(letter.HTML)
	if m == nil {
		t.Fatal(letter.HTML)
	}
	return otpID, m[1]
}

// sentTo waits until it is noted where the code went.
func sentTo(t *testing.T, app core.App, otpID string) {
	t.Helper()
	for {
		otp, err := app.FindOTPById(otpID)
		if err != nil {
			t.Fatal(err)
		}
		if otp.SentTo() != "" {
			return
		}
	}
}

func useCode(api *testkit.API, otpID, code string, more ...any) testkit.Answer {
	return api.Send(nil, "POST", users+"/auth-with-otp", with(map[string]any{"otpId": otpID, "password": code}, more...))
}

func password(api *testkit.API, email, password string, more ...any) testkit.Answer {
	return api.Send(nil, "POST", users+"/auth-with-password", with(map[string]any{"identity": email, "password": password}, more...))
}

func TestTwoSteps(t *testing.T) {
	app, api := portal(t)
	letters := post(app)
	u := testkit.User(t, app, "anna")
	path := users + "/records/" + u.Id
	unsure := testkit.Create(t, app, schema.Users, map[string]any{"handle": "unsure", "email": "unsure@example.com", "password": testkit.Password})
	if got := api.Send(unsure, "PATCH", users+"/records/"+unsure.Id, map[string]any{"mfa": true}); got.JSON("data", "mfa", "code") != "accounts.verify_first" {
		t.Errorf("an unconfirmed address: %s", got.Body)
	}
	if got := api.Send(u, "PATCH", path, map[string]any{"mfa": true}); got.Status != 200 || got.JSON("mfa") != true {
		t.Fatal(got.Body)
	}
	// a token that isn't fresh from signing in doesn't turn it off
	if got := api.Send(u, "PATCH", path, map[string]any{"mfa": false}); got.JSON("data", "mfa", "code") != "accounts.sign_in_again" {
		t.Errorf("off without signing in: %s", got.Body)
	}
	first := password(api, "anna@example.com", testkit.Password)
	mfaID, _ := first.JSON("mfaId").(string)
	if first.Status != 401 || mfaID == "" || first.JSON("token") != nil {
		t.Fatalf("one step was enough: %d %s", first.Status, first.Body)
	}
	if n := testkit.Number(t, app, "SELECT count(*) FROM devices"); n != 0 {
		t.Errorf("half a sign-in left %d devices", n)
	}
	if got := password(api, "anna@example.com", testkit.Password, "mfaId", mfaID); got.Status != 400 {
		t.Errorf("the same step twice: %d", got.Status)
	}
	otpID, code := askCode(t, api, letters, "anna@example.com")
	if got := useCode(api, otpID, "00000000", "mfaId", mfaID); got.Status != 400 {
		t.Errorf("a wrong code: %d", got.Status)
	}
	got := useCode(api, otpID, code, "mfaId", mfaID)
	token, _ := got.JSON("token").(string)
	if got.Status != 200 || token == "" {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if got := api.Send(nil, "PATCH", path, map[string]any{"mfa": false}, "Authorization", token); got.Status != 200 || got.JSON("mfa") != false {
		t.Errorf("off after signing in: %s", got.Body)
	}
	if got := password(api, "anna@example.com", testkit.Password); got.Status != 200 {
		t.Errorf("one step again: %s", got.Body)
	}
}

// Whoever takes somebody's address for an account first loses it to who reads the mail.
func TestCodesConfirmAddresses(t *testing.T) {
	app, api := portal(t)
	letters := post(app)
	if got := api.Send(nil, "POST", users+"/records", newcomer); got.Status != 200 {
		t.Fatal(got.Body)
	}
	squatter, _ := signIn(t, api, "new@example.com")
	otpID, code := askCode(t, api, letters, "new@example.com")
	sentTo(t, app, otpID)
	got := useCode(api, otpID, code)
	if got.Status != 200 || got.JSON("record", "verified") != true {
		t.Fatal(got.Body)
	}
	if got := password(api, "new@example.com", testkit.Password); got.Status != 400 {
		t.Errorf("the first password still works: %d", got.Status)
	}
	if got := api.Send(nil, "POST", users+"/auth-refresh", nil, "Authorization", squatter); got.Status != 401 {
		t.Errorf("and so does the first session: %d", got.Status)
	}
	if got := useCode(api, otpID, code); got.Status != 400 {
		t.Errorf("a code works twice: %d", got.Status)
	}
}

// The answers don't tell who has an account.
func TestNoEnumeration(t *testing.T) {
	app, api := portal(t)
	post(app)
	testkit.User(t, app, "anna")
	shape := regexp.MustCompile(`"[a-z0-9]{15}"`)
	same := func(name string, ask func(email string) testkit.Answer) {
		known, unknown := ask("anna@example.com"), ask("nobody@example.com")
		if known.Status != unknown.Status || shape.ReplaceAllString(known.Body, "ID") != shape.ReplaceAllString(unknown.Body, "ID") {
			t.Errorf("%s: %d %s, but %d %s", name, known.Status, known.Body, unknown.Status, unknown.Body)
		}
	}
	same("password", func(email string) testkit.Answer { return password(api, email, "a wrong one") })
	for range 2 { // the second time PocketBase sends nothing
		for _, path := range []string{"/request-password-reset", "/request-verification", "/request-otp"} {
			same(path, func(email string) testkit.Answer {
				return api.Send(nil, "POST", users+path, map[string]any{"email": email})
			})
		}
	}
	ids := map[string]string{}
	for _, email := range []string{"anna@example.com", "nobody@example.com"} {
		ids[email], _ = api.Send(nil, "POST", users+"/request-otp", map[string]any{"email": email}).JSON("otpId").(string)
	}
	for range 7 { // beyond what PocketBase lets an account try
		same("code", func(email string) testkit.Answer { return useCode(api, ids[email], "00000000") })
	}
}

func TestMailsSpeakTheirLanguage(t *testing.T) {
	app, _ := portal(t)
	letters := post(app)
	for locale, c := range map[string]struct{ subject, body, not string }{
		"zh-CN": {"确认你在", `href="https://qiao.example/verify#`, "Hello"},
		"en":    {"Confirm your", `href="https://qiao.example/en/verify#`, "你好"},
		"":      {" / Confirm", `href="https://qiao.example/en/verify#`, "{"},
	} {
		u := testkit.Create(t, app, schema.Users, map[string]any{"handle": "u" + strings.ToLower(locale), "email": "u" + locale + "@example.com", "password": testkit.Password, "locale": locale})
		for _, send := range []func() error{
			func() error { return mails.SendRecordVerification(app, u) },
			func() error { return mails.SendRecordPasswordReset(app, u) },
			func() error { return mails.SendRecordChangeEmail(app, u, "other@example.com") },
			func() error { return mails.SendRecordOTP(app, u, "nothinghere0000", "12345678") },
			func() error { return mails.SendRecordAuthAlert(app, u, "<b>somewhere</b>") },
		} {
			// the code's mail isn't in the database here, so noting where it went fails afterwards
			if err := send(); err != nil && !strings.Contains(err.Error(), "no rows") {
				t.Fatal(err)
			}
			letter := <-letters
			if strings.Contains(letter.HTML, "/_/") || strings.Contains(letter.HTML, "localhost") || strings.Contains(letter.HTML, "<b>somewhere") || strings.Contains(letter.Subject+letter.HTML, "{SITE_NAME}") {
				t.Errorf("%q: %s %s", locale, letter.Subject, letter.HTML)
			}
			if strings.Contains(letter.HTML, "/verify#") && (!strings.Contains(letter.Subject, c.subject) || !strings.Contains(letter.HTML, c.body) || strings.Contains(letter.Subject+text(letter.HTML), c.not)) {
				t.Errorf("%q: %s %s", locale, letter.Subject, text(letter.HTML))
			}
		}
	}
}

var styles = regexp.MustCompile(`(?s)<style.*?</style>`)

func text(html string) string { return styles.ReplaceAllString(html, "") }

// provider is another site that people sign in with; it says what who holds.
func provider(t *testing.T, app *tests.TestApp, who map[string]any) {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(v any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if json.NewEncoder(w).Encode(v) != nil {
				w.WriteHeader(500)
			}
		}
	}
	mux.HandleFunc("/token", answer(map[string]any{"access_token": "t", "token_type": "Bearer"}))
	mux.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) { answer(who)(w, r) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	c, err := app.FindCollectionByNameOrId(schema.Users)
	if err != nil {
		t.Fatal(err)
	}
	c.OAuth2.Providers = []core.OAuth2ProviderConfig{{
		Name: "oidc", ClientId: "id", ClientSecret: "secret", DisplayName: "微信",
		AuthURL: server.URL + "/auth", TokenURL: server.URL + "/token", UserInfoURL: server.URL + "/me",
	}}
	if err := app.Save(c); err != nil {
		t.Fatal(err)
	}
}

func comeWith(api *testkit.API, data map[string]any, headers ...string) testkit.Answer {
	return api.Send(nil, "POST", users+"/auth-with-oauth2", map[string]any{
		"provider": "oidc", "code": "c", "codeVerifier": "v", "redirectURL": "https://qiao.example/auth/callback", "createData": data,
	}, headers...)
}

func TestProviders(t *testing.T) {
	app, api := portal(t)
	post(app)
	who := map[string]any{"sub": "w-1", "name": "陈默\u202e\u0000", "preferred_username": "", "picture": "http://127.0.0.1:1/secret"}
	provider(t, app, who)
	if got := api.Send(nil, "GET", users+"/auth-methods", nil); got.JSON("oauth2", "providers", 0, "displayName") != "微信" || !strings.Contains(got.Body, "code_challenge") {
		t.Fatal(got.Body)
	}
	if _, err := app.DB().NewQuery("UPDATE policy SET agreement = 'v1' WHERE id = {:id}").Bind(dbx.Params{"id": schema.PolicyID}).Execute(); err != nil {
		t.Fatal(err)
	}
	forged := map[string]any{
		"email": "victim@example.com", "handle": "official-voice", "roles": []string{"editor"}, "verified": true, "trust": 9, "reputation": 9000, "mfa": true, "password": "known-to-me",
		"passwordConfirm": "known-to-me", "agreed": "v1", "locale": "en",
	}
	if got := comeWith(api, with(forged, "agreed", "")); got.Status != 400 {
		t.Errorf("without agreeing: %d %s", got.Status, got.Body)
	}
	got := comeWith(api, forged)
	if got.Status != 200 || got.JSON("meta", "isNew") != true {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	u, err := app.FindRecordById(schema.Users, got.JSON("record", "id").(string))
	if err != nil {
		t.Fatal(err)
	}
	if u.Email() != "" || u.GetString("handle") != "chen-mo" || u.GetString("name") != "陈默" || len(u.GetStringSlice("roles")) != 0 || u.GetInt("trust") != 0 ||
		u.GetInt("reputation") != 0 || u.ValidatePassword("known-to-me") || u.GetString("agreed") != "v1" || u.GetString("locale") != "en" {
		t.Errorf("%v %q", u.FieldsData(), u.Email())
	}
	// the same person again, and another of the same name
	if again := comeWith(api, nil); again.JSON("record", "id") != u.Id {
		t.Errorf("again: %s", again.Body)
	}
	who["sub"] = "w-2"
	if second := comeWith(api, map[string]any{"agreed": "v1"}); second.JSON("record", "handle") != "chen-mo-2" {
		t.Errorf("a namesake: %s", second.Body)
	}
	who["sub"], who["name"], who["preferred_username"] = "w-3", "Admin", "admin"
	third := comeWith(api, map[string]any{"agreed": "v1"})
	if handle, _ := third.JSON("record", "handle").(string); !strings.HasPrefix(handle, "m-") {
		t.Errorf("a reserved name: %s", third.Body)
	}

	// linking to who is signed in
	member := testkit.User(t, app, "anna")
	token, _ := signIn(t, api, "anna@example.com")
	who["sub"] = "w-4"
	if got := comeWith(api, nil, "Authorization", token); got.JSON("record", "id") != member.Id {
		t.Fatalf("linking: %s", got.Body)
	}
	const links = "/api/collections/_externalAuths/records"
	list := api.Send(nil, "GET", links, nil, "Authorization", token)
	if list.JSON("totalItems") != 1.0 || list.JSON("items", 0, "provider") != "oidc" {
		t.Fatalf("links: %s", list.Body)
	}
	if got := api.Send(nil, "DELETE", links+"/"+list.JSON("items", 0, "id").(string), nil, "Authorization", token); got.Status != 204 {
		t.Errorf("unlinking: %s", got.Body)
	}
	// but not the only way in
	mine := api.Send(u, "GET", links, nil)
	if mine.JSON("totalItems") != 1.0 {
		t.Fatalf("links: %s", mine.Body)
	}
	if got := api.Send(u, "DELETE", links+"/"+mine.JSON("items", 0, "id").(string), nil); got.Status != 400 || !strings.Contains(got.Body, "唯一") {
		t.Errorf("unlinking the last: %d %s", got.Status, got.Body)
	}
}

func TestCallback(t *testing.T) {
	_, api := portal(t)
	got := api.Send(nil, "POST", "/auth/callback", "code=a%26b&state=s&user=x", "Content-Type", "application/x-www-form-urlencoded")
	if got.Status != 303 || got.Header.Get("Location") != "/auth/callback?code=a%26b&state=s" {
		t.Errorf("posted: %d %q", got.Status, got.Header.Get("Location"))
	}
	page := api.Send(nil, "GET", "/auth/callback?code=very-secret&state=s", nil, "Accept-Encoding", "identity")
	if page.Status != 200 || strings.Contains(page.Body, "very-secret") {
		t.Errorf("the page: %d %s", page.Status, page.Body)
	}
}

func TestPages(t *testing.T) {
	_, api := portal(t)
	for _, path := range []string{"/join", "/sign-in", "/forgot", "/reset", "/verify", "/confirm-email", "/settings", "/settings/security"} {
		for _, p := range []string{path, "/en" + path} {
			got := api.Send(nil, "GET", p, nil, "Accept-Encoding", "identity")
			if got.Status != 200 || strings.Count(got.Body, "<h1") != 1 || !strings.Contains(got.Body, `content="noindex"`) || !strings.Contains(got.Body, "<noscript>") || strings.Contains(got.Body, "<script>") {
				t.Errorf("%s: %d", p, got.Status)
			}
		}
	}
}

func TestPortraits(t *testing.T) {
	pixel, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	if err != nil {
		t.Fatal(err)
	}
	images := map[string][]byte{
		"https://img.example/ok":   pixel,
		"https://img.example/svg":  []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"https://img.example/big":  append(slices.Clone(pixel), make([]byte, 3<<20)...),
		"http://img.example/plain": pixel,
	}
	app := testkit.NewApp(t, func(app core.App) {
		register(app)
		accounts.Register(app, func() string { return "https://qiao.example" }, func(_ context.Context, address string) ([]byte, error) {
			if image, ok := images[address]; ok {
				return image, nil
			}
			return nil, errors.New("no such picture")
		})
	})
	api := testkit.NewAPI(t, app)
	post(app)
	who := map[string]any{"name": "陈默"}
	provider(t, app, who)
	for address, want := range map[string]bool{
		"https://img.example/ok": true, "https://img.example/svg": false, "https://img.example/big": false, "http://img.example/plain": false, "https://img.example/gone": false,
	} {
		who["sub"], who["picture"] = address, address
		got := comeWith(api, nil)
		name, _ := got.JSON("record", "avatar").(string)
		if got.Status != 200 || (name != "") != want {
			t.Errorf("%s: %d %s", address, got.Status, got.Body)
		}
	}
}
