package schema

// This file names the fields of the reputation group: reputation, levels and badges.

import (
	"github.com/pocketbase/pocketbase/core"
)

// BadgeWithdrawals is the plain table of the badges that editors took away: user, badge.
const BadgeWithdrawals = "badge_withdrawals"

// Collection reputation_events and its fields.
const (
	ReputationEvents = "reputation_events"

	ReputationEventUser       = "user"
	ReputationEventRule       = "rule"
	ReputationEventCause      = "cause"
	ReputationEventPoints     = "points"
	ReputationEventApplied    = "applied"
	ReputationEventDay        = "day"
	ReputationEventTargetKind = "target_kind"
	ReputationEventTarget     = "target"
)

// ReputationEvent is points for one cause.
type ReputationEvent struct{ core.BaseRecordProxy }

// AsReputationEvent views a record of the reputation_events collection through its typed getters.
func AsReputationEvent(r *core.Record) *ReputationEvent {
	p := &ReputationEvent{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *ReputationEvent) User() string { return p.GetString(ReputationEventUser) }

// Rule is the field rule.
func (p *ReputationEvent) Rule() string { return p.GetString(ReputationEventRule) }

// Cause is the field cause.
func (p *ReputationEvent) Cause() string { return p.GetString(ReputationEventCause) }

// Points is the field points.
func (p *ReputationEvent) Points() int { return p.GetInt(ReputationEventPoints) }

// Applied is the field applied.
func (p *ReputationEvent) Applied() int { return p.GetInt(ReputationEventApplied) }

// Day is the field day.
func (p *ReputationEvent) Day() string { return p.GetString(ReputationEventDay) }

// TargetKind is the field target_kind.
func (p *ReputationEvent) TargetKind() string { return p.GetString(ReputationEventTargetKind) }

// Target is the field target.
func (p *ReputationEvent) Target() string { return p.GetString(ReputationEventTarget) }

// Collection badges and its fields.
const (
	Badges = "badges"

	BadgeSlug          = "slug"
	BadgeName          = "name"
	BadgeNameEn        = "name_en"
	BadgeDescription   = "description"
	BadgeDescriptionEn = "description_en"
	BadgeTier          = "tier"
	BadgeRule          = "rule"
	BadgeActive        = "active"
)

// Badge is a distinction that members can earn.
type Badge struct{ core.BaseRecordProxy }

// AsBadge views a record of the badges collection through its typed getters.
func AsBadge(r *core.Record) *Badge {
	p := &Badge{}
	p.SetProxyRecord(r)
	return p
}

// Slug is the field slug.
func (p *Badge) Slug() string { return p.GetString(BadgeSlug) }

// Name is the field name.
func (p *Badge) Name() string { return p.GetString(BadgeName) }

// NameEn is the field name_en.
func (p *Badge) NameEn() string { return p.GetString(BadgeNameEn) }

// Description is the field description.
func (p *Badge) Description() string { return p.GetString(BadgeDescription) }

// DescriptionEn is the field description_en.
func (p *Badge) DescriptionEn() string { return p.GetString(BadgeDescriptionEn) }

// Tier is the field tier.
func (p *Badge) Tier() string { return p.GetString(BadgeTier) }

// Active is the field active.
func (p *Badge) Active() bool { return p.GetBool(BadgeActive) }

// Collection user_badges and its fields.
const (
	UserBadges = "user_badges"

	UserBadgeUser  = "user"
	UserBadgeBadge = "badge"
	UserBadgeCause = "cause"
)

// UserBadge is a badge that a member has.
type UserBadge struct{ core.BaseRecordProxy }

// AsUserBadge views a record of the user_badges collection through its typed getters.
func AsUserBadge(r *core.Record) *UserBadge {
	p := &UserBadge{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *UserBadge) User() string { return p.GetString(UserBadgeUser) }

// Badge is the field badge.
func (p *UserBadge) Badge() string { return p.GetString(UserBadgeBadge) }

// Cause is the field cause.
func (p *UserBadge) Cause() string { return p.GetString(UserBadgeCause) }

// Collection policy and its fields.
const (
	PolicySettings = "policy"

	PolicyPreset       = "preset"
	PolicyAbilities    = "abilities"
	PolicyPoints       = "points"
	PolicyLimits       = "limits"
	PolicyVerifiedOnly = "verified_only"
	PolicyReviewFirst  = "review_first"
	PolicyAgreement    = "agreement"
	PolicyTerms        = "terms"
	PolicyTermsEn      = "terms_en"
	PolicyPrivacy      = "privacy"
	PolicyPrivacyEn    = "privacy_en"
)

// Policy is the one record of what members may do.
type Policy struct{ core.BaseRecordProxy }

// AsPolicy views a record of the policy collection through its typed getters.
func AsPolicy(r *core.Record) *Policy {
	p := &Policy{}
	p.SetProxyRecord(r)
	return p
}

// Preset is the field preset.
func (p *Policy) Preset() string { return p.GetString(PolicyPreset) }

// VerifiedOnly is the field verified_only.
func (p *Policy) VerifiedOnly() bool { return p.GetBool(PolicyVerifiedOnly) }

// ReviewFirst is the field review_first.
func (p *Policy) ReviewFirst() int { return p.GetInt(PolicyReviewFirst) }

// Agreement is the field agreement.
func (p *Policy) Agreement() string { return p.GetString(PolicyAgreement) }

// Terms is the field terms.
func (p *Policy) Terms() string { return p.GetString(PolicyTerms) }

// TermsEn is the field terms_en.
func (p *Policy) TermsEn() string { return p.GetString(PolicyTermsEn) }

// Privacy is the field privacy.
func (p *Policy) Privacy() string { return p.GetString(PolicyPrivacy) }

// PrivacyEn is the field privacy_en.
func (p *Policy) PrivacyEn() string { return p.GetString(PolicyPrivacyEn) }
