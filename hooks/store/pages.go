package store

import (
	"sync"

	"modernc.org/libc"
)

// The driver's memory comes in pages of 64 KiB from the system, a page for blocks of one size, and goes back as soon as the
// last block of a page is free: SQLite would ask the system for the same page and give it back for every row it writes. So
// one block in some pages of each size is never freed.
const (
	smallestBlock, largestBlock = 1 << 8, 1 << 14
	pageBytes                   = 1 << 16
	heldPages                   = 8
)

var holdPages = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	for size := smallestBlock; size <= largestBlock; size <<= 1 {
		var free []uintptr
		for range heldPages {
			libc.Xmalloc(tls, libc.Tsize_t(size)) // for as long as the program runs
			for range (pageBytes-1)/size - 1 {    // the rest of the page, which has a header
				free = append(free, libc.Xmalloc(tls, libc.Tsize_t(size)))
			}
		}
		for _, block := range free {
			libc.Xfree(tls, block)
		}
	}
})
