package table

import (
	"fmt"
	"strings"
	"testing"
)

const benchRows = 500_000

// values are a row of the Analytics report, of which each number is another.
func values(row int) [5]string {
	n := fmt.Sprint(1_000_000_000 + row*17)
	return [5]string{"99" + n + "5151", n, n + "; 150608888", "In Repository", "Carleton University | Western University"}
}

func benchSheet(cell func(value string, at int) string) string {
	var b strings.Builder
	for row := range benchRows + 1 {
		b.WriteString("<row>")
		for at, value := range values(row) {
			b.WriteString(cell(value, at))
		}
		b.WriteString("</row>")
	}
	return b.String()
}

func inline(value string, _ int) string {
	return `<c t="inlineStr" xml:space="preserve"><is><t>` + value + `</t></is></c>` + "\n\t\t"
}

// inlineBook is a workbook as Analytics writes it.
func inlineBook() (in string, unpacked int) {
	b := book{rows: benchSheet(inline)}
	return b.String(), len(b.rows)
}

// sharedBook is a workbook as Excel writes it.
func sharedBook() (in string, unpacked int) {
	var text strings.Builder
	number := make(map[string]int)
	rows := benchSheet(func(value string, at int) string {
		n, ok := number[value]
		if !ok {
			n = len(number)
			number[value] = n
			text.WriteString("<si><t>" + value + "</t></si>")
		}
		return fmt.Sprintf(`<c r="%s1" s="1" t="s"><v>%d</v></c>`, ColumnName(at), n)
	})
	return book{rows: rows, strings: text.String()}.String(), len(rows) + text.Len()
}

func csvText() (in string, unpacked int) {
	var b strings.Builder
	for row := range benchRows + 1 {
		v := values(row)
		fmt.Fprintf(&b, "%s\n", strings.Join(v[:], ","))
	}
	return b.String(), b.Len()
}

func BenchmarkInlineXLSX(b *testing.B) { benchmark(b, inlineBook) }
func BenchmarkSharedXLSX(b *testing.B) { benchmark(b, sharedBook) }
func BenchmarkCSV(b *testing.B)        { benchmark(b, csvText) }

func benchmark(b *testing.B, make func() (string, int)) {
	in, unpacked := make()
	b.SetBytes(int64(unpacked))
	b.ReportAllocs()
	for b.Loop() {
		r, err := open(in, choice{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for r.Scan() {
			if _, err := r.MMSID(0); err != nil {
				b.Fatal(err)
			}
			for at := range r.Header() {
				n += len(r.Field(at))
			}
		}
		if r.Err() != nil || n == 0 {
			b.Fatal(r.Err())
		}
	}
}
