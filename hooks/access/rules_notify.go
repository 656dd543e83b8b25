package access

import "qiao/hooks/schema"

// The rules of the notify group: notifications, mail and the outbox.
var notifyRules = map[string]RuleSet{
	schema.Notifications: func() RuleSet {
		own := Rule{signedIn + " && user = @request.auth.id", "who is told"}
		return RuleSet{List: own, View: own, Delete: own, Update: Rule{
			own.API + unchanged("user", "kind", "actor", "target_kind", "target", "subject", "url", "group", "count", "at", "cause", "data"),
			"who is told: whether it is read"}}
	}(),
	schema.NotificationSettingsList: func() RuleSet {
		own := Rule{signedIn + " && user = @request.auth.id", "the account"}
		return RuleSet{List: own, View: own, Create: own, Update: Rule{own.API + unchanged("user", "digested"), "the account: the choices"}}
	}(),
	schema.Outbox:     {},
	schema.MailBlocks: {},
}
