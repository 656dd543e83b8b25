package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// An API answers requests as the program does, through PocketBase's router and everything
// that was registered on the app, without a network.
type API struct {
	t       testing.TB
	handler http.Handler
	mu      sync.Mutex
	tokens  map[string]string
}

// NewAPI builds the router of an app. Register what the app needs before.
func NewAPI(t testing.TB, app core.App) *API {
	t.Helper()
	base, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	event := &core.ServeEvent{App: app, Router: base, Server: &http.Server{}}
	err = app.OnServe().Trigger(event, func(e *core.ServeEvent) error {
		e.InstallerFunc = nil
		e.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "testkit.undo", Priority: -100_000, Func: undo})
		mux, err := e.Router.BuildMux()
		e.Server.Handler = mux
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	app.Cron().Stop() // a test runs the jobs it is about: those of the minute that has just begun would come in between
	return &API{t: t, handler: event.Server.Handler, tokens: map[string]string{}}
}

type undoKey struct{}

var errUndo = errors.New("undone")

// undo answers a request of [API.Try] inside a transaction and takes it back.
func undo(e *core.RequestEvent) error {
	if e.Request.Context().Value(undoKey{}) == nil {
		return e.Next()
	}
	outer := e.App
	defer func() { e.App = outer }()
	var answer error
	err := outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		answer = e.Next()
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		return err
	}
	return answer
}

// An Answer is what a request got.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// JSON gives a member of an answer in JSON by its path, nil where there is none:
// a.JSON("data", "title", "code"). A number in the path is an index.
func (a Answer) JSON(path ...any) any {
	var v any
	if json.Unmarshal([]byte(a.Body), &v) != nil {
		return nil
	}
	for _, step := range path {
		switch s := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[s]
		case int:
			list, _ := v.([]any)
			if s >= len(list) {
				return nil
			}
			v = list[s]
		}
	}
	return v
}

// Send asks as an account (nil is a guest) with a body that is nil, a string, or anything
// that JSON can say. Headers are pairs of name and value.
func (a *API) Send(as *core.Record, method, path string, body any, headers ...string) Answer {
	a.t.Helper()
	return a.send(context.Background(), as, method, path, body, headers)
}

// Try is Send without consequences: whatever the request writes is taken back. PocketBase
// answers a write once it is committed, so one that succeeds has status 200 and no body here.
func (a *API) Try(as *core.Record, method, path string, body any, headers ...string) Answer {
	a.t.Helper()
	return a.send(context.WithValue(context.Background(), undoKey{}, true), as, method, path, body, headers)
}

func (a *API) send(ctx context.Context, as *core.Record, method, path string, body any, headers []string) Answer {
	a.t.Helper()
	var reader io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case *Form:
		kind, reader = b.writer.FormDataContentType(), b.finish(a.t)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			a.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	request := httptest.NewRequestWithContext(ctx, method, path, reader)
	if reader != nil {
		request.Header.Set("Content-Type", kind)
	}
	if as != nil {
		request.Header.Set("Authorization", a.token(as))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	a.handler.ServeHTTP(recorder, request)
	return Answer{recorder.Code, recorder.Header(), recorder.Body.String()}
}

func (a *API) token(account *core.Record) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	token, held := a.tokens[account.Id]
	if !held {
		token = Token(a.t, account)
		a.tokens[account.Id] = token
	}
	return token
}

// A Form is a multipart body: fields and files.
type Form struct {
	buffer bytes.Buffer
	writer *multipart.Writer
}

// NewForm makes a form with the given text fields.
func NewForm(fields map[string]string) *Form {
	f := &Form{}
	f.writer = multipart.NewWriter(&f.buffer)
	for name, value := range fields {
		_ = f.writer.WriteField(name, value) // a buffer takes everything
	}
	return f
}

// File adds a file to a field and gives the form back.
func (f *Form) File(field, name string, content []byte) *Form {
	w, err := f.writer.CreateFormFile(field, name)
	if err == nil {
		_, _ = w.Write(content)
	}
	return f
}

func (f *Form) finish(t testing.TB) io.Reader {
	t.Helper()
	if err := f.writer.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(f.buffer.Bytes())
}
