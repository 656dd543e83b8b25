package sniff_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qiao/hooks/transfer/sniff"
)

func encode(t *testing.T, kind string) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, 3, 2), nil)
	img.Palette = append(img.Palette, image.Black, image.White)
	var b bytes.Buffer
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, img)
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "gif":
		err = gif.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// huge is a PNG of a few bytes that declares w × h pixels.
func huge(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">`

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name         string
		data         []byte
		kind, ending string
		reason       string
	}{
		{"a.png", encode(t, "png"), "image/png", ".png", ""},
		{"a.JPG", encode(t, "jpeg"), "image/jpeg", ".jpg", ""},
		{"a.gif", encode(t, "gif"), "image/gif", ".gif", ""},
		{"sloppy.png", encode(t, "jpeg"), "image/jpeg", ".jpg", ""},
		{"noending", encode(t, "png"), "image/png", ".png", ""},
		{"a.pdf", []byte("%PDF-1.4\n1 0 obj\n"), "application/pdf", ".pdf", ""},
		{"a.svg", []byte(svg + `<g fill="url(#x)"><path d="M0 0"/></g><a href="https://example.com"><text>a</text></a></svg>`), "image/svg+xml", ".svg", ""},
		{"a.svg", []byte(`<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">` + svg + `</svg>`), "image/svg+xml", ".svg", ""},
		{"a.txt", []byte("text\n"), "text/plain", ".txt", ""},

		{"a.png", []byte("<html><script>alert(1)</script></html>"), "", "", "text/html"},
		{"a.png", []byte("%PDF-1.4\n"), "", "", "named a.png but its content is application/pdf"},
		{"a.pdf", encode(t, "png"), "", "", "named a.pdf but its content is image/png"},
		{"a.html", encode(t, "gif"), "image/gif", ".gif", ""},
		{"a.png", []byte(svg + "</svg>"), "", "", "named a.png but its content is image/svg+xml"},
		{"a.exe", []byte("MZ\x90\x00\x03\x00\x00\x00"), "", "", "not accepted"},
		{"a.sh", []byte("#!/bin/sh\nrm -rf x\n"), "", "", ""},
		{"a.png", nil, "", "", "empty"},
		{"a.png", make([]byte, sniff.MaxBytes+1), "", "", "10 MB"},
		{"a.png", huge(64250, 64250), "", "", "64250 × 64250"},
		{"a.png", huge(20_000, 19_000), "", "", "too much"},
		{"a.png", []byte("\x89PNG\r\n\x1a\n????"), "", "", "broken"},
		{"a.svg", []byte(svg + "<script>alert(1)</script></svg>"), "", "", "active"},
		{"a.svg", []byte(svg + "<SCRIPT xlink:href='x'/></svg>"), "", "", "active"},
		{"a.svg", []byte(svg + `<g onload="alert(1)"/></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<a xlink:href="javascript:alert(1)"><text>a</text></a></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<image href="https://example.com/track.png"/></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<use href="data:image/svg+xml;base64,PHN2Zz4="/></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<foreignObject><b/></foreignObject></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<style>@import "https://example.com/a.css";</style></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<rect style="fill:url(https://example.com/a)"/></svg>`), "", "", "active"},
		{"a.svg", []byte(svg + `<a><set attributeName="href" to="javascript:alert(1)"/></a></svg>`), "", "", "active"},
		{"a.svg", []byte(`<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>` + svg + `</svg>`), "", "", "active"},
		{"a.svg", []byte(`<!DOCTYPE svg [<!ENTITY a "b">]>` + svg + `&a;</svg>`), "", "", "entities"},
		{"a.svg", []byte(svg + strings.Repeat("<g>", 300)), "", "", "deep"},
		{"a.svg", []byte(svg + "<g>"), "", "", "broken"},
	} {
		kind, ending, err := sniff.Check(tt.name, tt.data)
		switch {
		case tt.kind != "" && (err != nil || kind != tt.kind || ending != tt.ending):
			t.Errorf("%s %.60q: %s %s %v", tt.name, tt.data, kind, ending, err)
		case tt.kind == "" && (err == nil || !strings.Contains(err.Error(), tt.reason)):
			t.Errorf("%s %.60q: got %s and %v, want %q", tt.name, tt.data, kind, err, tt.reason)
		}
	}
}

// TestAttacks holds that of the corpus's hostile files only harmless pictures and texts pass.
func TestAttacks(t *testing.T) {
	const root = "../../../../shared/corpus/attack/files"
	if _, err := os.Stat(root); err != nil {
		t.Skip("the corpus of attacks is not here")
	}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		kind, _, err := sniff.Check(path, data)
		if err != nil {
			t.Logf("%s: refused: %v", strings.TrimPrefix(path, root), err)
			return nil
		}
		t.Logf("%s: accepted as %s", strings.TrimPrefix(path, root), kind)
		if kind == "image/svg+xml" && (bytes.Contains(bytes.ToLower(data), []byte("<script")) || bytes.Contains(bytes.ToLower(data), []byte("onload"))) {
			t.Errorf("%s: an active drawing was accepted", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("a.svg", []byte(svg+"</svg>"))
	f.Add("a.png", huge(1, 1))
	f.Add("a.avif", []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00ispe\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		kind, ending, err := sniff.Check(name, data)
		if err == nil && (kind == "" || ending == "") {
			t.Errorf("accepted without a type: %q %q", kind, ending)
		}
	})
}
