package schema

// This file names the fields of the taxonomy group: tags, columns and series.

import (
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"
)

// Collection tags and its fields.
const (
	Tags = "tags"

	TagSlug          = "slug"
	TagName          = "name"
	TagNameEn        = "name_en"
	TagSynonyms      = "synonyms"
	TagCategory      = "category"
	TagDescription   = "description"
	TagDescriptionEn = "description_en"
)

// Tag is a subject, with its Chinese and English names.
type Tag struct{ core.BaseRecordProxy }

// AsTag views a record of the tags collection through its typed getters.
func AsTag(r *core.Record) *Tag {
	p := &Tag{}
	p.SetProxyRecord(r)
	return p
}

// Slug is the field slug.
func (p *Tag) Slug() string { return p.GetString(TagSlug) }

// Name is the field name.
func (p *Tag) Name() string { return p.GetString(TagName) }

// NameEn is the field name_en.
func (p *Tag) NameEn() string { return p.GetString(TagNameEn) }

// Category is the field category.
func (p *Tag) Category() string { return p.GetString(TagCategory) }

// Description is the field description.
func (p *Tag) Description() string { return p.GetString(TagDescription) }

// DescriptionEn is the field description_en.
func (p *Tag) DescriptionEn() string { return p.GetString(TagDescriptionEn) }

// Names lists what a tag is called: its slug, its names, its synonyms.
func (p *Tag) Names() []string {
	names := []string{p.Slug(), p.Name()}
	if p.NameEn() != "" {
		names = append(names, p.NameEn())
	}
	var synonyms []string
	_ = json.Unmarshal([]byte(p.GetString(TagSynonyms)), &synonyms) // validated on save; nothing to add otherwise
	return append(names, synonyms...)
}

// Collection columns and its fields.
const (
	Columns = "columns"

	ColumnSlug        = "slug"
	ColumnName        = "name"
	ColumnKind        = "kind"
	ColumnTagline     = "tagline"
	ColumnDescription = "description"
	ColumnLogo        = "logo"
	ColumnCover       = "cover"
	ColumnVerified    = "verified"
	ColumnWebsite     = "website"
	ColumnLang        = "lang"
	ColumnStatus      = "status"
	ColumnOwner       = "owner"
	ColumnPinned      = "pinned"
)

// Column is a publication of a person, an enterprise, a partner or the site itself.
type Column struct{ core.BaseRecordProxy }

// AsColumn views a record of the columns collection through its typed getters.
func AsColumn(r *core.Record) *Column {
	p := &Column{}
	p.SetProxyRecord(r)
	return p
}

// Slug is the field slug.
func (p *Column) Slug() string { return p.GetString(ColumnSlug) }

// Name is the field name.
func (p *Column) Name() string { return p.GetString(ColumnName) }

// Kind is the field kind.
func (p *Column) Kind() string { return p.GetString(ColumnKind) }

// Tagline is the field tagline.
func (p *Column) Tagline() string { return p.GetString(ColumnTagline) }

// Description is the field description.
func (p *Column) Description() string { return p.GetString(ColumnDescription) }

// Logo is the field logo.
func (p *Column) Logo() string { return p.GetString(ColumnLogo) }

// Cover is the field cover.
func (p *Column) Cover() string { return p.GetString(ColumnCover) }

// Verified is the field verified.
func (p *Column) Verified() bool { return p.GetBool(ColumnVerified) }

// Website is the field website.
func (p *Column) Website() string { return p.GetString(ColumnWebsite) }

// Lang is the field lang.
func (p *Column) Lang() string { return p.GetString(ColumnLang) }

// Status is the field status.
func (p *Column) Status() string { return p.GetString(ColumnStatus) }

// Owner is the field owner.
func (p *Column) Owner() string { return p.GetString(ColumnOwner) }

// Pinned is the field pinned.
func (p *Column) Pinned() []string { return p.GetStringSlice(ColumnPinned) }

// Collection column_members and its fields.
const (
	ColumnMembers = "column_members"

	ColumnMemberColumn = "column"
	ColumnMemberUser   = "user"
	ColumnMemberRole   = "role"
)

// ColumnMember is the part a user has in a column.
type ColumnMember struct{ core.BaseRecordProxy }

// AsColumnMember views a record of the column_members collection through its typed getters.
func AsColumnMember(r *core.Record) *ColumnMember {
	p := &ColumnMember{}
	p.SetProxyRecord(r)
	return p
}

// Column is the field column.
func (p *ColumnMember) Column() string { return p.GetString(ColumnMemberColumn) }

// User is the field user.
func (p *ColumnMember) User() string { return p.GetString(ColumnMemberUser) }

// Role is the field role.
func (p *ColumnMember) Role() string { return p.GetString(ColumnMemberRole) }

// Collection series and its fields.
const (
	SeriesList = "series"

	SeriesSlug        = "slug"
	SeriesTitle       = "title"
	SeriesDescription = "description"
	SeriesLang        = "lang"
	SeriesCover       = "cover"
	SeriesOwner       = "owner"
	SeriesAuthors     = "authors"
	SeriesColumn      = "column"
)

// Series is an ordered set of articles, possibly by several authors.
type Series struct{ core.BaseRecordProxy }

// AsSeries views a record of the series collection through its typed getters.
func AsSeries(r *core.Record) *Series {
	p := &Series{}
	p.SetProxyRecord(r)
	return p
}

// Slug is the field slug.
func (p *Series) Slug() string { return p.GetString(SeriesSlug) }

// Title is the field title.
func (p *Series) Title() string { return p.GetString(SeriesTitle) }

// Description is the field description.
func (p *Series) Description() string { return p.GetString(SeriesDescription) }

// Lang is the field lang.
func (p *Series) Lang() string { return p.GetString(SeriesLang) }

// Cover is the field cover.
func (p *Series) Cover() string { return p.GetString(SeriesCover) }

// Owner is the field owner.
func (p *Series) Owner() string { return p.GetString(SeriesOwner) }

// Authors is the field authors.
func (p *Series) Authors() []string { return p.GetStringSlice(SeriesAuthors) }

// Column is the field column.
func (p *Series) Column() string { return p.GetString(SeriesColumn) }
