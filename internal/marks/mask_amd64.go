package marks

import "golang.org/x/sys/cpu"

var wide = cpu.X86.HasAVX2

// mask is maskPlainly, 64 bytes at once where the processor can.
func mask(masks []uint64, text []byte, comma byte) {
	if wide && len(masks) > 0 {
		maskWide(&masks[0], &text[:64*len(masks)][0], len(masks), comma)
		return
	}
	maskPlainly(masks, text, comma)
}

// maskWide is mask by AVX2, for n masks of 64 bytes each.
//
//go:noescape
func maskWide(masks *uint64, text *byte, n int, comma byte)
