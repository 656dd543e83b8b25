package site

import (
	"bytes"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// smaller leaves out of a built-in script what only people who read it need: comments,
// types, long local names. They are a third to a half of what a page would load. A file of
// the folder beside the binary is served as it is, which is the way to read and debug one.
func smaller(name string, body []byte) []byte {
	if !strings.HasSuffix(name, ".js") {
		return body
	}
	var out bytes.Buffer
	if err := new(js.Minifier).Minify(minify.New(), &out, bytes.NewReader(body), nil); err != nil {
		return body // as written it works too
	}
	return out.Bytes()
}
