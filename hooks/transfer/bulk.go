package transfer

import (
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/heap"
)

// While an import writes, the one connection that writes keeps so much in memory and moves the log into the database so
// seldom, and the collector waits until so much garbage is there: some hundred megabytes in all, however long the import is.
const (
	bulkCacheKiB        = 128 << 10
	bulkCheckpointPages = 16 << 10
	bulkGarbagePercent  = 300
)

// roomForBulk gives an import its room; done takes it back.
func roomForBulk(app core.App) (done func(), err error) {
	var cache, checkpoint int
	if err := app.NonconcurrentDB().NewQuery("PRAGMA cache_size").Row(&cache); err != nil {
		return nil, err
	}
	if err := app.NonconcurrentDB().NewQuery("PRAGMA wal_autocheckpoint").Row(&checkpoint); err != nil {
		return nil, err
	}
	if err := makeRoom(app, -bulkCacheKiB, bulkCheckpointPages); err != nil {
		return nil, err
	}
	frugal := heap.Room(bulkGarbagePercent)
	return func() {
		frugal()
		if err := makeRoom(app, cache, checkpoint); err != nil {
			app.Logger().Warn("the database keeps the room of an import until the next start", "error", err)
		}
	}, nil
}

func makeRoom(app core.App, cache, checkpoint int) error {
	for pragma, n := range map[string]int{"cache_size": cache, "wal_autocheckpoint": checkpoint} {
		if _, err := app.NonconcurrentDB().NewQuery("PRAGMA " + pragma + " = " + strconv.Itoa(n)).Execute(); err != nil {
			return err
		}
	}
	return nil
}
