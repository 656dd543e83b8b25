package markdown

import (
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// A video is an address on a video site that can be played in a page.
type video struct {
	provider string // what the page's script knows it by
	name     string // what people know it by
	player   string // the address of the player, always https
	page     string // the address of its page
}

// EmbedOrigins are the origins that video players come from, for a page's
// Content-Security-Policy (frame-src).
var EmbedOrigins = []string{
	"https://player.bilibili.com", "https://www.youtube-nocookie.com", "https://player.vimeo.com",
	"https://player.youku.com", "https://v.qq.com",
}

var (
	bilibiliPath = regexp.MustCompile(`^/(?:video/)?(BV[0-9A-Za-z]{10}|av[0-9]{1,12})/?$`)
	bilibiliID   = regexp.MustCompile(`^(?:BV[0-9A-Za-z]{10}|[0-9]{1,12})$`)
	youtubeID    = regexp.MustCompile(`^[0-9A-Za-z_-]{11}$`)
	youtubePath  = regexp.MustCompile(`^/(?:embed|shorts|live|v)/([0-9A-Za-z_-]{11})/?$`)
	vimeoPath    = regexp.MustCompile(`^/(?:video/)?([0-9]{1,12})/?$`)
	youkuPath    = regexp.MustCompile(`^/(?:v_show/id_|embed/)([0-9A-Za-z=]{8,24})(?:\.html)?$`)
	tencentPath  = regexp.MustCompile(`^/x/(?:page|cover/[0-9a-z]{1,24})/([0-9a-z]{8,16})\.html$`)
	tencentID    = regexp.MustCompile(`^[0-9a-z]{8,16}$`)
	clock        = regexp.MustCompile(`^(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,6})s?)?$`)
)

// findVideo reads the address of a video's page, or of its player.
func findVideo(address string) (video, bool) {
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	u, err := url.Parse(cleanTarget(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Port() != "" {
		return video{}, false
	}
	q := u.Query()
	switch strings.TrimPrefix(strings.ToLower(u.Host), "www.") {
	case "bilibili.com", "m.bilibili.com":
		if m := bilibiliPath.FindStringSubmatch(u.Path); m != nil {
			return bilibili(m[1], q.Get("p")), true
		}
	case "player.bilibili.com":
		for _, id := range []string{q.Get("bvid"), q.Get("aid")} {
			if bilibiliID.MatchString(id) {
				return bilibili(id, q.Get("p")+q.Get("page")), true
			}
		}
	case "youtube.com", "m.youtube.com", "youtube-nocookie.com":
		if id := q.Get("v"); u.Path == "/watch" && youtubeID.MatchString(id) {
			return youtube(id, q.Get("t")), true
		}
		if m := youtubePath.FindStringSubmatch(u.Path); m != nil {
			return youtube(m[1], q.Get("start")+q.Get("t")), true
		}
	case "youtu.be":
		if id := strings.Trim(u.Path, "/"); youtubeID.MatchString(id) {
			return youtube(id, q.Get("t")), true
		}
	case "vimeo.com", "player.vimeo.com":
		if m := vimeoPath.FindStringSubmatch(u.Path); m != nil {
			return video{"vimeo", "Vimeo", "https://player.vimeo.com/video/" + m[1], "https://vimeo.com/" + m[1]}, true
		}
	case "v.youku.com", "player.youku.com":
		if m := youkuPath.FindStringSubmatch(u.Path); m != nil {
			return video{"youku", "优酷", "https://player.youku.com/embed/" + m[1], "https://v.youku.com/v_show/id_" + m[1] + ".html"}, true
		}
	case "v.qq.com":
		id := ""
		if m := tencentPath.FindStringSubmatch(u.Path); m != nil {
			id = m[1]
		} else if vid := q.Get("vid"); strings.HasSuffix(u.Path, "/player.html") && tencentID.MatchString(vid) {
			id = vid
		}
		if id != "" {
			return video{"tencent", "腾讯视频", "https://v.qq.com/txp/iframe/player.html?vid=" + id, "https://v.qq.com/x/page/" + id + ".html"}, true
		}
	}
	return video{}, false
}

func bilibili(id, part string) video {
	v := video{provider: "bilibili", name: "哔哩哔哩"}
	number := strings.TrimPrefix(id, "av")
	if strings.HasPrefix(id, "BV") {
		v.player, v.page = "https://player.bilibili.com/player.html?bvid="+id, "https://www.bilibili.com/video/"+id
	} else {
		v.player, v.page = "https://player.bilibili.com/player.html?aid="+number, "https://www.bilibili.com/video/av"+number
	}
	if n, err := strconv.Atoi(part); err == nil && n > 1 && n < 10000 {
		v.player += "&p=" + strconv.Itoa(n)
		v.page += "?p=" + strconv.Itoa(n)
	}
	return v
}

func youtube(id, start string) video {
	v := video{"youtube", "YouTube", "https://www.youtube-nocookie.com/embed/" + id, "https://www.youtube.com/watch?v=" + id}
	if s := seconds(start); s > 0 {
		v.player += "?start=" + strconv.Itoa(s)
		v.page += "&t=" + strconv.Itoa(s)
	}
	return v
}

// seconds reads "90", "90s" and "1h2m3s"; anything else is 0.
func seconds(s string) int {
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	total := 0
	for _, part := range m[1:] {
		n, _ := strconv.Atoi(part)
		total = total*60 + n
	}
	return total
}

// facade is what stands for a player until someone asks for it: a plain link,
// which the page's script can turn into the player. Nothing is loaded from
// the video site before that.
func (p *pass) facade(v video, title string) string {
	if title = strings.TrimSpace(title); title == "" {
		title = v.name
	}
	p.doc.Links = p.once(p.doc.Links, "a", v.page)
	return `<div class="embed" data-embed-provider="` + v.provider + `" data-embed-src="` + html.EscapeString(v.player) +
		`"><a href="` + html.EscapeString(v.page) + `"` + external + `>` + html.EscapeString(p.labels.play+title) + "</a></div>\n"
}
