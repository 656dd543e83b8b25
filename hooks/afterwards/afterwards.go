// Package afterwards is the room of what comes after an event: certificates of attendance that anybody can verify, a survey
// whose answers name nobody, the mail that tells of both and of recordings, and the figures for those who organised it.
//
// People come here by the link of their registration, guests and members alike: the key in it says who they are.
package afterwards

import (
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/access"
	"qiao/hooks/bind"
	"qiao/hooks/i18n"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// Config is what the room needs of others.
type Config struct {
	BaseURL func() string // what links in mails begin with
	// Keyed gives the registration of a link by its key, "" for none; KeyOf the key of a registration.
	Keyed func(app core.App, key string) (registration string, err error)
	KeyOf func(app core.App, registration string) (key string, err error)
}

type room struct{ Config }

// Register binds the room.
func Register(app core.App, config Config) {
	r := &room{config}
	app.OnRecordCreateRequest(schema.EventAfterwardsList).Bind(bind.Func("afterwards.settings.asked", settingsAsked))
	app.OnRecordUpdateRequest(schema.EventAfterwardsList).Bind(bind.Func("afterwards.settings.asked", settingsAsked))
	app.OnRecordUpdateRequest(schema.EventAfterwardsList).Bind(bind.Func("afterwards.settings.together", schema.Together))
	app.OnRecordValidate(schema.EventAfterwardsList).Bind(bind.Func("afterwards.settings.validate", validateSettings))
	app.OnRecordUpdateExecute(schema.EventAfterwardsList).Bind(bind.Func("afterwards.settings.save", saveSettings))
	app.OnRecordUpdateRequest(schema.SurveyQuestions).Bind(bind.Func("afterwards.questions.together", schema.Together))
	app.OnRecordValidate(schema.SurveyQuestions).Bind(bind.Func("afterwards.questions.validate", validateQuestion))
	app.OnRecordCreateExecute(schema.SurveyQuestions).Bind(bind.Func("afterwards.questions.create", createQuestion))
	app.OnRecordUpdateExecute(schema.SurveyQuestions).Bind(bind.Func("afterwards.questions.save", saveQuestion))

	jobs.Handle(app, mailKind, r.send)
	jobs.Every(app, "afterwards.mail", "*/5 * * * *", SendDue)
	jobs.Every(app, "afterwards.erase", "41 4 * * *", Erase)

	app.OnServe().Bind(bind.Func("afterwards.routes", func(e *core.ServeEvent) error {
		signed := apis.RequireAuth(schema.Users, core.CollectionNameSuperusers)
		quiet := apis.SkipSuccessActivityLog()
		e.Router.GET("/api/qiao/afterwards/{key}", r.show).Bind(quiet)
		e.Router.POST("/api/qiao/afterwards/{key}/certificate", r.certify).Bind(apis.BodyLimit(4 << 10))
		e.Router.DELETE("/api/qiao/afterwards/{key}/certificate", r.eraseOwn)
		e.Router.POST("/api/qiao/afterwards/{key}/survey", r.answer).Bind(apis.BodyLimit(128 << 10))
		e.Router.POST("/api/qiao/certificates/{code}", actOnCertificate).Bind(signed, apis.BodyLimit(4<<10))
		e.Router.GET("/api/qiao/events/{id}/survey", results).Bind(signed, quiet)
		e.Router.GET("/api/qiao/events/{id}/survey/csv", resultsCSV).Bind(signed)
		e.Router.GET("/api/qiao/events/{id}/followup", followUp).Bind(signed, quiet)
		e.Router.POST("/api/qiao/events/{id}/followup", sendNow).Bind(signed, apis.BodyLimit(4<<10))
		e.Router.POST("/api/qiao/events/{id}/addresses", addresses).Bind(signed, apis.BodyLimit(256<<10))
		e.Router.GET("/api/qiao/events/{id}/numbers", showNumbers).Bind(signed, quiet)
		e.Router.GET("/api/qiao/events/{id}/numbers/csv", numbersCSV).Bind(signed)
		e.Router.GET("/api/qiao/events/{id}/numbers/xlsx", numbersXLSX).Bind(signed)
		return e.Next()
	}))
}

func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func now() time.Time { return time.Now().UTC() }

// stamp is a time as the database has it.
func stamp(t time.Time) string {
	d, _ := types.ParseDateTime(t)
	return d.String()
}

// The errors that people see.
var (
	errNoKey        = i18n.NewError("afterwards.link_wrong").WithStatus(http.StatusNotFound)
	errNoEvent      = i18n.NewError("afterwards.no_event").WithStatus(http.StatusNotFound)
	errNotOrganiser = i18n.NewError("afterwards.not_organiser").WithStatus(http.StatusForbidden)
	errUnreadable   = i18n.NewError("afterwards.unreadable")
	errEarly        = i18n.NewError("afterwards.early")
)

// organised gives the event of a request of its organisers.
func organised(e *core.RequestEvent) (*event, error) {
	id, role, err := access.Event(e.App, e.Auth, e.Request.PathValue("id"))
	if missing(err) {
		return nil, errNoEvent
	}
	if err != nil {
		return nil, err
	}
	if role != access.EventOrganiser {
		return nil, errNotOrganiser
	}
	return readEvent(e.App, id)
}

// private answers what is one person's.
func private(e *core.RequestEvent, v any) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, v)
}
