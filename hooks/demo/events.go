package demo

import (
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/schema"
)

//go:embed events.yaml
var takingPlace []byte

//go:embed events/*.svg
var eventCovers embed.FS

// gathering is an event with its agenda.
type gathering struct {
	Key, Series, Title, Kind, Mode, Status, Lang string
	By, Column, Group                            string
	Day                                          int           // from the day of loading
	On                                           *time.Weekday // the next such day
	Days                                         int           // further days that it lasts
	Starts, Ends, Zone                           string
	AllDay                                       bool `yaml:"all_day"`
	City, Country, Venue, Address                string
	Place                                        []float64 // longitude and latitude
	Langs, Tags                                  []string
	Register, Stream, Recording, Slides, Recap   string
	Cover, Access, Conduct, Notice               string
	Summary, Body                                string
	Sessions                                     []gatheringPart
}

type gatheringPart struct {
	Title, Kind, Track, Room, Lang, Text string
	Day                                  int // of the event, from 0
	Starts, Ends                         string
	Speakers                             []string
	Slides, Video                        string
}

// host writes events.
type host struct {
	inquirer
	now                               time.Time
	series, speakers, columns, groups map[string]string // ids by key or slug
}

// Events fills the portal with groups and events around today, their agenda and who speaks. What is there already stays.
func Events(app core.App) error {
	var all struct {
		Series []struct {
			Key, Title, Summary, By, Column, Group, City, Zone, Rule string
		}
		Speakers []struct {
			Key, Name, User, Title, Company, Bio string
			Links                                []struct{ Name, URL string }
		}
		Events []gathering
	}
	if err := yaml.UnmarshalWithOptions(takingPlace, &all, yaml.Strict()); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		h := host{inquirer{talker: talker{tx, map[string]string{}}, tags: map[string]string{}}, time.Now(), map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}}
		for _, known := range []struct {
			collection, field string
			into              map[string]string
		}{{schema.Users, schema.UserHandle, h.people}, {schema.Tags, schema.TagSlug, h.tags}, {schema.Columns, schema.ColumnSlug, h.columns}} {
			records, err := tx.FindAllRecords(known.collection)
			if err != nil {
				return err
			}
			for _, r := range records {
				known.into[r.GetString(known.field)] = r.Id
			}
		}
		if err := h.found(); err != nil {
			return err
		}
		for _, s := range all.Series {
			id, err := h.once(schema.EventSeriesList, s.Key, map[string]any{
				schema.EventSeriesSlug: s.Key, schema.EventSeriesTitle: s.Title, schema.EventSeriesSummary: s.Summary, schema.EventSeriesAuthor: h.people[s.By],
				schema.EventSeriesColumn: h.columns[s.Column], schema.EventSeriesGroup: h.groups[s.Group], schema.EventSeriesCity: s.City, schema.EventSeriesZone: s.Zone, schema.EventSeriesRule: s.Rule,
			})
			if err != nil {
				return err
			}
			h.series[s.Key] = id
		}
		for _, s := range all.Speakers {
			links := []map[string]string{}
			for _, l := range s.Links {
				links = append(links, map[string]string{"name": l.Name, "url": l.URL})
			}
			id, err := h.once(schema.Speakers, s.Key, map[string]any{
				schema.SpeakerSlug: s.Key, schema.SpeakerName: s.Name, schema.SpeakerUser: h.people[s.User], schema.SpeakerTitle: s.Title,
				schema.SpeakerCompany: s.Company, schema.SpeakerBio: s.Bio, schema.SpeakerLinks: links,
			})
			if err != nil {
				return err
			}
			h.speakers[s.Key] = id
		}
		for _, g := range all.Events {
			if err := h.announce(g); err != nil {
				return fmt.Errorf("the event %s: %w", g.Key, err)
			}
		}
		if err := h.calls(); err != nil {
			return err
		}
		return h.close()
	})
}

// once saves a record, unless the one of this key is there; it gives the id.
func (h *host) once(collection, key string, fields map[string]any) (string, error) {
	origin := "demo:" + key
	there, err := h.app.FindFirstRecordByData(collection, schema.EventOrigin, origin)
	if err == nil {
		return there.Id, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	r, err := h.record(collection, fields)
	if err != nil {
		return "", err
	}
	r.Set(schema.EventOrigin, origin)
	if err := h.app.Save(r); err != nil {
		return "", fmt.Errorf("%s %s: %w", collection, key, err)
	}
	return r.Id, nil
}

// at is a time of a day of an event.
func (g *gathering) at(now time.Time, days int, clock string) (types.DateTime, error) {
	zone, err := time.LoadLocation(g.Zone)
	if err != nil {
		return types.DateTime{}, err
	}
	if clock == "" {
		clock = "00:00"
	}
	hour, err := time.Parse("15:04", clock)
	if err != nil {
		return types.DateTime{}, err
	}
	y, m, d := now.In(zone).Date()
	day := time.Date(y, m, d+g.Day, 0, 0, 0, 0, zone)
	if g.On != nil {
		day = day.AddDate(0, 0, (int(*g.On)-int(day.Weekday())+7)%7)
	}
	day = day.AddDate(0, 0, days)
	return types.ParseDateTime(time.Date(day.Year(), day.Month(), day.Day(), hour.Hour(), hour.Minute(), 0, 0, zone))
}

func (h *host) announce(g gathering) error {
	for value, standard := range map[*string]string{&g.Zone: "Asia/Shanghai", &g.Lang: "zh", &g.Status: "published"} {
		if *value == "" {
			*value = standard
		}
	}
	tags := make([]string, len(g.Tags))
	for i, slug := range g.Tags {
		if tags[i] = h.tags[slug]; tags[i] == "" {
			return fmt.Errorf("there is no tag %s", slug)
		}
	}
	fields := map[string]any{
		schema.EventTitle: g.Title, schema.EventKind: g.Kind, schema.EventMode: g.Mode, schema.EventStatus: g.Status, schema.EventLang: g.Lang, schema.EventLangs: g.Langs,
		schema.EventAuthor: h.people[g.By], schema.EventColumn: h.columns[g.Column], schema.EventGroup: h.groups[g.Group], schema.EventSeries: h.series[g.Series], schema.EventTags: tags,
		schema.EventZone: g.Zone, schema.EventAllDay: g.AllDay, schema.EventVenue: g.Venue, schema.EventAddress: g.Address, schema.EventCity: g.City,
		schema.EventCountry: g.Country, schema.EventStreamURL: g.Stream, schema.EventRegisterURL: g.Register, schema.EventRecordingURL: g.Recording,
		schema.EventSlidesURL: g.Slides, schema.EventNotice: g.Notice, schema.EventAccessNotes: g.Access, schema.EventConductURL: g.Conduct,
		schema.EventSummary: g.Summary, schema.EventBody: g.Body, schema.EventSlug: g.Key,
	}
	if len(g.Place) == 2 {
		fields[schema.EventPlace] = types.GeoPoint{Lon: g.Place[0], Lat: g.Place[1]}
	}
	if g.Starts != "" || g.AllDay {
		var err error
		if fields[schema.EventStarts], err = g.at(h.now, 0, g.Starts); err != nil {
			return err
		}
		if fields[schema.EventEnds], err = g.at(h.now, g.Days, g.Ends); err != nil {
			return err
		}
	}
	if g.Recap != "" {
		recap, err := h.app.FindFirstRecordByData(schema.Articles, schema.ArticleSlug, g.Recap)
		if err != nil {
			return fmt.Errorf("the recap %s: %w", g.Recap, err)
		}
		fields[schema.EventRecap] = recap.Id
	}
	if g.Cover != "" {
		picture, err := eventCovers.ReadFile("events/" + g.Cover)
		if err != nil {
			return err
		}
		if fields[schema.EventCover], err = filesystem.NewFileFromBytes(picture, g.Cover); err != nil {
			return err
		}
	}
	id, err := h.once(schema.Events, g.Key, fields)
	if err != nil {
		return err
	}
	for i, part := range g.Sessions {
		if err := h.part(g, id, i, part); err != nil {
			return err
		}
	}
	return nil
}

func (h *host) part(g gathering, event string, i int, p gatheringPart) error {
	starts, err := g.at(h.now, p.Day, p.Starts)
	if err != nil {
		return err
	}
	ends, err := g.at(h.now, p.Day, p.Ends)
	if err != nil {
		return err
	}
	who := make([]string, len(p.Speakers))
	for j, key := range p.Speakers {
		if who[j] = h.speakers[key]; who[j] == "" {
			return fmt.Errorf("there is no speaker %s", key)
		}
	}
	_, err = h.once(schema.EventSessions, fmt.Sprint(g.Key, ":", i+1), map[string]any{
		schema.EventSessionEvent: event, schema.EventSessionTitle: p.Title, schema.EventSessionKind: p.Kind, schema.EventSessionTrack: p.Track,
		schema.EventSessionRoom: p.Room, schema.EventSessionStarts: starts, schema.EventSessionEnds: ends, schema.EventSessionSpeakers: who,
		schema.EventSessionLang: p.Lang, schema.EventSessionSlidesURL: p.Slides, schema.EventSessionVideoURL: p.Video, schema.EventSessionAbstract: p.Text,
	})
	return err
}
