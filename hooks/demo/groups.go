package demo

import (
	"database/sql"
	"embed"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"qiao/hooks/schema"
)

//go:embed groups.yaml
var meeting []byte

//go:embed groups/*.svg
var groupLogos embed.FS

// circle is a group with those who are in it; its owner is the first of its organisers.
type circle struct {
	Slug, Name, Kind, Status string
	City, Country, Zone      string
	Website, Logo            string
	Links                    []struct{ Label, URL string }
	Summary, Body            string
	Tags                     []string
	Organisers, Members      []string
}

// found writes the groups, before what they organise.
func (h *host) found() error {
	var all struct{ Groups []circle }
	if err := yaml.UnmarshalWithOptions(meeting, &all, yaml.Strict()); err != nil {
		return err
	}
	for _, c := range all.Groups {
		if err := h.circle(c); err != nil {
			return fmt.Errorf("the group %s: %w", c.Slug, err)
		}
	}
	return nil
}

func (h *host) circle(c circle) error {
	there, err := h.app.FindFirstRecordByData(schema.Groups, schema.GroupSlug, c.Slug)
	if err == nil {
		h.groups[c.Slug] = there.Id
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	tags := make([]string, len(c.Tags))
	for i, slug := range c.Tags {
		if tags[i] = h.tags[slug]; tags[i] == "" {
			return fmt.Errorf("there is no tag %s", slug)
		}
	}
	links := []map[string]string{}
	for _, l := range c.Links {
		links = append(links, map[string]string{"label": l.Label, "url": l.URL})
	}
	status := c.Status
	if status == "archived" {
		status = "active" // people came while it was
	}
	group, err := h.record(schema.Groups, map[string]any{
		schema.GroupSlug: c.Slug, schema.GroupName: c.Name, schema.GroupKind: c.Kind, schema.GroupStatus: status, schema.GroupOwner: h.people[c.Organisers[0]],
		schema.GroupCity: c.City, schema.GroupCountry: c.Country, schema.GroupZone: c.Zone, schema.GroupWebsite: c.Website, schema.GroupLinks: links,
		schema.GroupSummary: c.Summary, schema.GroupBody: c.Body, schema.GroupTags: tags,
	})
	if err != nil {
		return err
	}
	if c.Logo != "" {
		picture, err := groupLogos.ReadFile("groups/" + c.Logo)
		if err != nil {
			return err
		}
		file, err := filesystem.NewFileFromBytes(picture, c.Logo)
		if err != nil {
			return err
		}
		group.Set(schema.GroupLogo, file)
	}
	if err := h.app.Save(group); err != nil {
		return err
	}
	for role, handles := range map[string][]string{"organiser": c.Organisers[1:], "member": c.Members} {
		for _, handle := range handles {
			seat, err := h.record(schema.GroupMembers, map[string]any{schema.GroupMemberGroup: group.Id, schema.GroupMemberUser: h.people[handle], schema.GroupMemberRole: role})
			if err != nil {
				return err
			}
			if err := h.app.Save(seat); err != nil {
				return fmt.Errorf("%s: %w", handle, err)
			}
		}
	}
	h.groups[c.Slug] = group.Id
	return nil
}

// close archives the groups that are over, once all that they organised is there.
func (h *host) close() error {
	var all struct{ Groups []circle }
	if err := yaml.UnmarshalWithOptions(meeting, &all, yaml.Strict()); err != nil {
		return err
	}
	for _, c := range all.Groups {
		if c.Status != "archived" {
			continue
		}
		var group []string
		if err := h.app.DB().Select("id").From(schema.Groups).Where(dbx.HashExp{schema.GroupSlug: c.Slug, schema.GroupStatus: "active"}).Column(&group); err != nil {
			return err
		}
		for _, id := range group {
			r, err := h.app.FindRecordById(schema.Groups, id)
			if err != nil {
				return err
			}
			r.Set(schema.GroupStatus, c.Status)
			if err := h.app.Save(r); err != nil {
				return err
			}
		}
	}
	return nil
}
