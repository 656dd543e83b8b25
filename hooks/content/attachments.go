package content

import (
	"encoding/xml"
	"image"
	_ "image/gif" // formats whose size is read
	_ "image/jpeg"
	_ "image/png"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	_ "golang.org/x/image/webp" // so that WebP pictures can be measured // another of these formats

	"qiao/hooks/schema"
)

// attachments are the files of one article as its body refers to them.
type attachments struct {
	app    core.App
	record *core.Record
	names  []string
	fresh  map[string]*filesystem.File // uploaded with this save, not stored yet
}

func newAttachments(app core.App, r *core.Record) *attachments {
	a := &attachments{app: app, record: r, names: r.GetStringSlice(schema.ArticleFiles), fresh: map[string]*filesystem.File{}}
	for _, f := range r.GetUnsavedFiles(schema.ArticleFiles) {
		a.fresh[f.Name] = f
		a.names = append(a.names, f.Name)
	}
	return a
}

// resolve gives the address of an attachment that the body names, and leaves other
// targets alone.
func (a *attachments) resolve(dest string) string {
	name := strings.TrimPrefix(dest, "./")
	if !slices.Contains(a.names, name) {
		return dest
	}
	return "/api/files/" + schema.Articles + "/" + a.record.Id + "/" + name
}

// size reads the size of a picture among the attachments, in pixels.
func (a *attachments) size(dest string) (w, h int, ok bool) {
	name := path.Base(dest)
	if !slices.Contains(a.names, name) {
		return 0, 0, false
	}
	file, err := a.open(name)
	if err != nil {
		return 0, 0, false
	}
	defer file.Close()
	return pictureSize(name, file)
}

func (a *attachments) open(name string) (io.ReadCloser, error) {
	if f := a.fresh[name]; f != nil {
		return f.Reader.Open()
	}
	files, err := a.app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	defer files.Close()
	return files.GetReader(a.record.BaseFilesPath() + "/" + name)
}

// pictureSize reads the size that a picture declares, without decoding it.
func pictureSize(name string, r io.Reader) (w, h int, ok bool) {
	if strings.HasSuffix(strings.ToLower(name), ".svg") {
		return svgSize(io.LimitReader(r, 64<<10))
	}
	config, _, err := image.DecodeConfig(io.LimitReader(r, 1<<20))
	return config.Width, config.Height, err == nil
}

// svgSize reads width and height, or else the viewBox, of the root element.
func svgSize(r io.Reader) (w, h int, ok bool) {
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if err != nil {
			return 0, 0, false
		}
		root, isElement := token.(xml.StartElement)
		if !isElement {
			continue
		}
		var box []string
		for _, attr := range root.Attr {
			value := strings.TrimSuffix(attr.Value, "px")
			switch attr.Name.Local {
			case "width":
				w, _ = strconv.Atoi(value)
			case "height":
				h, _ = strconv.Atoi(value)
			case "viewBox":
				box = strings.Fields(attr.Value)
			}
		}
		if (w <= 0 || h <= 0) && len(box) == 4 {
			bw, _ := strconv.ParseFloat(box[2], 64)
			bh, _ := strconv.ParseFloat(box[3], 64)
			w, h = int(bw), int(bh)
		}
		return w, h, root.Name.Local == "svg" && w > 0 && h > 0
	}
}

// coverName is the name of an article's cover, also of one that comes with this save.
func coverName(r *core.Record) string {
	if fresh := r.GetUnsavedFiles(schema.ArticleCover); len(fresh) > 0 {
		return fresh[0].Name
	}
	return r.GetString(schema.ArticleCover)
}

// coverSize reads the size of the cover in pixels, 0 when there is none or it doesn't tell.
func coverSize(app core.App, r *core.Record) (w, h int) {
	name := coverName(r)
	if name == "" {
		return 0, 0
	}
	files := newAttachments(app, r)
	if fresh := r.GetUnsavedFiles(schema.ArticleCover); len(fresh) > 0 {
		files.fresh[name] = fresh[0]
	}
	file, err := files.open(name)
	if err != nil {
		return 0, 0
	}
	defer file.Close()
	w, h, _ = pictureSize(name, file)
	return w, h
}
