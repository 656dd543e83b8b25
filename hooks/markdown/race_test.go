//go:build race

package markdown

// sample is which part of the corpus is read: the race detector makes rendering
// ten times as slow, and finds nothing in the whole that is not in a part.
const sample = 8
