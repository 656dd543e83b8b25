//go:build !race

package markdown

// sample is which part of the corpus is read: all of it.
const sample = 1
