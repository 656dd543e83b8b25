package site

import (
	"io/fs"
	"strings"
	"testing"

	pbpublic "qiao/pb_public"
)

func TestScriptsGetSmaller(t *testing.T) {
	err := fs.WalkDir(pbpublic.FS, "js", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(pbpublic.FS, name)
		if err != nil {
			return err
		}
		small := smaller(name, body)
		if len(small) >= len(body) || strings.Contains(string(small), "@param") {
			t.Errorf("%s: %d bytes of %d", name, len(small), len(body))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"broken.js": "let = = (", "style.css": "/* kept */ a { }"} {
		if got := string(smaller(name, []byte(body))); got != body {
			t.Errorf("%s became %q", name, got)
		}
	}
}
