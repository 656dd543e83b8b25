package site_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The project's own files: every part of a bundle and every asset that a template names must be there.
func TestNamedFilesExist(t *testing.T) {
	const public = "../../pb_public"
	lists, err := filepath.Glob(public + "/css/*.list")
	if err != nil || len(lists) == 0 {
		t.Fatalf("no bundles of style sheets in %s (%v)", public, err)
	}
	bundles := map[string]bool{}
	for _, list := range lists {
		bundles["css/"+strings.TrimSuffix(filepath.Base(list), ".list")+".css"] = true
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		parts := 0
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			parts++
			if _, err := os.Stat(filepath.Join(filepath.Dir(list), line)); err != nil {
				t.Errorf("%s: %v", filepath.Base(list), err)
			}
		}
		if parts == 0 {
			t.Errorf("%s names no part", filepath.Base(list))
		}
	}
	asset := regexp.MustCompile(`{{asset "([^"]+)"}}`)
	views, err := filepath.Glob("../*/views/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, view := range views {
		text, err := os.ReadFile(view)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asset.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(path.Join(public, m[1])); err != nil && !bundles[m[1]] {
				t.Errorf("%s: %v", view, err)
			}
		}
	}
}
