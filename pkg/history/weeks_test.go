package history

import (
	"bytes"
	"io"
	"testing"
	"testing/fstest"

	"datasync/pkg/rundir"
)

// A row a date and zone, with what became of how many records: of a run that was
// verified, of one that was not, of a copy, which counts once, and of another zone.
func TestWeeks(t *testing.T) {
	a, b, c, d := line(1, "1", "2", ""), line(2, "1", "2", ""), line(3, "1", "2", ""), line(4, "1", "2", "")
	verified := week{rundir.Update: {a, b, c, d}, rundir.Verified: {a, b}, rundir.NotUpdated: {c}, rundir.Lost: {d}, rundir.Updated: {line(5, "1", "2", "")}}
	open1 := week{rundir.Update: {a, b, c}, rundir.Review: {line(6, "1", "2", ""), line(7, "1", "2", "")}, rundir.Missing: {line(8, "1", "2", "")},
		rundir.Decisions: {"991000000065151\t2\tlater\n"}}
	other := open1.dir()
	other["settings.tsv"] = &fstest.MapFile{Data: []byte("Name\tValue\ndate\t" + day(1) + "\nzone\tUWO\n")}
	western, err := Open(save(t, other, day(1)+"-UWO"))
	if err != nil {
		t.Fatal(err)
	}
	other["settings.tsv"] = &fstest.MapFile{Data: []byte("Name\tValue\ndate\t" + day(1) + "\nzone\tuwo\n")}
	again, err := Open(save(t, other, day(1)+"-uwo"))
	if err != nil {
		t.Fatal(err)
	}
	runs := []*Run{open(t, 0, verified), open(t, 1, verified), western, again, open(t, 1, open1)}
	var weeks Weeks
	if _, err := Write(runs, io.Discard, nil, &weeks); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := weeks.Write(&got); err != nil {
		t.Fatal(err)
	}
	want := "Date\tZone\tto be updated\tupdated\tfor review\tnot updated\tlost\n" +
		day(0) + "\tNZ\t0\t2\t0\t1\t1\n" +
		day(1) + "\tuwo\t3\t0\t2\t0\t0\n" +
		day(1) + "\tNZ\t3\t0\t2\t0\t0\n"
	if got.String() != want {
		t.Errorf("%s; want\n%s", got.String(), want)
	}
}
