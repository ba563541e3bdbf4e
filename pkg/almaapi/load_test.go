package almaapi

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/route"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Many records: as many requests as the arithmetic says, in little memory.
func TestManyRecords(t *testing.T) {
	server := alma(t, almatest.Any)
	var ids []mms.ID
	for i := range mms.ID(4000) {
		ids = append(ids, 99_00000000_5151+i*10000)
	}
	for _, tt := range []struct {
		name            string
		batch, requests int
	}{
		{"bibs", 100, 40},
		{"report", 40, 100},
	} {
		records, err := asks[tt.name](client(t, server.URL+"/"+tt.name+"/-", ""), ids, tt.batch)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(server.Asked(tt.name + "/-")); got != tt.requests {
			t.Errorf("%s: %d requests, want %d", tt.name, got, tt.requests)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(records)
		if m.HeapAlloc > 8<<20 {
			t.Errorf("%s: %d MB held", tt.name, m.HeapAlloc>>20)
		}
	}
}

// The report asked for is, to actionroute, the workbook that people export: the
// same update, review and missing rows, byte for byte.
func TestRealDoublecheck(t *testing.T) {
	const folder = "../../../shared/real/"
	workbook := folder + "OCLC-doublecheck.xlsx"
	if _, err := os.Stat(workbook); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the workbook is not here")
	}
	records := make(map[string]almatest.Record)
	in, err := table.Open(workbook, "")
	if err != nil {
		t.Fatal(err)
	}
	var at [5]int
	for i, name := range []string{column.NetworkID, column.Current, column.Cancelled, column.Lifecycle, column.Institution} {
		if err := in.Bind(tsv.Need(name, &at[i])); err != nil {
			t.Fatal(err)
		}
	}
	var ids []mms.ID
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			t.Fatal(err)
		}
		text := func(i int) string { return strings.Clone(in.Field(at[i])) }
		records[id.String()] = almatest.Record{Current: []string{text(1)}, Cancelled: []string{text(2)}, Lifecycle: text(3), Institutions: []string{text(4)}}
		ids = append(ids, id)
	}
	if err := in.Err(); err != nil || len(ids) < 100 {
		t.Fatalf("%d records, %v", len(ids), err)
	}
	ids = append(ids, 991000000005151) // one that the report does not have

	server := alma(t, func(id string) (almatest.Record, bool) { r, ok := records[id]; return r, ok })
	got, _, _, err := run(client(t, server.URL+"/real/-", ""), asks["report"], ids, 40)
	if err != nil {
		t.Fatal(err)
	}
	fetched := t.TempDir() + "/doublecheck.tsv"
	if err := os.WriteFile(fetched, []byte(got), 0o666); err != nil {
		t.Fatal(err)
	}
	want := routed(t, workbook, ids)
	if got := routed(t, fetched, ids); got != want {
		t.Errorf("with the report asked for:\n%s\nwith the workbook:\n%s", got, want)
	}
}

// routed is everything that actionroute writes for rows with made-up numbers.
func routed(t *testing.T, report string, ids []mms.ID) string {
	t.Helper()
	r, err := analytics.Read([]string{report}, nil, func(name, sheet string, columns ...string) (*table.Reader, error) {
		return table.Open(name, sheet, columns...)
	})
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	fmt.Fprintf(&rows, "%s\t%s\t%s\t%s\n", column.NetworkID, column.Existing, column.Incoming, column.Action)
	for i, id := range ids {
		fmt.Fprintf(&rows, "%s\t%d\t%d\t%s\n", id, 1000+i, 2000+i, []string{"match", "create"}[i%2])
	}
	in, err := tsv.NewReader(strings.NewReader(rows.String()), "rows")
	if err != nil {
		t.Fatal(err)
	}
	var out [4]bytes.Buffer
	if _, err := route.Rows(in, r, route.Out{Batch: &out[0], Updated: &out[1], Review: &out[2], Missing: &out[3]}, route.Hold{}); err != nil {
		t.Fatal(err)
	}
	return strings.Join([]string{out[0].String(), out[1].String(), out[2].String(), out[3].String()}, "--\n")
}

// valuesOf is a column of a table.
func valuesOf(t *testing.T, text, name string) (values []string) {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(text), "text")
	if err != nil {
		t.Fatal(err)
	}
	var v string
	err = in.Each(func() error {
		if len(values) == 0 || values[len(values)-1] != v {
			values = append(values, v)
		}
		return nil
	}, tsv.Text(name, &v))
	if err != nil {
		t.Fatal(err)
	}
	if sorted := slices.Sorted(slices.Values(values)); len(slices.Compact(sorted)) != len(values) {
		t.Fatalf("%v: one stands apart from its like", values)
	}
	return values
}
