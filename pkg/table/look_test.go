package table

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// linked is a workbook whose first sheet has those rows, and behind them that, which
// refers to relations of the sheet.
func linked(rows, behind, relations string) book {
	more := map[string]string{"xl/worksheets/sheet1.xml": `<worksheet ` + xmlns + `><sheetData>` + rows + `</sheetData>` + behind + `</worksheet>`}
	if relations != "" {
		more["xl/worksheets/_rels/sheet1.xml.rels"] = relations
	}
	return book{more: more}
}

const toPage = `<Relationships><Relationship Id="r7" Type="x/hyperlink" Target="https://x/991" TargetMode="External"/></Relationships>`

// Where cells lead to is known of a sheet that OpenEach opened.
func TestLinks(t *testing.T) {
	const formula = `HYPERLINK("https://x/991","War")`
	const escaped = `HYPERLINK(&quot;https://x/991&quot;,&quot;War&quot;)`
	for name, tt := range map[string]struct{ in, want string }{ // rows, each a cell and what it leads to; then the links that no formula makes
		"none":              {linked(head(`<row><c t="str"><v>x</v></c></row>`), "", "").String(), "x= ="},
		"a formula":         {linked(head(`<row><c t="str"><f>`+escaped+`</f><v>War</v></c></row>`), "", "").String(), "War=" + formula + " ="},
		"another formula":   {linked(head(`<row><c t="str"><f>A1&amp;"HYPERLINK"</f><v>War</v></c></row>`), "", "").String(), "War= ="},
		"within a formula":  {linked(head(`<row><c t="str"><f>IF(A1,hyperlink (B1),"")</f><v>War</v></c></row>`), "", "").String(), `War=IF(A1,hyperlink (B1),"") =`},
		"of another row":    {linked(head(`<row><c t="str"><f>`+escaped+`</f><v>War</v></c></row><row><c t="str"><v>x</v></c></row>`), "", "").String(), "War=" + formula + " = x= ="},
		"a number":          {linked(head(`<row><c><f>`+escaped+`</f><v>5</v></c></row>`), "", "").String(), "5=" + formula + " ="},
		"nothing is shown":  {linked(head(`<row><c/><c t="str"><f>`+escaped+`</f><v></v></c></row>`), "", "").String(), "= =" + formula},
		"no stored result":  {linked(head(`<row><c><f>`+escaped+`</f></c></row>`), "", "").String(), "in#S!A2: the formula has no stored result; open the workbook in a spreadsheet program and save it again"},
		"a cell":            {linked(head(`<row><c t="str"><v>x</v></c></row>`), `<hyperlinks><hyperlink ref="B2" r:id="r7"/></hyperlinks>`, toPage).String(), "x= = in#S!B2 1 https://x/991"},
		"cells, a place":    {linked(head(`<row><c t="str"><v>x</v></c></row>`), `<x/><hyperlinks><hyperlink location="a" ref="A1:B2" r:id="r7"/><hyperlink ref="C3" location="b"/><hyperlink/></hyperlinks>`, toPage).String(), "x= = in#S!A1 0 https://x/991#a in#S!C3 2 #b in#S! -1 "},
		"a link to nowhere": {linked(head(`<row><c t="str"><v>x</v></c></row>`), `<hyperlinks><hyperlink ref="B2" r:id="r8"/></hyperlinks>`, toPage).String(), "x= = in#S!B2 1 "},
		"damaged relations": {linked(head(`<row><c t="str"><v>x</v></c></row>`), `<hyperlinks><hyperlink ref="B2" r:id="r7"/></hyperlinks>`, "<Relationships>").String(), damaged("in#S!A2", errBroken).Error()},
		"damaged behind":    {linked(head(`<row><c t="str"><v>x</v></c></row>`), `<hyperlinks><hyperlink`, toPage).String(), damaged("in#S!A2", errBroken).Error()},
		"past the header":   {linked(head(`<row><c r="C2" t="str"><f>`+escaped+`</f><v></v></c></row>`), "", "").String(), `in#S!C2: "" is in a column without a name; name the column in the header, or delete it`},
		"in CSV":            {"MMS ID,Note\nx,\"=HYPERLINK(\"\"a\"\")\"\n =x, =Hyperlink(5)\ny,HYPERLINK(5)\n", `x= =HYPERLINK("a")==HYPERLINK("a")  =x=  =Hyperlink(5)= =Hyperlink(5) y= HYPERLINK(5)=`},
	} {
		all, err := newReaders(strings.NewReader(tt.in), "in", choice{columns: wanted, each: true})
		if err != nil {
			t.Fatal(name, err)
		}
		r := all[0]
		var got []string
		for r.Scan() {
			for at := range r.Header() {
				got = append(got, r.Field(at)+"="+r.Link(at))
			}
		}
		for _, l := range r.Links() {
			got = append(got, fmt.Sprint(l.Place, " ", l.At, " ", l.Address))
		}
		text := strings.Join(got, " ")
		if r.Err() != nil {
			text = r.Err().Error()
		}
		if text != tt.want {
			t.Errorf("%s: %s; want %s", name, text, tt.want)
		}
	}
	// Other commands do not look behind the cells.
	r, err := open(linked(head(`<row><c t="str"><f>`+escaped+`</f><v>War</v></c></row>`), `<hyperlinks><hyperlink ref="B2" r:id="r7"/>`, "").String(), choice{columns: wanted})
	if err != nil || !r.Scan() || r.Link(0) != "" || r.Scan() || r.Err() != nil || r.Links() != nil {
		t.Errorf("a sheet of which no links are wanted: %v, %v", err, r.Err())
	}
}

// Rows of any shape can be looked at, the first one too.
func TestLook(t *testing.T) {
	cells := func(fields ...string) string {
		return `<row><c t="str"><v>` + strings.Join(fields, `</v></c><c t="str"><v>`) + "</v></c></row>"
	}
	in := book{rows: cells("a") + cells("b", "c", "d") + "<row/>" + strings.Repeat(cells("e", "f"), 30) + cells("g")}.String()
	all, err := newReaders(strings.NewReader(in), "in", choice{columns: wanted, each: true})
	if err != nil {
		t.Fatal(err)
	}
	r, rows, got := all[0], 0, ""
	for row := true; row; row = r.Look() {
		rows++
		for at := range r.Width() {
			got += r.Field(at)
		}
	}
	if want := "abcd" + strings.Repeat("ef", 30) + "g"; got != want || rows != 33 || r.Err() != nil || r.Look() {
		t.Errorf("%d rows: %s, %v; want %s", rows, got, r.Err(), want)
	}
	if r.Known() || all[0].Sheet() != "S" || all[0].Name() != "in#S" || all[0].File() != "in" {
		t.Errorf("known %t, sheet %s, name %s, file %s", r.Known(), r.Sheet(), r.Name(), r.File())
	}
}

// A file is called in messages what people call it; tables have its path.
func TestNames(t *testing.T) {
	t.Chdir(t.TempDir())
	bad := head(`<row><c t="str"><v>9.9E+14</v></c></row>`)
	list := book{sheets: `<sheet name="S#1" r:id="r1"/>`, rows: bad}.String()
	for name, text := range map[string]string{"inputs/a.csv": "MMS ID,x\n9.9E+14,\n", "inputs/l.xlsx": list, "inputs/C#": "MMS ID\n9.9E+14\n", "inputs/empty": ""} {
		if err := errors.Join(os.MkdirAll("inputs", 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	names := Names{File: func(path string) string { return strings.Replace(path, "inputs/", "/home/Ann/", 1) }}
	const cutShort = ": 9.9E+14 is an MMS ID cut short by a spreadsheet; take it from its source again, as text"
	for arg, want := range map[string]string{
		"inputs/a.csv":      "/home/Ann/a.csv:2" + cutShort + " from inputs/a.csv:2",
		"inputs/C#":         "/home/Ann/C#:2" + cutShort + " from inputs/C#:2",
		"inputs/l.xlsx":     "/home/Ann/l.xlsx#S#1!A2" + cutShort + " from inputs/l.xlsx#S#1!A2",
		"inputs/l.xlsx#S#1": "/home/Ann/l.xlsx#S#1!A2" + cutShort + " from inputs/l.xlsx#S#1!A2",
		"inputs/l.xlsx#T":   `/home/Ann/l.xlsx: no sheet "T"; there are: S#1`,
		"inputs/empty":      "/home/Ann/empty: the table is empty; a header row with the names of the columns is wanted",
		"inputs/none#S":     "/home/Ann/none: no such file",
		"inputs":            "inputs: this is a directory; name a file",
	} {
		for how, open := range map[string]func(string) ([]*Reader, error){
			"Open":     func(arg string) ([]*Reader, error) { r, err := names.Open(arg, "", "MMS ID"); return []*Reader{r}, err },
			"OpenAll":  func(arg string) ([]*Reader, error) { return names.OpenAll(arg, "MMS ID") },
			"OpenEach": func(arg string) ([]*Reader, error) { return names.OpenEach(arg, "MMS ID") },
		} {
			all, err := open(arg)
			got := ""
			if err == nil {
				r := all[0]
				if !r.Scan() {
					t.Fatal(r.Err())
				}
				_, err = r.MMSID(0)
				got = " from " + r.From(0)
				if r.Chosen() != strings.HasSuffix(arg, "#S#1") || !r.Known() {
					t.Errorf("%s: chosen %t, known %t", arg, r.Chosen(), r.Known())
				}
			}
			if got = err.Error() + got; got != want {
				t.Errorf("%s(%s): %s; want %s", how, arg, got, want)
			}
		}
	}
}

// OpenEach opens all sheets that are not empty, and tells of none but these.
func TestOpenEach(t *testing.T) {
	t.Chdir(t.TempDir())
	full := book{sheets: `<sheet name="One" r:id="r1"/><sheet name="Two" state="hidden" r:id="r2"/><sheet name="Chart" r:id="r3"/>`, rows: head("")}
	for name, b := range map[string]book{"full": full, "half": {sheets: full.sheets}, "none": {}} {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for arg, want := range map[string]string{
		"full": "One true Two false", "full#two": "Two false", "half": "Two false",
		"none": "none#S: the table is empty; a header row with the names of the columns is wanted",
	} {
		all, err := Names{}.OpenEach(arg, wanted...)
		var got []string
		for _, r := range all {
			got = append(got, fmt.Sprint(r.Sheet(), " ", r.Known()))
		}
		if err != nil {
			got = []string{err.Error()}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s; want %s", arg, text, want)
		}
	}
}
