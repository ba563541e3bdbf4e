package report

import (
	_ "embed" // the meanings
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/workbook"
)

// meanings explains the words of the report. The first column says what they are:
// sheets, sheets of a library, reasons of records, of lines (bibmerge's) and after the
// batch (verifyupdate's), OCLC's actions, columns, and what WorldCat says. X, N and M
// stand for what a word names, … for what follows.
//
//go:embed meaning.tsv
var meanings string

// A meaning explains a word of the report.
type meaning struct{ word, says, todo string }

// meaningsOf are those of words about something, in order.
func meaningsOf(about string) (all []meaning) {
	for line := range strings.Lines(meanings) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if fields[0] == about {
			all = append(all, meaning{fields[1], fields[2], fields[3]})
		}
	}
	return all
}

func meaningPage(r *Run, _ About) ([]workbook.Table, error) {
	var sheets []meaning
	for _, k := range r.kinds() {
		sheets = append(sheets, slices.DeleteFunc(meaningsOf("sheet"), func(m meaning) bool { return m.word != k.name })...)
	}
	tables := []workbook.Table{
		text("What it means", "The sheets, the reasons, OCLC's words and the columns of this workbook, and what to do about them."),
		explain("The sheets", "Sheet", sheets),
		explain("The reasons", column.Reason, meaningsOf("reason")),
		explain("The reasons in “"+sheetDuplicates+"”", column.Reason, meaningsOf("line")),
		explain("The reasons in verification.xlsx, after the batch", column.Reason, meaningsOf("verify")),
		explain("OCLC's words", column.Action, meaningsOf("action")),
		explain("The columns", "Column", meaningsOf("column")),
	}
	if r.verdicts() != nil {
		tables = append(tables, explain("What WorldCat says", column.WorldCat, meaningsOf("WorldCat")))
	}
	return tables, nil
}

// explain is a table of meanings. Where there is nothing to do about any of them,
// it has no column for that.
func explain(title, what string, meanings []meaning) workbook.Table {
	header := []string{what, "What it says", column.ToDo}
	if !slices.ContainsFunc(meanings, func(m meaning) bool { return m.todo != "" }) {
		header = header[:2]
	}
	var rows [][]string
	for _, m := range meanings {
		rows = append(rows, []string{m.word, m.says, m.todo}[:len(header)])
	}
	t := figures(title, newList(header, rows))
	for i := range t.Columns {
		t.Columns[i].Wrap = i > 0
	}
	return t
}
