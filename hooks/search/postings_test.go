package search

import (
	"reflect"
	"testing"
)

func TestPostings(t *testing.T) {
	in := []posting{{5, 7}, {6, 0}, {130, 3}, {70000, 1}, {70001, 7}, {4_000_000_000, 2}}
	for _, space := range []byte{spaceBody, spaceHead, spaceTag} {
		var list []byte
		previous := uint32(4)
		for _, p := range in {
			list = appendPosting(list, space, previous, p)
			previous = p.doc
		}
		var out []posting
		if err := eachPosting(list, space, 4, func(p posting) { out = append(out, p) }); err != nil {
			t.Fatal(err)
		}
		want := in
		if space == spaceTag {
			want = nil
			for _, p := range in {
				want = append(want, posting{doc: p.doc})
			}
		}
		if !reflect.DeepEqual(out, want) {
			t.Errorf("space %c: got %v, want %v", space, out, want)
		}
		if n := countPostings(list, space); n != len(in) {
			t.Errorf("space %c: counted %d", space, n)
		}
	}
}

func TestBlocks(t *testing.T) {
	entries := map[string]string{"ba": "1", "bab": "", "b内存": "xyz", "hgo": "4", "hgolang": "55"}
	var block []byte
	previous := ""
	for _, k := range sortedKeys(entries) {
		block = appendEntry(block, previous, k, []byte(entries[k]))
		previous = k
	}
	for k, v := range entries {
		if got, err := find(block, k); err != nil || string(got) != v || got == nil {
			t.Errorf("find(%q) = %q, %v, want %q", k, got, err, v)
		}
	}
	for _, k := range []string{"", "b", "baa", "hgolan", "z"} {
		if got, err := find(block, k); err != nil || got != nil {
			t.Errorf("find(%q) = %q, %v, want nothing", k, got, err)
		}
	}
}

func FuzzDamagedBlock(f *testing.F) {
	f.Add([]byte{0, 2, 'b', 'a', 1, 9}, "ba")
	f.Add([]byte{9, 2, 'b', 'a', 200, 9}, "ba")
	f.Fuzz(func(t *testing.T, block []byte, key string) {
		list, err := find(block, key)
		if err != nil && list != nil {
			t.Error("a list from a damaged block")
		}
		for _, space := range []byte{spaceBody, spaceHead, spaceTag} {
			_ = eachPosting(block, space, 0, func(posting) {})
			_ = countPostings(block, space)
		}
		_, _ = decodeFresh(block)
		_, _ = decodeDirectory(block)
	})
}

func TestFrequencyLevel(t *testing.T) {
	for count, want := range map[int]uint8{1: 0, 2: 1, 3: 1, 4: 2, 127: 6, 128: 7, 100_000: 7} {
		if got := frequencyLevel(count); got != want {
			t.Errorf("frequencyLevel(%d) = %d, want %d", count, got, want)
		}
	}
}
