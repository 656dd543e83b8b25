// Command bench prints the figures of the portal as a table: each row a measurement on this
// machine in this run, against something measured beside it where that says more.
//
//	go run ./hooks/bench             everything; takes about half an hour
//	go run ./hooks/bench -large 0    without the rows that need large databases
//	go run ./hooks/bench -only page  the rows whose name contains a word, and nothing for any others: -only question those of questions, -only event
//	                                 those of events, -only many those of events on a large portal, -only talk those of conversation
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"qiao/hooks"
	"qiao/hooks/heap"
)

func main() {
	large := flag.Int("large", 100_000, "articles, and questions, of the large databases; 0 leaves their rows out")
	keep := flag.String("large-dir", "", "folder to keep the large database in, and to find it again")
	only := flag.String("only", "", "measure only the rows whose name contains this")
	profile := flag.String("profile", "", "file for a profile of the processor's time")
	flag.Parse()
	log.SetFlags(0)
	heap.Floor(hooks.HeapFloor) // as the program does
	if err := profiled(*profile, func() error { return run(*large, *keep, *only) }); err != nil {
		log.Fatal("bench: ", err)
	}
}

// profiled measures with a profile of the processor's time in a file, if one is named.
func profiled(name string, measure func() error) error {
	if name == "" {
		return measure()
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = measure()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

// A bench measures one thing after another and keeps the table.
type bench struct {
	in    *input
	only  string
	table []row
}

func run(large int, keep, only string) error {
	in, err := openInput()
	if err != nil {
		return err
	}
	defer in.folder.Close()
	fmt.Printf("%s, %d processors, %s, %s\n", machine(), runtime.NumCPU(), runtime.Version(), time.Now().UTC().Format(time.DateOnly))
	b := &bench{in: in, only: only}
	if err := b.add("word rules", wordsRow); err != nil {
		return err
	}
	if err := b.door(); err != nil {
		return err
	}
	if err := b.talk(); err != nil {
		return err
	}
	if large > 0 {
		if err := b.gatherings(); err != nil {
			return err
		}
	}
	if err := b.articles(large, keep); err != nil {
		return err
	}
	if keep != "" {
		keep = filepath.Join(keep, "questions")
	}
	if err := b.questions(large, keep); err != nil {
		return err
	}
	b.print()
	return nil
}

// asked says whether a row of that name is to be measured.
func (b *bench) asked(name string) bool { return strings.Contains(name, b.only) }

// asksAny says whether one of these is to be measured.
func (b *bench) asksAny(rows ...measure) bool {
	return slices.ContainsFunc(rows, func(m measure) bool { return b.asked(m.name) })
}

// addAll measures rows, of those that were asked for.
func (b *bench) addAll(rows ...measure) error {
	for _, m := range rows {
		if err := b.add(m.name, m.row); err != nil {
			return err
		}
	}
	return nil
}

// add measures a row unless it wasn't asked for.
func (b *bench) add(name string, measure func() (row, error)) error {
	if !b.asked(name) {
		return nil
	}
	fmt.Printf("… %s\n", name)
	r, err := measure()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.put(r)
	return nil
}

// put adds rows to the table, and shows what was measured: a later row may fail.
func (b *bench) put(rows ...row) {
	for _, r := range rows {
		fmt.Printf("  %s: %s\n", r.what, r.got)
	}
	b.table = append(b.table, rows...)
}

func (b *bench) print() {
	fmt.Println("\n| what | against | reach | measured | |\n| --- | --- | --- | --- | --- |")
	for _, r := range b.table {
		verdict := "ok"
		if !r.ok {
			verdict = "**short**"
		}
		fmt.Printf("| %s | %s | %s | %s | %s |\n", r.what, r.against, r.reach, r.got, verdict)
	}
}

// machine names the processor.
func machine() string {
	data, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(data)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				return strings.TrimSpace(strings.TrimLeft(name, "\t: "))
			}
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}
