package bibreport

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

func BenchmarkMerge(b *testing.B) {
	var report strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&report, "CEF_1000000_1748084500000::bib::%d|99%09d5151|%d|%d|match\n", i, i*7919%1_000_000_007, 1000+i, 1000+i)
	}
	b.SetBytes(int64(report.Len()))
	b.ReportAllocs()
	for b.Loop() {
		m := NewMerger(5151, nil)
		if err := m.Read(strings.NewReader(report.String()), "CEF.txt"); err != nil {
			b.Fatal(err)
		}
		if _, err := m.Write(Out{Shared: io.Discard, Duplicates: io.Discard}); err != nil {
			b.Fatal(err)
		}
	}
}

// What finding the few keys that are there twice costs, next to a map of all.
func BenchmarkFilter(b *testing.B) {
	const n = 1_000_000
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = 991000000005151 + uint64(i-i/10%2)*10000
	}
	b.Run("filter", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f := newFilter(n)
			for _, k := range keys {
				f.add(k)
			}
			m := make(map[uint64]uint32)
			for i, k := range keys {
				if f.again(k) {
					m[k] = uint32(i)
				}
			}
		}
	})
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := make(map[uint64]uint32)
			for i, k := range keys {
				m[k] = uint32(i)
			}
		}
	})
}
