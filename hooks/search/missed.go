package search

import (
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Bounds of what is remembered of queries without results.
const (
	maxMissed     = 500  // different ones in memory until they are saved
	maxMissedRows = 5000 // in the collection
	missedEvery   = time.Minute
)

// missedQueries counts queries that found nothing, or nothing that has all of them. A search is a GET and writes nothing itself: the counts are saved
// every minute by a worker that runs only while there are any, and when the site stops.
type missedQueries struct {
	mu     sync.Mutex
	counts map[string]*missedQuery
	saving bool
}

type missedQuery struct {
	query string
	total int
	count int
	last  time.Time
}

// miss counts a query that had total results.
func (x *Index) miss(q Query, total int) {
	key := strings.TrimSpace(Fold(q.String()))
	if key == "" || x.stop.Err() != nil {
		return
	}
	m := &x.missed
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.counts == nil {
		m.counts = map[string]*missedQuery{}
	}
	known := m.counts[key]
	if known == nil {
		if len(m.counts) >= maxMissed {
			return
		}
		known = &missedQuery{query: q.String()}
		m.counts[key] = known
	}
	known.count++
	known.total = total
	known.last = time.Now()
	if m.saving {
		return
	}
	m.saving = true
	x.workers.Add(1)
	go func() {
		defer x.workers.Done()
		select {
		case <-x.stop.Done():
		case <-time.After(missedEvery):
			x.saveMissed()
		}
	}()
}

// saveMissed adds the counts to the collection search_queries and forgets them. The rarest and oldest rows give way.
func (x *Index) saveMissed() {
	m := &x.missed
	m.mu.Lock()
	counts := m.counts
	m.counts, m.saving = nil, false
	m.mu.Unlock()
	if len(counts) == 0 {
		return
	}
	const layout = "2006-01-02 15:04:05.000Z"
	err := x.app.RunInTransaction(func(tx core.App) error {
		for _, key := range sortedKeys(counts) {
			c := counts[key]
			if _, err := tx.DB().NewQuery(`INSERT INTO search_queries (query, normalized, total, count, last, created, updated)
				VALUES ({:query}, {:key}, {:total}, {:count}, {:last}, {:now}, {:now})
				ON CONFLICT (normalized) DO UPDATE SET count = count + excluded.count, total = excluded.total, last = excluded.last, updated = excluded.updated`).
				Bind(dbx.Params{"query": c.query, "key": key, "total": c.total, "count": c.count, "last": c.last.UTC().Format(layout),
					"now": time.Now().UTC().Format(layout)}).Execute(); err != nil {
				return err
			}
		}
		_, err := tx.DB().NewQuery(`DELETE FROM search_queries WHERE id IN
			(SELECT id FROM search_queries ORDER BY count DESC, last DESC LIMIT -1 OFFSET {:keep})`).
			Bind(dbx.Params{"keep": maxMissedRows}).Execute()
		return err
	})
	if err != nil {
		x.app.Logger().Warn("search: could not save queries without results", "error", err)
	}
}
