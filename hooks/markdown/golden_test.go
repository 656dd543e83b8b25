package markdown

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// A busy machine must not change what the tests see.
func init() { maxHighlightTime = time.Hour }

// Each testdata/NAME.md is rendered and compared with NAME.html, and what else
// a Document holds with NAME.json. After a change that is meant, run
// "go test -run Golden -update", read the difference, and change Version.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".md")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			o := Options{Host: "qiao.example", Resolve: func(dest string) string { return "/files/" + dest }}
			o.ImageSize = func(dest string) (int, int, bool) { return 640, 360, dest == "task.svg" }
			if strings.HasSuffix(name, "_en") {
				o.Lang = "en"
			}
			d, err := Render(string(src), o)
			if err != nil {
				t.Fatal(err)
			}
			checkSafe(t, name, d.HTML)
			rest := *d
			rest.HTML = ""
			facts, err := json.MarshalIndent(rest, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, "testdata/"+name+".html", d.HTML)
			compare(t, "testdata/"+name+".json", string(facts)+"\n")
		})
	}
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range gotLines {
		if i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Errorf("%s differs from line %d on:\n got %s\nwant %s", path, i+1, gotLines[i], strings.Join(wantLines[i:min(i+1, len(wantLines))], ""))
			return
		}
	}
	t.Errorf("%s has %d lines, the output %d", path, len(wantLines), len(gotLines))
}
