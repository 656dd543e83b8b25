package review

import (
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// A note stands at a passage: its quote, and where that begins in the text, counted in
// Unicode code points. When the text changes the passage is looked for again, nearest to
// where it should be by then.

// nearest finds the occurrence of quote in text that begins nearest to a byte offset.
func nearest(text, quote string, at int) (int, bool) {
	if quote == "" {
		return 0, false
	}
	at = max(0, min(at, len(text)))
	after := strings.Index(text[at:], quote)
	// one that begins before at may end behind it
	before := strings.LastIndex(text[:min(len(text), at+len(quote)-1)], quote)
	switch {
	case after < 0:
		return before, before >= 0
	case before < 0 || after <= at-before:
		return at + after, true
	default:
		return before, true
	}
}

// byteAt gives the byte offset of the n-th code point; the end when there are fewer.
func byteAt(text string, n int) int {
	for i := range text {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(text)
}

// locate finds a quote nearest to a position in code points and answers in bytes.
func locate(text, quote string, start int) (int, bool) {
	return nearest(text, quote, byteAt(text, start))
}

// An edit is one replacement that makes a text another: between a common beginning and a
// common end.
type edit struct{ head, oldTail, newTail int } // in bytes; tails are where the common end begins

func between(old, now string) edit {
	head := 0
	for head < len(old) && head < len(now) && old[head] == now[head] {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(now)-head && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	return edit{head, len(old) - tail, len(now) - tail}
}

// move says where a byte offset of the old text is in the new one.
func (c edit) move(at int) int {
	switch {
	case at <= c.head:
		return at
	case at >= c.oldTail:
		return at + c.newTail - c.oldTail
	default:
		return min(at, c.newTail)
	}
}

// moveNotes keeps the unsettled notes of an article at their passages. A passage that is gone
// leaves its note where it was: it may come back.
func moveNotes(app core.App, article, old, now string) error {
	var notes []struct {
		ID    string `db:"id"`
		Quote string `db:"quote"`
		Start int    `db:"start"`
	}
	err := app.DB().NewQuery("SELECT id, quote, start FROM review_notes WHERE article = {:article} AND quote != '' AND state != 'applied' ORDER BY start").
		Bind(dbx.Params{"article": article}).All(&notes)
	if err != nil || len(notes) == 0 {
		return err
	}
	change := between(old, now)
	offset, points := 0, 0 // one walk over the old text, as the notes are in its order
	for _, note := range notes {
		for points < note.Start && offset < len(old) {
			_, size := utf8.DecodeRuneInString(old[offset:])
			offset += size
			points++
		}
		at := change.move(offset)
		if found, ok := nearest(now, note.Quote, at); ok {
			at = found
		}
		start := utf8.RuneCountInString(now[:min(at, len(now))])
		if start == note.Start {
			continue
		}
		if _, err := app.DB().NewQuery("UPDATE review_notes SET start = {:start} WHERE id = {:id}").
			Bind(dbx.Params{"start": start, "id": note.ID}).Execute(); err != nil {
			return err
		}
	}
	return nil
}
