package search

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// indexVersion is part of every document's hash: raise it when the same document gives other terms, and the next
// save or reindex writes it anew.
const indexVersion = 1

// Limits on what one document may bring in; anything beyond is not indexed.
const (
	maxText     = 3 << 20
	maxHeadText = 20_000
	maxValue    = 120
)

// beginning cuts s to at most n bytes, between two characters.
func beginning(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// bound is the beginning of s as valid UTF-8 without NULs.
func bound(s string, n int) string {
	return strings.ReplaceAll(strings.ToValidUTF8(beginning(s, n), "\uFFFD"), "\x00", " ")
}

func boundAll(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list[:min(len(list), 200)] {
		if s = strings.TrimSpace(bound(s, maxValue)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// bounded is a copy of d within the limits.
func (d *Document) bounded() *Document {
	c := *d
	c.Title, c.SourceTitle, c.URL = bound(d.Title, 2000), bound(d.SourceTitle, 2000), bound(d.URL, 2000)
	c.Headings, c.Text = bound(d.Headings, maxHeadText), bound(d.Text, maxText)
	c.Names, c.Authors, c.Tags, c.TagSlugs = boundAll(d.Names), boundAll(d.Authors), boundAll(d.Tags), boundAll(d.TagSlugs)
	c.Lang, c.ArticleKind = bound(d.Lang, 40), bound(d.ArticleKind, 40)
	if c.Boost <= 0 {
		c.Boost = 1
	}
	return &c
}

// hash changes whenever anything of the document does.
func (d *Document) hash() []byte {
	h := sha256.New()
	field := func(parts ...string) {
		_ = binary.Write(h, binary.LittleEndian, int64(len(parts))) // a hash never fails
		for _, s := range parts {
			_ = binary.Write(h, binary.LittleEndian, int64(len(s)))
			_, _ = io.WriteString(h, s)
		}
	}
	_ = binary.Write(h, binary.LittleEndian, []int64{indexVersion, d.Published.Unix(), int64(math.Float64bits(d.Boost))})
	field(d.URL, d.Title, d.Headings, d.Text, d.SourceTitle, d.Lang, d.ArticleKind)
	field(d.Names...)
	field(d.Authors...)
	field(d.Tags...)
	field(d.TagSlugs...)
	return h.Sum(nil)[:16]
}

// filterValue is the form in which values of author: and tag: are compared.
func filterValue(s string) string {
	return bound(Fold(strings.Join(strings.Fields(s), " ")), maxValue)
}
