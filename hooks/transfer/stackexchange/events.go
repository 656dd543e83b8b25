package stackexchange

import (
	"encoding/json"
	"slices"
	"strings"

	"qiao/hooks/transfer/question"
)

// reasons maps the numbers of Stack Exchange's reasons to close to ours: first those of before 2013, then the later ones.
var reasons = map[string]string{
	"1": "duplicate", "2": "off_topic", "3": "off_topic", "4": "unclear", "7": "off_topic", "10": "off_topic", "20": "off_topic",
	"101": "duplicate", "102": "off_topic", "103": "unclear", "104": "unclear", "105": "off_topic",
}

// close says how a question stands: by its history where the dump has one, else by its date of closing and its links.
func (d *Dump) close(q *question.Question, g *group) {
	p := g.question
	originals := slices.Clone(g.links)
	reason := ""
	for _, e := range g.history[p.id] {
		switch e.Kind {
		case eventClosed:
			reason = reasons[strings.TrimSpace(e.Comment)]
			var said struct {
				OriginalQuestionIds []int64
			}
			if json.Unmarshal([]byte(e.Text), &said) == nil {
				originals = append(originals, said.OriginalQuestionIds...)
			}
		case eventReopened:
			reason = ""
		case eventLocked, eventUnlock:
			q.Locked = e.Kind == eventLocked
		case eventProtected, eventFree:
			q.Protected = e.Kind == eventProtected
		}
	}
	if p.closed == 0 {
		return
	}
	q.ClosedAt = timeOf(p.closed)
	for _, id := range originals {
		if id != p.id && d.isQuestion(id) && !d.repeats(id, p.id) {
			q.DuplicateOf = d.key(id)
			break
		}
	}
	switch {
	case reason == "duplicate", reason == "" && len(originals) > 0:
		q.Closed = "duplicate"
	case reason != "":
		q.Closed = reason
	default:
		q.Closed = "off_topic"
		q.Notes = append(q.Notes, "it was closed, the dump doesn't say why; off topic is taken")
	}
	if q.Closed != "duplicate" {
		q.DuplicateOf = ""
	}
}

func (d *Dump) isQuestion(id int64) bool {
	var n int
	err := d.stage.db.QueryRow("SELECT count(*) FROM posts WHERE id = ? AND type = 1", id).Scan(&n)
	return err == nil && n > 0
}

// repeats says whether following the duplicates from one question leads to another, or to nowhere: of questions that
// repeat each other in a circle, the one with the greatest number repeats the others.
func (d *Dump) repeats(from, to int64) bool {
	at := from
	for range 20 {
		var next int64
		err := d.stage.db.QueryRow(`SELECT l.related FROM links l JOIN posts p ON p.id = l.post AND p.closed != 0 JOIN posts r ON r.id = l.related AND r.type = 1
			WHERE l.post = ? AND l.related != l.post ORDER BY l.id LIMIT 1`, at).Scan(&next)
		if err != nil {
			return false
		}
		if next == to {
			return to < from
		}
		if next == from {
			return false
		}
		at = next
	}
	return true
}

// revisions makes the texts that a post had out of its history: rows with one GUID are one change. The last one is the
// post as it is, whose text comes from the HTML that the dump has of it.
func (d *Dump) revisions(events []event, p *post, now question.Post) (list []question.Revision, err error) {
	var state question.Revision
	guid := ""
	for _, e := range events {
		if e.Kind < eventFirst || e.Kind > eventLast {
			continue
		}
		if e.GUID != guid || len(list) == 0 {
			guid = e.GUID
			author, _, user := d.person(e.Owner, e.UserName, e.OwnerName)
			state.Created, state.Editor = timeOf(e.Created), user
			state.Note = strings.TrimSpace(e.Comment)
			if author != "" && user == "" {
				state.Note = strings.TrimSpace(state.Note + " — " + author)
			}
			list = append(list, state)
		}
		r := &list[len(list)-1]
		switch e.Kind % 3 {
		case 1:
			r.Title = strings.TrimSpace(e.Text)
		case 2:
			r.Body = strings.ReplaceAll(e.Text, "\r\n", "\n")
		default:
			if r.Tags, err = d.tags(e.Text); err != nil {
				return nil, err
			}
		}
		state.Title, state.Body, state.Tags = r.Title, r.Body, r.Tags
	}
	if len(list) == 0 {
		return nil, nil
	}
	last := &list[len(list)-1]
	last.Body, last.Title = now.Body, strings.TrimSpace(p.title)
	last.Tags, err = d.tags(p.tags)
	return list, err
}
