package accounts

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// A token that somebody gets by signing in names a record of devices. Without the record the token is worth nothing, so
// deleting the record signs out there. Tokens that name none (an impersonation from the dashboard) hold until they end.
const (
	deviceClaim = "device"
	// deviceKey holds the device of a realtime client.
	deviceKey = "qiao.device"
	// mostDevices is how many devices an account is signed in on at once, those used last.
	mostDevices = 50
	// seenEvery is how often it is noted that a device is in use.
	seenEvery = 10 * time.Minute
)

// nameDevice puts the device into the token that PocketBase is about to answer with.
func nameDevice(e *core.RecordAuthRequestEvent) error {
	if e.AuthMethod == "" {
		// a refresh keeps the device; PocketBase answers a token that can't be refreshed with the same one
		if device := claimed(e.Request, e.Auth); device != "" && e.Auth.Id == e.Record.Id && e.Token != sentToken(e.Request) {
			if err := sign(e, device); err != nil {
				return err
			}
		}
		return e.Next()
	}
	collection, err := e.App.FindCachedCollectionByNameOrId(schema.Devices)
	if err != nil {
		return err
	}
	if err := dropOld(e.App, e.Record); err != nil {
		return err
	}
	device := core.NewRecord(collection)
	agent := clip(e.Request.UserAgent(), 300)
	device.Load(map[string]any{
		schema.DeviceUser: e.Record.Id, schema.DeviceName: deviceName(agent), schema.DeviceAgent: agent,
		schema.DeviceAddress: clip(e.RealIP(), 64), schema.DeviceSeen: types.NowDateTime(),
	})
	// before the answer: the token may be used as soon as it is out
	if err := e.App.Save(device); err != nil {
		return err
	}
	err = sign(e, device.Id)
	if err == nil {
		err = e.Next()
	}
	if err != nil { // also when a second factor is still to come
		if failed := e.App.Delete(device); failed != nil {
			e.App.Logger().Error("a device of a sign-in that failed stays", "device", device.Id, "error", failed)
		}
	}
	return err
}

// sign makes the token anew with the device in it.
func sign(e *core.RecordAuthRequestEvent, device string) error {
	claims, err := security.ParseUnverifiedJWT(e.Token)
	if err != nil {
		return err
	}
	claims[deviceClaim] = device
	config := e.Record.Collection().AuthToken
	e.Token, err = security.NewJWT(claims, e.Record.TokenKey()+config.Secret, config.DurationTime())
	return err
}

// dropOld forgets the devices whose tokens have ended, and those beyond the most that an account has.
func dropOld(app core.App, user *core.Record) error {
	ended := time.Now().Add(-user.Collection().AuthToken.DurationTime() - seenEvery)
	_, err := app.DB().NewQuery(`DELETE FROM devices WHERE user = {:user} AND (seen < {:ended} OR id NOT IN
		(SELECT id FROM devices WHERE user = {:user} ORDER BY seen DESC LIMIT {:most}))`).
		Bind(dbx.Params{"user": user.Id, "ended": ended.UTC().Format(types.DefaultDateLayout), "most": mostDevices - 1}).Execute()
	return err
}

func sentToken(r *http.Request) string {
	token := r.Header.Get("Authorization")
	if len(token) > 7 && strings.EqualFold(token[:7], "Bearer ") {
		return token[7:]
	}
	return token
}

// claimed is the device that the token of a request names. PocketBase has checked the token if there is an auth.
func claimed(r *http.Request, auth *core.Record) string {
	if auth == nil || auth.Collection().Name != schema.Users {
		return ""
	}
	claims, err := security.ParseUnverifiedJWT(sentToken(r))
	if err != nil {
		return ""
	}
	device, _ := claims[deviceClaim].(string)
	return device
}

// refuseSignedOut makes a guest of who asks with the token of a device that was signed out.
func refuseSignedOut(e *core.RequestEvent) error {
	device := claimed(e.Request, e.Auth)
	if device == "" {
		return e.Next()
	}
	var seen []types.DateTime
	err := e.App.DB().NewQuery("SELECT seen FROM devices WHERE id = {:id} AND user = {:user}").
		Bind(dbx.Params{"id": device, "user": e.Auth.Id}).Column(&seen)
	switch {
	case err != nil:
		return err
	case len(seen) == 0:
		e.Auth = nil
	case time.Since(seen[0].Time()) > seenEvery:
		_, err := e.App.DB().NewQuery("UPDATE devices SET seen = {:now}, address = {:address} WHERE id = {:id}").
			Bind(dbx.Params{"id": device, "now": types.NowDateTime().String(), "address": clip(e.RealIP(), 64)}).Execute()
		if err != nil {
			e.App.Logger().Warn("the use of a device isn't noted", "error", err)
		}
	}
	return e.Next()
}

// signedInRecently says whether the device of a request signed in a short while ago.
func signedInRecently(e *core.RequestEvent) (bool, error) {
	var n int
	err := e.App.DB().NewQuery("SELECT count(*) FROM devices WHERE id = {:id} AND created > {:since}").
		Bind(dbx.Params{"id": claimed(e.Request, e.Auth), "since": time.Now().Add(-recently).UTC().Format(types.DefaultDateLayout)}).Row(&n)
	return n > 0, err
}

// signOutEverywhere answers DELETE /api/qiao/devices: no token of the account is worth anything from then on.
func signOutEverywhere(e *core.RequestEvent) error {
	err := e.App.RunInTransaction(func(app core.App) error {
		user, err := app.FindRecordById(schema.Users, e.Auth.Id)
		if err != nil {
			return err
		}
		user.RefreshTokenKey()
		return app.Save(user)
	})
	if err != nil {
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

// forgetDevices drops the devices of an account whose tokens were all made worthless, as by a new password.
func forgetDevices(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		// Original is what was loaded first, not what the row has now
		var before []string
		if err := e.App.DB().NewQuery("SELECT tokenKey FROM users WHERE id = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Column(&before); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if len(before) == 1 && before[0] == e.Record.TokenKey() {
			return nil
		}
		_, err := e.App.DB().NewQuery("DELETE FROM devices WHERE user = {:id}").Bind(dbx.Params{"id": e.Record.Id}).Execute()
		return err
	})
}

// noteDevice remembers on which device a realtime connection listens.
func noteDevice(e *core.RealtimeSubscribeRequestEvent) error {
	e.Client.Set(deviceKey, claimed(e.Request, e.Auth))
	return e.Next()
}

// silence ends what a device that was signed out hears.
func silence(e *core.RecordEvent) error {
	for _, client := range e.App.SubscriptionsBroker().Clients() {
		if device, _ := client.Get(deviceKey).(string); device == e.Record.Id {
			client.Unset(apis.RealtimeClientAuthKey)
			client.Unsubscribe()
		}
	}
	return e.Next()
}

// deviceName says what a user agent is, "Firefox · Windows".
func deviceName(agent string) string {
	first := func(names ...[2]string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	// the order matters: most browsers claim to be others too
	browser := first([2]string{"MicroMessenger", "WeChat"}, [2]string{"Edg", "Edge"}, [2]string{"OPR/", "Opera"}, [2]string{"Firefox/", "Firefox"},
		[2]string{"QQBrowser", "QQ Browser"}, [2]string{"Quark", "Quark"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"}, [2]string{"curl/", "curl"})
	system := first([2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"}, [2]string{"HarmonyOS", "HarmonyOS"}, [2]string{"Android", "Android"},
		[2]string{"Windows", "Windows"}, [2]string{"Mac OS X", "macOS"}, [2]string{"CrOS", "ChromeOS"}, [2]string{"Linux", "Linux"})
	name := strings.Trim(browser+" · "+system, " ·")
	if name == "" {
		before, _, _ := strings.Cut(agent, " ")
		return clip(before, 60)
	}
	return name
}

// clip gives the first n bytes of a text at most, in whole characters and none that can't be seen or that turns the
// direction of others.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
