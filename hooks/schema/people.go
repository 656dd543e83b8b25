package schema

// This file names the fields of the people group: accounts and who follows what.

import (
	"github.com/pocketbase/pocketbase/core"
)

// Collection users and its fields.
const (
	Users = "users"

	UserName    = "name"
	UserHandle  = "handle"
	UserAvatar  = "avatar"
	UserBio     = "bio"
	UserCity    = "city"
	UserCompany = "company"
	UserPersona = "persona"
	UserLinks   = "links"
	UserLocale  = "locale"
	UserRoles   = "roles"
	UserTrust   = "trust"
)

// User is an account; also the author shown with what it writes.
type User struct{ core.BaseRecordProxy }

// AsUser views a record of the users collection through its typed getters.
func AsUser(r *core.Record) *User {
	p := &User{}
	p.SetProxyRecord(r)
	return p
}

// Name is the field name.
func (p *User) Name() string { return p.GetString(UserName) }

// Handle is the field handle.
func (p *User) Handle() string { return p.GetString(UserHandle) }

// Avatar is the field avatar.
func (p *User) Avatar() string { return p.GetString(UserAvatar) }

// Bio is the field bio.
func (p *User) Bio() string { return p.GetString(UserBio) }

// City is the field city.
func (p *User) City() string { return p.GetString(UserCity) }

// Company is the field company.
func (p *User) Company() string { return p.GetString(UserCompany) }

// Persona is the field persona.
func (p *User) Persona() string { return p.GetString(UserPersona) }

// Locale is the field locale.
func (p *User) Locale() string { return p.GetString(UserLocale) }

// Roles is the field roles.
func (p *User) Roles() []string { return p.GetStringSlice(UserRoles) }

// Trust is the field trust.
func (p *User) Trust() int { return p.GetInt(UserTrust) }

// Collection follows and its fields.
const (
	Follows = "follows"

	FollowUser   = "user"
	FollowKind   = "kind"
	FollowTarget = "target"
)

// Follow is one person following one user, column, tag, series or community.
type Follow struct{ core.BaseRecordProxy }

// AsFollow views a record of the follows collection through its typed getters.
func AsFollow(r *core.Record) *Follow {
	p := &Follow{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Follow) User() string { return p.GetString(FollowUser) }

// Kind is the field kind.
func (p *Follow) Kind() string { return p.GetString(FollowKind) }

// Target is the field target.
func (p *Follow) Target() string { return p.GetString(FollowTarget) }
