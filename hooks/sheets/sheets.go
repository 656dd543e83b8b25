// Package sheets writes tables that people open in a spreadsheet: CSV, and XLSX (ECMA-376). Whatever stands in a cell, no
// spreadsheet takes it for a formula.
package sheets

import (
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/xuri/excelize/v2"
)

// The kinds of files, as MIME names them.
const (
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Plain keeps a text from being a formula where a file has no types, also behind spaces that a spreadsheet skips.
func Plain(s string) string {
	if first := strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff"); first != "" && strings.ContainsRune("=+-@＝＋－＠|%", []rune(first)[0]) || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	return s
}

// Headers has an answer saved as a file. name has no path and only letters, digits, dots and dashes.
func Headers(e *core.RequestEvent, name string) {
	kind := csvType
	if strings.HasSuffix(name, ".xlsx") {
		kind = xlsxType
	}
	h := e.Response.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	e.Response.WriteHeader(http.StatusOK)
}

// A CSV is a table that is written row by row.
type CSV struct{ w *csv.Writer }

// NewCSV begins one, in UTF-8 as spreadsheets know it.
func NewCSV(w io.Writer) (*CSV, error) {
	_, err := io.WriteString(w, "\ufeff")
	c := csv.NewWriter(w)
	c.UseCRLF = true // RFC 4180
	return &CSV{c}, err
}

// Row writes a row of texts and numbers (string, int, float64).
func (c *CSV) Row(cells ...any) error {
	row := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case string:
			row[i] = Plain(v)
		case int:
			row[i] = strconv.Itoa(v)
		case float64:
			row[i] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return c.w.Write(row)
}

// Close writes what is left.
func (c *CSV) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// A Book is an XLSX file with sheets that are written row by row, each of them once.
type Book struct {
	file  *excelize.File
	sheet *excelize.StreamWriter
	head  int // style of the first rows
	rows  int
	used  int
}

// NewBook begins one.
func NewBook() (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	var err error
	b.head, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E1EBE6"}}})
	return b, err
}

// Sheet begins a sheet; the row that comes next is its head, and stays in sight.
func (b *Book) Sheet(name string, columns int) error {
	if err := b.flush(); err != nil {
		return err
	}
	name = sheetName(name)
	if b.used == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	b.used++
	var err error
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	b.rows = 0
	if err := b.sheet.SetColWidth(1, max(columns, 1), 18); err != nil {
		return err
	}
	return b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// longestCell is what a cell holds.
const longestCell = 32_767

// Row writes a row. A text is a text there whatever it begins with.
func (b *Book) Row(cells ...any) error {
	b.rows++
	for i, cell := range cells {
		if s, ok := cell.(string); ok && utf8.RuneCountInString(s) > longestCell {
			cells[i] = string([]rune(s)[:longestCell])
		}
		if b.rows == 1 {
			cells[i] = excelize.Cell{StyleID: b.head, Value: cells[i]}
		}
	}
	return b.sheet.SetRow("A"+strconv.Itoa(b.rows), cells)
}

func (b *Book) flush() error {
	if b.sheet == nil {
		return nil
	}
	return b.sheet.Flush()
}

// Save writes the file and ends the book.
func (b *Book) Save(w io.Writer) error {
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.file.Write(w); err != nil {
		return err
	}
	return b.file.Close()
}

// sheetName is a name as sheets can have it: 31 characters, and none of those that formulas give a meaning.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > 31 {
		name = string([]rune(name)[:31])
	}
	return name
}
