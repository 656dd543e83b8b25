package registration_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

var pdf = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")

// sends is a registration with its answers and files, as a form.
func sends(body fields, files ...any) *testkit.Form {
	data, _ := json.Marshal(body)
	form := testkit.NewForm(map[string]string{"@jsonPayload": string(data)})
	for i := 0; i < len(files); i += 2 {
		form.File("files", files[i].(string), files[i+1].([]byte))
	}
	return form
}

func (p *portal) asks(more fields) string {
	p.t.Helper()
	f := fields{"event": p.event.Id}
	for k, v := range more {
		f[k] = v
	}
	return testkit.Create(p.t, p.app, schema.EventQuestions, f).Id
}

// stored says how many files of a registration the storage has.
func (p *portal) stored(r *core.Record) int {
	p.t.Helper()
	found, err := os.ReadDir(filepath.Join(p.app.DataDir(), "storage", r.BaseFilesPath()))
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	n := 0
	for _, one := range found {
		if !strings.HasSuffix(one.Name(), ".attrs") {
			n++
		}
	}
	return n
}

// A picture that declares a size nobody has memory for, in a few bytes.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	binary.BigEndian.PutUint32(data[16:], 60_000)
	binary.BigEndian.PutUint32(data[20:], 60_000)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Files are taken by what they hold, seen by whose they are and the organisers, and go with the answers.
func TestFileAnswers(t *testing.T) {
	p := newPortal(t, 0, fields{"guests": true})
	cv := p.asks(fields{"label": "简历", "kind": "file", "required": true})
	badge := p.asks(fields{"label": "照片", "kind": "file", "position": 2})
	about := func(more fields) fields {
		f := fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": p.wang.Id}
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	for code, form := range map[string]*testkit.Form{
		"registration.file_kind":   sends(about(fields{"answers": fields{cv: "cv.pdf"}}), "cv.pdf", []byte("<!doctype html><script>alert(1)</script>")),
		"registration.file_named":  sends(about(fields{"answers": fields{cv: "cv.pdf.html"}}), "cv.pdf.html", pdf),
		"registration.file_empty":  sends(about(fields{"answers": fields{cv: "cv.pdf"}}), "cv.pdf", []byte{}),
		"registration.file_large":  sends(about(fields{"answers": fields{cv: "cv.pdf"}}), "cv.pdf", append(bytes.Clone(pdf), make([]byte, 5<<20)...)),
		"registration.file_pixels": sends(about(fields{"answers": fields{cv: "me.png"}}), "me.png", bomb(t)),
		"registration.file_broken": sends(about(fields{"answers": fields{cv: "me.png"}}), "me.png", picture(t)[:20]),
		"registration.file_stray":  sends(about(fields{"answers": fields{cv: "cv.pdf"}}), "cv.pdf", pdf, "more.pdf", pdf),
	} {
		p.refused(code, p.api.Send(p.wang, "POST", all, form), "files", code)
	}
	for code, form := range map[string]*testkit.Form{
		"registration.answer_missing": sends(about(fields{"answers": fields{}})),
		"registration.file_missing":   sends(about(fields{"answers": fields{cv: "../../data.db"}})),
		"registration.answer_wrong":   sends(about(fields{"answers": fields{cv: 9}})),
	} {
		p.refused(code, p.api.Send(p.wang, "POST", all, form), "answers", code)
	}
	// one file for two questions answers one of them
	p.refused("twice", p.api.Send(p.wang, "POST", all, sends(about(fields{"answers": fields{cv: "cv.pdf", badge: "cv.pdf"}}), "cv.pdf", pdf)), "answers", "registration.file_missing")
	if got := p.api.Send(p.wang, "POST", all, sends(about(fields{"answers": fields{cv: "cv.pdf"}}), "cv.pdf", make([]byte, 100<<20))); got.Status != 413 && got.Status != 400 {
		t.Errorf("100 MB: %d %.200s", got.Status, got.Body)
	}
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM registrations"); n != 0 {
		t.Fatalf("%d registered", n)
	}

	got := p.expect("two files", p.api.Send(p.wang, "POST", all, sends(about(fields{"answers": fields{cv: "我的 简历.pdf", badge: "me.PNG"}}), "me.PNG", picture(t), "我的 简历.pdf", pdf)), 200)
	r := p.read(got.JSON("id").(string))
	var answers map[string]string
	if err := r.UnmarshalJSONField("answers", &answers); err != nil || len(schema.AsRegistration(r).Files()) != 2 || !strings.HasSuffix(answers[cv], ".pdf") || !strings.HasSuffix(answers[badge], ".png") && !strings.HasSuffix(answers[badge], ".PNG") {
		t.Fatal(answers, schema.AsRegistration(r).Files(), err)
	}
	path := "/api/files/registrations/" + r.Id + "/" + answers[cv]
	token := func(who *core.Record) string {
		if who == nil {
			return ""
		}
		token, err := who.NewFileToken()
		if err != nil {
			t.Fatal(err)
		}
		return "?token=" + token
	}
	for who, sees := range map[*core.Record]bool{p.wang: true, p.organiser: true, p.author: true, p.gate: false, p.chen: false, nil: false} {
		if got := p.api.Send(nil, "GET", path+token(who), nil); (got.Status == 200) != sees || sees && got.Body != string(pdf) {
			t.Errorf("%v: %d", who, got.Status)
		}
	}
	view := p.api.Send(p.wang, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil)
	url, _ := view.JSON("mine", 0, "files", 0, "url").(string)
	file := p.api.Send(nil, "GET", url, nil)
	if file.Status != 200 || file.Body != string(pdf) || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Cache-Control") != "no-store" {
		t.Error(file.Status, file.Header, view.Body)
	}
	for _, bad := range []string{strings.Replace(url, answers[cv], "data.db", 1), strings.Replace(url, answers[cv], "..%2f..%2fdata.db", 1), strings.Replace(url, r.Id, strings.Repeat("a", 15), 1)} {
		if got := p.api.Send(nil, "GET", bad, nil); got.Status != 404 {
			t.Errorf("%s: %d", bad, got.Status)
		}
	}
	// the list that is exported leads there
	if csv := p.api.Send(p.author, "GET", "/api/qiao/events/"+p.event.Id+"/attendees/csv", nil).Body; !strings.Contains(csv, "https://qiao.example/events/qiao-xia-wu/manage#file="+r.Id+"/"+answers[cv]) {
		t.Error(csv)
	}

	// another one takes its place
	p.expect("another", p.api.Send(p.wang, "PATCH", all+"/"+r.Id, sends(fields{"answers": fields{cv: "cv2.pdf", badge: answers[badge]}}).File("files+", "cv2.pdf", pdf)), 200)
	if now := p.read(r.Id); len(schema.AsRegistration(now).Files()) != 2 || p.stored(r) != 2 || strings.Contains(strings.Join(schema.AsRegistration(now).Files(), " "), answers[cv]) {
		t.Error(schema.AsRegistration(now).Files(), p.stored(r))
	}
	p.expect("somebody else's", p.api.Send(p.chen, "PATCH", all+"/"+r.Id, sends(fields{"answers": fields{}}, "x.pdf", pdf)), 404)
	p.refused("an organiser's", p.api.Send(p.organiser, "PATCH", all+"/"+r.Id, sends(fields{}, "x.pdf", pdf)), "files", "registration.stays")

	// given away: the files of who had the seat go
	key, _ := view.JSON("mine", 0, "key").(string)
	p.expect("transfer", p.api.Send(nil, "POST", "/api/qiao/registrations/"+key, fields{"action": "transfer", "name": "新人", "email": "new@example.com"}), http.StatusNoContent)
	p.drain()
	if p.stored(r) != 0 || len(schema.AsRegistration(p.read(r.Id)).Files()) != 0 {
		t.Error("the files of who gave the seat away are still there")
	}
}

func TestFilesOfGuests(t *testing.T) {
	p := newPortal(t, 0, fields{"guests": true})
	cv := p.asks(fields{"label": "简历", "kind": "file"})
	guest := func(n string) *testkit.Form {
		return sends(fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": "访客", "email": "guest" + n + "@example.com", "answers": fields{cv: "cv.pdf"}}, "cv.pdf", pdf)
	}
	p.expect("a guest", p.api.Send(nil, "POST", "/api/qiao/registrations", guest("1")), 200)
	p.refused("a page", p.api.Send(nil, "POST", "/api/qiao/registrations", sends(fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": "访客", "email": "bad@example.com",
		"answers": fields{cv: "cv.pdf"}}, "cv.pdf", []byte("<html><script>"))), "files", "registration.file_kind")
	found, err := p.app.FindFirstRecordByData(schema.Registrations, "email", "guest1@example.com")
	if err != nil || p.stored(found) != 1 {
		t.Fatal(err, "no file")
	}

	// after an event, files go with the rest of what is personal; a second time changes nothing
	p.sql("UPDATE registrations SET state = 'confirmed' WHERE id = {:id}", dbx.Params{"id": found.Id})
	p.sql("UPDATE events SET starts = '2020-01-01 00:00:00.000Z', ends = '2020-01-01 02:00:00.000Z'", nil)
	p.run("registration.erase")
	if r := schema.AsRegistration(p.read(found.Id)); p.stored(found) != 0 || len(r.Files()) != 0 || !r.Erased() || r.Email() != "" {
		t.Error(p.stored(found), r.Files())
	}

	// anybody can send files before an address is confirmed: so many and no more
	q := newPortal(t, 0, fields{"guests": true})
	p, cv = q, q.asks(fields{"label": "简历", "kind": "file"})
	p.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
		INSERT INTO registrations (id, event, ticket, email, lang, state, files) SELECT printf('unproven%07d', i), {:event}, {:ticket}, i || '@example.com', 'zh', 'unconfirmed', '["x.pdf"]' FROM n`,
		dbx.Params{"event": p.event.Id, "ticket": p.ticket.Id})
	p.expect("one too many", p.api.Send(nil, "POST", "/api/qiao/registrations", guest("2")), 429)
	p.expect("a member", p.api.Send(p.wang, "POST", all, sends(fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": p.wang.Id, "answers": fields{cv: "cv.pdf"}}, "cv.pdf", pdf)), 200)
}

func TestFewQuestionsForFiles(t *testing.T) {
	p := newPortal(t, 0, nil)
	for range 3 {
		p.asks(fields{"label": "文件", "kind": "file"})
	}
	p.refused("a fourth", p.api.Send(p.author, "POST", "/api/collections/event_questions/records", fields{"event": p.event.Id, "label": "又一个", "kind": "file"}), "kind", "registration.questions_files")
	if got := p.register(p.wang, fields{"files": "forged.pdf"}); got.Status == 200 && len(schema.AsRegistration(p.read(got.JSON("id").(string))).Files()) != 0 {
		t.Error("a name without a file was kept")
	}
}
