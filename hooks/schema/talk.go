package schema

// This file names the fields of the talk group: conversation: comments, votes, bookmarks and what was read.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection comments and its fields.
const (
	Comments = "comments"

	CommentKind     = "kind"
	CommentTarget   = "target"
	CommentParent   = "parent"
	CommentRoot     = "root"
	CommentAuthor   = "author"
	CommentBody     = "body"
	CommentHTML     = "html"
	CommentState    = "state"
	CommentPublic   = "public"
	CommentMentions = "mentions"
	CommentEdited   = "edited"

	CommentSourceAuthor = "source_author"
	CommentSourceURL    = "source_url"
)

// Comment is what a member says about something.
type Comment struct{ core.BaseRecordProxy }

// AsComment views a record of the comments collection through its typed getters.
func AsComment(r *core.Record) *Comment {
	p := &Comment{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *Comment) Kind() string { return p.GetString(CommentKind) }

// Target is the field target.
func (p *Comment) Target() string { return p.GetString(CommentTarget) }

// Parent is the field parent.
func (p *Comment) Parent() string { return p.GetString(CommentParent) }

// Root is the field root.
func (p *Comment) Root() string { return p.GetString(CommentRoot) }

// Author is the field author.
func (p *Comment) Author() string { return p.GetString(CommentAuthor) }

// Body is the field body.
func (p *Comment) Body() string { return p.GetString(CommentBody) }

// HTML is the field html.
func (p *Comment) HTML() string { return p.GetString(CommentHTML) }

// State is the field state.
func (p *Comment) State() string { return p.GetString(CommentState) }

// Public is the field public.
func (p *Comment) Public() bool { return p.GetBool(CommentPublic) }

// Mentions is the field mentions.
func (p *Comment) Mentions() []string { return p.GetStringSlice(CommentMentions) }

// Edited is the field edited.
func (p *Comment) Edited() types.DateTime { return p.GetDateTime(CommentEdited) }

// SourceAuthor is the field source_author: who said it elsewhere.
func (p *Comment) SourceAuthor() string { return p.GetString(CommentSourceAuthor) }

// SourceURL is the field source_url.
func (p *Comment) SourceURL() string { return p.GetString(CommentSourceURL) }

// Collection comment_edits and its fields.
const (
	CommentEdits = "comment_edits"

	CommentEditComment = "comment"
	CommentEditEditor  = "editor"
	CommentEditBody    = "body"
)

// CommentEdit is an earlier text of a comment.
type CommentEdit struct{ core.BaseRecordProxy }

// AsCommentEdit views a record of the comment_edits collection through its typed getters.
func AsCommentEdit(r *core.Record) *CommentEdit {
	p := &CommentEdit{}
	p.SetProxyRecord(r)
	return p
}

// Comment is the field comment.
func (p *CommentEdit) Comment() string { return p.GetString(CommentEditComment) }

// Editor is the field editor.
func (p *CommentEdit) Editor() string { return p.GetString(CommentEditEditor) }

// Body is the field body.
func (p *CommentEdit) Body() string { return p.GetString(CommentEditBody) }

// Collection discussions and its fields.
const (
	Discussions = "discussions"

	DiscussionKind   = "kind"
	DiscussionTarget = "target"
	DiscussionClosed = "closed"
	DiscussionSlow   = "slow"
)

// Discussion is how a thing may be discussed.
type Discussion struct{ core.BaseRecordProxy }

// AsDiscussion views a record of the discussions collection through its typed getters.
func AsDiscussion(r *core.Record) *Discussion {
	p := &Discussion{}
	p.SetProxyRecord(r)
	return p
}

// Kind is the field kind.
func (p *Discussion) Kind() string { return p.GetString(DiscussionKind) }

// Target is the field target.
func (p *Discussion) Target() string { return p.GetString(DiscussionTarget) }

// Closed is the field closed.
func (p *Discussion) Closed() bool { return p.GetBool(DiscussionClosed) }

// Slow is the field slow.
func (p *Discussion) Slow() int { return p.GetInt(DiscussionSlow) }

// Collection votes and its fields.
const (
	Votes = "votes"

	VoteUser   = "user"
	VoteKind   = "kind"
	VoteTarget = "target"
	VoteValue  = "value"
)

// Vote is what a member thinks of something.
type Vote struct{ core.BaseRecordProxy }

// AsVote views a record of the votes collection through its typed getters.
func AsVote(r *core.Record) *Vote {
	p := &Vote{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Vote) User() string { return p.GetString(VoteUser) }

// Kind is the field kind.
func (p *Vote) Kind() string { return p.GetString(VoteKind) }

// Target is the field target.
func (p *Vote) Target() string { return p.GetString(VoteTarget) }

// Value is the field value.
func (p *Vote) Value() int { return p.GetInt(VoteValue) }

// Collection bookmark_folders and its fields.
const (
	BookmarkFolders = "bookmark_folders"

	FolderUser     = "user"
	FolderName     = "name"
	FolderPosition = "position"
)

// Folder is a folder of bookmarks.
type Folder struct{ core.BaseRecordProxy }

// AsFolder views a record of the bookmark_folders collection through its typed getters.
func AsFolder(r *core.Record) *Folder {
	p := &Folder{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Folder) User() string { return p.GetString(FolderUser) }

// Name is the field name.
func (p *Folder) Name() string { return p.GetString(FolderName) }

// Position is the field position.
func (p *Folder) Position() int { return p.GetInt(FolderPosition) }

// Collection bookmarks and its fields.
const (
	Bookmarks = "bookmarks"

	BookmarkUser   = "user"
	BookmarkKind   = "kind"
	BookmarkTarget = "target"
	BookmarkFolder = "folder"
	BookmarkNote   = "note"
	BookmarkTitle  = "title"
)

// Bookmark is something that a member wants to find again.
type Bookmark struct{ core.BaseRecordProxy }

// AsBookmark views a record of the bookmarks collection through its typed getters.
func AsBookmark(r *core.Record) *Bookmark {
	p := &Bookmark{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Bookmark) User() string { return p.GetString(BookmarkUser) }

// Kind is the field kind.
func (p *Bookmark) Kind() string { return p.GetString(BookmarkKind) }

// Target is the field target.
func (p *Bookmark) Target() string { return p.GetString(BookmarkTarget) }

// Folder is the field folder.
func (p *Bookmark) Folder() string { return p.GetString(BookmarkFolder) }

// Note is the field note.
func (p *Bookmark) Note() string { return p.GetString(BookmarkNote) }

// Title is the field title.
func (p *Bookmark) Title() string { return p.GetString(BookmarkTitle) }

// Collection reads and its fields.
const (
	Reads = "reads"

	ReadUser     = "user"
	ReadArticle  = "article"
	ReadPosition = "position"
	ReadFinished = "finished"
)

// Read is how far a member has read an article.
type Read struct{ core.BaseRecordProxy }

// AsRead views a record of the reads collection through its typed getters.
func AsRead(r *core.Record) *Read {
	p := &Read{}
	p.SetProxyRecord(r)
	return p
}

// User is the field user.
func (p *Read) User() string { return p.GetString(ReadUser) }

// Article is the field article.
func (p *Read) Article() string { return p.GetString(ReadArticle) }

// Position is the field position.
func (p *Read) Position() float64 { return p.GetFloat(ReadPosition) }

// Finished is the field finished.
func (p *Read) Finished() bool { return p.GetBool(ReadFinished) }
