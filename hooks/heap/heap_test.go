package heap

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

func TestPercent(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		name                string
		live, beside, floor uint64
		more, want          int
	}{
		{"nothing collected yet", 0, mb, 96 * mb, 0, 100},
		{"a small heap grows to the floor", 24 * mb, 0, 96 * mb, 0, 300},
		{"stacks count too", 24 * mb, 12 * mb, 96 * mb, 0, 200},
		{"a tiny one too", mb / 4, 0, 96 * mb, 0, 2400},
		{"half the floor is the usual", 48 * mb, 0, 96 * mb, 0, 100},
		{"above half of it nothing changes", 80 * mb, 0, 96 * mb, 0, 100},
		{"above it neither", 200 * mb, 0, 96 * mb, 0, 100},
		{"who needs room has it", 200 * mb, 0, 96 * mb, 300, 300},
		{"the floor may be more than that", 12 * mb, 0, 96 * mb, 300, 700},
		{"no floor", 12 * mb, 0, 0, 0, 100},
	} {
		if got := percent(c.live, c.live+c.beside, c.floor, c.more); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	defer func(was int) { usual = was }(usual)
	usual = -1
	if got := percent(12<<20, 12<<20, 96<<20, 300); got != -1 {
		t.Errorf("GOGC=off became %d", got)
	}
}

// goal gives the size at which garbage is collected next.
func goal() uint64 {
	at := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(at)
	return at[0].Value.Uint64()
}

// What was set holds after each collection, however much is in use by then.
func TestFloorIsKept(t *testing.T) {
	const floor = 64 << 20
	defer Floor(0)
	Floor(floor)
	reaches := func(what string, least, most uint64) {
		t.Helper()
		var got uint64
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			runtime.GC()
			if got = goal(); got >= least && got <= most {
				return
			}
		}
		t.Errorf("%s: the next collection is at %d MB, want %d to %d", what, got>>20, least>>20, most>>20)
	}
	reaches("small", floor*9/10, floor*12/10)
	large := make([][]byte, 80)
	for i := range large {
		large[i] = make([]byte, 1<<20)
	}
	reaches("large", 160<<20, 240<<20)
	done := Room(300)
	reaches("with room", 320<<20, 480<<20)
	done()
	runtime.KeepAlive(large)
	reaches("small again", floor*9/10, floor*12/10)
}
