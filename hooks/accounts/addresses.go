package accounts

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// Another address is asked for as PocketBase has it (POST request-email-change), also by members without one: the mail
// goes to the new address, and its link names the account and the address. Who has an address confirms with the password
// (confirm-email-change). Who came with a provider that gives none has no password either: they confirm while signed
// in ([addAddress]), so that nobody else can use the link.

const (
	// mostAddresses is how often one account may ask for another address in an hour: each time is a mail to somebody.
	mostAddresses = 10
	addressesFor  = time.Hour
	// changeTakes is the least time that an answer about another address takes: more than making the mail does.
	changeTakes = 150 * time.Millisecond
)

// asked counts what each account asked for. It is kept in memory; a restart forgets it.
type asked struct {
	mu    sync.Mutex
	times map[string][]time.Time
	now   func() time.Time
}

func newAsked() *asked { return &asked{times: map[string][]time.Time{}, now: time.Now} }

// wait notes that an account asks, and is how long it has to wait first.
func (a *asked) wait(account string) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	for id, times := range a.times {
		for len(times) > 0 && now.Sub(times[0]) >= addressesFor {
			times = times[1:]
		}
		if a.times[id] = times; len(times) == 0 {
			delete(a.times, id)
		}
	}
	times := a.times[account]
	if len(times) >= mostAddresses {
		return addressesFor - now.Sub(times[0])
	}
	a.times[account] = append(times, now)
	return 0
}

// changeEvenly answers who asks for an address of somebody else's account as if it were free; no mail goes out then.
// PocketBase itself would say that it is taken, before any hook.
func (a *asked) changeEvenly(e *core.RequestEvent) error {
	if e.Request.Method != http.MethodPost || !strings.HasSuffix(e.Request.URL.Path, "/request-email-change") || e.Auth == nil || e.Auth.Collection().Name != schema.Users {
		return e.Next()
	}
	if wait := a.wait(e.Auth.Id); wait > 0 {
		return i18n.NewError("accounts.enough_addresses", "Minutes", int(wait.Minutes())+1).WithStatus(http.StatusTooManyRequests)
	}
	defer notBefore(e, time.Now().Add(changeTakes))
	err := e.Next()
	if !taken(err) {
		return err
	}
	event := &core.RecordRequestEmailChangeRequestEvent{RequestEvent: e, Record: e.Auth}
	event.Collection = e.Auth.Collection()
	// what others refuse an account is refused here too
	return e.App.OnRecordRequestEmailChangeRequest().Trigger(event, func(e *core.RecordRequestEmailChangeRequestEvent) error {
		return e.NoContent(http.StatusNoContent)
	})
}

// taken says whether PocketBase refused an address because of another account.
func taken(err error) bool {
	var api *router.ApiError
	if !errors.As(err, &api) {
		return false
	}
	fields, _ := api.RawData().(validation.Errors)
	var wrong validation.Error
	return len(fields) == 1 && errors.As(fields["newEmail"], &wrong) && wrong.Code() == "validation_invalid_new_email"
}

// mayAskAddress asks members without an address for a fresh sign-in: nothing else stands between a stolen session and an
// address that opens the account for good.
func mayAskAddress(e *core.RecordRequestEmailChangeRequestEvent) error {
	if e.Record.Email() != "" {
		return e.Next()
	}
	fresh, err := signedInRecently(e.RequestEvent)
	if err != nil {
		return err
	}
	if !fresh {
		return i18n.FieldError("newEmail", "accounts.sign_in_first")
	}
	return e.Next()
}

// addAddress answers POST /api/qiao/email with the token of a mail: the account of who asks, which has no address, gets
// the one that the token names. The tokens of the account, this one too, are worth nothing from then on; the answer signs
// in anew.
func addAddress(e *core.RequestEvent) error {
	var body struct {
		Token string `json:"token"`
	}
	if err := e.BindBody(&body); err != nil {
		return e.BadRequestError("", err)
	}
	outer := e.App
	var user *core.Record
	err := outer.RunInTransaction(func(app core.App) error {
		e.App = app
		defer func() { e.App = outer }()
		var err error
		if user, err = app.FindAuthRecordByToken(body.Token, core.TokenTypeEmailChange); err != nil {
			return i18n.NewError("accounts.link_expired").Because(err)
		}
		switch {
		case user.Id != e.Auth.Id:
			return i18n.NewError("accounts.link_not_yours").WithStatus(http.StatusForbidden)
		case user.Email() != "":
			return i18n.NewError("accounts.has_address")
		}
		event := &core.RecordConfirmEmailChangeRequestEvent{RequestEvent: e, Record: user, NewEmail: newAddress(body.Token)}
		event.Collection = user.Collection()
		return app.OnRecordConfirmEmailChangeRequest().Trigger(event, func(e *core.RecordConfirmEmailChangeRequestEvent) error {
			if other, err := e.App.FindAuthRecordByEmail(schema.Users, e.NewEmail); err == nil && other != nil {
				return i18n.NewError("accounts.link_expired")
			}
			// PocketBase drops the providers of an account that becomes confirmed. One that came with a provider and
			// without an address is so already.
			e.Record.SetEmail(e.NewEmail)
			e.Record.SetVerified(true)
			return e.App.Save(e.Record)
		})
	})
	if err != nil {
		return err
	}
	return apis.RecordAuthResponse(e, user, "email", nil)
}

// newAddress is the address that a token names, which was found to be good.
func newAddress(token string) string {
	claims, err := security.ParseUnverifiedJWT(token)
	if err != nil {
		return ""
	}
	email, _ := claims[core.TokenClaimNewEmail].(string)
	return email
}
