package decision

import (
	"slices"
	"strings"
	"testing"

	"datasync/pkg/tsv"
)

// What is read of a journal is read again of what it is written as, whatever people did to
// it.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		head + "\n", head + "\n1\t991000000015151\t7\tlater\t\tx\t2026-01-26\tann.xlsx\n\t991000000025151\t8\tUPDATE\t(OCoLC)09\t y \t\t\n",
		"Network Id\tIncoming 035a\tDecision\tUse number\tNote\tDate\n991000000015151\t7\tupdate\t\tseen\t2025-06-01\n",
		"Mine\tDecision\tNetwork Id\tIncoming 035a\r\n\tdo  not change\t'991000000015151\tno number\r\n",
		"\uFEFFNo\tNetwork Id\tIncoming 035a\tDecision\tmine\tMine\n",
	} {
		f.Add(text)
	}
	read := func(text string) (*Journal, error) {
		in, err := tsv.NewReader(strings.NewReader(text), "decisions.tsv")
		if err != nil {
			return nil, err
		}
		return Read(in)
	}
	f.Fuzz(func(t *testing.T, text string) {
		j, err := read(text)
		if err != nil {
			return
		}
		var out, again strings.Builder
		if err := j.Write(&out); err != nil {
			t.Fatal(err)
		}
		other, err := read(out.String())
		if err != nil {
			t.Fatalf("%q is written as %q: %v", text, out.String(), err)
		}
		if err := other.Write(&again); err != nil || again.String() != out.String() || !slices.Equal(other.Entries(), j.Entries()) {
			t.Errorf("%q is written as %q, and then as %q", text, out.String(), again.String())
		}
		if !other.Has(j.Base("run")) || !j.Has(other.Base("run")) {
			t.Errorf("%q is another journal when it is written", text)
		}
	})
}
