package qa_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"golang.org/x/net/html"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// Who subscribes to a question reads its answers, the newest first, under addresses that stay.
func TestFeedOfAnswers(t *testing.T) {
	p := newPortal(t)
	id := p.ask(fields{"title": "怎样 <转义> 一个 & 符号？"})
	feed := "/questions/" + id + "/feed.xml"
	p.shows(feed, "!<item>", "怎样 &lt;转义&gt; 一个 &amp; 符号？ 的回答")
	first := p.answer(p.wang, id, "见 [上面](#top) 和 <script>alert(1)</script>`&amp;`。")
	second := p.answer(p.chen, id, "换一种写法。")
	p.set(schema.Answers, p.answer(p.mod, id, "不该出现"), fields{"status": "hidden"})
	body := p.shows(feed, "/answers/"+first, "/answers/"+second, "wang 的回答", "换一种写法", "!不该出现", "!<script>", "!href=\"#top")
	if strings.Index(body, second) > strings.Index(body, first) {
		t.Errorf("the older answer comes first:\n%s", body)
	}
	for _, name := range []string{"atom.xml", "feed.json"} {
		p.shows("/questions/"+id+"/"+name, "/answers/"+first, "/answers/"+second, "!不该出现")
	}
	p.shows(p.path(id), `rel="alternate"`, "/questions/"+id+"/feed.xml", "/questions/"+id+"/atom.xml", "订阅这个问题的回答")
	p.shows("/en"+p.path(id), "Subscribe to the answers")

	// an edit, a new title, and it is the same feed
	p.Expect("rename", p.change(p.asker, schema.Questions, id, fields{"title": "怎样转义一个符号"}), 200)
	p.Expect("edit", p.change(p.chen, schema.Answers, second, fields{"body": "再换一种写法。"}), 200)
	p.shows(feed, "怎样转义一个符号 的回答", "再换一种写法", "!<item>\n<title>wang")

	// bounded
	p.crowd("large", id, 300)
	if n := strings.Count(p.shows("/questions/"+id+"/feed.json?"), `"date_published"`); n != 20 {
		t.Errorf("%d answers in the feed", n)
	}

	// merged, it leads on; hidden or made up, there is none
	into := p.ask(fields{"title": "留下来的问题"})
	p.Expect("merge", p.api.Send(p.mod, "POST", "/api/qiao/moderation/decide", fields{
		"kind": "question", "target": id, "action": "merge", "into": fields{"kind": "question", "id": into}, "reason": "两个问题是一样的",
	}), 200)
	if a := p.page(feed); a.Status != 301 && a.Status != 308 || a.Header.Get("Location") != "/questions/"+into+"/feed.xml" {
		t.Errorf("the feed of a merged question: %d, Location %q", a.Status, a.Header.Get("Location"))
	}
	p.shows("/questions/"+into+"/feed.xml", "/answers/"+first+"<", "!/answers/nothing")
	p.set(schema.Questions, into, fields{"status": "hidden"})
	for path, want := range map[string]int{"/questions/" + into + "/feed.xml": 410, "/questions/nothing00000000/feed.xml": 404} {
		if a := p.page(path); a.Status != want {
			t.Errorf("%s: %d, want %d", path, a.Status, want)
		}
	}
}

// Nobody here answers for where a source, an author elsewhere or an address that members gave leads.
func TestLinksToOtherSites(t *testing.T) {
	p := newPortal(t)
	elsewhere := func(n int, more fields) fields {
		all := fields{
			"author": "", "source_site": "SegmentFault", "source_url": fmt.Sprintf("https://outside%d.example/a", n),
			"source_author": fmt.Sprintf("作者 %d", n), "source_author_url": fmt.Sprintf("https://outside%d.example/by", n), "source_licence": "CC BY-SA 4.0",
		}
		for k, v := range more {
			all[k] = v
		}
		return all
	}
	id, canonical := p.ask(nil), p.ask(fields{"title": "原来的问题"})
	p.set(schema.Questions, id, elsewhere(1, nil))
	answer := p.answer(p.wang, id, "见 [这里](https://outside0.example/text)。")
	p.set(schema.Answers, answer, elsewhere(2, fields{"posted_url": "https://outside1.example/posted"}))
	p.set(schema.Answers, p.answer(p.wang, canonical, "那边的"), elsewhere(3, nil))
	for n, target := range map[int][2]string{4: {"question", id}, 5: {"answer", answer}} {
		comment := p.Expect("comment", p.api.Send(p.chen, "POST", testkit.At(schema.Comments), fields{"author": p.chen.Id, "kind": target[0], "target": target[1], "body": "搬来的评论"}), 200).JSON("id").(string)
		p.set(schema.Comments, comment, fields{"author": "", "source_author": "谁", "source_url": fmt.Sprintf("https://outside%d.example/c", n)})
	}
	p.Expect("link", p.api.Send(p.wang, "POST", testkit.At(schema.AnswerLinks), fields{"question": id, "user": p.wang.Id, "url": "https://outside6.example/a", "title": "别处"}), 200)
	if _, err := p.app.DB().NewQuery("UPDATE questions SET closed = 'duplicate', duplicate_of = {:of} WHERE id = {:id}").Bind(dbx.Params{"of": canonical, "id": id}).Execute(); err != nil {
		t.Fatal(err)
	}

	led := map[string]bool{}
	for _, path := range []string{p.path(id), "/questions/" + id + "/comments", "/answers/" + answer + "/comments", "/questions/" + id + "/revisions", "/questions"} {
		z := html.NewTokenizer(strings.NewReader(p.shows(path)))
		for z.Next() != html.ErrorToken {
			token := z.Token()
			attr := map[string]string{}
			for _, a := range token.Attr {
				attr[a.Key] = a.Val
			}
			to, err := url.Parse(attr["href"])
			if token.Data != "a" || err != nil || !strings.HasPrefix(to.Host, "outside") {
				continue
			}
			led[to.Host] = true
			for _, word := range []string{"nofollow", "ugc", "noopener"} {
				if !slices.Contains(strings.Fields(attr["rel"]), word) {
					t.Errorf("%s: %s has rel %q", path, to, attr["rel"])
				}
			}
		}
	}
	for n := range 7 {
		if host := fmt.Sprintf("outside%d.example", n); !led[host] {
			t.Errorf("no page leads to %s", host)
		}
	}
}
