// Package tx gives a record write and what belongs to it one transaction.
package tx

import (
	"database/sql"
	"errors"
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// Around runs work, which must call e.Next, in the transaction that e.App is in, or in a
// new one. PocketBase saves a single record outside any transaction, so an *Execute hook
// that writes more than the row needs this to be all or nothing.
//
// While work runs, e.App is the transaction's app; use it and never one captured
// elsewhere, or the write waits for itself. It is put back afterwards: the after-success
// hooks would otherwise get an app whose transaction is over.
func Around(e *core.RecordEvent, work func() error) error {
	if e.App.IsTransactional() {
		return work()
	}
	outer := e.App
	defer func() { e.App = outer }()
	return outer.RunInTransaction(func(txApp core.App) error {
		e.App = txApp
		return work()
	})
}

// After does something once the transaction that app is in is committed, nothing when that
// fails, and at once when app is in none. It must not use app for the database any more:
// its transaction is over by then.
func After(app core.App, do func()) {
	info := app.TxInfo()
	if info == nil {
		do()
		return
	}
	info.OnComplete(func(failed error) error {
		if failed == nil {
			do()
		}
		return nil
	})
}

// pending is what [AfterOnce] is going to do, until the transaction is over.
var pending sync.Map

type pendingKey struct {
	in  *core.TxAppInfo
	key string
}

// AfterOnce does something as [After] does, but of all that a transaction asks for under one key only the first: a
// thousand rows that change what readers see are one thing to tell them. Keys are the whole process's: begin them with a
// name of one's own. Outside of a transaction each call is its own.
func AfterOnce(app core.App, key string, do func()) {
	info := app.TxInfo()
	if info == nil {
		do()
		return
	}
	k := pendingKey{info, key}
	if _, known := pending.LoadOrStore(k, true); known {
		return
	}
	info.OnComplete(func(failed error) error {
		pending.Delete(k)
		if failed == nil {
			do()
		}
		return nil
	})
}

// Before returns a record as the database has it, in the transaction that app is in: what [core.Record.Original] says may
// be older than another request's change. It is nil for a record that is new, or that somebody removed meanwhile.
func Before(app core.App, r *core.Record) (*core.Record, error) {
	if r.IsNew() {
		return nil, nil
	}
	was, err := app.FindRecordById(r.Collection(), r.Id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return was, err
}
