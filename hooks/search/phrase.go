package search

import "strings"

// maxVerified is how many documents a quoted phrase is looked for in, word by word.
const maxVerified = 200

// verify keeps the hits that really contain the quoted phrases. Beyond maxVerified hits the index alone decides, and
// the total becomes a bound.
func (s *search) verify(top []hit, r *Response) ([]hit, error) {
	n := min(len(top), maxVerified)
	more := make([]hit, 0, n)
	for _, h := range top[:n] {
		if s.found[h.i] == nil {
			more = append(more, h)
		}
	}
	heads, err := s.heads(more)
	if err != nil {
		return nil, err
	}
	for i, h := range heads {
		s.found[i] = h
	}
	var kept []hit
	for start := 0; start < n; start += 20 { // texts are large: a few at a time
		part := top[start:min(start+20, n)]
		texts, err := s.texts(part)
		if err != nil {
			return nil, err
		}
		for _, h := range part {
			if s.hasPhrases(s.found[h.i], texts[h.i]) {
				kept = append(kept, h)
			}
		}
	}
	r.Total -= n - len(kept)
	r.TotalIsBound = r.Total > len(kept)
	return append(kept, top[n:]...), nil
}

// hasPhrases says whether a document contains every quoted phrase of the query, in one field.
func (s *search) hasPhrases(h *head, text string) bool {
	if h == nil {
		return false
	}
	var body string
	for _, c := range s.plan.clauses {
		if !c.phrase {
			continue
		}
		want := needle(c.text)
		if strings.Contains(normal(h.title), want) || strings.Contains(normal(h.source), want) {
			continue
		}
		found := false
		for _, field := range []string{h.headings, h.names, h.tags} {
			for line := range strings.Lines(field) {
				found = found || strings.Contains(normal(line), want)
			}
		}
		if found {
			continue
		}
		if body == "" {
			body = normal(text)
		}
		if !strings.Contains(body, want) {
			return false
		}
	}
	return true
}
