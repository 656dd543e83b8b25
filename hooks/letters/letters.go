// Package letters is how the portal's mails look: one frame for all of them, as HTML and as text, in which each room writes
// its own.
package letters

import (
	_ "embed"
	"html/template"
	"io/fs"
	"net/mail"
	"strings"
	texttemplate "text/template"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
)

var (
	//go:embed frame.html
	frameHTML string
	//go:embed frame.txt
	frameText string
)

// KeyHeader names a mail on its way into the outbox. It doesn't leave the program.
const KeyHeader = "X-Qiao-Key"

// Post puts a mail into the outbox. A second one with the same key is the same mail, however often it is written.
func Post(app core.App, m *mailer.Message, key string) error {
	m.Headers[KeyHeader] = key
	return app.NewMailClient().Send(m)
}

// A Head is what every mail says.
type Head struct {
	Lang     string // tag of the language it is written in
	Site     string // the portal's name
	Subject  string
	Greeting string
	Lead     string // the first paragraph; may be empty
	Open     string // address of the one thing to do
	Button   string // what that is
	Why      string // why somebody gets this mail
}

func (h Head) head() Head { return h }

// A Letter is what the templates of a mail show: a structure of the room that writes it, which embeds a Head.
type Letter interface{ head() Head }

// A Form is the templates of a room's mails.
type Form struct {
	html *template.Template
	text *texttemplate.Template
}

// Parse reads letters/letter.html and letters/letter.txt of a room. They begin with the template "top" (HTML only) and end
// with "foot"; "said" quotes somebody's words in HTML, the function quote in text. What they define as "beneath" stands below
// the reason why somebody gets the mail. It panics when they can't be read: they are part of the program.
func Parse(files fs.FS) *Form {
	html := template.Must(template.New("letter.html").Parse(frameHTML))
	text := texttemplate.Must(texttemplate.New("letter.txt").Funcs(texttemplate.FuncMap{"quote": quote}).Parse(frameText))
	return &Form{template.Must(html.ParseFS(files, "letters/letter.html")), texttemplate.Must(text.ParseFS(files, "letters/letter.txt"))}
}

// quote marks the lines of a text as somebody else's, as mails do.
func quote(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }

// Message writes a letter to somebody, from the sender that the settings name.
func (f *Form) Message(app core.App, to mail.Address, letter Letter) (*mailer.Message, error) {
	var html, text strings.Builder
	if err := f.html.Execute(&html, letter); err != nil {
		return nil, err
	}
	if err := f.text.Execute(&text, letter); err != nil {
		return nil, err
	}
	h, meta := letter.head(), app.Settings().Meta
	return &mailer.Message{
		From: mail.Address{Name: meta.SenderName, Address: meta.SenderAddress}, To: []mail.Address{to},
		Subject: h.Subject, HTML: html.String(), Text: text.String(), Headers: map[string]string{"Content-Language": h.Lang},
	}, nil
}
