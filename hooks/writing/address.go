package writing

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// passing is how the address of a draft begins that the editor made: the first words of a
// title while it is being typed must not take an address for good.
const passing = "draft-"

// nameAtLast empties a passing address once the article leaves its author's desk; one is
// made from the title then, as for every article without.
func nameAtLast(e *core.RecordEvent) error {
	a := schema.AsArticle(e.Record)
	if strings.HasPrefix(a.Slug(), passing) && a.Status() != "draft" {
		e.Record.Set(schema.ArticleSlug, "")
	}
	return e.Next()
}
