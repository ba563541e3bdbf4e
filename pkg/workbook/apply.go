package workbook

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/tsv"
)

// Apply says in the sheets and their tables how they are to be shown. Where a
// line is about a column of several tables, one of them has to have it; but a
// line "column NAME" wants it in each.
func (l *Layout) Apply(sheets []Sheet) error {
	for i := range sheets {
		s := &sheets[i]
		for _, line := range l.about(s.Name, "") {
			switch line.word {
			case "tab":
				s.Tab = line.value
			case "empty":
				s.Empty = line.value
			}
		}
		for j := range s.Tables {
			if err := l.table(s.Name, &s.Tables[j]); err != nil {
				return err
			}
		}
	}
	for i := range l.lines {
		if line := &l.lines[i]; line.wanted && !line.found {
			return fmt.Errorf("%s: no table has a column %q", line.place, line.name)
		}
	}
	return nil
}

// about are the lines for a table, those for all sheets first.
func (l *Layout) about(sheet, table string) []*layoutLine {
	var lines [3][]*layoutLine
	for i := range l.lines {
		line := &l.lines[i]
		switch {
		case line.sheet == "":
			lines[0] = append(lines[0], line)
		case !sameName(line.sheet, sheet):
		case line.table == "":
			lines[1] = append(lines[1], line)
		case sameName(line.table, table):
			lines[2] = append(lines[2], line)
		}
	}
	return append(append(lines[0], lines[1]...), lines[2]...)
}

// table says how a table is to be shown.
func (l *Layout) table(sheet string, t *Table) error {
	lines := l.about(sheet, t.Name)
	in, ok := t.Rows.(*tsv.Reader)
	if !ok {
		return fmt.Errorf("the table %q of the sheet %q is no file, and cannot be laid out", t.Name, sheet)
	}
	var err error
	if t.Columns, err = columns(lines, in); err != nil {
		return err
	}
	for _, line := range lines {
		switch line.word {
		case "title":
			t.Title = line.value
		case "text":
			t.Text = true
		case "number", "wrap", "link", "choose":
			err = line.column(t, in)
		}
		if err != nil {
			return err
		}
	}
	for _, line := range lines {
		if line.word != "chart" {
			continue
		}
		chart, err := line.chart(t.Columns)
		if err != nil {
			return err
		}
		t.Charts = append(t.Charts, chart)
	}
	return nil
}

// columns are the columns to be shown of a table: those of the most special
// lines that name any, and the new ones.
func columns(lines []*layoutLine, in *tsv.Reader) ([]Column, error) {
	special := ""
	for _, line := range lines {
		if line.shows() {
			special = line.section()
		}
	}
	var all []Column
	rest := -1 // where the columns go that have no line
	if special == "" {
		rest = 0
	}
	named := make([]bool, len(in.Header()))
	for _, line := range lines {
		switch {
		case line.word == "new":
			if at, err := in.Optional(line.name); at >= 0 || err != nil {
				return nil, fmt.Errorf("%s: the table has a column %q already", line.place, line.name)
			}
			all = append(all, Column{Name: line.name, New: true})
		case !line.shows() || line.section() != special:
		case line.name == "*":
			rest = len(all)
		default:
			if at, err := in.Optional(line.name); line.word == "column?" && at < 0 && err == nil {
				continue
			}
			at, err := in.Columns(line.name)
			if err != nil {
				return nil, line.fault(err)
			}
			named[at[0]] = true
			all = append(all, Column{Name: in.Header()[at[0]], Header: line.value, at: at[0] + 1})
		}
	}
	if rest < 0 {
		return all, nil
	}
	var others []Column
	for i, name := range in.Header() {
		if !named[i] {
			others = append(others, Column{Name: name, at: i + 1})
		}
	}
	return slices.Insert(all, rest, others...), nil
}

// shows tells whether the line is about a column to be shown.
func (line *layoutLine) shows() bool { return line.word == "column" || line.word == "column?" }

func (line *layoutLine) section() string { return "[" + line.sheet + ":" + line.table + "]" }

// fault is an error of a table that a line of a file is the reason of.
func (line *layoutLine) fault(err error) error {
	if strings.HasPrefix(line.place, "--") {
		return err
	}
	return fmt.Errorf("%s: %w", line.place, err)
}

// column says how the column is shown that the line is about.
func (line *layoutLine) column(t *Table, in *tsv.Reader) error {
	found := false
	for i := range t.Columns {
		c := &t.Columns[i]
		if line.name == "*" && i == 0 || line.name != "*" && !sameName(c.Name, line.name) {
			continue
		}
		found = true
		switch line.word {
		case "number":
			c.Number = true
		case "wrap":
			c.Wrap = true
		case "link":
			c.Link = line.value
		case "choose":
			c.Choices = items(line.value)
		}
	}
	if line.name == "*" {
		return nil
	}
	if !found { // perhaps it is not to be shown
		at, err := in.Optional(line.name)
		found = at >= 0 || err != nil
	}
	if line.word == "wrap" { // only a matter of looks
		return nil
	}
	line.wanted, line.found = true, line.found || found
	if !found && line.table != "" {
		_, err := in.Columns(line.name)
		return line.fault(err)
	}
	return nil
}

// chart finds the columns of a chart.
func (line *layoutLine) chart(columns []Column) (Chart, error) {
	kind, names, _ := strings.Cut(line.name, " ")
	c := Chart{Kind: kind, Names: strings.TrimSpace(names)}
	wanted := items(line.value)
	for _, column := range columns {
		if line.value == "*" && column.Number && !sameName(column.Name, c.Names) {
			c.Values = append(c.Values, column.Name)
		}
	}
	if line.value != "*" {
		c.Values = wanted
	}
	for _, name := range append([]string{c.Names}, c.Values...) {
		if !slices.ContainsFunc(columns, func(c Column) bool { return sameName(c.Name, name) }) {
			return c, fmt.Errorf("%s: no column %q for the chart", line.place, name)
		}
	}
	if kind == "pie" && len(c.Values) != 1 {
		return c, fmt.Errorf("%s: a pie has one column of numbers, not %d", line.place, len(c.Values))
	}
	return c, nil
}
