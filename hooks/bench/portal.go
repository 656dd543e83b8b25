package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"qiao/hooks"
	"qiao/hooks/store"
	_ "qiao/migrations" // the schema
)

// A portal is a whole Qiao in this process, as main builds it.
type portal struct {
	*hooks.Portal
	address string // host:port once it serves
	dir     string
}

// openPortal makes or opens a portal in a data folder and brings it up to date.
func openPortal(dir string) (*portal, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: store.Open, DataMaxOpenConns: hooks.Connections(), DataMaxIdleConns: hooks.Connections()})
	p := &portal{Portal: hooks.Register(app, hooks.Config{CacheMB: 64}), dir: dir}
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, err
	}
	app.Settings().Logs.MaxDays = 0
	app.Settings().RateLimits.Enabled = false // what is measured is the portal, from one address
	return p, app.Save(app.Settings())
}

// serve starts the portal's server on a free port and returns when it accepts.
func (p *portal) serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.address = listener.Addr().String()
	p.App.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "bench.listen", Func: func(e *core.ServeEvent) error {
		e.Listener, e.InstallerFunc = listener, nil
		return e.Next()
	}})
	failed := make(chan error, 1)
	go func() { failed <- apis.Serve(p.App, apis.ServeConfig{}) }()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		select {
		case err := <-failed:
			return fmt.Errorf("the server stopped: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
		c, err := dial(p.address)
		if err != nil {
			continue
		}
		_, err = c.get("/api/health")
		c.conn.Close()
		if err == nil {
			return nil
		}
	}
	return errors.New("the server didn't start within 30 s")
}

// close ends the portal and gives its memory back.
func (p *portal) close() error {
	event := &core.TerminateEvent{App: p.App}
	return p.App.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
}

// slugs gives the slugs of up to n articles, spread over all of them.
func (p *portal) slugs(n int) ([]string, error) {
	var slugs []string
	err := p.App.DB().NewQuery("SELECT slug FROM articles WHERE status = 'published' ORDER BY id LIMIT {:n}").
		Bind(map[string]any{"n": n}).Column(&slugs)
	if err == nil && len(slugs) == 0 {
		err = errors.New("no articles to measure with")
	}
	return slugs, err
}

// A measure is a row that is still to be measured.
type measure struct {
	name string
	row  func() (row, error)
}

// own measures rows over a portal of their own, if one of them was asked for. fill puts into it what they are taken over, before
// it serves.
func (b *bench) own(name string, fill func(*portal) error, rows ...measure) error {
	if !b.asksAny(rows...) {
		return nil
	}
	dir, remove, err := scratch(name)
	if err != nil {
		return err
	}
	defer remove()
	p, err := openPortal(dir)
	if err != nil {
		return err
	}
	if err := fill(p); err != nil {
		return err
	}
	if err := p.serve(); err != nil {
		return err
	}
	if err := b.addAll(rows...); err != nil {
		return err
	}
	return p.close()
}

// multiply adds n rows to a collection that are like one of its records but for some columns, whose values are SQL: i counts
// from 1. What a hook makes of a record was made of the first one.
func multiply(app core.App, model *core.Record, n int, columns map[string]string) error {
	var names, values []string
	for _, f := range model.Collection().Fields {
		name := "[[" + f.GetName() + "]]"
		names = append(names, name)
		value, ok := columns[f.GetName()]
		if !ok {
			value = "m." + name
		}
		values = append(values, value)
	}
	_, err := app.DB().NewQuery("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:n}) INSERT INTO {{" + model.Collection().Name + "}} (" +
		strings.Join(names, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM {{" + model.Collection().Name + "}} m, n WHERE m.id = {:model}").
		Bind(dbx.Params{"n": n, "model": model.Id}).Execute()
	return err
}

// create makes a record, as a program would.
func create(app core.App, collection string, fields map[string]any) (*core.Record, error) {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	r.Load(fields)
	if err := app.Save(r); err != nil {
		return nil, fmt.Errorf("%s: %w", collection, err)
	}
	return r, nil
}

// scratch makes a folder that is removed when the benchmark ends.
func scratch(name string) (string, func(), error) {
	dir, err := os.MkdirTemp("", "qiao-bench-"+name+"-*")
	return dir, func() { os.RemoveAll(dir) }, err
}
