package schema

// This file names the fields of the notify group: notifications, mail and the outbox.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection notifications and its fields.
const (
	Notifications = "notifications"

	NotificationUser       = "user"
	NotificationKind       = "kind"
	NotificationActor      = "actor"
	NotificationTargetKind = "target_kind"
	NotificationTarget     = "target"
	NotificationSubject    = "subject"
	NotificationURL        = "url"
	NotificationGroup      = "group"
	NotificationCount      = "count"
	NotificationAt         = "at"
	NotificationCause      = "cause"
	NotificationData       = "data"
	NotificationRead       = "read"
)

// Notification is something that a member should know.
type Notification struct{ core.BaseRecordProxy }

// AsNotification views a record of the notifications collection through its typed getters.
func AsNotification(r *core.Record) *Notification {
	p := &Notification{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Notification) User() string { return p.GetString(NotificationUser) }

// Kind is the field kind.
func (p *Notification) Kind() string { return p.GetString(NotificationKind) }

// Actor is the field actor.
func (p *Notification) Actor() string { return p.GetString(NotificationActor) }

// TargetKind is the field target_kind.
func (p *Notification) TargetKind() string { return p.GetString(NotificationTargetKind) }

// Target is the field target.
func (p *Notification) Target() string { return p.GetString(NotificationTarget) }

// Subject is the field subject.
func (p *Notification) Subject() string { return p.GetString(NotificationSubject) }

// URL is the field url.
func (p *Notification) URL() string { return p.GetString(NotificationURL) }

// Group is the field group.
func (p *Notification) Group() string { return p.GetString(NotificationGroup) }

// Count is the field count.
func (p *Notification) Count() int { return p.GetInt(NotificationCount) }

// At is the field at.
func (p *Notification) At() types.DateTime { return p.GetDateTime(NotificationAt) }

// Cause is the field cause.
func (p *Notification) Cause() string { return p.GetString(NotificationCause) }

// Read is the field read.
func (p *Notification) Read() types.DateTime { return p.GetDateTime(NotificationRead) }

// Collection notification_settings and its fields.
const (
	NotificationSettingsList = "notification_settings"

	NotificationSettingsUser     = "user"
	NotificationSettingsChoices  = "choices"
	NotificationSettingsDigest   = "digest"
	NotificationSettingsDigested = "digested"
)

// NotificationSettings is how a member wants to be told.
type NotificationSettings struct{ core.BaseRecordProxy }

// AsNotificationSettings views a record of the notification_settings collection through its typed getters.
func AsNotificationSettings(r *core.Record) *NotificationSettings {
	p := &NotificationSettings{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *NotificationSettings) User() string { return p.GetString(NotificationSettingsUser) }

// Digest is the field digest.
func (p *NotificationSettings) Digest() string { return p.GetString(NotificationSettingsDigest) }

// Digested is the field digested.
func (p *NotificationSettings) Digested() types.DateTime {
	return p.GetDateTime(NotificationSettingsDigested)
}

// Collection outbox and its fields.
const (
	Outbox = "outbox"

	OutgoingKind     = "kind"
	OutgoingKey      = "key"
	OutgoingPayload  = "payload"
	OutgoingState    = "state"
	OutgoingUrgent   = "urgent"
	OutgoingAttempts = "attempts"
	OutgoingNext     = "next"
	OutgoingError    = "error"
	OutgoingNode     = "node"
	OutgoingMark     = "mark"
)

// Outgoing is work that leaves the process.
type Outgoing struct{ core.BaseRecordProxy }

// AsOutgoing views a record of the outbox collection through its typed getters.
func AsOutgoing(r *core.Record) *Outgoing {
	p := &Outgoing{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *Outgoing) Kind() string { return p.GetString(OutgoingKind) }

// Key is the field key.
func (p *Outgoing) Key() string { return p.GetString(OutgoingKey) }

// State is the field state.
func (p *Outgoing) State() string { return p.GetString(OutgoingState) }

// Attempts is the field attempts.
func (p *Outgoing) Attempts() int { return p.GetInt(OutgoingAttempts) }

// Next is the field next.
func (p *Outgoing) Next() types.DateTime { return p.GetDateTime(OutgoingNext) }

// Urgent is the field urgent.
func (p *Outgoing) Urgent() bool { return p.GetBool(OutgoingUrgent) }

// Node is the field node.
func (p *Outgoing) Node() string { return p.GetString(OutgoingNode) }

// Mark is the field mark.
func (p *Outgoing) Mark() types.DateTime { return p.GetDateTime(OutgoingMark) }

// Error is the field error.
func (p *Outgoing) Error() string { return p.GetString(OutgoingError) }

// Collection mail_blocks and its fields.
const (
	MailBlocks = "mail_blocks"

	MailBlockEmail  = "email"
	MailBlockReason = "reason"
	MailBlockDetail = "detail"
)

// MailBlock is an address that mail is not sent to.
type MailBlock struct{ core.BaseRecordProxy }

// AsMailBlock views a record of the mail_blocks collection through its typed getters.
func AsMailBlock(r *core.Record) *MailBlock {
	p := &MailBlock{}
	p.SetProxyRecord(r)
	return p
}

// Email is the field email.
func (p *MailBlock) Email() string { return p.GetString(MailBlockEmail) }

// Reason is the field reason.
func (p *MailBlock) Reason() string { return p.GetString(MailBlockReason) }

// Detail is the field detail.
func (p *MailBlock) Detail() string { return p.GetString(MailBlockDetail) }
