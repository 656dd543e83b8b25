package contests

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

const (
	maxCSV       = 2 << 20
	mostProblems = 50 // that an answer names
	mostColumns  = 8 + mostAttempts
)

// A csvRow is a line of a table of results.
type csvRow struct {
	Line                                    int
	Number, Name, Team, Class, Member, Note string
	Disqualified                            bool
	Attempts                                []attempt
}

// A problem is what is wrong with a table: where, and why.
type problem struct {
	Line   int         // from 1, the first line of a row
	Column string      // as the table names it; empty for the whole line
	Why    *i18n.Error // what to do about it
}

// The columns of a table, and what their headers may be called.
const (
	colNumber  = "number"
	colName    = "name"
	colTeam    = "team"
	colClass   = "class"
	colMember  = "member"
	colNote    = "note"
	colOut     = "disqualified"
	colAttempt = "attempt"
)

var headers = map[string]string{
	"number": colNumber, "no": colNumber, "no.": colNumber, "bib": colNumber, "#": colNumber, "参赛号": colNumber, "号码": colNumber, "编号": colNumber, "车号": colNumber,
	"name": colName, "driver": colName, "rider": colName, "姓名": colName, "车手": colName, "选手": colName,
	"team": colTeam, "车队": colTeam, "队伍": colTeam, "队名": colTeam,
	"class": colClass, "category": colClass, "组别": colClass,
	"member": colMember, "account": colMember, "handle": colMember, "账号": colMember, "用户名": colMember,
	"note": colNote, "notes": colNote, "备注": colNote,
	"disqualified": colOut, "取消成绩": colOut,
	"time": colAttempt, "best": colAttempt, "result": colAttempt, "成绩": colAttempt, "用时": colAttempt,
}

var attemptHeader = regexp.MustCompile(`^(?:(?:lap|run|attempt|heat|time)? ?\d{1,2}|第 ?\d{1,2} ?[圈次轮]|圈 ?\d{1,2})$`)

// widest is how many characters fit into a column.
var widest = map[string]int{colNumber: 20, colName: 80, colTeam: 80, colClass: 40, colMember: 40, colNote: 300, colOut: 10, colAttempt: 20}

// decode gives a table's text: UTF-8, with or without a byte order mark, or GB 18030 as spreadsheets here write it.
func decode(data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", i18n.NewError("contests.csv.encoding")
	}
	return string(text), nil
}

// separator is what stands between the cells of a table, by its first line.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(first, ",")
	for _, c := range []rune{';', '\t', '，'} {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// readCSV reads a table of results. With a problem there are no rows: a table is taken as a whole or not at all.
func readCSV(data []byte) ([]csvRow, []problem) {
	text, err := decode(data)
	if err != nil {
		return nil, []problem{{Line: 1, Why: err.(*i18n.Error)}}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text), -1
	t := &table{seen: map[string]int{}}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) { // what comes after it can't be told apart
			t.fault(wrong.StartLine, "", i18n.NewError("contests.csv.quotes"))
			break
		}
		line, _ := r.FieldPos(0)
		if t.columns == nil {
			if !t.head(line, cells) {
				break
			}
			continue
		}
		if !t.row(line, cells) {
			break
		}
	}
	switch {
	case len(t.problems) > 0:
		return nil, t.problems
	case len(t.rows) == 0:
		return nil, []problem{{Line: 1, Why: i18n.NewError("contests.csv.empty")}}
	}
	return t.rows, nil
}

// table is one that is being read.
type table struct {
	columns  []string // what each column is
	names    []string // how the table calls it
	rows     []csvRow
	seen     map[string]int // line by number
	problems []problem
}

// fault notes a problem, and says whether there is room for another one.
func (t *table) fault(line int, column string, why *i18n.Error) bool {
	t.problems = append(t.problems, problem{line, clip(column, 40), why})
	return len(t.problems) < mostProblems
}

func clip(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// head reads the first line, which names the columns.
func (t *table) head(line int, cells []string) bool {
	if len(cells) > mostColumns {
		return t.fault(line, "", i18n.NewError("contests.csv.wide", "Most", mostColumns)) && false
	}
	once := map[string]bool{}
	for _, cell := range cells {
		name := strings.ToLower(strings.Join(strings.Fields(strings.ToValidUTF8(cell, "")), " "))
		column, known := headers[name]
		if !known && attemptHeader.MatchString(name) {
			column, known = colAttempt, true
		}
		if !known && name != "" {
			t.fault(line, name, i18n.NewError("contests.csv.column"))
		}
		if known && column != colAttempt && once[column] {
			t.fault(line, name, i18n.NewError("contests.csv.twice"))
		}
		once[column] = true
		t.columns, t.names = append(t.columns, column), append(t.names, name)
	}
	for _, needed := range []string{colNumber, colName} {
		if !once[needed] {
			t.fault(line, "", i18n.NewError("contests.csv.needs", "Column", needed))
		}
	}
	return len(t.problems) == 0
}

// row reads a line; false stops the reading.
func (t *table) row(line int, cells []string) bool {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return true // spreadsheets leave empty lines
	}
	if len(t.rows) >= mostResults {
		t.fault(line, "", i18n.NewError("contests.csv.long", "Most", mostResults))
		return false
	}
	if len(cells) > len(t.columns) {
		return t.fault(line, "", i18n.NewError("contests.csv.cells", "Most", len(t.columns)))
	}
	row := csvRow{Line: line}
	for i, cell := range cells {
		if why := row.take(t.columns[i], strings.TrimSpace(cell)); why != nil && !t.fault(line, t.names[i], why) {
			return false
		}
	}
	for column, value := range map[string]string{colNumber: row.Number, colName: row.Name} {
		if value == "" && !t.fault(line, column, i18n.NewError("contests.csv.missing")) {
			return false
		}
	}
	if before := t.seen[row.Number]; before > 0 && row.Number != "" {
		return t.fault(line, colNumber, i18n.NewError("contests.csv.again", "Number", row.Number, "Line", before))
	}
	t.seen[row.Number] = line
	t.rows = append(t.rows, row)
	return true
}

// take puts a cell into a row; the error says why it can't.
func (row *csvRow) take(column, cell string) *i18n.Error {
	if cell == "" {
		return nil
	}
	if column == "" {
		return i18n.NewError("contests.csv.nameless")
	}
	if most := widest[column]; utf8.RuneCountInString(cell) > most {
		return i18n.NewError("contests.csv.cell_long", "Most", most)
	}
	if schema.HasControls(cell) {
		return i18n.NewError("contests.csv.controls")
	}
	if formula(cell) {
		return i18n.NewError("contests.csv.formula")
	}
	switch column {
	case colNumber:
		row.Number = cell
	case colName:
		row.Name = cell
	case colTeam:
		row.Team = cell
	case colClass:
		row.Class = cell
	case colMember:
		row.Member = strings.ToLower(cell)
	case colNote:
		row.Note = cell
	case colOut:
		switch strings.ToLower(cell) {
		case "1", "x", "y", "yes", "true", "是":
			row.Disqualified = true
		case "0", "n", "no", "false", "否":
		default:
			return i18n.NewError("contests.csv.yes_no")
		}
	case colAttempt:
		a, ok := parseAttempt(cell)
		if !ok {
			return i18n.NewError("contests.csv.time", "Time", clip(cell, 20))
		}
		row.Attempts = append(row.Attempts, a)
		if len(row.Attempts) > mostAttempts {
			return i18n.NewError("contests.attempts", "Most", mostAttempts)
		}
	}
	return nil
}

// formula says whether a spreadsheet would work a cell out instead of showing it: a table that is made of these results
// later must not do anything on somebody's machine.
func formula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \u00a0\u3000"))
	return strings.ContainsRune("=+-@＝＋－＠|%", first)
}
