// Package bysymbol gives each library the records that its own report named.
package bysymbol

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// A Library is the records of one OCLC symbol, and the file that they went to.
type Library struct {
	Symbol, File string
	Rows         int
}

// A splitter writes rows to the files of the libraries.
type splitter struct {
	in        *tsv.Reader
	name      func(symbol string) string
	create    func(file string) (io.Writer, error)
	libraries []*Library // in the order of first appearance
	tables    map[string]*tsv.Writer
}

// Rows copies each row of in, bibmerge's table, to the file of each symbol in its
// column Reports. name names the file of a symbol; create makes it when it is
// first wanted. Symbols of one file have a row that is of both once in it. It
// returns the libraries, sorted by symbol, and how many rows came in.
func Rows(in *tsv.Reader, name func(symbol string) string, create func(file string) (io.Writer, error)) ([]*Library, int, error) {
	at, err := in.Columns(column.Reports)
	if err != nil {
		return nil, 0, err
	}
	s := &splitter{in: in, name: name, create: create, tables: make(map[string]*tsv.Writer)}
	rows := 0
	for in.Scan() {
		rows++
		if err := s.write(in.Row()[at[0]]); err != nil {
			return nil, rows, err
		}
	}
	err = in.Err()
	for _, l := range s.libraries {
		err = cmp.Or(err, s.tables[l.File].Flush())
	}
	slices.SortFunc(s.libraries, func(a, b *Library) int { return strings.Compare(a.Symbol, b.Symbol) })
	return s.libraries, rows, err
}

// write writes the current row to the files of the libraries that reports names.
func (s *splitter) write(reports string) error {
	symbols := symbolsOf(reports)
	if len(symbols) == 0 {
		return s.in.Errorf("column %q is empty; which library is the record of?", column.Reports)
	}
	var written []*tsv.Writer
	for _, symbol := range symbols {
		l, err := s.library(symbol)
		if err != nil {
			return err
		}
		l.Rows++
		w := s.tables[l.File]
		if slices.Contains(written, w) {
			continue
		}
		written = append(written, w)
		if err := w.Write(s.in.Row()); err != nil {
			return err
		}
	}
	return nil
}

func (s *splitter) library(symbol string) (*Library, error) {
	for _, l := range s.libraries { // some twenty
		if l.Symbol == symbol {
			return l, nil
		}
	}
	l := &Library{Symbol: symbol, File: s.name(symbol)}
	if s.tables[l.File] == nil {
		out, err := s.create(l.File)
		if err != nil {
			return nil, err
		}
		s.tables[l.File] = tsv.NewWriter(out, s.in.Header())
	}
	s.libraries = append(s.libraries, l)
	return l, nil
}

// symbolsOf is the different symbols of a field Reports, such as "CEF,UWO".
func symbolsOf(reports string) []string {
	var symbols []string
	for symbol := range strings.SplitSeq(reports, ",") {
		symbol = strings.TrimSpace(symbol)
		if symbol != "" && !slices.Contains(symbols, symbol) {
			symbols = append(symbols, symbol)
		}
	}
	return symbols
}

// WriteList writes the libraries as a table with the columns OCLC symbol, File
// and Rows.
func WriteList(libraries []*Library, out io.Writer) error {
	w := tsv.NewWriter(out, []string{column.Symbol, column.File, column.Rows})
	for _, l := range libraries {
		if err := w.Write([]string{l.Symbol, tsv.Clean(l.File), strconv.Itoa(l.Rows)}); err != nil {
			return err
		}
	}
	return w.Flush()
}
