package diff

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPieces(t *testing.T) {
	tests := []struct {
		old, now string
		want     []Piece
	}{
		{"", "", nil},
		{"一样", "一样", []Piece{{Same, "一样"}}},
		{"", "新的", []Piece{{New, "新的"}}},
		{"旧的", "", []Piece{{Gone, "旧的"}}},
		{"怎样关闭通道？", "怎样关闭管道？", []Piece{{Same, "怎样关闭"}, {Gone, "通"}, {New, "管"}, {Same, "道？"}}},
		{"call context.Cancel now", "call context.CancelFunc now", []Piece{{Same, "call context."}, {Gone, "Cancel"}, {New, "CancelFunc"}, {Same, " now"}}},
		{"one two", "three four", []Piece{{Gone, "one two"}, {New, "three four"}}},
		{"用 go 写", "用 Go 写", []Piece{{Same, "用 "}, {Gone, "go"}, {New, "Go"}, {Same, " 写"}}},
		{"a\nb\n", "a\nc\nb\n", []Piece{{Same, "a"}, {New, "\nc"}, {Same, "\nb\n"}}},
	}
	for _, tt := range tests {
		if got := Pieces(tt.old, tt.now); !slices.Equal(got, tt.want) {
			t.Errorf("Pieces(%q, %q) = %q, want %q", tt.old, tt.now, got, tt.want)
		}
	}
}

// A long text that changed everywhere is compared in bounded time, and still both texts can be read from the pieces.
func TestPiecesOfLongTexts(t *testing.T) {
	old, now := strings.Repeat("天地玄黄 universe ", 8000), strings.Repeat("宇宙洪荒 cosmos ", 8000)
	check(t, old, now)
}

func FuzzPieces(f *testing.F) {
	for _, s := range [][2]string{{"a b", "a c"}, {"甲乙", "乙丙"}, {"", "\n"}, {"\xff\xfe", "é é"}, {"日本語の", "日本人の"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, old, now string) { check(t, old, now) })
}

func check(t *testing.T, old, now string) {
	t.Helper()
	before, after := "", ""
	for _, p := range Pieces(old, now) {
		if p.Op() != New {
			before += p.Text()
		}
		if p.Op() != Gone {
			after += p.Text()
		}
		if p.Text() == "" || utf8.ValidString(old) && utf8.ValidString(now) && !utf8.ValidString(p.Text()) {
			t.Errorf("Pieces(%q, %q) has the piece %q", old, now, p)
		}
	}
	if before != old || after != now {
		t.Errorf("Pieces(%.80q, %.80q) makes up %.80q and %.80q", old, now, before, after)
	}
}
