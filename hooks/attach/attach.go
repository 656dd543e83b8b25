// Package attach knows the files of a record as its Markdown refers to them: their addresses, the sizes of the pictures
// among them, and the surroundings in which such a text is rendered.
package attach

import (
	"encoding/xml"
	"image"
	_ "image/gif" // formats whose size is read
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	_ "golang.org/x/image/webp" // so that WebP pictures can be measured // another of these formats

	"qiao/hooks/markdown"
)

// Files are the files in one field of a record, also those that come with the save in progress.
type Files struct {
	app    core.App
	record *core.Record
	names  []string
	fresh  map[string]*filesystem.File // uploaded with this save, not stored yet
}

// Of gives the files of a record's field. The record has its id already, which their addresses need.
func Of(app core.App, r *core.Record, field string) *Files {
	f := &Files{app: app, record: r, names: r.GetStringSlice(field), fresh: map[string]*filesystem.File{}}
	for _, file := range r.GetUnsavedFiles(field) {
		f.fresh[file.Name] = file
		f.names = append(f.names, file.Name)
	}
	return f
}

// Resolve gives the address of a file that a text names, and leaves other targets alone.
func (f *Files) Resolve(dest string) string {
	name := strings.TrimPrefix(dest, "./")
	if !slices.Contains(f.names, name) {
		return dest
	}
	return "/api/files/" + f.record.Collection().Name + "/" + f.record.Id + "/" + name
}

// Size reads the size of a picture among the files, in pixels.
func (f *Files) Size(dest string) (w, h int, ok bool) {
	name := path.Base(dest)
	if !slices.Contains(f.names, name) {
		return 0, 0, false
	}
	file, err := f.open(name)
	if err != nil {
		return 0, 0, false
	}
	defer file.Close()
	return pictureSize(name, file)
}

func (f *Files) open(name string) (io.ReadCloser, error) {
	if fresh := f.fresh[name]; fresh != nil {
		return fresh.Reader.Open()
	}
	files, err := f.app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	defer files.Close()
	return files.GetReader(f.record.BaseFilesPath() + "/" + name)
}

// Options are the surroundings of the Markdown of the record: its files, by the names they are stored under, and the
// site's own host. lang is the language of the text.
func (f *Files) Options(lang string) markdown.Options {
	o := markdown.Options{Host: Host(f.app), Resolve: f.Resolve, ImageSize: f.Size, Lang: "zh"}
	if !strings.HasPrefix(lang, "zh") {
		o.Lang = "en"
	}
	return o
}

// Host is the host of the site's public address, empty when it isn't set.
func Host(app core.App) string {
	u, err := url.Parse(app.Settings().Meta.AppURL)
	if err != nil {
		return ""
	}
	return u.Host
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
