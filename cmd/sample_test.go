package cmd

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make the workbooks of testdata/sample and its expected outcome again")

const sample = "../testdata/sample"

// The workbooks of the sample are made here, so that one can see and change what
// is in them. TestSampleWorkbooks tells whether the files are these.

// doNotChange is the list as people keep it: with the template's row, a space
// behind an id, an apostrophe or a no-break space (U+00A0) before it, and a
// record that no report names.
var doNotChange = [][]string{
	{"MMS ID", "Reason", "Note"},
	{"Add your MMS ID here", "", ""},
	{"991000000305151", "being merged with 991000000015151", "until March"},
	{"991000000315151 ", "local decision", "ask Metadata Services"},
	{"'991000000325151", "", ""},
	{"\u00A0991000000335151", "=serial", ""},
	{"991000000995151", "not in this week's reports", ""},
}

const inRepository = "In Repository"

// doublecheck is the Analytics report, with a column more than is needed.
var doublecheck = [][]string{
	{"Network Id", "Title", "OCLC Control Number (035a)", "OCLC Control Number (035z)", "Bibliographic Lifecycle", "Institution Name"},
	{"991000000015151", "Not asked for", "1001001", "", inRepository, "Carleton University"},
	{"991000000055151", "Number differs", "2005001", "", inRepository, "Carleton University | Laurentian University"},
	{"991000000065151", "A later run in the same report", "2006001", "", inRepository, "Carleton University"},
	{"991000000075151", "The later run comes first", "2007001", "", inRepository, "Carleton University"},
	{"991000000085151", "Two libraries disagree", "2008001", "", inRepository, "Carleton University | Western University"},
	{"991000000095151", "Disagree, one is unresolved", "2009001", "", inRepository, "Carleton University | Western University"},
	{"991000000105151", "A create and a match agree", "2010001", "", inRepository, "Carleton University | Western University"},
	{"991000000115151", "Unresolved", "2011001", "", inRepository, "Carleton University"},
	{"991000000125151", "Data error", "2012001", "", inRepository, "Carleton University"},
	{"991000000135151", "A match without a number", "2013001", "", inRepository, "Carleton University"},
	{"991000000145151", "No number today", "", "", inRepository, "Carleton University"},
	{"991000000165151", "Deleted", "2016001", "", "Deleted", "Carleton University"},
	{"991000000175151", "Updated already, in two spellings", "2017002; (OCoLC)02017002", "", inRepository, "Carleton University"},
	{"991000000185151", "Several numbers", "2018001; 2018005; 2018002", "", inRepository, "Carleton University | Queen's University | Carleton University"},
	{"991000000195151", "Was cancelled", "2019001", "2019002; 2019009", inRepository, "Carleton University"},
	{"991000000205151", "Two records, one number: first", "2020001", "", inRepository, "Western University"},
	{"991000000215151", "Two records, one number: second", "2021001", "", inRepository, "Western University"},
	{"991000000225151", "Seven records, one number: 1", "2022001", "", inRepository, "Laurentian University"},
	{"991000000235151", "Seven records, one number: 2", "2023001", "", inRepository, "Laurentian University"},
	{"991000000245151", "Seven records, one number: 3", "2024001", "", inRepository, "Laurentian University"},
	{"991000000255151", "Seven records, one number: 4", "2025001", "", inRepository, "Laurentian University"},
	{"991000000265151", "Seven records, one number: 5", "2026001", "", inRepository, "Laurentian University"},
	{"991000000275151", "Seven records, one number: 6", "2027001", "", inRepository, "Laurentian University"},
	{"991000000295151", "Unresolved with that number", "2029001", "", inRepository, "Laurentian University"},
	{"991000000345151", "A quote in the number", "2034001", "", inRepository, "Carleton University"},
	{"991000000355151", "Looks like a formula", "2035001", "", inRepository, "Western University"},
	{"991000000365151", "Another system's number", "(OCoLC-M)2036001", "", inRepository, "Western University"},
	{"991000000375151", "A job id of another form", "2037001", "", inRepository, "Carleton University"},
	{"991000000385151", "Replace", "2038001", "", inRepository, "Western University"},
	{"991000000395151", "Field transfer", "2039001", "", inRepository, "Western University"},
	{"991000000405151", "Processing error", "2040001", "", inRepository, "Western University"},
	{"991000000415151", "Match in capitals", "2041001", "", inRepository, "Western University"},
	{" 991000000425151", "Spaces around the id", "2042001", "", inRepository, "Western University"},
	{"991000000435151", "One run contradicts itself", "2043001", "", inRepository, "Laurentian University"},
	{"991000000445151", "Changed since it was sent", "2044009", "", inRepository, "Carleton University | Western University"},
	{"991000000455151", "0 is no number", "2045001", "", inRepository, "Western University"},
	{"991000000465151", "In two rows", "2046001", "", inRepository, "Carleton University"},
	{"991000000465151", "In two rows", "2046007", "", inRepository, "Western University"},
}

// analyticsSheet is a sheet as Analytics exports it: cells and rows without
// references, tabs and line breaks between the tags, empty cells without text.
func analyticsSheet(rows [][]string) string {
	var b strings.Builder
	b.WriteString("<sheetData>\n")
	for _, row := range rows {
		b.WriteString("\t<row>\n")
		for _, cell := range row {
			if cell != "" {
				cell = "<is><t>" + escape(cell) + "</t></is>"
			}
			b.WriteString("\t\t<c t=\"inlineStr\" xml:space=\"preserve\">" + cell + "</c>\n")
		}
		b.WriteString("\t</row>\n")
	}
	b.WriteString("</sheetData>")
	return b.String()
}

// excelSheet is a sheet as Excel saves it, its strings aside: each cell has its
// reference, and empty ones are left out.
func excelSheet(rows [][]string) string {
	var b strings.Builder
	b.WriteString("<sheetData>")
	for r, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for c, cell := range row {
			if cell != "" {
				fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, 'A'+c, r+1, escape(cell))
			}
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData>")
	return b.String()
}

func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.String()
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// makeWorkbook makes a workbook of the given sheets, each a name and its data. It is not
// compressed, so that its bytes are the same with every version of Go.
func makeWorkbook(t *testing.T, sheets ...[2]string) []byte {
	const (
		main     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		packages = "http://schemas.openxmlformats.org/package/2006/"
		types    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name, text string) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(xmlHead + text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var list, relations, overrides string
	for i, sheet := range sheets {
		n := i + 1
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, sheet[0], n, n)
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relation, n)
		overrides += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, types)
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), `<worksheet xmlns="`+main+`">`+sheet[1]+`</worksheet>`)
	}
	add("xl/workbook.xml", `<workbook xmlns="`+main+`" xmlns:r="`+relation+`"><sheets>`+list+`</sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="`+packages+`relationships">`+relations+`</Relationships>`)
	add("_rels/.rels", `<Relationships xmlns="`+packages+`relationships"><Relationship Id="rId1" Type="`+relation+
		`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	add("[Content_Types].xml", `<Types xmlns="`+packages+`content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Default Extension="xml" ContentType="application/xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="`+types+`sheet.main+xml"/>`+overrides+`</Types>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSampleWorkbooks(t *testing.T) {
	readMe := [][]string{{"Records on the sheet Do_not_change are not changed by batch."}}
	for name, want := range map[string][]byte{
		"Do_not_change.xlsx": makeWorkbook(t,
			[2]string{"Read me", excelSheet(readMe)}, [2]string{"Do_not_change", excelSheet(doNotChange)}),
		"OCLC-doublecheck.xlsx": makeWorkbook(t, [2]string{"Sheet1", analyticsSheet(doublecheck)}),
	} {
		path := filepath.Join(sample, name)
		if *update {
			if err := os.WriteFile(path, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what this test makes (%v); run: go test ./cmd -update", path, err)
		}
	}
}
