package wordpress

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"qiao/hooks/transfer/markup"
)

var (
	caption   = regexp.MustCompile(`(?s)\[(?:wp_)?caption([^\]]*)\](.*?)\[/(?:wp_)?caption\]`)
	imgTag    = regexp.MustCompile(`(?s)(?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?`)
	gallery   = regexp.MustCompile(`\[gallery([^\]]*)\]`)
	codeBlock = regexp.MustCompile(`(?s)\[(code|sourcecode|crayon|highlight|bash|shell|cpp|csharp|css|go|java|javascript|js|json|objc|perl|php|python|ruby|sql|xml|yaml|html)((?:\s[^\]]*)?)\](.*?)\[/(code|sourcecode|crayon|highlight|bash|shell|cpp|csharp|css|go|java|javascript|js|json|objc|perl|php|python|ruby|sql|xml|yaml|html)\]`)
	embed     = regexp.MustCompile(`\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]`)
	media     = regexp.MustCompile(`\[(youtube|vimeo|audio|video|bilibili)([\s=][^\]]*)\](?:\[/(?:audio|video)\])?`)
	attribute = regexp.MustCompile(`(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))`)
	preBlock  = regexp.MustCompile(`(?is)<pre[\s>].*?</pre>|<script[\s>].*?</script>|<style[\s>].*?</style>|<textarea[\s>].*?</textarea>`)
	blankLine = regexp.MustCompile(`\n[ \t]*(?:\n[ \t]*)+`)
	blockTag  = regexp.MustCompile(`(?i)^<(?:/)?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|!--)[\s>/-]`)
	hold      = regexp.MustCompile("\x02(\\d+)\x03")
)

// attributes reads the attributes of a shortcode.
func attributes(s string) map[string]string {
	out := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(html.UnescapeString(s), -1) {
		out[strings.ToLower(m[1])] = m[2] + m[3] + m[4]
	}
	return out
}

// html prepares an item's content: shortcodes become HTML, and paragraphs are made where WordPress makes them
// only when it shows a page.
func (f *File) html(it *item) string {
	s := strings.ReplaceAll(strings.ReplaceAll(it.Content, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if r == '\x02' || r == '\x03' {
			return -1
		}
		return r
	}, s)
	// What must not be touched is put aside and comes back at the end.
	var kept []string
	keep := func(block string) string {
		kept = append(kept, block)
		return "\n\n\x02" + strconv.Itoa(len(kept)-1) + "\x03\n\n"
	}
	s = preBlock.ReplaceAllStringFunc(s, keep)
	s = codeBlock.ReplaceAllStringFunc(s, func(m string) string {
		p := codeBlock.FindStringSubmatch(m)
		if p[1] != p[4] {
			return m
		}
		lang := p[1]
		if a := attributes(p[2]); a["lang"] != "" || a["language"] != "" {
			lang = a["lang"] + a["language"]
		} else if lang == "code" || lang == "sourcecode" || lang == "crayon" || lang == "highlight" {
			lang = ""
		}
		text := strings.Trim(html.UnescapeString(p[3]), "\n")
		return keep(`<pre lang="` + html.EscapeString(lang) + `">` + html.EscapeString(text) + "</pre>")
	})
	s = caption.ReplaceAllStringFunc(s, func(m string) string {
		p := caption.FindStringSubmatch(m)
		img := imgTag.FindString(p[2])
		text := attributes(p[1])["caption"]
		if text == "" {
			text = strings.Replace(p[2], img, "", 1)
		}
		if img == "" {
			return p[2]
		}
		return keep("<figure>" + img + "<figcaption>" + text + "</figcaption></figure>")
	})
	s = gallery.ReplaceAllStringFunc(s, func(m string) string {
		urls := f.galleries[it.ID]
		if ids := attributes(gallery.FindStringSubmatch(m)[1])["ids"]; ids != "" {
			urls = nil
			for _, id := range strings.Split(ids, ",") {
				if url := f.attachments[strings.TrimSpace(id)]; url != "" {
					urls = append(urls, url)
				}
			}
		}
		var b strings.Builder
		for _, url := range urls {
			b.WriteString(`<p><img src="` + html.EscapeString(url) + `"></p>`)
		}
		return keep(b.String())
	})
	s = embed.ReplaceAllStringFunc(s, func(m string) string { return keep(player(embed.FindStringSubmatch(m)[1])) })
	s = media.ReplaceAllStringFunc(s, func(m string) string {
		p := media.FindStringSubmatch(m)
		src := strings.Trim(strings.TrimSpace(strings.TrimLeft(p[2], "= ")), `"'`)
		if a := attributes(p[2]); a["src"]+a["mp4"]+a["mp3"]+a["url"]+a["id"] != "" {
			src = a["src"] + a["mp4"] + a["mp3"] + a["url"] + a["id"]
		}
		if p[1] == "vimeo" && !strings.Contains(src, "/") {
			src = "https://vimeo.com/" + src
		}
		if p[1] == "youtube" && !strings.Contains(src, "/") {
			src = "https://www.youtube.com/watch?v=" + src
		}
		return keep(player(src))
	})
	if !strings.Contains(s, "<!-- wp:") {
		s = paragraphs(s)
	}
	for range 3 { // what was put aside may hold what was put aside before
		s = hold.ReplaceAllStringFunc(s, func(m string) string {
			if i, err := strconv.Atoi(hold.FindStringSubmatch(m)[1]); err == nil && i < len(kept) {
				return kept[i]
			}
			return ""
		})
	}
	return s
}

// player writes a link on a line of its own, which pages show as a player.
func player(src string) string {
	src = html.EscapeString(markup.Watch(html.UnescapeString(src)))
	return `<p><a href="` + src + `">` + src + `</a></p>`
}

// paragraphs does what WordPress does when it shows a text of its classic editor: blank lines divide paragraphs,
// other line ends break lines, blocks stay as they are.
func paragraphs(s string) string {
	var b strings.Builder
	for _, part := range blankLine.Split(s, -1) {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
		case blockTag.MatchString(part) || strings.HasPrefix(part, "\x02") && strings.HasSuffix(part, "\x03"):
			b.WriteString(part + "\n")
		default:
			b.WriteString("<p>" + strings.ReplaceAll(part, "\n", "<br>\n") + "</p>\n")
		}
	}
	return b.String()
}
