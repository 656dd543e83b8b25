package site

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/pocketbase/pocketbase/tools/filesystem"
	xhtml "golang.org/x/net/html"
)

// linkAttributes are where pages name other files.
var linkAttributes = map[string]bool{"href": true, "src": true, "poster": true, "data-src": true, "content": true, "srcset": true}

// rewrite changes the links of a page to what a static host serves, and takes them up. Everything else stays byte for
// byte.
func (e *exporter) rewrite(body []byte, from string) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(body))
	var links []string
	z := xhtml.NewTokenizer(bytes.NewReader(body))
	for {
		kind := z.Next()
		if kind == xhtml.ErrorToken {
			if errors.Is(z.Err(), io.EOF) {
				break
			}
			return nil, z.Err()
		}
		if kind != xhtml.StartTagToken && kind != xhtml.SelfClosingTagToken {
			out.Write(z.Raw())
			continue
		}
		raw := bytes.Clone(z.Raw())
		token := z.Token()
		changed := false
		for i, a := range token.Attr {
			if !linkAttributes[a.Key] {
				continue
			}
			if a.Key == "srcset" {
				for candidate := range strings.SplitSeq(a.Val, ",") {
					link, _, _ := strings.Cut(strings.TrimSpace(candidate), " ")
					links = append(links, link)
				}
				continue
			}
			if a.Key == "content" && (e.options.BaseURL == "" || !strings.HasPrefix(a.Val, e.options.BaseURL)) {
				continue // a text, not an address
			}
			links = append(links, a.Val)
			if target := e.staticURL(a.Val); target != a.Val {
				token.Attr[i].Val = target
				changed = true
			}
		}
		if changed {
			out.WriteString(token.String())
		} else {
			out.Write(raw)
		}
	}
	e.follow(links, from)
	return out.Bytes(), nil
}

// sitemapLinks are the addresses that a sitemap or an index of sitemaps names.
func sitemapLinks(body []byte) []string {
	var doc struct {
		URLs     []string `xml:"url>loc"`
		Sitemaps []string `xml:"sitemap>loc"`
	}
	if xml.Unmarshal(body, &doc) != nil {
		return nil
	}
	return append(doc.URLs, doc.Sitemaps...)
}

// redirectFile is a page for hosts that know no redirects.
func redirectFile(target string) []byte {
	t := html.EscapeString(target)
	return []byte(`<!DOCTYPE html><meta charset="utf-8"><title>→</title><link rel="canonical" href="` + t +
		`"><meta http-equiv="refresh" content="0; url=` + t + `"><a href="` + t + `">` + t + `</a>` + "\n")
}

// assets writes the files of the public folders, under their paths and under those with the fingerprint.
func (e *exporter) assets(ctx context.Context) error {
	s := e.frame.assets.snapshot.Load()
	for name, f := range s.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		body, err := f.read()
		if err != nil {
			return err
		}
		if err := e.write(strings.TrimPrefix(name, "/"), body); err != nil {
			return err
		}
		e.report.Assets++
		if f.size > largest {
			continue // pages don't refer to it by fingerprint, and twice would be a waste
		}
		if err := e.write(strings.TrimPrefix(assetsPrefix, "/")+s.fingerprint+name, body); err != nil {
			return err
		}
	}
	return nil
}

// copyUploads writes the files of records that pages show, through PocketBase's file system: they may be in S3.
func (e *exporter) copyUploads(ctx context.Context) error {
	if len(e.uploads) == 0 {
		return nil
	}
	fsys, err := e.frame.app.NewFilesystem()
	if err != nil {
		return err
	}
	defer fsys.Close()
	fsys.SetContext(ctx)
	for p, from := range e.uploads {
		if err := ctx.Err(); err != nil {
			return err
		}
		key, err := e.uploadKey(p)
		if err == nil {
			var body []byte
			if body, err = readUpload(fsys, key); err == nil {
				if err := e.write(strings.TrimPrefix(p, "/"), body); err != nil {
					return err
				}
				e.mu.Lock()
				e.report.Uploads++
				e.progress(p)
				e.mu.Unlock()
				continue
			}
		}
		_ = e.failed(job{p, from}, err.Error())
	}
	return nil
}

// uploadKey is the place of /api/files/collection/record/name in the file system. Protected files stay where they are.
func (e *exporter) uploadKey(p string) (string, error) {
	parts := strings.Split(strings.TrimPrefix(p, "/api/files/"), "/")
	if len(parts) != 3 {
		return "", fmt.Errorf("%q is no file of a record", p)
	}
	record, err := e.frame.app.FindRecordById(parts[0], parts[1])
	if err != nil {
		return "", err
	}
	field := record.FindFileFieldByFile(parts[2])
	if field == nil {
		return "", fmt.Errorf("the record has no file %q", parts[2])
	}
	if field.Protected {
		return "", errors.New("the file is protected")
	}
	return record.BaseFilesPath() + "/" + parts[2], nil
}

func readUpload(fsys *filesystem.System, key string) ([]byte, error) {
	r, err := fsys.GetReader(key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
