package cards_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"qiao/hooks/cards"
)

// A limit that is bound has SQLite compile the statement again for each run, which no answer shows: so the statements are read.
func TestNoLimitIsBound(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	bound := regexp.MustCompile(`LIMIT \{:\w+\}`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := bound.Find(text); found != nil {
			t.Errorf("%s binds a limit: %s; AtMost writes it into the statement", file, found)
		}
	}
	if got := cards.AtMost(20); got != " LIMIT 20" {
		t.Errorf("%q", got)
	}
}
