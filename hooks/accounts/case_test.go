package accounts_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// People find their account however they write its address, and nobody gets a second one by writing it differently.
func TestAddressesWhateverTheirCase(t *testing.T) {
	app, api := portal(t)
	letters := post(app)
	u := testkit.Create(t, app, schema.Users, map[string]any{"handle": "anna", "email": "Anna@Example.com", "password": testkit.Password, "verified": true})

	for _, written := range []string{"anna@example.com", "ANNA@EXAMPLE.COM", "Anna@Example.com"} {
		if got := password(api, written, testkit.Password); got.Status != 200 || got.JSON("record", "id") != u.Id {
			t.Errorf("signing in as %s: %d %s", written, got.Status, got.Body)
		}
		otpID, code := askCode(t, api, letters, written)
		sentTo(t, app, otpID)
		if got := useCode(api, otpID, code); got.Status != 200 || got.JSON("record", "id") != u.Id {
			t.Errorf("a code for %s: %d %s", written, got.Status, got.Body)
		}
	}
	if got := api.Send(nil, "POST", users+"/request-password-reset", map[string]any{"email": "anna@EXAMPLE.com"}); got.Status != 204 {
		t.Errorf("asking for a new password: %d %s", got.Status, got.Body)
	}
	letter := <-letters
	if len(letter.To) != 1 || letter.To[0].Address != "Anna@Example.com" {
		t.Errorf("the mail goes to %v", letter.To)
	}

	// forged duplicates: joining, changing, and both at once
	again := map[string]any{"handle": "other", "email": "aNNA@example.com", "password": testkit.Password, "passwordConfirm": testkit.Password}
	if got := api.Send(nil, "POST", users+"/records", again); got.Status != 400 || !strings.Contains(string(got.Body), `"email"`) {
		t.Errorf("joining with another's address: %d %s", got.Status, got.Body)
	}
	b := testkit.User(t, app, "bert")
	if got := api.Send(b, "POST", users+"/request-email-change", map[string]any{"newEmail": "ANNA@example.com"}); got.Status != 204 {
		t.Errorf("asking for another's address: %d %s", got.Status, got.Body)
	}
	select {
	case letter := <-letters:
		t.Errorf("a mail to %v", letter.To)
	default:
	}
	token, err := b.NewEmailChangeToken("anna@EXAMPLE.COM")
	if err != nil {
		t.Fatal(err)
	}
	if got := api.Send(nil, "POST", users+"/confirm-email-change", map[string]any{"token": token, "password": testkit.Password}); got.Status != 400 {
		t.Errorf("taking another's address: %d %s", got.Status, got.Body)
	}
	if now := testkit.Fresh(t, app, b); now.Email() != "bert@example.com" {
		t.Errorf("bert has %s", now.Email())
	}
}

// Of many who join at once with one address in different cases, one gets it.
func TestOneAddressAtOnce(t *testing.T) {
	app, api := portal(t)
	var wg sync.WaitGroup
	for i, email := range []string{"race@example.com", "Race@example.com", "rAce@example.com", "raCe@example.com", "racE@example.com"} {
		wg.Go(func() {
			api.Send(nil, "POST", users+"/records", map[string]any{"handle": "race-" + string(rune('a'+i)), "email": email, "password": testkit.Password, "passwordConfirm": testkit.Password})
		})
	}
	wg.Wait()
	if n := testkit.Number(t, app, "SELECT count(*) FROM users WHERE email = 'race@example.com' COLLATE NOCASE"); n != 1 {
		t.Errorf("%d accounts", n)
	}
	if u, err := app.FindAuthRecordByEmail(schema.Users, "RACE@EXAMPLE.COM"); err != nil || !strings.EqualFold(u.GetString(core.FieldNameEmail), "race@example.com") {
		t.Errorf("%v %v", u, err)
	}
}
