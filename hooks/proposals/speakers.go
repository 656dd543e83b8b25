package proposals

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// Bounds of who speaks.
const (
	mostSpeakers = 6
	mostBio      = 2000
)

// A speaker is somebody who would speak. A member is named by their handle when a proposal is sent, and by the account from
// then on.
type speaker struct {
	User   string `json:"user,omitempty"`
	Handle string `json:"handle,omitempty"`
	Name   string `json:"name"`
	Bio    string `json:"bio"`
}

// speakersOf reads who speaks; what was saved is sound.
func speakersOf(raw string) (list []speaker) {
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil
	}
	return list
}

// readSpeakers looks at who is to speak and finds their accounts: the record keeps both.
func readSpeakers(app core.App, r *core.Record) error {
	wrong := func(key string, args ...any) error { return i18n.FieldError(schema.ProposalSpeakers, key, args...) }
	list, ok := readList[speaker](r, schema.ProposalSpeakers, mostSpeakers)
	if !ok || len(list) == 0 {
		return wrong("proposals.speakers", "Most", mostSpeakers)
	}
	people := []string{}
	for i, s := range list {
		s.Name, s.Bio, s.Handle = strings.TrimSpace(s.Name), strings.TrimSpace(s.Bio), strings.ToLower(strings.Trim(s.Handle, "@ \t\n"))
		if s.User != "" || s.Handle != "" {
			var found struct {
				ID   string `db:"id"`
				Name string `db:"name"`
			}
			field, value := "id", s.User
			if s.Handle != "" {
				field, value = "handle", s.Handle
			}
			err := app.DB().NewQuery("SELECT id, coalesce(nullif(name, ''), handle) name FROM users WHERE [[" + field + "]] = {:value}").Bind(dbx.Params{"value": value}).One(&found)
			if missing(err) {
				return wrong("proposals.speaker_handle", "Handle", value)
			}
			if err != nil {
				return err
			}
			s.User, s.Handle = found.ID, ""
			if s.Name == "" {
				s.Name = found.Name
			}
			for _, other := range people {
				if other == s.User {
					return wrong("proposals.speaker_twice", "Name", s.Name)
				}
			}
			people = append(people, s.User)
		}
		if !line(s.Name, 80) {
			return wrong("proposals.speaker_name")
		}
		if utf8.RuneCountInString(s.Bio) > mostBio {
			return wrong("proposals.speaker_bio", "Name", s.Name, "Most", mostBio)
		}
		list[i] = s
	}
	r.Set(schema.ProposalSpeakers, list)
	r.Set(schema.ProposalPeople, people)
	return nil
}

// forget takes who leaves out of the proposals of others that name them as a speaker.
func forget(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	_, err := e.App.DB().NewQuery(`UPDATE proposals SET
			people = (SELECT json_group_array(value) FROM json_each(proposals.people) WHERE value != {:id}),
			speakers = (SELECT json_group_array(CASE WHEN json_extract(value, '$.user') = {:id} THEN json_object('name', '—', 'bio', '') ELSE json(value) END) FROM json_each(proposals.speakers))
		WHERE EXISTS (SELECT 1 FROM json_each(proposals.speakers) WHERE json_extract(value, '$.user') = {:id})`).Bind(dbx.Params{"id": e.Record.Id}).Execute()
	return err
}

// leave takes who asks out of a proposal that somebody else named them in: POST /api/qiao/proposals/{id}/leave. Whoever is
// named hasn't been asked, and must be able to say no.
func leave(e *core.RequestEvent) error {
	err := e.App.RunInTransaction(func(app core.App) error {
		r, err := app.FindRecordById(schema.Proposals, e.Request.PathValue("id"))
		if missing(err) {
			return errNoProposal
		}
		if err != nil {
			return err
		}
		list, kept := speakersOf(r.GetString(schema.ProposalSpeakers)), []speaker{}
		for _, s := range list {
			if s.User != e.Auth.Id || s.User == "" {
				kept = append(kept, s)
			}
		}
		p := schema.AsProposal(r)
		switch {
		case len(kept) == len(list):
			return errNoProposal
		case len(kept) == 0 && p.Author() == e.Auth.Id:
			return i18n.NewError("proposals.leave_last")
		case len(kept) == 0: // whoever was named alone isn't bound to it: it is the proposer's
			kept = append(kept, speaker{User: p.Author()})
		}
		if placed, err := onAgenda(app, p.Id); err != nil {
			return err
		} else if placed {
			return i18n.NewError("proposals.on_agenda")
		}
		r.Set(schema.ProposalSpeakers, kept)
		return app.Save(r)
	})
	if err != nil {
		return err
	}
	return e.NoContent(204)
}
