package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/events"
	"qiao/hooks/schema"
	"qiao/hooks/search"
	"qiao/hooks/testkit"
	"qiao/hooks/transfer"
	"qiao/hooks/transfer/eventlist"
	"qiao/hooks/transfer/ics"
)

func withEvents(app core.App) { events.Register(app, search.New(app)) }

func china(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// importEvents imports and gives the report with its lines.
func importEvents(t testing.TB, app core.App, sources iter.Seq[transfer.EventSource], o transfer.EventOptions) (transfer.Report, []transfer.Line) {
	t.Helper()
	var out bytes.Buffer
	o.Zone, o.Report = china(t), &out
	report, err := transfer.ImportEvents(context.Background(), app, sources, o)
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

func icsText(events ...string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n")
}

func vevent(lines ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
}

func window(t testing.TB) ics.Options {
	return ics.Options{Zone: china(t), Now: time.Now(), Back: 12, Ahead: 12}
}

func importICS(t testing.TB, app core.App, text []byte, o transfer.EventOptions) (transfer.Report, []transfer.Line) {
	t.Helper()
	return importEvents(t, app, ics.Calendar("a.ics", text, window(t)), o)
}

func counts(r transfer.Report) string {
	return fmt.Sprint(r.Counts[transfer.Imported], r.Counts[transfer.Updated], r.Counts[transfer.Unchanged], r.Counts[transfer.Skipped], r.Counts[transfer.Failed])
}

func TestImportCalendar(t *testing.T) {
	app := testkit.NewApp(t, withEvents)
	text := icsText(
		vevent("UID:one@example.com", "SUMMARY:鸿蒙开发者沙龙 成都站", "DTSTART;TZID=China Standard Time:20260418T140000", "DTEND;TZID=China Standard Time:20260418T173000",
			`LOCATION:天府软件园\nA 区 1 号`, "GEO:30.5;104.06", `DESCRIPTION:欢迎 *大家*\n<https://example.com/a_b_c>`, "URL:https://example.com/one", "CATEGORIES:HarmonyOS,沙龙", "SEQUENCE:4"),
		vevent("UID:day@example.com", "SUMMARY:Open Source Summit", "DTSTART;VALUE=DATE:20260420", "DTEND;VALUE=DATE:20260423", "LOCATION:Zoom"),
		vevent("UID:private@example.com", "SUMMARY:Dentist", "DTSTART:20260420T080000Z", "CLASS:PRIVATE"),
		vevent("UID:bad@example.com", "SUMMARY:no time", "DTSTART:tomorrow"),
		vevent("UID:off@example.com", "SUMMARY:Cancelled meetup", "DTSTART:20260421T080000Z", "DTEND:20260421T090000Z", "STATUS:CANCELLED"),
	)
	report, lines := importICS(t, app, text, transfer.EventOptions{})
	if got := counts(report); got != "3 0 0 2 0" {
		t.Fatalf("%s: %v", got, lines)
	}
	said := false
	for _, l := range lines {
		said = said || l.Outcome == transfer.Skipped && strings.HasPrefix(l.Reason, "line ") && strings.Contains(l.Reason, "tomorrow")
	}
	if !said {
		t.Errorf("nothing is said of the time that is none: %v", lines)
	}
	one := eventBy(t, app, "ics:one@example.com:")
	for field, want := range map[string]string{
		schema.EventTitle: "鸿蒙开发者沙龙 成都站", schema.EventStatus: "published", schema.EventKind: "talk", schema.EventMode: "offline", schema.EventZone: "Asia/Shanghai",
		schema.EventVenue: "天府软件园", schema.EventAddress: "A 区 1 号", schema.EventStarts: "2026-04-18 06:00:00.000Z", schema.EventEnds: "2026-04-18 09:30:00.000Z",
		schema.EventSourceURL: "https://example.com/one", schema.EventSourceSite: "example.com", schema.EventLang: "zh",
	} {
		if got := one.GetString(field); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
	if html := one.GetString(schema.EventHTML); strings.Contains(html, "<em>") || !strings.Contains(html, `href="https://example.com/a_b_c"`) {
		t.Errorf("the text is %s", html)
	}
	if one.GetInt(schema.EventSequence) != 4 || len(one.GetStringSlice(schema.EventTags)) != 2 {
		t.Errorf("revision %d, tags %v", one.GetInt(schema.EventSequence), one.GetStringSlice(schema.EventTags))
	}
	day := eventBy(t, app, "ics:day@example.com:")
	if day.GetString(schema.EventStarts) != "2026-04-19 16:00:00.000Z" || day.GetString(schema.EventEnds) != "2026-04-22 15:59:59.000Z" || !day.GetBool(schema.EventAllDay) || day.GetString(schema.EventMode) != "online" {
		t.Errorf("days: %s to %s, %s", day.GetString(schema.EventStarts), day.GetString(schema.EventEnds), day.GetString(schema.EventMode))
	}
	if off := eventBy(t, app, "ics:off@example.com:"); off.GetString(schema.EventStatus) != "cancelled" {
		t.Errorf("the cancelled one is %s", off.GetString(schema.EventStatus))
	}

	// again, changed, and as drafts elsewhere
	if report, lines = importICS(t, app, text, transfer.EventOptions{}); counts(report) != "0 0 3 2 0" {
		t.Errorf("again: %s: %v", counts(report), lines)
	}
	changed := bytes.Replace(text, []byte("成都站"), []byte("重庆站"), 1)
	if report, _ = importICS(t, app, changed, transfer.EventOptions{DryRun: true}); counts(report) != "0 1 2 2 0" || eventBy(t, app, "ics:one@example.com:").GetString(schema.EventTitle) != "鸿蒙开发者沙龙 成都站" {
		t.Errorf("a dry run: %s", counts(report))
	}
	if report, _ = importICS(t, app, changed, transfer.EventOptions{}); counts(report) != "0 1 2 2 0" {
		t.Errorf("changed: %s", counts(report))
	}
	if one = eventBy(t, app, "ics:one@example.com:"); one.GetString(schema.EventTitle) != "鸿蒙开发者沙龙 重庆站" || one.GetInt(schema.EventSequence) != 5 {
		t.Errorf("%s, revision %d", one.GetString(schema.EventTitle), one.GetInt(schema.EventSequence))
	}
}

// eventBy finds an imported event.
func eventBy(t testing.TB, app core.App, origin string) *core.Record {
	t.Helper()
	r, err := app.FindFirstRecordByFilter(schema.Events, "origin = {:o}", dbx.Params{"o": origin})
	if err != nil {
		t.Fatalf("%s: %v", origin, err)
	}
	return r
}

func TestImportDrafts(t *testing.T) {
	app := testkit.NewApp(t, withEvents)
	text := icsText(vevent("UID:a", "SUMMARY:x", "DTSTART:20260420T080000Z", "DTEND:20260420T090000Z"), vevent("UID:b", "SUMMARY:y", "DTSTART:20260420T080000Z", "STATUS:CANCELLED"))
	importICS(t, app, text, transfer.EventOptions{Drafts: true})
	for _, key := range []string{"ics:a:", "ics:b:"} {
		if s := eventBy(t, app, key).GetString(schema.EventStatus); s != "draft" {
			t.Errorf("%s is %s", key, s)
		}
	}
}

// TestImportHosts: what is imported for a group is that group's, as what is imported for a column is the column's; not both.
func TestImportHosts(t *testing.T) {
	app := testkit.NewApp(t, withEvents)
	owner := testkit.User(t, app, "owner")
	group, column := testkit.Group(t, app, "chengdu-go", owner, nil), testkit.Column(t, app, "cloud", owner, nil)
	text := icsText(vevent("UID:a", "SUMMARY:x", "DTSTART:20260420T080000Z", "DTEND:20260420T090000Z"))
	for i, o := range []transfer.EventOptions{{Group: "chengdu-go"}, {Column: "cloud"}, {Group: "chengdu-go"}} {
		importICS(t, app, text, o)
		r, want := eventBy(t, app, "ics:a:"), [2]string{group.Id, ""}
		if o.Column != "" {
			want = [2]string{"", column.Id}
		}
		if got := [2]string{r.GetString(schema.EventGroup), r.GetString(schema.EventColumn)}; got != want {
			t.Errorf("run %d: group and column %v, want %v", i+1, got, want)
		}
	}
	for _, o := range []transfer.EventOptions{{Group: "nothing"}, {Group: "chengdu-go", Column: "cloud"}} {
		o.Zone = time.UTC
		if _, err := transfer.ImportEvents(t.Context(), app, func(func(transfer.EventSource) bool) {}, o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

// TestImportSeries: a recurring event becomes a series with its dates; what its calendar drops is cancelled, what comes back is
// public again.
func TestImportSeries(t *testing.T) {
	app := testkit.NewApp(t, withEvents)
	start := time.Now().UTC().AddDate(0, 0, 7).Truncate(time.Hour)
	stamp := func(weeks int) string { return start.AddDate(0, 0, 7*weeks).Format("20060102T150405Z") }
	series := func(more ...string) string {
		return vevent(append([]string{"UID:weekly@example.com", "SUMMARY:Weekly meetup", "DTSTART:" + stamp(0), "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=4"}, more...)...)
	}
	moved := vevent("UID:weekly@example.com", "RECURRENCE-ID:"+stamp(2), "SUMMARY:Special meetup", "DTSTART:"+start.AddDate(0, 0, 15).Format("20060102T150405Z"), "DURATION:PT1H")
	if report, lines := importICS(t, app, icsText(series(), moved), transfer.EventOptions{}); counts(report) != "4 0 0 0 0" {
		t.Fatalf("%s: %v", counts(report), lines)
	}
	third := eventBy(t, app, "ics:weekly@example.com:"+stamp(2))
	if third.GetString(schema.EventTitle) != "Special meetup" || third.GetString(schema.EventSeries) == "" {
		t.Errorf("%s in series %q", third.GetString(schema.EventTitle), third.GetString(schema.EventSeries))
	}
	s, err := app.FindRecordById(schema.EventSeriesList, third.GetString(schema.EventSeries))
	if err != nil || s.GetString(schema.EventSeriesRule) != "FREQ=WEEKLY;COUNT=4" || s.GetString(schema.EventSeriesTitle) != "Weekly meetup" {
		t.Fatalf("%v: %v", err, s)
	}
	without := icsText(series("EXDATE:"+stamp(1)), moved)
	if report, lines := importICS(t, app, without, transfer.EventOptions{}); counts(report) != "0 1 3 0 0" {
		t.Fatalf("%s: %v", counts(report), lines)
	}
	if got := eventBy(t, app, "ics:weekly@example.com:"+stamp(1)).GetString(schema.EventStatus); got != "cancelled" {
		t.Errorf("the date that is gone is %s", got)
	}
	if report, _ := importICS(t, app, without, transfer.EventOptions{}); counts(report) != "0 0 3 0 0" {
		t.Errorf("again: %s", counts(report))
	}
	importICS(t, app, icsText(series(), moved), transfer.EventOptions{})
	if got := eventBy(t, app, "ics:weekly@example.com:"+stamp(1)).GetString(schema.EventStatus); got != "published" {
		t.Errorf("the date that is back is %s", got)
	}
	if report, lines := importICS(t, app, icsText(vevent("UID:bomb", "SUMMARY:x", "DTSTART:"+stamp(0), "DURATION:PT1S", "RRULE:FREQ=SECONDLY")), transfer.EventOptions{}); report.Counts[transfer.Imported] != 500 || !strings.Contains(lines[0].Reason, "500") {
		t.Errorf("a rule without end: %s", counts(report))
	}
}

// TestImportCorpusCalendars brings in all calendars of the corpus, twice.
func TestImportCorpusCalendars(t *testing.T) {
	files, err := ics.Files(testkit.Corpus(t, "events", "ics"))
	if err != nil {
		t.Fatal(err)
	}
	app := testkit.NewApp(t, withEvents)
	o := window(t)
	o.Now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	report, lines := importEvents(t, app, ics.Sources(files, o), transfer.EventOptions{})
	told := map[string]bool{}
	for _, l := range lines {
		told[strings.TrimRight(strings.TrimRight(l.File, "0123456789"), ":")] = true
		if (l.Outcome == transfer.Failed || l.Outcome == transfer.Skipped) && l.Reason == "" {
			t.Errorf("%s: %s without a reason", l.File, l.Outcome)
		}
	}
	for _, file := range files {
		if !told[file] {
			t.Errorf("%s is in no line of the report", file)
		}
	}
	t.Logf("%d files: %s", len(files), report)
	again, _ := importEvents(t, app, ics.Sources(files, o), transfer.EventOptions{})
	t.Logf("again: %s", again)
	if again.Counts[transfer.Imported] != 0 || again.Counts[transfer.Updated] != 0 || report.Counts[transfer.Imported] < 1000 {
		t.Errorf("%s, and again %s", report, again)
	}
}

// TestImportCorpusLists brings in the lists of the corpus: conferences in JSON, YAML and CSV.
func TestImportCorpusLists(t *testing.T) {
	for _, c := range []struct {
		dir   string
		least float64 // how many of the events come in
	}{{"confs-tech", 0.97}, {"ccf-deadlines", 0.95}, {"python-organizers", 0.97}, {"ruby-conferences", 0.97}, {"dev-community-data", 0.9}} {
		t.Run(c.dir, func(t *testing.T) {
			app := testkit.NewApp(t, withEvents)
			total, here, files := 0, 0, 0
			reasons := map[string]int{}
			err := filepath.WalkDir(testkit.Corpus(t, "events", c.dir), func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || files > 80 {
					return err
				}
				files++
				if text, err := os.ReadFile(path); err != nil || strings.TrimSpace(string(text)) == "[]" {
					return err
				}
				list, err := eventlist.Open(path, eventlist.Options{Zone: china(t)})
				if err != nil {
					t.Errorf("%v", err)
					return nil
				}
				report, lines := importEvents(t, app, list.Sources(), transfer.EventOptions{})
				total += report.Total()
				here += report.Counts[transfer.Imported] + report.Counts[transfer.Unchanged] + report.Counts[transfer.Updated]
				for _, l := range lines {
					if l.Outcome == transfer.Failed || l.Outcome == transfer.Skipped {
						reasons[l.Reason]++
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d files, %d events, %d here", files, total, here)
			if float64(here) < c.least*float64(total) || total == 0 {
				t.Errorf("%d of %d: %v", here, total, reasons)
			}
		})
	}
}

func TestImportLists(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, text, key, want string }{
		{"golang.json", `[{"name":"GopherCon UK","url":"https://www.gophercon.co.uk","startDate":"2024-08-14","endDate":"2024-08-16","city":"London","country":"U.K.","online":true,"locales":"EN","cocUrl":"https://www.gophercon.co.uk/conduct"}]`,
			"list:confs-tech:https://www.gophercon.co.uk|gopherconuk|2024-08-14", "GopherCon UK|conference|hybrid|London|GB|2024-08-13 16:00:00.000Z|2024-08-16 15:59:59.000Z|https://www.gophercon.co.uk/conduct"},
		{"casa.yml", "- title: CASA\n  description: International Conference on Computer Animation\n  sub: CG\n  rank:\n    ccf: C\n  confs:\n    - year: 2025\n      id: casa25\n      link: https://example.com/\n      date: December 30, 2024 - January 2, 2025\n      place: Wuhan, China\n      timezone: AoE\n",
			"list:ccf:casa25", "CASA 2025|conference|offline|Wuhan|CN|2024-12-29 16:00:00.000Z|2025-01-02 15:59:59.000Z|"},
		{"table.csv", "\ufeff活动名称,开始时间,结束时间,城市,地点,网址\n成都技术沙龙,2026-04-18 14:00,2026-04-18 17:30,成都,天府软件园,https://example.com/x\n",
			"list:table:成都技术沙龙|2026-04-18", "成都技术沙龙|talk|offline|成都||2026-04-18 06:00:00.000Z|2026-04-18 09:30:00.000Z|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := testkit.NewApp(t, withEvents)
			path := filepath.Join(dir, c.name)
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			for i, want := range []string{"1 0 0 0 0", "0 0 1 0 0"} {
				list, err := eventlist.Open(path, eventlist.Options{Zone: china(t)})
				if err != nil {
					t.Fatal(err)
				}
				if report, lines := importEvents(t, app, list.Sources(), transfer.EventOptions{}); counts(report) != want {
					t.Fatalf("run %d: %s: %v", i+1, counts(report), lines)
				}
			}
			r := eventBy(t, app, c.key)
			var got []string
			for _, field := range []string{schema.EventTitle, schema.EventKind, schema.EventMode, schema.EventCity, schema.EventCountry, schema.EventStarts, schema.EventEnds, schema.EventConductURL} {
				got = append(got, r.GetString(field))
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("%s, not %s", s, c.want)
			}
		})
	}
	for name, text := range map[string]string{"broken.json": "[{", "empty.json": "[]", "a.txt": "x", "none.csv": "", "bomb.yaml": "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := eventlist.Open(path, eventlist.Options{Zone: time.UTC}); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
