package schema

// This file names the fields of the site group: the site record, the home page and the directory of communities.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection communities and its fields.
const (
	Communities = "communities"

	CommunitySlug          = "slug"
	CommunityName          = "name"
	CommunityKind          = "kind"
	CommunityLang          = "lang"
	CommunityLogo          = "logo"
	CommunityDescription   = "description"
	CommunityDescriptionEn = "description_en"
	CommunityHomeURL       = "home_url"
	CommunityReadURL       = "read_url"
	CommunityAskURL        = "ask_url"
	CommunityWriteURL      = "write_url"
	CommunityFeatured      = "featured"
	CommunityPosition      = "position"
)

// Community is an entry of the directory of third-party communities.
type Community struct{ core.BaseRecordProxy }

// AsCommunity views a record of the communities collection through its typed getters.
func AsCommunity(r *core.Record) *Community {
	p := &Community{}
	p.SetProxyRecord(r)
	return p
}

// Slug is the field slug.
func (p *Community) Slug() string { return p.GetString(CommunitySlug) }

// Name is the field name.
func (p *Community) Name() string { return p.GetString(CommunityName) }

// Kind is the field kind.
func (p *Community) Kind() string { return p.GetString(CommunityKind) }

// Lang is the field lang.
func (p *Community) Lang() string { return p.GetString(CommunityLang) }

// Logo is the field logo.
func (p *Community) Logo() string { return p.GetString(CommunityLogo) }

// Description is the field description.
func (p *Community) Description() string { return p.GetString(CommunityDescription) }

// DescriptionEn is the field description_en.
func (p *Community) DescriptionEn() string { return p.GetString(CommunityDescriptionEn) }

// HomeURL is the field home_url.
func (p *Community) HomeURL() string { return p.GetString(CommunityHomeURL) }

// ReadURL is the field read_url.
func (p *Community) ReadURL() string { return p.GetString(CommunityReadURL) }

// AskURL is the field ask_url.
func (p *Community) AskURL() string { return p.GetString(CommunityAskURL) }

// WriteURL is the field write_url.
func (p *Community) WriteURL() string { return p.GetString(CommunityWriteURL) }

// Featured is the field featured.
func (p *Community) Featured() bool { return p.GetBool(CommunityFeatured) }

// Position is the field position.
func (p *Community) Position() int { return p.GetInt(CommunityPosition) }

// Collection site and its fields.
const (
	SiteSettings = "site"

	SiteName       = "name"
	SiteNameEn     = "name_en"
	SiteTagline    = "tagline"
	SiteTaglineEn  = "tagline_en"
	SiteLogo       = "logo"
	SiteAbout      = "about"
	SiteAboutEn    = "about_en"
	SiteFooter     = "footer"
	SiteFooterEn   = "footer_en"
	SiteICP        = "icp"
	SitePolice     = "police"
	SiteContact    = "contact"
	SiteNavigation = "navigation"
)

// Site is the one record that names the site.
type Site struct{ core.BaseRecordProxy }

// AsSite views a record of the site collection through its typed getters.
func AsSite(r *core.Record) *Site {
	p := &Site{}
	p.SetProxyRecord(r)
	return p
}

// Name is the field name.
func (p *Site) Name() string { return p.GetString(SiteName) }

// NameEn is the field name_en.
func (p *Site) NameEn() string { return p.GetString(SiteNameEn) }

// Tagline is the field tagline.
func (p *Site) Tagline() string { return p.GetString(SiteTagline) }

// TaglineEn is the field tagline_en.
func (p *Site) TaglineEn() string { return p.GetString(SiteTaglineEn) }

// Logo is the field logo.
func (p *Site) Logo() string { return p.GetString(SiteLogo) }

// About is the field about.
func (p *Site) About() string { return p.GetString(SiteAbout) }

// AboutEn is the field about_en.
func (p *Site) AboutEn() string { return p.GetString(SiteAboutEn) }

// Footer is the field footer.
func (p *Site) Footer() string { return p.GetString(SiteFooter) }

// FooterEn is the field footer_en.
func (p *Site) FooterEn() string { return p.GetString(SiteFooterEn) }

// ICP is the field icp.
func (p *Site) ICP() string { return p.GetString(SiteICP) }

// Police is the field police.
func (p *Site) Police() string { return p.GetString(SitePolice) }

// Contact is the field contact.
func (p *Site) Contact() string { return p.GetString(SiteContact) }

// Collection slots and its fields.
const (
	Slots = "slots"

	SlotSlot      = "slot"
	SlotArticle   = "article"
	SlotColumn    = "column"
	SlotCommunity = "community"
	SlotTitle     = "title"
	SlotTitleEn   = "title_en"
	SlotText      = "text"
	SlotTextEn    = "text_en"
	SlotURL       = "url"
	SlotImage     = "image"
	SlotPosition  = "position"
	SlotStarts    = "starts"
	SlotEnds      = "ends"
	SlotActive    = "active"
)

// Slot is a place on the home page and what stands there.
type Slot struct{ core.BaseRecordProxy }

// AsSlot views a record of the slots collection through its typed getters.
func AsSlot(r *core.Record) *Slot {
	p := &Slot{}
	p.SetProxyRecord(r)
	return p
}

// Slot is the field slot.
func (p *Slot) Slot() string { return p.GetString(SlotSlot) }

// Article is the field article.
func (p *Slot) Article() string { return p.GetString(SlotArticle) }

// Column is the field column.
func (p *Slot) Column() string { return p.GetString(SlotColumn) }

// Community is the field community.
func (p *Slot) Community() string { return p.GetString(SlotCommunity) }

// Title is the field title.
func (p *Slot) Title() string { return p.GetString(SlotTitle) }

// TitleEn is the field title_en.
func (p *Slot) TitleEn() string { return p.GetString(SlotTitleEn) }

// Text is the field text.
func (p *Slot) Text() string { return p.GetString(SlotText) }

// TextEn is the field text_en.
func (p *Slot) TextEn() string { return p.GetString(SlotTextEn) }

// URL is the field url.
func (p *Slot) URL() string { return p.GetString(SlotURL) }

// Image is the field image.
func (p *Slot) Image() string { return p.GetString(SlotImage) }

// Position is the field position.
func (p *Slot) Position() int { return p.GetInt(SlotPosition) }

// Starts is the field starts.
func (p *Slot) Starts() types.DateTime { return p.GetDateTime(SlotStarts) }

// Ends is the field ends.
func (p *Slot) Ends() types.DateTime { return p.GetDateTime(SlotEnds) }

// Active is the field active.
func (p *Slot) Active() bool { return p.GetBool(SlotActive) }
