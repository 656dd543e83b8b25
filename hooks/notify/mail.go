package notify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/mailer"
	"github.com/pocketbase/pocketbase/tools/security"

	"qiao/hooks/jobs"
	"qiao/hooks/letters"
	"qiao/hooks/schema"
)

// mailKind is the kind of the outbox's rows that are finished mails.
const mailKind = "mail"

// Headers by which a mail on its way into the outbox says what it is. They stay here.
const (
	keyHeader     = letters.KeyHeader
	expiresHeader = "X-Qiao-Expires" // when it is of no use any more, RFC 3339; such a mail is urgent
	directHeader  = "X-Qiao-Direct"  // comes from the outbox: to be sent, not to be queued
)

// queuedMail is a finished mail in the outbox.
type queuedMail struct {
	From    mail.Address      `json:"from"`
	To      []mail.Address    `json:"to"`
	Cc      []mail.Address    `json:"cc,omitempty"`
	Bcc     []mail.Address    `json:"bcc,omitempty"`
	Subject string            `json:"subject"`
	HTML    string            `json:"html,omitempty"`
	Text    string            `json:"text,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Files   map[string][]byte `json:"files,omitempty"`
	Inline  map[string][]byte `json:"inline,omitempty"`
	Expires time.Time         `json:"expires,omitzero"`
}

// sentMail is what stays of a mail that was sent: what was in it may be a secret.
type sentMail struct {
	To      []mail.Address `json:"to"`
	Subject string         `json:"subject"`
}

// bindMail makes every mail of the program, PocketBase's own too, a row of the outbox.
func bindMail(app core.App) {
	jobs.Handle(app, mailKind, sendQueued)
	app.OnMailerSend().Bind(&hook.Handler[*core.MailerEvent]{Id: "notify.mail.queue", Func: queueMail})

	// mails that are good for a while only, and where the collection says how long
	for id, bind := range map[string]struct {
		hook *hook.TaggedHook[*core.MailerRecordEvent]
		life func(*core.Collection) int64
	}{
		"verification": {app.OnMailerRecordVerificationSend(), func(c *core.Collection) int64 { return c.VerificationToken.Duration }},
		"reset":        {app.OnMailerRecordPasswordResetSend(), func(c *core.Collection) int64 { return c.PasswordResetToken.Duration }},
		"change":       {app.OnMailerRecordEmailChangeSend(), func(c *core.Collection) int64 { return c.EmailChangeToken.Duration }},
		"otp":          {app.OnMailerRecordOTPSend(), func(c *core.Collection) int64 { return c.OTP.Duration }},
		"alert":        {app.OnMailerRecordAuthAlertSend(), func(*core.Collection) int64 { return 24 * 3600 }},
	} {
		bind.hook.Bind(&hook.Handler[*core.MailerRecordEvent]{Id: "notify.mail." + id, Func: func(e *core.MailerRecordEvent) error {
			if e.Record.Id == testRecord {
				setHeader(e.Message, directHeader, "1")
				return e.Next()
			}
			expires := time.Now().Add(time.Duration(bind.life(e.Record.Collection())) * time.Second)
			setHeader(e.Message, expiresHeader, expires.UTC().Format(time.RFC3339))
			return e.Next()
		}})
	}
}

// testRecord is the id that PocketBase gives the record of the dashboard's test mails. Who
// presses that button wants to see at once what the server says.
const testRecord = "__pb_test_id__"

func setHeader(m *mailer.Message, name, value string) {
	if m.Headers == nil {
		m.Headers = map[string]string{}
	}
	m.Headers[name] = value
}

// takeHeader removes a header and gives its value.
func takeHeader(m *mailer.Message, name string) string {
	value := m.Headers[name]
	delete(m.Headers, name)
	return value
}

// queueMail writes a mail into the outbox instead of sending it.
func queueMail(e *core.MailerEvent) error {
	if takeHeader(e.Message, directHeader) != "" || someoneElses(e) {
		takeHeader(e.Message, keyHeader)
		takeHeader(e.Message, expiresHeader)
		return e.Next()
	}
	key, q := takeHeader(e.Message, keyHeader), queuedMail{}
	var err error
	if expires := takeHeader(e.Message, expiresHeader); expires != "" {
		if q.Expires, err = time.Parse(time.RFC3339, expires); err != nil {
			return err
		}
	}
	m := e.Message
	q.From, q.To, q.Cc, q.Bcc, q.Subject, q.HTML, q.Text, q.Headers = m.From, m.To, m.Cc, m.Bcc, m.Subject, m.HTML, m.Text, m.Headers
	if q.Files, err = contents(m.Attachments); err != nil {
		return err
	}
	if q.Inline, err = contents(m.InlineAttachments); err != nil {
		return err
	}
	switch {
	case key != "":
	case !q.Expires.IsZero():
		// the same token to the same address is the same mail, however often it is asked for
		sum := sha256.Sum256([]byte(strings.Join(addresses(m.To), ",") + "\n" + m.Subject + "\n" + m.HTML + m.Text))
		key = hex.EncodeToString(sum[:16])
	default:
		key = security.RandomString(20)
	}
	if !q.Expires.IsZero() {
		return jobs.EnqueueUrgent(e.App, mailKind, key, q)
	}
	return jobs.Enqueue(e.App, mailKind, key, q, time.Time{})
}

// someoneElses says whether another hook has put a mailer of its own in place and no SMTP
// server is set: that one has its own ways.
func someoneElses(e *core.MailerEvent) bool {
	switch e.Mailer.(type) {
	case *mailer.SMTPClient, *mailer.Sendmail:
		return false
	}
	return !e.App.Settings().SMTP.Enabled
}

func contents(files map[string]io.Reader) (map[string][]byte, error) {
	if len(files) == 0 {
		return nil, nil
	}
	all := map[string][]byte{}
	for name, r := range files {
		data, err := io.ReadAll(io.LimitReader(r, maxAttachment+1))
		if err != nil {
			return nil, err
		}
		if len(data) > maxAttachment {
			return nil, fmt.Errorf("the attachment %s is larger than %d bytes", name, maxAttachment)
		}
		all[name] = data
	}
	return all, nil
}

const maxAttachment = 512 << 10

func readers(files map[string][]byte) map[string]io.Reader {
	if len(files) == 0 {
		return nil
	}
	all := map[string]io.Reader{}
	for name, data := range files {
		all[name] = bytes.NewReader(data)
	}
	return all
}

// sendQueued sends a finished mail.
func sendQueued(ctx context.Context, app core.App, item *jobs.Item) error {
	var q queuedMail
	if err := item.Decode(&q); err != nil {
		return jobs.Permanent(err)
	}
	item.Keep(sentMail{q.To, q.Subject})
	if !q.Expires.IsZero() && time.Now().After(q.Expires) {
		return jobs.Skip("it was of no use any more at " + q.Expires.Format(time.RFC3339))
	}
	m := &mailer.Message{
		From: q.From, To: q.To, Cc: q.Cc, Bcc: q.Bcc, Subject: q.Subject, HTML: q.HTML, Text: q.Text, Headers: q.Headers,
		Attachments: readers(q.Files), InlineAttachments: readers(q.Inline),
	}
	// a second code or link does no harm, a missing one does
	return deliver(ctx, app, item, m, !q.Expires.IsZero())
}

// deliver sends a message for an item of the outbox. Where nobody can know whether it was
// accepted, because the process or the connection died between the dot and the answer, it
// is sent again only if repeatable; its Message-ID is the same then.
func deliver(ctx context.Context, app core.App, item *jobs.Item, m *mailer.Message, repeatable bool) error {
	if item.Marked() && !repeatable {
		return jobs.Uncertain(errors.New("the process ended while the server was taking the mail; set to waiting to send it again"))
	}
	for _, to := range addresses(m.To) {
		blocked, err := isBlocked(app, to)
		if err != nil {
			return err
		}
		if blocked {
			return jobs.Skip("the address is blocked, see mail_blocks")
		}
	}
	setHeader(m, "Message-ID", messageID(item, m.From.Address))
	setHeader(m, "Auto-Submitted", "auto-generated") // RFC 3834: no answers from those on holiday

	smtp := app.Settings().SMTP
	if !smtp.Enabled {
		if err := item.Begin(); err != nil {
			return err
		}
		setHeader(m, directHeader, "1")
		return app.NewMailClient().Send(m)
	}
	err := submit(ctx, linesOf(app), smtp, m, item.Begin)
	var failed *sendError
	if err == nil || !errors.As(err, &failed) {
		return err
	}
	switch {
	case failed.unanswered() && !repeatable:
		return jobs.Uncertain(fmt.Errorf("the server took the mail and didn't answer: %w", err))
	case failed.badAddress():
		if len(m.To) == 1 && len(m.Cc)+len(m.Bcc) == 0 {
			if err := block(app, m.To[0].Address, err.Error()); err != nil {
				return err
			}
		}
		return jobs.Permanent(err)
	case failed.permanent():
		return jobs.Permanent(err)
	}
	return err
}

// messageID is the same for the same item, so that whoever gets a mail twice can tell.
func messageID(item *jobs.Item, from string) string {
	_, domain, ok := strings.Cut(from, "@")
	if !ok {
		domain = "localhost"
	}
	sum := sha256.Sum256([]byte(item.Kind + "\n" + item.Key))
	return "<" + hex.EncodeToString(sum[:16]) + "@" + domain + ">"
}

// isBlocked says whether an address gets no mail.
func isBlocked(app core.App, address string) (bool, error) {
	var n int
	err := app.DB().Select("count(*)").From(schema.MailBlocks).Where(dbx.HashExp{"email": strings.ToLower(address)}).Row(&n)
	return n > 0, err
}

// block notes that an address bounced.
func block(app core.App, address, detail string) error {
	if blocked, err := isBlocked(app, address); err != nil || blocked {
		return err
	}
	c, err := app.FindCollectionByNameOrId(schema.MailBlocks)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Set(schema.MailBlockEmail, strings.ToLower(address))
	r.Set(schema.MailBlockReason, "bounce")
	r.Set(schema.MailBlockDetail, detail[:min(len(detail), 300)])
	if err := app.Save(r); err != nil {
		if blocked, again := isBlocked(app, address); again == nil && blocked {
			return nil // somebody was quicker
		}
		return err
	}
	return nil
}

// lowerBlocked keeps blocked addresses in small letters, as they are looked up.
func lowerBlocked(e *core.RecordEvent) error {
	e.Record.Set(schema.MailBlockEmail, strings.ToLower(strings.TrimSpace(e.Record.GetString(schema.MailBlockEmail))))
	return e.Next()
}
