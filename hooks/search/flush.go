package search

import "container/heap"

// freshCursor walks the terms of one waiting document.
type freshCursor struct {
	doc   uint32
	terms *freshTerms
	at    int
}

func (c *freshCursor) key() string { return c.terms.keys[c.at] }

// freshHeap orders documents by the key they are at, then by number.
type freshHeap []*freshCursor

func (h freshHeap) Len() int { return len(h) }
func (h freshHeap) Less(i, j int) bool {
	if a, b := h[i].key(), h[j].key(); a != b {
		return a < b
	}
	return h[i].doc < h[j].doc
}
func (h freshHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *freshHeap) Push(x any)   { *h = append(*h, x.(*freshCursor)) }
func (h *freshHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// mergeFresh turns the terms of documents, in ascending order of their numbers, into keys with lists.
func mergeFresh(docs []*freshCursor, yield func(key string, list []byte) error) error {
	first := docs[0].doc
	var h freshHeap
	for _, d := range docs {
		if len(d.terms.keys) > 0 {
			h = append(h, d)
		}
	}
	heap.Init(&h)
	var list []byte
	for len(h) > 0 {
		key, previous := h[0].key(), first-1
		list = list[:0]
		for len(h) > 0 && h[0].key() == key {
			d := h[0]
			list = appendPosting(list, key[0], previous, posting{d.doc, d.terms.payloads[d.at]})
			previous = d.doc
			if d.at++; d.at == len(d.terms.keys) {
				heap.Pop(&h)
			} else {
				heap.Fix(&h, 0)
			}
		}
		if err := yield(key, list); err != nil {
			return err
		}
	}
	return nil
}
