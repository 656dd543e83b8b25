package markdown

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		text string
		max  int
		want string
	}{
		{"", 10, ""},
		{"短文", 10, "短文"},
		{"短文", 0, ""},
		{"短文", -1, ""},
		{"  a \n b  ", 10, "a b"},
		{"第一句。第二句很长很长很长", 6, "第一句。"},
		{"第一句。第二句很长很长很长", 10, "第一句。第二句很长…"},
		{"他说：“好。”然后走了，再也没有回来过", 8, "他说：“好。”"},
		{"One sentence. Another one follows here", 15, "One sentence."},
		{"One sentence that is long", 15, "One sentence…"},
		{"version 1.25 is out and about", 14, "version 1.25…"},
		{"abcdefghijklmnop", 8, "abcdefg…"},
		{"中文混排和English等文字", 9, "中文混排和…"},
		{"中文和 English 混排", 8, "中文和 Eng…"},
		{"一二三四，五六", 6, "一二三四…"},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301", 4, "e\u0301…"},
		{"👨‍👩‍👧‍👦 family", 5, "…"},
	} {
		got := Excerpt(c.text, c.max)
		if got != c.want {
			t.Errorf("Excerpt(%q, %d) = %q, want %q", c.text, c.max, got, c.want)
		}
		if n := utf8.RuneCountInString(got); n > max(c.max, 0) {
			t.Errorf("Excerpt(%q, %d) has %d characters", c.text, c.max, n)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("第一句。Second sentence. 👨‍👩‍👧", 9)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit %= 1000
		got := Excerpt(text, limit)
		if utf8.ValidString(text) && (!utf8.ValidString(got) || utf8.RuneCountInString(got) > max(limit, 0)) {
			t.Errorf("Excerpt(%q, %d) = %q", text, limit, got)
		}
		if strings.ContainsAny(got, "\n\r\t") {
			t.Errorf("more than a line: %q", got)
		}
	})
}

func TestReadingMinutes(t *testing.T) {
	for _, c := range []struct{ han, words, want int }{
		{0, 0, 1}, {400, 0, 1}, {401, 0, 2}, {0, 220, 1}, {0, 221, 2}, {400, 220, 2}, {4000, 0, 10}, {-5, -5, 1},
	} {
		if got := ReadingMinutes(c.han, c.words); got != c.want {
			t.Errorf("ReadingMinutes(%d, %d) = %d, want %d", c.han, c.words, got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	for _, c := range []struct {
		text       string
		han, words int
	}{
		{"", 0, 0}, {"中文", 2, 0}, {"two words", 0, 2}, {"用Go写", 2, 1}, {"don't x86-64 v1.2", 0, 3},
		{"かな漢字", 4, 0}, {"한국어 단어", 0, 2}, {"，。！", 0, 0}, {"— - '", 0, 0}, {"café naïve", 0, 2}, {"3 个", 1, 1},
	} {
		if han, words := count(c.text); han != c.han || words != c.words {
			t.Errorf("count(%q) = %d, %d, want %d, %d", c.text, han, words, c.han, c.words)
		}
	}
}

func TestSlug(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"安装与配置", "安装与配置"}, {"Hello, World!", "hello-world"}, {"第 1 步：下载", "第-1-步-下载"}, {"C++", "c"}, {"don't", "dont"},
		{"  a  ", "a"}, {"！！", ""}, {"ÉTÉ", "été"}, {"a/b.c_d", "a-b-c-d"}, {strings.Repeat("长", 100), strings.Repeat("长", maxIDChars)},
	} {
		if got := slug(c.text); got != c.want {
			t.Errorf("slug(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFindVideo(t *testing.T) {
	for _, c := range []struct{ address, player string }{
		{"https://www.bilibili.com/video/BV1xx411c7mD", "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD"},
		{"https://m.bilibili.com/video/BV1xx411c7mD/?p=3&t=5", "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&p=3"},
		{"https://www.bilibili.com/video/av170001", "https://player.bilibili.com/player.html?aid=170001"},
		{"//player.bilibili.com/player.html?bvid=BV1xx411c7mD&page=2", "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&p=2"},
		{"https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=x", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://youtu.be/dQw4w9WgXcQ?t=1h2m3s", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=3723"},
		{"https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"},
		{"https://v.youku.com/v_show/id_XNDU1MjU2NzY4NA==.html?x=1", "https://player.youku.com/embed/XNDU1MjU2NzY4NA=="},
		{"https://v.qq.com/x/page/a0012abcdef.html", "https://v.qq.com/txp/iframe/player.html?vid=a0012abcdef"},
		{"https://v.qq.com/txp/iframe/player.html?vid=a0012abcdef", "https://v.qq.com/txp/iframe/player.html?vid=a0012abcdef"},
		{"https://www.bilibili.com/", ""},
		{"https://www.bilibili.com/video/BV1xx411c7m\"", ""},
		{"https://bilibili.com.evil.example/video/BV1xx411c7mD", ""},
		{"https://evil@www.bilibili.com/video/BV1xx411c7mD", ""},
		{"https://www.bilibili.com:8443/video/BV1xx411c7mD", ""},
		{"javascript://www.bilibili.com/video/BV1xx411c7mD", ""},
		{"https://www.youtube.com/watch?v=short", ""},
		{"https://youtu.be/dQw4w9WgXcQ/../../x", ""},
		{"", ""}, {"://", ""},
	} {
		v, ok := findVideo(c.address)
		if v.player != c.player || ok != (c.player != "") {
			t.Errorf("findVideo(%q) = %q, want %q", c.address, v.player, c.player)
		}
		if ok && !player.MatchString(v.player) {
			t.Errorf("player %q has a form the safety test doesn't know", v.player)
		}
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"[a](https://own.example/x)", `<a href="https://own.example/x">a</a>`},
		{"[a](//own.example/x)", `<a href="//own.example/x">a</a>`},
		{"[a](HTTPS://OWN.example)", `<a href="HTTPS://OWN.example">a</a>`},
		{"[a](https://own.example.evil.example)", `<a href="https://own.example.evil.example"` + external + `>a</a>`},
		{"[a](https://own.example@evil.example)", `<a href="https://own.example@evil.example"` + external + `>a</a>`},
		{"[a](mailto:a@b.c)", `<a href="mailto:a@b.c">a</a>`},
		{"[a](x.pdf)", `<a href="/f/x.pdf">a</a>`},
		{"[a](./x.pdf?y)", `<a href="/f/./x.pdf?y">a</a>`},
		{"[a](/x)", `<a href="/x">a</a>`}, {"[a](#x)", `<a href="#x">a</a>`}, {"[a](?x)", `<a href="?x">a</a>`},
		{"[a](evil.md)", `a`}, {"![a](evil.md)", `a`},
		{"[a](custom:x)", "a"}, {"<custom:x>", `<a href="custom:x">custom:x</a>`}, {"<javascript:x>", "javascript:x"}, {"[a](javascript:x)", "a"},
		{"[a]( <java&#10;script:x> )", "a"}, {"![a](blob:x)", "a"}, {"![a](mailto:x)", "a"}, {`[a](b "<t>")`, `<a href="/f/b" title="&lt;t&gt;">a</a>`},
	} {
		d, err := Render(c.src, Options{Host: "own.example", Resolve: func(dest string) string {
			if dest == "evil.md" {
				return " javascript:alert(1)"
			}
			return "/f/" + dest
		}})
		if err != nil {
			t.Fatal(err)
		}
		if want := "<p>" + c.want + "</p>\n"; d.HTML != want {
			t.Errorf("%s\n got %s\nwant %s", c.src, d.HTML, want)
		}
	}
}
