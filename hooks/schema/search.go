package schema

// This file names the fields of the search group: queries without results.

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection search_queries and its fields.
const (
	SearchQueries = "search_queries"

	SearchQueryQuery      = "query"
	SearchQueryNormalized = "normalized"
	SearchQueryTotal      = "total"
	SearchQueryCount      = "count"
	SearchQueryLast       = "last"
)

// SearchQuery is a query that found nothing, and how often it was asked.
type SearchQuery struct{ core.BaseRecordProxy }

// AsSearchQuery views a record of the search_queries collection through its typed getters.
func AsSearchQuery(r *core.Record) *SearchQuery {
	p := &SearchQuery{}
	p.SetProxyRecord(r)
	return p
}

// Query is the field query.
func (p *SearchQuery) Query() string { return p.GetString(SearchQueryQuery) }

// Normalized is the field normalized.
func (p *SearchQuery) Normalized() string { return p.GetString(SearchQueryNormalized) }

// Total is the field total.
func (p *SearchQuery) Total() int { return p.GetInt(SearchQueryTotal) }

// Count is the field count.
func (p *SearchQuery) Count() int { return p.GetInt(SearchQueryCount) }

// Last is the field last.
func (p *SearchQuery) Last() types.DateTime { return p.GetDateTime(SearchQueryLast) }
