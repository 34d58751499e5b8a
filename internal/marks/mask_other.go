//go:build !amd64

package marks

func mask(masks []uint64, text []byte, comma byte) { maskPlainly(masks, text, comma) }
