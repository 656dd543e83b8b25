// Package demo holds the content that serve --demo fills an empty portal with: original
// articles, columns, tags, people and a directory of communities. The format is that of
// qiao export markdown; see docs/operating.md.
package demo

import (
	"embed"
	"io/fs"
)

//go:embed content
var content embed.FS

// FS is the demo content's folder.
func FS() fs.FS {
	sub, err := fs.Sub(content, "content")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return sub
}
