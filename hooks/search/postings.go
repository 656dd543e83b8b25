package search

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"sort"
)

// A term is stored as a key: one byte for the space it belongs to, then the term's text.
const (
	spaceAuthor = 'a' // values of author:
	spaceBody   = 'b' // terms of the text
	spaceHead   = 'h' // terms of title, headings, names, original title and tags
	spaceSound  = 'p' // pairs of syllables in titles and headings
	spaceTag    = 'g' // values of tag:
)

// A head posting's payload says in which fields a term stands, and how often (0 to 3) in the first two.
const (
	titleShift   = 0
	headingShift = 2
	nameBit      = 1 << 4
	sourceBit    = 1 << 5
	tagBit       = 1 << 6
)

var errCorrupt = errors.New("search: damaged index block")

// posting is one document in the list of a term.
type posting struct {
	doc     uint32
	payload uint8 // head: fields; body: level of frequency, 0 to 7
}

// frequencyLevel maps a count to its place on a doubling scale, 0 for one to 7 for 128 and more.
func frequencyLevel(count int) uint8 { return uint8(min(bits.Len(uint(count))-1, 7)) }

// appendPosting writes a posting as the distance from the one before and its payload. Body lists
// are by far the longest, so theirs is packed into the distance's low bits.
func appendPosting(b []byte, space byte, previous uint32, p posting) []byte {
	delta := uint64(p.doc - previous)
	switch space {
	case spaceBody:
		return binary.AppendUvarint(b, delta<<3|uint64(p.payload))
	case spaceHead:
		return append(binary.AppendUvarint(b, delta), p.payload)
	}
	return binary.AppendUvarint(b, delta)
}

// eachPosting reads a list written by appendPosting; base is the document number before the first.
func eachPosting(list []byte, space byte, base uint32, yield func(posting)) error {
	doc := base
	for len(list) > 0 {
		var v uint64
		if list[0] < 0x80 {
			v, list = uint64(list[0]), list[1:]
		} else {
			n := 0
			if v, n = binary.Uvarint(list); n <= 0 {
				return errCorrupt
			}
			list = list[n:]
		}
		p := posting{}
		switch space {
		case spaceBody:
			p.payload = uint8(v & 7)
			v >>= 3
		case spaceHead:
			if len(list) == 0 {
				return errCorrupt
			}
			p.payload = list[0]
			list = list[1:]
		}
		doc += uint32(v)
		p.doc = doc
		yield(p)
	}
	return nil
}

// countPostings counts a list without reading payloads into anything.
func countPostings(list []byte, space byte) int {
	n := 0
	for i := 0; i < len(list); i++ {
		if list[i] < 0x80 {
			n++
			if space == spaceHead {
				i++
			}
		}
	}
	return n
}

// appendEntry writes a key, front-coded against the one before it, and its list.
func appendEntry[K string | []byte](b []byte, previous, key K, list []byte) []byte {
	shared := 0
	for shared < len(previous) && shared < len(key) && shared < 255 && previous[shared] == key[shared] {
		shared++
	}
	b = append(b, byte(shared), byte(min(len(key)-shared, 255)))
	b = append(b, key[shared:]...)
	b = binary.AppendUvarint(b, uint64(len(list)))
	return append(b, list...)
}

// entries walks the keys and lists of a block.
type entries struct {
	rest []byte
	key  []byte
	list []byte
	err  error
}

// next moves to the following entry; key and list are valid until the call after.
func (e *entries) next() bool {
	if len(e.rest) == 0 || e.err != nil {
		return false
	}
	if len(e.rest) < 2 {
		e.err = errCorrupt
		return false
	}
	shared, fresh := int(e.rest[0]), int(e.rest[1])
	if shared > len(e.key) || 2+fresh > len(e.rest) {
		e.err = errCorrupt
		return false
	}
	e.key = append(e.key[:shared], e.rest[2:2+fresh]...)
	e.rest = e.rest[2+fresh:]
	size, n := binary.Uvarint(e.rest)
	if n <= 0 || size > uint64(len(e.rest)-n) {
		e.err = errCorrupt
		return false
	}
	e.list = e.rest[n : n+int(size)]
	e.rest = e.rest[n+int(size):]
	return true
}

// find gives the list of key in a block, nil when it isn't there.
func find(block []byte, key string) ([]byte, error) {
	e := entries{rest: block, key: make([]byte, 0, 64)}
	for e.next() {
		if string(e.key) >= key { // compared in place, nothing is copied
			if string(e.key) == key {
				return e.list, nil
			}
			return nil, nil
		}
	}
	return nil, e.err
}

// freshTerms is what one document brings to the index, until a flush: sorted keys with payloads.
type freshTerms struct {
	keys     []string
	payloads []uint8
}

// freshWriter writes the terms of one document, in the form decodeFresh reads.
type freshWriter struct {
	out      []byte
	previous []byte
}

// add appends a key, which must be greater than the one before.
func (w *freshWriter) add(key []byte, payload uint8) {
	w.out = appendEntry(w.out, w.previous, key, []byte{payload})
	w.previous = append(w.previous[:0], key...)
}

func decodeFresh(b []byte) (*freshTerms, error) {
	f := &freshTerms{}
	e := entries{rest: b}
	var text []byte
	var ends []int
	for e.next() {
		if len(e.list) != 1 {
			return nil, errCorrupt
		}
		text = append(text, e.key...)
		ends = append(ends, len(text))
		f.payloads = append(f.payloads, e.list[0])
	}
	whole, start := string(text), 0
	f.keys = make([]string, len(ends))
	for i, end := range ends {
		f.keys[i] = whole[start:end]
		start = end
	}
	return f, e.err
}

// lookup gives the payload of key.
func (f *freshTerms) lookup(key string) (payload uint8, ok bool) {
	i := sort.SearchStrings(f.keys, key)
	if i < len(f.keys) && f.keys[i] == key {
		return f.payloads[i], true
	}
	return 0, false
}
