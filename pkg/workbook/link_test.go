package workbook

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	f, book := shown(t, with(table(t, "A|N",
		"1|7", "2|", "3|1; 2", "4|a b&c/<\"é", "5|"+long("9", 2100)),
		Column{Name: "A"}, Column{Name: "N", Link: "https://example.org/?q={}&x=1"}))
	for cell, want := range map[string]string{
		"B2": "https://example.org/?q=7&x=1",
		"B3": "",
		"B4": "",
		"B5": "https://example.org/?q=a%20b%26c%2F%3C%22%C3%A9&x=1",
		"B6": "",
		"A2": "",
	} {
		if _, got, err := f.GetCellHyperLink("x", cell); got != want || err != nil {
			t.Errorf("the link of %s is %s, %v; want %s", cell, got, err, want)
		}
	}
	equal(t, read(t, book), "x:", "A|N", "1|7", "2", "3|1; 2", "4|a b&c/<\"é", "5|"+long("9", 2100))
}

// An address is as long as Excel takes it, or is none.
func TestTarget(t *testing.T) {
	const address = "https://example.org/?q={}&x=1"
	room := maxURL - len(address) + len("{}")
	for value, want := range map[string]string{
		long("9", room):         strings.Replace(address, "{}", long("9", room), 1),
		long("9", room+1):       "",
		long(" ", room+1) + "9": strings.Replace(address, "{}", "9", 1),
		"1|2":                   "",
	} {
		if got := target(address, value); got != want {
			t.Errorf("target of %.20q, %d characters: %d characters; want %d", value, len(value), len(got), len(want))
		}
	}
}

// Past the links that Excel takes in a sheet, cells are plain.
func TestLinkLimit(t *testing.T) {
	rows := []string{"N"}
	for i := range maxLinks + 10 {
		rows = append(rows, fmt.Sprint(i))
	}
	sheets := []Sheet{list("x", table(t, rows...)), list("y", table(t, "N", "1"))}
	for i := range sheets {
		sheets[i].Tables[0].Columns = []Column{{Name: "N", Link: "https://example.org/{}"}}
	}
	var out bytes.Buffer
	if _, err := Write(&out, sheets...); err != nil {
		t.Fatal(err)
	}
	book := out.Bytes()
	const last = "<t>65539</t></is></c></row></sheetData>" // and no link
	if !bytes.Contains(part(t, book, "xl/worksheets/sheet1.xml"), []byte(last)) {
		t.Errorf("the sheet does not end with %s", last)
	}
	rels := string(part(t, book, "xl/worksheets/_rels/sheet1.xml.rels"))
	if n := strings.Count(rels, "<Relationship "); n != maxLinks {
		t.Errorf("%d links, want %d", n, maxLinks)
	}
	if !strings.Contains(string(part(t, book, "xl/worksheets/sheet2.xml")), `<hyperlinks><hyperlink ref="A2" r:id="link1"/></hyperlinks><pageMargins`) {
		t.Error("the second sheet has no link")
	}
}

// A column of names of sheets leads there, and nowhere else.
func TestLinksToSheets(t *testing.T) {
	f, book := shown(t,
		with(table(t, "A|S", "1|it's <b>", "2|", "3|x", "4|no sheet"), Column{Name: "A"}, Column{Name: "S", Link: ToSheet}),
		list("it's <b>", table(t, "A", "1")))
	for cell, want := range map[string]string{"B2": "'it''s <b>'!A1", "B3": "", "B4": "'x'!A1", "B5": "", "A2": ""} {
		if _, got, err := f.GetCellHyperLink("x", cell); got != want || err != nil {
			t.Errorf("the link of %s is %s, %v; want %s", cell, got, err, want)
		}
	}
	if rels := string(part(t, book, "xl/worksheets/sheet1.xml")); strings.Contains(rels, "r:id=\"link") {
		t.Errorf("a link to a sheet is one to an address: %s", rels)
	}
}
