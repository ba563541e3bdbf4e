// Package workbook makes Excel workbooks from tables.
//
// Each sheet is a table: a bold header that stays in place, a filter, columns
// as wide as what they hold, ready to print. Every cell is text and formatted
// as text (@), so that no program that opens the workbook changes an id or a
// number, and no value is ever a formula; only columns that are said to be
// counts hold numbers. What XML cannot hold, control characters, is written as
// _xHHHH_, which Excel, LibreOffice, SheetJS and excelize read back as what it
// was; ExcelJS and openpyxl show it as it is written. A value of more than 32,767 characters is
// an error, or is cut and says so.
//
// Excelize makes everything in a workbook but the rows (excelize.go). Those are
// so many that they have a path of their own (rows.go), which writes them as
// they come into the sheet that excelize made. Nothing is held but the first
// thousand rows of each table and the links of the sheet being written.
//
// The same tables give the same bytes, whenever and wherever.
package workbook

import "io"

// Limits of Excel.
const (
	maxRows    = 1_048_576
	maxColumns = 16_384
	maxCell    = 32_767 // UTF-16 code units
	maxLinks   = 65_530 // of a sheet
	maxURL     = 2_079  // characters
)

// A Sheet is a sheet to be made.
//
// With one table it is a list: its header stays in place and has a filter, and
// it goes on in further sheets where it is too long. With several tables, or
// one that has a title, is text, or has a chart, it is a page to be read: one
// table below the other, the charts beside them.
type Sheet struct {
	Name   string
	Tables []Table
	Tab    string // colour of the tab, such as "C00000"; "" is none
	Empty  string // what a list without rows says, beside its cells; "" is nothing
	Hidden bool   // for programs; not the first sheet
	Whole  bool   // a page that is printed on one piece of paper
}

func (s *Sheet) isPage() bool {
	return len(s.Tables) != 1 || s.Tables[0].Title != "" || s.Tables[0].Text || len(s.Tables[0].Charts) > 0
}

// A Table is rows, and how they are shown.
type Table struct {
	Rows    Rows
	Columns []Column // those to show, in order; none: all
	Title   string   // above the table, on a page
	Text    bool     // the header is a heading, and the rows are lines of text
	Charts  []Chart
	On      string // the page whose first table this is: here only its charts are drawn; "" is here
	Cut     bool   // a value that is too long for a cell is cut, and says so at its end; else it is an error
}

// Rows are handed out one by one: a *tsv.Reader, or rows that stand in no file.
type Rows interface {
	// Header is the names of the columns.
	Header() []string
	// Scan goes on to the next row. It is false at the end and after an error.
	Scan() bool
	// Row is the fields of the row, as many as there are columns. The slice is
	// valid until the next Scan, its strings for ever.
	Row() []string
	// Err is the error that ended Scan, nil at the end of the table.
	Err() error
	// Errorf makes an error about the current row, which says where it is.
	Errorf(format string, args ...any) error
}

// A Column is a column of a table, and how it is shown.
type Column struct {
	Name    string   // in the table
	Header  string   // in the sheet; "" is Name
	New     bool     // for people to fill in: where the table lacks it, its cells are empty
	Number  bool     // plain numbers are numbers, not text
	Wrap    bool     // long values are broken into lines
	Link    string   // each value is a link to this address, its {} replaced by the value; see ToSheet
	LinkBy  string   // the column of the table that {} stands for, and that is empty where there is no link; "" is this one
	Choices []string // a drop-down list in each cell
	List    string   // the same, of what stands in cells: a formula, in which {NAME} is the row's cell of the column of this name, if it is shown
	Fill    string   // colour of the cells' ground, such as "FFF2CC"; "" is none
	Keep    bool     // stays in place while scrolling, with all columns before it
	NoPrint bool     // beyond the print area, with all columns behind it

	at    int // place in the table from 1; 0: to be found by its name, or nowhere
	by    int // that of LinkBy
	width int // of the longest value in the sample, in digits
}

// ToSheet is the Link of a column in which each value that is the name of a sheet of
// the workbook leads to that sheet.
const ToSheet = "#{}"

// All is every column of a table, as it stands there.
func All(rows Rows) []Column {
	var columns []Column
	for i, name := range rows.Header() {
		columns = append(columns, Column{Name: name, at: i + 1})
	}
	return columns
}

// A Chart draws columns of a table.
type Chart struct {
	Kind    string            // "pie", "bar" (one below the other) or "column" (side by side)
	Names   string            // the column that names the slices, bars or columns
	Values  []string          // the columns of numbers
	Colours map[string]string // such as "C00000", of slices by their names, or of parts of bars and columns by theirs in the table
}

// A Count says how many rows each sheet holds, in order.
type Count []SheetCount

// A SheetCount is the number of rows of a sheet, without headers.
type SheetCount struct {
	Sheet string
	Rows  int
	Cut   int // values that were too long for a cell, and are cut
}

// Rows is the number of rows of all sheets.
func (c Count) Rows() int {
	n := 0
	for _, sheet := range c {
		n += sheet.Rows
	}
	return n
}

// Write writes a workbook of the given sheets, at least one. A list of more
// rows than Excel takes continues in NAME (2), and so on, each with a header.
func Write(dst io.Writer, sheets ...Sheet) (Count, error) { return write(dst, sheets, maxRows-1) }

func write(dst io.Writer, sheets []Sheet, limit int) (Count, error) {
	taken, err := takeNames(sheets)
	if err != nil {
		return nil, err
	}
	b := newBook(dst)
	b.names = taken
	for _, sheet := range sheets {
		if sheet.isPage() {
			b.page(sheet)
		} else {
			b.lists(sheet, limit)
		}
		if b.err != nil {
			break
		}
	}
	return b.count, b.close()
}

// lists writes a list as one sheet, or as several.
func (b *book) lists(sheet Sheet, limit int) {
	src, err := newSource(sheet.Tables[0])
	if err != nil {
		b.keep(err)
		return
	}
	name := sheet.Name
	b.list(sheet, src, limit)
	for src.row != nil && b.err == nil {
		sheet.Name = b.names.next(name)
		b.list(sheet, src, limit)
	}
}

// Split writes a list as several workbooks, of at most the given number of
// rows each; next opens one after the other. One is written even without a row.
func Split(sheet Sheet, rows int, next func() io.Writer) (Count, error) {
	if err := CheckNames(sheet); err != nil {
		return nil, err
	}
	src, err := newSource(sheet.Tables[0])
	if err != nil {
		return nil, err
	}
	var count Count
	for count == nil || src.row != nil {
		b := newBook(next())
		b.list(sheet, src, min(rows, maxRows-1))
		if err := b.close(); err != nil {
			return nil, err
		}
		count = append(count, b.count...)
	}
	return count, nil
}
