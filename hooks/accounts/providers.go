package accounts

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/address"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// comeWithProvider gives who signs up with a provider a handle and a name, and takes from the request no more than what
// was agreed to: with an address or a role in it, somebody could make the account of somebody else.
func (f Fetch) comeWithProvider(e *core.RecordAuthWithOAuth2RequestEvent) error {
	if e.Record != nil {
		return e.Next()
	}
	said := e.CreateData
	e.CreateData = map[string]any{}
	for _, field := range []string{schema.UserAgreed, schema.UserLocale, schema.UserZone} {
		if value, ok := said[field].(string); ok {
			e.CreateData[field] = value
		}
	}
	handle, err := freeHandle(e.App, e.OAuth2User.Username, e.OAuth2User.Name)
	if err != nil {
		return err
	}
	e.CreateData[schema.UserHandle] = handle
	e.CreateData[schema.UserName] = strings.TrimSpace(clipRunes(cmp.Or(e.OAuth2User.Name, e.OAuth2User.Username, handle), 80))
	if file := f.portrait(e); file != nil {
		e.CreateData[schema.UserAvatar] = file
	}
	return e.Next()
}

const longestHandle = 40

// freeHandle makes a handle of the first name that gives one, and numbers it if somebody has or had it.
func freeHandle(app core.App, names ...string) (string, error) {
	for _, name := range names {
		if strings.TrimSpace(name) == "" {
			continue
		}
		handle := address.Slugify(name)
		if len(handle) < 2 || len(handle) > longestHandle-8 || reservedHandle(handle) {
			continue
		}
		return address.Free(app, schema.Users, handle)
	}
	return address.Free(app, schema.Users, "m-"+security.PseudorandomStringWithAlphabet(8, "abcdefghijkmnpqrstuvwxyz23456789"))
}

func clipRunes(s string, n int) string {
	s = clip(s, len(s))
	for utf8.RuneCountInString(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// mayUnlink keeps the last provider of an account that has no address to sign in with otherwise.
func mayUnlink(e *core.RecordRequestEvent) error {
	if e.HasSuperuserAuth() || e.Auth == nil || e.Auth.Email() != "" {
		return e.Next()
	}
	links, err := e.App.FindAllExternalAuthsByRecord(e.Auth)
	if err != nil {
		return err
	}
	if len(links) < 2 {
		return i18n.NewError("accounts.last_way_in")
	}
	return e.Next()
}

// postedCallback brings the answer of providers that post it (Apple) to the page that reads it.
func postedCallback(e *core.RequestEvent) error {
	e.Request.Body = http.MaxBytesReader(e.Response, e.Request.Body, 16<<10)
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	q := url.Values{}
	for _, name := range []string{"code", "state", "error"} {
		if value := e.Request.PostForm.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return e.Redirect(http.StatusSeeOther, "/auth/callback?"+q.Encode())
}
