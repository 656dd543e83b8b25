// Package accounts lets people in: signing up and in by password, by a code in a mail and with other providers, the
// devices on which somebody is signed in, what of a profile others see, and the pages for all of it.
package accounts

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks/bind"
	"qiao/hooks/schema"
)

// Register binds what holds of accounts. The links in mails begin with what baseURL gives. Portraits of providers are
// read with fetch; nil leaves them out.
func Register(app core.App, baseURL func() string, fetch Fetch) {
	// what members ask for
	app.OnRecordCreateRequest(schema.Users).Bind(bind.Func("accounts.join", mayJoin))
	app.OnRecordUpdateRequest(schema.Users).Bind(bind.Func("accounts.change", mayChange))
	app.OnRecordEnrich(schema.Users).Bind(&hook.Handler[*core.RecordEnrichEvent]{Id: "accounts.show", Func: show})
	app.OnRecordValidate(schema.Users).Bind(bind.Func("accounts.validate", validate))

	// ways in
	app.OnRecordRequestOTPRequest(schema.Users).Bind(&hook.Handler[*core.RecordCreateOTPRequestEvent]{Id: "accounts.code.ask", Func: askCode})
	app.OnRecordAuthWithOTPRequest(schema.Users).Bind(&hook.Handler[*core.RecordAuthWithOTPRequestEvent]{Id: "accounts.code.use", Func: useCode})
	app.OnRecordAuthWithOAuth2Request(schema.Users).Bind(&hook.Handler[*core.RecordAuthWithOAuth2RequestEvent]{Id: "accounts.provider", Func: fetch.comeWithProvider})
	app.OnRecordRequestEmailChangeRequest(schema.Users).Bind(&hook.Handler[*core.RecordRequestEmailChangeRequestEvent]{Id: "accounts.address.ask", Func: mayAskAddress})
	app.OnRecordDeleteRequest(core.CollectionNameExternalAuths).Bind(bind.Func("accounts.unlink", mayUnlink))

	// devices
	app.OnRecordAuthRequest(schema.Users).Bind(&hook.Handler[*core.RecordAuthRequestEvent]{Id: "accounts.device", Func: nameDevice})
	app.OnRecordUpdateExecute(schema.Users).Bind(bind.Func("accounts.devices.forget", forgetDevices))
	app.OnRecordAfterDeleteSuccess(schema.Devices).Bind(bind.Func("accounts.devices.silence", silence))
	app.OnRealtimeSubscribeRequest().Bind(&hook.Handler[*core.RealtimeSubscribeRequestEvent]{Id: "accounts.device", Func: noteDevice})
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "accounts.serve", Func: serve})

	m := mails{baseURL}
	app.OnMailerRecordVerificationSend(schema.Users).Bind(bind.Func("accounts.mail.verify", m.inTheirLanguage))
	app.OnMailerRecordPasswordResetSend(schema.Users).Bind(bind.Func("accounts.mail.reset", m.inTheirLanguage))
	app.OnMailerRecordEmailChangeSend(schema.Users).Bind(bind.Func("accounts.mail.change", m.inTheirLanguage))
	app.OnMailerRecordOTPSend(schema.Users).Bind(bind.Func("accounts.mail.code", m.inTheirLanguage))
	app.OnMailerRecordAuthAlertSend(schema.Users).Bind(bind.Func("accounts.mail.alert", m.inTheirLanguage))
}

func serve(e *core.ServeEvent) error {
	e.Router.Bind(&hook.Handler[*core.RequestEvent]{
		Id: "accounts.devices", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1, Func: refuseSignedOut,
	})
	e.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "accounts.even", Func: answerEvenly})
	e.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "accounts.address.even", Func: newAsked().changeEvenly})
	e.Router.DELETE("/api/qiao/devices", signOutEverywhere).Bind(apis.RequireAuth(schema.Users))
	e.Router.POST("/api/qiao/email", addAddress).Bind(apis.RequireAuth(schema.Users))
	e.Router.POST("/auth/callback", postedCallback)
	return e.Next()
}
