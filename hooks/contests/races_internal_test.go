package contests

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestParseAttempt(t *testing.T) {
	for text, want := range map[string]attempt{
		"83.456": {MS: 83_456}, "1:23.456": {MS: 83_456}, "1:02:03.4": {MS: 3_723_400}, "59": {MS: 59_000}, "0:59.9": {MS: 59_900}, "dnf": {Out: dnf},
		"DSQ": {Out: dsq}, "dns": {Out: dns}, "1：05.07": {MS: 65_070}, "100": {MS: 100_000}, "90:00": {MS: 5_400_000}, "0.001": {MS: 1},
	} {
		if got, ok := parseAttempt(text); !ok || got != want {
			t.Errorf("%q: %v %v", text, got, ok)
		}
		if want.Out == "" {
			if back, ok := parseAttempt(clock(want.MS)); !ok || back != want {
				t.Errorf("%s is read as %v", clock(want.MS), back)
			}
		}
	}
	for _, text := range []string{"", "0", "0.000", "-5", "1:5", "1:60", "1:99:00", "1.2345", "1.", ".5", "1:2:3:4", "abc", "1,5", "99999999", "1e3", "+3", "１:23", "200:00:00", "NaN"} {
		if got, ok := parseAttempt(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestBest(t *testing.T) {
	for want, attempts := range map[struct {
		ms     int
		status string
	}][]attempt{
		{61_000, "ok"}: {{MS: 62_000}, {Out: dnf}, {MS: 61_000}, {Out: dsq}}, {0, "dnf"}: {{Out: dsq}, {Out: dnf}, {Out: dns}}, {0, "dsq"}: {{Out: dns}, {Out: dsq}}, {0, "dns"}: nil,
	} {
		if ms, status := best(attempts, false); ms != want.ms || status != want.status {
			t.Errorf("%v: %d %s", attempts, ms, status)
		}
		if ms, status := best(attempts, true); ms != 0 || status != "dsq" {
			t.Errorf("disqualified: %d %s", ms, status)
		}
	}
}

func TestReadCSV(t *testing.T) {
	good := "\ufeff参赛号,姓名,车队,组别,第1圈,第 2 圈,取消成绩\r\n7,林桥,星桥车队,A,1:02.345,DNF,\r\n\r\n8,\"周, 远\",,B,61.2,1:00.999,是\r\n"
	rows, problems := readCSV([]byte(good))
	if len(problems) > 0 || len(rows) != 2 || rows[0].Name != "林桥" || rows[0].Line != 2 || rows[1].Name != "周, 远" || rows[1].Line != 4 || !rows[1].Disqualified || rows[1].Attempts[1].MS != 60_999 {
		t.Errorf("%+v %v", rows, problems)
	}
	foreign, err := simplifiedchinese.GB18030.NewEncoder().String("号码;姓名;成绩\n1;张三;59.1\n")
	if err != nil {
		t.Fatal(err)
	}
	if rows, problems = readCSV([]byte(foreign)); len(problems) > 0 || rows[0].Name != "张三" {
		t.Errorf("GB 18030 and semicolons: %+v %v", rows, problems)
	}
	for text, want := range map[string]problem{
		"":                                          {Line: 1},
		"number,name\n":                             {Line: 1},
		"name,1\n甲,5\n":                             {Line: 1},
		"number,name,speed\n1,甲,5\n":                {Line: 1, Column: "speed"},
		"number,name,name\n1,甲,乙\n":                 {Line: 1, Column: "name"},
		"number,name\n1,甲\n1,乙\n":                   {Line: 3, Column: "number"},
		"number,name\n1,\n":                         {Line: 2, Column: "name"},
		"number,name,1\n1,甲,5x\n":                   {Line: 2, Column: "1"},
		"number,name\n1,=HYPERLINK(\"x\")\n":        {Line: 2},
		"number,name\n1,\"=HYPERLINK(1)\"\n":        {Line: 2, Column: "name"},
		"number,name\n1,+1\n":                       {Line: 2, Column: "name"},
		"number,name\n1,　＝A1\n":                     {Line: 2, Column: "name"},
		"number,name,note\n1,甲,@SUM(A1)\n":          {Line: 2, Column: "note"},
		"number,name\n1,甲,乙\n":                      {Line: 2},
		"number,name\n1,\"甲\n乙\"\n":                 {Line: 2, Column: "name"},
		"number,name\n1,甲\u202e乙\n":                 {Line: 2, Column: "name"},
		"number,name\n1,\"甲\n":                      {Line: 2},
		"number,name,disqualified\n1,甲,maybe\n":     {Line: 2, Column: "disqualified"},
		"number,name\n1," + strings.Repeat("长", 81): {Line: 2, Column: "name"},
		"number,name,\n1,甲,x\n":                     {Line: 2},
	} {
		rows, problems := readCSV([]byte(text))
		if len(rows) != 0 || len(problems) == 0 || problems[0].Line != want.Line || problems[0].Column != want.Column {
			t.Errorf("%.60q: %v %+v, want line %d %q", text, rows, problems, want.Line, want.Column)
		}
	}
	long := "number,name\n" + strings.Repeat("1,甲\n", mostResults+5)
	if _, problems := readCSV([]byte(long)); len(problems) != mostProblems {
		t.Errorf("%d problems are named", len(problems))
	}
	if _, problems := readCSV([]byte("\xff\xfe\x00\xd8 \x81")); len(problems) != 1 {
		t.Errorf("bytes that are no text: %v", problems)
	}
}

// Whatever comes, reading ends without a panic: with rows that the records take, or with problems on lines that there are.
func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"number,name,1\n1,甲,1:02.3\n2,乙,DNF\n", "参赛号;姓名\n1;\"甲\"\"乙\"\n", "number\tname\n1\t甲\n", "\ufeffno,driver,lap 1\n\"1\",=1,2\n", "number,name\n1,\"甲\n", "\xb2\xce\xc8\xfc\xba\xc5,\xd0\xd5\xc3\xfb\n1,a\n", "number,name\r1,甲\r",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, problems := readCSV(data)
		if (len(rows) > 0) == (len(problems) > 0) {
			t.Fatalf("%d rows, %d problems", len(rows), len(problems))
		}
		if len(rows) > mostResults || len(problems) > mostProblems+2 {
			t.Fatalf("%d rows, %d problems", len(rows), len(problems))
		}
		for _, p := range problems {
			if p.Line < 1 || p.Why == nil || !utf8.ValidString(p.Column) {
				t.Fatalf("%+v", p)
			}
		}
		seen := map[string]bool{}
		for _, r := range rows {
			if seen[r.Number] || r.Number == "" || r.Name == "" || len(r.Attempts) > mostAttempts {
				t.Fatalf("%+v", r)
			}
			seen[r.Number] = true
			for _, cell := range []string{r.Number, r.Name, r.Team, r.Class, r.Member, r.Note} {
				if formula(cell) || utf8.RuneCountInString(cell) > 300 || strings.ContainsAny(cell, "\r\n\t") || !utf8.ValidString(cell) {
					t.Fatalf("%q", cell)
				}
			}
			for _, a := range r.Attempts {
				if (a.Out == "") != (a.MS > 0) || a.MS > longest {
					t.Fatalf("%+v", a)
				}
			}
		}
	})
}
