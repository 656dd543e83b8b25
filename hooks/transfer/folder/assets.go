package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/sniff"
)

// maxAttachments is how many files one article may have.
const maxAttachments = 99

// roots are where site generators keep the files that pages refer to from the top: Hugo's static, Hexo's source,
// Pelican's content, and what other generators use.
var roots = []string{"", "static", "source", "public", "assets", "content", "docs", "images"}

// assets collects the local files that one article refers to.
type assets struct {
	folder *Folder
	// file is the article's path.
	file string
	// stored are the names of our own export's attachments, which stay as they are.
	stored map[string]bool
	// names remembers what a target was answered with; empty for one that stays.
	names map[string]string
	taken map[string]string // stored name -> path
	list  []article.Attachment
	notes []string
}

func (f *Folder) assets(file string, stored []string) *assets {
	a := &assets{folder: f, file: file, stored: map[string]bool{}, names: map[string]string{}, taken: map[string]string{}}
	for _, name := range stored {
		a.stored[name] = true
	}
	return a
}

var (
	// target finds the beginning of a link's or image's address.
	target = regexp.MustCompile(`\]\([ \t]*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)`)
	// tagTarget finds the addresses of HTML.
	tagTarget = regexp.MustCompile(`(?i)(<(?:img|a|video|audio|source)\s[^>]*?(?:src|href)\s*=\s*)("[^"\n]*"|'[^'\n]*')`)
	// definition finds a link reference definition.
	definition = regexp.MustCompile(`(?m)^( {0,3}\[[^\]\n^#][^\]\n]*\]:[ \t]*)(\S+)`)
	// inlineCode is left alone.
	inlineCode = regexp.MustCompile("`+[^`\n]+`+")
)

// rewrite takes the files that a text refers to along and makes its links name them.
func (a *assets) rewrite(body string) string {
	return outsideCode(body, func(s string) string {
		if !strings.Contains(s, "](") && !strings.Contains(s, "]:") && !strings.ContainsAny(s, "<") {
			return s
		}
		code := inlineCode.FindAllStringIndex(s, -1)
		s = replace(s, target, 1, code, func(dest string) string {
			if plain, ok := strings.CutPrefix(dest, "<"); ok {
				return a.name(strings.TrimSuffix(plain, ">"))
			}
			return a.name(dest)
		})
		if strings.Contains(s, "]:") {
			s = replace(s, definition, 2, nil, func(dest string) string { return a.name(strings.Trim(dest, "<>")) })
		}
		if strings.Contains(s, "=") && strings.Contains(s, "<") {
			s = replace(s, tagTarget, 2, inlineCode.FindAllStringIndex(s, -1), func(dest string) string {
				if name := a.name(html.UnescapeString(dest[1 : len(dest)-1])); name != "" {
					return `"` + name + `"`
				}
				return ""
			})
		}
		return s
	})
}

// replace puts answer's text in the place of a group of every match, unless the answer is empty or the match lies
// in one of the spans.
func replace(s string, re *regexp.Regexp, group int, spans [][]int, answer func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		for len(spans) > 0 && spans[0][1] <= m[0] {
			spans = spans[1:]
		}
		if len(spans) > 0 && spans[0][0] < m[0] {
			continue
		}
		from, to := m[2*group], m[2*group+1]
		if from < 0 || from == to {
			continue
		}
		if text := answer(s[from:to]); text != "" {
			b.WriteString(s[at:from] + text)
			at = to
		}
	}
	if at == 0 {
		return s
	}
	return b.String() + s[at:]
}

// name gives the attachment's name for an address in the text, or an empty one for an address that stays.
func (a *assets) name(dest string) string {
	if name, ok := a.names[dest]; ok {
		return name
	}
	name := a.find(dest)
	a.names[dest] = name
	return name
}

func (a *assets) find(dest string) string {
	p, ok := localPath(dest)
	if !ok || isMarkdown(p) {
		return ""
	}
	absolute := strings.HasPrefix(p, "/")
	for _, candidate := range a.candidates(p) {
		if _, err := a.folder.stat(candidate); err != nil {
			if !errors.Is(err, fs.ErrNotExist) && !strings.Contains(err.Error(), "not a directory") && !strings.Contains(err.Error(), "not a regular file") {
				a.note(dest, plainError(err).Error())
				return ""
			}
			continue
		}
		return a.take(dest, candidate)
	}
	if !absolute && path.Ext(p) != "" && path.Ext(p) != ".html" && path.Ext(p) != ".htm" {
		a.note(dest, "is not in the folder")
	}
	return ""
}

// localPath gives the path of an address that points into the folder.
func localPath(dest string) (string, bool) {
	if dest == "" || len(dest) > 1000 || strings.HasPrefix(dest, "#") || strings.HasPrefix(dest, "//") || strings.ContainsAny(dest, "\x00\\{}") {
		return "", false
	}
	u, err := url.Parse(dest)
	if err != nil {
		// Spaces and percent signs that nobody escaped.
		if u, err = url.Parse((&url.URL{Path: dest}).String()); err != nil {
			return "", false
		}
	}
	if u.Scheme != "" || u.Host != "" || u.Path == "" || strings.HasSuffix(u.Path, "/") {
		return "", false
	}
	return u.Path, true
}

// candidates lists the paths that an address may mean, the most likely first. None of them leaves the folder.
func (a *assets) candidates(p string) []string {
	dir, base := path.Split(a.file)
	stem := strings.TrimSuffix(base, path.Ext(base))
	var out []string
	add := func(parts ...string) {
		c := path.Join(parts...)
		if fs.ValidPath(c) && c != "." {
			out = append(out, c)
		}
	}
	if rest, ok := strings.CutPrefix(p, "/"); ok {
		for _, root := range roots {
			add(root, rest)
		}
		return out
	}
	add(dir, p)
	add(dir, stem, p) // Hexo's folder of a post
	// A path that climbs is tried from the article's place only.
	if !strings.HasPrefix(path.Clean(p), "../") {
		for _, root := range roots {
			add(root, p)
		}
	}
	return out
}

// take checks a file and lists it.
func (a *assets) take(dest, file string) string {
	data, err := a.folder.readFile(file, sniff.MaxBytes)
	if err != nil {
		a.note(dest, err.Error())
		return ""
	}
	_, ending, err := sniff.Check(file, data)
	if err != nil {
		a.note(dest, err.Error())
		return ""
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	name := path.Base(file)
	stored := a.stored[name]
	if !stored {
		name = storedName(name, ending, hash)
	}
	if already, ok := a.taken[name]; ok {
		if already == file {
			return name
		}
		stored, name = false, storedName(file, ending, hash)
		if _, ok := a.taken[name]; ok {
			return name // the same content under another path
		}
	}
	if len(a.list) >= maxAttachments {
		a.note(dest, "is one attachment too many")
		return ""
	}
	a.taken[name] = file
	folder := a.folder
	a.list = append(a.list, article.Attachment{
		Name: name, Stored: stored, Size: int64(len(data)), Hash: hash,
		Open: func() (io.ReadCloser, error) {
			if _, err := folder.stat(file); err != nil {
				return nil, err
			}
			return folder.fsys.Open(file)
		},
	})
	return name
}

func (a *assets) note(dest, reason string) {
	if len(a.notes) < 20 {
		if r := []rune(dest); len(r) > 120 {
			dest = string(r[:120]) + "…"
		}
		a.notes = append(a.notes, dest+": "+reason)
	}
}

// storedName makes a name that is safe everywhere and changes with the content, so that caches never show an old
// file under it.
func storedName(file, ending, hash string) string {
	stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
	var b strings.Builder
	for _, r := range strings.ToLower(stem) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	stem = strings.Trim(b.String(), "-_")
	if stem == "" {
		stem = "file"
	}
	return stem + "-" + hash[:10] + ending
}

// File gives a file of the folder as an attachment: with the name it has when it is a stored one, else with a safe
// name that changes with its content. It is checked as attachments are.
func (f *Folder) File(name string, stored bool) (article.Attachment, error) {
	a := f.assets("index.md", nil)
	clean := path.Clean(name)
	if stored {
		a.stored[path.Base(clean)] = true
	}
	if !fs.ValidPath(clean) {
		return article.Attachment{}, errors.New("is not a path within the folder")
	}
	if a.take(name, clean) == "" {
		if len(a.notes) > 0 {
			_, reason, _ := strings.Cut(a.notes[0], ": ")
			return article.Attachment{}, errors.New(reason)
		}
		return article.Attachment{}, errors.New("can't be read")
	}
	return a.list[0], nil
}
