package guard_test

import (
	"fmt"
	"net/http"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// One address may ask for only so much, and the address is the connection's unless a proxy
// is trusted: whatever a client writes into X-Forwarded-For.
func TestRequestLimits(t *testing.T) {
	p := newPlace(t)
	settings := p.app.Settings()
	settings.RateLimits.Enabled = true
	if err := p.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	limits := func(path string, body any, most int) {
		t.Helper()
		refused := 0
		for i := range most + 5 {
			method := http.MethodPost
			if body == nil {
				method = http.MethodGet
			}
			got := p.api.Send(nil, method, path, body, "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i), "X-Real-IP", fmt.Sprintf("203.0.113.%d", i))
			if got.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused != 5 {
			t.Errorf("%s: %d of %d were refused, want 5", path, refused, most+5)
		}
	}
	limits("/api/collections/users/auth-with-password", map[string]any{"identity": "nobody@example.com", "password": "wrong"}, 10)
	limits(records(schema.Users), map[string]any{"email": "x"}, 60)
	limits(records(schema.Comments), map[string]any{"body": "x"}, 120)
	limits("/api/qiao/search?q=go", nil, 60)
}

// Behind a proxy that is trusted each reader has an address of their own, and only what the
// proxy itself wrote counts.
func TestTrustedProxy(t *testing.T) {
	p := newPlace(t)
	settings := p.app.Settings()
	settings.RateLimits.Enabled = true
	settings.TrustedProxy.Headers = []string{"X-Forwarded-For"}
	if err := p.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	sign := func(forwarded string) int {
		return p.api.Send(nil, "POST", "/api/collections/users/auth-with-password", map[string]any{"identity": "nobody@example.com", "password": "wrong"}, "X-Forwarded-For", forwarded).Status
	}
	for i := range 10 {
		if got := sign(fmt.Sprintf("10.9.8.%d, 203.0.113.7", i)); got == http.StatusTooManyRequests {
			t.Fatalf("the %d. try is refused", i+1)
		}
	}
	if got := sign("10.9.8.77, 203.0.113.7"); got != http.StatusTooManyRequests {
		t.Errorf("forged in front of what the proxy wrote: %d", got)
	}
	if got := sign("203.0.113.8"); got == http.StatusTooManyRequests {
		t.Error("another reader is refused with the first")
	}
}

// Guessing one account's password from many addresses ends too.
func TestGuessingAnAccount(t *testing.T) {
	p := newPlace(t)
	sign := func(identity, password string) int {
		return p.api.Send(nil, "POST", "/api/collections/users/auth-with-password", map[string]any{"identity": identity, "password": password}).Status
	}
	for i := range 19 {
		if got := sign("member@example.com", "wrong"); got != 400 {
			t.Fatalf("try %d: %d", i+1, got)
		}
	}
	if got := sign("member@example.com", testkit.Password); got != 200 {
		t.Errorf("the right one after 19 wrong ones: %d", got)
	}
	for range 20 {
		sign("member@example.com", "wrong")
	}
	if got := sign("MEMBER@example.com", "wrong"); got != http.StatusTooManyRequests {
		t.Errorf("the 21st: %d", got)
	}
	for range 20 { // a name without an account is counted too: the answers don't tell
		sign("nobody@example.com", "wrong")
	}
	if got := sign("nobody@example.com", "wrong"); got != http.StatusTooManyRequests {
		t.Errorf("the 21st for nobody: %d", got)
	}
	if got := sign("keeper@example.com", testkit.Password); got != 200 {
		t.Errorf("somebody else: %d", got)
	}
}
