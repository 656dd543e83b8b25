package schema

// This file names the fields of the moderation group: keeping the place clean.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection reports and its fields.
const (
	Reports = "reports"

	ReportReporter = "reporter"
	ReportKind     = "kind"
	ReportTarget   = "target"
	ReportReason   = "reason"
	ReportText     = "text"
	ReportState    = "state"
	ReportHandler  = "handler"
	ReportDecided  = "decided"
	ReportAnswer   = "answer"
	ReportAffected = "affected"
)

// Report is a member saying that something is wrong.
type Report struct{ core.BaseRecordProxy }

// AsReport views a record of the reports collection through its typed getters.
func AsReport(r *core.Record) *Report {
	p := &Report{}
	p.SetProxyRecord(r)
	return p
}

// Reporter is the field reporter.
func (p *Report) Reporter() string { return p.GetString(ReportReporter) }

// Kind is the field kind.
func (p *Report) Kind() string { return p.GetString(ReportKind) }

// Target is the field target.
func (p *Report) Target() string { return p.GetString(ReportTarget) }

// Reason is the field reason.
func (p *Report) Reason() string { return p.GetString(ReportReason) }

// Text is the field text.
func (p *Report) Text() string { return p.GetString(ReportText) }

// State is the field state.
func (p *Report) State() string { return p.GetString(ReportState) }

// Handler is the field handler.
func (p *Report) Handler() string { return p.GetString(ReportHandler) }

// Decided is the field decided.
func (p *Report) Decided() types.DateTime { return p.GetDateTime(ReportDecided) }

// Affected is the field affected.
func (p *Report) Affected() string { return p.GetString(ReportAffected) }

// Answer is the field answer.
func (p *Report) Answer() string { return p.GetString(ReportAnswer) }

// Collection sanctions and its fields.
const (
	Sanctions = "sanctions"

	SanctionUser      = "user"
	SanctionKind      = "kind"
	SanctionReason    = "reason"
	SanctionModerator = "moderator"
	SanctionReport    = "report"
	SanctionUntil     = "until"
	SanctionLifted    = "lifted"
)

// Sanction is what a moderator imposed on a member.
type Sanction struct{ core.BaseRecordProxy }

// AsSanction views a record of the sanctions collection through its typed getters.
func AsSanction(r *core.Record) *Sanction {
	p := &Sanction{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Sanction) User() string { return p.GetString(SanctionUser) }

// Kind is the field kind.
func (p *Sanction) Kind() string { return p.GetString(SanctionKind) }

// Reason is the field reason.
func (p *Sanction) Reason() string { return p.GetString(SanctionReason) }

// Moderator is the field moderator.
func (p *Sanction) Moderator() string { return p.GetString(SanctionModerator) }

// Report is the field report.
func (p *Sanction) Report() string { return p.GetString(SanctionReport) }

// Until is the field until.
func (p *Sanction) Until() types.DateTime { return p.GetDateTime(SanctionUntil) }

// Lifted is the field lifted.
func (p *Sanction) Lifted() types.DateTime { return p.GetDateTime(SanctionLifted) }

// Collection audit_log and its fields.
const (
	AuditLog = "audit_log"

	AuditEntryActor    = "actor"
	AuditEntryRole     = "role"
	AuditEntryAction   = "action"
	AuditEntryKind     = "kind"
	AuditEntryTarget   = "target"
	AuditEntryAffected = "affected"
	AuditEntryReason   = "reason"
	AuditEntryBefore   = "before"
	AuditEntryAfter    = "after"
)

// AuditEntry is something done with special rights.
type AuditEntry struct{ core.BaseRecordProxy }

// AsAuditEntry views a record of the audit_log collection through its typed getters.
func AsAuditEntry(r *core.Record) *AuditEntry {
	p := &AuditEntry{}
	p.SetProxyRecord(r)
	return p
}

// Actor is the field actor.
func (p *AuditEntry) Actor() string { return p.GetString(AuditEntryActor) }

// Role is the field role.
func (p *AuditEntry) Role() string { return p.GetString(AuditEntryRole) }

// Action is the field action.
func (p *AuditEntry) Action() string { return p.GetString(AuditEntryAction) }

// Kind is the field kind.
func (p *AuditEntry) Kind() string { return p.GetString(AuditEntryKind) }

// Target is the field target.
func (p *AuditEntry) Target() string { return p.GetString(AuditEntryTarget) }

// Affected is the field affected.
func (p *AuditEntry) Affected() string { return p.GetString(AuditEntryAffected) }

// Reason is the field reason.
func (p *AuditEntry) Reason() string { return p.GetString(AuditEntryReason) }

// Collection appeals and its fields.
const (
	Appeals = "appeals"

	AppealUser    = "user"
	AppealEntry   = "entry"
	AppealText    = "text"
	AppealState   = "state"
	AppealHandler = "handler"
	AppealAnswer  = "answer"
)

// Appeal is a member asking for another look at a decision.
type Appeal struct{ core.BaseRecordProxy }

// AsAppeal views a record of the appeals collection through its typed getters.
func AsAppeal(r *core.Record) *Appeal {
	p := &Appeal{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Appeal) User() string { return p.GetString(AppealUser) }

// Entry is the field entry.
func (p *Appeal) Entry() string { return p.GetString(AppealEntry) }

// Text is the field text.
func (p *Appeal) Text() string { return p.GetString(AppealText) }

// State is the field state.
func (p *Appeal) State() string { return p.GetString(AppealState) }

// Handler is the field handler.
func (p *Appeal) Handler() string { return p.GetString(AppealHandler) }

// Answer is the field answer.
func (p *Appeal) Answer() string { return p.GetString(AppealAnswer) }

// Collection word_rules and its fields.
const (
	WordRules = "word_rules"

	WordRuleWord   = "word"
	WordRuleLang   = "lang"
	WordRuleAction = "action"
	WordRuleWhole  = "whole"
	WordRuleActive = "active"
	WordRuleList   = "list"
	WordRuleNote   = "note"
)

// WordRule is a word that is not let through as it is.
type WordRule struct{ core.BaseRecordProxy }

// AsWordRule views a record of the word_rules collection through its typed getters.
func AsWordRule(r *core.Record) *WordRule {
	p := &WordRule{}
	p.SetProxyRecord(r)
	return p
}

// Word is the field word.
func (p *WordRule) Word() string { return p.GetString(WordRuleWord) }

// Lang is the field lang.
func (p *WordRule) Lang() string { return p.GetString(WordRuleLang) }

// Action is the field action.
func (p *WordRule) Action() string { return p.GetString(WordRuleAction) }

// Whole is the field whole.
func (p *WordRule) Whole() bool { return p.GetBool(WordRuleWhole) }

// Active is the field active.
func (p *WordRule) Active() bool { return p.GetBool(WordRuleActive) }

// List is the field list.
func (p *WordRule) List() string { return p.GetString(WordRuleList) }

// Note is the field note.
func (p *WordRule) Note() string { return p.GetString(WordRuleNote) }
