package markdown

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

// The file is what HighlightCSS says, small, and no class goes without a rule.
func TestHighlightCSS(t *testing.T) {
	css := HighlightCSS()
	compare(t, "../../pb_public/css/code.css", css)
	if len(css) > 3000 {
		t.Errorf("%d bytes", len(css))
	}
	ruled := regexp.MustCompile(`\.[a-z]+`).FindAllString(css, -1)
	for kind := range chroma.StandardTypes {
		if class := classOf(kind); class != "" && !slices.Contains(ruled, "."+class) {
			t.Errorf("no rule for .%s (%s)", class, kind)
		}
	}
	if strings.Contains(css, "#") {
		t.Error("a literal colour can't follow the theme")
	}
}
