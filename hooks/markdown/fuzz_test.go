package markdown

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// FuzzRender holds any source to what every document promises: no panic, an
// error of ours or HTML that is safe and balanced, and text that is text.
func FuzzRender(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.md")
	for _, path := range paths {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	for _, around := range surroundings {
		f.Add(around.before + "<b>x</b>" + around.after)
	}
	f.Fuzz(func(t *testing.T, src string) {
		d, err := Render(src, Options{Host: "example.com"})
		if err != nil {
			var ours Error
			if !errors.As(err, &ours) {
				t.Fatal(err)
			}
			return
		}
		checkSafe(t, "fuzz", d.HTML)
		if !utf8.ValidString(d.HTML) || !utf8.ValidString(d.Text) || utf8.RuneCountInString(d.Excerpt) > ExcerptChars {
			t.Fatalf("%q gives text %q and excerpt %q", src, d.Text, d.Excerpt)
		}
	})
}
