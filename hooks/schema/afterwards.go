package schema

// This file names the fields of what comes after an event: certificates, the survey, the follow-up mail.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection event_afterwards and its fields.
const (
	EventAfterwardsList = "event_afterwards"

	EventAfterwardsEvent        = "event"
	EventAfterwardsCertificates = "certificates"
	EventAfterwardsHours        = "hours"
	EventAfterwardsIssuer       = "issuer"
	EventAfterwardsSurvey       = "survey"
	EventAfterwardsSurveyAbout  = "survey_about"
	EventAfterwardsSurveyUntil  = "survey_until"
	EventAfterwardsSendHours    = "send_hours"
	EventAfterwardsCameText     = "came_text"
	EventAfterwardsMissedText   = "missed_text"
	EventAfterwardsSent         = "sent"
)

// EventAfterwards is what comes after an event.
type EventAfterwards struct{ core.BaseRecordProxy }

// AsEventAfterwards views a record of the event_afterwards collection through its typed getters.
func AsEventAfterwards(r *core.Record) *EventAfterwards {
	p := &EventAfterwards{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *EventAfterwards) Event() string { return p.GetString(EventAfterwardsEvent) }

// Certificates is the field certificates.
func (p *EventAfterwards) Certificates() bool { return p.GetBool(EventAfterwardsCertificates) }

// Hours is the field hours.
func (p *EventAfterwards) Hours() float64 { return p.GetFloat(EventAfterwardsHours) }

// Issuer is the field issuer.
func (p *EventAfterwards) Issuer() string { return p.GetString(EventAfterwardsIssuer) }

// Survey is the field survey.
func (p *EventAfterwards) Survey() bool { return p.GetBool(EventAfterwardsSurvey) }

// SurveyAbout is the field survey_about.
func (p *EventAfterwards) SurveyAbout() string { return p.GetString(EventAfterwardsSurveyAbout) }

// SurveyUntil is the field survey_until.
func (p *EventAfterwards) SurveyUntil() types.DateTime {
	return p.GetDateTime(EventAfterwardsSurveyUntil)
}

// SendHours is the field send_hours.
func (p *EventAfterwards) SendHours() int { return p.GetInt(EventAfterwardsSendHours) }

// CameText is the field came_text.
func (p *EventAfterwards) CameText() string { return p.GetString(EventAfterwardsCameText) }

// MissedText is the field missed_text.
func (p *EventAfterwards) MissedText() string { return p.GetString(EventAfterwardsMissedText) }

// Sent is the field sent.
func (p *EventAfterwards) Sent() types.DateTime { return p.GetDateTime(EventAfterwardsSent) }

// Collection survey_questions and its fields.
const (
	SurveyQuestions = "survey_questions"

	SurveyQuestionEvent    = "event"
	SurveyQuestionLabel    = "label"
	SurveyQuestionHelp     = "help"
	SurveyQuestionKind     = "kind"
	SurveyQuestionOptions  = "options"
	SurveyQuestionRequired = "required"
	SurveyQuestionPosition = "position"
)

// SurveyQuestion is what those are asked who took part.
type SurveyQuestion struct{ core.BaseRecordProxy }

// AsSurveyQuestion views a record of the survey_questions collection through its typed getters.
func AsSurveyQuestion(r *core.Record) *SurveyQuestion {
	p := &SurveyQuestion{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *SurveyQuestion) Event() string { return p.GetString(SurveyQuestionEvent) }

// Label is the field label.
func (p *SurveyQuestion) Label() string { return p.GetString(SurveyQuestionLabel) }

// Help is the field help.
func (p *SurveyQuestion) Help() string { return p.GetString(SurveyQuestionHelp) }

// Kind is the field kind.
func (p *SurveyQuestion) Kind() string { return p.GetString(SurveyQuestionKind) }

// Required is the field required.
func (p *SurveyQuestion) Required() bool { return p.GetBool(SurveyQuestionRequired) }

// Position is the field position.
func (p *SurveyQuestion) Position() int { return p.GetInt(SurveyQuestionPosition) }

// Collection survey_responses and its fields.
const (
	SurveyResponses = "survey_responses"

	SurveyResponseEvent   = "event"
	SurveyResponseTicket  = "ticket"
	SurveyResponseAnswers = "answers"
)

// Collection survey_turns and its fields.
const (
	SurveyTurns = "survey_turns"

	SurveyTurnEvent        = "event"
	SurveyTurnRegistration = "registration"
)

// Collection certificates and its fields.
const (
	Certificates = "certificates"

	CertificateEvent        = "event"
	CertificateRegistration = "registration"
	CertificateUser         = "user"
	CertificateName         = "name"
	CertificateCode         = "code"
	CertificateHours        = "hours"
	CertificateIssuer       = "issuer"
	CertificateRevoked      = "revoked"
)

// Certificate says that somebody took part in an event.
type Certificate struct{ core.BaseRecordProxy }

// AsCertificate views a record of the certificates collection through its typed getters.
func AsCertificate(r *core.Record) *Certificate {
	p := &Certificate{}
	p.SetProxyRecord(r)
	return p
}

// Event is the field event.
func (p *Certificate) Event() string { return p.GetString(CertificateEvent) }

// Registration is the field registration.
func (p *Certificate) Registration() string { return p.GetString(CertificateRegistration) }

// User is the field user.
func (p *Certificate) User() string { return p.GetString(CertificateUser) }

// Name is the field name.
func (p *Certificate) Name() string { return p.GetString(CertificateName) }

// Code is the field code.
func (p *Certificate) Code() string { return p.GetString(CertificateCode) }

// Hours is the field hours.
func (p *Certificate) Hours() float64 { return p.GetFloat(CertificateHours) }

// Issuer is the field issuer.
func (p *Certificate) Issuer() string { return p.GetString(CertificateIssuer) }

// Revoked is the field revoked.
func (p *Certificate) Revoked() types.DateTime { return p.GetDateTime(CertificateRevoked) }
