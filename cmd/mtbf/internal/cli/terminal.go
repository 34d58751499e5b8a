//go:build !windows

package cli

import "os"

// obeysEscapes reports whether a terminal takes escape sequences for what they are.
func obeysEscapes(*os.File) bool { return true }
