package accounts

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// askCode spends the time that making a code takes also for an address that nobody has: the answer must not tell.
func askCode(e *core.RecordCreateOTPRequestEvent) error {
	if e.Record == nil {
		core.NewOTP(e.App).SetPassword(e.Password)
	}
	return e.Next()
}

// useCode makes the password of an unconfirmed account worthless when a code sent to its address is used: whoever chose
// it may not be who reads the mail.
func useCode(e *core.RecordAuthWithOTPRequestEvent) error {
	if !e.Record.Verified() && e.OTP.SentTo() != "" && e.OTP.SentTo() == e.Record.Email() {
		// saved together with the confirmation, which follows
		e.Record.SetRandomPassword()
	}
	return e.Next()
}

// wrongCodeTakes is the least time that the answer to a wrong code takes: more than a check does.
const wrongCodeTakes = 400 * time.Millisecond

// answerEvenly answers a wrong code of an account that exists like one of none: PocketBase looks for the account first,
// compares the code only then, and counts the attempts.
func answerEvenly(e *core.RequestEvent) error {
	if e.Request.Method != http.MethodPost || !strings.HasSuffix(e.Request.URL.Path, "/auth-with-otp") {
		return e.Next()
	}
	start := time.Now()
	err := e.Next()
	var api *router.ApiError
	if !errors.As(err, &api) {
		return err
	}
	if api.Status == http.StatusTooManyRequests && strings.Contains(api.Message, "OTP") {
		err = e.BadRequestError("Invalid or expired OTP", err)
	}
	notBefore(e, start.Add(wrongCodeTakes))
	return err
}

// notBefore holds an answer back until a time.
func notBefore(e *core.RequestEvent, t time.Time) {
	ctx, cancel := context.WithDeadline(e.Request.Context(), t)
	defer cancel()
	<-ctx.Done()
}
