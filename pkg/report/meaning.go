package report

import (
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/workbook"
)

// A meaning explains a word of the report.
type meaning struct{ word, says, todo string }

const nothing = "(empty)" // stands for a reason that is not there

// reasons are those of records. X stands for what a reason names, … for what
// follows.
var reasons = []meaning{
	// actionroute: for review
	{
		"reports disagree",
		"The reports of the libraries give the record different OCLC numbers. The column Conflict has what each says.",
		"Look the numbers up in WorldCat. Decide “update”, and put the right one into Use number if it is not the one in Incoming 035a; or “do not change”.",
	}, {
		"action X",
		"OCLC did not simply match the record: X is OCLC's word for what it did. See OCLC's words below.",
		"See OCLC's words below.",
	}, {
		"no incoming number",
		"OCLC says “match”, but the report holds no number that could be one of OCLC's.",
		"There is nothing to load. Look the record up in WorldCat, and correct it by hand if you find it.",
	}, {
		"lifecycle X",
		"Analytics says that the record is X, such as Deleted, and not In Repository.",
		"Mostly nothing: a deleted record needs no number. It cannot be updated by the batch.",
	}, {
		"035 $a holds X, which cannot be read",
		"035 $a holds something that may be an OCLC number in another spelling, such as 2000# or (OCLC)2000. The job would not move it, and the rollback could not bring it back.",
		"Correct 035 $a in Alma by hand. Next week the record comes again.",
	},
	// actionroute: for review with --hold-shared, else a remark
	{
		"number shared with X",
		"OCLC gave the number to the records X as well. After the batch they have one number.",
		"They may have to be merged: see the sheet “" + sheetShared + "” of the report.",
	},
	// actionroute: remarks on what the batch changes
	{
		"035 $a holds other numbers",
		"035 $a holds several OCLC numbers today, or another one than the record that was sent to OCLC. The job moves them all to 035 $z.",
		"Have a look if the record was changed on purpose since it was sent.",
	}, {
		"number is in 035 $z",
		"The incoming number stands in 035 $z today: it was this record's number once, and somebody or OCLC cancelled it.",
		"Have a look in WorldCat whether it is the right one again.",
	}, {
		"WorldCat: X",
		"WorldCat was asked about the new number, and X is what it says.",
		"See “What WorldCat says” below.",
	}, {
		"OCLC: CRITICAL X",
		"OCLC's exception report has the critical message X about the record.",
		"Correct the record in Alma. What the message means is in OCLC's documentation of validation errors.",
	}, {
		"changed since the report",
		"Alma was asked, and says something else than the Analytics report. What Alma says counts.",
		"Nothing.",
	}, {
		nothing,
		"There is nothing to say about the record.",
		"Nothing.",
	},
	// reviewroute
	{
		"decided by a person…",
		"Somebody decided that the batch changes the record, and perhaps chose another number than the row's and left a note.",
		"Nothing. To take it back, change the Decision, save, and run datasync decide, before the job has run.",
	},
	// actionroute: elsewhere
	{
		"already in 035 $a",
		"The incoming number is the only OCLC number in 035 $a.",
		"Nothing.",
	}, {
		"not in the Analytics report",
		"The Analytics report has no row for the record.",
		"See the sheet “" + sheetMissing + "” of the report.",
	},
}

// lineReasons are those of lines that are no record of their own, from bibmerge.
var lineReasons = []meaning{
	{
		"duplicate",
		"Another line about the record counts: one that says match, or is of a later run; or both say the same.",
		"Nothing.",
	}, {
		"superseded",
		"OCLC ran the library's file again, and the line of the later run counts.",
		"Nothing.",
	},
}

// verifyReasons are those of verifyupdate.
var verifyReasons = []meaning{
	{
		"not in the report",
		"The fresh Analytics report has no row for the record.",
		"Was it filtered by the same ids? Export it again.",
	}, {
		"old number",
		"035 $a still has the old number and not the new one. The job and the import did not reach the record.",
		"Run the job on repair_MMSid_for_set.txt, and then import repair_for_import_to_NZ.xlsx.",
	}, {
		"new number beside X",
		"035 $a has the new number, and the old one X too. The import ran, but the job did not.",
		"Run the job on repair_MMSid_for_set.txt, and then import repair_for_import_to_NZ.xlsx.",
	}, {
		"no number, as before",
		"The record has no OCLC number, and had none before. The import did not reach it.",
		"Import repair_for_import_to_NZ.xlsx.",
	}, {
		"no OCLC number in 035 $a",
		"The record had an OCLC number and has none now. The job ran, but the import did not reach it.",
		"Import repair_for_import_to_NZ.xlsx at once; or rollback_for_import.xlsx, for the old numbers.",
	},
}

// actions are OCLC's words for what it did with a record.
var actions = []meaning{
	{
		"match",
		"OCLC found the record in WorldCat. Incoming 035a is its number there.",
		"Nothing: if the number differs from ours, the batch changes it.",
	}, {
		"create",
		"OCLC found no such record and made a new one in WorldCat. Incoming 035a is its number.",
		"Search WorldCat: if the title was there already, ask OCLC to merge the two, and decide “do not change”. Else “update”.",
	}, {
		"replace",
		"OCLC put the record that was sent in the place of the one in WorldCat.",
		"Look whether the record in WorldCat is the same title. If so, decide “update”.",
	}, {
		"field transfer",
		"OCLC found the record in WorldCat and took over some of its fields.",
		"Look whether the record in WorldCat is the same title. If so, decide “update”.",
	}, {
		"unresolved",
		"OCLC could not tell which record it is. The number is a provisional one, which will go again: it must never be loaded.",
		"Correct what OCLC complains about in its exception report, and let the record be sent again. It cannot be decided “update” for this number.",
	}, {
		"data error",
		"OCLC could not read the record: there is a mistake in its data.",
		"Correct the record, with the help of OCLC's exception report, and let it be sent again.",
	}, {
		"processing error",
		"Something went wrong at OCLC.",
		"Wait for the next week. If it comes again, ask OCLC.",
	}, {
		"any other word",
		"OCLC has said something new, which is no match to this program.",
		"Look the number up in WorldCat, and ask OCLC what the word means.",
	},
}

// headings are the columns that do not speak for themselves.
var headings = []meaning{
	{column.NetworkID, "The MMS ID of the shared record, in the Network Zone.", ""},
	{column.Existing, "The OCLC number in the record that the library sent to OCLC.", ""},
	{column.Incoming, "The OCLC number that OCLC answered with. In “" + sheetUpdate + "”: the one that the batch loads.", ""},
	{"035 $a today", "The OCLC numbers that the record has, as Analytics says.", ""},
	{"035 $z today", "The cancelled OCLC numbers that the record has, as Analytics says.", ""},
	{column.Institution, "The libraries that have the record.", ""},
	{column.Reports, "The OCLC symbols of the libraries that reported the record this week.", ""},
	{column.Conflict, "What each report says, where they name different numbers: OCLC symbol, action, number.", ""},
	{column.SharedWith, "Other records to which OCLC gave the same number.", ""},
	{column.Severity, "How bad OCLC's messages about the record are: CRITICAL, SEVERE or MINOR.", ""},
	{column.Messages, "What OCLC says of the record in its exception report, the worst first.", ""},
	{column.JobID, "OCLC's name for the line of its report: OCLC symbol, collection, time of the run in milliseconds, place in the file.", ""},
}

// verdicts are what WorldCat says of a new number. N and M stand for numbers.
var verdicts = []meaning{
	{
		"merge",
		"WorldCat has merged the record of our number into the one of the new number.",
		"Nothing: the new number is right.",
	}, {
		"first number",
		"The record had no OCLC number before.",
		"Nothing.",
	}, {
		"new number is now N",
		"WorldCat has merged the record of the new number into another in the meantime: N is its number.",
		"Let the record be sent to OCLC again, or decide “update”: OCLC will give N in a later week.",
	}, {
		"new number unknown",
		"WorldCat does not know the new number.",
		"Look it up in WorldCat. If it is not there, decide “do not change” or “later”.",
	}, {
		"other record: N still exists",
		"The record of our number N is still in WorldCat, beside the one of the new number: OCLC has matched ours to another record.",
		"Compare the two in WorldCat with ours. If the new one is ours, decide “update”, else “do not change”.",
	}, {
		"N is now M",
		"WorldCat has merged the record of our number N into M, and not into the record of the new number.",
		"Compare M and the new number in WorldCat with our record.",
	}, {
		"old number gone",
		"WorldCat does not know our number any more, and does not say what became of it.",
		"Look the new number up in WorldCat: is it our record?",
	},
}

func meaningPage(r *Run, _ About) ([]workbook.Table, error) {
	title := newList("What it means")
	title.add("The sheets, the reasons, OCLC's words and the columns of this workbook, and what to do about them.")
	var sheets []meaning
	for _, k := range r.kinds() {
		sheets = append(sheets, meaning{k.name, k.says, k.todo})
	}
	tables := []workbook.Table{
		{Rows: title, Text: true},
		explain("The sheets", "Sheet", sheets),
		explain("The reasons", column.Reason, reasons),
		explain("The reasons in “"+sheetDuplicates+"”", column.Reason, lineReasons),
		explain("The reasons in verification.xlsx, after the batch", column.Reason, verifyReasons),
		explain("OCLC's words", column.Action, actions),
		explain("The columns", "Column", headings),
	}
	if _, counts, err := r.verdicts(); counts != nil || err != nil {
		tables = append(tables, explain("What WorldCat says", column.WorldCat, verdicts))
	}
	return tables, nil
}

// explain is a table of meanings. Where there is nothing to do about any of them,
// it has no column for that.
func explain(title, what string, meanings []meaning) workbook.Table {
	l := newList(what, "What it says")
	idle := !slices.ContainsFunc(meanings, func(m meaning) bool { return m.todo != "" })
	if !idle {
		l.header = append(l.header, column.ToDo)
	}
	for _, m := range meanings {
		l.add([]string{m.word, m.says, m.todo}[:len(l.header)]...)
	}
	t := workbook.Table{Title: title, Rows: l}
	for i, name := range l.header {
		t.Columns = append(t.Columns, workbook.Column{Name: name, Wrap: i > 0})
	}
	return t
}
