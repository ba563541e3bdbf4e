package bibreport

import (
	"math/rand/v2"
	"slices"
	"testing"

	"datasync/pkg/mms"
)

// Every entry whose key others have is among the groups, in order, and few others.
func TestGroups(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		n := 1 + random.IntN(3*blockSize)
		var s store
		want := make(map[uint64][]uint32)
		for i := range n {
			id := mms.ID(random.IntN(4 * n)) // 0 is no key
			if err := s.add(Line{ID: id}); err != nil {
				t.Fatal(err)
			}
			if id != 0 {
				want[uint64(id)] = append(want[uint64(id)], uint32(i))
			}
		}
		all := s.groups(func(e *entry) uint64 { return uint64(e.id) })
		last, alone := uint64(0), 0
		for len(all) > 0 {
			g := firstGroup(all)
			all = all[len(g):]
			var got []uint32
			for _, m := range g {
				got = append(got, m.n)
			}
			if g[0].key <= last || !slices.Equal(got, want[g[0].key]) {
				t.Fatalf("seed %d: after %d the entries %v have %d, want %v", seed, last, got, g[0].key, want[g[0].key])
			}
			last = g[0].key
			if len(g) == 1 {
				alone++
			}
			delete(want, g[0].key)
		}
		for key, entries := range want {
			if len(entries) > 1 {
				t.Fatalf("seed %d: %v, which have %d, are in no group", seed, entries, key)
			}
		}
		if alone > 10+n/8 {
			t.Errorf("seed %d: %d of %d entries are let through by mistake", seed, alone, n)
		}
	}
}
