package search

import "encoding/binary"

// freshCursor walks the terms of one waiting document.
type freshCursor struct {
	doc   uint32
	terms *freshTerms
	at    int
	start uint64 // the first eight bytes of the key it is at: enough to tell most keys apart
}

func (c *freshCursor) key() string { return c.terms.keys[c.at] }

// step moves on; it gives false at the end.
func (c *freshCursor) step() bool {
	if c.at++; c.at >= len(c.terms.keys) {
		return false
	}
	var b [8]byte
	copy(b[:], c.key())
	c.start = binary.BigEndian.Uint64(b[:])
	return true
}

// before orders cursors by the key they are at, then by document.
func (c *freshCursor) before(d *freshCursor) bool {
	if c.start != d.start {
		return c.start < d.start
	}
	if a, b := c.key(), d.key(); a != b {
		return a < b
	}
	return c.doc < d.doc
}

// settleHeap restores the order of a heap below a cursor that has moved on.
func settleHeap(h []*freshCursor, at int) {
	for {
		least := at
		for _, child := range [2]int{2*at + 1, 2*at + 2} {
			if child < len(h) && h[child].before(h[least]) {
				least = child
			}
		}
		if least == at {
			return
		}
		h[at], h[least] = h[least], h[at]
		at = least
	}
}

// mergeFresh turns the terms of documents into keys with lists, in order. first is the lowest number of a document.
func mergeFresh(docs []*freshCursor, first uint32, yield func(key string, list []byte) error) error {
	var h []*freshCursor
	for _, d := range docs {
		if d.at = -1; d.step() {
			h = append(h, d)
		}
	}
	for at := len(h)/2 - 1; at >= 0; at-- {
		settleHeap(h, at)
	}
	var list []byte
	for len(h) > 0 {
		key, previous := h[0].key(), first-1
		list = list[:0]
		for len(h) > 0 && h[0].key() == key {
			d := h[0]
			list = appendPosting(list, key[0], previous, posting{d.doc, d.terms.payloads[d.at]})
			previous = d.doc
			if !d.step() {
				h[0] = h[len(h)-1]
				h = h[:len(h)-1]
			}
			settleHeap(h, 0)
		}
		if err := yield(key, list); err != nil {
			return err
		}
	}
	return nil
}
