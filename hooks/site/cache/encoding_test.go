package cache

import (
	"bytes"
	"strings"
	"testing"
)

func TestNegotiate(t *testing.T) {
	for _, test := range []struct {
		accept string
		want   encoding
	}{
		{"", identity},
		{"gzip, deflate, br, zstd", brotlied},
		{"gzip, deflate", gzipped},
		{"x-gzip", gzipped},
		{"BR", brotlied},
		{"br;q=0.1,gzip;q=0.2", gzipped},
		{"br;q=0.2 , gzip;q=0.2", brotlied},
		{"br;q=0", identity},
		{"*;q=0", identity},
		{"*, br;q=0", gzipped},
		{"identity, *;q=0.5", identity},
		{"gzip;q=2", identity},
		{"gzip;q=1.000", gzipped},
		{"gzip; q=0.001", gzipped},
		{"gzip;level=3;q=0.5", gzipped},
		{";;,,;q=1", identity},
		{"brotli", identity},
	} {
		if got, _ := negotiate([]string{test.accept}); got != test.want {
			t.Errorf("%q: %d, want %d", test.accept, got, test.want)
		}
	}
	if got, also := negotiate([]string{"gzip", "br"}); got != brotlied || !also {
		t.Errorf("two header lines are one list: %d", got)
	}
	if n := testing.AllocsPerRun(100, func() { negotiate([]string{"gzip, deflate, br;q=0.9, *;q=0"}) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCompressRoundTrip(t *testing.T) {
	for _, body := range []string{"", "x", strings.Repeat("桥", 100000)} {
		for enc := identity; enc < encodings; enc++ {
			if got := decompress(enc, compress(enc, []byte(body))); !bytes.Equal(got, []byte(body)) {
				t.Errorf("coding %d changes %.10q", enc, body)
			}
		}
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("gzip, deflate, br;q=0.9, *;q=0")
	f.Add("br;q=;q=,;")
	f.Fuzz(func(t *testing.T, accept string) {
		enc, _ := negotiate([]string{accept})
		name := [encodings]string{"", "gzip", "br"}[enc]
		if enc != identity && !strings.Contains(strings.ToLower(accept), name) && !strings.Contains(accept, "*") {
			t.Errorf("%q doesn't accept %s", accept, name)
		}
		if q := quality(accept); q < 0 || q > 1000 {
			t.Errorf("%q has the weight %d", accept, q)
		}
	})
}
