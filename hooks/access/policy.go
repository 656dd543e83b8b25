package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// Presets of the policy.
const (
	Open     = "open"     // a new or small portal: everybody votes and comments
	Standard = "standard" // a portal where enough members have reputation
	Strict   = "strict"   // a large one that is worth attacking
	Custom   = "custom"   // values of one's own
)

// Names in the points of a policy: what a rule of the ledger gives, and the cap.
const (
	ArticleUpvoted    = "article_upvoted"
	ArticleDownvoted  = "article_downvoted"
	CommentUpvoted    = "comment_upvoted"
	CommentDownvoted  = "comment_downvoted"
	QuestionUpvoted   = "question_upvoted"
	QuestionDownvoted = "question_downvoted"
	AnswerUpvoted     = "answer_upvoted"
	AnswerDownvoted   = "answer_downvoted"
	DownvoteCast      = "downvote_cast"
	Published         = "published"
	Accepted          = "accepted"
	Accepting         = "accepting"
	EditAccepted      = "edit_accepted"
	Moderated         = "moderated"
	DayCap            = "day_cap"
)

// A Policy is what members may do with which reputation, and how they earn it. It is
// shared between requests: nobody changes one.
type Policy struct {
	Preset    string
	Abilities map[string]int // reputation that each ability and level takes
	Points    map[string]int // points of each rule, and the cap of a day
}

// Levels is the number of levels, from 0.
const Levels = 5

// levelNames are the thresholds of the levels above 0, in their order.
var levelNames = [Levels - 1]string{"level_1", "level_2", "level_3", "level_4"}

// presets holds the tables of the named presets.
//
// Open lets a portal begin at all: with nobody above a threshold nobody could vote, and
// without votes nobody would ever get above it. Standard takes the numbers that
// question-and-answer sites have made familiar; strict doubles most of them and lets
// newcomers' comments wait longer for a moderator.
var presets = map[string]Policy{
	Open: {Open, map[string]int{
		string(Comment): 0, string(CommentUnreviewed): 0, string(VoteUp): 0, string(VoteDown): 0, string(Edit): 50,
		string(Retag): 100, string(Review): 200, string(TagNew): 300, string(Close): 500, string(EditUnreviewed): 500,
		"level_1": 10, "level_2": 50, "level_3": 200, "level_4": 500,
	}, points},
	Standard: {Standard, map[string]int{
		string(Comment): 0, string(CommentUnreviewed): 50, string(VoteUp): 15, string(VoteDown): 125, string(Edit): 200,
		string(Retag): 500, string(Review): 1000, string(TagNew): 1500, string(Close): 3000, string(EditUnreviewed): 2000,
		"level_1": 15, "level_2": 125, "level_3": 500, "level_4": 2000,
	}, points},
	Strict: {Strict, map[string]int{
		string(Comment): 0, string(CommentUnreviewed): 150, string(VoteUp): 30, string(VoteDown): 250, string(Edit): 400,
		string(Retag): 1000, string(Review): 2000, string(TagNew): 3000, string(Close): 5000, string(EditUnreviewed): 4000,
		"level_1": 30, "level_2": 250, "level_3": 1000, "level_4": 4000,
	}, points},
}

// points are the same under all presets, so that choosing another one changes nobody's reputation.
var points = map[string]int{
	ArticleUpvoted: 10, ArticleDownvoted: -2, CommentUpvoted: 2, CommentDownvoted: -1,
	QuestionUpvoted: 10, QuestionDownvoted: -2, AnswerUpvoted: 10, AnswerDownvoted: -2, DownvoteCast: -1,
	Published: 10, Accepted: 15, Accepting: 2, EditAccepted: 2, Moderated: -20, DayCap: 200,
}

// bounds of the numbers of a custom policy.
const (
	mostNeeded = 1_000_000
	mostPoints = 1_000
	mostCap    = 100_000
)

// A PolicyError says what is wrong with a policy: Problem is "preset", "shape" (no object
// of whole numbers), "unknown", "negative" (an ability), "range" (points), or "order"
// (levels that don't grow); Field is the record's field and Name the entry.
type PolicyError struct{ Field, Name, Problem string }

// Error tells the log what the caller is told in words of their own.
func (e *PolicyError) Error() string {
	return fmt.Sprintf("policy: %s %s: %s", e.Field, e.Name, e.Problem)
}

// NewPolicy makes the policy of a preset. With [Custom], the given JSON objects replace
// values of the standard preset; with the others they don't count. The error is a *[PolicyError].
func NewPolicy(preset string, abilities, points []byte) (*Policy, error) {
	if table, ok := presets[preset]; ok {
		return &table, nil
	}
	if preset != Custom {
		return nil, &PolicyError{schema.PolicyPreset, preset, "preset"}
	}
	p := &Policy{Custom, maps.Clone(presets[Standard].Abilities), maps.Clone(presets[Standard].Points)}
	if err := p.override(schema.PolicyAbilities, p.Abilities, abilities, needRange); err != nil {
		return nil, err
	}
	if err := p.override(schema.PolicyPoints, p.Points, points, pointRange); err != nil {
		return nil, err
	}
	for i := 1; i < len(levelNames); i++ {
		if p.Abilities[levelNames[i]] <= p.Abilities[levelNames[i-1]] {
			return nil, &PolicyError{schema.PolicyAbilities, levelNames[i], "order"}
		}
	}
	if p.Abilities[levelNames[0]] < 1 {
		return nil, &PolicyError{schema.PolicyAbilities, levelNames[0], "order"}
	}
	return p, nil
}

func (p *Policy) override(field string, table map[string]int, raw []byte, check func(name string, n int) string) error {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || string(raw) == "null" || string(raw) == `""` {
		return nil
	}
	var given map[string]*int
	if err := json.Unmarshal(raw, &given); err != nil {
		return &PolicyError{field, "", "shape"}
	}
	for name, n := range given {
		if _, known := table[name]; !known {
			return &PolicyError{field, name, "unknown"}
		}
		if n == nil {
			return &PolicyError{field, name, "shape"}
		}
		if problem := check(name, *n); problem != "" {
			return &PolicyError{field, name, problem}
		}
		table[name] = *n
	}
	return nil
}

func needRange(_ string, n int) string {
	switch {
	case n < 0:
		return "negative"
	case n > mostNeeded:
		return "range"
	}
	return ""
}

// pointRange lets gains be gains and losses be losses.
func pointRange(name string, n int) string {
	low, high := 0, mostPoints
	switch {
	case name == DayCap:
		high = mostCap
	case points[name] < 0:
		low, high = -mostPoints, 0
	}
	if n < low || n > high {
		return "range"
	}
	return ""
}

// Level gives the level, 0 to 4, of a reputation.
func (p *Policy) Level(reputation int) int {
	level := 0
	for i, name := range levelNames {
		if reputation >= p.Abilities[name] {
			level = i + 1
		}
	}
	return level
}

// LevelFrom gives the reputation at which a level begins.
func (p *Policy) LevelFrom(level int) int {
	if level < 1 || level > len(levelNames) {
		return 0
	}
	return p.Abilities[levelNames[level-1]]
}

const policyKey = "qiao.policy"

// policyCache holds the policy in force until it changes.
type policyCache struct {
	mu   sync.Mutex
	held *Policy
	turn int // how often it was forgotten
}

func cacheOf(app core.App) *policyCache {
	return app.Store().GetOrSet(policyKey, func() any { return &policyCache{} }).(*policyCache)
}

// ForgetPolicy has the policy read anew. The reputation room calls it when the record changed.
func ForgetPolicy(app core.App) {
	c := cacheOf(app)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = nil
	c.turn++
}

// CurrentPolicy gives the policy in force, from memory.
func CurrentPolicy(app core.App) (*Policy, error) {
	c := cacheOf(app)
	c.mu.Lock()
	held, turn := c.held, c.turn
	c.mu.Unlock()
	if held != nil {
		return held, nil
	}
	record, err := app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		return nil, fmt.Errorf("the policy can't be read: %w", err)
	}
	policy, err := NewPolicy(record.GetString(schema.PolicyPreset), []byte(record.GetString(schema.PolicyAbilities)), []byte(record.GetString(schema.PolicyPoints)))
	if err != nil {
		return nil, err
	}
	// what a transaction reads may never be committed, and what changed meanwhile is outdated
	tx.After(app, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.turn == turn {
			c.held = policy
		}
	})
	return policy, nil
}
