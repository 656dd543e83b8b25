// Package eventlist reads lists of events: objects in JSON or YAML, tables (CSV), and the two shapes of lists of conferences
// that many keep, those of confs.tech and of ccf-deadlines.
package eventlist

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/event"
)

// Options say what a list itself doesn't.
type Options struct {
	// Name is part of what events are known by; empty takes the file's name, for confs.tech and ccf-deadlines their own.
	Name string
	// Zone is where times are meant; days are meant anywhere.
	Zone *time.Location
	// Tags are added to an event's own.
	Tags []string
}

// maxFile bounds a list, in bytes, and maxItems its events.
const (
	maxFile  = 64 << 20
	maxItems = 200_000
)

// item is an event as a list has it: names of fields, folded, with what they hold.
type item map[string]any

// List is an open list.
type List struct {
	o     Options
	file  string
	items []item
	topic string
}

// Open reads a list.
func Open(path string, o Options) (*List, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MB", path, maxFile>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, err
	}
	base := filepath.Base(path)
	l := &List{o: o, file: path, topic: strings.TrimSuffix(base, filepath.Ext(base))}
	text := strings.TrimPrefix(string(data), "\ufeff")
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		err = l.json(text)
	case ".yaml", ".yml":
		err = l.yaml(text)
	case ".csv":
		err = l.csv(text)
	default:
		err = errors.New("a list of events is a .json, .yaml or .csv file")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(l.items) == 0 {
		return nil, fmt.Errorf("%s: there is no event in the list", path)
	}
	if len(l.items) > maxItems {
		return nil, fmt.Errorf("%s: there are more than %d events in the list", path, maxItems)
	}
	return l, nil
}

// Count is how many events the list has.
func (l *List) Count() int { return len(l.items) }

// fold makes names of fields comparable: startDate, start_date and "Start Date" are one.
func fold(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(name)))
}

func (l *List) json(text string) error {
	var root any
	if err := json.Unmarshal([]byte(text), &root); err != nil {
		return err
	}
	l.gather(root, nil)
	return nil
}

func (l *List) yaml(text string) error {
	var root any
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		return err
	}
	l.gather(root, nil)
	return nil
}

// gather finds the events in what was read: objects with a title and a date, in lists or under names, and those of the entry
// of a conference that comes again each year (ccf-deadlines), which inherit from it.
func (l *List) gather(v any, above item) {
	if len(l.items) > maxItems {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			l.gather(one, above)
		}
	case map[string]any:
		it := item{}
		for k, value := range above {
			it[k] = value
		}
		for k, value := range v {
			it[fold(k)] = value
		}
		if years, ok := v["confs"].([]any); ok {
			for _, one := range years {
				delete(it, "confs")
				l.gather(one, it)
			}
			return
		}
		if it.has("title") && it.has("start") || above != nil {
			l.items = append(l.items, it)
			return
		}
		for _, k := range sortedKeys(v) {
			switch v[k].(type) {
			case map[string]any, []any:
				l.gather(v[k], nil)
			}
		}
	}
}

func (l *List) csv(text string) error {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	header, err := r.Read()
	if err != nil {
		return errors.New("the table has no header")
	}
	for len(l.items) <= maxItems {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		it := item{}
		for i, value := range row {
			if i < len(header) && strings.TrimSpace(value) != "" {
				it[fold(header[i])] = value
			}
		}
		if len(it) > 0 {
			l.items = append(l.items, it)
		}
	}
	return nil
}

// Sources gives the events, each as a group of its own.
func (l *List) Sources() iter.Seq[event.Source] {
	return func(yield func(event.Source) bool) {
		for i, it := range l.items {
			name := fmt.Sprintf("%s#%d", l.file, i+1)
			source := event.Source{File: name, Read: func() (*event.Group, error) {
				e, err := l.event(it)
				if err != nil {
					return nil, err
				}
				e.Name = name
				return &event.Group{Events: []event.Event{*e}}, nil
			}}
			if !yield(source) {
				return
			}
		}
	}
}

// event makes an event of an item.
func (l *List) event(it item) (*event.Event, error) {
	e := &event.Event{Title: it.text("title"), AllDay: true, Tags: append(it.words("tags"), l.o.Tags...)}
	if e.Title == "" {
		return nil, &article.Skip{Reason: "the event has no title"}
	}
	url := it.text("url")
	if event.WebHost(url) != "" {
		e.URL = url
	}
	if code := it.text("conduct"); event.WebHost(code) != "" {
		e.Code = code
	}
	if register := it.text("register"); event.WebHost(register) != "" {
		e.RegisterURL = register
	}
	e.Summary = event.PlainText(it.text("summary"))
	e.Host = it.text("host")
	var err error
	if e.Body, err = event.Markdown(it.text("summary")); err != nil {
		return nil, err
	}
	id := ""
	switch {
	case it["year"] != nil && it["date"] != nil && it["id"] != nil:
		l.ccf(e, it)
		id = "ccf:" + it.text("id")
	case it["startdate"] != nil && (it["url"] != nil || it["city"] != nil || it["online"] != nil):
		l.confsTech(e, it)
		id = "confs-tech:" + strings.ToLower(e.URL) + "|" + fold(e.Title) + "|" + it.text("startdate")
	}
	if e.Start.IsZero() {
		if err := l.times(e, it); err != nil {
			return nil, err
		}
	}
	if id == "" || l.o.Name != "" {
		if id == "" {
			id = it.text("id")
		}
		if id == "" {
			id = fold(e.Title) + "|" + e.Start.Format(time.DateOnly)
		}
		name := l.o.Name
		if name == "" {
			name = l.topic
		}
		id = name + ":" + id
	}
	e.Key = "list:" + id
	l.place(e, it)
	if e.Kind == "" {
		e.Kind = event.Kind(e.Title)
	}
	return e, nil
}
