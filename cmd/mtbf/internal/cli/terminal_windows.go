package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// obeysEscapes reports whether a terminal takes escape sequences for what they are: a
// console of Windows does when it is told to.
func obeysEscapes(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
