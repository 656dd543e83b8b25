package stackexchange

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Reading a row by hand gives what the standard library's reader gives, or gives up.
func FuzzPlain(f *testing.F) {
	for _, tag := range []string{
		`<row Id="1" Body="&lt;p&gt;a &amp;amp; b&#xA;&#10;&quot;&apos;" />`, `<row Id="1"/>`, `<row  A="啤酒" B=""  />`, `<row A="1" A="2" />`, `<row A='1' />`,
		`<row A="&e;" />`, `<row A="&#0;" />`, `<row A="&#x110000;" />`, `<row A="&#55296;" />`, `<row A="&" />`, `<row A="a;&lt" />`, `<row A="1"B="2" />`, `<row A="1">`,
		"<row A=\"a\r\nb\" />", "<row A=\"\xff\" />", "<row A=\"\x01\" />", `<row x:A="1" />`, `<row A ="1" />`, `<row A="1" / >`, `<row A="&#x+1;" B="&#-1;" />`, `<row A="&#x000041;" />`,
		"<row\tA=\"1\" />", `<row A="]]>" />`, `<row A=">" />`, `<row a1="1" />`, `<row />`, `<row A="1" />x`, "<row A=\"\ufeff\ufffe\" />", `<row A="&#xD;" />`, `<row A="&#X41;" />`,
	} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		got, ok := parsePlain([]byte(tag))
		if !ok {
			return
		}
		want, err := parseTag([]byte(tag))
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q (%v)", tag, got, want, err)
		}
	})
}

// Real rows are read by hand: otherwise it would only cost time.
func TestPlainRows(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "small", "Posts.xml"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(data)) {
		tag := strings.TrimSpace(line)
		if !strings.HasPrefix(tag, "<row ") {
			continue
		}
		want, err := parseTag([]byte(tag))
		if err != nil {
			continue // broken on purpose
		}
		if got, ok := parsePlain([]byte(tag)); !ok || !maps.Equal(got, want) {
			t.Errorf("%.200s\nis read as %q", tag, got)
		}
		rows++
	}
	if rows < 5 {
		t.Errorf("only %d rows", rows)
	}
}
