package engine

import "math/bits"

// Spark puts a row into the partition that the hash of its key tells, so that of few keys
// some partitions get several and others none. A key that is chosen by its hash goes
// where it is to.

// partitionKeys returns for each of n partitions the first number from 0 on that Spark
// puts there.
func partitionKeys(n int) []int32 {
	keys, found := make([]int32, n), make([]bool, n)
	for key, left := int32(0), n; left > 0; key++ {
		if p := partitionOf(sparkHash(key), n); !found[p] {
			keys[p], found[p] = key, true
			left--
		}
	}
	return keys
}

// partitionOf returns the partition of n that a hash tells.
func partitionOf(hash int32, n int) int {
	return int((int64(hash)%int64(n) + int64(n)) % int64(n))
}

// sparkHash is hash(key) of Spark's SQL for an INT: MurmurHash3 of 32 bits, by Austin
// Appleby, of its four bytes, with the seed 42.
func sparkHash(key int32) int32 { return murmurEnd(murmurAdd(42, uint32(key)), 4) }

// murmurAdd adds four bytes to a hash.
func murmurAdd(h, k uint32) uint32 {
	k = bits.RotateLeft32(k*0xcc9e2d51, 15) * 0x1b873593
	return bits.RotateLeft32(h^k, 13)*5 + 0xe6546b64
}

// murmurEnd ends the hash of so many bytes.
func murmurEnd(h, size uint32) int32 {
	h ^= size
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return int32(h ^ h>>16)
}
