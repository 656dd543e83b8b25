package frontmatter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// T is a text, N a number written without quotes, B a truth, L a list: the nodes an export is built of.
func T(s string) Node { return Node{Kind: Text, Text: s} }

// N makes a number.
func N(n int) Node { return Node{Kind: Number, Text: fmt.Sprint(n)} }

// B makes a truth value.
func B(b bool) Node { return Node{Kind: Bool, Text: fmt.Sprint(b)} }

// L makes a list of texts.
func L(texts []string) Node {
	n := Node{Kind: List}
	for _, s := range texts {
		n.Items = append(n.Items, T(s))
	}
	return n
}

// Of makes a node of plain values as encoding/json gives them; the keys of maps are sorted.
func Of(v any) Node {
	switch v := v.(type) {
	case nil:
		return Node{}
	case string:
		return T(v)
	case bool:
		return B(v)
	case []any:
		n := Node{Kind: List}
		for _, item := range v {
			n.Items = append(n.Items, Of(item))
		}
		return n
	case map[string]any:
		n := Node{Kind: Map}
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			n.Pairs = append(n.Pairs, Pair{k, Of(v[k])})
		}
		return n
	}
	number, err := json.Marshal(v)
	if err != nil {
		return T(fmt.Sprint(v))
	}
	return Node{Kind: Number, Text: string(number)}
}

// FromJSON reads a JSON value, keeping the order of its maps and the spelling of its numbers.
func FromJSON(data []byte) (Node, error) {
	n, _, err := decodeJSON(string(data), 1, len(data))
	return n, err
}

// JSON writes the node as a JSON value.
func (n Node) JSON() []byte {
	var b bytes.Buffer
	n.writeJSON(&b)
	return b.Bytes()
}

func (n Node) writeJSON(b *bytes.Buffer) {
	text := func(s string) {
		e := json.NewEncoder(b)
		e.SetEscapeHTML(false)
		_ = e.Encode(s) // a string into memory
		b.Truncate(b.Len() - 1)
	}
	switch n.Kind {
	case Text:
		text(n.Text)
	case Number, Bool:
		if json.Valid([]byte(n.Text)) {
			b.WriteString(n.Text)
		} else {
			text(n.Text) // YAML knows numbers that JSON doesn't
		}
	case List:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.writeJSON(b)
		}
		b.WriteByte(']')
	case Map:
		b.WriteByte('{')
		for i, p := range n.Pairs {
			if i > 0 {
				b.WriteByte(',')
			}
			text(p.Key)
			b.WriteByte(':')
			p.Value.writeJSON(b)
		}
		b.WriteByte('}')
	default:
		b.WriteString("null")
	}
}

// Set adds an entry at the end of a map. Empty texts, lists and maps and null are left out, for their absence
// says the same.
func (n *Node) Set(key string, value Node) {
	n.Kind = Map
	empty := value.Kind == Null || value.Kind == Text && value.Text == "" || value.Kind == List && len(value.Items) == 0 || value.Kind == Map && len(value.Pairs) == 0
	if !empty {
		n.Pairs = append(n.Pairs, Pair{key, value})
	}
}

// Encode writes a node as block-style YAML in the order of its entries. DecodeYAML reads back the same node.
func Encode(n Node) []byte {
	var b strings.Builder
	switch {
	case n.Kind == Map && len(n.Pairs) > 0, n.Kind == List && len(n.Items) > 0:
		write(&b, n, 0, false)
	default:
		b.WriteString(inline(n) + "\n")
	}
	return []byte(b.String())
}

// write puts a non-empty map or list at the given depth; first means that the cursor is already indented.
func write(b *strings.Builder, n Node, depth int, first bool) {
	pad := strings.Repeat("  ", depth)
	for i, p := range n.Pairs {
		if i > 0 || !first {
			b.WriteString(pad)
		}
		b.WriteString(scalar(p.Key) + ":")
		value(b, p.Value, depth)
	}
	for _, item := range n.Items {
		b.WriteString(pad + "-")
		if item.Kind == Map && len(item.Pairs) > 0 {
			b.WriteString(" ")
			write(b, item, depth+1, true)
			continue
		}
		value(b, item, depth)
	}
}

func value(b *strings.Builder, n Node, depth int) {
	switch {
	case n.Kind == Map && len(n.Pairs) > 0, n.Kind == List && len(n.Items) > 0 && !simple(n):
		b.WriteString("\n")
		write(b, n, depth+1, false)
	default:
		b.WriteString(" " + inline(n) + "\n")
	}
}

// simple reports whether a list is written on one line: all of its items are scalars.
func simple(n Node) bool {
	for _, item := range n.Items {
		if item.Kind == Map || item.Kind == List {
			return false
		}
	}
	return true
}

func inline(n Node) string {
	switch n.Kind {
	case Null:
		return "null"
	case Number, Bool:
		return n.Text
	case List:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = inline(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Map:
		return "{}"
	}
	return scalar(n.Text)
}

// unquoted matches texts that YAML reads as themselves in every place: words that begin with a letter and hold no
// mark that means something.
var unquoted = regexp.MustCompile(`^[\p{L}/][\p{L}\p{N}_./+()，。、：；！？（）《》“”·—-]*(?: [\p{L}\p{N}_./+()，。、：；！？（）《》“”·—-]+)*$`)

// reserved are the words that YAML 1.1 or 1.2 reads as something other than text.
var reserved = regexp.MustCompile(`(?i)^(?:y|n|yes|no|on|off|true|false|null|nan|inf|[.]?inf|[.]?nan)$`)

// scalar writes a text, quoted unless it is plain without doubt.
func scalar(s string) string {
	if len(s) < 200 && unquoted.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
