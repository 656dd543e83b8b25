package site

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"qiao/hooks/i18n"
	pbpublic "qiao/pb_public"
)

func TestScriptsArePutTogether(t *testing.T) {
	a, err := newAssets(pbpublic.FS, "")
	if err != nil {
		t.Fatal(err)
	}
	s := a.snapshot.Load()
	// a sentence or label, not a pattern that looks for Chinese in a text
	han := regexp.MustCompile(`["` + "`" + `]\p{Han}{2,}`)
	for _, l := range i18n.All {
		for _, page := range []string{"js/site.js", "js/theme.js", "js/write/write.js", "js/review.js", "js/account/settings.js"} {
			url := a.script(page, l)
			_, path, packed := strings.Cut(url, "/js-")
			if !packed || !strings.HasPrefix(path, l.Tag()+"/") || !a.has("/js-"+path) {
				t.Errorf("%s for %s is %s", page, l, url)
			}
		}
		for name, f := range s.files {
			if !strings.HasPrefix(name, "/js-"+l.Tag()+"/") {
				continue
			}
			body, err := f.read()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(body), "@param") {
				t.Errorf("%s has comments", name)
			}
			if l == i18n.EN && han.Match(body) {
				t.Errorf("%s has words in Chinese from byte %v on", name, han.FindIndex(body))
			}
		}
	}
	err = fs.WalkDir(pbpublic.FS, "css", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".list") {
			return err
		}
		if body, err := s.files["/"+name].read(); err != nil || strings.Contains(string(body), "/*") {
			t.Errorf("%s: %v: %.60s", name, err, body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// scripts is a small folder of modules: one for pages, what it imports at once and on use, in two languages.
var scripts = fstest.MapFS{
	"js/words.js": {Data: []byte("export const lang = document.documentElement.lang;\nexport const words = { zh: { say: '说' }, en: { say: 'say' } }[lang];\n")},
	"js/site.js":  {Data: []byte("/** @type {import('./other.js').It} */\nimport { words } from './words.js';\nconsole.log(words.say);\nimport('./late.js');\n")},
	"js/late.js":  {Data: []byte("import { lang } from './words.js';\nconsole.log(lang === 'en' ? 'late' : '迟');\n")},
	"js/other.js": {Data: []byte("export {};\n")},
}

func TestScriptsSpeakOneLanguage(t *testing.T) {
	sources := modules{}
	for name, f := range scripts {
		sources["/"+name] = string(f.Data)
	}
	if found := sources.pages(); !slices.Equal(found, []string{"/js/other.js", "/js/site.js"}) { // a type alone is no import
		t.Errorf("pages: %v", found)
	}
	words := map[i18n.Lang][]string{i18n.ZH: {"说", "迟"}, i18n.EN: {"say", "late"}}
	for _, l := range i18n.All {
		made, err := sources.pack(l)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, body := range made {
			all.Write(body)
		}
		for _, other := range i18n.All {
			for _, word := range words[other] {
				if strings.Contains(all.String(), `"`+word+`"`) != (l == other) {
					t.Errorf("%q in %s: %s", word, l, all.String())
				}
			}
		}
	}
	const others = "kept.lang === 'en' && slang === 'en'"
	if got := inLanguage(others, i18n.EN); got != others {
		t.Errorf("another thing's language became %s", got)
	}
}

func TestScriptsOfTheFolderAreServedAsTheyAre(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "js"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "js", "late.js"), []byte("// mine\nexport {};\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	a, err := newAssets(scripts, dir)
	if err != nil {
		t.Fatal(err)
	}
	if url := a.script("js/site.js", i18n.EN); !strings.HasSuffix(url, "/js/site.js") || strings.Contains(url, "/js-en/") {
		t.Errorf("js/site.js is %s", url)
	}
	for name, want := range map[string]string{"/js/late.js": "// mine\nexport {};\n", "/js/site.js": string(scripts["js/site.js"].Data)} {
		if body, err := a.snapshot.Load().files[name].read(); err != nil || string(body) != want {
			t.Errorf("%s: %v: %s", name, err, body)
		}
	}
}

func TestBrokenScriptsAreNamed(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"js/site.js:2":  {"js/site.js": {Data: []byte("let a;\nlet = = (")}},
		"/js/absent.js": {"js/site.js": {Data: []byte("import './absent.js';")}},
	} {
		if _, err := newAssets(files, ""); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
