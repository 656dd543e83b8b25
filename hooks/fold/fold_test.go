package fold

import (
	"strings"
	"testing"
)

func TestVariantGroupsAreConsistent(t *testing.T) {
	kept := map[rune]bool{}
	for _, group := range strings.Fields(variantGroups) {
		runes := []rune(group)
		if len(runes) < 2 {
			t.Errorf("%q has no variant", group)
		}
		kept[runes[0]] = true
		for _, r := range runes[1:] {
			if Rune(r) != runes[0] {
				t.Errorf("%c becomes %c, want %c", r, Rune(r), runes[0])
			}
		}
	}
	for r := range kept {
		if Rune(r) != r {
			t.Errorf("%c is kept by a group but becomes %c", r, Rune(r))
		}
	}
}
