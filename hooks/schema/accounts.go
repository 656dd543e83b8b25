package schema

// This file names the fields of the accounts group: what taking part needs of an account.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Further fields of the collection users.
const (
	UserZone           = "zone"
	UserExpertise      = "expertise"
	UserPrivate        = "private"
	UserMFA            = "mfa"
	UserAgreed         = "agreed"
	UserAgreedAt       = "agreed_at"
	UserLeavingAt      = "leaving_at"
	UserLeavingKeep    = "leaving_keep"
	UserReputation     = "reputation"
	UserSilencedUntil  = "silenced_until"
	UserSuspendedUntil = "suspended_until"
	UserProfileHidden  = "profile_hidden"
)

// Zone is the field zone.
func (p *User) Zone() string { return p.GetString(UserZone) }

// Expertise is the field expertise.
func (p *User) Expertise() []string { return p.GetStringSlice(UserExpertise) }

// Private is the field private.
func (p *User) Private() []string { return p.GetStringSlice(UserPrivate) }

// MFA is the field mfa.
func (p *User) MFA() bool { return p.GetBool(UserMFA) }

// Agreed is the field agreed.
func (p *User) Agreed() string { return p.GetString(UserAgreed) }

// AgreedAt is the field agreed_at.
func (p *User) AgreedAt() types.DateTime { return p.GetDateTime(UserAgreedAt) }

// LeavingAt is the field leaving_at.
func (p *User) LeavingAt() types.DateTime { return p.GetDateTime(UserLeavingAt) }

// LeavingKeep is the field leaving_keep.
func (p *User) LeavingKeep() bool { return p.GetBool(UserLeavingKeep) }

// Reputation is the field reputation.
func (p *User) Reputation() int { return p.GetInt(UserReputation) }

// SilencedUntil is the field silenced_until.
func (p *User) SilencedUntil() types.DateTime { return p.GetDateTime(UserSilencedUntil) }

// SuspendedUntil is the field suspended_until.
func (p *User) SuspendedUntil() types.DateTime { return p.GetDateTime(UserSuspendedUntil) }

// ProfileHidden is the field profile_hidden.
func (p *User) ProfileHidden() bool { return p.GetBool(UserProfileHidden) }

// Collection devices and its fields.
const (
	Devices = "devices"

	DeviceUser    = "user"
	DeviceName    = "name"
	DeviceAgent   = "agent"
	DeviceAddress = "address"
	DeviceSeen    = "seen"
)

// Device is a device on which an account is signed in.
type Device struct{ core.BaseRecordProxy }

// AsDevice views a record of the devices collection through its typed getters.
func AsDevice(r *core.Record) *Device {
	p := &Device{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Device) User() string { return p.GetString(DeviceUser) }

// Name is the field name.
func (p *Device) Name() string { return p.GetString(DeviceName) }

// Agent is the field agent.
func (p *Device) Agent() string { return p.GetString(DeviceAgent) }

// Address is the field address.
func (p *Device) Address() string { return p.GetString(DeviceAddress) }

// Seen is the field seen.
func (p *Device) Seen() types.DateTime { return p.GetDateTime(DeviceSeen) }
