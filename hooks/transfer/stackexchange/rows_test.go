package stackexchange

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// readAll gives what a file's rows say: "line key=value" for each row, "line !reason" for each broken one.
func readAll(t testing.TB, data []byte) (list []string) {
	d := newRowReader(bytes.NewReader(data))
	for range len(data) + 2 { // each step reads something
		r, err := d.next()
		var broken *rowError
		switch {
		case errors.Is(err, io.EOF):
			return list
		case errors.As(err, &broken):
			list = append(list, "!"+broken.Error())
		case err != nil:
			t.Fatal(err)
		default:
			list = append(list, r.attrs["a"])
		}
	}
	t.Fatal("the reader doesn't come to an end")
	return nil
}

func TestRows(t *testing.T) {
	utf16le := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(`<x><row a="啤酒"/></x>`)) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"rows":               {"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<x>\n<row a=\"1\" />\n<row a='2'></row><row\n a=\"&lt;b&gt;&#10;&#x4e2d;\"/></x>", []string{"1", "2", "<b>\n中"}},
		"byte order":         {string(utf16le), []string{"啤酒"}},
		"a document type":    {`<!DOCTYPE x SYSTEM "file:///etc/passwd" [<!ENTITY e "<row a='0'/>"> <!ELEMENT row ANY>]><x><row a="1"/></x>`, []string{"1"}},
		"an entity of it":    {`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><row a="&e;"/><row a="2"/></x>`, []string{"!line 1: invalid character entity &e;", "2"}},
		"comments, CDATA":    {`<x><!-- <row a="0"/> - -- ---><![CDATA[<row a="0"/>]]]]><row a="1"/><rows a="2"/><?row a="3"?></x>`, []string{"1"}},
		"a row that is open": {"<x>\n<row a=\"1\n<row a=\"2\"/>\n<row a=\"3\"", []string{"!line 2: the row isn't closed", "2", "!line 4: the file ends within it"}},
		"no attribute":       {`<x><row a=1/><row a="1" a="2"/><row a="3"/></x>`, []string{"!line 1: unquoted or missing attribute value in element", "!line 1: a is there twice", "3"}},
		"odd characters":     {"<x><row a=\"a&#x0;b&#xB;c&#1114112;\"/><row a=\"\xff\"/></x>", []string{"a\ufffdb\ufffdc\ufffd", "\ufffd"}},
		"an open comment":    {`<x><!-- <row a="1"/>`, []string{"!line 1: the file ends within it"}},
		"nothing":            {"", nil},
		"text":               {"this is no XML <", nil},
	} {
		if got := readAll(t, []byte(c.data)); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
	long := `<x><row a="` + strings.Repeat("x", maxRow) + `"/><row a="2"/></x>`
	if got := readAll(t, []byte(long)); len(got) != 2 || got[0] != "!line 1: the row is longer than 8 MB" || got[1] != "2" {
		t.Errorf("a long row: %.80q", got)
	}
}

func TestSites(t *testing.T) {
	for given, want := range map[string]string{
		"":                                     "coffee.stackexchange.com",
		"beer":                                 "beer.stackexchange.com",
		"beer.meta":                            "beer.meta.stackexchange.com",
		"https://meta.beer.stackexchange.com/": "beer.meta.stackexchange.com",
		"stackoverflow":                        "stackoverflow.com",
		"mathoverflow":                         "mathoverflow.net",
		"www.stackoverflow.com":                "stackoverflow.com",
		"a b":                                  "",
		"x/../y":                               "",
	} {
		got, err := siteOf(given, "/dumps/coffee-2021-09")
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
	for dir, want := range map[string]string{"/d/beer-meta-2015": "beer.meta.stackexchange.com", "/d/stackoverflow.com-Posts": "stackoverflow.com", "/d/quantumcomputing-2018-09": "quantumcomputing.stackexchange.com"} {
		if got, err := siteOf("", dir); got != want {
			t.Errorf("%s: %q, %v", dir, got, err)
		}
	}
}

func FuzzRows(f *testing.F) {
	data, err := os.ReadFile("testdata/small/Posts.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("<!DOCTYPE x [<row a='1'/>]><row a=\"&#x0;\"/><row"))
	f.Add([]byte("<!----><![CDATA[]]><?x?><row/>"))
	f.Fuzz(func(t *testing.T, data []byte) { readAll(t, data) })
}

// FuzzDump reads whatever is in the files of a dump to the end.
func FuzzDump(f *testing.F) {
	names := []string{"Posts.xml", "Comments.xml", "PostHistory.xml", "PostLinks.xml"}
	var seeds [][]byte
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata/small", name))
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, data)
	}
	f.Add(seeds[0], seeds[1], seeds[2], seeds[3])
	f.Fuzz(func(t *testing.T, posts, comments, history, links []byte) {
		dir := t.TempDir()
		for i, data := range [][]byte{posts, comments, history, links} {
			if err := os.WriteFile(filepath.Join(dir, names[i]), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d, err := Open(dir, Options{Site: "beer"})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for s := range d.Sources() {
			q, err := s.Read()
			if err == nil && (strings.TrimSpace(q.Title) == "" || strings.TrimSpace(q.Body) == "" || q.Key == "" || q.Hash == "") {
				t.Errorf("%s: %+v", s.File, q)
			}
		}
	})
}

func FuzzLink(f *testing.F) {
	d, err := Open("testdata/small", Options{Site: "beer"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { d.Close() })
	for _, s := range []string{"/q/5", "http://meta.beer.stackexchange.com/a/7/1", "https://beer.stackexchange.com/questions/5/x/7#7", "//x", "javascript:alert(1)", "https://beer.stackexchange.com/q/99999999999999999999#\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, s string) { d.link(s); d.relink(s) })
}
