package access

import "qiao/hooks/schema"

// The rules of the notify group: notifications, mail and the outbox.
var notifyRules = map[string]RuleSet{
	schema.Notifications:            {},
	schema.NotificationSettingsList: {},
	schema.Outbox:                   {},
	schema.MailBlocks:               {},
}
