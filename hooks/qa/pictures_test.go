package qa_test

import (
	"strings"
	"testing"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

const dot = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30"><circle cx="20" cy="15" r="9"/></svg>`

// TestPicturesWithAnAnswer sends an answer together with the pictures that it names.
func TestPicturesWithAnAnswer(t *testing.T) {
	p := newPortal(t)
	q := p.ask(nil)
	text := "看图：\n\n![结果](a.svg \"运行结果\")\n\n![另一张](./aa.svg)\n\n[原图][1]，别的 ![](b.svg)。说的是 a.svg。\n\n[1]: a.svg\n"
	form := testkit.NewForm(map[string]string{"question": q, "author": p.wang.Id, "body": text}).File("files", "a.svg", []byte(dot)).File("files", "aa.svg", []byte(dot))
	id := p.Expect("answer with pictures", p.api.Send(p.wang, "POST", testkit.At(schema.Answers), form), 200).JSON("id").(string)
	a := schema.AsAnswer(p.Read(schema.Answers, id))
	files := a.GetStringSlice(schema.AnswerFiles)
	if len(files) != 2 {
		t.Fatalf("the files %v", files)
	}
	first, second := files[0], files[1]
	want := strings.NewReplacer("](a.svg", "]("+first, "](./aa.svg", "]("+second, "[1]: a.svg", "[1]: "+first).Replace(text)
	if len(first) >= len(second) || a.Body() != want {
		t.Errorf("the text names %q:\n%s", files, a.Body())
	}
	for _, part := range []string{`src="/api/files/answers/` + id + "/" + first + `"`, `width="40"`, `href="/api/files/answers/` + id + "/" + first + `"`} {
		if !strings.Contains(a.HTML(), part) {
			t.Errorf("no %s in %s", part, a.HTML())
		}
	}

	// a picture that comes with a later text is named in the same way, and what was there stays
	form = testkit.NewForm(map[string]string{"body": a.Body() + "\n![](c.svg)\n"}).File("files+", "c.svg", []byte(dot))
	p.Expect("one more", p.api.Send(p.wang, "PATCH", testkit.At(schema.Answers, id), form), 200)
	a = schema.AsAnswer(p.Read(schema.Answers, id))
	if files = a.GetStringSlice(schema.AnswerFiles); len(files) != 3 || !strings.Contains(a.Body(), "![]("+files[2]+")") || !strings.Contains(a.Body(), first) {
		t.Errorf("after one more: %v\n%s", files, a.Body())
	}

	other := p.ask(fields{"title": "什么不能当图片传上来？"})
	form = testkit.NewForm(map[string]string{"question": other, "author": p.wang.Id, "body": "![](x.svg)"}).File("files", "x.svg", []byte("<html><script>alert(1)</script></html>"))
	p.Expect("what is no picture", p.api.Send(p.wang, "POST", testkit.At(schema.Answers), form), 400)
}
