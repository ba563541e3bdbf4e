package bibreport

import "math/bits"

// An index finds the first entry with a key.
//
// It keeps 8 bytes for each entry: its number, and 32 bits of its key's hash,
// so that the entry itself, which is far away in memory, is looked at only when
// it is most likely the one. A Go map takes twice the memory and more than twice
// the time (BenchmarkIndex).
type index struct {
	key   func(n uint32) uint64
	slots []slot // a power of two, at most 3/4 full; the upper bits of the hash say where to look first
	used  int
}

// A slot is the hash of a key and, in the lower half, the number of its entry;
// 0 is free.
type slot uint64

func (s slot) entry() uint32 { return uint32(s) }
func (s slot) hash() uint32  { return uint32(s >> 32) }

func newIndex(key func(n uint32) uint64) *index {
	return &index{key: key, slots: make([]slot, 1<<12)}
}

// reset empties the index, for another key. It keeps its memory.
func (x *index) reset(key func(n uint32) uint64) {
	clear(x.slots)
	x.key, x.used = key, 0
}

// first is the first entry with the key of n, which is n itself if there was
// none.
func (x *index) first(n uint32) uint32 {
	if x.used >= len(x.slots)/4*3 {
		x.grow()
	}
	key := x.key(n)
	// The upper half of the product with 2^64 divided by the golden ratio, which
	// spreads keys in sequence.
	hash := uint32(key * 0x9E3779B97F4A7C15 >> 32)
	for i := x.start(hash); ; i = (i + 1) & (len(x.slots) - 1) {
		switch s := x.slots[i]; {
		case s == 0:
			x.slots[i] = slot(hash)<<32 | slot(n)
			x.used++
			return n
		case s.hash() == hash && x.key(s.entry()) == key:
			return s.entry()
		}
	}
}

// start is where the search for a hash begins.
func (x *index) start(hash uint32) int { return int(hash >> (32 - bits.Len(uint(len(x.slots)-1)))) }

func (x *index) grow() {
	old := x.slots
	x.slots = make([]slot, 2*len(old))
	for _, s := range old {
		if s == 0 {
			continue
		}
		i := x.start(s.hash())
		for x.slots[i] != 0 {
			i = (i + 1) & (len(x.slots) - 1)
		}
		x.slots[i] = s
	}
}
