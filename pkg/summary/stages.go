// Package summary tells whether a run balances: whether the rows that go into each
// stage come out of it, and whether what Alma is given is what was decided.
package summary

// Files of a run directory that more than one package reads.
const (
	Manifest     = "manifest.tsv" // columns Kind, File, Sheet, Given as, Bytes, SHA-256
	Merged       = "bibprocessmerged.tsv"
	Zones        = "*bibprocess.tsv" // one of each institution that has records
	Duplicates   = "duplicates.tsv"
	Conflicts    = "conflicts.tsv"
	Rejects      = "rejects.tsv"
	Actions      = "actions.tsv" // how many records each library's own reports have
	Diff         = "diff.tsv"
	Same         = "same.tsv"
	Candidates   = "candidates.tsv"
	Protected    = "do_not_change.tsv"
	Entries      = "do_not_update_entries.tsv"
	RoutedUpdate = "routed_update.tsv"
	Updated      = "updated.tsv"
	RoutedReview = "routed_review.tsv"
	Missing      = "missing.tsv"
	Decisions    = "decisions.tsv"
	DecidedDNU   = "decided_do_not_change.tsv"
	Review       = "review.tsv"
	Update       = "update.tsv"
	Import       = "for_import_to_NZ*.xlsx" // one for every 500,000 records
	Rollback     = "rollback_for_import*.xlsx"
	Set          = "a_to_z_MMSid_for_set.txt"
	Numbers      = "oclc_numbers_updated.txt"
	Verified     = "verified.tsv"
	NotUpdated   = "not_updated.tsv"
	Lost         = "lost_number.tsv"
)

// Kinds of the manifest's files that more than one package knows.
const (
	Report  = "report"  // a bib processing report
	Carried = "carried" // the same, of the lines about what an earlier run left open
)

// In is the outcome of what goes into a stage.
const In = "in"

// An Outcome is what became of the rows in a file.
type Outcome struct {
	Name string
	File string // a name, or a pattern as in filepath.Match: of any number of files
}

// A Stage is a step of the workflow: each row of the files In is in one of the
// files Out.
type Stage struct {
	Name string
	In   []string
	Out  []Outcome
	Also []string // what else it makes and must be there
	Rest []string // what it makes for people: that one is missing is no more than a warning
}

// Stages are those of a run, in order. The reports, which go into the first,
// are named by the manifest.
var Stages = []Stage{
	{
		Name: "merge",
		Out: []Outcome{{"shared", Merged}, {"institution", Zones}, {"duplicate", Duplicates},
			{"rejected", Rejects}},
		Rest: []string{Conflicts, Actions},
	},
	{
		Name: "split",
		In:   []string{Merged},
		Out:  []Outcome{{"differ", Diff}, {"same", Same}},
		Rest: []string{"comparison_file_IZ*.xlsx"},
	},
	{
		Name: "dnu",
		In:   []string{Diff},
		Out:  []Outcome{{"kept", Candidates}, {"dropped", Protected}},
		Rest: []string{Entries, "MMSid_for_analytics.txt"},
	},
	{
		Name: "route",
		In:   []string{Candidates},
		Out: []Outcome{{"update", RoutedUpdate}, {"updated", Updated}, {"review", RoutedReview},
			{"missing", Missing}},
	},
	{
		Name: "review",
		In:   []string{RoutedUpdate, RoutedReview},
		Out:  []Outcome{{"update", Update}, {"protected", DecidedDNU}, {"review", Review}},
		Rest: []string{Decisions, "do_not_update_decided.tsv", "do_not_update_list*.xlsx"},
	},
	{
		Name: "import",
		In:   []string{Update},
		Out:  []Outcome{{"written", Import}},
		Also: []string{Rollback},
	},
	{
		Name: "set",
		In:   []string{Update},
		Out:  []Outcome{{"written", Set}},
		Rest: []string{Numbers},
	},
	{
		Name: "verify",
		In:   []string{Update},
		Out:  []Outcome{{"verified", Verified}, {"not updated", NotUpdated}, {"lost", Lost}},
	},
}
