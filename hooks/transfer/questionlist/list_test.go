package questionlist_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qiao/hooks/testkit"
	"qiao/hooks/transfer/question"
	"qiao/hooks/transfer/questionlist"
)

// read gives the questions of a list by title, and why others can't be read by where they are.
func read(t testing.TB, path string, o questionlist.Options) (map[string]*question.Question, map[string]string) {
	t.Helper()
	list, err := questionlist.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	questions, failed := map[string]*question.Question{}, map[string]string{}
	for s := range list.Sources() {
		q, err := s.Read()
		if err != nil {
			failed[s.File] = err.Error()
			continue
		}
		questions[q.Title] = q
	}
	return questions, failed
}

func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTable(t *testing.T) {
	path := file(t, "q.csv", "\ufeffQuestion ID,Question Title,Question_Body,Tags,Answer ID,Answer Body,Accepted,Question Creation Date,Score\r\n"+
		"1,怎样切片？,\"一行\r\n两行, \"\"引号\"\"\",\"go, slice\",7.0,甲,false,2024-01-02 03:04:05+00:00,3\r\n"+
		"1,怎样切片？,,,8.0,乙,TRUE,,\r\n"+
		"2,,没有标题,,,,,,\r\n"+
		"3,没有回答,问,<a><b>,,,,昨天,-2\r\n"+
		"4,分数,问,,,,,,很多\r\n"+
		",,,,,,,,\r\n")
	questions, failed := read(t, path, questionlist.Options{Tags: []string{"go", "faq"}, URL: "https://example.com/q/{id}", AnswerURL: "https://example.com/a/{id}", Licence: "CC BY-SA 4.0"})
	q := questions["怎样切片？"]
	if q == nil || q.Body != "一行\n两行, \"引号\"" || strings.Join(q.Tags, " ") != "go slice faq" || len(q.Answers) != 2 || q.Accepted != q.Answers[1].Key || q.Score != 3 ||
		q.URL != "https://example.com/q/1" || q.Answers[0].URL != "https://example.com/a/7" || q.Site != "example.com" || q.Answers[0].Licence != "CC BY-SA 4.0" || q.Created.Unix() != 1704164645 {
		t.Errorf("%+v", q)
	}
	if q := questions["没有回答"]; q == nil || strings.Join(q.Tags, " ") != "a b go faq" || q.Score != -2 || len(q.Notes) != 1 {
		t.Errorf("%+v", q)
	}
	if len(questions) != 2 || failed["line 5"] != "there is no title" || !strings.Contains(failed["line 7"], "no whole number") || len(failed) != 2 {
		t.Errorf("%d, %v", len(questions), failed)
	}
	for name, text := range map[string]string{"a.csv": "a,b\n1,2\n", "b.csv": "", "c.xls": "title\nx\n"} {
		if _, err := questionlist.Open(file(t, name, text), questionlist.Options{}); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	if questions, _ := read(t, file(t, "d.csv", "title;answer\nOne?;\"<p>Yes</p>\"\n"), questionlist.Options{HTML: true}); questions["One?"] == nil || questions["One?"].Answers[0].Body != "Yes" || questions["One?"].Body != "One?" {
		t.Errorf("%+v", questions)
	}
}

func TestJSONLines(t *testing.T) {
	questions, failed := read(t, file(t, "q.jsonl", `{"id":"1","title":"一？","body":"正文","tags":"go, 切片","score":"5","answers":[{"id":"a","body":"答","accepted":true,"comments":[{"body":"好","author":"wang"}]}]}
{"title":""}
{"title":"二？","tags":["x"],"answers":[{"body":"答"}]}

not json
{"title":"三？","tags":7}
`), questionlist.Options{Name: "faq"})
	q := questions["一？"]
	if q == nil || q.Key != "questions:faq/1" || q.Score != 5 || strings.Join(q.Tags, " ") != "go 切片" || q.Accepted != "questions:faq/1/a" || q.Answers[0].Comments[0].Author != "wang" {
		t.Errorf("%+v", q)
	}
	if len(questions) != 2 || len(failed) != 3 || failed["line 2"] == "" || failed["line 5"] == "" || !strings.Contains(failed["line 6"], "tags") {
		t.Errorf("%d, %v", len(questions), failed)
	}
}

func TestMarkdown(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"one.md":    "##如何分割字符串\n使用 `split`：\n```java\n# 不是标题\n```\n\nstackoverflow链接：\nhttp://stackoverflow.com/questions/3481828/x\n",
		"parts.md":  "## Java += 操作符实质\n\n### 问题\n我之前以为\n\n### 回答\n强制转换\n\n#### 例子\n见上\n",
		"quote.md":  "Linux有问必答：如何检查字体\n=====\n\n>**问题**：我想知道用了什么字体。\n> 怎么做？\n\n用 pdffonts。\n\n### 安装 ###\n\n    # apt install\n\nvia: http://ask.example.com/fonts.html\n",
		"many.md":   "### 第 3 题：什么是防抖？\n\n公司：挖财\n\n解析：[第 3 题](https://github.com/x/y/issues/5)\n\n<br/>\n\n### Day5:写出结果\n\n```js\nvar a\n```\n\n分类：JavaScript、Css\n\n[答案&解析](https://github.com/x/y/issues/6)\n",
		"links.md":  "# 历史\n- 第1天 (2019-01-01)\n    - [CSS] [居中？](https://example.com/1)\n    - [ES] [闭包 [代码]？](https://example.com/2)\n### 其他\n- [三？](https://example.com/3)\n",
		"label.md":  "如何转换成数组\n问题：\n假设有枚举：\n\n回答，用 `values()`。\n",
		"empty.md":  "没有标题\n",
		"other.txt": "# no\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	questions, failed := read(t, dir, questionlist.Options{})
	for title, want := range map[string][4]string{ // text, answer, address, tags
		"如何分割字符串":          {"如何分割字符串", "使用 `split`：\n```java\n# 不是标题\n```", "http://stackoverflow.com/questions/3481828/x", ""},
		"Java += 操作符实质":    {"我之前以为", "强制转换\n\n#### 例子\n见上", "", ""},
		"Linux有问必答：如何检查字体": {"我想知道用了什么字体。\n怎么做？", "用 pdffonts。\n\n### 安装\n\n    # apt install", "http://ask.example.com/fonts.html", ""},
		"什么是防抖？":           {"公司：挖财", "", "https://github.com/x/y/issues/5", ""},
		"写出结果":             {"```js\nvar a\n```", "", "https://github.com/x/y/issues/6", "JavaScript Css"},
		"居中？":              {"[CSS] [居中？](https://example.com/1)", "", "https://example.com/1", "CSS"},
		"闭包 [代码]？":         {"[ES] [闭包 [代码]？](https://example.com/2)", "", "https://example.com/2", "ES"},
		"如何转换成数组":          {"假设有枚举：", "用 `values()`。", "", ""},
		"三？":               {"[三？](https://example.com/3)", "", "https://example.com/3", "其他"},
	} {
		q := questions[title]
		if q == nil {
			t.Errorf("%s is missing", title)
			continue
		}
		answer := ""
		if len(q.Answers) > 0 {
			answer = q.Answers[0].Body
		}
		if got := [4]string{q.Body, answer, q.URL, strings.Join(q.Tags, " ")}; got != want {
			t.Errorf("%s:\n got %q\nwant %q", title, got, want)
		}
	}
	if len(questions) != 9 || len(failed) != 1 || failed["empty.md"] == "" {
		t.Errorf("%d questions, %v", len(questions), failed)
	}
}

func TestListsOfTheCorpus(t *testing.T) {
	for name, least := range map[string]int{
		"stackoverflow-kubernetes-csv/questions.csv": 30, "zh-daily-interview-question": 30, "zh-fe-interview": 1000, "zh-fe-interview-lgwebdream": 100, "zh-linux-faq": 15, "zh-stackoverflow-java": 40,
	} {
		questions, failed := read(t, testkit.Corpus(t, append([]string{"qa"}, strings.Split(name, "/")...)...), questionlist.Options{})
		answers := 0
		for _, q := range questions {
			answers += len(q.Answers)
		}
		t.Logf("%s: %d questions, %d answers, %v", name, len(questions), answers, failed)
		if len(questions) < least {
			t.Errorf("%s: %d questions, %v", name, len(questions), failed)
		}
	}
}

func FuzzLists(f *testing.F) {
	for _, s := range []string{"title,answer\n\"a\"b,c\n", `{"title":"x","tags":"a","answers":[{}]}`, "# a\n## 问题\n> **问题**：x\n```\n", "- [a](https://x)\n- [b](https://x)\n- [c](https://x)\n"} {
		f.Add(s)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"a.csv", "a.jsonl", "a.md"} {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			list, err := questionlist.Open(path, questionlist.Options{HTML: len(text)%2 == 0})
			if err != nil {
				continue
			}
			for s := range list.Sources() {
				if q, err := s.Read(); err == nil && (q.Title == "" || q.Key == "" || q.Hash == "") {
					t.Errorf("%s: %+v", s.File, q)
				}
			}
		}
	})
}
