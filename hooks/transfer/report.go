package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"

	"qiao/hooks/i18n"
)

// Outcome is what became of a file.
type Outcome string

// The outcomes.
const (
	Imported  Outcome = "imported"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Skipped   Outcome = "skipped" // on purpose
	Failed    Outcome = "failed"
)

// Line is one file of a report, as --report writes it.
type Line struct {
	File    string  `json:"file"`
	Outcome Outcome `json:"outcome"`
	// ID and URL are those of the article, empty when there is none.
	ID  string `json:"id"`
	URL string `json:"url"`
	// Reason says why a file was skipped or failed, or what of an imported one was left behind.
	Reason string `json:"reason"`
}

// Report counts what an import did.
type Report struct {
	Counts map[Outcome]int
	// Problems are the failed files, the first hundred of them.
	Problems []Line
	// Interrupted is true when the import was asked to stop before its end.
	Interrupted bool
}

// Total is the number of files that were looked at.
func (r Report) Total() int {
	n := 0
	for _, c := range r.Counts {
		n += c
	}
	return n
}

// String sums the report up in one line.
func (r Report) String() string {
	return fmt.Sprintf("%d imported, %d updated, %d unchanged, %d skipped, %d failed",
		r.Counts[Imported], r.Counts[Updated], r.Counts[Unchanged], r.Counts[Skipped], r.Counts[Failed])
}

// add counts lines and writes them out.
func (r *Report) add(w io.Writer, lines []Line) error {
	if r.Counts == nil {
		r.Counts = map[Outcome]int{}
	}
	for _, l := range lines {
		r.Counts[l.Outcome]++
		if l.Outcome == Failed && len(r.Problems) < 100 {
			r.Problems = append(r.Problems, l)
		}
	}
	if w == nil {
		return nil
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// explain turns an error of a save into a sentence for a report: fields in alphabetical order, messages in
// English, nothing internal beyond what the person who runs the command may see.
func explain(err error) string {
	var fields validation.Errors
	if errors.As(err, &fields) {
		keys := make([]string, 0, len(fields))
		for k := range fields {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		parts := make([]string, 0, len(keys))
		for _, k := range keys {
			parts = append(parts, k+": "+explain(fields[k]))
		}
		return strings.Join(parts, "; ")
	}
	var own *i18n.Error
	if errors.As(err, &own) {
		return own.In(i18n.EN)
	}
	s := strings.TrimSpace(err.Error())
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500]) + "…"
	}
	return s
}
