package schema

// This file names the fields of the content group: articles and what is kept about them.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection articles and its fields.
const (
	Articles = "articles"

	ArticleTitle         = "title"
	ArticleSlug          = "slug"
	ArticleKind          = "kind"
	ArticleLang          = "lang"
	ArticleStatus        = "status"
	ArticleReason        = "reason"
	ArticleExcerpt       = "excerpt"
	ArticleCover         = "cover"
	ArticleCoverAlt      = "cover_alt"
	ArticleAuthor        = "author"
	ArticleCoauthors     = "coauthors"
	ArticleColumn        = "column"
	ArticleSeries        = "series"
	ArticlePart          = "part"
	ArticleTags          = "tags"
	ArticlePublished     = "published"
	ArticlePublishAt     = "publish_at"
	ArticleEdited        = "edited"
	ArticleCanonical     = "canonical"
	ArticleSourceTitle   = "source_title"
	ArticleSourceURL     = "source_url"
	ArticleSourceLicence = "source_licence"
	ArticleCredits       = "credits"
	ArticleOrigin        = "origin"
	ArticleOriginHash    = "origin_hash"
	ArticleFiles         = "files"
	ArticleBody          = "body"
)

// Article is a piece of writing of any kind.
type Article struct{ core.BaseRecordProxy }

// AsArticle views a record of the articles collection through its typed getters.
func AsArticle(r *core.Record) *Article {
	p := &Article{}
	p.SetProxyRecord(r)
	return p
}

// Title is the field title.
func (p *Article) Title() string { return p.GetString(ArticleTitle) }

// Slug is the field slug.
func (p *Article) Slug() string { return p.GetString(ArticleSlug) }

// Kind is the field kind.
func (p *Article) Kind() string { return p.GetString(ArticleKind) }

// Lang is the field lang.
func (p *Article) Lang() string { return p.GetString(ArticleLang) }

// Status is the field status.
func (p *Article) Status() string { return p.GetString(ArticleStatus) }

// Reason is the field reason.
func (p *Article) Reason() string { return p.GetString(ArticleReason) }

// Excerpt is the field excerpt.
func (p *Article) Excerpt() string { return p.GetString(ArticleExcerpt) }

// Cover is the field cover.
func (p *Article) Cover() string { return p.GetString(ArticleCover) }

// CoverAlt is the field cover_alt.
func (p *Article) CoverAlt() string { return p.GetString(ArticleCoverAlt) }

// Author is the field author.
func (p *Article) Author() string { return p.GetString(ArticleAuthor) }

// Coauthors is the field coauthors.
func (p *Article) Coauthors() []string { return p.GetStringSlice(ArticleCoauthors) }

// Column is the field column.
func (p *Article) Column() string { return p.GetString(ArticleColumn) }

// Series is the field series.
func (p *Article) Series() string { return p.GetString(ArticleSeries) }

// Part is the field part.
func (p *Article) Part() int { return p.GetInt(ArticlePart) }

// Tags is the field tags.
func (p *Article) Tags() []string { return p.GetStringSlice(ArticleTags) }

// Published is the field published.
func (p *Article) Published() types.DateTime { return p.GetDateTime(ArticlePublished) }

// PublishAt is the field publish_at.
func (p *Article) PublishAt() types.DateTime { return p.GetDateTime(ArticlePublishAt) }

// Edited is the field edited.
func (p *Article) Edited() types.DateTime { return p.GetDateTime(ArticleEdited) }

// Canonical is the field canonical.
func (p *Article) Canonical() string { return p.GetString(ArticleCanonical) }

// SourceTitle is the field source_title.
func (p *Article) SourceTitle() string { return p.GetString(ArticleSourceTitle) }

// SourceURL is the field source_url.
func (p *Article) SourceURL() string { return p.GetString(ArticleSourceURL) }

// SourceLicence is the field source_licence.
func (p *Article) SourceLicence() string { return p.GetString(ArticleSourceLicence) }

// Origin is the field origin.
func (p *Article) Origin() string { return p.GetString(ArticleOrigin) }

// OriginHash is the field origin_hash.
func (p *Article) OriginHash() string { return p.GetString(ArticleOriginHash) }

// Files is the field files.
func (p *Article) Files() []string { return p.GetStringSlice(ArticleFiles) }

// Body is the field body.
func (p *Article) Body() string { return p.GetString(ArticleBody) }

// Collection coauthors and its fields.
const (
	Coauthors = "coauthors"

	CoauthorArticle = "article"
	CoauthorUser    = "user"
	CoauthorState   = "state"
)

// Coauthor is an invitation to be named as an author of an article.
type Coauthor struct{ core.BaseRecordProxy }

// AsCoauthor views a record of the coauthors collection through its typed getters.
func AsCoauthor(r *core.Record) *Coauthor {
	p := &Coauthor{}
	p.SetProxyRecord(r)
	return p
}

// Article is the field article.
func (p *Coauthor) Article() string { return p.GetString(CoauthorArticle) }

// User is the field user.
func (p *Coauthor) User() string { return p.GetString(CoauthorUser) }

// State is the field state.
func (p *Coauthor) State() string { return p.GetString(CoauthorState) }

// Collection renditions and its fields.
const (
	Renditions = "renditions"

	RenditionArticle     = "article"
	RenditionExcerpt     = "excerpt"
	RenditionMinutes     = "minutes"
	RenditionWords       = "words"
	RenditionCoverWidth  = "cover_width"
	RenditionCoverHeight = "cover_height"
	RenditionHash        = "hash"
	RenditionTOC         = "toc"
	RenditionHeadings    = "headings"
	RenditionText        = "text"
	RenditionHTML        = "html"
)

// Rendition is an article as rendered: safe HTML, plain text, table of contents; same id.
type Rendition struct{ core.BaseRecordProxy }

// AsRendition views a record of the renditions collection through its typed getters.
func AsRendition(r *core.Record) *Rendition {
	p := &Rendition{}
	p.SetProxyRecord(r)
	return p
}

// Article is the field article.
func (p *Rendition) Article() string { return p.GetString(RenditionArticle) }

// Excerpt is the field excerpt.
func (p *Rendition) Excerpt() string { return p.GetString(RenditionExcerpt) }

// Minutes is the field minutes.
func (p *Rendition) Minutes() int { return p.GetInt(RenditionMinutes) }

// Words is the field words.
func (p *Rendition) Words() int { return p.GetInt(RenditionWords) }

// CoverWidth is the field cover_width.
func (p *Rendition) CoverWidth() int { return p.GetInt(RenditionCoverWidth) }

// CoverHeight is the field cover_height.
func (p *Rendition) CoverHeight() int { return p.GetInt(RenditionCoverHeight) }

// Hash is the field hash.
func (p *Rendition) Hash() string { return p.GetString(RenditionHash) }

// Headings is the field headings.
func (p *Rendition) Headings() string { return p.GetString(RenditionHeadings) }

// Text is the field text.
func (p *Rendition) Text() string { return p.GetString(RenditionText) }

// HTML is the field html.
func (p *Rendition) HTML() string { return p.GetString(RenditionHTML) }

// Collection revisions and its fields.
const (
	Revisions = "revisions"

	RevisionArticle = "article"
	RevisionEditor  = "editor"
	RevisionNumber  = "number"
	RevisionState   = "state"
	RevisionTitle   = "title"
	RevisionExcerpt = "excerpt"
	RevisionMeta    = "meta"
	RevisionNote    = "note"
	RevisionBody    = "body"
)

// Revision is a version of an article: kept once it was live, or a draft of the next one.
type Revision struct{ core.BaseRecordProxy }

// AsRevision views a record of the revisions collection through its typed getters.
func AsRevision(r *core.Record) *Revision {
	p := &Revision{}
	p.SetProxyRecord(r)
	return p
}

// Article is the field article.
func (p *Revision) Article() string { return p.GetString(RevisionArticle) }

// Editor is the field editor.
func (p *Revision) Editor() string { return p.GetString(RevisionEditor) }

// Number is the field number.
func (p *Revision) Number() int { return p.GetInt(RevisionNumber) }

// State is the field state.
func (p *Revision) State() string { return p.GetString(RevisionState) }

// Title is the field title.
func (p *Revision) Title() string { return p.GetString(RevisionTitle) }

// Excerpt is the field excerpt.
func (p *Revision) Excerpt() string { return p.GetString(RevisionExcerpt) }

// Note is the field note.
func (p *Revision) Note() string { return p.GetString(RevisionNote) }

// Body is the field body.
func (p *Revision) Body() string { return p.GetString(RevisionBody) }

// Collection stats and its fields.
const (
	StatsRows = "stats"

	StatsKind      = "kind"
	StatsVotes     = "votes"
	StatsComments  = "comments"
	StatsAnswers   = "answers"
	StatsViews     = "views"
	StatsBookmarks = "bookmarks"
	StatsFollowers = "followers"
	StatsArticles  = "articles"
	StatsHot       = "hot"
	StatsActive    = "active"

	StatsImportedVotes = "imported_votes"
)

// Stats is the counters of another record; same id.
type Stats struct{ core.BaseRecordProxy }

// AsStats views a record of the stats collection through its typed getters.
func AsStats(r *core.Record) *Stats {
	p := &Stats{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *Stats) Kind() string { return p.GetString(StatsKind) }

// Votes is the field votes.
func (p *Stats) Votes() int { return p.GetInt(StatsVotes) }

// Comments is the field comments.
func (p *Stats) Comments() int { return p.GetInt(StatsComments) }

// Answers is the field answers.
func (p *Stats) Answers() int { return p.GetInt(StatsAnswers) }

// Views is the field views.
func (p *Stats) Views() int { return p.GetInt(StatsViews) }

// Bookmarks is the field bookmarks.
func (p *Stats) Bookmarks() int { return p.GetInt(StatsBookmarks) }

// Followers is the field followers.
func (p *Stats) Followers() int { return p.GetInt(StatsFollowers) }

// Articles is the field articles.
func (p *Stats) Articles() int { return p.GetInt(StatsArticles) }

// Hot is the field hot.
func (p *Stats) Hot() float64 { return p.GetFloat(StatsHot) }

// Active is the field active.
func (p *Stats) Active() types.DateTime { return p.GetDateTime(StatsActive) }

// ImportedVotes is the field imported_votes: the part of votes that came with an import.
func (p *Stats) ImportedVotes() int { return p.GetInt(StatsImportedVotes) }

// Collection slugs and its fields.
const (
	Slugs = "slugs"

	SlugKind   = "kind"
	SlugSlug   = "slug"
	SlugTarget = "target"
	SlugGone   = "gone"
)

// Slug is an address that is or was in use, and the record it leads to.
type Slug struct{ core.BaseRecordProxy }

// AsSlug views a record of the slugs collection through its typed getters.
func AsSlug(r *core.Record) *Slug {
	p := &Slug{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *Slug) Kind() string { return p.GetString(SlugKind) }

// Slug is the field slug.
func (p *Slug) Slug() string { return p.GetString(SlugSlug) }

// Target is the field target.
func (p *Slug) Target() string { return p.GetString(SlugTarget) }

// Gone is the field gone.
func (p *Slug) Gone() bool { return p.GetBool(SlugGone) }
