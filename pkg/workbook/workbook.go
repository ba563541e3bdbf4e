// Package workbook makes Excel workbooks from tables.
//
// Each sheet is a table: a bold header that stays in place, a filter, columns
// as wide as what they hold, ready to print. Every cell is text and formatted
// as text (@), so that no program that opens the workbook changes an id or a
// number, and no value is ever a formula; only columns that are said to be
// counts hold numbers. What XML cannot hold, control characters, is written as
// _xHHHH_, which Excel and its kin read back as what it was. A value of more
// than 32,767 characters is an error.
//
// Excelize makes everything in a workbook but the rows. Those are so many that
// they have a path of their own (rows.go), which writes them as they come into
// the sheet that excelize made. Nothing is held but some blocks of 1 MiB and
// the links of the sheet being written.
//
// The same tables give the same bytes, whenever and wherever.
package workbook

import (
	"io"

	"datasync/pkg/tsv"
)

// Limits of Excel.
const (
	maxRows    = 1_048_576
	maxColumns = 16_384
	maxCell    = 32_767 // UTF-16 code units
	maxLinks   = 65_530 // of a sheet
	maxURL     = 2_079  // characters
)

// A Sheet is a sheet to be made.
type Sheet struct {
	Name  string
	Table Table
}

// A Table is what a sheet holds.
type Table struct {
	Rows    *tsv.Reader
	Columns []Column // those to show, in order; none: all
}

// A Column is a column of a table, and how it is shown.
type Column struct {
	Name   string // in the table
	Header string // in the sheet; "" is Name
	Number bool   // plain numbers are numbers, not text
}

// A Count says how many rows each sheet holds, in order.
type Count []SheetCount

// A SheetCount is the number of rows of a sheet, without its header.
type SheetCount struct {
	Sheet string
	Rows  int
}

// Rows is the number of rows of all sheets.
func (c Count) Rows() int {
	n := 0
	for _, sheet := range c {
		n += sheet.Rows
	}
	return n
}

// Write writes a workbook of the given sheets, at least one. A sheet of more
// rows than Excel takes continues in NAME (2), and so on, each with a header.
func Write(dst io.Writer, sheets ...Sheet) (Count, error) { return write(dst, sheets, maxRows-1) }

func write(dst io.Writer, sheets []Sheet, limit int) (Count, error) {
	names := make([]string, len(sheets))
	for i, sheet := range sheets {
		names[i] = sheet.Name
	}
	if err := CheckNames(names...); err != nil {
		return nil, err
	}
	sources := make([]*source, len(sheets))
	for i, sheet := range sheets {
		var err error
		if sources[i], err = newSource(sheet.Table); err != nil {
			return nil, err
		}
	}
	b, err := newBook(dst)
	if err != nil {
		return nil, err
	}
	namer := newNamer(names)
	for i, sheet := range sheets {
		name, part := sheet.Name, 1
		for more := true; more; {
			if more, err = b.list(name, sources[i], limit); err != nil {
				return nil, err
			}
			if more {
				name = namer.next(sheet.Name, &part)
			}
		}
	}
	return b.count, b.close()
}

// Split writes a sheet as several workbooks, of at most the given number of
// rows each. next opens the n-th one, from 1; one is written even without a
// row.
func Split(sheet Sheet, rows int, next func(n int) (io.Writer, error)) (Count, error) {
	if err := CheckNames(sheet.Name); err != nil {
		return nil, err
	}
	src, err := newSource(sheet.Table)
	if err != nil {
		return nil, err
	}
	var count Count
	for n, more := 1, true; more; n++ {
		dst, err := next(n)
		if err != nil {
			return nil, err
		}
		b, err := newBook(dst)
		if err != nil {
			return nil, err
		}
		if more, err = b.list(sheet.Name, src, min(rows, maxRows-1)); err != nil {
			return nil, err
		}
		if err := b.close(); err != nil {
			return nil, err
		}
		count = append(count, b.count...)
	}
	return count, nil
}
