package report

import (
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/summary"
)

// Names of the sheets.
const (
	sheetSummary    = "summary"
	sheetUpdate     = "update by job"
	sheetUpdated    = "updated records"
	sheetReview     = "records for review"
	sheetProtected  = "do_not_change"
	sheetMissing    = "not in analytics"
	sheetConflicts  = "conflicts"
	sheetShared     = "shared numbers"
	sheetSeveral    = "several in 035a"
	sheetMessages   = "messages"
	sheetRepeats    = "keeps coming back"
	sheetDuplicates = "duplicates"
	sheetRejects    = "rejects"
	sheetMeaning    = "what it means"
)

// Colours of tabs and charts. Green is changed by the batch, orange needs a
// person, grey is left as it is, yellow is worth knowing.
const (
	blue       = "4472C4"
	lightBlue  = "9DC3E6"
	green      = "70AD47"
	lightGreen = "A9D18E"
	orange     = "ED7D31"
	peach      = "F4B183"
	grey       = "A5A5A5"
	yellow     = "FFC000"
	red        = "C00000"
)

// kinds are the sheets of the report, in order.
func kinds() []kind {
	return []kind{
		{
			name: sheetSummary, tab: blue, page: summaryPage,
			says: "What came in this week, what became of it, and what to do next.",
			todo: "Begin here.",
		}, {
			name: sheetUpdate, tab: green, rows: decided(sheetUpdate, decision.Update), columns: updateColumns,
			empty: "No record is to be updated by the job.",
			says:  "The shared records whose OCLC number the batch changes from Existing 035a to Incoming 035a. They are in the itemized set and in the import.",
			todo:  "Nothing, beyond the steps in the summary. Those with a Reason are worth a look before.",
		}, {
			name: sheetUpdated, tab: lightGreen, rows: recordsOf(sheetUpdated), columns: updateColumns,
			empty: "No record had its new number already.",
			says:  "Records that have the new number today: somebody changed them since they were sent to OCLC.",
			todo:  "Nothing.",
		}, {
			name: sheetReview, tab: orange, rows: toDecide, columns: reviewColumns,
			empty: "Nothing needs a decision.",
			says:  "Records that the batch must not touch before a person has looked. Reason says why.",
			todo:  "Choose a Decision: “update” lets the batch change the record, “do not change” puts it on the do-not-update list, “later” leaves it here. Use number is another number that Conflict names, if that is the right one. Note is for you. Then save, and run datasync decide.",
		}, {
			name: sheetProtected, tab: grey, rows: decided(sheetProtected, decision.DoNotChange), columns: protectedColumns,
			empty: "No record is on the do-not-update list.",
			says:  "Records that stay as they are: they are on the do-not-update list, or somebody decided so. Reason is what the list says.",
			todo:  "Nothing. Take a record off the list when its reason is gone.",
		}, {
			name: sheetMissing, tab: peach, rows: missing, columns: missingColumns,
			empty: "Analytics knows all records.",
			says:  "Records that the Analytics report does not have, so that nobody knows what they hold today. The batch leaves them out.",
			todo:  "Look some up in Alma. Deleted or merged: nothing to do. If they are there, the report was filtered by other ids, or is older than they are: export it again and run datasync with it.",
		}, {
			name: sheetConflicts, tab: yellow, rows: linesOf(summary.Conflicts),
			columns: []string{column.NetworkID, column.Symbol, column.Action, column.Incoming, column.Run, offPaper, column.JobID},
			empty:   "The reports agree on every record.",
			says:    "Records for which the reports of the libraries name different OCLC numbers: a row for what each report says, with the time of OCLC's run.",
			todo:    "Find the right number in WorldCat, and decide in “" + sheetReview + "”.",
		}, {
			name: sheetShared, tab: yellow, rows: sharedNumbers,
			columns: []string{column.Incoming, column.NetworkID, column.HeldBy, column.Action, column.Outcome},
			empty:   "No two records have one number.",
			says:    "Different records to which OCLC gave one and the same number, one below the other. Held by is who has the record, where Analytics was asked about it; else who reported it.",
			todo:    "They are candidates for merging in Alma. If they are different editions, OCLC matched one of them wrongly.",
		}, {
			name: sheetSeveral, tab: yellow, rows: several, columns: severalColumns,
			empty: "No record has several OCLC numbers in 035 $a.",
			says:  "Records with more than one OCLC number in 035 $a today; there should be one.",
			todo:  "What is “" + outcomes[0].name + "” is put right by the batch. In the others, move the wrong numbers to 035 $z.",
		}, {
			name: sheetMessages, tab: yellow, file: messagesFile, rows: linesOf(messagesFile), columns: messageColumns,
			empty: "OCLC has no message about the records.",
			says:  "What OCLC complains about in its exception reports, by library and kind, the worst first: how many records have it, and one of them. N is any number.",
			todo:  "Mend the worst and the most frequent at their source: in the records, or in what is exported to OCLC.",
		}, {
			name: sheetRepeats, tab: yellow, file: repeatsFile, rows: repeats, columns: repeatColumns,
			empty: "No record keeps coming back.",
			says:  "Records that were in the report of more than one week. Numbers is how the OCLC number went. Kind says what is wrong: “flip-flop” is a number that comes back after another, “came again after update” one that was loaded and is not there, the others have waited for so many weeks.",
			todo:  "Find out why: begin with flip-flop, where two libraries or OCLC disagree about the record, and put it on the do-not-update list until that is settled.",
		}, {
			name: sheetDuplicates, tab: grey, rows: linesOf(summary.Duplicates),
			columns: []string{column.Reason, column.NetworkID, column.Existing, column.Incoming, column.Action, offPaper, column.JobID},
			empty:   "No line was folded into another.",
			says:    "Lines of the reports that are about a record which has a row already.",
			todo:    "Nothing. They are here so that no line is lost.",
		}, {
			name: sheetRejects, tab: red, rows: linesOf(summary.Rejects),
			columns: []string{column.Reason, column.File, column.Line, column.Text},
			empty:   "Every line of the reports could be read.",
			says:    "Lines of the reports that are damaged. Reason says what is wrong with them. Line counts from the top of the file.",
			todo:    "Look at the line in the report. If there are many, get the report from OCLC again.",
		}, {
			name: sheetMeaning, tab: blue, page: meaningPage,
			says: "What the words in this workbook mean, and what to do.",
			todo: "Look here when a word says nothing to you.",
		},
	}
}
