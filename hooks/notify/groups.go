package notify

import (
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/schema"
	"qiao/hooks/tx"
)

// What those hear who make a group.

func groupNotice(g *schema.Group, what, url, cause string) notice {
	return notice{Kind: Event, Event: "group_" + what, TargetKind: "group", Target: g.Id, Subject: g.Name(), URL: url, Cause: cause}
}

func proposalCause(id string) string { return "group:" + id }

// groupProposed tells the site editors that somebody wants to found a group.
func groupProposed(e *core.RecordEvent) error {
	g := schema.AsGroup(e.Record)
	if g.Status() != "proposed" {
		return nil
	}
	editors, err := reviewersOf(e.App, "")
	if err != nil {
		return err
	}
	n := groupNotice(g, "proposed", "/groups/edit#"+g.Id, proposalCause(g.Id))
	n.Actor = g.Owner()
	return tellAll(e.App, editors, n)
}

// groupMoved tells who proposed a group what became of it.
func groupMoved(e *core.RecordEvent, was string) error {
	g := schema.AsGroup(e.Record)
	if g.Status() == "proposed" {
		return groupProposed(e) // once more
	}
	if was != "proposed" && was != "declined" {
		return nil
	}
	if err := untell(e.App, proposalCause(g.Id)); err != nil {
		return err
	}
	url := "/groups/" + g.Slug()
	if g.Status() == "declined" {
		url = "/groups/edit#" + g.Id
	}
	n := groupNotice(g, g.Status(), url, "group:"+g.Id+":"+g.Status())
	n.User = g.Owner()
	if g.Status() == "declined" {
		n.Cause += ":" + core.GenerateDefaultRandomId() // it may be proposed and declined again
		n.Data = map[string]string{"words": g.Reason()}
	}
	return tell(e.App, n)
}

// groupHandedOver tells the new owner of a group.
func groupHandedOver(e *core.RecordEvent, _ string) error {
	g := schema.AsGroup(e.Record)
	n := groupNotice(g, "owner", "/groups/edit#"+g.Id, "groupowner:"+g.Id+":"+core.GenerateDefaultRandomId())
	n.User, n.Actor = g.Owner(), actorOf(e.Record)
	return tell(e.App, n)
}

func organiserCause(seat string) string { return "groupseat:" + seat }

// madeOrganiser tells a member of a group that they organise it now. Who hands it over knows.
func madeOrganiser(e *core.RecordEvent, was string) error {
	m := schema.AsGroupMember(e.Record)
	if m.Role() != access.GroupOrganiser {
		return untell(e.App, organiserCause(m.Id))
	}
	if was != access.GroupMember {
		return nil
	}
	record, err := e.App.FindRecordById(schema.Groups, m.Group())
	if err != nil {
		return ignoreMissing(err)
	}
	g := schema.AsGroup(record)
	n := groupNotice(g, "organiser", "/groups/"+g.Slug(), organiserCause(m.Id))
	n.User, n.Actor = m.User(), actorOf(e.Record)
	return tell(e.App, n)
}

func leftGroup(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, organiserCause(e.Record.Id))
	})
}

func groupGone(e *core.RecordEvent) error {
	return tx.Around(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		return untell(e.App, proposalCause(e.Record.Id))
	})
}
