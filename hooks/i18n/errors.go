package i18n

import (
	"errors"
	"log/slog"
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

// Error is an error that people may see: the key of a message with its arguments, and beside it the internal error,
// which only the log gets. It can be returned from any record hook, also as the error of one field in a
// validation.Errors map; [Middleware] turns it into an answer in the caller's language.
type Error struct {
	Key    string
	Args   []any
	Status int   // the HTTP status, 400 when zero
	Err    error // what really happened; may be nil
}

// NewError returns an error with the message of that key, answered with 400.
func NewError(key string, args ...any) *Error {
	return &Error{Key: key, Args: args}
}

// FieldError is the error of one field, as PocketBase answers it, with a message in the caller's language.
func FieldError(field, key string, args ...any) error {
	return validation.Errors{field: NewError(key, args...)}
}

// WithStatus returns a copy that is answered with this HTTP status.
func (e *Error) WithStatus(status int) *Error {
	c := *e
	c.Status = status
	return &c
}

// Because returns a copy that wraps the internal error.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// In is the message in a language.
func (e *Error) In(l Lang) string { return T(l, e.Key, e.Args...) }

// Error is the message in English: PocketBase shows what it returns, so the internal error isn't part of it.
func (e *Error) Error() string { return e.In(EN) }

// Code is the message's key: the code that an API client gets for a field's error.
func (e *Error) Code() string { return e.Key }

// Unwrap returns the internal error.
func (e *Error) Unwrap() error { return e.Err }

// LogValue gives the log what the message leaves out.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("key", e.Key)}
	if len(e.Args) > 0 {
		attrs = append(attrs, slog.Any("args", e.Args))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("cause", e.Err.Error()))
	}
	return slog.GroupValue(attrs...)
}

func (e *Error) status() int {
	if e.Status != 0 {
		return e.Status
	}
	return http.StatusBadRequest
}

// API returns err as PocketBase answers it, with its messages in language l: an [Error] by its key, the errors of single
// fields by theirs, and PocketBase's own by what they amount to.
func API(l Lang, err error) *router.ApiError {
	var own *Error
	var api *router.ApiError
	if errors.As(err, &api) {
		// PocketBase wraps what a record hook returned; the cause knows better what to say
		cause, _ := api.RawData().(error)
		var fields validation.Errors
		if errors.As(cause, &fields) {
			return fieldsError(l, api.Status, fields)
		}
		if !errors.As(cause, &own) {
			return inOurWords(l, api)
		}
	} else if !errors.As(err, &own) {
		var fields validation.Errors
		if errors.As(err, &fields) {
			return fieldsError(l, http.StatusBadRequest, fields)
		}
		return inOurWords(l, router.ToApiError(err))
	}
	answer := router.NewApiError(own.status(), "", own)
	answer.Message = own.In(l) // set afterwards: PocketBase would put an English full stop behind it
	return answer
}

func fieldsError(l Lang, status int, fields validation.Errors) *router.ApiError {
	answer := router.NewApiError(status, "", fields)
	answer.Message = T(l, "error.fields")
	answer.Data = localize(l, fields)
	return answer
}

// localize is PocketBase's map of field errors with messages in language l where the catalogue has them.
func localize(l Lang, fields validation.Errors) map[string]any {
	data := make(map[string]any, len(fields))
	for name, err := range fields {
		var nested validation.Errors
		if n, ok := err.(validation.Errors); ok {
			nested = n
		}
		if nested != nil {
			data[name] = localize(l, nested)
			continue
		}
		data[name] = fieldError(l, err)
	}
	return data
}

func fieldError(l Lang, err error) map[string]any {
	var own *Error
	if errors.As(err, &own) {
		return map[string]any{"code": own.Key, "message": own.In(l)}
	}
	item, ok := err.(router.SafeErrorItem)
	if !ok {
		return map[string]any{"code": "validation_invalid_value", "message": T(l, "validation.validation_invalid_value")}
	}
	answer := map[string]any{"code": item.Code(), "message": item.Error()}
	var args []any
	if p, ok := err.(router.SafeErrorParamsResolver); ok && len(p.Params()) > 0 {
		answer["params"] = p.Params()
		for name, value := range p.Params() {
			args = append(args, name, value)
		}
	}
	if key := "validation." + item.Code(); Has(key) {
		answer["message"] = T(l, key, args...)
	}
	return answer
}

// Middleware answers the errors of API requests in the language that the caller asks for (see [Of]). The site's frame
// binds it to PocketBase's router, around the handlers' own middleware.
func Middleware() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       "i18n.errors",
		Priority: apis.DefaultActivityLoggerMiddlewarePriority + 6,
		Func: func(e *core.RequestEvent) error {
			err := e.Next()
			if err == nil {
				return nil
			}
			return API(Of(e.Request), err)
		},
	}
}
