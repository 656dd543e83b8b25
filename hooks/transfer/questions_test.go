package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/qa"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/question"
	"qiao/hooks/transfer/stackexchange"
)

// questionNeeds is what the program wires, with an index that is only written here.
func questionNeeds(app core.App) transfer.QuestionNeeds {
	index := search.New(app)
	index.Register(qa.Source())
	return transfer.QuestionNeeds{Prepare: qa.Prepare, Reshelve: qa.Reshelve, Index: index.Update}
}

// importDump imports a dump and gives its report and lines.
func importDump(t testing.TB, app core.App, dir string, from stackexchange.Options, o transfer.QuestionOptions) (transfer.Report, []transfer.Line) {
	t.Helper()
	dump, err := stackexchange.Open(dir, from)
	if err != nil {
		t.Fatal(err)
	}
	defer dump.Close()
	return importQuestions(t, app, dump.Sources(), o)
}

func importQuestions(t testing.TB, app core.App, sources func(func(question.Source) bool), o transfer.QuestionOptions) (transfer.Report, []transfer.Line) {
	t.Helper()
	var out bytes.Buffer
	o.QuestionNeeds, o.Report = questionNeeds(app), &out
	report, err := transfer.ImportQuestions(context.Background(), app, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	var lines []transfer.Line
	for d := json.NewDecoder(&out); ; {
		var l transfer.Line
		if err := d.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if len(lines) != report.Total() {
		t.Errorf("%d lines, %d in the report", len(lines), report.Total())
	}
	return report, lines
}

// dumpRow is a row of any file of a dump, as this test reads it.
type dumpRow struct {
	ID       int    `xml:"Id,attr"`
	Type     int    `xml:"PostTypeId,attr"`
	Parent   int    `xml:"ParentId,attr"`
	Accepted int    `xml:"AcceptedAnswerId,attr"`
	Score    int    `xml:"Score,attr"`
	Views    int    `xml:"ViewCount,attr"`
	Answers  int    `xml:"AnswerCount,attr"`
	Comments int    `xml:"CommentCount,attr"`
	Tags     string `xml:"Tags,attr"`
	Closed   string `xml:"ClosedDate,attr"`
	Wiki     string `xml:"CommunityOwnedDate,attr"`
	Licence  string `xml:"ContentLicense,attr"`
	Post     int    `xml:"PostId,attr"`
}

func dumpRows(t testing.TB, path string) []dumpRow {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Rows []dumpRow `xml:"row"`
	}
	if err := xml.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &all); err != nil {
		t.Fatal(err)
	}
	return all.Rows
}

// equalsDump compares what stands here of a site with the dump's own numbers.
func equalsDump(t *testing.T, app core.App, dir, site string) {
	t.Helper()
	posts := dumpRows(t, filepath.Join(dir, "Posts.xml"))
	id := func(n int) string { return article.RecordID(fmt.Sprintf("stackexchange:%s/%d", site, n)) }
	comments := dumpRows(t, filepath.Join(dir, "Comments.xml"))
	var questions, answers, accepted int
	used := map[string]bool{}
	for _, p := range posts {
		if p.Type > 2 {
			continue
		}
		var got struct {
			Votes    int    `db:"votes"`
			Imported int    `db:"imported_votes"`
			Comments int    `db:"comments"`
			Answers  int    `db:"answers"`
			Views    int    `db:"views"`
			Accepted string `db:"accepted"`
			Closed   string `db:"closed"`
			Wiki     bool   `db:"wiki"`
			Licence  string `db:"licence"`
			Tags     string `db:"tags"`
			HTML     string `db:"html"`
			URL      string `db:"url"`
		}
		query := `SELECT s.votes, s.imported_votes, s.comments, 0 answers, 0 views, '' accepted, '' closed, a.wiki, a.source_licence licence, '' tags, a.html, a.source_url url
			FROM answers a JOIN stats s ON s.id = a.id WHERE a.id = {:id}`
		if p.Type == 1 {
			query = `SELECT s.votes, s.imported_votes, s.comments, s.answers, s.views, q.accepted, q.closed, q.wiki, q.source_licence licence, q.html, q.source_url url,
				coalesce((SELECT group_concat(t.name, ' ') FROM json_each(q.tags) j JOIN tags t ON t.id = j.value), '') tags
				FROM questions q JOIN stats s ON s.id = q.id WHERE q.id = {:id}`
		}
		if err := app.DB().NewQuery(query).Bind(dbx.Params{"id": id(p.ID)}).One(&got); err != nil {
			t.Fatalf("post %d: %v", p.ID, err)
		}
		if len(comments) == 0 {
			p.Comments = 0 // the dump has none
		}
		if got.Votes != p.Score || got.Imported != p.Score || got.Comments != p.Comments || got.Answers != p.Answers || got.Views != p.Views {
			t.Errorf("post %d: %+v, the dump has %+v", p.ID, got, p)
		}
		if (got.Closed != "") != (p.Closed != "") || got.Wiki != (p.Wiki != "") || p.Licence != "" && got.Licence != p.Licence || got.Licence == "" || got.HTML == "" || got.URL == "" {
			t.Errorf("post %d: %+v, the dump has %+v", p.ID, got, p)
		}
		if p.Type == 2 {
			answers++
			continue
		}
		questions++
		if want := ""; p.Accepted != 0 {
			accepted++
			if want = id(p.Accepted); got.Accepted != want {
				t.Errorf("question %d: %q is accepted, not %q", p.ID, got.Accepted, want)
			}
		} else if got.Accepted != want {
			t.Errorf("question %d: %q is accepted", p.ID, got.Accepted)
		}
		want := strings.FieldsFunc(p.Tags, func(r rune) bool { return strings.ContainsRune("<>|", r) })
		have := strings.Fields(got.Tags)
		for _, tag := range want {
			used[tag] = true
		}
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) {
			t.Errorf("question %d: tags %q, the dump has %q", p.ID, have, want)
		}
	}
	where := " WHERE source_site = '" + site + "'"
	for what, n := range map[string][2]int{
		"questions": {count(t, app, "questions"+where), questions},
		"answers":   {count(t, app, "answers"+where), answers},
		"accepted":  {count(t, app, "questions"+where+" AND accepted != ''"), accepted},
		"comments":  {count(t, app, "comments WHERE source_url LIKE 'https://"+site+"/%'"), len(comments)},
		"tags":      {count(t, app, "(SELECT DISTINCT j.value FROM questions q, json_each(q.tags) j"+strings.ReplaceAll(where, "source_site", "q.source_site")+")"), len(used)},
	} {
		if n[0] != n[1] {
			t.Errorf("%d %s, the dump has %d", n[0], what, n[1])
		}
	}
	for _, c := range comments {
		if c.Score == 0 {
			continue
		}
		key := article.RecordID(fmt.Sprintf("stackexchange:%s/%d#comment%d", site, c.Post, c.ID))
		if n := testkit.Number(t, app, "SELECT votes FROM stats WHERE id = '"+key+"'"); n != c.Score {
			t.Errorf("comment %d: score %d, the dump has %d", c.ID, n, c.Score)
		}
	}
}

// contents is all that an import writes, to compare before and after.
func contents(t testing.TB, app core.App) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"questions", "answers", "comments", "post_revisions", "stats", "question_shelves", "tags", "search_docs"} {
		order := "id"
		switch table {
		case "question_shelves":
			order = "shelf, question"
		case "search_docs":
			order = "doc"
		}
		rows, err := app.DB().NewQuery("SELECT * FROM " + table + " ORDER BY " + order).Rows()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			row := dbx.NullStringMap{}
			if err := rows.ScanMap(row); err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(data)
			b.WriteByte('\n')
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestDumpsOfTheCorpus(t *testing.T) {
	app := portal(t)
	for name, site := range map[string]string{
		"beer-2015": "beer.stackexchange.com", "beer-meta-2015": "beer.meta.stackexchange.com", "french-meta-2021": "french.meta.stackexchange.com",
		"genai-2023": "genai.stackexchange.com", "quantumcomputing-2018-09": "quantumcomputing.stackexchange.com",
	} {
		dir := testkit.Corpus(t, "qa", "stackexchange", name)
		report, lines := importDump(t, app, dir, stackexchange.Options{}, transfer.QuestionOptions{})
		if report.Counts[transfer.Failed] > 0 {
			t.Errorf("%s: %v: %v", name, report, report.Problems)
		}
		for _, l := range lines {
			if l.Outcome == transfer.Imported && (l.ID == "" || !strings.HasPrefix(l.URL, "/questions/")) {
				t.Errorf("%s: %+v", name, l)
			}
		}
		equalsDump(t, app, dir, site)
	}
	before := contents(t, app)
	report, _ := importDump(t, app, testkit.Corpus(t, "qa", "stackexchange", "beer-2015"), stackexchange.Options{}, transfer.QuestionOptions{Batch: 7})
	if report.Counts[transfer.Imported]+report.Counts[transfer.Updated] > 0 || contents(t, app) != before {
		t.Errorf("the second import: %v", report)
	}
}

// An import that was stopped in the middle goes on where it was.
func TestDumpInterrupted(t *testing.T) {
	app := portal(t)
	dir := testkit.Corpus(t, "qa", "stackexchange", "beer-meta-2015")
	dump, err := stackexchange.Open(dir, stackexchange.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer dump.Close()
	ctx, cancel := context.WithCancel(context.Background())
	report, err := transfer.ImportQuestions(ctx, app, dump.Sources(), transfer.QuestionOptions{QuestionNeeds: questionNeeds(app), Batch: 10, Progress: func(done int) {
		if done > 15 {
			cancel()
		}
	}})
	there := count(t, app, "questions")
	if err != nil || !report.Interrupted || there == 0 || there == dump.Questions {
		t.Fatalf("%d questions, %v, %v", there, report, err)
	}
	// what is there is whole
	if n := count(t, app, "questions q JOIN stats s ON s.id = q.id WHERE s.answers != (SELECT count(*) FROM answers WHERE question = q.id) OR s.comments != (SELECT count(*) FROM comments WHERE target = q.id)"); n > 0 {
		t.Errorf("%d questions are there in part", n)
	}
	report, _ = importDump(t, app, dir, stackexchange.Options{}, transfer.QuestionOptions{})
	if report.Counts[transfer.Failed]+report.Counts[transfer.Updated] > 0 || count(t, app, "questions") != dump.Questions {
		t.Errorf("%v %v", report, report.Problems)
	}
	equalsDump(t, app, dir, "beer.meta.stackexchange.com")
}

// small is a dump with all that is awkward about dumps.
const small = "stackexchange/testdata/small"

func TestSmallDump(t *testing.T) {
	app := portal(t)
	report, lines := importDump(t, app, small, stackexchange.Options{Site: "beer", Tags: map[string]string{"old": "-", "hops": "hopfen"}}, transfer.QuestionOptions{Lang: "en"})
	reasons := map[string]string{}
	for _, l := range lines {
		reasons[l.File] = string(l.Outcome) + ": " + l.Reason
	}
	for file, want := range map[string]string{
		"question 1":   "imported: ",
		"answer 3":     "imported: ",
		"question 5":   "imported: ",
		"question 6":   "imported: it was closed, the dump doesn't say why; off topic is taken",
		"answer 9":     "skipped: its question isn't in the dump",
		"Posts.xml:10": "failed: Score is no number: \"many\"",
		"Posts.xml:11": "failed: the row isn't closed",
		"Posts.xml:13": "failed: invalid character entity &xxe;",
		"Posts.xml:14": "failed: there is another row with the Id 1",
		"Badges.xml":   "skipped: badges are earned anew here",
		"Comments.xml": "skipped: 1 comments on posts that aren't in the dump",
		"Posts.xml":    "skipped: 1 texts about tags and the like, which are neither questions nor answers",
	} {
		if reasons[file] != want {
			t.Errorf("%s: %q, not %q", file, reasons[file], want)
		}
	}
	key := func(n int) string { return article.RecordID(fmt.Sprintf("stackexchange:beer.stackexchange.com/%d", n)) }
	q, err := app.FindRecordById(schema.Questions, key(1))
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{
		"title": "What is a citra hop?", "status": "published", "lang": "en", "author": "", "source_author": "Ale & Co", "source_author_url": "https://beer.stackexchange.com/users/7",
		"source_url": "https://beer.stackexchange.com/q/1", "source_site": "beer.stackexchange.com", "source_licence": "CC BY-SA 2.5", "accepted": key(3), "closed": "", "duplicate_of": "",
		"asked": "2010-01-21 20:26:05.383Z", "edited": "2010-01-22 01:00:00.000Z", "created": "2010-01-21 20:26:05.383Z", "slug": "what-is-a-citra-hop",
		"body": "See [the other one](/questions/" + key(5) + "/how-cold#a-" + key(7) + "), [that](/questions/" + key(5) + "/how-cold) and [elsewhere](https://beer.stackexchange.com/users/7).\n\n```c\na < b\n```",
	} {
		if got := q.GetString(field); got != want {
			t.Errorf("question 1: %s is %q, not %q", field, got, want)
		}
	}
	a, err := app.FindRecordById(schema.Answers, key(3))
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{"source_author": "gone", "source_author_url": "", "source_licence": "CC BY-SA 4.0", "question": key(1), "wiki": "true", "answered": "2010-01-21 21:00:00.000Z"} {
		if got := a.GetString(field); got != want {
			t.Errorf("answer 3: %s is %q, not %q", field, got, want)
		}
	}
	d, err := app.FindRecordById(schema.Questions, key(5))
	if err != nil {
		t.Fatal(err)
	}
	if d.GetString("closed") != "duplicate" || d.GetString("duplicate_of") != key(1) || !d.GetBool("protected") || d.GetString("source_author") != "user99" || d.GetString("source_licence") != "CC BY-SA 3.0" {
		t.Errorf("question 5: %v", d.PublicExport())
	}
	for query, want := range map[string]int{
		"SELECT votes FROM stats WHERE id = '" + key(1) + "'":                 13,
		"SELECT votes FROM stats WHERE id = '" + key(7) + "'":                 -3,
		"SELECT votes FROM stats WHERE id = '" + key(6) + "'":                 1, // no score in Posts: that of Votes
		"SELECT answers FROM stats WHERE id = '" + key(1) + "'":               1,
		"SELECT comments FROM stats WHERE id = '" + key(1) + "'":              2,
		"SELECT count(*) FROM comments WHERE target = '" + key(1) + "'":       2,
		"SELECT count(*) FROM question_shelves WHERE shelf = 'all'":           3,
		"SELECT count(*) FROM tags WHERE slug IN ('hopfen', 'cpp')":           2,
		"SELECT count(*) FROM tags WHERE slug IN ('old', 'hops')":             0,
		"SELECT count(*) FROM users":                                          0,
		"SELECT count(*) FROM post_revisions WHERE target = '" + key(1) + "'": 2,
		"SELECT count(*) FROM post_revisions WHERE target = '" + key(5) + "'": 1,
	} {
		if got := testkit.Number(t, app, query); got != want {
			t.Errorf("%s: %d, not %d", query, got, want)
		}
	}
	if report.Counts[transfer.Failed] != 4 || report.Counts[transfer.Imported] != 5 {
		t.Errorf("%v", report)
	}
	again := contents(t, app)
	if report, _ := importDump(t, app, small, stackexchange.Options{Site: "beer.stackexchange.com", Tags: map[string]string{"old": "-", "hops": "hopfen"}}, transfer.QuestionOptions{Lang: "en"}); report.Counts[transfer.Unchanged] != 5 || contents(t, app) != again {
		t.Errorf("the second time: %v", report)
	}
}
