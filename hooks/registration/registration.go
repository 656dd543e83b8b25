// Package registration is the room of who takes part in events: tickets, questions, registrations, the waiting list, mail,
// tickets with a code, and arrivals.
//
// Whoever has a seat has it by the state of a registration. A state changes in one place alone ([desk.move], and the
// arrival of a new one), in the transaction of the write that it follows from; there the figures of the ticket change with
// it, and [desk.settle] gives seats that are free to those who wait. So nothing is ever sold twice, whoever comes first.
package registration

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/jobs"
	"qiao/hooks/schema"
)

// desk is where one registers.
type desk struct {
	outer   core.App // outside of any transaction
	baseURL func() string
	read    func(app core.App, by, registration *core.Record) error
}

// Register binds the room. baseURL gives what links in mails begin with; read looks at what somebody wrote, nil for a guest, in
// a registration that no request is about, before it is saved: it may change it, and its error says what can't stay.
func Register(app core.App, baseURL func() string, read func(app core.App, by, registration *core.Record) error) {
	d := &desk{app, baseURL, read}

	// what organisers set
	app.OnRecordValidate(schema.EventRegistrations).Bind(bind.Func("registration.settings.validate", validateSettings))
	app.OnRecordCreateExecute(schema.EventRegistrations).Bind(bind.Func("registration.settings.key", giveKey))
	app.OnRecordUpdateExecute(schema.EventRegistrations).Bind(bind.Func("registration.settings.update", d.settingsChanged))
	app.OnRecordValidate(schema.EventTickets).Bind(bind.Func("registration.tickets.validate", validateTicket))
	app.OnRecordCreateExecute(schema.EventTickets).Bind(bind.Func("registration.tickets.create", createTicket))
	app.OnRecordUpdateExecute(schema.EventTickets).Bind(bind.Func("registration.tickets.update", d.ticketChanged))
	app.OnRecordDeleteRequest(schema.EventTickets).Bind(bind.Func("registration.tickets.mayDelete", mayDeleteTicket))
	app.OnRecordValidate(schema.EventQuestions).Bind(bind.Func("registration.questions.validate", validateQuestion))
	app.OnRecordUpdateExecute(schema.EventQuestions).Bind(bind.Func("registration.questions.update", questionChanged))
	app.OnRecordDeleteExecute(schema.EventQuestions).Bind(bind.Func("registration.questions.delete", questionGone))
	for _, set := range []string{schema.EventRegistrations, schema.EventTickets, schema.EventQuestions} {
		app.OnRecordUpdateRequest(set).Bind(bind.Func("registration.together."+set, schema.Together))
	}
	for _, set := range []string{schema.EventRegistrations, schema.EventTickets} {
		app.OnRecordAfterCreateSuccess(set).Bind(bind.Func("registration.settled."+set, d.settled))
		app.OnRecordAfterUpdateSuccess(set).Bind(bind.Func("registration.settled."+set, d.settled))
		app.OnRecordAfterDeleteSuccess(set).Bind(bind.Func("registration.settled."+set, d.settled))
	}
	app.OnRecordUpdateExecute(schema.Events).Bind(bind.Func("registration.events", d.eventChanged))

	// registrations
	app.OnRecordCreateRequest(schema.Registrations).Bind(bind.Func("registration.mayCreate", mayRegister))
	app.OnRecordUpdateRequest(schema.Registrations).Bind(bind.Func("registration.mayUpdate", mayChange))
	app.OnRecordValidate(schema.Registrations).Bind(bind.Func("registration.files", filesChecked))
	app.OnRecordCreateExecute(schema.Registrations).Bind(bind.Func("registration.create", d.create))
	app.OnRecordUpdateExecute(schema.Registrations).Bind(bind.Func("registration.update", d.update))
	app.OnRecordDeleteExecute(schema.Registrations).Bind(bind.Func("registration.delete", d.remove))

	// arrivals
	app.OnRecordUpdateRequest(schema.CheckIns).Bind(bind.Func("registration.checkins.mayUndo", mayUndo))
	app.OnRecordUpdateExecute(schema.CheckIns).Bind(bind.Func("registration.checkins.undo", d.undo))

	jobs.Handle(app, mailKind, d.send)
	jobs.Handle(app, filesKind, removeFiles)
	jobs.Every(app, "registration.offers", "* * * * *", d.Offers)
	jobs.Every(app, "registration.reminders", "*/5 * * * *", Remind)
	jobs.Every(app, "registration.erase", "23 4 * * *", Erase)

	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "registration.routes", Func: func(e *core.ServeEvent) error {
		e.Router.GET("/api/qiao/events/{id}/registration", d.show).Bind(apis.SkipSuccessActivityLog())
		e.Router.GET("/api/qiao/events/{id}/attendees", attendees).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.SkipSuccessActivityLog())
		e.Router.GET("/api/qiao/events/{id}/attendees/xlsx", d.exportXLSX).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers))
		e.Router.GET("/api/qiao/events/{id}/attendees/csv", d.exportCSV).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers))
		e.Router.GET("/api/qiao/events/{id}/door", door).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.SkipSuccessActivityLog())
		e.Router.POST("/api/qiao/events/{id}/walkins", d.walkInHere).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.BodyLimit(4<<10))
		e.Router.GET("/api/qiao/events/{id}/badges", badges).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers))
		e.Router.GET("/api/qiao/registrations/mine", d.mine).Bind(apis.RequireAuth(schema.Users), apis.SkipSuccessActivityLog())
		e.Router.POST("/api/qiao/calendar", newCalendar).Bind(apis.RequireAuth(schema.Users))
		e.Router.POST("/api/qiao/registrations", d.registerGuest).Bind(apis.BodyLimit(formBytes))
		e.Router.GET("/api/qiao/registrations/{key}", d.showByKey).Bind(apis.SkipSuccessActivityLog())
		e.Router.GET("/api/qiao/registrations/{key}/files/{name}", d.fileByKey)
		e.Router.POST("/api/qiao/registrations/{key}", d.actByKey).Bind(apis.BodyLimit(4 << 10))
		e.Router.POST("/api/qiao/checkins", d.checkIn).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.BodyLimit(4<<10), apis.SkipSuccessActivityLog())
		e.Router.POST("/api/qiao/checkins/batch", d.checkInAll).Bind(apis.RequireAuth(schema.Users, core.CollectionNameSuperusers), apis.BodyLimit(64<<10), apis.SkipSuccessActivityLog())
		return e.Next()
	}})
}
