package afterwards

import (
	"crypto/rand"
	"encoding/base32"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// alphabet has the letters of codes: none that is taken for another one when it is read aloud or typed.
var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// codeLetters make 80 bits, which nobody guesses: a code is as good as a signature, and can be revoked.
const codeLetters = 16

func newCode() string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails
	return alphabet.EncodeToString(random[:])
}

// typed undoes what people make of a code; it gives "" for what can't be one.
func typed(code string) string {
	code = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(strings.TrimSpace(code)))
	if len(code) != codeLetters || strings.Trim(code, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		return ""
	}
	return code
}

// readable is a code in groups, as it is read aloud.
func readable(code string) string {
	var groups []string
	for ; len(code) > 4; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.ToUpper(strings.Join(append(groups, code), "-"))
}

const nameLetters = 80

// goodName is a name as it may stand on a certificate.
func goodName(name string) (string, error) {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	if schema.Blank(name) || schema.HasControls(name) || utf8.RuneCountInString(name) > nameLetters {
		return "", i18n.FieldError(schema.CertificateName, "afterwards.name", "Most", nameLetters)
	}
	return name, nil
}

// certificateOf gives the certificate of a registration, nil for none.
func certificateOf(app core.App, registration string) (*schema.Certificate, error) {
	r, err := app.FindFirstRecordByData(schema.Certificates, schema.CertificateRegistration, registration)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return schema.AsCertificate(r), nil
}

// certify makes the certificate of who comes by a link, with the name that they choose: POST
// /api/qiao/afterwards/{key}/certificate {name}. There is one for each registration; asked for again it is the same.
func (r *room) certify(e *core.RequestEvent) error {
	var in struct {
		Name string `json:"name" form:"name"`
	}
	if err := e.BindBody(&in); err != nil {
		return errUnreadable
	}
	name, err := goodName(in.Name)
	if err != nil {
		return err
	}
	var view *certificateView
	err = e.App.RunInTransaction(func(app core.App) error {
		a, ev, err := r.keyed(app, e.Request.PathValue("key"))
		if err != nil {
			return err
		}
		have, err := certificateOf(app, a.ID)
		if err != nil {
			return err
		}
		if have != nil {
			view = viewOf(have)
			return nil
		}
		if err := ev.certifies(a); err != nil {
			return err
		}
		made, err := issue(app, ev, a, name)
		view = viewOf(made)
		return err
	})
	if err != nil {
		return err
	}
	return private(e, view)
}

// certifies refuses who doesn't get a certificate, or not yet.
func (e *event) certifies(a *attendee) error {
	switch {
	case !e.Certificates:
		return i18n.NewError("afterwards.no_certificates")
	case !e.tookPlace(now()):
		return errEarly
	case !a.came():
		return i18n.NewError("afterwards.did_not_come").WithStatus(http.StatusForbidden)
	}
	return nil
}

// issue writes a certificate.
func issue(app core.App, e *event, a *attendee, name string) (*schema.Certificate, error) {
	c, err := app.FindCachedCollectionByNameOrId(schema.Certificates)
	if err != nil {
		return nil, err
	}
	issuer := e.Issuer
	if issuer == "" {
		issuer = e.Host
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{
		schema.CertificateEvent: e.ID, schema.CertificateRegistration: a.ID, schema.CertificateUser: a.User, schema.CertificateName: name,
		schema.CertificateCode: newCode(), schema.CertificateHours: e.hours(), schema.CertificateIssuer: issuer,
	})
	return schema.AsCertificate(r), app.Save(r)
}

// eraseOwn takes one's certificate away: DELETE /api/qiao/afterwards/{key}/certificate.
func (r *room) eraseOwn(e *core.RequestEvent) error {
	err := e.App.RunInTransaction(func(app core.App) error {
		a, _, err := r.keyed(app, e.Request.PathValue("key"))
		if err != nil {
			return err
		}
		c, err := certificateOf(app, a.ID)
		if err != nil || c == nil {
			return err
		}
		return erase(app, c.Record)
	})
	if err != nil {
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

// erase removes a certificate with the name on it. Of a revoked one there stays that it was revoked, without a name:
// otherwise another one could be had.
func erase(app core.App, r *core.Record) error {
	if r.GetDateTime(schema.CertificateRevoked).IsZero() {
		return app.Delete(r)
	}
	r.Set(schema.CertificateName, "")
	r.Set(schema.CertificateUser, "")
	return app.Save(r)
}

// What can be done with a certificate by its code.
const (
	revokeIt  = "revoke"
	restoreIt = "restore"
	eraseIt   = "erase"
)

// actOnCertificate is POST /api/qiao/certificates/{code} {action: revoke, restore or erase}, for the event's organisers, to
// whom somebody may show a certificate long after the list of attendees is erased; erase also for the one whose it is.
func actOnCertificate(e *core.RequestEvent) error {
	var in struct {
		Action string `json:"action" form:"action"`
	}
	if err := e.BindBody(&in); err != nil {
		return errUnreadable
	}
	var view *certificateView
	err := e.App.RunInTransaction(func(app core.App) error {
		r, err := byCode(app, e.Request.PathValue("code"))
		if err != nil {
			return err
		}
		runs := false
		if r != nil {
			if runs, err = access.Organises(app, e.Auth, r.GetString(schema.CertificateEvent)); err != nil {
				return err
			}
		}
		own := r != nil && e.Auth.Collection().Name == schema.Users && r.GetString(schema.CertificateUser) == e.Auth.Id
		switch {
		case r == nil:
			return errNoCertificate
		case !runs && !(own && in.Action == eraseIt):
			return errNotOrganiser
		case in.Action == eraseIt:
			return erase(app, r)
		case in.Action == revokeIt:
			if r.GetDateTime(schema.CertificateRevoked).IsZero() {
				r.Set(schema.CertificateRevoked, types.NowDateTime())
			}
		case in.Action == restoreIt && r.GetString(schema.CertificateName) != "":
			r.Set(schema.CertificateRevoked, "")
		default:
			return errUnreadable
		}
		view = viewOf(schema.AsCertificate(r))
		return app.Save(r)
	})
	if err != nil {
		return err
	}
	if view == nil {
		return e.NoContent(http.StatusNoContent)
	}
	return private(e, view)
}

var errNoCertificate = i18n.NewError("afterwards.no_certificate").WithStatus(http.StatusNotFound)

// byCode finds a certificate, nil when there is none with this code.
func byCode(app core.App, code string) (*core.Record, error) {
	code = typed(code)
	if code == "" {
		return nil, nil
	}
	r, err := app.FindFirstRecordByFilter(schema.Certificates, schema.CertificateCode+" = {:code}", dbx.Params{"code": code})
	if missing(err) {
		return nil, nil
	}
	return r, err
}

// certificateView is a certificate as the one sees it whose it is.
type certificateView struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Revoked string `json:"revoked"`
}

func viewOf(c *schema.Certificate) *certificateView {
	if c == nil {
		return nil
	}
	return &certificateView{c.Code(), c.Name(), c.Revoked().String()}
}
