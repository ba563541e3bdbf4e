package table

import (
	"encoding/binary"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/tsv"
)

// Whatever the bytes are, there is a table or an error of one line, and each
// field can be a field of TSV.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"", "MMS ID\n991417914705151\n", "A\tB\n1\t\"2\n", "A,B\r\n\"1\n\",2\r\n", "A;B\n\"\"\"\";\n",
		wide(binary.LittleEndian, "A\tB\r\n1\t\"2\"\r\n"), wide(binary.BigEndian, "A\n1\n"),
		"<html>", others[0].begin, zipped(nil),
		book{rows: head(`<row><c><v>9.92E+14</v></c></row>`)}.String(),
		book{rows: head(`<row><c t="s"><v>0</v></c></row>`), strings: `<si><t>&lt;_x000A_</t></si>`}.String(),
	} {
		f.Add([]byte(seed))
	}
	for _, tt := range textCases {
		f.Add([]byte(tt.in))
	}
	for _, tt := range titleCases {
		f.Add([]byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) { checkTable(t, string(in)) })
}

// The same for what is within a workbook, which FuzzOpen can hardly change
// without breaking the zip.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="2"><c r="B2" s="1"><v>45803.5</v></c></row>`, `<si><t>a</t></si>`, `<cellXfs><xf/><xf numFmtId="14"/></cellXfs>`)
	f.Add(`<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>x&amp;</t></r></is></c></row>`, `<si><r><t>a</t></r><rPh><t>b</t></rPh></si>`, "")
	f.Add(`<row><c t="str"><f>1</f><v>_x000D_</v></c></row><!-- --><row r="9"><c t="e"><v>#N/A</v></c></row>`, "", "")
	f.Add(`<row><c t="str"><f>HYPERLINK("a")</f><v/></c></row></sheetData><hyperlinks><hyperlink ref="A1"/></hyperlinks><sheetData>`, "", "")
	f.Add(`<row><c><v>-1.5E-3</v></c><c><v><![CDATA[7]]></v></c></row>`, "", "")
	for _, tt := range workbookCases {
		f.Add(tt.in.rows, tt.in.strings, tt.in.styles)
	}
	f.Fuzz(func(t *testing.T, rows, strings, styles string) {
		checkTable(t, book{rows: rows, strings: strings, styles: styles}.String())
	})
}

func checkTable(t *testing.T, in string) {
	for _, want := range []choice{{}, {columns: wanted}, {columns: wanted, all: true}} {
		checkChoice(t, in, want)
	}
	checkLook(t, in)
}

// checkLook looks through whatever there is.
func checkLook(t *testing.T, in string) {
	all, err := newReaders(strings.NewReader(in), "in", choice{columns: wanted, each: true})
	if err != nil {
		checkError(t, err)
	}
	for _, r := range all {
		for row := true; row; row = r.Look() {
			for at := range r.Width() {
				if field := r.Field(at); field != tsv.Clean(field) {
					t.Errorf("field %q", field)
				}
				if link := r.Link(at); link != "" && !isLink().MatchString(link) {
					t.Errorf("link %q", link)
				}
			}
		}
		if r.Err() != nil {
			checkError(t, r.Err())
		}
		for _, l := range r.Links() {
			if !strings.HasPrefix(l.Place, r.Name()+"!") || l.At < -1 {
				t.Errorf("link %+v", l)
			}
		}
	}
}

func checkChoice(t *testing.T, in string, want choice) {
	r, err := open(in, want)
	if err != nil {
		checkError(t, err)
		return
	}
	for r.Scan() {
		for at := range r.Header() {
			if field := r.Field(at); field != tsv.Clean(field) {
				t.Errorf("field %q", field)
			}
			if id, err := r.MMSID(at); err != nil {
				checkError(t, err)
			} else if !strings.Contains(r.Field(at), id.String()) {
				t.Errorf("MMS ID %s of %q", id, r.Field(at))
			}
			if numbers, err := r.OCLCNumbers(at); err != nil {
				checkError(t, err)
			} else if numbers != r.Field(at) {
				t.Errorf("OCLC numbers %q of %q", numbers, r.Field(at))
			}
		}
	}
	if r.Err() != nil {
		checkError(t, r.Err())
	}
}

func checkError(t *testing.T, err error) {
	if place, what, _ := strings.Cut(err.Error(), ": "); !strings.HasPrefix(place, "in") || what == "" || strings.Contains(what, "\n") {
		t.Errorf("an error without a place: %v", err)
	}
}

// Where it is CSV to us, it is the same CSV to encoding/csv.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a,\"b\n\"\"\"\r\n\"\",\n\n", "a,b\r\n\"\r\n\",x", "a,\"\"\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if strings.ContainsAny(in, "\t;") || strings.Contains(in, "\r") || strings.HasPrefix(in, "\uFEFF") || strings.Contains(strings.ToLower(in), "sep=") {
			return // encoding/csv counts them for text
		}
		r, err := open(in, choice{})
		if err != nil || !r.src.(*text).quoted {
			return
		}
		got := [][]string{texts(r.row.cells)}
		for r.Scan() {
			got = append(got, texts(r.row.cells))
		}
		if r.Err() != nil {
			return
		}
		c := csv.NewReader(strings.NewReader(in))
		c.FieldsPerRecord = -1
		all, err := c.ReadAll()
		if err != nil {
			t.Fatalf("%q is no CSV: %v; read as %q", in, err, got)
		}
		var want [][]string
		for _, row := range all {
			if blank(strings.Join(row, "")) {
				continue
			}
			if len(want) > 0 {
				row = row[:len(r.header)]
			}
			want = append(want, row)
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	})
}

func texts(cells []cell) []string {
	var all []string
	for _, c := range cells {
		all = append(all, c.text)
	}
	return all
}
