// Package event is the one neutral form in which events come in from calendars and lists: each reader makes it, and the
// importer turns it into records.
package event

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"qiao/hooks/transfer/markup"
)

// Event is an event as another system had it. Empty fields were not said there.
type Event struct {
	// Key is what it is known by in later runs, such as "ics:UID:20260406T110000Z".
	Key string
	// Name names it in reports.
	Name string

	Title   string
	Summary string
	Body    string // Markdown
	// Kind, Mode and Lang are values of the data model, or empty.
	Kind, Mode, Lang string
	Langs            []string
	// Start and End are moments; of whole days the first and the last day, at midnight in the zone.
	Start, End time.Time
	AllDay     bool
	// Zone is the IANA name of the zone, empty where the import's option is meant.
	Zone string

	Venue, Address, City, Country string
	Lat, Lon                      float64
	Placed                        bool // Lat and Lon are known

	Host                                       string
	URL, HostURL, RegisterURL, StreamURL, Code string // Code is that of conduct
	Tags                                       []string
	Cancelled                                  bool
	Sequence                                   int
	Created                                    time.Time
	// Notes say what was left behind.
	Notes []string
}

// Series is what recurring events have in common.
type Series struct {
	Key, Title, Rule, Zone string
}

// Group is what is imported together: a series with its events, or events alone.
type Group struct {
	Series *Series // nil where nothing recurs
	Events []Event
	// From and To bound the time for which all instances of the series are among the events: what isn't, is gone.
	From, To time.Time
}

// Source is a group that can be read when it is its turn.
type Source struct {
	// File names the source in reports.
	File string
	// Read gives the group. It may be called from any goroutine. An *article.Skip says that there is nothing to import.
	Read func() (*Group, error)
}

// markup in a description, as some calendars write it although it ought to be plain
var tags = regexp.MustCompile(`(?i)</?(?:p|br|a|b|i|u|ul|ol|li|div|span|html|body|strong|em|h[1-6])(?:\s[^<>]*)?/?>`)

// Markdown makes Markdown of a description, plain text or HTML. Nothing in plain text becomes markup but addresses.
func Markdown(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" {
		return "", nil
	}
	if tags.MatchString(text) {
		return markup.ToMarkdown(text)
	}
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			b.WriteString("<p>" + strings.ReplaceAll(linked(paragraph), "\n", "<br>") + "</p>")
		}
	}
	return markup.ToMarkdown(b.String())
}

var address = regexp.MustCompile(`https?://[^\s<>"'，。；）】]+[^\s<>"'，。；）】.,;:!?)]`)

// linked escapes a text and makes links of the addresses in it.
func linked(s string) string {
	var b strings.Builder
	at := 0
	for _, m := range address.FindAllStringIndex(s, -1) {
		link := html.EscapeString(s[m[0]:m[1]])
		b.WriteString(html.EscapeString(s[at:m[0]]) + `<a href="` + link + `">` + link + "</a>")
		at = m[1]
	}
	return b.String() + html.EscapeString(s[at:])
}

// PlainText is the description as one line, for a summary.
func PlainText(text string) string {
	if tags.MatchString(text) {
		text = markup.PlainText(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

// WebHost is the host of a web address, empty for anything else.
func WebHost(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// countries are the codes of countries by their English names, from the data of Unicode CLDR.
var countries = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	names := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			region, err := language.ParseRegion(string(a) + string(b))
			if err != nil || !region.IsCountry() || region.Canonicalize() != region {
				continue
			}
			if name := plainName(names.Name(region)); name != "" {
				out[name] = region.String()
			}
		}
	}
	// as lists of events write them
	for name, code := range map[string]string{
		"usa": "US", "us": "US", "america": "US", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB",
		"korea": "KR", "republic of korea": "KR", "czech republic": "CZ", "turkey": "TR", "hong kong": "HK", "macau": "MO", "macao": "MO", "the netherlands": "NL",
		"uae": "AE", "bosnia and herzegovina": "BA", "republic of ireland": "IE", "viet nam": "VN", "p r china": "CN", "pr china": "CN", "中国": "CN",
	} {
		out[name] = code
	}
	return out
})

func plainName(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.NewReplacer(".", "", "’", "'", "&", "and").Replace(s))), " ")
}

// Country gives the ISO code of a country by its English name, or by a code of two or three letters.
func Country(name string) string {
	if name = strings.TrimSpace(name); name == "" {
		return ""
	}
	if code := countries()[plainName(name)]; code != "" {
		return code
	}
	if len(name) == 2 || len(name) == 3 {
		if region, err := language.ParseRegion(strings.ToUpper(name)); err == nil && region.IsCountry() {
			return region.String()
		}
	}
	return ""
}

// kinds are words that tell what kind of event something is, the telling ones first.
var kinds = []struct{ kind, words string }{
	{"hackathon", `hackathon|hack day|hackfest|黑客松|编程马拉松`},
	{"webinar", `webinar|网络研讨会|直播`},
	{"workshop", `workshop|bootcamp|training|tutorial|hands-on|训练营|工作坊|动手|实训|培训`},
	{"challenge", `challenge|contest|competition|挑战赛|大赛|竞赛`},
	{"dev_day", `dev(?:eloper)? days?|开发者日`},
	{"community_day", `community day|社区日`},
	{"conference", `conference|summit|symposium|congress|conf\b|\bcon\b|大会|峰会|年会`},
	{"meetup", `meet-?up|user group|聚会|见面会`},
	{"talk", `talk|lecture|seminar|沙龙|讲座|分享会|分享`},
}

var kindWords = sync.OnceValue(func() []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(kinds))
	for i, k := range kinds {
		out[i] = regexp.MustCompile(`(?i)` + k.words)
	}
	return out
})

// Kind guesses what kind of event a title names, empty where nothing tells.
func Kind(title string) string {
	for i, words := range kindWords() {
		if words.MatchString(title) {
			return kinds[i].kind
		}
	}
	return ""
}

// away are places that are none on Earth.
var away = regexp.MustCompile(`(?i)^(?:online|virtual|remote|zoom|teams|webex|google meet|jitsi|discord|youtube|线上|在线|腾讯会议|直播|网络)|^https?://|zoom\.us|meet\.google\.com|teams\.microsoft\.com|线上(?:直播|会议|活动)?$`)

// IsOnline reports whether a place is one in the net.
func IsOnline(place string) bool { return away.MatchString(strings.TrimSpace(place)) }
