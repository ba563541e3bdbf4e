package table

import (
	"errors"
	"io"
	"slices"
	"strings"

	"datasync/pkg/count"
	"datasync/pkg/tsv"
)

// maxTitles is how many rows may stand above the header.
const maxTitles = 20

var errEmpty = errors.New("the table is empty; a header row with the names of the columns is wanted")

// isHeader tells whether a row with these names is the header that is wanted: it
// has one of the columns, or all of them.
func (c choice) isHeader(names []string) bool {
	found := c.found(names)
	return found > 0 && (found == len(c.columns) || !c.all)
}

// found is how many of the wanted columns are among the names.
func (c choice) found(names []string) (n int) {
	names = slices.Clone(names)
	for i, name := range names {
		names[i] = c.headings.column(name)
	}
	for _, column := range c.columns {
		if at, err := tsv.Find(names, column); at >= 0 || err != nil { // one that is there twice is there
			n++
		}
	}
	return n
}

// readHeader finds the header among the first rows, or else takes the first of
// them.
func (r *Reader) readHeader(want choice) error {
	titles := 0
	r.headings, r.chosen = want.headings, want.named
	for len(r.ahead) <= maxTitles && (len(r.ahead) == 0 || len(want.columns) > 0) {
		var row record
		err := r.read(&row)
		if errors.Is(err, io.EOF) {
			r.ended = true
			break
		}
		if err != nil {
			return err
		}
		r.ahead = append(r.ahead, row)
		if want.isHeader(row.fields()) {
			r.found, titles = true, len(r.ahead)-1
			break
		}
	}
	if len(r.ahead) == 0 {
		return errorf(r.name, "%w", errEmpty)
	}
	if err := r.skipTitles(titles); err != nil {
		return err
	}
	r.row, r.ahead = r.ahead[0], r.ahead[1:]
	r.top = r.src.place(r.row.number, 0)
	r.width = len(r.row.cells)
	for _, name := range r.row.fields() {
		r.header = append(r.header, strings.Clone(want.headings.column(strings.TrimSpace(name))))
	}
	for len(r.header) > 1 && r.header[len(r.header)-1] == "" { // the first is, where a row is a link alone
		r.header = r.header[:len(r.header)-1]
	}
	return nil
}

// skipTitles passes over the rows above the header. One that holds an MMS ID is
// no title: it would be lost.
func (r *Reader) skipTitles(n int) error {
	if n == 0 {
		return nil
	}
	for _, row := range r.ahead[:n] {
		for at, field := range row.fields() {
			if LooksLikeID(field) {
				return errorf(r.src.place(row.number, at), "%.40q stands above the names of the columns, which are in row %d; move it below them, or delete it", field, r.ahead[n].number)
			}
		}
	}
	first := r.ahead[0]
	text := strings.Join(strings.Fields(strings.Join(first.fields(), " ")), " ")
	r.skipped = errorf(r.src.place(first.number, 0), "skipped %s above the names of the columns: %.40q", count.Of(n, "row"), text)
	r.ahead = r.ahead[n:]
	return nil
}

// Skipped is a warning of the rows above the header, which are not read; nil if
// there is none.
func (r *Reader) Skipped() error { return r.skipped }
