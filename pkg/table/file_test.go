package table

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// A book is a workbook of raw XML, as no program would let us write it.
type book struct {
	sheets  string // what is in <sheets>; "" = one named S
	rows    string // what is in <sheetData> of the first sheet
	strings string // what is in <sst>; "" = no such part
	styles  string // what is in <styleSheet>; "" = no such part
	more    map[string]string
}

const xmlns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

func (b book) parts() map[string]string {
	const rel = `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
	if b.sheets == "" {
		b.sheets = `<sheet name="S" sheetId="1" r:id="r1"/>`
	}
	rels := fmt.Sprintf(rel, "r1", "worksheet", "worksheets/sheet1.xml") +
		fmt.Sprintf(rel, "r2", "worksheet", "/xl/worksheets/sheet2.xml") +
		fmt.Sprintf(rel, "r3", "chartsheet", "chartsheets/sheet1.xml")
	parts := map[string]string{
		"[Content_Types].xml":      `<Types/>`,
		"_rels/.rels":              `<Relationships>` + fmt.Sprintf(rel, "r1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml":          `<workbook ` + xmlns + `><sheets>` + b.sheets + `</sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet ` + xmlns + `><sheetData>` + b.rows + `</sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row><c t="str"><v>Second</v></c></row></sheetData></worksheet>`,
	}
	if b.strings != "" {
		rels += fmt.Sprintf(rel, "r4", "sharedStrings", "sharedStrings.xml")
		parts["xl/sharedStrings.xml"] = `<sst>` + b.strings + `</sst>`
	}
	if b.styles != "" {
		rels += fmt.Sprintf(rel, "r5", "styles", "styles.xml")
		parts["xl/styles.xml"] = `<styleSheet ` + xmlns + `>` + b.styles + `</styleSheet>`
	}
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + rels + `</Relationships>`
	for name, text := range b.more {
		parts[name] = text
	}
	return parts
}

func (b book) String() string { return zipped(b.parts()) }

func zipped(parts map[string]string) string {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

// head is a row with the header "MMS ID" and "Note", and what follows it.
func head(rows string) string {
	return `<row r="1"><c r="A1" t="inlineStr"><is><t>MMS ID</t></is></c><c r="B1" t="inlineStr"><is><t>Note</t></is></c></row>` + rows
}

// saved is a workbook as excelize writes it.
func saved(t testing.TB, fill func(f *excelize.File) error, opts ...excelize.Options) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, opts...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func wide(order binary.AppendByteOrder, s string) string {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func open(in string, want choice) (*Reader, error) {
	return openSource(strings.NewReader(in), want)
}

func openSource(src io.Reader, want choice) (*Reader, error) {
	all, err := newReaders(src, "in", want)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// read is the table as text: fields joined by "|", rows by "/".
func read(in string, want choice) (string, error) {
	r, err := open(in, want)
	if err != nil {
		return "", err
	}
	return readAll(r)
}

func readAll(r *Reader) (string, error) {
	all := strings.Join(r.Header(), "|")
	for r.Scan() {
		var fields []string
		for at := range r.Header() {
			fields = append(fields, r.Field(at))
		}
		all += "/" + strings.Join(fields, "|")
	}
	return all, r.Err()
}

// readIDs reads the first column as MMS IDs.
func readIDs(in string) (string, error) {
	r, err := open(in, choice{})
	if err != nil {
		return "", err
	}
	var ids []string
	for r.Scan() {
		id, err := r.MMSID(0)
		if err != nil {
			return "", err
		}
		ids = append(ids, id.String())
	}
	return strings.Join(ids, " "), r.Err()
}
