package frontmatter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxDepth is how deep values may nest. Articles need three levels.
const maxDepth = 16

// DecodeYAML reads a YAML document of at most a megabyte, such as the lists of an export. Anchors, aliases, tags
// and merge keys are refused, for through them a short text can become an endless one. Errors are *Error.
func DecodeYAML(data []byte) (Node, error) {
	if len(data) > 1<<20 {
		return Node{}, &Error{Reason: "is longer than 1 MB"}
	}
	return decodeYAML(strings.ReplaceAll(string(data), "\r\n", "\n"), 1)
}

// decodeYAML reads s, whose first line has the given number in its file.
func decodeYAML(s string, line int) (n Node, err error) {
	if at, deep := tooDeep(s); deep {
		return Node{}, &Error{Line: line + at, Reason: fmt.Sprintf("values nest deeper than %d levels", maxDepth)}
	}
	// The parser is a third party's and sees hostile input: should it panic, one file fails and not the import.
	defer func() {
		if p := recover(); p != nil {
			n, err = Node{}, &Error{Line: line, Reason: "can't be read as YAML"}
		}
	}()
	file, err := parser.ParseBytes([]byte(s), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return Node{}, yamlError(err, line)
	}
	switch {
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return Node{Line: line}, nil
	case len(file.Docs) > 1:
		return Node{}, &Error{Line: line, Reason: "must be a single YAML document"}
	}
	return fromYAML(file.Docs[0].Body, line-1, 0)
}

// tooDeep looks for nesting before the parser does, whose time grows with the square of the depth.
func tooDeep(s string) (line int, deep bool) {
	for i, l := range strings.Split(s, "\n") {
		indent := len(l) - len(strings.TrimLeft(l, " \t"))
		if rest := l[indent:]; indent > 400 || strings.HasPrefix(rest, strings.Repeat("- ", maxDepth)) || strings.HasPrefix(rest, strings.Repeat("? ", maxDepth)) {
			return i, true
		}
		// Brackets are counted without regard to quotes: text with that many open ones is no front matter.
		open := 0
		for j := 0; j < len(l); j++ {
			switch l[j] {
			case '[', '{':
				if open++; open > 4*maxDepth {
					return i, true
				}
			case ']', '}':
				open--
			}
		}
	}
	// Over several lines the sum counts.
	if strings.Count(s, "[")-strings.Count(s, "]") > 64 || strings.Count(s, "{")-strings.Count(s, "}") > 64 {
		return 0, true
	}
	return 0, false
}

func yamlError(err error, line int) error {
	e := &Error{Line: line, Reason: "can't be read as YAML"}
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		e.Reason += ": " + clean(syntax.Message)
		if syntax.Token != nil && syntax.Token.Position != nil {
			e.Line = line - 1 + syntax.Token.Position.Line
		}
	}
	return e
}

// clean keeps the first line of a parser's message, bounded.
func clean(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 160 {
		s = string(r[:160]) + "…"
	}
	return strings.ToValidUTF8(s, "")
}

// fromYAML turns the parser's tree into nodes. Scalars keep their source text.
func fromYAML(v ast.Node, offset, depth int) (Node, error) {
	line := offset + 1
	if tk := v.GetToken(); tk != nil && tk.Position != nil {
		line = offset + tk.Position.Line
	}
	if depth > maxDepth {
		return Node{}, &Error{Line: line, Reason: fmt.Sprintf("values nest deeper than %d levels", maxDepth)}
	}
	n := Node{Line: line}
	switch v := v.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		n.Kind, n.Text = Text, v.Value
	case *ast.LiteralNode:
		n.Kind, n.Text = Text, v.Value.Value
	case *ast.BoolNode:
		n.Kind, n.Text = Bool, strconv.FormatBool(v.Value)
	case *ast.IntegerNode, *ast.FloatNode:
		n.Kind, n.Text = Number, strings.TrimSpace(v.GetToken().Value)
	case *ast.InfinityNode, *ast.NanNode:
		n.Kind, n.Text = Text, strings.TrimSpace(v.GetToken().Value)
	case *ast.SequenceNode:
		n.Kind = List
		for _, item := range v.Values {
			if item == nil {
				n.Items = append(n.Items, Node{Line: line})
				continue
			}
			child, err := fromYAML(item, offset, depth+1)
			if err != nil {
				return Node{}, err
			}
			n.Items = append(n.Items, child)
		}
	case *ast.MappingValueNode:
		n.Kind = Map
		return n, n.addYAML(v, offset, depth)
	case *ast.MappingNode:
		n.Kind = Map
		for _, pair := range v.Values {
			if err := n.addYAML(pair, offset, depth); err != nil {
				return Node{}, err
			}
		}
	case *ast.AnchorNode, *ast.AliasNode:
		return Node{}, &Error{Line: line, Reason: "anchors and aliases (& and *) are not accepted"}
	case *ast.TagNode:
		return Node{}, &Error{Line: line, Reason: "tags (!) are not accepted"}
	default:
		return Node{}, &Error{Line: line, Reason: "has a value of a kind that is not accepted"}
	}
	return n, nil
}

func (n *Node) addYAML(pair *ast.MappingValueNode, offset, depth int) error {
	key, ok := pair.Key.(ast.ScalarNode)
	if _, merge := pair.Key.(*ast.MergeKeyNode); merge || !ok {
		return &Error{Line: offset + pair.Key.GetToken().Position.Line, Reason: "has a key that is not a plain word"}
	}
	name := strings.TrimSpace(key.GetToken().Value)
	if s, ok := key.(*ast.StringNode); ok {
		name = s.Value
	}
	value := Node{Line: offset + key.GetToken().Position.Line}
	if pair.Value != nil {
		var err error
		if value, err = fromYAML(pair.Value, offset, depth+1); err != nil {
			return err
		}
	}
	// An empty entry's value stands on the next line for the parser; its key's line is the one to name.
	value.Line = offset + key.GetToken().Position.Line
	return n.add(name, value)
}

// repeat takes in a value whose key stands there already: people write a second line where a list should have
// grown. Two different texts become a list too, and where only one text makes sense, asking for it is an error.
func (p *Pair) repeat(value Node) error {
	if p.Value.Kind == Map || value.Kind == Map {
		return &Error{Line: value.Line, Key: clean(p.Key), Reason: "stands there twice"}
	}
	list := Node{Kind: List, Line: value.Line}
	for _, v := range []Node{p.Value, value} {
		switch v.Kind {
		case Null:
		case List:
			list.Items = append(list.Items, v.Items...)
		default:
			if len(list.Items) == 0 || list.Items[len(list.Items)-1].Text != v.Text {
				list.Items = append(list.Items, v)
			}
		}
	}
	p.Value = list
	return nil
}

// add appends an entry.
func (n *Node) add(key string, value Node) error {
	for i := range n.Pairs {
		if p := &n.Pairs[i]; p.Key == key {
			return p.repeat(value)
		}
	}
	if len(n.Pairs) >= 1000 {
		return &Error{Line: value.Line, Reason: "has more than 1000 entries"}
	}
	n.Pairs = append(n.Pairs, Pair{key, value})
	return nil
}

// decodeTOML reads Hugo's TOML. The decoder gives no place for values, so the line is that of the key.
func decodeTOML(s string, line int) (Node, error) {
	if at, deep := tooDeep(s); deep {
		return Node{}, &Error{Line: line + at, Reason: fmt.Sprintf("values nest deeper than %d levels", maxDepth)}
	}
	var values map[string]any
	meta, err := toml.Decode(s, &values)
	if err != nil {
		e := &Error{Line: line, Reason: "can't be read as TOML"}
		var parse toml.ParseError
		if errors.As(err, &parse) {
			e.Line, e.Reason = line-1+parse.Position.Line, e.Reason+": "+clean(parse.Message)
		}
		return Node{}, e
	}
	lines := strings.Split(s, "\n")
	n := Node{Kind: Map, Line: line}
	for _, key := range meta.Keys() {
		value, ok := values[key[0]]
		if !ok {
			continue
		}
		delete(values, key[0])
		at := 0
		for i, l := range lines {
			if strings.HasPrefix(strings.TrimLeft(l, " \t[\"'"), key[0]) {
				at = i
				break
			}
		}
		child, err := fromAny(value, line+at, 0)
		if err != nil {
			return Node{}, err
		}
		if err := n.add(key[0], child); err != nil {
			return Node{}, err
		}
	}
	return n, nil
}

// fromAny turns decoded Go values into nodes, maps in the order of their keys.
func fromAny(v any, line, depth int) (Node, error) {
	if depth > maxDepth {
		return Node{}, &Error{Line: line, Reason: fmt.Sprintf("values nest deeper than %d levels", maxDepth)}
	}
	n := Node{Line: line}
	switch v := v.(type) {
	case nil:
	case string:
		n.Kind, n.Text = Text, v
	case bool:
		n.Kind, n.Text = Bool, strconv.FormatBool(v)
	case int64:
		n.Kind, n.Text = Number, strconv.FormatInt(v, 10)
	case float64:
		n.Kind, n.Text = Number, strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		n.Kind, n.Text = Text, v.Format(time.RFC3339Nano)
		if strings.HasSuffix(v.Location().String(), "-local") {
			n.Text = v.Format("2006-01-02T15:04:05.999999999")
		}
	case []any:
		n.Kind = List
		for _, item := range v {
			child, err := fromAny(item, line, depth+1)
			if err != nil {
				return Node{}, err
			}
			n.Items = append(n.Items, child)
		}
	case []map[string]any:
		n.Kind = List
		for _, item := range v {
			child, err := fromAny(item, line, depth+1)
			if err != nil {
				return Node{}, err
			}
			n.Items = append(n.Items, child)
		}
	case map[string]any:
		n.Kind = Map
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			child, err := fromAny(v[k], line, depth+1)
			if err != nil {
				return Node{}, err
			}
			if err := n.add(k, child); err != nil {
				return Node{}, err
			}
		}
	default:
		return Node{}, &Error{Line: line, Reason: fmt.Sprintf("has a value of a kind that is not accepted (%T)", v)}
	}
	return n, nil
}

// decodeJSON reads the value at the start of s, within limit bytes, and says where it ends.
func decodeJSON(s string, line, limit int) (n Node, end int, err error) {
	limited := s
	if len(limited) > limit {
		limited = limited[:limit]
	}
	d := json.NewDecoder(strings.NewReader(limited))
	d.UseNumber()
	at := func() int { return line + strings.Count(limited[:d.InputOffset()], "\n") }
	var read func(depth int) (Node, error)
	read = func(depth int) (Node, error) {
		token, err := d.Token()
		if err != nil {
			return Node{}, err
		}
		n := Node{Line: at()}
		if depth > maxDepth {
			return n, &Error{Line: n.Line, Reason: fmt.Sprintf("values nest deeper than %d levels", maxDepth)}
		}
		switch v := token.(type) {
		case string:
			n.Kind, n.Text = Text, v
		case json.Number:
			n.Kind, n.Text = Number, v.String()
		case bool:
			n.Kind, n.Text = Bool, strconv.FormatBool(v)
		case json.Delim:
			if v == '[' {
				n.Kind = List
				for d.More() {
					child, err := read(depth + 1)
					if err != nil {
						return n, err
					}
					n.Items = append(n.Items, child)
				}
			} else {
				n.Kind = Map
				for d.More() {
					key, err := d.Token()
					if err != nil {
						return n, err
					}
					child, err := read(depth + 1)
					if err != nil {
						return n, err
					}
					if err := n.add(fmt.Sprint(key), child); err != nil {
						return n, err
					}
				}
			}
			_, err = d.Token()
		}
		return n, err
	}
	n, err = read(0)
	if err == nil {
		return n, int(d.InputOffset()), nil
	}
	var own *Error
	if errors.As(err, &own) {
		return Node{}, 0, own
	}
	reason := "can't be read as JSON: " + clean(err.Error())
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		reason = "the JSON object never ends"
		if len(s) > limit {
			reason = "is longer than 64 KB"
		}
	}
	return Node{}, 0, &Error{Line: at(), Reason: reason}
}
