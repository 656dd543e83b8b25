// Package sniff tells what a file is from its content, and refuses files that pretend to be something else, that
// could run in a reader's browser, or that are made to exhaust whoever opens them.
package sniff

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // formats whose size is read
	_ "image/jpeg"
	_ "image/png"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	_ "golang.org/x/image/webp" // another one
)

// MaxBytes is the size of the largest attachment.
const MaxBytes = 10 << 20

// maxPixels bounds what an image declares; a browser needs four bytes for each.
const (
	maxPixels = 64 << 20
	maxSide   = 20_000
)

// kinds are the accepted types with the endings their files may have.
var kinds = map[string][]string{
	"image/png":        {".png", ".apng"},
	"image/jpeg":       {".jpg", ".jpeg", ".jpe", ".jfif"},
	"image/gif":        {".gif"},
	"image/webp":       {".webp"},
	"image/avif":       {".avif"},
	"image/svg+xml":    {".svg"},
	"application/pdf":  {".pdf"},
	"application/zip":  {".zip"},
	"application/gzip": {".gz", ".tgz"},
	"application/json": {".json"},
	"text/plain":       {".txt", ".log", ".csv", ".json"},
	"text/csv":         {".csv"},
	"video/mp4":        {".mp4"},
	"audio/mpeg":       {".mp3"},
}

// pictures are swapped by sloppy tools: a JPEG named .png is shown all the same. Their stored name gets the right
// ending.
var pictures = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/avif": true}

// Check returns the type of a file of the given name and the ending that its stored name should have. The error
// says, for a person, why the file is refused.
func Check(name string, data []byte) (kind, ending string, err error) {
	if len(data) == 0 {
		return "", "", errors.New("the file is empty")
	}
	if len(data) > MaxBytes {
		return "", "", errors.New("the file is larger than 10 MB")
	}
	kind, _, _ = strings.Cut(mimetype.Detect(data).String(), ";")
	if kind == "image/vnd.mozilla.apng" {
		kind = "image/png"
	}
	ending = strings.ToLower(path.Ext(name))
	if ending == ".svg" && strings.HasPrefix(kind, "text/") && looksLikeSVG(data) {
		kind = "image/svg+xml" // a document type or a comment before the drawing hides it from detection
	}
	endings, ok := kinds[kind]
	if !ok {
		return "", "", fmt.Errorf("files of the type %s are not accepted", kind)
	}
	fits := false
	for _, e := range endings {
		fits = fits || e == ending
	}
	if !fits {
		wanted := kindOf(ending)
		if !pictures[kind] || wanted != "" && !pictures[wanted] {
			return "", "", fmt.Errorf("the file is named %s but its content is %s", clip(path.Base(name)), kind)
		}
		ending = endings[0]
	}
	switch {
	case kind == "image/svg+xml":
		err = checkSVG(data)
	case kind == "image/avif":
		err = checkSize(avifSize(data))
	case pictures[kind]:
		var c image.Config
		if c, _, err = image.DecodeConfig(bytes.NewReader(data)); err != nil {
			return "", "", fmt.Errorf("the image is broken: %w", err)
		}
		err = checkSize(c.Width, c.Height)
	}
	return kind, ending, err
}

func kindOf(ending string) string {
	for kind, endings := range kinds {
		for _, e := range endings {
			if e == ending {
				return kind
			}
		}
	}
	return ""
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// checkSize refuses images that declare more than a reader's memory should be asked for, before anything decodes
// them.
func checkSize(w, h int) error {
	if w <= 0 || h <= 0 {
		return errors.New("the image declares no size")
	}
	if w > maxSide || h > maxSide || w*h > maxPixels {
		return fmt.Errorf("the image declares %d × %d pixels, which is too much", w, h)
	}
	return nil
}

// avifSize reads the "ispe" property of ISO/IEC 23008-12, section 6.5.3: width and height after version and flags.
func avifSize(data []byte) (w, h int) {
	for rest := data[:min(len(data), 64<<10)]; ; {
		i := bytes.Index(rest, []byte("ispe"))
		if i < 0 || len(rest) < i+16 {
			return w, h
		}
		w = max(w, int(binary.BigEndian.Uint32(rest[i+8:])))
		h = max(h, int(binary.BigEndian.Uint32(rest[i+12:])))
		rest = rest[i+16:]
	}
}

func looksLikeSVG(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 4096)], []byte("<svg"))
}

var (
	errActive = errors.New("the SVG is active: it holds scripts, events, foreign content or links to elsewhere")
	// inert are the addresses an SVG may refer to: parts of itself, and pictures it carries along.
	inert = regexp.MustCompile(`(?i)^\s*(?:#|data:image/(?:png|jpe?g|gif|webp);base64,)`)
	// outside finds addresses in style sheets.
	outside = regexp.MustCompile(`(?i)@import|expression\s*\(|url\(\s*["']?\s*[^#"'\s)]`)
)

// checkSVG refuses what is more than a picture. Elements and attributes are compared without their prefixes, and
// document types are refused, for they can declare entities.
func checkSVG(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = true
	depth, root, style := 0, false, false
	for {
		token, err := d.Token()
		if err == io.EOF {
			if !root {
				return errors.New("the file is named .svg but holds no drawing")
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("the SVG is broken: %w", err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.ContainsAny(t, "[&") || bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return errors.New("the SVG declares entities, which are not accepted")
			}
		case xml.ProcInst:
			if strings.Contains(strings.ToLower(t.Target), "stylesheet") {
				return errActive
			}
		case xml.StartElement:
			if depth++; depth > 200 {
				return errors.New("the SVG nests too deep")
			}
			name := strings.ToLower(t.Name.Local)
			if depth == 1 {
				if name != "svg" {
					return errors.New("the file is named .svg but holds no drawing")
				}
				root = true
			}
			style = name == "style"
			switch name {
			case "script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener", "html", "body", "form", "animate", "set", "animatemotion", "animatetransform":
				if name != "animate" && name != "set" && name != "animatemotion" && name != "animatetransform" {
					return errActive
				}
				for _, a := range t.Attr {
					if target := strings.ToLower(a.Value); a.Name.Local == "attributeName" && (strings.HasSuffix(target, "href") || strings.HasPrefix(target, "on")) {
						return errActive
					}
				}
			}
			for _, a := range t.Attr {
				key := strings.ToLower(a.Name.Local)
				switch {
				case strings.HasPrefix(key, "on"):
					return errActive
				case key == "href" || key == "src":
					if !inert.MatchString(a.Value) && !(name == "a" && strings.HasPrefix(strings.TrimSpace(a.Value), "https://")) {
						return errActive
					}
				case outside.MatchString(a.Value) && key != "d" && key != "id" && !strings.HasPrefix(key, "aria-"):
					return errActive
				}
			}
		case xml.EndElement:
			depth--
			style = false
		case xml.CharData:
			if style && outside.Match(t) {
				return errActive
			}
		}
	}
}
