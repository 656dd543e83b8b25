package store

import (
	"container/list"
	"strings"
)

// Bounds of what a connection keeps: a write of the portal takes some dozens of different statements, a page a few. A longer
// text, such as a list of many ids, hardly comes twice.
const (
	mostKept    = 160
	longestKept = 6 << 10
)

// shelf has the statements of a connection that nobody uses at the moment, the last used ones.
type shelf struct {
	byText map[string]*list.Element
	order  list.List // of *keptStmt, the last used in front
}

type keptStmt struct {
	text string
	wholeStmt
}

// take gives a statement to the one who asks, or nil.
func (s *shelf) take(text string) wholeStmt {
	e := s.byText[text]
	if e == nil {
		return nil
	}
	return s.remove(e)
}

func (s *shelf) remove(e *list.Element) wholeStmt {
	kept := s.order.Remove(e).(*keptStmt)
	delete(s.byText, kept.text)
	return kept.wholeStmt
}

// put takes a statement back. One more of the same text (rows were read while it ran again) or too many are closed.
func (s *shelf) put(text string, statement wholeStmt) error {
	if s.byText[text] != nil {
		return statement.Close()
	}
	if s.byText == nil {
		s.byText = map[string]*list.Element{}
	}
	s.byText[text] = s.order.PushFront(&keptStmt{text, statement})
	if s.order.Len() > mostKept {
		return s.remove(s.order.Back()).Close()
	}
	return nil
}

// clear closes all.
func (s *shelf) clear() (err error) {
	for e := s.order.Front(); e != nil; e = s.order.Front() {
		if closing := s.remove(e).Close(); closing != nil {
			err = closing
		}
	}
	return err
}

// keepable says whether a statement is one that reads or writes rows. What changes tables, settings or transactions is seldom,
// and may be several statements.
func keepable(text string) bool {
	if len(text) > longestKept {
		return false
	}
	text = strings.TrimLeft(text, " \t\r\n(")
	for _, verb := range [...]string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE"} {
		if len(text) > len(verb) && strings.EqualFold(text[:len(verb)], verb) {
			return true
		}
	}
	return false
}
