package workbook

import "testing"

// A hidden sheet is there for programs, and people see the others.
func TestHidden(t *testing.T) {
	base := list("base", table(t, "No", "7"))
	base.Hidden = true
	f, book := shown(t, list("x", table(t, "A", "1")), base)
	equal(t, read(t, book), "x:", "A", "1", "base:", "No", "7")
	for sheet, want := range map[string]bool{"x": true, "base": false} {
		if visible, err := f.GetSheetVisible(sheet); visible != want || err != nil {
			t.Errorf("sheet %s is visible: %t, %v", sheet, visible, err)
		}
	}
}
