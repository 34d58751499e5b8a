package datasets

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
)

// Of many who want it, one at a time has the lock, though each removes the
// file when done.
func TestLockExcludes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it closes files that are forgotten
	open := openFiles()
	var holders, taken atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 2000 {
				unlock, err := lock(path)
				if err != nil {
					continue
				}
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d hold the lock", n)
				}
				taken.Add(1)
				runtime.Gosched()
				holders.Add(-1)
				unlock()
			}
		})
	}
	all.Wait()
	if taken.Load() == 0 {
		t.Error("nobody got the lock")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the lock file is left")
	}
	if now := openFiles(); now > open+8 {
		t.Errorf("%d files were open, %d are left", open, now)
	}
}

// openFiles counts the open files of the process, where the system tells.
func openFiles() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return len(files)
}
