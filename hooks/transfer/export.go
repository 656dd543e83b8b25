package transfer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/transfer/frontmatter"
)

// exportBatch is how many articles are held in memory at a time.
const exportBatch = 200

// Export writes the whole portal into an empty or new folder: a folder for each article with its text, front matter,
// attachments and revisions, YAML files for everything else, and the pictures of those under media. Passwords,
// e-mail addresses and tokens are left out; all else can be read back by [ImportFolder]. progress may be nil.
func Export(ctx context.Context, app core.App, dir string, progress func(done, total int)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	storage, err := app.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	e := &exporter{app: app, root: root, storage: storage, labels: map[string]string{}}
	for _, t := range tables {
		if err := e.table(t); err != nil {
			return fmt.Errorf("%s: %w", t.file, err)
		}
	}
	return e.articles(ctx, progress)
}

// exporter writes files below a folder.
type exporter struct {
	app     core.App
	root    *os.Root
	storage *filesystem.System
	labels  map[string]string
}

// label remembers what label answers.
func (e *exporter) label(collection, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	key := collection + "/" + id
	if name, ok := e.labels[key]; ok {
		return name, nil
	}
	name, err := label(e.app, collection, id)
	if err == nil {
		e.labels[key] = name
	}
	return name, err
}

func (e *exporter) labelAll(collection string, ids []string) ([]string, error) {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		name, err := e.label(collection, id)
		if err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}

// table writes the records of a collection.
func (e *exporter) table(t table) error {
	records := []*core.Record{}
	if err := e.app.RecordQuery(t.collection).OrderBy("created", "id").All(&records); err != nil {
		return err
	}
	list := frontmatter.Node{Kind: frontmatter.List}
	for _, r := range records {
		n, err := e.record(r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Id, err)
		}
		if t.collection == schema.Columns {
			members, err := e.members(r.Id)
			if err != nil {
				return err
			}
			n.Set("members", members)
		}
		if t.single {
			return e.write(t.file, frontmatter.Encode(n))
		}
		list.Items = append(list.Items, n)
	}
	return e.write(t.file, frontmatter.Encode(list))
}

// record writes all fields of a record, by their types, and copies its files.
func (e *exporter) record(r *core.Record) (frontmatter.Node, error) {
	var n frontmatter.Node
	n.Set("id", frontmatter.T(r.Id))
	for _, field := range r.Collection().Fields {
		name := field.GetName()
		if name == "id" || r.Collection().IsAuth() && secret[name] {
			continue
		}
		value, err := e.value(r, field)
		if err != nil {
			return n, fmt.Errorf("%s: %w", name, err)
		}
		n.Set(name, value)
	}
	return n, nil
}

func (e *exporter) value(r *core.Record, field core.Field) (frontmatter.Node, error) {
	name := field.GetName()
	switch f := field.(type) {
	case *core.BoolField:
		if r.Collection().Name != schema.Slots && !r.GetBool(name) {
			return frontmatter.Node{}, nil
		}
		return frontmatter.B(r.GetBool(name)), nil
	case *core.NumberField:
		if r.GetFloat(name) == 0 {
			return frontmatter.Node{}, nil
		}
		return frontmatter.Of(r.GetFloat(name)), nil
	case *core.JSONField:
		return jsonNode(r.GetString(name))
	case *core.SelectField:
		if f.IsMultiple() {
			return frontmatter.L(r.GetStringSlice(name)), nil
		}
	case *core.RelationField:
		to, err := e.app.FindCachedCollectionByNameOrId(f.CollectionId)
		if err != nil {
			return frontmatter.Node{}, err
		}
		names, err := e.labelAll(to.Name, r.GetStringSlice(name))
		if err != nil || f.IsMultiple() {
			return frontmatter.L(names), err
		}
		return frontmatter.T(first(names...)), nil
	case *core.FileField:
		var paths []string
		for _, file := range r.GetStringSlice(name) {
			to := path.Join(mediaDir, r.Collection().Name, r.Id, file)
			if err := e.copy(r, file, to); err != nil {
				return frontmatter.Node{}, err
			}
			paths = append(paths, to)
		}
		if f.IsMultiple() {
			return frontmatter.L(paths), nil
		}
		return frontmatter.T(first(paths...)), nil
	case *core.DateField, *core.AutodateField:
		return stampOf(r.GetDateTime(name)), nil
	}
	return frontmatter.T(r.GetString(name)), nil
}

// stampOf writes a time (RFC 3339, in UTC, with milliseconds, which is what records keep).
func stampOf(t types.DateTime) frontmatter.Node {
	if t.IsZero() {
		return frontmatter.Node{}
	}
	return frontmatter.T(t.Time().UTC().Format("2006-01-02T15:04:05.000Z07:00"))
}

func jsonNode(raw string) (frontmatter.Node, error) {
	if raw == "" || raw == "null" {
		return frontmatter.Node{}, nil
	}
	return frontmatter.FromJSON([]byte(raw))
}

func (e *exporter) members(column string) (frontmatter.Node, error) {
	list := frontmatter.Node{Kind: frontmatter.List}
	records := []*core.Record{}
	if err := e.app.RecordQuery(schema.ColumnMembers).AndWhere(dbx.HashExp{"column": column}).OrderBy("created", "id").All(&records); err != nil {
		return list, err
	}
	for _, r := range records {
		user, err := e.label(schema.Users, r.GetString("user"))
		if err != nil {
			return list, err
		}
		var n frontmatter.Node
		n.Set("id", frontmatter.T(r.Id))
		n.Set("user", frontmatter.T(user))
		n.Set("role", frontmatter.T(r.GetString("role")))
		n.Set("created", stampOf(r.GetDateTime("created")))
		n.Set("updated", stampOf(r.GetDateTime("updated")))
		list.Items = append(list.Items, n)
	}
	return list, nil
}

// articles writes all articles, a batch at a time in the order of their ids.
func (e *exporter) articles(ctx context.Context, progress func(done, total int)) error {
	var total int
	if err := e.app.DB().NewQuery("SELECT count(*) FROM articles").Row(&total); err != nil {
		return err
	}
	if err := e.root.MkdirAll(articlesDir, 0o755); err != nil {
		return err
	}
	done := 0
	for last := ""; ; {
		records := []*core.Record{}
		if err := e.app.RecordQuery(schema.Articles).AndWhere(dbx.NewExp("id > {:last}", dbx.Params{"last": last})).
			OrderBy("id").Limit(exportBatch).All(&records); err != nil {
			return err
		}
		for _, r := range records {
			if err := ctx.Err(); err != nil {
				return errors.New("the export was interrupted and is not complete")
			}
			if err := e.article(r); err != nil {
				return fmt.Errorf("article %s: %w", r.Id, err)
			}
			last = r.Id
			done++
		}
		if progress != nil {
			progress(done, total)
		}
		if len(records) < exportBatch {
			return nil
		}
	}
}

// article writes the folder of an article.
func (e *exporter) article(r *core.Record) error {
	dir := path.Join(articlesDir, r.GetString(schema.ArticleSlug))
	text, err := e.markdown(r)
	if err != nil {
		return err
	}
	if err := e.write(path.Join(dir, "index.md"), text); err != nil {
		return err
	}
	for _, name := range append(r.GetStringSlice(schema.ArticleFiles), r.GetString(schema.ArticleCover)) {
		if name != "" {
			if err := e.copy(r, name, path.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return e.revisions(r.Id, dir)
}

// markdown is the text of an article below its front matter.
func (e *exporter) markdown(r *core.Record) ([]byte, error) {
	matter, err := e.matter(r)
	if err != nil {
		return nil, err
	}
	yaml := frontmatter.Encode(matter)
	if len(yaml) > frontmatter.MaxBytes {
		return nil, errors.New("the front matter would be longer than an import reads")
	}
	return []byte("---\n" + string(yaml) + "---\n" + r.GetString(schema.ArticleBody)), nil
}

// Markdown gives an article as the file that [Export] would write.
func Markdown(app core.App, article *core.Record) ([]byte, error) {
	e := &exporter{app: app, labels: map[string]string{}}
	return e.markdown(article)
}

// revisions writes the versions of an article as JSON lines, for a YAML file of them would be endless.
func (e *exporter) revisions(article, dir string) error {
	records := []*core.Record{}
	if err := e.app.RecordQuery(schema.Revisions).AndWhere(dbx.HashExp{"article": article}).OrderBy("number", "created", "id").All(&records); err != nil {
		return err
	}
	if len(records) == 0 {
		return nil
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, r := range records {
		editor, err := e.label(schema.Users, r.GetString("editor"))
		if err != nil {
			return err
		}
		if err := enc.Encode(revisionOf(r, editor)); err != nil {
			return err
		}
	}
	return e.write(path.Join(dir, "revisions.jsonl"), []byte(b.String()))
}

// write creates a file below the folder.
func (e *exporter) write(name string, data []byte) error {
	if err := e.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := e.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil // a cover that is an attachment too
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// copy copies a stored file.
func (e *exporter) copy(r *core.Record, name, to string) error {
	from, err := e.storage.GetReader(r.BaseFilesPath() + "/" + name)
	if err != nil {
		return fmt.Errorf("the file %s can't be read: %w", name, err)
	}
	defer from.Close()
	if err := e.root.MkdirAll(path.Dir(to), 0o755); err != nil {
		return err
	}
	f, err := e.root.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	_, err = io.Copy(w, from)
	return errors.Join(err, w.Flush(), f.Close())
}
