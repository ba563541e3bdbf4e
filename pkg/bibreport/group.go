package bibreport

import (
	"cmp"
	"math/bits"
	"slices"
)

// A member is an entry of a group: of those that have a key in common.
type member struct {
	key uint64
	n   uint32
}

// groups are the entries whose key others have too, and a few whose key is their
// own: group after group, each in the order of the entries. The key 0 is none.
func (s *store) groups(key func(*entry) uint64) []member {
	if s.filter == nil {
		s.filter = newFilter(s.n)
	}
	f := s.filter
	f.reset()
	for n := range s.n {
		if k := key(s.entry(n)); k != 0 {
			f.add(k)
		}
	}
	all := make([]member, 0, 2*f.agains) // at once: as it grew, it would take twice the memory
	for n := range s.n {
		if k := key(s.entry(n)); k != 0 && f.again(k) {
			all = append(all, member{k, n})
		}
	}
	slices.SortFunc(all, func(a, b member) int {
		if a.key != b.key { // as most are: cmp.Or would take twice the time
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(a.n, b.n)
	})
	return all
}

// firstGroup is the first group of all.
func firstGroup(all []member) []member {
	n := 1
	for n < len(all) && all[n].key == all[0].key {
		n++
	}
	return all[:n]
}

// A filter tells which keys were most likely added more than once: it never
// misses one, and is wrong about some 5 in 100 of the others. So only what it lets
// through has to be held and sorted.
//
// Most records are reported once and most numbers are in one record. A map of
// all would take more than twice the time and memory of the entries themselves
// (BenchmarkFilter); this takes 2 to 4 bytes a key.
//
// Each key has a cell of two bits, chosen by its hash: 0 for never added, 1 for
// once, 3 for again.
type filter struct {
	words  []uint64 // of 32 cells
	shift  int      // what is left of a hash is the number of a cell
	agains uint64   // how many keys were added again, most likely
}

// newFilter returns a filter for n keys: of 8 to 16 cells for each.
func newFilter(n uint32) *filter {
	cells := max(8, bits.Len32(n)+3) // as a power of two
	return &filter{words: make([]uint64, 1<<(cells-5)), shift: 64 - cells}
}

// reset makes the filter one to which nothing was added.
func (f *filter) reset() {
	clear(f.words)
	f.agains = 0
}

// cell is where the bits of a key are. The product with 2^64 divided by the golden
// ratio spreads keys in sequence.
func (f *filter) cell(key uint64) (word *uint64, bit uint64) {
	cell := key * 0x9E3779B97F4A7C15 >> f.shift
	return &f.words[cell/32], cell % 32 * 2
}

func (f *filter) add(key uint64) {
	word, bit := f.cell(key)
	known := *word >> bit & 1
	*word |= 1<<bit | known<<(bit+1)
	f.agains += known
}

// again tells whether key may have been added more than once.
func (f *filter) again(key uint64) bool {
	word, bit := f.cell(key)
	return *word>>bit&2 != 0
}
