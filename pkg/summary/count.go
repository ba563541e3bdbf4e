package summary

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"datasync/pkg/line"
	"datasync/pkg/tsv"
)

// A file is one that can be read from any place, as a workbook must be.
type file interface {
	io.ReaderAt
	io.Seeker
}

// Count counts the rows of p's file: the lines of a report that are not blank;
// else the rows of a table, or of all sheets of a workbook, without the headers.
func (p *Part) Count(src io.Reader) (err error) {
	in := bufio.NewReader(src)
	head, _ := in.Peek(4) // its error comes again
	f, isFile := src.(file)
	switch {
	case p.Lines:
		p.Rows, err = countLines(in, p.File)
	case isFile && string(head) == "PK\x03\x04":
		if p.Rows, err = countWorkbook(f); err != nil {
			err = fmt.Errorf("%s: %w", p.File, err)
		}
	default:
		p.Rows, err = countTable(in, p.File)
	}
	return err
}

func countLines(src io.Reader, name string) (n int, err error) {
	in := line.NewReader(src)
	for in.Scan() {
		if len(bytes.TrimSpace(in.Bytes())) > 0 {
			n++
		}
	}
	return n, lineError(in, name)
}

func countTable(src io.Reader, name string) (n int, err error) {
	in := line.NewReader(src)
	for in.Scan() {
		n++
	}
	if n == 0 && in.Err() == nil {
		return 0, &tsv.Error{File: name, Line: 1, Err: errors.New("the file is empty; a header line of column names is wanted")}
	}
	return n - 1, lineError(in, name)
}

// lineError is the error that ended in, with its place.
func lineError(in *line.Reader, name string) error {
	if in.Err() == nil {
		return nil
	}
	return &tsv.Error{File: name, Line: in.Number() + 1, Err: in.Err()}
}

// countWorkbook counts the rows of a workbook of mkxlsx, which has a header in
// each sheet and a tag for each row. Not with a library: that reads every cell,
// and a workbook of half a million rows would take seconds.
func countWorkbook(f file) (n int, err error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	z, err := zip.NewReader(f, size)
	if err != nil {
		return 0, err
	}
	for _, part := range z.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
			continue
		}
		sheet, err := part.Open()
		if err != nil {
			return 0, err
		}
		rows, err := countTags(sheet)
		if err != nil {
			return 0, err
		}
		n += rows - 1
	}
	return n, nil
}

// countTags counts the tags <row ...> of a sheet.
func countTags(src io.Reader) (n int, err error) {
	const tag = "<row "
	buf := make([]byte, 0, 256<<10)
	for {
		got, err := io.ReadFull(src, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+got]
		n += bytes.Count(buf, []byte(tag))
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				err = nil
			}
			return n, err
		}
		// The end may be the beginning of a tag; it is too short for a whole one.
		buf = buf[:copy(buf, buf[len(buf)-(len(tag)-1):])]
	}
}
