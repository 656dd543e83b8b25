package plain_test

import (
	"testing"

	"qiao/hooks/plain"
)

func TestDeceives(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "桥的两岸": false, "两行\n与\t制表": false, "👩‍💻 家": false, "עברית": false, "a\u200bb": false,
		"a\x00b": true, "\x1b[31m": true, "a\x7f": true, "a\u0085b": true, "\u202egnp.exe": true, "\u2066x\u2069": true,
	} {
		if got := plain.Deceives(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
