package guard

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
	"github.com/spf13/cobra"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qiao/hooks/words"
)

// Commands are those of the word rules: import and test.
func Commands(app core.App) []*cobra.Command {
	return []*cobra.Command{importCommand(app), testCommand(app)}
}

// languages are those that a rule can be for.
var languages = []string{"", "zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}

func importCommand(app core.App) *cobra.Command {
	var o ImportOptions
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take the words of a file, one a line, into the word rules",
		Long: "Take the words of a file, one a line, into the word rules. Empty lines and those that begin with # are left out. " +
			"UTF-8, UTF-16 with a byte order mark and GB 18030 are read. A word that is a rule already gets this list's action; a second run changes nothing.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			if err := app.RunAllMigrations(); err != nil {
				return fmt.Errorf("the database can't be brought up to date: %w", err)
			}
			report, err := ImportWords(app, data, o)
			if err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), report)
			// PocketBase tells other processes when its settings are saved, and a server then reads the rules again
			return app.Save(app.Settings())
		},
	}
	c.Flags().StringVar(&o.List, "list", "", "name of the list, to find its words again")
	c.Flags().StringVar(&o.Action, "action", Hold, "block, hold, mask or allow")
	c.Flags().StringVar(&o.Lang, "lang", "", "language of the texts that the words are for (default all)")
	c.Flags().BoolVar(&o.Whole, "whole", false, "match whole words only")
	return c
}

// ImportOptions say what the imported words do.
type ImportOptions struct {
	List, Action, Lang string
	Whole              bool
}

// An ImportReport counts what became of the lines of a list.
type ImportReport struct {
	Added, Changed, Same         int
	Duplicate, TooShort, TooLong int
	Examples                     []string // lines that were left out, the first few
}

// String is the report in a few lines.
func (r ImportReport) String() string {
	s := fmt.Sprintf("%d added, %d changed, %d as they were; left out: %d duplicates, %d too short, %d too long",
		r.Added, r.Changed, r.Same, r.Duplicate, r.TooShort, r.TooLong)
	for _, e := range r.Examples {
		s += "\n  " + e
	}
	return s
}

const mostExamples = 20

func (r *ImportReport) leaveOut(count *int, line int, word, why string) {
	*count++
	if len(r.Examples) < mostExamples {
		r.Examples = append(r.Examples, fmt.Sprintf("line %d, %s: %s", line, clip(word, 40), why))
	}
}

// ImportWords takes the words of a list into the rules, in one transaction. Two words that
// match the same texts are one.
func ImportWords(app core.App, data []byte, o ImportOptions) (ImportReport, error) {
	var report ImportReport
	if !slices.Contains([]string{Block, Hold, Mask, Allow}, o.Action) {
		return report, fmt.Errorf("the action %q is none of block, hold, mask and allow", o.Action)
	}
	if !slices.Contains(languages, o.Lang) {
		return report, fmt.Errorf("the language %q is none of%s", o.Lang, strings.Join(languages, " "))
	}
	if utf8.RuneCountInString(o.List) > 60 {
		return report, fmt.Errorf("the name of the list is longer than 60 characters")
	}
	text, err := decode(data)
	if err != nil {
		return report, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		var rows []ruleRow
		if err := tx.DB().NewQuery("SELECT id, word, lang, action, list, whole FROM word_rules WHERE lang = {:lang}").Bind(dbx.Params{"lang": o.Lang}).All(&rows); err != nil {
			return err
		}
		known := make(map[string]ruleRow, len(rows))
		for _, row := range rows {
			known[words.Normal(row.Word)] = row
		}
		insert := tx.DB().NewQuery(`INSERT INTO word_rules (id, word, lang, action, whole, active, list, note, created, updated)
			VALUES ({:id}, {:word}, {:lang}, {:action}, {:whole}, TRUE, {:list}, '', {:now}, {:now})`).Prepare()
		defer insert.Close()
		now, seen := types.NowDateTime().String(), map[string]int{}
		lines := bufio.NewScanner(strings.NewReader(text))
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			word := strings.Join(strings.Fields(lines.Text()), " ")
			if word == "" || strings.HasPrefix(word, "#") {
				continue
			}
			switch unfit(word, o.Whole) {
			case tooShort:
				report.leaveOut(&report.TooShort, n, word, tooShort)
				continue
			case tooLong:
				report.leaveOut(&report.TooLong, n, word, tooLong)
				continue
			}
			normal := words.Normal(word)
			if before := seen[normal]; before > 0 {
				report.leaveOut(&report.Duplicate, n, word, fmt.Sprintf("the same as line %d", before))
				continue
			}
			seen[normal] = n
			row, found := known[normal]
			switch {
			case found && row.Action == o.Action && row.Whole == o.Whole && row.List == cmp.Or(o.List, row.List):
				report.Same++
				continue
			case found:
				report.Changed++
				_, err = tx.DB().NewQuery("UPDATE word_rules SET action = {:action}, whole = {:whole}, list = {:list}, updated = {:now} WHERE id = {:id}").
					Bind(dbx.Params{"action": o.Action, "whole": o.Whole, "list": cmp.Or(o.List, row.List), "now": now, "id": row.ID}).Execute()
			default:
				report.Added++
				_, err = insert.Bind(dbx.Params{
					"id": core.GenerateDefaultRandomId(), "word": word, "lang": o.Lang, "action": o.Action, "whole": o.Whole, "list": o.List, "now": now,
				}).Execute()
			}
			if err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
		return lines.Err()
	})
	return report, err
}

// decode reads a list as people have them: UTF-8, UTF-16 with its mark, or GB 18030, which
// holds GBK and GB 2312.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return string(data[3:]), nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return wide(data[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return wide(data[2:], binary.BigEndian), nil
	case utf8.Valid(data):
		return string(data), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", fmt.Errorf("the file is neither UTF-8 nor UTF-16 with a byte order mark nor GB 18030")
	}
	return string(text), nil
}

func wide(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

func testCommand(app core.App) *cobra.Command {
	var lang string
	c := &cobra.Command{
		Use:   "test TEXT",
		Short: "Show which word rules match a text and where; - reads it from standard input",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			text := args[0]
			if text == "-" {
				data, err := io.ReadAll(io.LimitReader(c.InOrStdin(), 16<<20))
				if err != nil {
					return err
				}
				text = string(data)
			}
			if err := app.RunAllMigrations(); err != nil {
				return fmt.Errorf("the database can't be brought up to date: %w", err)
			}
			book, err := load(app)
			if err != nil {
				return err
			}
			found := book.matcher.Find(text, lang, mostMatches)
			for _, m := range found {
				row := book.rows[m.Rule]
				line, column := place(text, m.Start)
				fmt.Fprintf(c.OutOrStdout(), "%d:%d\t%s\t%s\t%s\t%s\n", line, column, row.Action, text[m.Start:m.End], row.Word, row.List)
			}
			fmt.Fprintf(c.ErrOrStderr(), "%d matches of %d rules\n", len(found), book.matcher.Len())
			return nil
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "language of the text (default: every rule)")
	return c
}
