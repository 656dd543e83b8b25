// Command gotest reads the output of `go test -json` and prints what a person wants to
// know: a line for each package, everything that failing tests said, why tests were
// skipped, and one closing line "go: N passed, N failed, N skipped". It exits with 1
// when anything failed or nothing ran.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

// event is one line of the stream, as `go doc test2json` describes it.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

type counts struct{ passed, failed, skipped int }

func main() {
	var tests counts
	broken := 0
	said := map[string]*strings.Builder{}
	var skipped []string
	failedIn := map[string]bool{}

	lines := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(lines)
	for decoder.More() {
		var e event
		if err := decoder.Decode(&e); err != nil {
			fmt.Fprintln(os.Stderr, "gotest: this isn't the output of go test -json:", err)
			os.Exit(1)
		}
		key := e.Package + e.ImportPath + " " + e.Test
		if said[key] == nil {
			said[key] = &strings.Builder{}
		}
		switch e.Action {
		case "output", "build-output":
			said[key].WriteString(e.Output)
			continue
		case "pass", "fail", "skip", "build-fail":
		default:
			continue
		}
		output := said[key].String()
		delete(said, key)
		switch {
		case e.Action == "build-fail":
			fmt.Print(output)
		case e.Test == "" && e.Action == "fail":
			fmt.Printf("FAIL  %s  %.1fs\n", e.Package, e.Elapsed)
			if !failedIn[e.Package] { // it didn't build, or it panicked outside of a test
				broken++
				fmt.Print(output)
			}
		case e.Test == "" && e.Action == "pass":
			fmt.Printf("ok    %s  %.1fs\n", e.Package, e.Elapsed)
		case e.Test == "":
		case e.Action == "pass":
			tests.passed++
		case e.Action == "skip":
			tests.skipped++
			skipped = append(skipped, e.Package+" "+e.Test+": "+reason(output))
		case e.Action == "fail":
			tests.failed++
			failedIn[e.Package] = true
			fmt.Print(output)
		}
	}

	sort.Strings(skipped)
	for _, s := range skipped {
		fmt.Println("skipped:", s)
	}
	fmt.Printf("go: %d passed, %d failed, %d skipped\n", tests.passed, tests.failed+broken, tests.skipped)
	if tests.failed+broken > 0 || tests.passed == 0 {
		os.Exit(1)
	}
}

// reason is what a test said when it was skipped, without the lines of the test runner.
func reason(output string) string {
	var said []string
	for line := range strings.SplitSeq(output, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}
