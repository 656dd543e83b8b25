package credit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qiao/hooks/transfer/credit"
)

// corpus is where the test material lies beside the repository; it is not part of it.
const corpus = "../../../../shared/corpus"

func names(ps []credit.Person) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Name)
	}
	return strings.Join(out, "; ")
}

func squash(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("`", "", "*", "", "_", "", `\`, "").Replace(s)), " ")
}

// TestTranslationProjects reads LCTT's and GCTT's translations: all name a translator, a reviewer and a title, and
// nothing of the footer stays.
func TestTranslationProjects(t *testing.T) {
	var files []string
	for _, pattern := range []string{"blogs/lctt-translations/*/*.md", "blogs/gctt-translations/*.md"} {
		found, _ := filepath.Glob(filepath.Join(corpus, pattern))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("the translations corpus is not here")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := credit.Parse(string(text))
		if got.Title == "" || len(got.Credit.Translators) == 0 || len(got.Credit.Reviewers) == 0 {
			t.Errorf("%s: title %q, credit %+v", filepath.Base(file), got.Title, got.Credit)
		}
		for _, left := range []string{"荣誉推出", "[#]:", "译者：["} {
			if strings.Contains(got.Body, left) {
				t.Errorf("%s: %q stays in the text", filepath.Base(file), left)
			}
		}
	}
}

// TestArticles compares what Parse reads in the corpus with its index, column by column. Rows without a flag must
// agree to 99.5 %, all rows to 97 %: where a flag stands the index itself is only one reading.
func TestArticles(t *testing.T) {
	index, err := os.ReadFile(filepath.Join(corpus, "articles/index.tsv"))
	if err != nil {
		t.Skip("the article corpus is not here: ", err)
	}
	var rows [][]string
	for _, line := range strings.Split(strings.TrimRight(string(index), "\n"), "\n") {
		rows = append(rows, strings.Split(line, "\t"))
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[name] = i
	}
	columns := []string{"title", "source_url", "source_title", "source_author", "translators", "reviewers"}
	type tally struct{ ok, n int }
	all, plain := map[string]*tally{}, map[string]*tally{}
	for _, c := range columns {
		all[c], plain[c] = &tally{}, &tally{}
	}
	for _, row := range rows[1:] {
		text, err := os.ReadFile(filepath.Join(corpus, "articles", row[col["file"]]))
		if err != nil {
			t.Fatal(err)
		}
		got := credit.Parse(string(text))
		if lost := len(text) - len(got.Body); lost > 3000 {
			t.Errorf("%s: %d bytes are gone from the text", row[col["file"]], lost)
		}
		for i, line := range strings.SplitN(got.Body, "\n", 12) {
			if i < 11 && (strings.Contains(line, "译文出自：") || strings.Contains(line, "校对者：[")) {
				t.Errorf("%s: a credit line stays in the text: %s", row[col["file"]], line)
			}
		}
		values := map[string]string{
			"title": got.Title, "source_url": got.Credit.URL, "source_title": got.Credit.Title,
			"source_author": names(got.Credit.Authors), "translators": names(got.Credit.Translators), "reviewers": names(got.Credit.Reviewers),
		}
		for _, c := range columns {
			want := row[col[c]]
			agrees := squash(values[c]) == squash(want)
			all[c].n++
			if agrees {
				all[c].ok++
			}
			if row[col["flags"]] == "" {
				plain[c].n++
				if agrees {
					plain[c].ok++
				}
			}
			if !agrees {
				t.Logf("%-13s %s [%s]\n\twant %q\n\tgot  %q", c, row[col["file"]], row[col["flags"]], want, values[c])
			}
		}
	}
	for _, c := range columns {
		a, p := float64(all[c].ok)/float64(all[c].n), float64(plain[c].ok)/float64(plain[c].n)
		t.Logf("%-13s all %.4f (%d of %d), unflagged %.4f (%d of %d)", c, a, all[c].ok, all[c].n, p, plain[c].ok, plain[c].n)
		if p < 0.995 {
			t.Errorf("%s: %.4f of the unflagged rows agree, want 0.995", c, p)
		}
		if a < 0.97 {
			t.Errorf("%s: %.4f of all rows agree, want 0.97", c, a)
		}
	}
}
