package mydata

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// downloads makes archives of members' data, two at a time: each reads much.
type downloads struct {
	article func(core.App, *core.Record) ([]byte, error)
	post    func(core.App, *core.Record) ([]byte, error)
	slots   chan struct{}
}

func newDownloads(config Config) *downloads {
	return &downloads{article: config.Article, post: config.Post, slots: make(chan struct{}, 2)}
}

// serve answers GET /api/qiao/mydata/export?token=… with a zip of all that the portal keeps of an account. The token is
// one for files (POST /api/files/token), which runs out within minutes: a browser's own download sends no headers.
func (d *downloads) serve(e *core.RequestEvent) error {
	account := e.Auth
	if token := e.Request.URL.Query().Get("token"); token != "" {
		var err error
		if account, err = e.App.FindAuthRecordByToken(token, core.TokenTypeFile); err != nil {
			return i18n.NewError("mydata.link_old").WithStatus(http.StatusUnauthorized).Because(err)
		}
	}
	if account == nil || account.Collection().Name != schema.Users {
		return i18n.NewError("mydata.sign_in").WithStatus(http.StatusUnauthorized)
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	default:
		return i18n.NewError("mydata.busy").WithStatus(http.StatusTooManyRequests)
	}
	// large accounts take longer than the server lets other answers take
	_ = http.NewResponseController(e.Response).SetWriteDeadline(time.Now().Add(time.Hour))
	h := e.Response.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="qiao-%s-%s.zip"`, account.GetString(schema.UserHandle), time.Now().UTC().Format(time.DateOnly)))
	h.Set("Cache-Control", "no-store")
	if err := d.write(e, e.Response, account); err != nil {
		// the status is sent; an archive without its directory can't be opened, which tells the reader
		e.App.Logger().Error("a download of somebody's data broke off", "account", account.Id, "error", err)
	}
	return nil
}

// archive writes the files of one account.
type archive struct {
	app     core.App
	zip     *zip.Writer
	storage *filesystem.System
}

func (d *downloads) write(e *core.RequestEvent, w io.Writer, account *core.Record) error {
	storage, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	a := &archive{app: e.App, zip: zip.NewWriter(w), storage: storage}
	if err := a.text("README.txt", i18n.T(i18n.Of(e.Request), "mydata.readme")); err != nil {
		return err
	}
	if err := a.account(account); err != nil {
		return err
	}
	for _, t := range traces {
		if t.file == "" {
			continue
		}
		if err := a.records(t, account.Id); err != nil {
			return fmt.Errorf("%s: %w", t.file, err)
		}
		if err := a.files(t, account.Id); err != nil {
			return fmt.Errorf("files of %s: %w", t.file, err)
		}
	}
	for _, t := range traces[:2] { // written alone, and with others
		if err := t.each(e.App, account.Id, func(r *core.Record) error { return a.article(r, d.article) }); err != nil {
			return err
		}
	}
	for _, t := range traces[2:4] { // answers, questions
		if err := t.each(e.App, account.Id, func(r *core.Record) error { return a.post(r, d.post) }); err != nil {
			return err
		}
	}
	return a.zip.Close()
}

func (a *archive) create(name string) (io.Writer, error) {
	return a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Now().UTC()})
}

func (a *archive) text(name, text string) error {
	w, err := a.create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}

// account writes the profile, the sign-in methods and the picture.
func (a *archive) account(account *core.Record) error {
	profile := account.Fresh().IgnoreEmailVisibility(true).PublicExport()
	delete(profile, "collectionId")
	delete(profile, "collectionName")
	providers := []string{}
	if err := a.app.DB().NewQuery("SELECT provider FROM _externalAuths WHERE recordRef = {:id} ORDER BY provider").
		Bind(dbx.Params{"id": account.Id}).Column(&providers); err != nil {
		return err
	}
	profile["sign_in_with"] = providers
	w, err := a.create("account.json")
	if err != nil {
		return err
	}
	if err := encode(w, profile); err != nil {
		return err
	}
	if name := account.GetString(schema.UserAvatar); name != "" {
		return a.file(account, name, "avatar"+path.Ext(name))
	}
	return nil
}

// records writes the records of a trace as a list, one after the other.
func (a *archive) records(t trace, account string) error {
	w, err := a.create(t.file + ".json")
	if err != nil {
		return err
	}
	separator := "[\n"
	err = t.each(a.app, account, func(r *core.Record) error {
		if _, err := io.WriteString(w, separator); err != nil {
			return err
		}
		separator = ",\n"
		fields := r.PublicExport()
		delete(fields, "collectionId")
		delete(fields, "collectionName")
		return encode(w, fields)
	})
	if err != nil {
		return err
	}
	end := "]\n"
	if separator == "[\n" {
		end = "[]\n"
	}
	_, err = io.WriteString(w, end)
	return err
}

// files copies what was uploaded with the records of a trace: NAME/RECORD/FILE beside NAME.json.
func (a *archive) files(t trace, account string) error {
	c, err := a.app.FindCachedCollectionByNameOrId(t.collection)
	if err != nil {
		return err
	}
	var fields []string
	for _, field := range c.Fields {
		if field.Type() == core.FieldTypeFile {
			fields = append(fields, field.GetName())
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return t.each(a.app, account, func(r *core.Record) error {
		copied := map[string]bool{} // a cover may be one of the other files
		for _, field := range fields {
			for _, name := range r.GetStringSlice(field) {
				if copied[name] {
					continue
				}
				copied[name] = true
				if err := a.file(r, name, t.file+"/"+r.Id+"/"+name); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// article writes the folder of an article: its text and its attachments.
func (a *archive) article(r *core.Record, markdown func(core.App, *core.Record) ([]byte, error)) error {
	text, err := markdown(a.app, r)
	if err != nil {
		return fmt.Errorf("article %s: %w", r.Id, err)
	}
	dir := "articles/" + r.GetString(schema.ArticleSlug) + "/"
	if err := a.text(dir+"index.md", string(text)); err != nil {
		return err
	}
	cover := r.GetString(schema.ArticleCover)
	for _, name := range r.GetStringSlice(schema.ArticleFiles) {
		if err := a.file(r, name, dir+name); err != nil {
			return err
		}
		if name == cover {
			cover = ""
		}
	}
	if cover == "" {
		return nil
	}
	return a.file(r, cover, dir+cover)
}

// post writes the folder of a question or an answer.
func (a *archive) post(r *core.Record, markdown func(core.App, *core.Record) ([]byte, error)) error {
	text, err := markdown(a.app, r)
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.Collection().Name, r.Id, err)
	}
	dir := r.Collection().Name + "/" + r.Id + "/"
	if err := a.text(dir+"index.md", string(text)); err != nil {
		return err
	}
	for _, name := range r.GetStringSlice(schema.QuestionFiles) {
		if err := a.file(r, name, dir+name); err != nil {
			return err
		}
	}
	return nil
}

// file copies a stored file. One that is missing in the storage is left out: the rest is worth having.
func (a *archive) file(r *core.Record, name, to string) error {
	from, err := a.storage.GetReader(r.BaseFilesPath() + "/" + name)
	if err != nil {
		a.app.Logger().Warn("a stored file is missing", "record", r.Id, "file", name, "error", err)
		return nil
	}
	defer from.Close()
	w, err := a.create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, from)
	return err
}
