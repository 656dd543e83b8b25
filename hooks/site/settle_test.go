package site

import (
	"bytes"
	"html/template"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
)

// frameOf is a frame with its own templates and these.
func frameOf(t *testing.T, text string) *Frame {
	t.Helper()
	public := fstest.MapFS{
		"css/site.css": {Data: []byte("a{}")}, "js/site.js": {Data: []byte("export {}")}, "img/icons.svg": {Data: []byte("<svg/>")},
	}
	f := New(core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()}), public, Config{})
	f.Views(fstest.MapFS{"views/test.html": {Data: []byte(text)}})
	if err := f.build(); err != nil {
		t.Fatal(err)
	}
	return f
}

// unsettled are the same templates as html/template runs them without help.
func (f *Frame) unsettled(t *testing.T, l i18n.Lang) *template.Template {
	t.Helper()
	set := template.New("").Funcs(f.funcs(l)).Option("missingkey=error")
	for _, fsys := range append([]fs.FS{frameViews}, f.views...) {
		if err := parseViews(set, fsys, f.funcs(l)); err != nil {
			t.Fatal(err)
		}
	}
	return set
}

func written(t *testing.T, set *template.Template, name string, data any) string {
	t.Helper()
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const constants = `{{define "test/all"}}<p title="{{t "site.search.label"}}" class={{t "site.search.label"}}>{{t "site.search.label"}} {{icon "sun"}}{{icon "a<b"}}</p>
<a href="{{url "/articles"}}" data-icons="{{asset "img/icons.svg"}}" data-drawing="{{icon "sun"}}">{{url "/a b&c"}}</a><a href="{{url "/a b'c"}}">{{lang}}</a>
<script src="{{script "js/site.js"}}"></script><title>{{t "site.search.label"}}</title>
{{range .}}<b{{with chinese .}} lang="{{.}}"{{else}} data-none="{{t "site.skip"}}"{{end}}>{{.}}{{t "site.pager.page" "page" .}}</b>{{template "test/one" .}}{{end}}{{end}}
{{define "test/one"}}{{if .}}{{t "site.skip"}}{{else}}{{t "site.name"}}{{end}}{{end}}`

func TestSettledTemplatesWriteTheSame(t *testing.T) {
	f := frameOf(t, constants)
	for _, l := range i18n.All {
		data := []string{"桥 <b>", "a & 'b'", ""}
		if got, want := written(t, f.pages[l].Load(), "test/all", data), written(t, f.unsettled(t, l), "test/all", data); got != want {
			t.Errorf("%s:\n%s\nnot\n%s", l.Tag(), got, want)
		}
	}
}

func TestConstantsAreSettled(t *testing.T) {
	f := frameOf(t, constants)
	for _, l := range i18n.All {
		calls := map[string]int{}
		walk(f.pages[l].Load().Lookup("test/all").Tree.Root, func(n parse.Node) {
			if c, ok := n.(*parse.CommandNode); ok && called(c) != "" {
				calls[called(c)+" "+strings.Join(strings.Fields(c.String())[1:], " ")]++
			}
		})
		for call := range calls {
			// what stays asks the data, or its text means something where it stands
			for _, gone := range []string{`t "site.skip"`, `icon "sun"`, `url "/articles"`, `asset "img/icons.svg"`, `lang `} {
				if call == gone && (gone != `icon "sun"` || calls[call] > 1) {
					t.Errorf("%s: %s is still asked for on every page", l.Tag(), call)
				}
			}
		}
	}
}

func TestNewPublicFilesHaveNewAddresses(t *testing.T) {
	f := frameOf(t, constants)
	before := written(t, f.pages[i18n.ZH].Load(), "test/all", []string{})
	old := f.assets.snapshot.Load()
	changed := *old
	changed.fingerprint = "changed"
	f.assets.snapshot.Store(&changed)
	f.publicChanged()
	after := written(t, f.pages[i18n.ZH].Load(), "test/all", []string{})
	if want := strings.ReplaceAll(before, old.fingerprint, "changed"); after != want || after == before {
		t.Errorf("%s\nnot\n%s", after, want)
	}
}

func TestSmallPartsAreThoseOfTheTemplates(t *testing.T) {
	f := frameOf(t, `{{define "test/who"}}{{who .}}{{end}}{{define "test/outside"}}{{outside .URL .Label}}{{end}}{{define "test/face"}}{{portrait .Image .Letter "sq"}}{{end}}`)
	for _, l := range i18n.All {
		walk(f.pages[l].Load().Lookup("test/who").Tree.Root, func(n parse.Node) {
			if c, ok := n.(*parse.CommandNode); ok && called(c) != "who" {
				t.Errorf("%s: markup goes through %s", l.Tag(), c)
			}
		})
		set := f.unsettled(t, l)
		for _, link := range []Link{
			{}, {Label: "王"}, {Label: "Ann", URL: "/people/ann"}, {Label: "王小明", URL: "/en/people/wang"}, {Label: `<script>"&'+`, URL: "/people/x"},
			{Label: "x", URL: "https://example.org/users/1?a=b", Outside: true}, {Label: "x", URL: "https://example.org/?a=b&c=d'\"<>", Outside: true},
			{Label: "x", URL: "javascript:alert(1)", Outside: true}, {Label: "x", URL: "/people/王 \"onclick=x"}, {Label: "x", URL: "http://example.org", Outside: true},
			{Label: "x\x00", URL: "//example.org/%zz"},
		} {
			if got, want := written(t, f.pages[l].Load(), "test/who", link), written(t, set, "site/who", link); got != want {
				t.Errorf("%s %+v:\n%s\nnot\n%s", l.Tag(), link, got, want)
			}
			if got, want := written(t, f.pages[l].Load(), "test/outside", link), written(t, set, "site/outside", link); got != want {
				t.Errorf("%s %+v outside:\n%s\nnot\n%s", l.Tag(), link, got, want)
			}
		}
		for _, v := range []Face{{}, {Letter: "ann"}, {Letter: "<b>"}, {Image: "/api/files/users/x/y.png?thumb=96x96", Letter: "a"}, {Image: `javascript:x"`, Letter: "王"}, {Image: `/x" onerror="y`}} {
			if got, want := written(t, f.pages[l].Load(), "test/face", v), written(t, set, "site/face", face(v.Image, v.Letter, "sq")); got != want {
				t.Errorf("%s %+v:\n%s\nnot\n%s", l.Tag(), v, got, want)
			}
		}
	}
}
