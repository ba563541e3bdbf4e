package report

import (
	"slices"
	"strings"
	"testing"

	"datasync/pkg/workbook"
)

// Where Alma was asked for records as they are now, titles and dates stand beside those
// that share their number.
func TestSharedNumbersWithTitles(t *testing.T) {
	changes := map[string]string{
		"manifest.tsv": file(t, "manifest.tsv") + tsvOf([]string{"live", "inputs/almabibs.tsv", "", "almabibs.tsv", "90", "u"}),
		"inputs/almabibs.tsv": tsvOf([]string{"Network Id", "OCLC Control Number (035a)", "Title", "Last modified", "Not read"},
			[]string{"991000000025151", "2010", "Flora", "2025-11-20Z", ""}, []string{"991000000015151", "2001", "Fauna", "2025-11-21Z", ""},
			[]string{"991000000035151", "", "", "", "no record"}),
		"bibprocessmerged.tsv": file(t, "bibprocessmerged.tsv") +
			tsvOf([]string{"", "991000000145151", "", "2020", "create", "UWO", "", "991000000025151"}),
	}
	r := read(t, runDir(t, changes))
	all, err := r.Sheets(about())
	if err != nil {
		t.Fatal(err)
	}
	_, rows := cells(t, write(t, all))
	var got []string
	for _, row := range rows[sheetShared] {
		got = append(got, strings.Join(row[:9], "|"))
	}
	want := []string{
		"Incoming 035a|Network Id|Other Network Id|Held by|Other Held by|Title|Other Title|Last modified|Other Last modified",
		"2020|991000000025151|991000000035151|Carleton University | Laurentian University|Laurentian University|Flora||2025-11-20Z|",
		"2020|991000000025151|991000000145151|Carleton University | Laurentian University|reported by UWO|Flora||2025-11-20Z|",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
	shared := all[slices.IndexFunc(all, func(s workbook.Sheet) bool { return s.Name == sheetShared })]
	if last := slices.IndexFunc(shared.Tables[0].Columns, func(c workbook.Column) bool { return c.NoPrint }); last != 9 {
		t.Errorf("%d columns are printed, want those up to the dates", last)
	}
}
