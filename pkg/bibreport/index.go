package bibreport

import (
	"math/bits"
	"sync"
)

// inShares calls do for each entry that has a key, with the first entry of that
// key, which is n itself if there was none before.
//
// Two goroutines share the keys, since finding an entry is waiting for memory:
// on two cores the merge of a million lines takes an eighth less time
// (BenchmarkMerge). Entries of one key are always the same goroutine's, in
// their order; do may change them without a lock.
func (s *store) inShares(key func(*entry) (key uint64, ok bool), do func(n, first uint32)) {
	shares := uint32(2)
	if s.n < blockSize { // it would take longer to begin
		shares = 1
	}
	var running sync.WaitGroup
	for share := range shares {
		running.Go(func() {
			x := newIndex(s.n/shares, func(n uint32) uint64 {
				k, _ := key(s.entry(n))
				return k
			})
			for n := uint32(1); n <= s.n; n++ {
				if k, ok := key(s.entry(n)); ok && hash(k)%shares == share {
					do(n, x.first(n, k))
				}
			}
		})
	}
	running.Wait()
}

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

// newIndex returns an index for about n keys.
func newIndex(n uint32, key func(n uint32) uint64) *index {
	return &index{key: key, slots: make([]slot, 1<<max(8, bits.Len32(n/3*4)))}
}

// hash is the upper half of the product with 2^64 divided by the golden ratio,
// which spreads keys in sequence.
func hash(key uint64) uint32 { return uint32(key * 0x9E3779B97F4A7C15 >> 32) }

// first is the first entry with the given key, that of n, which is n itself if
// there was none.
func (x *index) first(n uint32, key uint64) uint32 {
	if x.used >= len(x.slots)/4*3 {
		x.grow()
	}
	h := hash(key)
	for i := x.start(h); ; i = (i + 1) & (len(x.slots) - 1) {
		switch s := x.slots[i]; {
		case s == 0:
			x.slots[i] = slot(h)<<32 | slot(n)
			x.used++
			return n
		case s.hash() == h && x.key(s.entry()) == key:
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
