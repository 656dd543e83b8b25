package testkit

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/pocketbase/pocketbase/core"
)

// A Letter is a mail that the test server accepted.
type Letter struct {
	To      string // of the envelope
	Subject string
	Text    string
	HTML    string
	Header  mail.Header
}

// A PostOffice is an SMTP server for tests. What it answers can be scripted.
type PostOffice struct {
	t      testing.TB
	server *smtp.Server
	addr   *net.TCPAddr

	mu      sync.Mutex
	letters []Letter
	script  []Reply
	tries   int
	calls   int
	open    []*smtp.Conn
}

// A Reply is what the post office does with one attempt to hand it a letter. Its zero
// value accepts.
type Reply struct {
	At   string // "mail", "rcpt", "data" (before the content), "dot" (after it)
	Code int    // the reply; 0 at "data" hangs up amid the content, at "dot" accepts the letter and hangs up without a word
	Text string
}

// NewPostOffice starts a server, and has app send its mail there.
func NewPostOffice(t testing.TB, app core.App) *PostOffice {
	t.Helper()
	p, err := OpenPostOffice()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	p.t = t
	if app != nil {
		p.Serves(app)
	}
	return p
}

// OpenPostOffice starts a server for who isn't a test.
func OpenPostOffice() (*PostOffice, error) {
	p := &PostOffice{}
	p.server = smtp.NewServer(p)
	p.server.Domain, p.server.ReadTimeout, p.server.WriteTimeout = "localhost", 30*time.Second, 30*time.Second
	p.server.ErrorLog = quiet{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.addr = listener.Addr().(*net.TCPAddr)
	go func() { _ = p.server.Serve(listener) }()
	return p, nil
}

// Close stops the server.
func (p *PostOffice) Close() { _ = p.server.Close() }

// Serves sets an app's SMTP server to this one.
func (p *PostOffice) Serves(app core.App) {
	p.t.Helper()
	s := app.Settings()
	s.SMTP.Enabled, s.SMTP.Host, s.SMTP.Port, s.SMTP.TLS = true, "127.0.0.1", p.addr.Port, false
	s.Meta.SenderName, s.Meta.SenderAddress = "桥", "qiao@example.org"
	if err := app.Save(s); err != nil {
		p.t.Fatal(err)
	}
}

// Port is where it listens on this machine.
func (p *PostOffice) Port() int { return p.addr.Port }

// Answer scripts the next attempts, one reply each; after those everything is accepted.
func (p *PostOffice) Answer(replies ...Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script = append(p.script, replies...)
}

// Letters gives what was accepted, for one address or, when that is empty, for all.
func (p *PostOffice) Letters(to string) []Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []Letter
	for _, l := range p.letters {
		if to == "" || l.To == to {
			list = append(list, l)
		}
	}
	return list
}

// Accepted counts the letters that were accepted.
func (p *PostOffice) Accepted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.letters)
}

// Tries counts the attempts to hand something over.
func (p *PostOffice) Tries() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tries
}

// Calls counts the connections that were made.
func (p *PostOffice) Calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

// HangUp ends all connections, as a server does whose clients are silent for long.
func (p *PostOffice) HangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		_ = c.Conn().Close()
	}
	p.open = nil
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// NewSession implements [smtp.Backend].
func (p *PostOffice) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	p.open = append(p.open, c)
	return &session{office: p, conn: c}, nil
}

type session struct {
	office *PostOffice
	conn   *smtp.Conn
	to     string
	reply  Reply
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	s.office.tries++
	s.reply = Reply{}
	if len(s.office.script) > 0 {
		s.reply, s.office.script = s.office.script[0], s.office.script[1:]
	}
	if s.reply.At == "mail" {
		return s.refusal()
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.reply.At == "rcpt" {
		return s.refusal()
	}
	return nil
}

func (s *session) refusal() error {
	return &smtp.SMTPError{Code: s.reply.Code, EnhancedCode: smtp.NoEnhancedCode, Message: s.reply.Text}
}

func (s *session) Data(r io.Reader) error {
	if s.reply.At == "data" && s.reply.Code == 0 {
		_, _ = io.CopyN(io.Discard, r, 64)
		return s.conn.Conn().Close()
	}
	letter, err := read(r)
	if err != nil {
		return err
	}
	if (s.reply.At == "data" || s.reply.At == "dot") && s.reply.Code != 0 {
		return s.refusal()
	}
	letter.To = s.to
	s.office.mu.Lock()
	s.office.letters = append(s.office.letters, letter)
	s.office.mu.Unlock()
	if s.reply.At == "dot" {
		return s.conn.Conn().Close()
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// read parses a letter with its text and HTML parts.
func read(r io.Reader) (Letter, error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return Letter{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Letter{}, err
	}
	l := Letter{Subject: subject, Header: m.Header}
	return l, l.parts(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
}

func (l *Letter) parts(kind, encoding string, body io.Reader) error {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	if strings.HasPrefix(media, "multipart/") {
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := l.parts(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); err != nil {
				return err
			}
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	switch media {
	case "text/plain":
		l.Text = string(text)
	case "text/html":
		l.HTML = string(text)
	}
	return err
}
