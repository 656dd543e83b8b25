// Package heap says when garbage is collected: not before the heap has some size, since a small portal under load would
// otherwise collect its few megabytes a hundred times a second.
package heap

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

var control struct {
	sync.Mutex
	floor uint64 // bytes
	more  int    // GOGC while something needs room, 0 else
	set   int    // GOGC as it was set last
}

// smallest is the heap before which Go collects nothing when GOGC is 100; it grows with GOGC.
const smallest = 4 << 20

// usual is GOGC as the environment has it: 100 is a collection when the heap is twice what the last one left, less than 0 none.
var usual = func() int {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	control.set = percent
	return percent
}()

// Floor has the heap grow to so many bytes before garbage is collected; where more than half of it is in use, nothing changes.
// It is called once, when the program starts.
func Floor(bytes uint64) {
	control.Lock()
	control.floor = bytes
	control.Unlock()
	follow()
	settle()
}

// Room lets the heap grow by so many percent between collections until done is called.
func Room(percent int) (done func()) {
	set := func(more int) {
		control.Lock()
		control.more = more
		control.Unlock()
		settle()
	}
	set(percent)
	return func() { set(0) }
}

// follow settles after each collection: a finalizer runs after the one that found its object unused.
func follow() {
	runtime.SetFinalizer(new([16]byte), func(*[16]byte) {
		settle()
		follow()
	})
}

// settle sets GOGC by what the last collection left.
func settle() {
	left := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(left)
	live := left[0].Value.Uint64()
	control.Lock()
	defer control.Unlock()
	if percent := percent(live, live+left[1].Value.Uint64()+left[2].Value.Uint64(), control.floor, control.more); percent != control.set {
		debug.SetGCPercent(percent)
		control.set = percent
	}
}

// percent gives the GOGC with which a heap of which live bytes are in use grows to the floor, and at least as usual. The percents
// are of all that a collection looks through, stacks and globals too.
func percent(live, scanned, floor uint64, more int) int {
	if usual < 0 {
		return usual
	}
	least := max(usual, more)
	if live == 0 || live >= floor {
		return least
	}
	return max(least, int(min((floor-live)*100/scanned, floor*100/smallest)))
}
