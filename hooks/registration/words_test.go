package registration_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/testkit"
)

// words makes rules: of those two a text is refused, one is masked, and one would have to wait.
func (p *portal) words() {
	p.t.Helper()
	for word, action := range map[string]string{"黑色词": "block", "灰色词": "hold", "笨蛋": "mask"} {
		testkit.Create(p.t, p.app, schema.WordRules, fields{"word": word, "action": action, "active": true})
	}
}

func (p *portal) answersOf(id string) (answers map[string]any) {
	p.t.Helper()
	r, err := p.app.FindRecordById(schema.Registrations, id)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := r.UnmarshalJSONField("answers", &answers); err != nil {
		p.t.Fatal(err)
	}
	return answers
}

// Words are looked for in the answers and names of registrations, whoever makes them and however they are sent, before anything
// is written. Answers that would have to wait pass, since organisers alone read them; names don't, they stand on badges.
func TestWordsInRegistrations(t *testing.T) {
	p := newPortal(t, 0, fields{"guests": true, "party": 5})
	line, long := p.asks(fields{"label": "想听什么", "kind": "text"}), p.asks(fields{"label": "还想说的", "kind": "long"})
	chosen := p.asks(fields{"label": "你是", "kind": "choice", "options": []string{"笨蛋", "黑色词"}}) // the organisers' words, older than the rules
	p.words()
	keeper := testkit.User(t, p.app, "keeper", "moderator")
	guest := func(more fields) testkit.Answer {
		f := fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": "访客", "email": "guest@example.com"}
		for k, v := range more {
			f[k] = v
		}
		return p.api.Send(nil, "POST", "/api/qiao/registrations", f)
	}
	own := p.registered(p.chen, nil)
	count := func() int { return testkit.Number(t, p.app, "SELECT count(*) FROM registrations") }
	there, mails := count(), testkit.Number(t, p.app, "SELECT count(*) FROM outbox")
	ways := map[string]func(more fields) testkit.Answer{
		"a member":     func(more fields) testkit.Answer { return p.register(p.wang, more) },
		"a moderator":  func(more fields) testkit.Answer { return p.register(keeper, more) },
		"an organiser": func(more fields) testkit.Answer { return p.register(p.organiser, more) },
		"a colleague": func(more fields) testkit.Answer {
			f := fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": p.chen.Id, "party": own.Id, "name": "同事"}
			for k, v := range more {
				f[k] = v
			}
			return p.api.Send(p.chen, "POST", all, f)
		},
		"a guest": guest,
	}
	batch := func(more fields) testkit.Answer {
		f := fields{"event": p.event.Id, "ticket": p.ticket.Id, "user": p.list.Id}
		for k, v := range more {
			f[k] = v
		}
		return p.api.Send(p.list, "POST", "/api/batch", fields{"requests": []fields{{"method": "POST", "url": all, "body": f}}})
	}
	settings := p.app.Settings()
	settings.Batch.Enabled = true
	if err := p.app.Save(settings); err != nil {
		t.Fatal(err)
	}
	for who, send := range ways {
		p.refused(who+", an answer", send(fields{"answers": fields{line: "讲讲黑 色 词"}}), "answers", "guard.blocked_answer")
		p.refused(who+", a long answer", send(fields{"answers": fields{line: "Go", long: "你好\n黑色词"}}), "answers", "guard.blocked_answer")
		p.refused(who+", a name", send(fields{"name": "黑色词先生"}), "name", "guard.blocked")
		if who != "a guest" { // whose answers are an object
			p.refused(who+", other signs for the same", send(fields{"answers": `{"` + line + `":"\u9ed1\u8272\u8bcd"}`}), "answers", "guard.blocked_answer")
		}
		if who != "a moderator" {
			p.refused(who+", a name that would wait", send(fields{"name": "灰色词女士"}), "name", "guard.blocked")
		}
	}
	p.expect("in a batch, an answer", batch(fields{"answers": fields{line: "黑色词"}}), 400)
	p.expect("in a batch, a name", batch(fields{"name": "黑色词"}), 400)
	if count() != there || testkit.Number(t, p.app, "SELECT count(*) FROM outbox") != mails {
		t.Error("something was written of what was refused")
	}
	for lang, want := range map[string]string{"zh-CN": "“还想说的”的回答里，第 2 行第 1 个字起的“黑色词”不能使用", "en": "In the answer to “还想说的”, “黑色词” (line 2, character 1) can't be used."} {
		a := p.api.Send(nil, "POST", "/api/qiao/registrations", fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": "访客", "email": "guest@example.com", "answers": fields{long: "你好\n黑色词"}}, "Accept-Language", lang)
		if got, _ := a.JSON("data", "answers", "message").(string); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", lang, a.Body)
		}
	}
	ways["in a batch"] = batch
	for who, send := range ways {
		p.expect(who, send(fields{"name": "张笨蛋", "source": "weibo", "answers": fields{line: "谁是笨**蛋", long: "一个灰色词", chosen: "黑色词"}}), 200)
	}
	var made []string
	if err := p.app.DB().NewQuery("SELECT id FROM registrations WHERE name = '张＊＊' AND source = 'weibo'").Column(&made); err != nil || len(made) != len(ways) {
		t.Fatalf("%d of %d names are masked: %v", len(made), len(ways), err)
	}
	for _, id := range made {
		if got := p.answersOf(id); len(got) != 3 || got[line] != "谁是＊**＊" || got[long] != "一个灰色词" || got[chosen] != "黑色词" {
			t.Errorf("%v", got)
		}
	}
	// who has registered isn't told otherwise than who hasn't
	p.refused("an address that is there", guest(fields{"answers": fields{line: "黑色词"}}), "answers", "guard.blocked_answer")

	// superusers restore what was
	p.expect("a superuser", p.api.Send(p.super, "POST", all, fields{"event": p.event.Id, "ticket": p.ticket.Id, "name": "黑色词", "lang": "zh", "state": "confirmed", "email": "old@example.com", "answers": fields{line: "黑色词"}}), 200)
	// a link that somebody made is no fault of who follows it
	r := p.registered(p.somebody(), fields{"source": "黑色词"})
	if r.GetString("source") != "" {
		t.Error(r.GetString("source"))
	}
	p.sound()
}

// An edit is looked at for what it changes, by the rules of that moment: what stood there before its rule stays.
func TestWordsInEdits(t *testing.T) {
	p := newPortal(t, 0, nil)
	line, long := p.asks(fields{"label": "想听什么", "kind": "text"}), p.asks(fields{"label": "还想说的", "kind": "long"})
	r := p.registered(p.wang, fields{"name": "王小明", "answers": fields{line: "黑色词", long: "你好"}})
	p.expect("without rules", p.patch(p.wang, r, fields{"answers": fields{line: "讲讲黑色词", long: "你好"}}), 200)
	p.words()
	p.expect("the other answer", p.patch(p.wang, r, fields{"answers": fields{line: "讲讲黑色词", long: "你好啊"}}), 200)
	p.refused("the answer itself", p.patch(p.wang, r, fields{"answers": fields{line: "讲讲黑色词吧", long: "你好啊"}}), "answers", "guard.blocked_answer")
	p.refused("other signs for it", p.patch(p.wang, r, fields{"answers": `{"` + line + `":"Go","` + long + `":"\u9ed1\u8272\u8bcd"}`}), "answers", "guard.blocked_answer")
	p.refused("one's name", p.patch(p.wang, r, fields{"name": "黑色词"}), "name", "guard.blocked")
	p.refused("one's name, to one that would wait", p.patch(p.wang, r, fields{"name": "灰色词"}), "name", "guard.blocked")
	p.refused("a name, by an organiser", p.patch(p.organiser, r, fields{"name": "黑色词"}), "name", "guard.blocked")
	if got := p.answersOf(r.Id); got[line] != "讲讲黑色词" || got[long] != "你好啊" || testkit.Fresh(t, p.app, r).GetString("name") != "王小明" {
		t.Error("what was refused is written", got)
	}
	p.expect("masked", p.patch(p.wang, r, fields{"name": "王笨蛋", "answers": fields{line: "灰色词", long: "你这笨蛋"}}), 200)
	p.expect("masked again", p.patch(p.wang, r, fields{"answers": fields{line: "灰色词了", long: "你这笨蛋"}}), 200)
	if got := p.answersOf(r.Id); got[line] != "灰色词了" || got[long] != "你这＊＊" || testkit.Fresh(t, p.app, r).GetString("name") != "王＊＊" {
		t.Error(got)
	}
	p.expect("a superuser", p.patch(p.super, r, fields{"name": "黑色词"}), 200)
	p.expect("cancelled as it is", p.patch(p.wang, r, fields{"state": "cancelled"}), 200)
}

// Who is given a seat, or comes to the door, has a name that is looked at too.
func TestWordsInOtherNames(t *testing.T) {
	p := newPortal(t, 0, fields{"guests": true})
	p.words()
	p.registered(p.wang, nil)
	key := p.expect("show", p.api.Send(p.wang, "GET", "/api/qiao/events/"+p.event.Id+"/registration", nil), 200).JSON("mine", 0, "key").(string)
	give := func(name string) testkit.Answer {
		return p.api.Send(nil, "POST", "/api/qiao/registrations/"+key, fields{"action": "transfer", "name": name, "email": "other@example.com"})
	}
	p.refused("given", give("黑色词"), "name", "guard.blocked")
	p.refused("given, to one who would wait", give("灰色词"), "name", "guard.blocked")
	if n := testkit.Number(t, p.app, "SELECT count(*) FROM registrations WHERE user = {:user} AND name = 'wang'", dbx.Params{"user": p.wang.Id}); n != 1 {
		t.Error("the seat is gone")
	}
	p.expect("given, masked", give("李笨蛋"), 204)
	p.begin()
	for who, by := range map[string]*core.Record{"gate": p.gate, "organiser": p.organiser} {
		p.refused(who, p.walkIn(by, fields{"name": "黑色词", "nonce": "refused-" + who}), "name", "guard.blocked")
		p.expect(who, p.walkIn(by, fields{"name": "赵笨蛋", "nonce": "masked-" + who}), 200)
	}
	p.expect("a superuser", p.walkIn(p.super, fields{"name": "黑色词", "nonce": "by-the-superuser"}), 200)
	for name, want := range map[string]int{"李＊＊": 1, "赵＊＊": 2, "黑色词": 1} {
		if n := testkit.Number(t, p.app, "SELECT count(*) FROM registrations WHERE name = {:name}", dbx.Params{"name": name}); n != want {
			t.Errorf("%d are called %s, want %d", n, name, want)
		}
	}
}

// What organisers ask and say of tickets is looked at as what others write.
func TestWordsOfOrganisers(t *testing.T) {
	p := newPortal(t, 0, nil)
	p.words()
	settings, err := p.app.FindFirstRecordByData(schema.EventRegistrations, "event", p.event.Id)
	if err != nil {
		t.Fatal(err)
	}
	question, err := p.app.FindRecordById(schema.EventQuestions, p.asks(fields{"label": "口味", "kind": "choice", "options": []string{"辣", "不辣"}}))
	if err != nil {
		t.Fatal(err)
	}
	for field, what := range map[string]*core.Record{"message": settings, "name": p.ticket, "about": p.ticket, "label": question, "help": question} {
		change := func(text string) testkit.Answer {
			return p.api.Send(p.organiser, "PATCH", testkit.At(what.Collection().Name, what.Id), fields{field: text})
		}
		p.refused(field, change("黑色词"), field, "guard.blocked")
		p.refused(field+" that would wait", change("灰色词"), field, "guard.blocked")
		if a := p.expect(field+" masked", change("笨蛋"), 200); fmt.Sprint(a.JSON(field)) != "＊＊" {
			t.Errorf("%s: %s", field, a.Body)
		}
	}
	for _, options := range []any{[]string{"辣", "黑色词"}, []string{"笨蛋", "不辣"}, `["\u9ed1\u8272\u8bcd","不辣"]`} {
		p.refused("a choice", p.api.Send(p.organiser, "PATCH", testkit.At(schema.EventQuestions, question.Id), fields{"options": options}), "options", "guard.blocked_line")
	}
}
