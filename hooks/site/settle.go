package site

import (
	"html/template"
	"io"
	"slices"
	"strings"
	"text/template/parse"

	"qiao/hooks/i18n"
)

// settle writes into the templates of a language what is the same on every page: messages without arguments, addresses,
// icons. A page with thirty answers says "share" thirty times, and calling a function from a template costs more than the
// word. What depends on the public files is settled too, so the templates are parsed again when those change.
//
// It runs after html/template has chosen the escapers, and only takes over what these leave as it is: no character of it
// means anything where it stands.
func settle(set *template.Template, l i18n.Lang, funcs template.FuncMap) {
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		_ = t.Execute(io.Discard, nil) // chooses the escapers; without data it gets no further, and what is wrong shows when it has some
		if t.Tree != nil {
			settleList(t.Tree.Root, l, funcs)
		}
	}
}

func settleList(list *parse.ListNode, l i18n.Lang, funcs template.FuncMap) {
	if list == nil {
		return
	}
	var nodes []parse.Node
	add := func(node parse.Node) {
		text, ok := node.(*parse.TextNode)
		if ok && len(nodes) > 0 {
			if before, ok := nodes[len(nodes)-1].(*parse.TextNode); ok {
				before.Text = slices.Concat(before.Text, text.Text)
				return
			}
		}
		nodes = append(nodes, node)
	}
	branch := func(b *parse.BranchNode) {
		settleList(b.List, l, funcs)
		settleList(b.ElseList, l, funcs)
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			if text, ok := settled(n.Pipe, funcs); ok {
				add(&parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(text)})
				continue
			}
			n.Pipe.Cmds = unescaped(n.Pipe.Cmds)
		case *parse.IfNode:
			branch(&n.BranchNode)
		case *parse.RangeNode:
			branch(&n.BranchNode)
		case *parse.WithNode:
			branch(&n.BranchNode)
			if l == i18n.ZH && len(n.Pipe.Cmds) == 1 && called(n.Pipe.Cmds[0]) == "chinese" { // never so on a Chinese page
				if n.ElseList != nil {
					for _, child := range n.ElseList.Nodes {
						add(child)
					}
				}
				continue
			}
		}
		add(node)
	}
	list.Nodes = nodes
}

// called is the function that a command calls, "" for none.
func called(c *parse.CommandNode) string {
	if name, ok := c.Args[0].(*parse.IdentifierNode); ok {
		return name.Ident
	}
	return ""
}

// settled gives what an action writes, if that is known before there are data, and the escapers leave it as it is.
func settled(pipe *parse.PipeNode, funcs template.FuncMap) (string, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) == 0 {
		return "", false
	}
	text, markup, ok := constant(pipe.Cmds[0], funcs)
	if !ok {
		return "", false
	}
	for _, c := range pipe.Cmds[1:] {
		switch called(c) {
		case "_html_template_htmlescaper":
			ok = markup || !strings.ContainsFunc(text, special)
		case "_html_template_attrescaper", "_html_template_rcdataescaper":
			ok = !markup && !strings.ContainsFunc(text, special)
		case "_html_template_urlfilter", "_html_template_urlnormalizer":
			ok = !markup && strings.HasPrefix(text, "/") && !strings.ContainsFunc(text, notInPath)
		default:
			ok = false
		}
		if !ok {
			return "", false
		}
	}
	return text, len(pipe.Cmds) > 1
}

// unescaped leaves the escaper of texts out behind a function that gives markup, which it would hand on.
func unescaped(cmds []*parse.CommandNode) []*parse.CommandNode {
	if len(cmds) == 2 && slices.Contains(giveMarkup, called(cmds[0])) && called(cmds[1]) == "_html_template_htmlescaper" {
		return cmds[:1]
	}
	return cmds
}

// giveMarkup are the functions whose result is template.HTML.
var giveMarkup = []string{"icon", "scene", "when", "who", "outside", "portrait"}

// constant calls the functions that give the same for the same literals.
func constant(c *parse.CommandNode, funcs template.FuncMap) (text string, markup, ok bool) {
	name := called(c)
	if name == "lang" && len(c.Args) == 1 {
		return funcs[name].(func() string)(), false, true
	}
	if len(c.Args) != 2 {
		return "", false, false
	}
	literal, isText := c.Args[1].(*parse.StringNode)
	if !isText {
		return "", false, false
	}
	switch name {
	case "t":
		return funcs[name].(func(string, ...any) string)(literal.Text), false, true
	case "url", "asset", "script":
		return funcs[name].(func(string) string)(literal.Text), false, true
	case "icon", "scene":
		return string(funcs[name].(func(string) template.HTML)(literal.Text)), true, true
	}
	return "", false, false
}

// special are the characters that the escapers of html/template may change in a text or in an attribute between quotes.
func special(r rune) bool {
	return strings.ContainsRune("\x00\"&'+<>", r) || r >= 0xfdd0 && r <= 0xfdef || r >= 0xfff0 && r <= 0xffff
}

// notInPath are those that they may change in an address.
func notInPath(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune("-._~/?=#", r)
}
