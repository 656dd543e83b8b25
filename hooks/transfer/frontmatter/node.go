package frontmatter

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is the type of a Node.
type Kind int

// The kinds of values that front matter holds. Dates are text until they are asked for.
const (
	Null Kind = iota
	Text
	Number
	Bool
	List
	Map
)

// String names the kind as it appears in messages.
func (k Kind) String() string {
	return [...]string{"nothing", "text", "a number", "true or false", "a list", "a map"}[k]
}

// Node is a value with the line it was read from. Scalars keep the text they were written as, so that a title
// such as 1.10 stays 1.10.
type Node struct {
	Kind  Kind
	Line  int
	Text  string
	Items []Node
	Pairs []Pair
}

// Pair is one entry of a map; maps keep their order.
type Pair struct {
	Key   string
	Value Node
}

// Error is front matter that can't be read or has a value of the wrong type.
type Error struct {
	// Line counts from 1 in the file; 0 when the place is not known.
	Line int
	// Key is the entry that is wrong, or empty.
	Key string
	// Reason says what is wrong, without a full stop.
	Reason string
}

// Error gives the line, the key and the reason.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("front matter")
	if e.Line > 0 {
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	b.WriteString(": ")
	if e.Key != "" {
		b.WriteString(e.Key + ": ")
	}
	b.WriteString(e.Reason)
	return b.String()
}

// Get returns the first of the keys that is present and not null. Keys are compared without regard to case.
func (n Node) Get(keys ...string) (Node, bool) {
	v, _, ok := n.find(keys)
	return v, ok
}

func (n Node) find(keys []string) (Node, string, bool) {
	for _, key := range keys {
		for _, p := range n.Pairs {
			if strings.EqualFold(p.Key, key) && p.Value.Kind != Null {
				return p.Value, p.Key, true
			}
		}
	}
	return Node{}, "", false
}

// String returns the text of the first present key, with surrounding spaces cut; empty when there is none. A list
// of one is taken as its item. Any other list or a map is an *Error.
func (n Node) String(keys ...string) (string, error) {
	v, key, ok := n.find(keys)
	if !ok {
		return "", nil
	}
	if v.Kind == List && len(v.Items) == 1 {
		v = v.Items[0]
	}
	if v.Kind == List && len(v.Items) == 0 {
		return "", nil
	}
	if v.Kind == List || v.Kind == Map {
		return "", &Error{v.Line, key, "must be text, not " + v.Kind.String()}
	}
	return strings.TrimSpace(v.Text), nil
}

// Strings returns the texts of the first present key. A list gives its items; a text is split at commas (also
// 、 and ，) when it has any. Nested lists are flattened one level, as Hexo's categories are written.
func (n Node) Strings(keys ...string) ([]string, error) {
	v, key, ok := n.find(keys)
	if !ok {
		return nil, nil
	}
	return v.texts(key, 0)
}

// Words is like Strings, and a text without commas is split at spaces, as Jekyll writes its tags.
func (n Node) Words(keys ...string) ([]string, error) {
	v, _, ok := n.find(keys)
	if ok && v.Kind == Text && !strings.ContainsAny(v.Text, ",，、") {
		return unique(strings.Fields(v.Text)), nil
	}
	return n.Strings(keys...)
}

func (n Node) texts(key string, depth int) ([]string, error) {
	var out []string
	switch n.Kind {
	case Null:
	case Map:
		return nil, &Error{n.Line, key, "must be a list of texts, not a map"}
	case List:
		if depth > 1 {
			return nil, &Error{n.Line, key, "lists are nested too deep"}
		}
		for _, item := range n.Items {
			if item.Kind == List || item.Kind == Map {
				inner, err := item.texts(key, depth+1)
				if err != nil {
					return nil, err
				}
				out = append(out, inner...)
			} else {
				out = append(out, strings.TrimSpace(item.Text))
			}
		}
	default:
		out = strings.FieldsFunc(n.Text, func(r rune) bool { return r == ',' || r == '，' || r == '、' })
	}
	return unique(out), nil
}

// unique trims, and drops what is empty or a repetition.
func unique(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// Bool returns the truth of the first present key; fallback when there is none.
func (n Node) Bool(fallback bool, keys ...string) (bool, error) {
	v, key, ok := n.find(keys)
	if !ok {
		return fallback, nil
	}
	switch strings.ToLower(strings.TrimSpace(v.Text)) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	if v.Kind == Text && v.Text == "" {
		return fallback, nil
	}
	return false, &Error{v.Line, key, "must be true or false"}
}

// Int returns the whole number of the first present key; 0 when there is none.
func (n Node) Int(keys ...string) (int, error) {
	v, key, ok := n.find(keys)
	if !ok || v.Kind == Text && strings.TrimSpace(v.Text) == "" {
		return 0, nil
	}
	i, err := strconv.Atoi(strings.TrimSpace(v.Text))
	if err != nil {
		return 0, &Error{v.Line, key, "must be a whole number"}
	}
	return i, nil
}

// Value gives the node as plain Go values: nil, string, float64, bool, []any, map[string]any.
func (n Node) Value() any {
	switch n.Kind {
	case Text:
		return n.Text
	case Number:
		if f, err := strconv.ParseFloat(n.Text, 64); err == nil {
			return f
		}
		return n.Text
	case Bool:
		return strings.EqualFold(n.Text, "true")
	case List:
		out := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			out = append(out, item.Value())
		}
		return out
	case Map:
		out := make(map[string]any, len(n.Pairs))
		for _, p := range n.Pairs {
			out[p.Key] = p.Value.Value()
		}
		return out
	}
	return nil
}
