package transfer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"qiao/hooks/transfer/questionlist"
	"qiao/hooks/transfer/stackexchange"
)

// QuestionCommands gives the commands that bring questions in.
func QuestionCommands(app core.App, needs QuestionNeeds) []*cobra.Command {
	return []*cobra.Command{stackExchangeCommand(app, needs), questionListCommand(app, needs)}
}

func questionListCommand(app core.App, needs QuestionNeeds) *cobra.Command {
	o := QuestionOptions{QuestionNeeds: needs}
	var from questionlist.Options
	var reportFile string
	command := &cobra.Command{
		Use:   "questions FILE.csv|FILE.jsonl|FILE.md|DIR",
		Short: "Import a list of questions: a table, a JSON object a line, or Markdown",
		Long: "Import a list of questions.\n\n" +
			"A table has a header that names its columns: id, title, body, tags, author, url, created, score, answer, \"answer author\", accepted … Lines with the same id are answers to one question. " +
			"A line of JSON has the same fields, and answers and comments as lists of objects. In Markdown a question is a file, whose first heading is the title, or each heading of the highest level, " +
			"or an entry of a list of links; headings such as 问题 and 回答 tell what is asked from the answer.\n\n" +
			"Authors do not get accounts. A second run changes nothing but what changed in the list.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return runImport(c, app, reportFile, o.DryRun, func(ctx context.Context, out io.Writer, b *bar) (Report, error) {
				list, err := questionlist.Open(args[0], from)
				if err != nil {
					return Report{}, err
				}
				*b = progress(c.ErrOrStderr(), "import", list.Count())
				o.Report, o.Progress = out, b.at
				return ImportQuestions(ctx, app, list.Sources(), o)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&from.Name, "name", "", "what the list is known by in later runs (default: the file's name)")
	flags.StringVar(&from.Site, "site", "", "site that the questions are from")
	flags.StringVar(&from.Licence, "licence", "", "licence of questions that name none")
	flags.StringSliceVar(&from.Tags, "tags", nil, "tags that all questions get beside their own")
	flags.StringVar(&from.Lang, "lang", "", "language of all questions (default: guessed from each)")
	flags.StringVar(&from.URL, "url", "", "address of a question, with {id} in the place of its id")
	flags.StringVar(&from.AnswerURL, "answer-url", "", "address of an answer, with {id} in the place of its id")
	flags.BoolVar(&from.HTML, "html", false, "texts are HTML, not Markdown")
	flags.BoolVar(&o.DryRun, "dry-run", false, "try everything and write nothing")
	flags.StringVar(&reportFile, "report", "", "file for a JSON line about each post")
	return command
}

func stackExchangeCommand(app core.App, needs QuestionNeeds) *cobra.Command {
	o := QuestionOptions{QuestionNeeds: needs}
	var from stackexchange.Options
	var reportFile, tags, users string
	command := &cobra.Command{
		Use:   "stackexchange DIR",
		Short: "Import the data dump of a Stack Exchange site",
		Long: "Import the data dump of a Stack Exchange site: the folder with Posts.xml and, as available, Users.xml, Comments.xml, PostLinks.xml and PostHistory.xml.\n\n" +
			"Authors do not get accounts: each post names its author, its address there and its licence. A second run changes nothing but what changed in the dump. " +
			"Ctrl-C finishes the batch at hand; the next run goes on, also after a crash. The dump is first sorted in a temporary folder (TMPDIR), which takes about as much space as it has.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			if from.Tags, err = readMap(tags); err != nil {
				return err
			}
			if from.Users, err = readMap(users); err != nil {
				return err
			}
			return runImport(c, app, reportFile, o.DryRun, func(ctx context.Context, out io.Writer, b *bar) (report Report, err error) {
				if err := mustBeHere(app, from.Users); err != nil {
					return report, err
				}
				*b = progress(c.ErrOrStderr(), "read", -1)
				from.Reading = func(file string) { b.say("read " + file) }
				dump, err := stackexchange.Open(args[0], from)
				if err != nil {
					return report, err
				}
				defer func() { err = errors.Join(err, dump.Close()) }()
				b.done()
				total := dump.Questions + dump.Answers
				if from.Limit > 0 {
					total = -1
				}
				*b = progress(c.ErrOrStderr(), "import", total)
				o.Report, o.Progress, o.Lang = out, b.at, "en"
				return ImportQuestions(ctx, app, dump.Sources(), o)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&from.Site, "site", "", "site that the dump is of, such as beer.stackexchange.com (default: by the folder's name)")
	flags.StringVar(&tags, "tags", "", "file of lines \"theirs=ours\" that gives tags other names; \"theirs=-\" leaves one out")
	flags.StringVar(&users, "users", "", "file of lines \"id or name=handle\" with the members here whose posts are among them")
	flags.StringVar(&from.Lang, "lang", "", "language of all questions (default: guessed from each)")
	flags.IntVar(&from.Limit, "limit", 0, "import so many questions at most")
	flags.BoolVar(&o.DryRun, "dry-run", false, "try everything and write nothing")
	flags.StringVar(&reportFile, "report", "", "file for a JSON line about each post")
	flags.IntVar(&o.Batch, "batch", 0, "posts in a transaction, about (default 500)")
	return command
}

// readMap reads lines "a=b"; lines that begin with # are remarks. No file is an empty map.
func readMap(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m := map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		theirs, ours, ok := strings.Cut(line, "=")
		if theirs, ours = strings.TrimSpace(theirs), strings.TrimSpace(ours); !ok || theirs == "" || ours == "" {
			return nil, fmt.Errorf("%s:%d: a line is \"theirs=ours\"", path, n)
		}
		m[theirs] = ours
	}
	return m, lines.Err()
}

// mustBeHere refuses handles that nobody here has.
func mustBeHere(app core.App, users map[string]string) error {
	for theirs, handle := range users {
		if _, err := app.FindFirstRecordByData("users", "handle", handle); err != nil {
			return fmt.Errorf("there is nobody with the handle %s, which %s is mapped to", handle, theirs)
		}
	}
	return nil
}
