package table

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
)

// The table as text: fields joined by "|", rows by "/". They seed the fuzzers.
var textCases = map[string]struct{ in, want string }{
	"one column":                {"MMS ID\n991417914705151\n\n 991 \n", "MMS ID/991417914705151/ 991 "},
	"one column with commas":    {"MMS ID\na,b\n", "MMS ID/a,b"},
	"one quoted column":         {"\"MMS ID\"\r\n\"991\"\r\n", "MMS ID/991"},
	"TSV":                       {"A\tB\n007\t=\"x\"\n", "A|B/007|=\"x\""},
	"TSV with a lone quote":     {"MMS ID\tTitle\n99151\t\"5 inch\n99152\t\"a \"\"b\"\"\"\n", "MMS ID|Title/99151|\"5 inch/99152|\"a \"\"b\"\"\""},
	"TSV, all quoted":           {"\"A\"\t\"B\"\n\"1\"\t\"a \"\"b\"\"\"\n5\" disk\t2\n", "A|B/1|a \"b\"/5\" disk|2"},
	"TSV, some quoted":          {"\"A\"\tB\n\"1\"\t2\n", "\"A\"|B/\"1\"|2"},
	"TSV with CRLF and BOM":     {"\uFEFFA\tB\r\n1\té\r\n", "A|B/1|é"},
	"TSV with a CR":             {"A\tB\n1\ta\rb\n", "A|B/1|a b"},
	"TSV with blank rows":       {"\n\t\nA\tB\n\n\t\n1\t2\n \t\u00a0\n", "A|B/1|2"},
	"TSV, empty columns at end": {"A\tB\t\t\n1\t2\t\t\n", "A|B/1|2"},
	"header space":              {"\u00a0MMS ID \t B\n1\t 2 \n", "MMS ID|B/1| 2 "},
	"CSV":                       {"A,B\n1,\"x, \"\"y\"\"\n z\"\n2,'q'\n", "A|B/1|x, \"y\"  z/2|'q'"},
	"CSV with BOM":              {"\uFEFFA,B\n1,2", "A|B/1|2"},
	"CSV with a quoted header":  {"\"A, or\nB\",C\r\n1,2\r\n", "A, or B|C/1|2"},
	"CSV with semicolons":       {"A;\"B,C\"\n1,5;2\n", "A|B,C/1,5|2"},
	"CSV with empty quotes":     {"A,B\n\"\",\"\"\n\"\",x\n", "A|B/|x"},
	"many blank lines":          {strings.Repeat("\n", 500) + "A,B\n1,2\n", "A|B/1|2"},
	"UTF-16 LE":                 {wide(binary.LittleEndian, "A\tB\r\n1\té\U0001F600\r\n"), "A|B/1|é\U0001F600"},
	"UTF-16 BE":                 {wide(binary.BigEndian, "A\tB\r\n1\té\r\n"), "A|B/1|é"},
	"UTF-16, quoted":            {wide(binary.LittleEndian, "A\tB\r\n1\t\"a \"\"b\"\"\nc\"\r\n2\t5\" disk\r\n"), "A|B/1|a \"b\" c/2|5\" disk"},
	"UTF-16, one column":        {wide(binary.BigEndian, "MMS ID\r\n991\r\n"), "MMS ID/991"},
	"no row":                    {"A,B", "A|B"},
	"one column, lone quotes":   {"Title\n\"5 inch\na \"b\"\n", "Title/\"5 inch/a \"b\""},
	"U+FFFD of others":          {"A\n\uFFFD\n", "A/\uFFFD"},
	"CSV, one quoted column":    {"\"A;B\"\n1;2\n\"a,b\"\n", "A;B/1;2/a,b"},
	"TSV, quoted, in two":       {"\"A\"\t\"B\"\n\"1\"\t\"a\n\nb\"\n", "A|B/1|a  b"},
	"a quoted field at most":    {"A,B\n1,\"" + strings.Repeat(strings.Repeat("x", 1023)+"\n", 1024) + "\"\n", "A|B/1|" + strings.Repeat(strings.Repeat("x", 1023)+" ", 1024)},
}

func TestText(t *testing.T) {
	for name, tt := range textCases {
		if got, err := read(tt.in, choice{}); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tt.want)
		}
	}
}

const (
	sharedHead = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`
	sharedText = `<si><t>MMS ID</t></si><si><r><rPr><b/></rPr><t>No</t></r><r><t xml:space="preserve">te </t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si/>`
)

var workbookCases = map[string]struct {
	in   book
	want string
}{
	"no references": {book{rows: "\n<row>\n<c t=\"inlineStr\"><is><t>A</t></is></c>\n\t<c t=\"inlineStr\"></c><c t='inlineStr'><is><t>C</t></is></c></row>\t<row>\n\t<c t=\"inlineStr\" xml:space=\"preserve\"><is><t> 1 </t></is></c>\n</row>"},
		"A||C/ 1 ||"},
	"shared strings, rich text": {book{rows: sharedHead + `<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v> 0</v></c></row>`, strings: sharedText}, "MMS ID|Note/|MMS ID"},
	"inline rich text":          {book{rows: head(`<row r="2"><c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>&lt;&#x62;&amp;<![CDATA[<c&amp;>]]></t></r><rPh><t>x</t></rPh></is></c></row>`)}, "MMS ID|Note/|a<b&<c&amp;>"},
	"numbers": {book{rows: head(`<row><c><v>1.520924209E9</v></c><c t="n"><v>60383335.0</v></c></row><row><c><v>-0.50</v></c><c><v>9.91523164305151E+17</v></c></row><row><c><v>007</v></c><c><v>0.0</v></c></row>`)},
		"MMS ID|Note/1520924209|60383335/-0.50|9.91523164305151E+17/7|0"},
	"formulas":            {book{rows: head(`<row><c t="str"><f>A1</f><v>x</v></c><c t="str"><f>""</f><v></v></c></row><row><c><f>1+1</f><v>2</v></c></row>`)}, "MMS ID|Note/x|/2|"},
	"booleans and errors": {book{rows: head(`<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c></row><row><c t="e"><v>#N/A</v></c></row>`)}, "MMS ID|Note/TRUE|FALSE/#N/A|"},
	"dates": {book{rows: head(`<row><c s="1"><v>45803</v></c><c s="2"><v>45803.573</v></c></row><row><c s="3"><v>0.5</v></c><c s="1"><v>-1</v></c></row><row><c t="d"><v>2025-05-26</v></c><c s="1"><v>1</v></c></row><row><c s="1"><v>0</v></c><c s="1"><v>2958466</v></c></row><row><c s="1"><v>abc</v></c><c s="-1"><v>45803</v></c></row><row><c s="4"><v>45803</v></c><c s="1"><v>45803.999999</v></c></row><row><c s="2"><v>0.6</v></c><c s="1"><v>0.99999</v></c></row>`),
		styles: `<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>`},
		"MMS ID|Note/2025-05-26|2025-05-26 13:45:07/0.5|-1/2025-05-26|1899-12-31/00:00:00|2958466/abc|45803/45803|2025-05-27/14:24:00|23:59:59"},
	"inline without a type":     {book{rows: head(`<row><c><is><t>007</t></is></c><c t="n"><is><t>1.0</t></is></c></row>`)}, "MMS ID|Note/007|1.0"},
	"hidden rows, gaps":         {book{rows: `<row r="4"><c r="C4" t="str"><v>A</v></c></row><row r="9" hidden="1"><c r="C9" t="str"><v>x</v></c></row>`}, "||A/||x"},
	"escapes":                   {book{rows: head(`<row><c t="str"><v>a_x000D__x000a_b_x005F_x0041_ _xD83D_ _x_ _x0041_</v></c></row>`)}, "MMS ID|Note/a  b_x0041_ _xD83D_ _x_ A|"},
	"prefixes, comments, extra": {book{more: map[string]string{"xl/worksheets/sheet1.xml": `<?xml version="1.0"?><!-- a > b --><x:worksheet a=">"><x:sheetData><x:row><x:c t="str"><x:v>A</x:v><x:extLst><x:ext>no</x:ext></x:extLst></x:c></x:row></x:sheetData><x:c/></x:worksheet>`}}, "A"},
	"UTF-16":                    {book{more: map[string]string{"xl/worksheets/sheet1.xml": wide(binary.LittleEndian, `<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="str"><v>é😀</v></c></row></sheetData></worksheet>`)}}, "é😀"},
	"UTF-8 with BOM":            {book{more: map[string]string{"xl/worksheets/sheet1.xml": "\uFEFF" + `<?xml version="1.0" encoding="utf-8"?><worksheet><sheetData><row><c t="str"><v>é</v></c></row></sheetData></worksheet>`}}, "é"},
	"rows elsewhere":            {book{more: map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><x><row><c t="str"><v>X</v></c></row></x><sheetData><row><c t="str"><v>A</v></c></row><row><c t="str"><v>1</v></c></row></sheetData><x><row><c t="str"><v>2</v></c></row></x></worksheet>`}}, "A/1"},
	"a full cell":               {book{rows: `<row><c t="str"><v>` + strings.Repeat("é", 32767) + `</v></c></row>`}, strings.Repeat("é", 32767)},
	"attributes of others":      {book{rows: `<row xmlns:r="x" y:s="1"><c xmlns:t="x" xml:space="preserve" y:s="7" y:t="e" y:r="C1" r="B1" t="str"><v>A</v></c></row>`}, "|A"},
	"a chart first":             {book{sheets: `<sheet name="Chart" r:id="r3"/><sheet name="Two" state="veryHidden" r:id="r2"/>`}, "Second"},
	"too long rows, but empty":  {book{rows: head(`<row><c t="str"><v>1</v></c><c/><c t="str"><v> </v></c></row>`)}, "MMS ID|Note/1|"},
}

func TestWorkbook(t *testing.T) {
	for name, tt := range workbookCases {
		if got, err := read(tt.in.String(), choice{}); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tt.want)
		}
	}
}

// The formats that every workbook has without naming them.
func TestDateFormats(t *testing.T) {
	for format, want := range map[int]bool{
		0: false, 1: false, 13: false, 14: true, 22: true, 23: false, 26: false, 27: true, 36: true, 37: false,
		44: false, 45: true, 46: false, 47: true, 48: false, 49: false, 50: true, 58: true, 59: false,
	} {
		got, err := read(book{rows: head(`<row><c><v>45803</v></c></row>`), styles: fmt.Sprintf(`<cellXfs><xf numFmtId="%d"/></cellXfs>`, format)}.String(), choice{})
		if err != nil || strings.Contains(got, "2025-05-26") != want {
			t.Errorf("format %d: %s, %v; want a date: %t", format, got, err, want)
		}
	}
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, "h:mm": true, "[$-409]d": true, "General": false, "0.00": false, "[h]:mm": false, "[mm]:ss": false, `0" days"`: false, `0\d`: false, "[Red]0": false, "@": false,
	} {
		if got := isDateFormat(code); got != want {
			t.Errorf("format %s is a date: %t, want %t", code, got, want)
		}
	}
}

// Without wanted columns only the header is read to open a table.
func TestHeaderAlone(t *testing.T) {
	for _, in := range []string{"A,B\n1\n\xff", book{rows: head(`<row><c t="x"><v>1</v></c></row>`)}.String()} {
		if _, err := open(in, choice{}); err != nil {
			t.Errorf("a table with a bad row cannot be opened: %v", err)
		}
	}
}

// What a spreadsheet program writes.
func TestSavedWorkbook(t *testing.T) {
	in := saved(t, func(f *excelize.File) error {
		return errors.Join(
			f.SetSheetRow("Sheet1", "A1", &[]any{" mms id ", "Reason"}),
			f.SetSheetRow("Sheet1", "A2", &[]any{991523164305151, "kept\r\nby=us"}),
			f.SetSheetRow("Sheet1", "A3", &[]any{"'991523164315151", true}),
			f.SetCellRichText("Sheet1", "A4", []excelize.RichTextRun{{Text: "99152316"}, {Text: "4325151"}}),
			f.MergeCell("Sheet1", "B4", "B5"),
			f.SetSheetRow("Sheet1", "B4", &[]any{"merged"}),
			f.SetSheetRow("Sheet1", "A5", &[]any{"991523164335151"}),
			f.SetRowVisible("Sheet1", 5, false),
		)
	})
	const want = "mms id|Reason/991523164305151|kept  by=us/'991523164315151|TRUE/991523164325151|merged/991523164335151|"
	if got, err := read(in, choice{}); err != nil || got != want {
		t.Errorf("read %q, %v; want %q", got, err, want)
	}
	const ids = "991523164305151 991523164315151 991523164325151 991523164335151"
	if got, err := readIDs(in); err != nil || got != ids {
		t.Errorf("IDs %q, %v; want %q", got, err, ids)
	}
}

// Each bad input has its answer.
func TestErrors(t *testing.T) {
	whole := book{rows: head(strings.Repeat(`<row><c t="str"><v>991417914705151</v></c></row>`, 1000))}.String()
	cell := func(c string) string { return book{rows: head(`<row r="12">` + c + `</row>`)}.String() }
	long := strings.Repeat("x", maxHeld+1<<16)
	damage := func(place string, why fault) string { return damaged(place, why).Error() }
	for name, tt := range map[string]struct{ in, want string }{
		"empty":                  {"", "in: the table is empty; a header row with the names of the columns is wanted"},
		"blank":                  {"\uFEFF\n \n", "in: the table is empty; a header row with the names of the columns is wanted"},
		"too few fields":         {"A,B\n1,2\n1\n", "in:3: 1 field, but the header has 2; correct the line, or save the table as XLSX"},
		"too many fields":        {"A\tB\n1\t2\t\n", "in:2: 3 fields, but the header has 2; correct the line, or save the table as XLSX"},
		"nameless column":        {"A,\n1,x\n", `in:2: "x" is in a column without a name; name the column in the header, or delete it`},
		"TAB under one column":   {"A\n1\tx\n", "in:2: 2 fields, but the header has 1; correct the line, or save the table as XLSX"},
		"Latin-1":                {"A\tB\n1\tcaf\xe9\n", "in:2: the line is not UTF-8; save the table as CSV UTF-8 or XLSX"},
		"UTF-16 without BOM":     {"A\x00\n\x00", "in:1: there are NUL bytes, as in UTF-16 without a byte order mark; save the table as CSV UTF-8 or XLSX"},
		"UTF-16 with CRLF":       {"A\x00\r\x00\n\x001\x00\r\x00\n\x00", "in:1: there are NUL bytes, as in UTF-16 without a byte order mark; save the table as CSV UTF-8 or XLSX"},
		"UTF-16 cut in two":      {wide(binary.LittleEndian, "A\tB\n1\t2") + "x", "in:2: the line holds a damaged character; export the table again"},
		"CR alone":               {"A,B\r1,2\r", "in: the lines end with CR alone, as in files of old Macs; save the table as CSV UTF-8 or XLSX"},
		"long line":              {"A\n" + long, "in:2: the line is longer than 1048576 bytes; is this the right file?"},
		"stray quote":            {"A,B\n1,5\" disk\n", `in:2: a quotation mark is not where it may be, at "5\" disk"; put the whole field in quotes and write "" for each quotation mark in it, or save the table as XLSX`},
		"text after quotes":      {"A,B\n1,\"a\"b\n", `in:2: a quotation mark is not where it may be, at "b"; put the whole field in quotes and write "" for each quotation mark in it, or save the table as XLSX`},
		"quotes not closed":      {"A,B\n1,\"a\n2,b\n", "in:2: a field in quotes that begins here does not end; close it with a quotation mark, or save the table as XLSX"},
		"quotes closed too late": {"A,B\n1,\"a\n" + strings.Repeat("2,b\n", 1<<20), "in:2: a field in quotes that begins here does not end; close it with a quotation mark, or save the table as XLSX"},
		"Latin-1 within quotes":  {"A,B\n1,\"a\n\xe9\"", "in:3: the line is not UTF-8; save the table as CSV UTF-8 or XLSX"},
		"HTML":                   {"\uFEFF\n <!DOCTYPE HTML>\n<p>", "in: this is a page of HTML or XML, not a table; export the table again as XLSX or CSV"},
		"XHTML":                  {"<?xml version='1.0'?><HTML>", "in: this is a page of HTML or XML, not a table; export the table again as XLSX or CSV"},
		"HTML in UTF-16":         {wide(binary.LittleEndian, "<table>"), "in: this is a page of HTML or XML, not a table; export the table again as XLSX or CSV"},
		"XML":                    {"<?xml version='1.0'?><Workbook>", "in: this is a page of HTML or XML, not a table; export the table again as XLSX or CSV"},
		"PDF":                    {"%PDF-1.4", "in: this is a PDF, not a table; export the table again as XLSX or CSV"},
		"old .xls":               {others[0].begin + "\x00\x00", "in: this is a workbook of the old kind (.xls), or one with a password; save it as XLSX or CSV, without a password"},
		"excelize's password": {saved(t, func(*excelize.File) error { return nil }, excelize.Options{Password: "x"}),
			"in: this is a workbook of the old kind (.xls), or one with a password; save it as XLSX or CSV, without a password"},

		"truncated workbook":         {whole[:len(whole)/2], damage("in", errBroken)},
		"gzip":                       {"\x1F\x8B\x08", "in: this is a gzip file; unpack it and name the table in it"},
		"OCLC's report":              {"\n\nCEF_1012688_1748084545832::bib::1989804|992851109505151|60383335|60383335|match\n", "in: this is a report of OCLC, not a table; name it among the reports"},
		"one of another job":         {"job|992851109505151|||match\n", "in: this is a report of OCLC, not a table; name it among the reports"},
		"one, damaged":               {"x::bib::1|||||||\n", "in: this is a report of OCLC, not a table; name it among the reports"},
		".ods":                       {zipped(map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "in: this is a ZIP file, or an OpenDocument file (.ods), but no XLSX workbook; save the table as XLSX or CSV, or unpack the ZIP file"},
		".xlsb":                      {book{more: map[string]string{"_rels/.rels": strings.Replace((book{}).parts()["_rels/.rels"], "workbook.xml", "workbook.bin", 1)}}.String(), damage("in", errBroken)},
		".docx":                      {book{more: map[string]string{"xl/workbook.xml": "<document/>"}}.String(), damage("in", errBroken)},
		".numbers":                   {zipped(map[string]string{"Index/Document.iwa": "x"}), "in: this is a ZIP file, or an OpenDocument file (.ods), but no XLSX workbook; save the table as XLSX or CSV, or unpack the ZIP file"},
		"a ZIP":                      {zipped(map[string]string{"list.csv": "MMS ID"}), "in: this is a ZIP file, or an OpenDocument file (.ods), but no XLSX workbook; save the table as XLSX or CSV, or unpack the ZIP file"},
		"no sheet":                   {book{sheets: `<sheet name="Chart" r:id="r3"/>`}.String(), damage("in", "it has no sheet with cells")},
		"empty sheet":                {book{}.String(), "in#S: the table is empty; a header row with the names of the columns is wanted"},
		"sheet cut":                  {book{more: map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c t="str"><v>A</v></c></row><row><c t="str"><v>9`}}.String(), damage("in#S!A2", errBroken)},
		"no sheetData":               {book{more: map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><row><c t="str"><v>A</v></c></row></worksheet>`}}.String(), damage("in#S", errBroken)},
		"no workbook":                {book{more: map[string]string{"xl/workbook.xml": "<html/>"}}.String(), damage("in", errBroken)},
		"broken workbook":            {book{more: map[string]string{"xl/workbook.xml": "<workbook"}}.String(), damage("in", errBroken)},
		"strings cut":                {book{strings: "<si><t>a</t>", more: map[string]string{"xl/sharedStrings.xml": "<sst><si>"}}.String(), damage("in", errBroken)},
		"no such string":             {book{rows: `<row><c t="s"><v>1</v></c></row>`, strings: "<si/>"}.String(), damage("in#S!A1", "there is no shared string 1")},
		"document type":              {book{more: map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE a [<!ENTITY x "y">]><worksheet>`}}.String(), damage("in#S", errBroken)},
		"entity":                     {cell(`<c t="str"><v>&x;</v></c>`), damage("in#S!A12", errBroken)},
		"17 MB tag":                  {cell(`<c t="` + long + `"/>`), damage("in#S!A12", errTooLong)},
		"17 MB row":                  {cell(strings.Repeat(`<c t="str"><v>`+long[:32000]+`</v></c>`, 600)), damage("in#S!TE12", errTooLong)},
		"tags crossed":               {cell(`<c t="str"><v>1</c></v>`), damage("in#S!A12", errBroken)},
		"a cell in a cell":           {cell(`<c t="str"><c/></c>`), damage("in#S!A12", errBroken)},
		"a row in a row":             {cell(`<row/>`), damage("in#S!A12", errBroken)},
		"not UTF-8":                  {cell("<c t=\"str\"><v>caf\xe9</v></c>"), damage("in#S!A12", errBroken)},
		"Latin-1 sheet":              {book{more: map[string]string{"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>`}}.String(), damage("in#S", errEncoding)},
		"a UTF-16 sheet without BOM": {book{more: map[string]string{"xl/worksheets/sheet1.xml": wide(binary.BigEndian, `<?xml version="1.0" encoding="utf-16BE"?><worksheet><sheetData><row><c t="str"><v>é</v></c></row></sheetData></worksheet>`)[2:]}}.String(), damage("in#S", errBroken)},
		"Latin-1 strings":            {book{strings: "<si/>", more: map[string]string{"xl/sharedStrings.xml": `<?xml version="1.0" encoding="ISO-8859-1"?><sst/>`}}.String(), damage("in", errEncoding)},
		"Latin-1 workbook":           {book{more: map[string]string{"xl/workbook.xml": `<?xml version="1.0" encoding="ISO-8859-1"?><workbook/>`}}.String(), damage("in", errEncoding)},
		"XML 1.1":                    {book{more: map[string]string{"xl/workbook.xml": `<?xml version="1.1"?><workbook/>`}}.String(), damage("in", errBroken)},
		"no sheet part":              {book{sheets: `<sheet name="S" r:id="r9"/>`}.String(), damage("in", errBroken)},
		"no relation":                {book{sheets: `<sheet name="S"/>`}.String(), damage("in", errBroken)},
		"bomb of cells":              {book{rows: "<row>" + strings.Repeat("<c/>", maxCols+1)}.String(), damage("in#S!XFE1", errOrder)},
		"row of absurdity":           {book{rows: `<row r="1x"/>`}.String(), damage("in#S!A1", errOrder)},
		"the last row":               {book{rows: `<row r="1048576"><c t="str"><v>x</v></c></row><row/>`}.String(), damage("in#S!A1048577", errOrder)},
		"column of absurdity":        {cell(`<c r="ZZZZZZZ12"><v>1</v></c>`), damage("in#S!A12", errOrder)},
		"the last column":            {cell(`<c r="XFD12" t="str"><v>x</v></c>`), `in#S!XFD12: "x" is in a column without a name; name the column in the header, or delete it`},
		"one past the last":          {cell(`<c r="XFE12" t="str"><v>x</v></c>`), damage("in#S!A12", errOrder)},
		"rows out of order":          {book{rows: `<row r="3"/><row r="2"/>`}.String(), damage("in#S!A2", errOrder)},
		"a cell twice":               {cell(`<c r="A12"/><c r="A12"/>`), damage("in#S!A12", errOrder)},
		"broken styles":              {book{styles: "<numFmts>"}.String(), damage("in", errBroken)},
		"no styles":                  {book{more: map[string]string{"xl/_rels/workbook.xml.rels": strings.Replace((book{styles: "x"}).parts()["xl/_rels/workbook.xml.rels"], "styles.xml", "none.xml", 1)}}.String(), damage("in", errBroken)},
		"no strings":                 {book{more: map[string]string{"xl/_rels/workbook.xml.rels": strings.Replace((book{strings: "x"}).parts()["xl/_rels/workbook.xml.rels"], "sharedStrings.xml", "none.xml", 1)}}.String(), damage("in", errBroken)},
		"no relations":               {book{more: map[string]string{"xl/_rels/workbook.xml.rels": ""}}.String(), damage("in", errBroken)},
		"a row 0":                    {book{rows: `<row r="0"/>`}.String(), damage("in#S!A1", errOrder)},
		"a cell without name":        {cell(`<c r="12"/>`), damage("in#S!A12", errOrder)},
		"a cell with an odd name":    {cell(`<c r="A-12"/>`), damage("in#S!A12", errOrder)},
		"a row twice":                {book{rows: `<row r="3"/><row r="3"/>`}.String(), damage("in#S!A3", errOrder)},
		"a string by name":           {book{rows: `<row><c t="s"><v>x</v></c></row>`, strings: "<si/>"}.String(), damage("in#S!A1", "there is no shared string x")},
		"a string below 0":           {book{rows: `<row><c t="s"><v>-1</v></c></row>`, strings: "<si/>"}.String(), damage("in#S!A1", "there is no shared string -1")},
		"no sst":                     {book{strings: "x", more: map[string]string{"xl/sharedStrings.xml": "<x/>"}}.String(), damage("in", errBroken)},
		"no root":                    {book{more: map[string]string{"_rels/.rels": "<"}}.String(), damage("in", errBroken)},
		"no main part":               {book{more: map[string]string{"_rels/.rels": "<Relationships/>"}}.String(), damage("in", errBroken)},
		"no such sheet":              {book{more: map[string]string{"xl/_rels/workbook.xml.rels": strings.Replace((book{}).parts()["xl/_rels/workbook.xml.rels"], "sheet1", "sheet9", 1)}}.String(), damage("in#S", errBroken)},
		"quotes too long":            {"A,B\n1,\"" + strings.Repeat(strings.Repeat("x", 1023)+"\n", 1024) + "\n\"\n", "in:2: a field in quotes that begins here does not end; close it with a quotation mark, or save the table as XLSX"},
		"an unknown type":            {cell(`<c t="x"><v>1</v></c>`), damage("in#S!A12", `"x" is no type of a cell`)},
		"formula, no result":         {cell(`<c/><c><f>1+1</f><v/></c>`), "in#S!B12: the formula has no stored result; open the workbook in a spreadsheet program and save it again"},
		"past the header":            {cell(`<c r="A12" t="str"><v>1</v></c><c r="AB12" t="str"><v>x</v></c>`), `in#S!AB12: "x" is in a column without a name; name the column in the header, or delete it`},
	} {
		if _, err := read(tt.in, choice{}); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v; want %s", name, err, tt.want)
		}
	}
}

// An MMS ID is right or an error, whatever the spreadsheet made of it.
func TestMMSID(t *testing.T) {
	const id = "991523164305151"
	const cutShort = " is an MMS ID cut short by the spreadsheet; format the column as text and enter it again"
	const asText = " is an MMS ID cut short by a spreadsheet; take it from its source again, as text"
	for name, tt := range map[string]struct{ cell, want string }{ // want: the ID, or the error at S!A12
		"text":                  {`<c t="str"><v>991523164305151</v></c>`, id},
		"number":                {`<c><v>991523164305151</v></c>`, id},
		"number with decimals":  {`<c><v>991523164305151.0</v></c>`, id},
		"leading zero":          {`<c t="str"><v>0991523164305151</v></c>`, "0991523164305151 is no MMS ID of a bibliographic record, which begins with 99"},
		"holdings":              {`<c t="str"><v>221523164305151</v></c>`, "221523164305151 is the id of a holdings record; the MMS ID of a bibliographic record begins with 99"},
		"apostrophe":            {`<c t="str"><v>'991523164305151</v></c>`, id},
		"space":                 {`<c t="inlineStr"><is><t> 991523164305151&#xA0;</t></is></c>`, id},
		"18 digits as number":   {`<c><v>991523164305151000</v></c>`, "991523164305151000" + cutShort},
		"16 digits as number":   {`<c><v>9915231643051510</v></c>`, "9915231643051510" + cutShort},
		"the same, scientific":  {`<c><v>9.9152316430515098E+17</v></c>`, "9.9152316430515098E+17" + cutShort},
		"the same by formula":   {`<c><f>A1</f><v>991523164305151000</v></c>`, "991523164305151000" + cutShort},
		"scientific, but whole": {`<c><v>9.91000000015151E14</v></c>`, "991000000015151"},
		"the same, lower case":  {`<c><v>9.91000000015151e+014</v></c>`, "991000000015151"},
		"few digits":            {`<c><v>9.92E+14</v></c>`, "992000000000000"},
		"a negative one":        {`<c><v>-9.92E+14</v></c>`, `"-992000000000000" is no MMS ID, which has 8 to 19 digits`},
		"holdings as number":    {`<c><v>221523164305151</v></c>`, "221523164305151 is the id of a holdings record; the MMS ID of a bibliographic record begins with 99"},
		"item":                  {`<c t="str"><v>23152316430005151</v></c>`, "23152316430005151 is the id of an item; the MMS ID of a bibliographic record begins with 99"},
		"scientific as text":    {`<c t="str"><v> 9.92E+14</v></c>`, "9.92E+14" + asText},
		"with a decimal comma":  {`<c t="str"><v>9,92e14</v></c>`, "9,92e14" + asText},
		"decimal text":          {`<c t="str"><v>991523164305151.0</v></c>`, "991523164305151.0 is an MMS ID made a decimal number by a program; take it from its source again, as text"},
		"zero-width space":      {"<c t=\"str\"><v>9915231643\u200b05151</v></c>", `"9915231643\u200b05151" holds the character U+200B, which is no digit; type the MMS ID again`},
		"byte order mark":       {"<c t=\"str\"><v>\ufeff991523164305151</v></c>", `"\ufeff991523164305151" holds the character U+FEFF, which is no digit; type the MMS ID again`},
		"a space within":        {`<c t="str"><v>991523164 305151</v></c>`, `"991523164 305151" is no MMS ID, which has 8 to 19 digits`},
		"a tilde behind":        {`<c t="str"><v>991523164305151~</v></c>`, `"991523164305151~" is no MMS ID, which has 8 to 19 digits`},
		"a DEL behind":          {`<c t="str"><v>991523164305151&#x7F;</v></c>`, `"991523164305151\x7f" holds the character U+007F, which is no digit; type the MMS ID again`},
		"a dash, no digit":      {`<c t="str"><v>—</v></c>`, `"—" is no MMS ID, which has 8 to 19 digits`},
		"15 digits":             {`<c><v>999999999999999</v></c>`, "999999999999999"},
		"the first of 16":       {`<c><v>1000000000000000</v></c>`, "1000000000000000" + cutShort},
		"full-width digits":     {`<c t="str"><v>99152316430５151</v></c>`, `"99152316430５151" holds the character U+FF15, which is no digit; type the MMS ID again`},
		"date":                  {`<c t="d"><v>2025-05-26</v></c>`, "2025-05-26 is a date, no MMS ID; format the column as text and enter it again"},
		"error":                 {`<c t="e"><v>#N/A</v></c>`, "#N/A is the error of a formula, no MMS ID; enter the MMS ID itself"},
		"nothing":               {`<c/><c t="str"><v>x</v></c>`, "there is no MMS ID"},
		"something else":        {`<c t="str"><v>abc</v></c>`, `"abc" is no MMS ID, which has 8 to 19 digits`},
		"something with é":      {`<c t="str"><v>é1</v></c>`, `"é1" is no MMS ID, which has 8 to 19 digits`},
		"too few digits":        {`<c><v>9915151</v></c>`, `"9915151" is no MMS ID, which has 8 to 19 digits`},
		"a fraction":            {`<c><v>99151511.5</v></c>`, `"99151511.5" is no MMS ID, which has 8 to 19 digits`},
		"no number in a number": {`<c><v>1E999999</v></c>`, "1E999999" + asText},
	} {
		got, err := readIDs(book{rows: head(`<row r="12">` + tt.cell + `</row>`)}.String())
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "in#S!A12: ")
		}
		if got != tt.want {
			t.Errorf("%s: %s; want %s", name, got, tt.want)
		}
	}
	const csv = "MMS ID,Note\n\"991523164305151\",\"a\nb\"\n9.92E+14,\n"
	if _, err := readIDs(csv); err == nil || err.Error() != "in:4: 9.92E+14"+asText {
		t.Errorf("in CSV: %v", err)
	}
}

// So is a cell of OCLC numbers, each of which may be the one that counts.
func TestOCLCNumbers(t *testing.T) {
	const asText = "; take it from its source again, as text"
	for _, tt := range []struct{ cell, want string }{ // want: the field, or the error at S!A12
		{`<c t="str"><v>(OCoLC)2000; (DLC)x.5 | 2000#</v></c>`, "(OCoLC)2000; (DLC)x.5 | 2000#"},
		{`<c><v>60383335.0</v></c>`, "60383335"},
		{`<c><v>1.520924209E9</v></c>`, "1520924209"},
		{`<c/><c t="str"><v>x</v></c>`, ""},
		{`<c t="str"><v>1; 1.52E+09</v></c>`, "1.52E+09 is an OCLC number cut short by a spreadsheet" + asText},
		{`<c t="str"><v>2000.0</v></c>`, "2000.0 is an OCLC number made a decimal number by a program" + asText},
		{`<c><v>1.5209242091520924E+18</v></c>`, "1.5209242091520924E+18 is an OCLC number cut short by the spreadsheet; format the column as text and enter it again"},
		{`<c t="d"><v>2025-05-26</v></c>`, "2025-05-26 is a date, no OCLC number; format the column as text and enter it again"},
		{`<c t="e"><v>#REF!</v></c>`, "#REF! is the error of a formula, no OCLC number; enter the OCLC number itself"},
	} {
		r, err := open(book{rows: head(`<row r="12">` + tt.cell + `</row>`)}.String(), choice{})
		if err != nil || !r.Scan() {
			t.Fatal(tt.cell, err)
		}
		got, err := r.OCLCNumbers(0)
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "in#S!A12: ")
		}
		if got != tt.want {
			t.Errorf("%s: %s; want %s", tt.cell, got, tt.want)
		}
		if got, err := r.OCLCNumbers(-1); got != "" || err != nil {
			t.Errorf("of no column: %q, %v", got, err)
		}
	}
}

// The error of a formula is one in text too, in whatever language.
func TestFailed(t *testing.T) {
	for cell, want := range map[string]bool{
		`<c t="e"><v>#N/A</v></c>`: true, `<c t="e"><v>anything</v></c>`: true,
		"#N/A": true, " #REF! ": true, "#DIV/0!": true, "#NAME?": true, "#NV": true, "#NOM\u00a0?": true, "#¡VALOR!": true, "#ÜBERLAUF!": true, "#GETTING_DATA": true,
		"": false, "#": false, "#!": false, "N/A": false, "# OURS": false, "#ours": false, "#2000": false, "#OCM2000": false, "2000#": false, "<c/>": false,
	} {
		if !strings.HasPrefix(cell, "<") {
			cell = `<c t="str"><v>` + cell + `</v></c>`
		}
		r, err := open(book{rows: head("<row>" + cell + `<c t="str"><v>x</v></c></row>`)}.String(), choice{})
		if err != nil || !r.Scan() {
			t.Fatal(cell, err)
		}
		if got := r.Failed(0); got != want || r.Failed(-1) {
			t.Errorf("%s: failed %t, want %t", cell, got, want)
		}
	}
}

// The columns of the MMS IDs, or why the first row is no header.
func TestFindIDs(t *testing.T) {
	for header, want := range map[string]string{
		"x,MMS ID,Network Id":      "[2 1]",
		"x, mms  id":               "[1]",
		"Network Id,MMS ID":        "[0 1]",
		"List 2025,x":              "[0]",
		"—,x":                      "[0]",
		"x,y":                      "[0]",
		"MMS ID,MMS ID":            `in:1: two columns "MMS ID"; rename or delete one`,
		",x":                       `in:1: the first column has no header; name the column of the MMS IDs "MMS ID"`,
		"x,991523164305151":        `in:1: the first row holds "991523164305151" where the header should be; put a row with "MMS ID" above it`,
		"MMS ID,991523164305151":   `in:1: the first row holds "991523164305151" where the header should be; put a row with "MMS ID" above it`,
		"991523164305151 - keep,x": `in:1: the first row holds "991523164305151 - keep" where the header should be; put a row with "MMS ID" above it`,
		"9152-3164,x":              `in:1: the first row holds "9152-3164" where the header should be; put a row with "MMS ID" above it`,
		"#REF!,x":                  `in:1: the first row holds "#REF!" where the header should be; put a row with "MMS ID" above it`,
	} {
		r, err := open(header+"\n", choice{})
		if err != nil {
			t.Fatal(err)
		}
		all, err := r.FindIDs()
		got := fmt.Sprint(all)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("header %s: %s; want %s", header, got, want)
		}
	}
}

// What begins like an MMS ID is no title and no name of a column.
func TestLooksLikeID(t *testing.T) {
	for in, want := range map[string]bool{
		"991523164305151": true, "99000001": true, "9900000": false, "98152316430515": false,
		"991523164305151 - keep": true, "keep 991523164305151": true, "a;991523164305151": true, `="991523164305151"`: true, "'991523164305151": true,
		"9.92E+14": true, "9,92E+14": true, "2025-05-26": false, "MMS ID": false, "": false, "99 bottles of 12345678": false,
		"12345678": false, "99000000": true, "991000": false, "keep\u00a0991000000015151": true, "(991000000015151)": true, "a|991000000015151,b": true, "x991000000015151": false,
	} {
		if got := LooksLikeID(in); got != want {
			t.Errorf("LooksLikeID(%q) = %t, want %t", in, got, want)
		}
	}
}

func TestColumnName(t *testing.T) {
	for at, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", maxCols - 1: "XFD"} {
		if got := ColumnName(at); got != want || columnNumber(want+"12") != at+1 || columnNumber(strings.ToLower(want)+"1") != at+1 {
			t.Errorf("column %d is %s, want %s; that is number %d", at, got, want, columnNumber(want))
		}
	}
}

func TestColumns(t *testing.T) {
	r, err := open("\nNetwork Id, ACTION\u00a0,x,X\n1,2,3,4\n", choice{})
	if err != nil || !r.Scan() {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		may  bool
		at   int
		want string // the error
	}{
		{"action", false, 1, ""},
		{"Reason", true, -1, ""},
		{"Reason", false, -1, `in:2: no column "Reason"; there are: Network Id, ACTION, x, X`},
		{"x", true, -1, `in:2: two columns "x"; rename or delete one`},
	} {
		var at int
		wanted := tsv.Need(tt.name, &at)
		if tt.may {
			wanted = tsv.May(tt.name, &at)
		}
		got := ""
		if err := r.Bind(wanted); err != nil {
			got = err.Error()
		}
		if at != tt.at || got != tt.want {
			t.Errorf("Bind(%s): %d, %s; want %d, %s", tt.name, at, got, tt.at, tt.want)
		}
	}
	if r.Field(-1) != "" {
		t.Errorf("a field in no column: %q", r.Field(-1))
	}
	if err := r.Errorf(-1, "%s", "odd"); err.Error() != "in:3: odd" {
		t.Errorf("Errorf: %v", err)
	}
	if _, err := r.MMSID(-1); err == nil || err.Error() != "in:3: there is no MMS ID" {
		t.Errorf("MMSID(-1): %v", err)
	}
}

func TestSheets(t *testing.T) {
	// Sheet One has the columns MMS ID and Note, Two the column Second.
	full := book{sheets: `<sheet name="One" r:id="r1"/><sheet name="Two" state="hidden" r:id="r2"/>`, rows: head("")}.String()
	one := book{sheets: `<sheet name="One" r:id="r1"/><sheet name="Two" state="veryHidden" r:id="r2"/>`, rows: `<row><c/><c t="str"><v> </v></c></row>`}.String()
	none := book{sheets: `<sheet name="One" r:id="r1"/><sheet name="Two" r:id="r1"/>`}.String()
	numbers := book{sheets: `<sheet name="Export Summary" r:id="r1"/><sheet name="Two" r:id="r2"/><sheet name="Three" r:id="r1"/>`, rows: head("")}.String()
	twice := book{sheets: `<sheet name="Export Summary" r:id="r1"/><sheet name="export summary" r:id="r1"/><sheet name="Export Summary" r:id="r1"/>`, rows: head("")}.String()
	const several = "in: several sheets are not empty: One, Two (hidden); name the one that counts, such as in#One"
	const empty = "in#One: the table is empty; a header row with the names of the columns is wanted"
	for _, tt := range []struct {
		in   string
		want choice
		got  string
	}{
		{full, choice{}, several},
		{full, choice{preferred: "Three"}, several},
		{full, choice{columns: []string{"Network Id", "x"}}, several},
		{full, choice{columns: []string{"Network Id", "MMS ID"}}, "MMS ID|Note"},
		{full, choice{columns: []string{"second"}}, "Second"},
		{full, choice{columns: []string{"second"}, preferred: "one"}, "MMS ID|Note"},
		{full, choice{columns: []string{"Second", "Note"}}, "in: several sheets have the column Second or Note: One, Two (hidden); name the one that counts, such as in#One"},
		{numbers, choice{}, "in: several sheets are not empty: Two, Three; name the one that counts, such as in#Two"},
		{numbers, choice{columns: []string{"Note"}}, "in: several sheets have the column Note: Three; name the one that counts, such as in#Three"},
		{numbers, choice{columns: []string{"Second"}}, "Second"},
		{twice, choice{}, "in: several sheets are not empty: export summary; name the one that counts, such as in#export summary"},
		{twice, choice{sheet: "Export Summary", named: true}, "MMS ID|Note"},
		{full, choice{preferred: "two"}, "Second"},
		{full, choice{sheet: "TWO", named: true, preferred: "One"}, "Second"},
		{full, choice{sheet: "", named: true}, `in: no sheet ""; there are: One, Two (hidden)`},
		{full, choice{sheet: "Three", named: true}, `in: no sheet "Three"; there are: One, Two (hidden)`},
		{one, choice{}, "Second"},
		{one, choice{preferred: "Three"}, "Second"},
		{one, choice{preferred: "One"}, empty},
		{one, choice{sheet: "One", named: true}, empty},
		{none, choice{}, empty},
	} {
		got, err := read(tt.in, tt.want)
		if err != nil {
			got = err.Error()
		}
		if got != tt.got {
			t.Errorf("%+v: %s; want %s", tt.want, got, tt.got)
		}
	}
}

// Each sheet with the columns is opened, wherever its header is.
func TestOpenAll(t *testing.T) {
	row := func(fields ...string) string {
		return `<row><c t="str"><v>` + strings.Join(fields, `</v></c><c t="str"><v>`) + "</v></c></row>"
	}
	const sheet1, sheet2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
	workbook := func(one, two string) string {
		return book{sheets: `<sheet name="One" r:id="r1"/><sheet name="Two" r:id="r2"/>`, more: map[string]string{
			sheet1: "<worksheet><sheetData>" + one + "</sheetData></worksheet>",
			sheet2: "<worksheet><sheetData>" + two + "</sheetData></worksheet>",
		}}.String()
	}
	header := row("note", "decision ", "NETWORK ID")
	for _, tt := range []struct {
		in, sheet string
		want      string // names of the sheets, or the error
	}{
		{workbook(header, header), "", "in#One in#Two"},
		{workbook(header, header), "two", "in#Two"},
		{workbook(header, header), "three", `in: no sheet "three"; there are: One, Two`},
		{workbook("", header), "", "in#Two"},
		{workbook(row("Decision", "other")+row("x", "y"), header), "", "in#Two"},
		{workbook(row("Decision")+row("Network Id")+header, ""), "", "in#One"},
		{workbook(row("Decision", "other"), ""), "", "in: no sheet has the columns Network Id and Decision; the sheets are: One, Two"},
		{workbook(header, `<row><c t="x"><v>1</v></c></row>`), "", damaged("in#Two!A1", fault(`"x" is no type of a cell`)).Error()},
		{"Decision\tNetwork Id\n", "", "in"},
		{"x;;\nDecision;Network Id;x\n", "", "in"},
		{"Decision,x;Network Id;Decision\n", "", "in"},
		{"Decision\tx\n", "", `in:1: no column "Network Id"; there are: Decision, x`},
	} {
		all, err := newReaders(strings.NewReader(tt.in), "in", choice{sheet: tt.sheet, named: tt.sheet != "", columns: []string{"Network Id", "Decision"}, all: true})
		var names []string
		for _, r := range all {
			if err := r.Bind(tsv.Need("Decision", new(int))); err != nil {
				t.Error(err)
			}
			name, _, _ := strings.Cut(r.top, "!")
			names = append(names, strings.TrimRight(name, ":0123456789"))
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q: %s; want %s", tt.in, got, tt.want)
		}
	}
}

// titled is CSV below so many titles, titledBook a workbook with a header in its second
// column.
func titled(titles int, rest string) string { return strings.Repeat("Our list,\n", titles) + rest }

func titledBook(titles int, header string) string {
	return book{rows: strings.Repeat(`<row><c t="str"><v>Our list</v></c></row><row/>`, titles) + `<row><c/><c t="str"><v>` + header + `</v></c></row><row><c/><c t="str"><v>991000000015151</v></c></row>`}.String()
}

// wanted are the columns of the cases, and of the fuzzers.
var wanted = []string{"Network Id", "MMS ID"}

var titleCases = map[string]struct{ in, want, skipped string }{
	"none":                         {titled(0, "MMS ID,Note\n1,2\n"), "MMS ID|Note/1|2", ""},
	"one":                          {titled(1, "MMS ID,Note\n1,2\n"), "MMS ID|Note/1|2", `in:1: skipped 1 row above the names of the columns: "Our list"`},
	"a second name":                {titled(1, "Note,network id\n1,2\n"), "Note|network id/1|2", `in:1: skipped 1 row above the names of the columns: "Our list"`},
	"twenty":                       {titled(20, "MMS ID,Note\n1,2\n"), "MMS ID|Note/1|2", `in:1: skipped 20 rows above the names of the columns: "Our list"`},
	"too many":                     {titled(21, "MMS ID,Note\n"), `in:22: "Note" is in a column without a name; name the column in the header, or delete it`, ""},
	"no such name":                 {"a,b\n1,2\n3,4\n", "a|b/1|2/3|4", ""},
	"one field":                    {"Our list\n\n for 2025\nMMS ID;Note\n1;2\n", "MMS ID|Note/1|2", `in:1: skipped 2 rows above the names of the columns: "Our list"`},
	"in one column":                {"Our list\nMMS ID\n1\n", "MMS ID/1", `in:1: skipped 1 row above the names of the columns: "Our list"`},
	"twenty above TSV":             {strings.Repeat("Our, list\n", 20) + "MMS ID\tNote\n1\t2\n", "MMS ID|Note/1|2", `in:1: skipped 20 rows above the names of the columns: "Our, list"`},
	"twenty-one above TSV":         {strings.Repeat("Our, list\n", 21) + "MMS ID\tNote\n1\t2\n", `in:22: 1 field, but the header has 2; correct the line, or save the table as XLSX`, ""},
	"above TSV":                    {"Our list, and more\n\"x\tMMS ID\n1\t\"2\n", "\"x|MMS ID/1|\"2", `in:1: skipped 1 row above the names of the columns: "Our list, and more"`},
	"quoted":                       {"\"Our\nlist\",\n\"MMS ID\",\n1,\n", "MMS ID/1", `in:1: skipped 1 row above the names of the columns: "Our list"`},
	"an id":                        {"Our list\n991000000015151\nMMS ID\n", `in:2: "991000000015151" stands above the names of the columns, which are in row 3; move it below them, or delete it`, ""},
	"an id, cut short":             {"x\n9.91E+14\nMMS ID\n", `in:2: "9.91E+14" stands above the names of the columns, which are in row 3; move it below them, or delete it`, ""},
	"sep=":                         {"sep=;\r\nA,B;C\r\n1;2\r\n", "A,B|C/1|2", ""},
	"sep= and titles":              {"\uFEFFSep=|\nOur; list\nMMS ID|\"a|b\"\n1|2\n", "MMS ID|a|b/1|2", `in:2: skipped 1 row above the names of the columns: "Our; list"`},
	"sep= and a TAB":               {"\"sep=\t\"\nA\tB\n1\t\"2\n", "A|B/1|\"2", ""},
	"blank lines":                  {strings.Repeat("\n", 200) + "Our list\n\nMMS ID;x\n1;2\n", "MMS ID|x/1|2", `in:201: skipped 1 row above the names of the columns: "Our list"`},
	"sep= below a blank":           {"\nsep=;\nMMS ID,x;\n1;\n\n3\n", "in:6: 1 field, but the header has 2; correct the line, or save the table as XLSX", ""},
	"sep= of nothing":              {"sep=\n1\n", "sep=/1", ""},
	"sep= later":                   {"A\nsep=;\n", "A/sep=;", ""},
	"a comma in another name":      {"MMS ID;Title, Author\n1;2,3\n", "MMS ID|Title, Author/1|2,3", ""},
	"a semicolon in another name":  {"Title; Author,MMS ID\n1;2,3\n", "Title; Author|MMS ID/1;2|3", ""},
	"one in quotes":                {"\"a,MMS ID,b\";MMS ID\n\"1,\"\"2\"\"\";3\n", "a,MMS ID,b|MMS ID/1,\"2\"|3", ""},
	"vertical bars":                {"MMS ID|Title, and more\n1|2\n", "MMS ID|Title, and more/1|2", ""},
	"most of the names":            {"MMS ID,x;Network Id;MMS ID\n1,x;2;3\n", "MMS ID,x|Network Id|MMS ID/1,x|2|3", ""},
	"as many of the names":         {"MMS ID,x;Network Id,y\n1,2,3\n", "MMS ID|x;Network Id|y/1|2|3", ""},
	"no such name but a semicolon": {"a,b;c\n1,2\n", "a|b;c/1|2", ""},
	"a title of commas":            {"Our, list, of, 2025\nMMS ID;a,b\n1;2\n", "MMS ID|a,b/1|2", `in:1: skipped 1 row above the names of the columns: "Our, list, of, 2025"`},
	"workbook":                     {titledBook(2, "MMS ID"), "|MMS ID/|991000000015151", `in#S!A1: skipped 2 rows above the names of the columns: "Our list"`},
	"workbook, a few rows":         {book{rows: head(`<row><c t="str"><v>1</v></c></row>`)}.String(), "MMS ID|Note/1|", ""},
	"workbook, no name":            {book{rows: `<row><c t="str"><v>A</v></c></row><row><c t="str"><v>1</v></c></row>`}.String(), "A/1", ""},
	"workbook, another":            {titledBook(1, "ID"), `in#S!B3: "ID" is in a column without a name; name the column in the header, or delete it`, ""},
}

// Rows above the header are skipped with a warning, unless they are no titles.
func TestTitles(t *testing.T) {
	for name, tt := range titleCases {
		r, err := open(tt.in, choice{columns: wanted})
		got, skipped := "", ""
		if err == nil {
			if r.Skipped() != nil {
				skipped = r.Skipped().Error()
			}
			got, err = readAll(r)
		}
		if err != nil {
			got = err.Error()
		}
		if got != tt.want || skipped != tt.skipped {
			t.Errorf("%s: %q, skipped %q; want %q, %q", name, got, skipped, tt.want, tt.skipped)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"list.csv": "A,B\n1,2\n", "C#.csv": "C\n", "x#y.xlsx": book{rows: head("")}.String(), "dir/in": "",
		"dir#2/list.xlsx": book{rows: head("")}.String(),
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	for arg, want := range map[string]string{
		"list.csv":          "A",
		"C#.csv":            "C",
		"x#y.xlsx#S":        "MMS ID",
		"dir#2/list.xlsx#S": "MMS ID",
		"dir#S":             "dir: this is a directory; name a file",
		"x#y.xlsx":          "MMS ID",
		"list.csv#S":        "list.csv: this is a text file, which has no sheets; name it without #S",
		"none.xlsx#S":       "none.xlsx: no such file",
		"none":              "none: no such file",
		"dir":               "dir: this is a directory; name a file",
		"list.csv/a":        "list.csv/a: not a directory",
	} {
		r, err := Open(arg, "")
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = r.Header()[0]
			if r.Stat() == nil || r.Close() != nil {
				t.Errorf("Open(%s): no Stat, or Close failed", arg)
			}
		}
		if got != want {
			t.Errorf("Open(%s) = %s; want %s", arg, got, want)
		}
	}
}

// A pipe can be text, not a workbook.
func TestPipe(t *testing.T) {
	r, err := openSource(iotest.OneByteReader(strings.NewReader("A,B\n1,2\n")), choice{})
	if err != nil || !r.Scan() || r.Field(1) != "2" {
		t.Errorf("CSV from a pipe: %v", err)
	}
	_, err = openSource(io.MultiReader(strings.NewReader(book{}.String())), choice{})
	if err == nil || err.Error() != "in: a workbook cannot be read from a pipe; save it as a file and name that" {
		t.Errorf("a workbook from a pipe: %v", err)
	}
	broken := errors.New("broken")
	if _, err := openSource(iotest.ErrReader(broken), choice{}); !errors.Is(err, broken) {
		t.Errorf("a broken pipe: %v", err)
	}
	text := func(size int) io.Reader {
		return io.MultiReader(strings.NewReader("A\n"+strings.Repeat("1\n", size/2)), iotest.ErrReader(broken))
	}
	if _, err := openSource(text(1000), choice{}); !errors.Is(err, broken) {
		t.Errorf("a pipe that breaks soon: %v", err)
	}
	r, err = openSource(text(2<<20), choice{})
	if err != nil {
		t.Fatal(err)
	}
	for r.Scan() {
	}
	if !errors.Is(r.Err(), broken) || r.Scan() {
		t.Errorf("a pipe that breaks later: %v", r.Err())
	}
}

// A disk that fails is told as such, and not as a damaged workbook.
func TestBrokenDisk(t *testing.T) {
	in := brokenDisk{strings.NewReader(book{rows: head("")}.String())}
	_, err := openSource(in, choice{})
	if want := damaged("in", &fs.PathError{Err: syscall.EIO}).Error(); err == nil || err.Error() != want || !strings.Contains(want, ": input/output error; ") {
		t.Errorf("%v; want %s", err, want)
	}
}

// A brokenDisk can be read at its end, where a zip has its directory, and at its
// beginning once.
type brokenDisk struct{ *strings.Reader }

func (d brokenDisk) ReadAt(b []byte, at int64) (int, error) {
	if at < d.Size()/2 {
		return 0, &fs.PathError{Err: syscall.EIO}
	}
	return d.Reader.ReadAt(b, at)
}

// A workbook with any one byte wrong is an error, or the byte did not matter.
func TestDamagedWorkbook(t *testing.T) {
	in := book{rows: head(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 20)), strings: "<si><t>991417914705151</t></si>"}.String()
	want, err := read(in, choice{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(in) {
		damaged := []byte(in)
		damaged[i] ^= 0x55
		got, err := read(string(damaged), choice{})
		if err == nil && got != want {
			t.Errorf("byte %d of %d wrong: read %q", i, len(in), got)
		}
	}
}

// XML that is cut off at any byte, in a zip that is whole, is an error and not the
// end of the table.
func TestCutXML(t *testing.T) {
	b := book{rows: head(`<row r="2"><c r="A2" t="s"><v>0</v></c></row>`), strings: "<si><t>991417914705151</t></si><si/>"}
	if got, err := read(b.String(), choice{}); err != nil || got != "MMS ID|Note/991417914705151|" {
		t.Fatal(got, err)
	}
	for part, end := range map[string]string{"xl/worksheets/sheet1.xml": "</sheetData>", "xl/sharedStrings.xml": "</sst>"} {
		whole := b.parts()[part]
		for i := range strings.Index(whole, end) + len(end) {
			b.more = map[string]string{part: whole[:i]}
			if got, err := read(b.String(), choice{}); err == nil {
				t.Errorf("%s, cut to %q: read %q", part, whole[:i], got)
			}
		}
	}
}

// Strings that unpack to more than is held are refused beforehand.
func TestBomb(t *testing.T) {
	const part = "xl/sharedStrings.xml"
	for size, want := range map[uint64]string{maxStrings: damaged("in", errBroken).Error(), maxStrings + 1: damaged("in", errTooLong).Error()} {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for name, text := range (book{rows: head(""), strings: "<si/>"}).parts() {
			h := &zip.FileHeader{Name: name, CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text)), CRC32: crc32.ChecksumIEEE([]byte(text))}
			if name == part {
				h.UncompressedSize64 = size
			}
			w, err := z.CreateRaw(h)
			if err == nil {
				_, err = io.WriteString(w, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := read(out.String(), choice{}); err == nil || err.Error() != want {
			t.Errorf("%d bytes: %v; want %s", size, err, want)
		}
	}
}

// The real files, where they are.
func TestReal(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header string
		rows   int
	}{
		{"OCLC-doublecheck.xlsx", "Network Id|OCLC Control Number (035a)|OCLC Control Number (035z)|Bibliographic Lifecycle|Institution Name", 123},
		{"Do_not_change.xlsx", "Network Id", 1},
	} {
		in, err := os.ReadFile("../../../shared/real/" + tt.name)
		if err != nil {
			t.Skip(err)
		}
		got, err := read(string(in), choice{})
		header, _, _ := strings.Cut(got, "/")
		if rows := strings.Count(got, "/"); err != nil || header != tt.header || rows != tt.rows {
			t.Errorf("%s: header %s, %d rows, %v; want %s, %d", tt.name, header, rows, err, tt.header, tt.rows)
		}
	}
}
