package bibreport

// An index finds the first entry with a key. It keeps entry numbers alone, 4
// bytes each, and asks the store for their keys: a Go map of the same would
// take the memory of the entries once more.
type index struct {
	key   func(n uint32) uint64
	slots []uint32 // entry numbers, 0 for free; a power of two, at most 3/4 full
	used  int
}

func newIndex(key func(n uint32) uint64) *index {
	return &index{key: key, slots: make([]uint32, 1<<12)}
}

// first is the first entry with the key of n, which is n itself if there was
// none.
func (x *index) first(n uint32) uint32 {
	if x.used >= len(x.slots)/4*3 {
		x.grow()
	}
	key := x.key(n)
	for i := x.slot(key); ; i = (i + 1) & (len(x.slots) - 1) {
		switch at := x.slots[i]; {
		case at == 0:
			x.slots[i] = n
			x.used++
			return n
		case x.key(at) == key:
			return at
		}
	}
}

// slot is where the search for a key begins: the upper half of the product
// with 2^64 divided by the golden ratio, which spreads keys in sequence.
func (x *index) slot(key uint64) int {
	return int(key*0x9E3779B97F4A7C15>>32) & (len(x.slots) - 1)
}

func (x *index) grow() {
	old := x.slots
	x.slots = make([]uint32, 2*len(old))
	for _, n := range old {
		if n == 0 {
			continue
		}
		i := x.slot(x.key(n))
		for x.slots[i] != 0 {
			i = (i + 1) & (len(x.slots) - 1)
		}
		x.slots[i] = n
	}
}
