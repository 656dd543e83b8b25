package schema

import "github.com/pocketbase/pocketbase/core"

// Collection tag_merges and its fields.
const (
	TagMerges = "tag_merges"

	TagMergeMerged = "merged"
	TagMergeSlug   = "slug"
	TagMergeName   = "name"
	TagMergeTarget = "target"
	TagMergeUser   = "user"
	TagMergeState  = "state"
	TagMergeMoved  = "moved"
	TagMergeNote   = "note"
)

// TagMerge is a tag becoming part of another.
type TagMerge struct{ core.BaseRecordProxy }

// AsTagMerge views a record of the tag_merges collection through its typed getters.
func AsTagMerge(r *core.Record) *TagMerge {
	p := &TagMerge{}
	p.SetProxyRecord(r)
	return p
}

// Merged is the field merged.
func (p *TagMerge) Merged() string { return p.GetString(TagMergeMerged) }

// Slug is the field slug.
func (p *TagMerge) Slug() string { return p.GetString(TagMergeSlug) }

// Name is the field name.
func (p *TagMerge) Name() string { return p.GetString(TagMergeName) }

// Target is the field target.
func (p *TagMerge) Target() string { return p.GetString(TagMergeTarget) }

// User is the field user.
func (p *TagMerge) User() string { return p.GetString(TagMergeUser) }

// State is the field state.
func (p *TagMerge) State() string { return p.GetString(TagMergeState) }

// Moved is the field moved.
func (p *TagMerge) Moved() int { return p.GetInt(TagMergeMoved) }

// Note is the field note.
func (p *TagMerge) Note() string { return p.GetString(TagMergeNote) }
