package store

import (
	"container/list"
	"hash/maphash"
	"strings"
)

// Bounds of what a connection keeps: a write of the portal takes some dozens of different statements, a page a few. A longer
// text, such as a list of many ids, hardly comes twice.
const (
	mostKept    = 128
	longestKept = 6 << 10
	mostSeen    = 1024
)

// shelf has the statements of a connection that nobody uses at the moment, the last used ones.
type shelf struct {
	byText map[string]*list.Element
	order  list.List           // of *keptStmt, the last used in front
	seen   map[uint64]struct{} // hashes of texts that came once
}

var seed = maphash.MakeSeed()

// again says whether a text came before: keeping the statement of one that comes once would push a useful one off the shelf.
func (s *shelf) again(text string) bool {
	hash := maphash.String(seed, text)
	if _, ok := s.seen[hash]; ok {
		return true
	}
	if s.seen == nil || len(s.seen) >= mostSeen {
		s.seen = map[uint64]struct{}{}
	}
	s.seen[hash] = struct{}{}
	return false
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
