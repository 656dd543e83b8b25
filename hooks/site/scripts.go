package site

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"qiao/hooks/i18n"
)

// pack makes the built-in style sheets and scripts small.
func (s *snapshot) pack() error {
	for name, f := range s.files {
		if err := f.shrink(); err != nil {
			return fmt.Errorf("site: %s: %w", name, err)
		}
	}
	return s.packScripts()
}

// shrink leaves out of a built-in style sheet what only people who read it need.
func (f *file) shrink() error {
	if !strings.HasSuffix(f.name, ".css") || f.override || slices.ContainsFunc(f.parts, func(part *file) bool { return part.override }) {
		return nil
	}
	text, err := f.read()
	if err != nil {
		return err
	}
	f.made, err = remembered("css "+string(text), func() ([]byte, error) {
		result := api.Transform(string(text), api.TransformOptions{
			Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
			Engines: []api.Engine{{Name: api.EngineChrome, Version: "111"}, {Name: api.EngineFirefox, Version: "113"}, {Name: api.EngineSafari, Version: "16.4"}},
		})
		if len(result.Errors) > 0 {
			return nil, errors.New(result.Errors[0].Text)
		}
		return result.Code, nil
	})
	f.size = int64(len(f.made))
	return err
}

// packed has what was made in this process of what: tests start hundreds of portals with the same files.
var packed sync.Map

// remembered makes something of a text, or gives what was made of the same text before. Nobody changes it.
func remembered[T any](text string, make func() (T, error)) (T, error) {
	key := sha256.Sum256([]byte(text))
	if made, ok := packed.Load(key); ok {
		return made.(T), nil
	}
	made, err := make()
	if err == nil {
		packed.Store(key, made)
	}
	return made, err
}

// packScripts puts the built-in scripts together for the pages that load them: /js-en/write/write.js is js/write/write.js
// with the modules that it imports, without comments, with short names and with the words of its language alone. What is
// imported on use stays a file of its own. Modules that js/site.js needs too, which every page loads, are there once. It
// makes what a page loads half as large, and fewer requests of it.
//
// Nothing is put together when the folder beside the binary has a script: then all are served module by module as they
// are written, which is the way to change, read and debug one.
func (s *snapshot) packScripts() error {
	sources := modules{}
	for name, f := range s.files {
		if !strings.HasPrefix(name, "/js/") || !strings.HasSuffix(name, ".js") {
			continue
		}
		if f.override {
			return nil
		}
		text, err := f.read()
		if err != nil {
			return err
		}
		sources[name] = string(text)
	}
	all := strings.Builder{}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		all.WriteString(name + "\n" + sources[name] + "\n")
	}
	for _, l := range i18n.All {
		made, err := remembered(l.Tag()+" "+all.String(), func() (map[string][]byte, error) { return sources.pack(l) })
		if err != nil {
			return err
		}
		for name, body := range made {
			s.files[name] = &file{name: name, size: int64(len(body)), made: body}
		}
	}
	return nil
}

// modules are scripts by their paths.
type modules map[string]string

// everywhere is the script that every page loads.
const everywhere = "/js/site.js"

var (
	// imported finds the modules that a module names, now or on use.
	imported = regexp.MustCompile(`(?:from|import)\s*\(?\s*'(\.[^']*)'`)
	// described are the types in comments, which name modules too.
	described = regexp.MustCompile(`(?s)/\*\*.*?\*/`)
)

// imports are the modules that one names.
func (m modules) imports(name string) []string {
	var found []string
	for _, match := range imported.FindAllStringSubmatch(described.ReplaceAllString(m[name], ""), -1) {
		found = append(found, path.Join(path.Dir(name), match[1]))
	}
	return found
}

// pages are the modules that no other one imports: those that pages name.
func (m modules) pages() []string {
	inner := map[string]bool{}
	for name := range m {
		for _, other := range m.imports(name) {
			inner[other] = true
		}
	}
	var found []string
	for name := range m {
		if !inner[name] {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// shared are the modules that both site.js and a page's own script need: each is a file of its own, so that it is loaded
// once and there is one of it. What such a module needs itself is another one.
func (m modules) shared() map[string]bool {
	all := map[string]bool{}
	m.reach(everywhere, all)
	// the modules of the editors come with the page of an editor, or on use on a question's page, never both; those of an
	// event's organisers with one of their pages, or on use on the event's
	maps.DeleteFunc(all, func(name string, _ bool) bool {
		return strings.HasPrefix(name, "/js/write/") || strings.HasPrefix(name, "/js/ask/") || strings.HasPrefix(name, "/js/organise/")
	})
	found := map[string]bool{}
	for name := range m {
		if all[name] {
			continue
		}
		for _, other := range m.imports(name) {
			if all[other] {
				m.reach(other, found)
			}
		}
	}
	return found
}

// reach adds a module and what it needs, at once or on use.
func (m modules) reach(name string, to map[string]bool) {
	if _, ok := m[name]; !ok || to[name] {
		return
	}
	to[name] = true
	for _, other := range m.imports(name) {
		m.reach(other, to)
	}
}

// pack gives the packed scripts of a language by their paths.
func (m modules) pack(l i18n.Lang) (map[string][]byte, error) {
	shared := m.shared()
	made := map[string][]byte{}
	for _, name := range append(m.pages(), slices.Sorted(maps.Keys(shared))...) {
		if err := m.together(l, name, shared, made); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// together adds the packed form of a module that is loaded by its name. Those in apart are not taken in.
func (m modules) together(l i18n.Lang, entry string, apart map[string]bool, made map[string][]byte) error {
	const space = "pb_public"
	dir := strings.TrimPrefix(strings.TrimPrefix(path.Dir(entry), "/js"), "/")
	options := api.BuildOptions{
		Bundle: true, Splitting: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LogLevel: api.LogLevelSilent, LegalComments: api.LegalCommentsNone,
		// parts lie beside the module, so that what it leaves apart is at the same relative address from them all
		Outdir: "/js-" + l.Tag(), ChunkNames: path.Join(dir, "[name]-[hash]"),
		Plugins: []api.Plugin{{Name: space, Setup: func(build api.PluginBuild) {
			build.OnResolve(api.OnResolveOptions{Filter: `.*`}, func(from api.OnResolveArgs) (api.OnResolveResult, error) {
				name := from.Path
				if from.Kind != api.ResolveEntryPoint {
					name = path.Join(path.Dir(from.Importer), name)
				}
				if _, ok := m[name]; !ok {
					return api.OnResolveResult{}, fmt.Errorf("there is no %s", name)
				}
				if apart[name] && name != entry {
					up := "./" + strings.Repeat("../", strings.Count(path.Join(dir, "x"), "/"))
					return api.OnResolveResult{Path: up + strings.TrimPrefix(name, "/js/"), External: true}, nil
				}
				return api.OnResolveResult{Path: name, Namespace: space}, nil
			})
			build.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: space}, func(of api.OnLoadArgs) (api.OnLoadResult, error) {
				text := inLanguage(m[of.Path], l)
				return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
			})
		}}},
	}
	out := strings.TrimSuffix(strings.TrimPrefix(entry, "/js/"), ".js")
	options.EntryPointsAdvanced = []api.EntryPoint{{InputPath: entry, OutputPath: out}}
	result := api.Build(options)
	if len(result.Errors) > 0 {
		first, where := result.Errors[0], ""
		if first.Location != nil {
			where = fmt.Sprintf("%s:%d: ", strings.TrimPrefix(first.Location.File, space+":"), first.Location.Line)
		}
		return fmt.Errorf("site: %s%s", where, first.Text)
	}
	for _, f := range result.OutputFiles {
		made[f.Path] = f.Contents
	}
	return nil
}

// english is the question whether the page is in English; an other thing's language is none of it.
var english = regexp.MustCompile(`(^|[^.\w])lang === 'en'`)

// inLanguage settles what a script asks about the page's language, so that the words of the other one are left out. Scripts
// ask in two ways: `lang === 'en'`, and an object of words by language with [lang] right behind it.
func inLanguage(text string, l i18n.Lang) string {
	name, answer := ".zh", "${1}false"
	if l == i18n.EN {
		name, answer = ".en", "${1}true"
	}
	return strings.ReplaceAll(english.ReplaceAllString(text, answer), "}[lang]", "}"+name)
}
