package cache

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is a content coding (RFC 9110, section 8.4.1).
type encoding int

const (
	identity encoding = iota
	gzipped
	brotlied
	encodings = 3
)

// negotiate chooses the coding for the values of Accept-Encoding (RFC 9110, section 12.5.3): of those with the highest
// weight the smallest result, that is br before gzip before identity. It tells as well whether gzip would do. It allocates
// nothing.
func negotiate(values []string) (best encoding, gzipToo bool) {
	if len(values) == 0 {
		return identity, false
	}
	var weight [encodings]int // in thousandths, -1 where not named
	for i := range weight {
		weight[i] = -1
	}
	star := -1
	for _, list := range values {
		for list != "" {
			var item string
			item, list = cut(list, ',')
			name, parameters := cut(item, ';')
			name = strings.TrimSpace(name)
			q := quality(parameters)
			switch {
			case strings.EqualFold(name, "br"):
				weight[brotlied] = q
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				weight[gzipped] = q
			case strings.EqualFold(name, "identity"):
				weight[identity] = q
			case name == "*":
				star = q
			}
		}
	}
	for i := range weight {
		if weight[i] < 0 && star >= 0 {
			weight[i] = star
		}
	}
	best = identity
	for _, enc := range [...]encoding{gzipped, brotlied} {
		if weight[enc] > 0 && weight[enc] >= weight[best] {
			best = enc
		}
	}
	return best, weight[gzipped] > 0
}

func cut(s string, sep byte) (before, after string) {
	if i := strings.IndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// quality reads the q parameter as thousandths: 1000 when it is absent, 0 when it can't be read.
func quality(parameters string) int {
	for parameters != "" {
		var p string
		p, parameters = cut(parameters, ';')
		p = strings.TrimSpace(p)
		if len(p) < 2 || (p[0] != 'q' && p[0] != 'Q') || p[1] != '=' {
			continue
		}
		value := p[2:]
		if value == "" || len(value) > 5 || value[0] != '0' && value[0] != '1' {
			return 0
		}
		q := int(value[0]-'0') * 1000
		if len(value) > 1 && value[1] != '.' {
			return 0
		}
		unit := 100
		for i := 2; i < len(value); i++ {
			if value[i] < '0' || value[i] > '9' {
				return 0
			}
			q += int(value[i]-'0') * unit
			unit /= 10
		}
		return min(q, 1000)
	}
	return 1000
}

// isText tells the types that are worth compressing.
func isText(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	switch t = strings.TrimSpace(t); t {
	case "application/json", "application/javascript", "application/xml", "application/manifest+json", "image/svg+xml",
		"application/feed+json", "application/wasm":
		return true
	}
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "+json")
}

// The levels are where a further one costs more time than it saves bytes on our pages.
const (
	brotliLevel = 5
	gzipLevel   = 5 // a fifth faster than 6, and not a hundredth larger
)

var (
	brotliWriters = sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, brotliLevel) }}
	gzipWriters   = sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(io.Discard, gzipLevel) // errs on levels that don't exist
		return w
	}}
)

// compress returns the body in a coding, in a slice of its exact size.
func compress(enc encoding, body []byte) []byte {
	var buf bytes.Buffer
	buf.Grow(len(body)/3 + 64)
	switch enc {
	case brotlied:
		w := brotliWriters.Get().(*brotli.Writer)
		w.Reset(&buf)
		_, _ = w.Write(body) // a bytes.Buffer takes everything
		_ = w.Close()
		w.Reset(io.Discard)
		brotliWriters.Put(w)
	case gzipped:
		w := gzipWriters.Get().(*gzip.Writer)
		w.Reset(&buf)
		_, _ = w.Write(body)
		_ = w.Close()
		w.Reset(io.Discard)
		gzipWriters.Put(w)
	default:
		return body
	}
	return bytes.Clone(buf.Bytes())
}

// decompress is the reverse of compress. What it reads was written by compress, so it can't fail.
func decompress(enc encoding, body []byte) []byte {
	var r io.Reader
	switch enc {
	case brotlied:
		r = brotli.NewReader(bytes.NewReader(body))
	case gzipped:
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			panic(err)
		}
		r = z
	default:
		return body
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return plain
}
