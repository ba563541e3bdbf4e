package dnulist

import (
	"strings"
	"testing"

	"datasync/pkg/dnu"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

func TestMerger(t *testing.T) {
	list := func(rows ...string) dnu.List { // "MMS ID reason"
		l := make(dnu.List)
		for _, row := range rows {
			text, reason, _ := strings.Cut(row, " ")
			id, ok := mms.Parse(text)
			if !ok {
				t.Fatal(text)
			}
			l[id] = reason
		}
		return l
	}
	m := NewMerger(list("99000003 three", "99000001"), list("99000002 two", "99000001 one", "99000003 other"))
	in, err := tsv.NewReader(strings.NewReader("Reason\tNetwork Id\nnew\t99000000\nmore\t99000002\nagain\t99000000\n"), "added.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Add(in); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	n, err := m.Write(&out)
	const want = "MMS ID\tReason\n99000001\tone\n99000003\tthree\n99000002\ttwo\n99000000\tnew\n"
	if err != nil || out.String() != want || n != (Count{Listed: 3, Added: 1, Known: 2}) {
		t.Errorf("%+v, %v\n%s\nwant\n%s", n, err, out.String(), want)
	}
}
