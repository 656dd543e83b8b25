package registration

import (
	"context"
	"errors"
	"image"
	_ "image/jpeg" // formats whose size is read
	_ "image/png"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	_ "golang.org/x/image/webp" // another of them

	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Bounds of the files that answer questions.
const (
	mostFiles    = 3
	mostFileMB   = 5
	mostPixels   = 50_000_000 // a browser needs four bytes for each
	mostUnproven = 200        // guests of an event with files whose address isn't confirmed: anybody can send those
)

// formBytes is the most that a registration with its files comes to.
const formBytes = mostFiles*(mostFileMB<<20) + 128<<10

// endings are those that the types of files have which are taken. Nothing runs in any of them.
var endings = map[string][]string{
	"application/pdf": {".pdf"},
	"image/png":       {".png"},
	"image/jpeg":      {".jpg", ".jpeg"},
	"image/webp":      {".webp"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
}

// filesChecked looks at the files that come with a registration: what they are, not what they are called.
func filesChecked(e *core.RecordEvent) error {
	for _, file := range e.Record.GetUnsavedFiles(schema.RegistrationFiles) {
		if err := checkFile(file); err != nil {
			return err
		}
	}
	return e.Next()
}

func checkFile(file *filesystem.File) error {
	name := clip(file.OriginalName, 80)
	refused := func(key string, args ...any) error {
		return i18n.FieldError(schema.RegistrationFiles, key, append([]any{"File", name}, args...)...)
	}
	switch {
	case file.Size == 0:
		return refused("registration.file_empty")
	case file.Size > mostFileMB<<20:
		return refused("registration.file_large", "Most", mostFileMB)
	}
	content, err := file.Reader.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	detected, err := mimetype.DetectReader(content)
	if err != nil {
		return err
	}
	kind, _, _ := strings.Cut(detected.String(), ";")
	if kind == "image/vnd.mozilla.apng" {
		kind = "image/png"
	}
	ends, taken := endings[kind]
	if !taken {
		return refused("registration.file_kind")
	}
	// the last ending is the one that programs go by, of the name as it was sent and as it is kept
	for _, one := range []string{file.OriginalName, file.Name} {
		if !slices.Contains(ends, strings.ToLower(path.Ext(one))) {
			return refused("registration.file_named")
		}
	}
	if !strings.HasPrefix(kind, "image/") {
		return nil
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	picture, _, err := image.DecodeConfig(content)
	if err != nil {
		return refused("registration.file_broken")
	}
	if picture.Width*picture.Height > mostPixels {
		return refused("registration.file_pixels")
	}
	return nil
}

// answerFiles are the files of a registration while its answers are looked at: an answer names one of them, by the name
// under which it was sent or is kept, and each is named once.
type answerFiles struct {
	record *core.Record
	fresh  []*filesystem.File
	stored []string
	used   []any
}

func filesOf(record *core.Record) *answerFiles {
	return &answerFiles{record: record, fresh: record.GetUnsavedFiles(schema.RegistrationFiles), stored: namesOf(record)}
}

// namesOf are the files that a registration has already.
func namesOf(record *core.Record) []string {
	mixed, ok := record.Get(schema.RegistrationFiles).([]any) // with those that come now
	if !ok {
		return record.GetStringSlice(schema.RegistrationFiles)
	}
	var names []string
	for _, one := range mixed {
		if name, stored := one.(string); stored {
			names = append(names, name)
		}
	}
	return names
}

// any says whether there are some at all.
func (f *answerFiles) any() bool { return len(f.fresh)+len(f.stored) > 0 }

// accept gives the name under which the file is kept that answers a question, nil for none.
func (f *answerFiles) accept(q *question, given any) (any, error) {
	name, ok := given.(string)
	if !ok && given != nil {
		return nil, i18n.FieldError(schema.RegistrationAnswers, "registration.answer_wrong", "Question", q.Label)
	}
	if name == "" {
		if q.Required {
			return nil, i18n.FieldError(schema.RegistrationAnswers, "registration.answer_missing", "Question", q.Label)
		}
		return nil, nil
	}
	for i, file := range f.fresh {
		if file.OriginalName == name || file.Name == name {
			f.fresh = slices.Delete(slices.Clone(f.fresh), i, i+1)
			f.used = append(f.used, file)
			return file.Name, nil
		}
	}
	if i := slices.Index(f.stored, name); i >= 0 {
		f.stored = slices.Delete(slices.Clone(f.stored), i, i+1)
		f.used = append(f.used, name)
		return name, nil
	}
	return nil, i18n.FieldError(schema.RegistrationAnswers, "registration.file_missing", "Question", q.Label)
}

// settle refuses files that answer nothing, and lets go of those that answer no question any more.
func (f *answerFiles) settle() error {
	if len(f.fresh) > 0 {
		return i18n.FieldError(schema.RegistrationFiles, "registration.file_stray", "File", clip(f.fresh[0].OriginalName, 80))
	}
	if len(f.stored) > 0 || len(f.used) > 0 {
		f.record.Set(schema.RegistrationFiles, f.used)
	}
	return nil
}

// roomForGuests refuses files of guests while too many lie there that nobody has confirmed.
func roomForGuests(app core.App, record *core.Record) error {
	if len(record.GetUnsavedFiles(schema.RegistrationFiles)) == 0 {
		return nil
	}
	var n int
	if err := app.DB().NewQuery("SELECT count(*) FROM registrations WHERE event = {:event} AND state = 'unconfirmed' AND json_array_length(files) > 0").
		Bind(dbx.Params{"event": record.GetString(schema.RegistrationEvent)}).Row(&n); err != nil {
		return err
	}
	if n >= mostUnproven {
		return i18n.NewError("registration.files_many").WithStatus(http.StatusTooManyRequests)
	}
	return nil
}

// filesKind is the kind of the outbox's rows that are files to be removed.
const filesKind = "registration.files"

type filesPayload struct {
	Path  string   `json:"path"`
	Names []string `json:"names"`
}

// dropFiles has the files of a registration removed whose row was changed by SQL, once app's transaction is through.
func dropFiles(app core.App, id, occasion string) error {
	c, err := app.FindCachedCollectionByNameOrId(schema.Registrations)
	if err != nil {
		return err
	}
	var names []string
	if err := app.DB().NewQuery("SELECT value FROM registrations r, json_each(r.files) WHERE r.id = {:id} AND json_valid(r.files)").Bind(dbx.Params{"id": id}).Column(&names); err != nil || len(names) == 0 {
		return err
	}
	if _, err := app.DB().NewQuery("UPDATE registrations SET files = '[]' WHERE id = {:id}").Bind(dbx.Params{"id": id}).Execute(); err != nil {
		return err
	}
	return jobs.EnqueueUrgent(app, filesKind, id+":"+occasion, filesPayload{Path: c.Id + "/" + id, Names: names})
}

// removeFiles removes files that dropFiles named.
func removeFiles(_ context.Context, app core.App, item *jobs.Item) error {
	var p filesPayload
	if err := item.Decode(&p); err != nil {
		return jobs.Permanent(err)
	}
	storage, err := app.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	var failed error
	for _, name := range p.Names {
		if err := storage.Delete(p.Path + "/" + name); err != nil && !errors.Is(err, filesystem.ErrNotFound) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// A fileView is a file among one's answers.
type fileView struct {
	Question string `json:"question"` // its words
	Name     string `json:"name"`
	URL      string `json:"url"`
}

// filesView lists the files that somebody answered with. Their addresses are good as long as the link in the mails is.
func filesView(app core.App, s *seat) ([]fileView, error) {
	list := []fileView{}
	err := app.DB().NewQuery(`SELECT q.label question, f.value name FROM registrations r, json_each(r.files) f
			JOIN event_questions q ON q.event = r.event AND q.kind = 'file' AND json_extract(r.answers, '$.' || q.id) = f.value
		WHERE r.id = {:id} AND json_valid(r.files) AND json_valid(r.answers) ORDER BY q.position, q.id`).Bind(dbx.Params{"id": s.ID}).All(&list)
	for i := range list {
		list[i].URL = "/api/qiao/registrations/" + s.manageKey() + "/files/" + list[i].Name
	}
	return list, err
}

// fileByKey gives somebody with a link one of the files they answered with.
func (d *desk) fileByKey(e *core.RequestEvent) error {
	s, err := byKey(e.App, e.Request.PathValue("key"))
	if err != nil {
		return err
	}
	if s == nil {
		return errNoKey
	}
	r, err := e.App.FindRecordById(schema.Registrations, s.ID)
	if err != nil {
		return err
	}
	name := e.Request.PathValue("name")
	if !slices.Contains(schema.AsRegistration(r).Files(), name) {
		return errNoKey
	}
	storage, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	h := e.Response.Header()
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if err := storage.Serve(e.Response, e.Request, r.BaseFilesPath()+"/"+name, name); err != nil {
		return errNoKey
	}
	return nil
}

// eraseFiles removes all files of an event's registrations: before the rows forget them, so that what breaks off is done
// once more.
func eraseFiles(app core.App, event string) error {
	c, err := app.FindCachedCollectionByNameOrId(schema.Registrations)
	if err != nil {
		return err
	}
	var ids []string
	if err := app.DB().NewQuery("SELECT id FROM registrations WHERE event = {:event} AND erased = 0 AND json_valid(files) AND json_array_length(files) > 0").
		Bind(dbx.Params{"event": event}).Column(&ids); err != nil || len(ids) == 0 {
		return err
	}
	storage, err := app.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	var failed error
	for _, id := range ids {
		failed = errors.Join(failed, errors.Join(storage.DeletePrefix(c.Id+"/"+id+"/")...))
	}
	return failed
}
