package access_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qiao/hooks/schema"
)

var (
	pageRoute = regexp.MustCompile(`\bf\.GET\("(/[^"]*)"`)
	parameter = regexp.MustCompile(`:\w+`)
	inline    = regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>[^<]|<style|\son\w+=["']|\sstyle=["']|=["']javascript:`)
	data      = regexp.MustCompile(`(?s)<script type="application/(?:ld\+)?json"[^>]*>.*?</script>|<pre.*?</pre>|<code.*?</code>`)
)

// Every page of every room has the strict policy and the other headers, also where there is nothing, in both languages; and nothing on it
// that the policy would stop.
func TestEveryPageIsGuarded(t *testing.T) {
	c := newCast(t)
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	// what stands for a parameter: something that is there, by the beginning of the path
	there := map[string]string{
		"/articles/": c.what["published"].GetString(schema.ArticleSlug), "/people/": c.who["author"].GetString(schema.UserHandle), "/tags/": "go", "/columns/": "cloud",
		"/series/": c.what["series"].GetString("slug"),
	}
	tried, shown := 0, 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range pageRoute.FindAllStringSubmatch(string(text), -1) {
			for _, prefix := range []string{"", "/en"} {
				name := "nothing-here"
				for begins, known := range there {
					if strings.HasPrefix(m[1], begins) {
						name = known
					}
				}
				path := prefix + parameter.ReplaceAllString(m[1], name)
				a := c.api.Send(nil, "GET", path, nil, "Accept-Encoding", "identity")
				tried++
				if a.Status == 200 {
					shown++
				}
				if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
					if a.Status < 300 || a.Status > 399 {
						t.Errorf("%s: %d %s", path, a.Status, a.Header.Get("Content-Type"))
					}
					continue
				}
				policy := a.Header.Get("Content-Security-Policy")
				for _, part := range []string{"default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'self'"} {
					if !strings.Contains(policy, part) {
						t.Errorf("%s: the policy lacks %s: %s", path, part, policy)
					}
				}
				if strings.Contains(policy, "unsafe") || a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Set-Cookie") != "" {
					t.Errorf("%s: %v", path, a.Header)
				}
				if found := inline.FindString(data.ReplaceAllString(a.Body, "")); found != "" {
					t.Errorf("%s has something inline: %q", path, found)
				}
				if !strings.Contains(a.Body, `<meta name="referrer"`) {
					t.Errorf("%s says nothing about referrers", path)
				}
			}
		}
	}
	if tried < 150 || shown < 80 {
		t.Errorf("%d pages tried, %d shown", tried, shown)
	}
}
