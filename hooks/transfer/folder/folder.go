// Package folder reads a folder of Markdown files: a blog of Hugo, Jekyll, Hexo, Octopress or Pelican, a pile of
// translations with credit headers, or our own export. Pictures and attachments that a text refers to come along.
// Nothing outside of the folder is read, whatever links or archives say.
package folder

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/frontmatter"
)

// MaxText is the size of the longest Markdown file that is read.
const MaxText = 2 << 20

// Options say what a folder doesn't.
type Options struct {
	// Zone is that of dates without one; nil means Shanghai's.
	Zone *time.Location
	// Name tells this folder from others in the articles' keys, so that two folders may hold files of the same name.
	Name string
	// Under is the folder within the folder that holds the articles; empty means all of it.
	Under string
	// MaxText is the size of the longest file; 0 means MaxText.
	MaxText int64
	// Lang is the language of texts that don't tell; empty means zh.
	Lang string
}

// Folder is a folder to read from.
type Folder struct {
	fsys    fs.FS
	options Options
	close   func() error
}

// Open opens a folder or a zip file of one. The caller closes it.
func Open(name string, o Options) (*Folder, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, err
		}
		return &Folder{fsys: root.FS(), options: o.filled(), close: root.Close}, nil
	}
	if !strings.EqualFold(filepath.Ext(name), ".zip") {
		return nil, fmt.Errorf("%s is neither a folder nor a zip file", name)
	}
	z, err := zip.OpenReader(name)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, file := range z.File {
		if !filepath.IsLocal(filepath.FromSlash(file.Name)) || strings.Contains(file.Name, `\`) {
			z.Close()
			return nil, fmt.Errorf("%s holds the path %q, which climbs out of the archive; nothing of it is imported", name, file.Name)
		}
	}
	return &Folder{fsys: z, options: o.filled(), close: z.Close}, nil
}

// New reads from a file system, such as an embedded one.
func New(fsys fs.FS, o Options) *Folder {
	return &Folder{fsys: fsys, options: o.filled(), close: func() error { return nil }}
}

// FS gives the file system that is read.
func (f *Folder) FS() fs.FS { return f.fsys }

// Close ends the reading.
func (f *Folder) Close() error { return f.close() }

func (o Options) filled() Options {
	if o.Zone == nil {
		o.Zone = frontmatter.Shanghai
	}
	if o.Lang == "" {
		o.Lang = "zh"
	}
	if o.Under == "" {
		o.Under = "."
	}
	if o.MaxText == 0 {
		o.MaxText = MaxText
	}
	return o
}

// ignored are folders that hold no articles.
var ignored = map[string]bool{"node_modules": true, "vendor": true, "_site": true, "themes": true, "_layouts": true, "_includes": true, "scaffolds": true, "archetypes": true, "layouts": true, "resources": true}

// Sources gives every Markdown file in the order of its path. What can't be read safely is given too, and its
// Read says why.
func (f *Folder) Sources() iter.Seq[article.Source] {
	return func(yield func(article.Source) bool) {
		err := fs.WalkDir(f.fsys, f.options.Under, func(name string, d fs.DirEntry, err error) error {
			base := path.Base(name)
			switch {
			case err != nil:
				if !yield(failing(name, err.Error())) {
					return fs.SkipAll
				}
				return nil
			case name == f.options.Under && err == nil && d.IsDir():
				return nil
			case d.IsDir():
				if strings.HasPrefix(base, ".") || ignored[base] || strings.Count(name, "/") > 40 {
					return fs.SkipDir
				}
				return nil
			case strings.HasPrefix(base, ".") || !isMarkdown(base):
				return nil
			case d.Type()&fs.ModeSymlink != 0:
				if !yield(failing(name, "is a symbolic link")) {
					return fs.SkipAll
				}
				return nil
			case !d.Type().IsRegular():
				if !yield(failing(name, "is not a regular file")) {
					return fs.SkipAll
				}
				return nil
			}
			if !yield(article.Source{File: name, Read: func() (*article.Article, error) { return f.read(name) }}) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(failing(".", err.Error()))
		}
	}
}

// Count walks the folder once and counts what Sources will give.
func (f *Folder) Count() int {
	n := 0
	for range f.Sources() {
		n++
	}
	return n
}

func failing(name, reason string) article.Source {
	return article.Source{File: name, Read: func() (*article.Article, error) { return nil, errors.New(reason) }}
}

func isMarkdown(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdown", ".mkd":
		return true
	}
	return false
}

// readFile reads a file of at most limit bytes. Whatever is not a regular file is refused before it is opened: a
// pipe would never end.
func (f *Folder) readFile(name string, limit int64) ([]byte, error) {
	info, err := f.stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("is larger than %d MB", limit>>20)
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, plainError(err)
	}
	defer file.Close()
	// The size was only what the folder says; an archive may say anything.
	b, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, plainError(err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("is larger than %d MB", limit>>20)
	}
	return b, nil
}

func (f *Folder) stat(name string) (fs.FileInfo, error) {
	info, err := fs.Lstat(f.fsys, name)
	switch {
	case err != nil:
		return nil, plainError(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("is a symbolic link")
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	}
	return info, nil
}

// plainError takes the operation and the path out of an error, for reports name the file themselves.
func plainError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
