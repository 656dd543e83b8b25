package main

import (
	"sync"

	"github.com/go-ego/gse"
)

// segmenter cuts a run of characters into dictionary words, and long words into their parts as well.
var segmenter = sync.OnceValue(func() func(string) []string {
	var seg gse.Segmenter
	seg.SkipLog = true
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		panic(err)
	}
	return func(run string) []string { return seg.CutSearch(run, true) }
})
