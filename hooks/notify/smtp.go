package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/domodwyer/mailyak/v3"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
)

const (
	dialTimeout = 15 * time.Second
	// talkTimeout bounds one SMTP conversation. A server may take its time to look at the
	// message (RFC 5321, section 4.5.3.2, gives it ten minutes; nobody needs them).
	talkTimeout = 2 * time.Minute
)

// The steps of an SMTP conversation at which it can fail.
type step int

const (
	atServer    step = iota // connecting, greeting, encryption, signing in: not the address's fault
	atSender                // MAIL FROM
	atRecipient             // RCPT TO
	atContent               // DATA, up to the dot
	atDot                   // after the dot: it may have been accepted
)

// sendError is a failed conversation.
type sendError struct {
	at  step
	err error
}

func (e *sendError) Error() string { return e.err.Error() }
func (e *sendError) Unwrap() error { return e.err }

// code is the server's reply code, 0 when it said nothing.
func (e *sendError) code() int {
	var reply *textproto.Error
	if errors.As(e.err, &reply) {
		return reply.Code
	}
	return 0
}

// badAddress says whether the server refused the address for good: a bounce.
func (e *sendError) badAddress() bool {
	var reply *textproto.Error
	if e.code() < 500 || !errors.As(e.err, &reply) {
		return false
	}
	if strings.HasPrefix(reply.Msg, "5.2.2 ") { // a full mailbox may be emptied
		return false
	}
	return e.at == atRecipient || e.at >= atContent && strings.HasPrefix(reply.Msg, "5.1.")
}

// permanent says whether another attempt can't succeed. A refused sender or a failed
// sign-in is mended in the settings, so that is tried again.
func (e *sendError) permanent() bool { return e.code() >= 500 && e.at >= atRecipient }

// unanswered says that the message was handed over and the server's answer never came.
func (e *sendError) unanswered() bool { return e.at == atDot && e.code() == 0 }

// hungUp says that the server ended the conversation before it heard of this mail: because nobody spoke for too long, or
// because it takes only so many.
func (e *sendError) hungUp() bool { return e.at == atSender && (e.code() == 0 || e.code() == 421) }

// submit hands a message to the SMTP server of the settings, over a line that is open already where there is one. Right before
// the dot that ends it, after which it counts as sent, it calls commit, and gives up when that fails.
//
// PocketBase's own client can't tell where it failed and waits for ever; the message is
// built in the same way, by the same library.
func submit(ctx context.Context, all *lines, config core.SMTPConfig, m *mailer.Message, commit func() error) error {
	raw, err := compose(m)
	if err != nil {
		return fmt.Errorf("compose: %w", err)
	}
	for {
		l, kept, err := all.take(ctx, config)
		if err != nil {
			return &sendError{atServer, err}
		}
		err = l.send(ctx, m, raw, commit)
		if err == nil {
			all.keep(l)
			return nil
		}
		_ = l.conn.Close() // it broke, or nobody knows where it stands
		var failed *sendError
		if !kept || !errors.As(err, &failed) || !failed.hungUp() {
			return err
		}
	}
}

// send hands a message over.
func (l *line) send(ctx context.Context, m *mailer.Message, raw []byte, commit func() error) error {
	stop := context.AfterFunc(ctx, func() { _ = l.conn.SetDeadline(time.Now()) })
	defer stop()
	if err := l.conn.SetDeadline(time.Now().Add(talkTimeout)); err != nil {
		return &sendError{atSender, err}
	}
	if err := l.client.Mail(m.From.Address); err != nil {
		return &sendError{atSender, err}
	}
	for _, list := range [][]string{addresses(m.To), addresses(m.Cc), addresses(m.Bcc)} {
		for _, to := range list {
			if err := l.client.Rcpt(to); err != nil {
				return &sendError{atRecipient, err}
			}
		}
	}
	data, err := l.client.Data()
	if err != nil {
		return &sendError{atContent, err}
	}
	if _, err := data.Write(raw); err != nil {
		return &sendError{atContent, err}
	}
	if err := stillThere(l.client, l.conn); err != nil {
		return &sendError{atContent, err}
	}
	if err := commit(); err != nil {
		return err
	}
	if err := data.Close(); err != nil {
		return &sendError{atDot, err}
	}
	return nil
}

func dial(ctx context.Context, config core.SMTPConfig) (net.Conn, error) {
	address := net.JoinHostPort(config.Host, strconv.Itoa(config.Port))
	d := &net.Dialer{Timeout: dialTimeout}
	if config.TLS {
		return (&tls.Dialer{NetDialer: d, Config: &tls.Config{ServerName: config.Host, MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", address)
	}
	return d.DialContext(ctx, "tcp", address)
}

// greet says hello, encrypts where the server can, and signs in.
func greet(client *smtp.Client, config core.SMTPConfig) error {
	if config.LocalName != "" {
		if err := client.Hello(config.LocalName); err != nil {
			return err
		}
	}
	if ok, _ := client.Extension("STARTTLS"); ok && !config.TLS {
		if err := client.StartTLS(&tls.Config{ServerName: config.Host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	if config.Username == "" && config.Password == "" {
		return nil
	}
	if config.AuthMethod == mailer.SMTPAuthLogin {
		return client.Auth(&loginAuth{config.Username, config.Password})
	}
	return client.Auth(smtp.PlainAuth("", config.Username, config.Password, config.Host))
}

// stillThere flushes what was written and looks whether the server has hung up or
// complained meanwhile. Before the dot that is a plain failure; after it, nobody knows.
func stillThere(client *smtp.Client, conn net.Conn) error {
	if err := client.Text.W.Flush(); err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Now().Add(5 * time.Millisecond)); err != nil {
		return err
	}
	_, err := client.Text.R.Peek(1)
	var timeout net.Error
	switch {
	case err == nil:
		_, _, err = client.Text.ReadResponse(250)
		return fmt.Errorf("the server spoke before its turn: %w", err)
	case errors.As(err, &timeout) && timeout.Timeout():
		return conn.SetDeadline(time.Now().Add(talkTimeout))
	default:
		return err
	}
}

// loginAuth is AUTH LOGIN, which some providers want although it was never a standard.
type loginAuth struct{ username, password string }

// Start implements [smtp.Auth].
func (a *loginAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS && server.Name != "localhost" && server.Name != "127.0.0.1" && server.Name != "::1" {
		return "", nil, errors.New("the password isn't sent over an unencrypted connection")
	}
	return "LOGIN", nil, nil
}

// Next implements [smtp.Auth].
func (a *loginAuth) Next(question []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	switch strings.ToLower(string(question)) {
	case "username:":
		return []byte(a.username), nil
	case "password:":
		return []byte(a.password), nil
	}
	return nil, fmt.Errorf("the server asks %q when signing in", question)
}

// compose writes a message as it goes over the wire.
func compose(m *mailer.Message) ([]byte, error) {
	yak := mailyak.New("", nil)
	if m.From.Name != "" {
		yak.FromName(m.From.Name)
	}
	yak.From(m.From.Address)
	yak.Subject(m.Subject)
	yak.To(named(m.To)...)
	yak.Cc(named(m.Cc)...)
	yak.HTML().Set(m.HTML)
	text := m.Text
	if text == "" {
		text = plain(m.HTML)
	}
	yak.Plain().Set(text)
	for name, value := range m.Headers {
		yak.AddHeader(name, value)
	}
	for name, content := range m.Attachments {
		yak.Attach(name, content)
	}
	for name, content := range m.InlineAttachments {
		yak.AttachInline(name, content)
	}
	buffer, err := yak.MimeBuf()
	if err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// addresses gives the addresses alone, for the envelope.
func addresses(list []mail.Address) []string {
	all := make([]string, len(list))
	for i, a := range list {
		all[i] = a.Address
	}
	return all
}

// named gives the addresses with their names, for the head of the message.
func named(list []mail.Address) []string {
	all := make([]string, len(list))
	for i, a := range list {
		all[i] = a.Address
		if a.Name != "" {
			all[i] = a.String()
		}
	}
	return all
}
