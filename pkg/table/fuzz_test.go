package table

import (
	"encoding/binary"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
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
		"<html>", ole("Workbook"), ole("EncryptedPackage"), zipped(nil),
		book{rows: head(`<row><c><v>9.92E+14</v></c></row>`)}.String(),
		book{rows: head(`<row><c t="s"><v>0</v></c></row>`), strings: `<si><t>&lt;_x000A_</t></si>`}.String(),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) { checkTable(t, string(in)) })
}

// The same for what is within a workbook, which FuzzOpen can hardly change
// without breaking the zip.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="2"><c r="B2" s="1"><v>45803.5</v></c></row>`, `<si><t>a</t></si>`, `<cellXfs><xf/><xf numFmtId="14"/></cellXfs>`)
	f.Add(`<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>x&amp;</t></r></is></c></row>`, `<si><r><t>a</t></r><rPh><t>b</t></rPh></si>`, "")
	f.Add(`<row><c t="str"><f>1</f><v>_x000D_</v></c></row><!-- --><row r="9"><c t="e"><v>#N/A</v></c></row>`, "", "")
	f.Add(`<row><c><v>-1.5E-3</v></c><c><v><![CDATA[7]]></v></c></row>`, "", "")
	f.Fuzz(func(t *testing.T, rows, strings, styles string) {
		checkTable(t, book{rows: rows, strings: strings, styles: styles}.String())
	})
}

func checkTable(t *testing.T, in string) {
	r, err := open(in, choice{})
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
		}
	}
	if r.Err() != nil {
		checkError(t, r.Err())
	}
}

func checkError(t *testing.T, err error) {
	var placed *Error
	if !errors.As(err, &placed) || !strings.HasPrefix(placed.Place, "in") {
		t.Errorf("an error without a place: %v", err)
	}
}

// Where it is CSV to us, it is the same CSV to encoding/csv.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a,\"b\n\"\"\"\r\n\"\",\n\n", "a,b\r\n\"\r\n\",x", "a,\"\"\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if strings.ContainsAny(in, "\t;") || strings.Contains(in, "\r") || strings.HasPrefix(in, "\uFEFF") {
			return // encoding/csv counts them for text
		}
		r, err := open(in, choice{})
		if err != nil || !r.src.(*text).quoted {
			return
		}
		got := [][]string{slices.Clone(r.row.cells)}
		for r.Scan() {
			row := slices.Clone(r.row.cells)
			got = append(got, row)
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
			if (&record{cells: row}).blank() {
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

// Where encoding/xml reads it, the scanner reads the same.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		`<a x="1>" y='"'><b/>t&lt;&#x41;&#66;</a>`, "<p:a>\r\n<!-- <x> --><![CDATA[<&]]> ]]&gt;</p:a >", `<?x y?><a>é</a>`, "<a", "\n<!-- -->",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var want, got []string
		d := xml.NewDecoder(strings.NewReader(in))
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			switch tok := tok.(type) {
			case xml.StartElement:
				s := "<" + tok.Name.Local
				for _, a := range tok.Attr {
					if strings.ContainsAny(a.Value, "&\n") || a.Name.Space != "" {
						return
					}
					s += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
				}
				want = append(want, s)
			case xml.EndElement:
				want = append(want, "</"+tok.Name.Local)
			case xml.CharData:
				want = addText(want, string(tok))
			case xml.Directive:
				return
			}
		}
		if strings.Contains(in, "&") && strings.ContainsAny(in, "='\"") || strings.Contains(in, "xmlns") || strings.Contains(in, "::") {
			return // attributes hold no entities that we need
		}
		x := scanner{src: strings.NewReader(in)}
		for {
			tok, err := x.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v; want %q", in, err, want)
			}
			switch tok {
			case startTag:
				s := "<" + string(x.name)
				for key, value, rest := cutAttr(x.attrs); key != nil; key, value, rest = cutAttr(rest) {
					s += fmt.Sprintf(" %s=%q", key, value)
				}
				got = append(got, s)
			case endTag:
				got = append(got, "</"+string(x.name))
			case chars:
				b, err := x.appendText(nil)
				if err != nil {
					t.Fatalf("%q: %v; want %q", in, err, want)
				}
				got = addText(got, string(b))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	})
}

func addText(all []string, s string) []string {
	if s == "" {
		return all
	}
	if last := len(all) - 1; last >= 0 && !strings.HasPrefix(all[last], "<") {
		all[last] += s
		return all
	}
	return append(all, s)
}
