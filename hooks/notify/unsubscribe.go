package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

const unsubscribePath = "/api/qiao/unsubscribe"

// digestKind is what a token for the digest is about; the others are kinds of notifications.
const digestKind = "digest"

// unsubscribeToken is what lets whoever has a mail end mails of its kind, without signing
// in. It is good for ever: a link in an old mail must work. None for what must be known.
func unsubscribeToken(app core.App, user, kind string) string {
	sum := tokenSum(app, user, kind)
	if sum == nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(user+"."+kind)) + "." + base64.RawURLEncoding.EncodeToString(sum)
}

func tokenSum(app core.App, user, kind string) []byte {
	users, err := app.FindCachedCollectionByNameOrId(schema.Users)
	if err != nil {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(users.VerificationToken.Secret))
	mac.Write([]byte("unsubscribe\n" + user + "\n" + kind))
	return mac.Sum(nil)[:18]
}

// readToken gives who a token is of and what it is about.
func readToken(app core.App, token string) (user, kind string, ok bool) {
	what, sum, found := strings.Cut(token, ".")
	named, err := base64.RawURLEncoding.DecodeString(what)
	given, err2 := base64.RawURLEncoding.DecodeString(sum)
	if !found || err != nil || err2 != nil {
		return "", "", false
	}
	user, kind, found = strings.Cut(string(named), ".")
	if !found || kind != digestKind && byDefault[kind] == "" || !hmac.Equal(given, tokenSum(app, user, kind)) {
		return "", "", false
	}
	return user, kind, true
}

// standing is what somebody with a token may know: what it is about and how it stands.
type standing struct {
	Kind       string `json:"kind"`
	Label      string `json:"label"`
	Subscribed bool   `json:"subscribed"`
}

func standingOf(e *core.RequestEvent) (*standing, string, error) {
	user, kind, ok := readToken(e.App, e.Request.URL.Query().Get("token"))
	if !ok {
		return nil, "", i18n.NewError("notify.token_wrong")
	}
	to, err := readerOf(e.App, user)
	if err != nil {
		return nil, "", err
	}
	if to == nil {
		return nil, "", i18n.NewError("notify.token_wrong")
	}
	l := i18n.Of(e.Request)
	if kind == digestKind {
		return &standing{kind, i18n.T(l, "notify.digest"), to.rhythm() != Never}, user, nil
	}
	if kind == Unanswered {
		return &standing{kind, i18n.T(l, "notify.kind."+kind), to.way(kind) == ByDigest}, user, nil
	}
	return &standing{kind, i18n.T(l, "notify.kind."+kind), to.way(kind) == ByMail}, user, nil
}

// showSubscription answers what a token is about. It changes nothing: mail scanners follow links.
func showSubscription(e *core.RequestEvent) error {
	s, _, err := standingOf(e)
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, s)
}

// unsubscribe ends mails of a kind (RFC 8058), or with undo=1 begins them again. Asked for
// twice, it is done once.
func unsubscribe(e *core.RequestEvent) error {
	s, user, err := standingOf(e)
	if err != nil {
		return err
	}
	undo := e.Request.URL.Query().Get("undo") == "1"
	if s.Subscribed == undo {
		return e.JSON(http.StatusOK, s)
	}
	if err := choose(e.App, user, func(choices map[string]string, digest *string) {
		switch {
		case s.Kind == digestKind && undo:
			*digest = usualDigest
		case s.Kind == digestKind:
			*digest = Never
		case s.Kind == Unanswered && undo:
			choices[s.Kind] = ByDigest
		case s.Kind == Unanswered:
			choices[s.Kind] = Off
		case undo:
			choices[s.Kind] = ByMail
		default:
			choices[s.Kind] = InSite
		}
	}); err != nil {
		return err
	}
	s.Subscribed = undo
	return e.JSON(http.StatusOK, s)
}
