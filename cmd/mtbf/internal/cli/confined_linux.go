package cli

import (
	"errors"

	"golang.org/x/sys/unix"
)

// beyondMemory is how much more than the memory of a call the system lets it take, in
// bytes: what Go reserves is counted in large pieces. That memory is looked at every
// moment; this is for what is quicker.
const beyondMemory = 256 << 20

// limitSystem has the system refuse memory beyond a limit, and every byte of a file that
// is written.
func limitSystem(memory int64) error {
	most := uint64(memory + beyondMemory)
	return errors.Join(
		unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most, Max: most}),
		unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{}),
		unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}),
	)
}
