package transfer_test

import (
	"database/sql"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/question"
	"qiao/hooks/transfer/questionlist"
)

// A question that was saved through the API and the same one imported are the same to whoever reads them.
func TestImportedLikeSaved(t *testing.T) {
	app := portal(t)
	api := testkit.NewAPI(t, app)
	asker, wang := testkit.User(t, app, "asker"), testkit.User(t, app, "wang")
	tag := testkit.Tag(t, app, "go", "Go 语言")
	send := func(by *core.Record, collection string, body map[string]any) string {
		t.Helper()
		a := api.Send(by, "POST", "/api/collections/"+collection+"/records", body)
		if a.Status != 200 {
			t.Fatalf("%s: %d %s", collection, a.Status, a.Body)
		}
		return a.JSON("id").(string)
	}
	const title, text, reply, remark = "切片为什么会共享底层数组？", "改一个，**另一个**也变了。\n\n```go\ns := a[:2]\n```\n\n<script>alert(1)</script>", "因为 `append` 没有超出容量。", "谢谢，*明白了*！"
	saved := send(asker, "questions", map[string]any{"title": title, "lang": "zh", "status": "published", "author": asker.Id, "tags": []string{tag.Id}, "body": text})
	savedAnswer := send(wang, "answers", map[string]any{"question": saved, "author": wang.Id, "body": reply})
	send(asker, "comments", map[string]any{"kind": "answer", "target": savedAnswer, "author": asker.Id, "body": remark})

	q := &question.Question{Post: question.Post{Key: "k1", Name: "one", Body: text, User: "asker"}, Hash: "h", Title: title, Lang: "zh", Tags: []string{"Go 语言"}, Answers: []question.Post{
		{Key: "k2", Name: "two", Body: reply, User: "wang", Comments: []question.Comment{{Key: "k3", Body: remark, User: "asker"}}},
	}}
	q.Created = time.Now()
	q.Answers[0].Created = time.Now()
	report, _ := importQuestions(t, app, func(yield func(question.Source) bool) {
		yield(question.Source{File: "one", Read: func() (*question.Question, error) { return q, nil }})
	}, transfer.QuestionOptions{})
	if report.Counts[transfer.Imported] != 2 {
		t.Fatalf("%v %v", report, report.Problems)
	}
	imported, importedAnswer := article.RecordID("k1"), article.RecordID("k2")
	// what tells the two apart: ids, times and where one of them came from
	apart := map[string]bool{"id": true, "created": true, "updated": true, "asked": true, "answered": true, "origin": true, "origin_hash": true, "question": true, "answer": true,
		"target": true, "root": true, "active": true, "hot": true, "doc": true, "ref": true, "hash": true, "url": true, "published": true}
	for _, pair := range []struct{ query, saved, imported string }{
		{"SELECT * FROM questions WHERE id = {:id}", saved, imported},
		{"SELECT * FROM answers WHERE id = {:id}", savedAnswer, importedAnswer},
		{"SELECT * FROM comments WHERE target = {:id}", savedAnswer, importedAnswer},
		{"SELECT * FROM post_revisions WHERE target = {:id}", saved, imported},
		{"SELECT * FROM post_revisions WHERE target = {:id}", savedAnswer, importedAnswer},
		{"SELECT * FROM stats WHERE id = {:id}", saved, imported},
		{"SELECT * FROM stats WHERE id = {:id}", savedAnswer, importedAnswer},
		{"SELECT shelf, lang, score FROM question_shelves WHERE question = {:id} ORDER BY shelf", saved, imported},
		{"SELECT * FROM search_docs WHERE kind = 'question' AND ref = {:id}", saved, imported},
		{"SELECT t.* FROM search_docs d JOIN search_texts t ON t.doc = d.doc WHERE kind = 'question' AND ref = {:id}", saved, imported},
	} {
		rows := func(id string) (list []dbx.NullStringMap) {
			r, err := app.DB().NewQuery(pair.query).Bind(dbx.Params{"id": id}).Rows()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			for r.Next() {
				row := dbx.NullStringMap{}
				if err := r.ScanMap(row); err != nil {
					t.Fatal(err)
				}
				maps.DeleteFunc(row, func(name string, _ sql.NullString) bool { return apart[name] })
				list = append(list, row)
			}
			return list
		}
		a, b := rows(pair.saved), rows(pair.imported)
		if len(a) == 0 || !reflect.DeepEqual(a, b) {
			t.Errorf("%s\nsaved    %v\nimported %v", pair.query, a, b)
		}
	}
}

func TestListsOfTheCorpus(t *testing.T) {
	app := portal(t)
	for _, name := range []string{"stackoverflow-kubernetes-csv/questions.csv", "zh-daily-interview-question", "zh-fe-interview-lgwebdream", "zh-linux-faq", "zh-stackoverflow-java"} {
		path := testkit.Corpus(t, append([]string{"qa"}, strings.Split(name, "/")...)...)
		for run, want := range []transfer.Outcome{transfer.Imported, transfer.Unchanged} {
			list, err := questionlist.Open(path, questionlist.Options{Tags: []string{"面试"}})
			if err != nil {
				t.Fatal(err)
			}
			report, _ := importQuestions(t, app, list.Sources(), transfer.QuestionOptions{})
			if report.Counts[transfer.Failed] > 0 || report.Counts[want] < 40 || report.Counts[want]+report.Counts[transfer.Skipped] != report.Total() {
				t.Errorf("%s, run %d: %v %v", name, run, report, report.Problems)
			}
		}
	}
	if n := count(t, app, "questions WHERE title = '' OR html = '' OR asked = '' OR tags = '[]'"); n > 0 {
		t.Errorf("%d questions lack something", n)
	}
}

// A question that changed at its source is brought up to date; what was decided and written here stays.
func TestChangedQuestions(t *testing.T) {
	app := portal(t)
	make := func() *question.Question {
		q := &question.Question{Post: question.Post{Key: "k", Name: "q", Body: "First.", Score: 3, Created: time.Unix(1e9, 0)}, Hash: "1", Title: "Why?", Lang: "en", Tags: []string{"go"},
			Answers: []question.Post{{Key: "k/1", Name: "a", Body: "Because.", Created: time.Unix(1e9, 0)}}}
		q.Comments = []question.Comment{{Key: "k#1", Body: "Hm.", Author: "x", Created: time.Unix(1e9, 0)}}
		return q
	}
	give := func(q *question.Question) []transfer.Line {
		_, lines := importQuestions(t, app, func(yield func(question.Source) bool) {
			yield(question.Source{File: "q", Read: func() (*question.Question, error) { return q, nil }})
		}, transfer.QuestionOptions{})
		return lines
	}
	give(make())
	id, a1 := article.RecordID("k"), article.RecordID("k/1")
	if _, err := app.DB().NewQuery("UPDATE stats SET votes = votes + 1 WHERE id = '" + id + "'").Execute(); err != nil { // a vote here
		t.Fatal(err)
	}
	q := make()
	q.Hash, q.Body, q.Score, q.Accepted, q.Closed, q.ClosedAt = "2", "Second.", 5, "k/1", "unclear", time.Unix(1e9, 0)
	q.Answers = append(q.Answers, question.Post{Key: "k/2", Name: "b", Body: "Not so.", Created: time.Unix(1e9+1, 0)})
	q.Comments = append(q.Comments, question.Comment{Key: "k#2", Body: "Yes.", Author: "y", Created: time.Unix(1e9, 0)})
	lines := give(q)
	if lines[0].Outcome != transfer.Updated || lines[1].Outcome != transfer.Unchanged || lines[2].Outcome != transfer.Imported {
		t.Errorf("%+v", lines)
	}
	r, err := app.FindRecordById(schema.Questions, id)
	if err != nil || r.GetString("body") != "Second." || !strings.Contains(r.GetString("html"), "Second.") || r.GetString("accepted") != a1 || r.GetString("closed") != "unclear" {
		t.Errorf("%v, %v", r, err)
	}
	for query, want := range map[string]int{
		"SELECT votes FROM stats WHERE id = '" + id + "'": 6, "SELECT imported_votes FROM stats WHERE id = '" + id + "'": 5, "SELECT answers FROM stats WHERE id = '" + id + "'": 2,
		"SELECT comments FROM stats WHERE id = '" + id + "'": 2, "SELECT count(*) FROM post_revisions WHERE target = '" + id + "'": 2,
	} {
		if n := testkit.Number(t, app, query); n != want {
			t.Errorf("%s: %d, not %d", query, n, want)
		}
	}
	// edited and taken down here
	r.Set("body", "Ours.")
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	r.Set("status", "hidden")
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	q = make()
	q.Hash, q.Body, q.Score = "3", "Third.", 7
	lines = give(q)
	if r, err = app.FindRecordById(schema.Questions, id); err != nil || r.GetString("body") != "Ours." || r.GetString("status") != "hidden" || !strings.Contains(lines[0].Reason, "edited here") {
		t.Errorf("%v %v %+v", r.PublicExport(), err, lines)
	}
	if n := testkit.Number(t, app, "SELECT votes FROM stats WHERE id = '"+id+"'"); n != 8 {
		t.Errorf("%d votes", n)
	}
	if n := count(t, app, "question_shelves WHERE question = '"+id+"'"); n != 0 {
		t.Errorf("a hidden question is on %d lists", n)
	}
}
