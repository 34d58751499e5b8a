//go:build !unix

package infile

// atOnce is nothing where no path leads to a pipe that is waited for.
const atOnce = 0
