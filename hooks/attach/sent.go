package attach

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
)

// Named gives a text in which the files that come with the save in progress go by the names that they are stored under: who
// sends a text and its pictures together knows them only by the names that they have with them. Those are looked for where
// Markdown has the target of a link or picture.
func (f *Files) Named(text string) string {
	// the longest name first, so that none is taken for the end of another
	for _, stored := range slices.SortedFunc(maps.Keys(f.fresh), func(a, b string) int {
		return cmp.Or(len(f.fresh[b].OriginalName)-len(f.fresh[a].OriginalName), cmp.Compare(a, b))
	}) {
		sent := f.fresh[stored].OriginalName
		if sent == "" || sent == stored {
			continue
		}
		target := regexp.MustCompile(`(\]\(\s*<?|(?m:^) {0,3}\[[^\]\n]+\]:\s*<?)(?:\./)?` + regexp.QuoteMeta(sent) + `([>\s)]|$)`)
		text = target.ReplaceAllString(text, "${1}"+stored+"${2}")
	}
	return text
}
