package stackexchange

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxRow is the longest row that is read, in bytes. The longest text that Stack Exchange takes is far below.
const maxRow = 8 << 20

// A row is the attributes of one <row> of a dump file.
type row struct {
	line  int
	attrs map[string]string
}

// A rowError is a row that can't be read. The rows after it can.
type rowError struct {
	line int
	err  error
}

func (e *rowError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }
func (e *rowError) Unwrap() error { return e.err }

// rowReader gives the rows of a dump file one after another. Rows are found by their brackets and each is read on its
// own, so that a broken one takes no other with it. All that isn't a row is passed over, a document type among it:
// what that declares or refers to is neither read nor fetched, and a row that uses an entity of it is a broken row.
type rowReader struct {
	r    *bufio.Reader
	line int
	tag  []byte
}

// newRowReader reads UTF-8, or what a byte-order mark says.
func newRowReader(r io.Reader) *rowReader {
	return &rowReader{r: bufio.NewReaderSize(transform.NewReader(r, unicode.BOMOverride(transform.Nop)), 64<<10), line: 1}
}

// next gives the next row; io.EOF after the last one. A *rowError is no reason to stop.
func (d *rowReader) next() (*row, error) {
	for {
		if err := d.toBracket(); err != nil {
			return nil, err
		}
		start := d.line
		head, err := d.r.Peek(8)
		if len(head) == 0 {
			return nil, endOr(err)
		}
		switch {
		case bytes.HasPrefix(head, []byte("!--")):
			err = d.skipTo("-->")
		case bytes.HasPrefix(head, []byte("![CDATA[")):
			err = d.skipTo("]]>")
		case head[0] == '!':
			err = d.skipDeclaration()
		case head[0] == '?':
			err = d.skipTo("?>")
		case len(head) > 3 && bytes.HasPrefix(head, []byte("row")) && strings.IndexByte(" \t\r\n/>", head[3]) >= 0:
			return d.readRow(start)
		}
		if err != nil {
			return nil, &rowError{start, err}
		}
	}
}

// toBracket reads up to the next "<" and over it.
func (d *rowReader) toBracket() error {
	for {
		part, err := d.r.ReadSlice('<')
		d.line += bytes.Count(part, []byte{'\n'})
		if err == nil {
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// skipTo reads over the next occurrence of end, which is at most three bytes that end with ">".
func (d *rowReader) skipTo(end string) error {
	var tail []byte
	for {
		part, err := d.r.ReadSlice('>')
		d.line += bytes.Count(part, []byte{'\n'})
		tail = append(tail, part[max(0, len(part)-3):]...)
		tail = tail[max(0, len(tail)-3):]
		switch {
		case err == nil && bytes.HasSuffix(tail, []byte(end)):
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return cutOff(err)
		}
	}
}

// skipDeclaration reads over a document type, with what it may declare in brackets.
func (d *rowReader) skipDeclaration() error {
	var quote byte
	depth := 0
	for n := 0; ; n++ {
		c, err := d.r.ReadByte()
		if err != nil {
			return cutOff(err)
		}
		if n > maxRow {
			return errors.New("the document type has no end")
		}
		switch {
		case c == '\n':
			d.line++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '<':
			depth++
		case c == ']':
			depth--
		case c == '>':
			if depth--; depth < 0 {
				return nil
			}
		}
	}
}

// readRow reads a row whose "<" was just read.
func (d *rowReader) readRow(start int) (*row, error) {
	d.tag = append(d.tag[:0], '<')
	var quote byte
	for {
		c, err := d.r.ReadByte()
		if err != nil {
			return nil, &rowError{start, cutOff(err)}
		}
		if c == '<' { // never within a tag: here the next one begins
			_ = d.r.UnreadByte() // the byte was just read
			return nil, &rowError{start, errors.New("the row isn't closed")}
		}
		if c == '\n' {
			d.line++
		}
		if len(d.tag) > maxRow {
			return nil, &rowError{start, fmt.Errorf("the row is longer than %d MB", maxRow>>20)}
		}
		d.tag = append(d.tag, c)
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			attrs, err := attributes(d.tag)
			if err != nil {
				return nil, &rowError{start, err}
			}
			return &row{start, attrs}, nil
		}
	}
}

// reference is a numeric character reference.
var reference = regexp.MustCompile(`&#(?:x[0-9a-fA-F]{1,8}|[0-9]{1,9});`)

// attributes reads a start tag: by hand where it is written as in dumps, else with the standard library's reader,
// which knows no entities but XML's own five.
func attributes(tag []byte) (map[string]string, error) {
	if attrs, ok := parsePlain(tag); ok {
		return attrs, nil
	}
	attrs, err := parseTag(tag)
	if err == nil {
		return attrs, nil
	}
	// Dumps are known to hold references to characters that XML has no place for.
	mended := reference.ReplaceAllFunc(tag, func(ref []byte) []byte {
		digits, base := string(ref[2:len(ref)-1]), 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || !allowed(rune(min(n, utf8.MaxRune+1))) {
			return []byte("\uFFFD")
		}
		return ref
	})
	if again, retried := parseTag(bytes.ToValidUTF8(mended, []byte("\uFFFD"))); retried == nil {
		return again, nil
	}
	return nil, err
}

// allowed says whether XML 1.0 has a place for a character.
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= utf8.MaxRune
}

func parseTag(tag []byte) (map[string]string, error) {
	d := xml.NewDecoder(bytes.NewReader(tag))
	token, err := d.RawToken()
	if err != nil {
		return nil, plainly(err)
	}
	start, ok := token.(xml.StartElement)
	if !ok {
		return nil, errors.New("this is no row")
	}
	attrs := make(map[string]string, len(start.Attr))
	for _, a := range start.Attr {
		if _, twice := attrs[a.Name.Local]; twice {
			return nil, fmt.Errorf("%s is there twice", a.Name.Local)
		}
		attrs[a.Name.Local] = a.Value
	}
	return attrs, nil
}

// plainly takes the position out of an XML error: it counts from the row's beginning.
func plainly(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return errors.New(syntax.Msg)
	}
	return err
}

// cutOff says what the end of a file means within something.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the file ends within it")
	}
	return err
}

func endOr(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

// each calls do for every row of a file, and bad for every row that can't be read; both may end it by an error. A file
// that isn't there has no rows.
func each(path string, do func(*row) error, bad func(*rowError) error) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	d := newRowReader(f)
	for {
		r, err := d.next()
		var broken *rowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &broken):
			err = bad(broken)
		case err == nil:
			if err = do(r); errors.As(err, &broken) {
				err = bad(broken)
			}
		}
		if err != nil {
			return err
		}
	}
}
