package folder

import (
	"html"
	"regexp"
	"strings"
)

var (
	more        = regexp.MustCompile(`(?m)^[ \t]*<!--\s*more\s*-->[ \t]*\n?`)
	rawTag      = regexp.MustCompile(`\{%-?\s*(?:raw|endraw)\s*-?%\}`)
	codeTag     = regexp.MustCompile(`(?s)\{%-?\s*(codeblock|highlight|code)\b([^%\n]*?)-?%\}\n?(.*?)\n?[ \t]*\{%-?\s*end(?:codeblock|highlight|code)\s*-?%\}`)
	hugoCode    = regexp.MustCompile(`(?s)\{\{[<%]\s*highlight\s+"?([\w+#-]+)"?[^>%]*[>%]\}\}\n?(.*?)\n?[ \t]*\{\{[<%]\s*/\s*highlight\s*[>%]\}\}`)
	assetImage  = regexp.MustCompile(`\{%\s*asset_img\s+(?:[^\s%]+\s+)??([^\s%]+\.\w+)([^%\n]*)%\}`)
	assetPath   = regexp.MustCompile(`\{%\s*asset_path\s+(\S+?)\s*%\}`)
	assetLink   = regexp.MustCompile(`\{%\s*asset_link\s+(\S+)\s*([^%\n]*)%\}`)
	postLink    = regexp.MustCompile(`\{%\s*post_(?:link|url)\s+(\S+)\s*([^%\n]*)%\}`)
	imageTag    = regexp.MustCompile(`\{%\s*img\s+(?:[\w -]*?\s)??(\S+\.\w+|https?://\S+|/\S+)([^%\n]*)%\}`)
	siteURL     = regexp.MustCompile(`\{\{-?\s*site\.(?:url|baseurl|BaseURL)\s*-?\}\}|\{\{-?\s*["']([^"'{}]+)["']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}|]*)\s*-?\}\}`)
	figure      = regexp.MustCompile(`\{\{[<%]\s*(?:figure|img|image)\s+([^>%]*?)/?\s*[>%]\}\}`)
	video       = regexp.MustCompile(`\{[{%][<%]?\s*(youtube|bilibili|vimeo)\s+(?:id=)?"?([\w-]+)"?[^>%}]*[>%]?[}%]\}?`)
	attribute   = regexp.MustCompile(`([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))`)
	dimension   = regexp.MustCompile(`^(?:\s*\d+%?\b){1,2}`)
	quotedWord  = regexp.MustCompile(`["']([^"']*)["']`)
	codeLang    = regexp.MustCompile(`\blang(?:uage)?:\s*([\w+#-]+)`)
	leadingWord = regexp.MustCompile(`^\s*([\w+#-]+)`)
)

// untag turns the tags of Hexo's, Octopress', Jekyll's and Hugo's templates into Markdown, where there is some.
// Others stay as text, so that nothing is lost in silence.
func untag(s string) string {
	if strings.Contains(s, "<!--") {
		s = more.ReplaceAllString(s, "")
	}
	if !strings.Contains(s, "{%") && !strings.Contains(s, "{{") {
		return s
	}
	s = codeTag.ReplaceAllStringFunc(s, func(m string) string {
		p := codeTag.FindStringSubmatch(m)
		lang := ""
		if l := codeLang.FindStringSubmatch(p[2]); l != nil {
			lang = l[1]
		} else if w := leadingWord.FindStringSubmatch(p[2]); w != nil && p[1] == "highlight" {
			lang = w[1]
		}
		return fenced(lang, p[3])
	})
	s = hugoCode.ReplaceAllStringFunc(s, func(m string) string {
		p := hugoCode.FindStringSubmatch(m)
		return fenced(p[1], p[2])
	})
	return outsideCode(s, func(s string) string {
		s = rawTag.ReplaceAllString(s, "")
		s = siteURL.ReplaceAllString(s, "$1")
		s = assetImage.ReplaceAllStringFunc(s, func(m string) string {
			p := assetImage.FindStringSubmatch(m)
			return picture(p[1], p[2])
		})
		s = imageTag.ReplaceAllStringFunc(s, func(m string) string {
			p := imageTag.FindStringSubmatch(m)
			return picture(p[1], p[2])
		})
		s = postLink.ReplaceAllStringFunc(s, func(m string) string {
			p := postLink.FindStringSubmatch(m)
			title, slug := strings.Trim(strings.TrimSpace(p[2]), `"'`), nameSlug(p[1])
			if title == "" {
				title = p[1]
			}
			if slug == "" {
				return title
			}
			return "[" + title + "](/articles/" + slug + ")"
		})
		s = assetPath.ReplaceAllString(s, "$1")
		s = assetLink.ReplaceAllString(s, "[$2]($1)")
		s = figure.ReplaceAllStringFunc(s, func(m string) string {
			a := map[string]string{}
			for _, p := range attribute.FindAllStringSubmatch(figure.FindStringSubmatch(m)[1], -1) {
				a[p[1]] = p[2] + p[3] + p[4]
			}
			if a["src"] == "" {
				return m
			}
			caption := a["caption"]
			if caption == "" {
				caption = a["title"]
			}
			return image(a["alt"], a["src"], caption)
		})
		return video.ReplaceAllStringFunc(s, func(m string) string {
			p := video.FindStringSubmatch(m)
			return map[string]string{"youtube": "https://www.youtube.com/watch?v=", "bilibili": "https://www.bilibili.com/video/", "vimeo": "https://vimeo.com/"}[p[1]] + p[2]
		})
	})
}

// fenced writes a code block whose fence is longer than any in the code.
func fenced(lang, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return "\n" + fence + lang + "\n" + strings.Trim(code, "\n") + "\n" + fence + "\n"
}

// picture writes an image of a tag's address and the rest of the tag: sizes, then a title and a text, in quotes
// or not.
func picture(src, rest string) string {
	rest = strings.TrimSpace(dimension.ReplaceAllString(strings.TrimSpace(rest), ""))
	words := quotedWord.FindAllStringSubmatch(rest, 2)
	switch {
	case len(words) == 2:
		return image(words[1][1], src, words[0][1])
	case len(words) == 1:
		return image(words[0][1], src, "")
	}
	return image(rest, src, "")
}

func image(alt, src, title string) string {
	alt = strings.NewReplacer("[", "", "]", "", "\n", " ").Replace(html.UnescapeString(alt))
	if title = strings.NewReplacer(`"`, "”", "\n", " ").Replace(html.UnescapeString(title)); title != "" {
		return "![" + alt + "](" + src + ` "` + title + `")`
	}
	return "![" + alt + "](" + src + ")"
}

// outsideCode applies change to the text between fenced code blocks.
func outsideCode(s string, change func(string) string) string {
	var out, text strings.Builder
	flush := func() {
		out.WriteString(change(text.String()))
		text.Reset()
	}
	fence := ""
	for len(s) > 0 {
		line := s
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			line = s[:i+1]
		}
		s = s[len(line):]
		trimmed := strings.TrimLeft(line, " ")
		mark := ""
		if len(line)-len(trimmed) < 4 {
			for _, c := range []string{"`", "~"} {
				if n := len(trimmed) - len(strings.TrimLeft(trimmed, c)); n >= 3 {
					mark = trimmed[:n]
				}
			}
		}
		switch {
		case fence == "" && mark != "" && !(mark[0] == '`' && strings.Contains(trimmed[len(mark):], "`")):
			flush()
			fence = mark
			out.WriteString(line)
		case fence != "":
			out.WriteString(line)
			if strings.HasPrefix(mark, fence) && strings.TrimSpace(trimmed[len(mark):]) == "" {
				fence = ""
			}
		default:
			text.WriteString(line)
		}
	}
	flush()
	return out.String()
}
