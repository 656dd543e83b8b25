package access

import "qiao/hooks/schema"

// The rules of the talk group: conversation: comments, votes, bookmarks and what was read.
var talkRules = map[string]RuleSet{
	schema.Comments:        {},
	schema.CommentEdits:    {},
	schema.Discussions:     {},
	schema.Votes:           {},
	schema.BookmarkFolders: {},
	schema.Bookmarks:       {},
	schema.Reads:           {},
}
