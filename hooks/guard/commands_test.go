package guard_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"qiao/hooks/guard"
	"qiao/hooks/testkit"
)

func TestImportingWords(t *testing.T) {
	app := testkit.NewApp(t, register)
	list := "# 一份词表\n赌博\n賭 博\n\nCASINO\ncasin0\n-\na\n" + strings.Repeat("长", 121) + "\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("私服\n外挂\n")
	if err != nil {
		t.Fatal(err)
	}
	rows := func() int { return testkit.Number(t, app, "SELECT count(*) FROM word_rules") }
	report, err := guard.ImportWords(app, []byte(list), guard.ImportOptions{Action: "hold", List: "测试", Lang: "zh"})
	if err != nil || report.Added != 2 || report.Duplicate != 2 || report.TooShort != 2 || report.TooLong != 1 || rows() != 2 {
		t.Errorf("%v %s", err, report)
	}
	if report, err = guard.ImportWords(app, []byte(list), guard.ImportOptions{Action: "hold", List: "测试", Lang: "zh"}); err != nil || report.Added+report.Changed != 0 || report.Same != 2 {
		t.Errorf("again: %v %s", err, report)
	}
	if report, err = guard.ImportWords(app, []byte(list), guard.ImportOptions{Action: "block", Lang: "zh"}); err != nil || report.Changed != 2 || rows() != 2 {
		t.Errorf("with another action: %v %s", err, report)
	}
	if report, err = guard.ImportWords(app, []byte(gbk), guard.ImportOptions{Action: "mask"}); err != nil || report.Added != 2 ||
		testkit.Number(t, app, "SELECT count(*) FROM word_rules WHERE word = '外挂'") != 1 {
		t.Errorf("GBK: %v %s", err, report)
	}
	if report, err = guard.ImportWords(app, []byte("\xff\xfe\xba\x4e\x0a\x00\xba\x4e\xba\x4e"), guard.ImportOptions{Action: "mask"}); err != nil || report.Added != 2 {
		t.Errorf("UTF-16: %v %s", err, report)
	}
	for _, o := range []guard.ImportOptions{{Action: "delete"}, {Action: "hold", Lang: "xx"}, {Action: "hold", List: strings.Repeat("x", 61)}} {
		if _, err := guard.ImportWords(app, []byte("词"), o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if _, err := guard.ImportWords(app, []byte("ab\xff\xff\xff"), guard.ImportOptions{Action: "hold"}); err == nil {
		t.Error("bytes that are no text are taken")
	}
}

func TestImportingALongList(t *testing.T) {
	app := testkit.NewApp(t, register)
	var list strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&list, "词%c%c%c\n", rune(0x4e00+i%251), rune(0x5e00+i/251), rune(0x6e00+i%7))
	}
	report, err := guard.ImportWords(app, []byte(list.String()), guard.ImportOptions{Action: "hold"})
	if err != nil || report.Added+report.Duplicate != 50_000 || report.Added < 48_000 {
		t.Errorf("%v %s", err, report)
	}
}
