package words

import (
	"cmp"
	"slices"
)

// An automaton is Aho and Corasick's over a double array: the successor of state s by code
// c is slot s.base+c if that slot's check is s. One slot is 16 bytes, so that a step touches
// one cache line. State 0 is the root.
type automaton struct {
	slots []slot
	outs  []output
}

type slot struct {
	base, check, fail int32
	out               int32 // 1 + the index in outs of what ends here, the longest first; 0 for nothing
}

// output is a pattern that ends in a state, and the next shorter one.
type output struct {
	pattern int32
	next    int32 // as slot.out
}

// node is a state of the trie while it is built.
type node struct {
	codes    []uint16 // ascending
	children []int32
	pattern  int32 // -1 for none
	state    int32
}

// newAutomaton builds the automaton of patterns, which are distinct, not empty and made of
// codes from 1.
func newAutomaton(patterns [][]uint16) *automaton {
	order := make([]int32, len(patterns))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return slices.Compare(patterns[a], patterns[b]) })
	// sorted patterns grow the trie at its right edge only
	nodes := []node{{pattern: -1}}
	var path []int32
	var last []uint16
	for _, p := range order {
		word := patterns[p]
		common := 0
		for common < len(last) && common < len(word) && last[common] == word[common] {
			common++
		}
		path = path[:common]
		for _, c := range word[common:] {
			parent := int32(0)
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			child := int32(len(nodes))
			nodes = append(nodes, node{pattern: -1})
			nodes[parent].codes = append(nodes[parent].codes, c)
			nodes[parent].children = append(nodes[parent].children, child)
			path = append(path, child)
		}
		nodes[path[len(path)-1]].pattern = p
		last = word
	}
	a := &automaton{}
	a.place(nodes)
	a.link(nodes)
	return a
}

const free = -1

// place gives every node a slot: the nodes with many children first, while there is room,
// those with one into what is left between them.
func (a *automaton) place(nodes []node) {
	order := make([]int32, 0, len(nodes))
	for i := range nodes {
		if len(nodes[i].children) > 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortStableFunc(order, func(x, y int32) int {
		if x == 0 || y == 0 {
			return cmp.Compare(x, y) // the root's slot is known
		}
		return cmp.Compare(len(nodes[y].children), len(nodes[x].children))
	})
	// bases[i] is where the children of node i begin
	alphabet := 0
	for i := range nodes {
		if n := len(nodes[i].codes); n > 0 {
			alphabet = max(alphabet, int(nodes[i].codes[n-1]))
		}
	}
	bases := make([]int32, len(nodes))
	taken := make([]bool, alphabet+1, len(nodes)*2+alphabet)
	for i := range taken {
		taken[i] = true // so that no base is below zero
	}
	isTaken := func(at int) bool { return at < len(taken) && taken[at] }
	first := alphabet + 1 // no slot before it is free
	for _, n := range order {
		codes := nodes[n].codes
		for isTaken(first) {
			first++
		}
		const tries = 256 // then it goes to the end, so that building stays linear
		base := len(taken) - int(codes[0])
		for at, tried := first, 0; at < len(taken) && tried < tries; at++ {
			if taken[at] {
				continue
			}
			tried++
			if b := at - int(codes[0]); !slices.ContainsFunc(codes, func(c uint16) bool { return isTaken(b + int(c)) }) {
				base = b
				break
			}
		}
		if need := base + int(codes[len(codes)-1]) + 1; need > len(taken) {
			taken = append(taken, make([]bool, need-len(taken))...)
		}
		bases[n] = int32(base)
		for i, c := range codes {
			taken[base+int(c)] = true
			nodes[nodes[n].children[i]].state = int32(base) + int32(c)
		}
	}
	used := len(taken)
	a.slots = make([]slot, used+alphabet+1) // a step may look one alphabet beyond the last slot
	for i := range a.slots {
		a.slots[i].check = free
	}
	for i := range nodes {
		a.slots[nodes[i].state].base = bases[i]
		for _, child := range nodes[i].children {
			a.slots[nodes[child].state].check = nodes[i].state
		}
		if len(nodes[i].children) == 0 {
			a.slots[nodes[i].state].base = int32(used) // there everything is free
		}
	}
}

// link sets where a state falls back to, and what ends in it, level by level.
func (a *automaton) link(nodes []node) {
	queue := append(make([]int32, 0, len(nodes)), 0)
	for head := 0; head < len(queue); head++ {
		n := &nodes[queue[head]]
		for i, child := range n.children {
			queue = append(queue, child)
			state := nodes[child].state
			if n.state != 0 {
				a.slots[state].fail = a.step(a.slots[n.state].fail, n.codes[i])
			}
			s := &a.slots[state]
			s.out = a.slots[s.fail].out
			if p := nodes[child].pattern; p >= 0 {
				a.outs = append(a.outs, output{p, s.out})
				s.out = int32(len(a.outs))
			}
		}
	}
}

// step is the state after code in state s.
func (a *automaton) step(s int32, code uint16) int32 {
	for {
		if t := a.slots[s].base + int32(code); a.slots[t].check == s {
			return t
		}
		if s == 0 {
			return 0
		}
		s = a.slots[s].fail
	}
}
