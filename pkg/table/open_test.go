package table

import (
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A sheet is opened by its name, whatever others are there and whether people see it.
func TestOpenSheet(t *testing.T) {
	t.Chdir(t.TempDir())
	f := excelize.NewFile()
	for _, name := range []string{"first", "datasync", "empty"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	for cell, text := range map[string]string{"A1": "No", "A2": "12"} {
		if err := f.SetCellStr("datasync", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetSheetVisible("datasync", false); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs("book.xlsx"); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"text.csv": "No\n12\n", "none": "", "broken.xlsx": "PK\x03\x04 and no more"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		arg, sheet string
		want       string // the first cell below the header, "" if there is no such sheet
		err        string
	}{
		{"book.xlsx", "datasync", "12", ""},
		{"book.xlsx", "DataSync", "12", ""},
		{"book.xlsx#first", "datasync", "12", ""},
		{"book.xlsx", "other", "", ""},
		{"book.xlsx", "empty", "", "book.xlsx#empty: the table is empty"},
		{"text.csv", "datasync", "", ""},
		{"none", "datasync", "", ""},
		{".", "datasync", "", ""},
		{"broken.xlsx", "datasync", "", "broken.xlsx: "},
		{"gone.xlsx", "datasync", "", "gone.xlsx: no such file"},
	} {
		in, err := Names{}.OpenSheet(tt.arg, tt.sheet)
		got := ""
		if in != nil && in.Scan() {
			got = in.Field(0)
			in.Close()
		}
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("OpenSheet(%q, %q): %q, %v; want %q, %s", tt.arg, tt.sheet, got, err, tt.want, tt.err)
		}
	}
	in, err := Names{File: func(path string) string { return "their " + path }}.OpenSheet("book.xlsx#first", "datasync")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := in.Errorf(0, "x"); err.Error() != "their book.xlsx#datasync!A1: x" {
		t.Error(err)
	}
}
