package registration

import (
	"bytes"
	"fmt"
	"strings"

	"rsc.io/qr"

	"qiao/hooks/site"
)

// quiet is the white border that scanners need, in modules.
const quiet = 4

// qrPNG draws a code as a picture for mails.
func qrPNG(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}

// qrSVG draws a code as one path, black on white whatever the page's colours are: a scanner wants the contrast.
func qrSVG(text string) ([]byte, error) {
	size, path, err := qrPath(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`, size, size, size, size, path)
	return b.Bytes(), nil
}

// qrPath gives the black modules of a code as an SVG path, and the side of the square that they stand in with its border.
func qrPath(text string) (size int, path string, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return 0, "", err
	}
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return code.Size + 2*quiet, b.String(), nil
}

// picture answers the picture of a ticket's code.
func picture(contentType string, draw func(string) ([]byte, error)) site.DocHandler {
	return func(r *site.Request) (*site.Document, error) {
		s, err := byCode(r.App(), r.Param("code"))
		if err != nil {
			return nil, err
		}
		if s == nil || s.State != Confirmed || s.Erased {
			return nil, site.ErrNotFound
		}
		body, err := draw(strings.ToUpper(ticketCode(s.Key, s.Code)))
		if err != nil {
			return nil, err
		}
		return &site.Document{ContentType: contentType, Body: body, NoStore: true, NoIndex: true}, nil
	}
}
