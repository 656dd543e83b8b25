// Package tx gives a record write and what belongs to it one transaction.
package tx

import "github.com/pocketbase/pocketbase/core"

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
