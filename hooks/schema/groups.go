package schema

// This file names the fields of groups: people who meet, and who is among them.

import "github.com/pocketbase/pocketbase/core"

// Collection groups and its fields.
const (
	Groups = "groups"

	GroupName       = "name"
	GroupSlug       = "slug"
	GroupKind       = "kind"
	GroupStatus     = "status"
	GroupReason     = "reason"
	GroupHidden     = "hidden"
	GroupLang       = "lang"
	GroupOwner      = "owner"
	GroupOrganisers = "organisers"
	GroupTags       = "tags"
	GroupCity       = "city"
	GroupCountry    = "country"
	GroupZone       = "zone"
	GroupWebsite    = "website"
	GroupLinks      = "links"
	GroupSummary    = "summary"
	GroupLogo       = "logo"
	GroupCover      = "cover"
	GroupBody       = "body"
	GroupHTML       = "html"
)

// Group is people who meet: of a city, around a topic, at a university or for a project.
type Group struct{ core.BaseRecordProxy }

// AsGroup views a record of the groups collection through its typed getters.
func AsGroup(r *core.Record) *Group {
	p := &Group{}
	p.SetProxyRecord(r)
	return p
}

// Name is the field name.
func (p *Group) Name() string { return p.GetString(GroupName) }

// Slug is the field slug.
func (p *Group) Slug() string { return p.GetString(GroupSlug) }

// Kind is the field kind.
func (p *Group) Kind() string { return p.GetString(GroupKind) }

// Status is the field status.
func (p *Group) Status() string { return p.GetString(GroupStatus) }

// Reason is the field reason.
func (p *Group) Reason() string { return p.GetString(GroupReason) }

// Hidden is the field hidden.
func (p *Group) Hidden() bool { return p.GetBool(GroupHidden) }

// Lang is the field lang.
func (p *Group) Lang() string { return p.GetString(GroupLang) }

// Owner is the field owner.
func (p *Group) Owner() string { return p.GetString(GroupOwner) }

// Organisers is the field organisers.
func (p *Group) Organisers() []string { return p.GetStringSlice(GroupOrganisers) }

// Tags is the field tags.
func (p *Group) Tags() []string { return p.GetStringSlice(GroupTags) }

// City is the field city.
func (p *Group) City() string { return p.GetString(GroupCity) }

// Country is the field country.
func (p *Group) Country() string { return p.GetString(GroupCountry) }

// Zone is the field zone.
func (p *Group) Zone() string { return p.GetString(GroupZone) }

// Website is the field website.
func (p *Group) Website() string { return p.GetString(GroupWebsite) }

// Links is the field links.
func (p *Group) Links() string { return p.GetString(GroupLinks) }

// Summary is the field summary.
func (p *Group) Summary() string { return p.GetString(GroupSummary) }

// Logo is the field logo.
func (p *Group) Logo() string { return p.GetString(GroupLogo) }

// Cover is the field cover.
func (p *Group) Cover() string { return p.GetString(GroupCover) }

// Body is the field body.
func (p *Group) Body() string { return p.GetString(GroupBody) }

// HTML is the field html.
func (p *Group) HTML() string { return p.GetString(GroupHTML) }

// Collection group_members and its fields.
const (
	GroupMembers = "group_members"

	GroupMemberGroup = "group"
	GroupMemberUser  = "user"
	GroupMemberRole  = "role"
	GroupMemberQuiet = "quiet"
)

// GroupMember is the seat that somebody has in a group.
type GroupMember struct{ core.BaseRecordProxy }

// AsGroupMember views a record of the group_members collection through its typed getters.
func AsGroupMember(r *core.Record) *GroupMember {
	p := &GroupMember{}
	p.SetProxyRecord(r)
	return p
}

// Group is the field group.
func (p *GroupMember) Group() string { return p.GetString(GroupMemberGroup) }

// User is the field user.
func (p *GroupMember) User() string { return p.GetString(GroupMemberUser) }

// Role is the field role.
func (p *GroupMember) Role() string { return p.GetString(GroupMemberRole) }

// Quiet is the field quiet.
func (p *GroupMember) Quiet() bool { return p.GetBool(GroupMemberQuiet) }
