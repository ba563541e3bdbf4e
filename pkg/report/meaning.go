package report

import (
	_ "embed" // the meanings
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
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
type meaning struct{ about, word, says, todo string }

// meaningsOf are those of words about something, in order.
func meaningsOf(about string) (all []meaning, err error) {
	in, err := tsv.NewReader(strings.NewReader(meanings), "meaning.tsv")
	if err != nil {
		return nil, err
	}
	var m meaning
	err = in.Each(func() error {
		if m.about == about {
			all = append(all, m)
		}
		return nil
	}, tsv.Text("About", &m.about), tsv.Text("Word", &m.word), tsv.Text(says, &m.says), tsv.Text(column.ToDo, &m.todo))
	return all, err
}

const says = "What it says"

// A part is a table of meanings.
type part struct{ title, about, header string }

func meaningPage(r *Run, _ About) ([]workbook.Table, error) {
	parts := []part{
		{"The sheets", "sheet", "Sheet"},
		{"The reasons", "reason", column.Reason},
		{"The reasons in “" + sheetDuplicates + "”", "line", column.Reason},
		{"The reasons in verification.xlsx, after the batch", "verify", column.Reason},
		{"OCLC's words", "action", column.Action},
		{"The columns", "column", "Column"},
	}
	if r.verdicts() != nil {
		parts = append(parts, part{"What WorldCat says", "WorldCat", column.WorldCat})
	}
	kinds := r.kinds()
	tables, err := explain(parts, func(m meaning) bool {
		return m.about != "sheet" || slices.ContainsFunc(kinds, func(k kind) bool { return k.name == m.word })
	})
	title := text("What it means", "The sheets, the reasons, OCLC's words and the columns of this workbook, and what to do about them.")
	return append([]workbook.Table{title}, tables...), err
}

// explain makes tables of the meanings that are of use. One in which there is nothing
// to do about any has no column for that.
func explain(parts []part, useful func(meaning) bool) (tables []workbook.Table, err error) {
	for _, p := range parts {
		all, err := meaningsOf(p.about)
		if err != nil {
			return nil, err
		}
		header := []string{p.header, says, column.ToDo}
		if !slices.ContainsFunc(all, func(m meaning) bool { return m.todo != "" }) {
			header = header[:2]
		}
		var rows [][]string
		for _, m := range all {
			if useful(m) {
				rows = append(rows, []string{m.word, m.says, m.todo}[:len(header)])
			}
		}
		t := figures(p.title, newList(header, rows))
		for i := range t.Columns {
			t.Columns[i].Wrap = i > 0
		}
		tables = append(tables, t)
	}
	return tables, nil
}
