package markdown

import (
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
)

// One pipeline serves all: what many render at once is what one renders alone.
func TestConcurrent(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	var wait sync.WaitGroup
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"zh", "en"} {
			alone, err := Render(string(b), Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			for range 4 {
				wait.Go(func() {
					if d, err := Render(string(b), Options{Lang: lang}); err != nil || !reflect.DeepEqual(d, alone) {
						t.Errorf("%s in %s came out otherwise (%v)", path, lang, err)
					}
				})
			}
		}
	}
	wait.Wait()
}
