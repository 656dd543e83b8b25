package content_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

func pngOf(w, h int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)))
	return b.Bytes()
}

func jpegOf(w, h int) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil)
	return b.Bytes()
}

const svgOf = `<?xml version="1.0"?><!-- 图 --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320.5 200"><rect width="9" height="9"/></svg>`

// stored lists the files of a record in the storage.
func stored(t *testing.T, app core.App, r *core.Record) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(app.DataDir(), "storage", r.BaseFilesPath()))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".attrs") {
			names = append(names, e.Name())
		}
	}
	return names
}

// waitUntilGone waits for PocketBase to remove a deleted record's files, which it does
// after its answer.
func waitUntilGone(t *testing.T, app core.App, r *core.Record) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for len(stored(t, app, r)) > 0 {
		if time.Now().After(deadline) {
			t.Fatalf("left behind: %v", stored(t, app, r))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestAttachments(t *testing.T) {
	p := newPortal(t)
	a := p.article(nil)
	path := at(schema.Articles, a.Id)
	form := testkit.NewForm(map[string]string{"title": "有图有真相"}).
		File("files", "照片.png", pngOf(37, 21)).File("files", "photo.jpg", jpegOf(64, 48)).
		File("files", "diagram.svg", []byte(svgOf)).File("files", "数据.csv", []byte("a,b\n1,2\n")).
		File("cover", "cover.png", pngOf(120, 63))
	p.must(p.author, "PATCH", path, form)
	fresh := testkit.Fresh(t, p.app, a)
	names := fresh.GetStringSlice(schema.ArticleFiles)
	if len(names) != 4 || len(stored(t, p.app, a)) != 5 {
		t.Fatalf("attached %v, stored %v", names, stored(t, p.app, a))
	}
	p.must(p.author, "PATCH", path, map[string]any{"status": "pending", "body": "" +
		"![照片](" + names[0] + ")\n\n![相片](./" + names[1] + ")\n\n![图](" + names[2] + ")\n\n[数据](" + names[3] + ")\n\n" +
		"![别处](../" + names[0] + ")\n\n![外面](https://example.org/x.png)\n\n![没有](missing.png)"})
	p.must(p.editor, "PATCH", path, map[string]any{"status": "published"})
	html := p.must(nil, "GET", at(schema.Renditions, a.Id), nil).JSON("html").(string)
	base := "/api/files/articles/" + a.Id + "/"
	for i, size := range [][2]string{{"37", "21"}, {"64", "48"}, {"320", "200"}} {
		img := regexp.MustCompile(`<img[^>]+` + regexp.QuoteMeta(base+names[i]) + `"[^>]*>`).FindString(html)
		if !strings.Contains(img, `width="`+size[0]+`"`) || !strings.Contains(img, `height="`+size[1]+`"`) {
			t.Errorf("%s: want %v in %q", names[i], size, img)
		}
	}
	if !strings.Contains(html, `href="`+base+names[3]+`"`) {
		t.Errorf("the data's link isn't resolved: %s", html)
	}
	if strings.Contains(html, base+"missing.png") || strings.Contains(html, base+"../") {
		t.Errorf("what isn't attached is linked as if it were: %s", html)
	}
	for _, name := range names {
		if got := p.api.Send(nil, "GET", base+name, nil); got.Status != 200 {
			t.Errorf("%s: %d", name, got.Status)
		}
	}

	// a removed file leaves the storage, its addresses and the rendition
	p.must(p.author, "PATCH", path, map[string]any{"files-": []string{names[0]}})
	if got := p.reads(base + names[0]); got != 404 {
		t.Errorf("a removed file answers %d", got)
	}
	html = p.must(nil, "GET", at(schema.Renditions, a.Id), nil).JSON("html").(string)
	if strings.Contains(html, base+names[0]) || !strings.Contains(html, base+names[1]) {
		t.Errorf("after the removal: %s", html)
	}
	if err := p.app.Delete(testkit.Fresh(t, p.app, a)); err != nil {
		t.Fatal(err)
	}
	waitUntilGone(t, p.app, a)
}

// Pictures that lie about themselves, or are none, cost nothing but their size.
func TestPicturesWithoutASize(t *testing.T) {
	p := newPortal(t)
	a := p.article(nil)
	for name, content := range map[string]string{
		"empty.svg":   `<svg xmlns="http://www.w3.org/2000/svg"/>`,
		"huge.svg":    `<svg xmlns="http://www.w3.org/2000/svg" width="99999999999999999999" height="-5"/>`,
		"cut.svg":     `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ten 10"><`,
		"percent.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"/>`,
	} {
		got := p.must(p.author, "PATCH", at(schema.Articles, a.Id), testkit.NewForm(nil).File("files", name, []byte(content)))
		stored := got.JSON("files", 0).(string)
		p.must(p.author, "PATCH", at(schema.Articles, a.Id), map[string]any{"body": "![图](" + stored + ")"})
		html := p.must(p.author, "GET", at(schema.Renditions, a.Id), nil).JSON("html").(string)
		if !strings.Contains(html, stored) || strings.Contains(html, "width=") {
			t.Errorf("%s: %s", name, html)
		}
		p.must(p.author, "PATCH", at(schema.Articles, a.Id), map[string]any{"files": nil, "body": "空"})
	}
}
