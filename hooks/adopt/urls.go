package adopt

import (
	"cmp"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is the length of the longest address that is taken, in bytes.
const maxURL = 2000

// tracking are parameters that say how somebody came to a page, not which page it is.
var tracking = []string{"spm", "from", "share", "share_token", "ref", "referer", "fbclid", "gclid", "msclkid", "scm", "_ma", "sharefrom"}

// short are addresses that sites give a page besides the one with its title.
var short = []struct {
	host *regexp.Regexp
	path *regexp.Regexp
	into string
}{
	{regexp.MustCompile(`(^|\.)(stackoverflow|stackexchange|superuser|serverfault|askubuntu)\.com$`), regexp.MustCompile(`^/(?:q|questions)/(\d+)(?:/.*)?$`), "/questions/$1"},
	{regexp.MustCompile(`(^|\.)segmentfault\.com$`), regexp.MustCompile(`^/q/(\d+)(?:/.*)?$`), "/q/$1"},
}

// Normal gives the one form in which an address is kept: http or https, the host in small letters without "www." and
// the scheme's own port, no fragment, no parameters that only track, no slash at the end. ok is false for what is no
// address of a public page.
func Normal(raw string) (address string, ok bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxURL {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", false
	}
	host, err := idna.Lookup.ToASCII(strings.TrimSuffix(u.Hostname(), "."))
	if u.Scheme = strings.ToLower(u.Scheme); u.Scheme != "http" && u.Scheme != "https" || err != nil || !strings.Contains(host, ".") || net.ParseIP(host) != nil {
		return "", false
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		return "", false // what is public is at the usual port
	}
	u.Host = strings.TrimPrefix(strings.ToLower(host), "www.")
	u.Fragment, u.RawFragment = "", ""
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") || slices.Contains(tracking, name) {
			query.Del(name)
		}
	}
	u.RawQuery, u.ForceQuery = query.Encode(), false
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	for _, s := range short {
		if s.host.MatchString(u.Host) && s.path.MatchString(u.Path) {
			u.Path, u.RawQuery = s.path.ReplaceAllString(u.Path, s.into), ""
		}
	}
	return u.String(), true
}

// sites are the names of sites by their hosts.
var sites = map[string]string{
	"stackoverflow.com": "Stack Overflow", "superuser.com": "Super User", "serverfault.com": "Server Fault", "askubuntu.com": "Ask Ubuntu",
	"segmentfault.com": "SegmentFault", "csdn.net": "CSDN", "zhihu.com": "知乎", "juejin.cn": "稀土掘金", "cnblogs.com": "博客园", "oschina.net": "开源中国",
	"v2ex.com": "V2EX", "github.com": "GitHub", "gitee.com": "Gitee",
}

// siteOf names the site of an address: by its own name where that is known, else by its host.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	for rest := host; rest != ""; {
		if name := sites[rest]; name != "" {
			return name
		}
		_, rest, _ = strings.Cut(rest, ".")
	}
	return host
}

// sameSite says whether an address is on the host of another one or below it.
func sameSite(address, of string) bool {
	a, errA := url.Parse(address)
	b, errB := url.Parse(of)
	if errA != nil || errB != nil || b.Hostname() == "" {
		return false
	}
	host, site := strings.ToLower(a.Hostname()), strings.TrimPrefix(strings.ToLower(b.Hostname()), "www.")
	return host == site || strings.HasSuffix(host, "."+site)
}

// free are licences under which a text may be shown here, whatever this site is run for. Those that forbid commercial
// use or changes are none of them.
var free = regexp.MustCompile(`(?i)^(cc0|public domain|公有领域|unlicense|mit|apache|bsd|cc[ -]by([ -]sa)?([ -][1-4]\.[05])?( international)?$|(https?://)?creativecommons\.org/(licenses/by(-sa)?/|publicdomain/))`)

// names says whether a licence asks that the author be named.
var names = regexp.MustCompile(`(?i)^(cc[ -]by|(https?://)?creativecommons\.org/licenses/)`)

// mayShow says whether a text under a licence may be shown, and whether its author has to be named.
func mayShow(licence string) (shown, named bool) {
	licence = strings.TrimSpace(licence)
	return free.MatchString(licence), names.MatchString(licence)
}

// link gives an address as it is kept, or what was given where it is none.
func link(raw string) string {
	normal, _ := Normal(raw)
	return cmp.Or(normal, strings.TrimSpace(raw))
}
