package search

import (
	"container/list"
	"sync"
)

// blockCacheSize bounds the blocks kept in memory, in bytes: the whole index of a few thousand documents,
// or what a large one is asked for most.
const blockCacheSize = 16 << 20

// blockCache keeps the blocks used last. Blocks never change and their ids are never used again, so nothing has to be
// invalidated; what belongs to a merged segment just falls out.
type blockCache struct {
	mu     sync.Mutex
	byID   map[int64]*list.Element
	recent list.List // of cachedBlock, the latest first
	size   int
}

type cachedBlock struct {
	id   int64
	data []byte
}

func (c *blockCache) get(id int64) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byID[id]
	if e == nil {
		return nil
	}
	c.recent.MoveToFront(e)
	return e.Value.(cachedBlock).data
}

func (c *blockCache) put(id int64, data []byte) {
	if len(data) > blockCacheSize/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID = map[int64]*list.Element{}
	}
	if c.byID[id] != nil {
		return
	}
	c.byID[id] = c.recent.PushFront(cachedBlock{id, data})
	for c.size += len(data); c.size > blockCacheSize; {
		last := c.recent.Back()
		b := c.recent.Remove(last).(cachedBlock)
		delete(c.byID, b.id)
		c.size -= len(b.data)
	}
}
