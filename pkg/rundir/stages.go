// Package rundir is the run directory of a week: which files it has and whose they
// are, what it was made from, what is to be done in it, and what comes next.
//
// Which files are there is the state of a run; their times are never looked at. A
// stage makes its files in New, and they get their names when it is done, the first
// part of the table Stages last. So a file that is there is whole, and
// the first stage that lacks one is where to go on.
package rundir

import (
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/pattern"
)

// Files of a run that are of no stage.
const (
	Manifest     = "manifest.tsv" // what the run was made from: Kind, File, Sheet, Given as, Bytes, SHA-256
	settingsFile = "settings.tsv" // what lasts: Name, Value
	Written      = "written.tsv"  // each file as it was written: File, Bytes, Hash
	Summary      = "summary.tsv"
	Lock         = ".lock"
	New          = ".new" // what is being made, and has no name yet

	decidedEntries = "do_not_update_decided.tsv" // for the list: what people decided do not change

	inputs    = "inputs"
	answers   = "answers"       // of servers
	candidate = ".manifest.tsv" // the manifest of a call that has not removed anything yet
	litter    = ".litter"       // what of inputs/ goes, unless the manifest names it
	copied    = ".input.tmp-0"  // a copy for inputs/ that has no name yet
)

// Files that more than one package reads.
const (
	Merged       = "bibprocessmerged.tsv"
	Zones        = "*bibprocess.tsv" // one of each institution that has records
	Duplicates   = "duplicates.tsv"
	Conflicts    = "conflicts.tsv"
	Rejects      = "rejects.tsv"
	Actions      = "actions.tsv"
	Absent       = "silent.tsv" // the libraries of which the run lacks a report: Symbol, Last report, Reason
	Diff         = "diff.tsv"
	Same         = "same.tsv"
	Candidates   = "candidates.tsv"
	Protected    = "do_not_change.tsv"
	Entries      = "do_not_update_entries.tsv"
	ForAnalytics = "MMSid_for_analytics.txt"
	RoutedUpdate = "routed_update.tsv"
	Updated      = "updated.tsv"
	RoutedReview = "routed_review.tsv"
	Missing      = "missing.tsv"
	Decisions    = "decisions.tsv"
	DecidedDNU   = "decided_do_not_change.tsv"
	Review       = "review.tsv"
	Update       = "update.tsv"
	List         = "do_not_update_list.xlsx"
	Import       = "for_import_to_NZ.xlsx"
	Rollback     = "rollback_for_import.xlsx"
	Numbers      = "oclc_numbers_updated.txt"
	Set          = "a_to_z_MMSid_for_set.txt"
	Returning    = "keeps_coming_back.tsv"
	Weeks        = "weeks.tsv" // this one, and those of the runs beside it
	Verified     = "verified.tsv"
	NotUpdated   = "not_updated.tsv"
	Lost         = "lost_number.tsv"
	Repair       = "repair.tsv" // the rows that can be repaired
	RepairSet    = "repair_MMSid_for_set.txt"
	RepairImport = "repair_for_import_to_NZ.xlsx"
	Verification = "verification.xlsx"

	// Of a run in one step, in the place of the set, the import and its rollback. Other
	// names, since they are for another import profile.
	OneStepTable        = "for_one_step_import_to_NZ.tsv"
	OneStepMARC         = "for_one_step_import_to_NZ.mrc"
	OneStepImport       = "for_one_step_import_to_NZ.xlsx"
	OneStepRollback     = "rollback_for_one_step_import.xlsx"
	OneStepRollbackMARC = "rollback_for_one_step_import.mrc"
	OneStepRepair       = "repair_for_one_step_import_to_NZ.xlsx"
	OneStepRepairMARC   = "repair_for_one_step_import_to_NZ.mrc"
	Without             = "repair_without.tsv"         // the rows that can be repaired and have no number now
	WithoutImport       = "repair_without_number.xlsx" // for the profile of three steps

	Libraries  = "libraries"
	Beside     = "messages_candidates.tsv" // the candidates, with OCLC's messages about them
	Unmatched  = "messages_unmatched.tsv"  // the lines about no candidate
	Damaged    = "messages_rejects.tsv"    // the lines that cannot be read
	Comparison = "comparison_file_IZ.xlsx"
	Reports    = "NZ-OCLC-Identifier-report-*.xlsx"
)

// ReportFile is the name of the report of a date, such as 2026-01-31.
func ReportFile(date string) string { return strings.Replace(Reports, "*", date, 1) }

// In is the outcome of what goes into a stage.
const In = "in"

// A Part is a file of a stage, which has the rows of one outcome.
type Part struct{ Outcome, File string }

// A Stage is a step of the week: each row of the tables In is in one of the parts Out.
type Stage struct {
	Name string
	In   []string
	Out  []Part
	Also []string // what else it makes and must be there
	Rest []string // what it makes for people: the balance does without
	May  []string // what it makes of some weeks alone

	OneStep *Stage // what it makes instead where the load is one import, without a set and a job
}

// Stages is the week, in order, and what may follow it. The Reports, which go into the
// first, are named by the manifest.
//
// A name with "*" is any number of files of one kind: those of the institutions, and
// the reports of all dates. An import past 500,000 records goes on in NAME-2.xlsx, one
// in MARC past 20,000 in NAME-2.mrc.
var Stages = []Stage{
	{
		Name: "merge",
		Out:  []Part{{"shared", Merged}, {"institution", Zones}, {"duplicate", Duplicates}, {"rejected", Rejects}},
		Rest: []string{Conflicts, Actions},
		May:  []string{Absent},
	},
	{
		Name: "split",
		In:   []string{Merged},
		Out:  []Part{{"differ", Diff}, {"same", Same}},
		Rest: []string{Comparison},
	},
	{
		Name: "dnu",
		In:   []string{Diff},
		Out:  []Part{{"kept", Candidates}, {"dropped", Protected}},
		Rest: []string{Entries, ForAnalytics},
	},
	{
		Name: "route",
		In:   []string{Candidates},
		Out:  []Part{{"update", RoutedUpdate}, {"updated", Updated}, {"review", RoutedReview}, {"missing", Missing}},
		May: []string{"messages.tsv", "messages_by_library.tsv", Beside, Unmatched, Damaged,
			"worldcat_update.tsv", "worldcat_review.tsv", "worldcat_reviewed.tsv"},
	},
	{
		Name: "review",
		In:   []string{RoutedUpdate, RoutedReview},
		Out:  []Part{{"update", Update}, {"protected", DecidedDNU}, {"review", Review}},
		Rest: []string{decidedEntries, List},
	},
	{
		Name: "import",
		In:   []string{Update},
		Out:  []Part{{"written", Import}},
		Also: []string{Rollback},
		Rest: []string{Numbers},
		May:  []string{"for_import_to_NZ.tsv", "rollback_for_import.tsv"},
		OneStep: &Stage{
			In:   []string{Update},
			Out:  []Part{{"written", OneStepTable}},
			Also: []string{OneStepRollback, OneStepRollbackMARC},
			Rest: []string{Numbers},
			May:  []string{"rollback_for_one_step_import.tsv"},
		},
	},
	{
		Name: "report",
		Rest: []string{Reports},
		May:  []string{Returning, Weeks},
	},
	{
		Name: "set",
		In:   []string{Update},
		Out:  []Part{{"written", Set}},
		OneStep: &Stage{
			In:   []string{Update},
			Out:  []Part{{"written", OneStepMARC}},
			Also: []string{OneStepImport},
		},
	},
	{
		Name: "verify",
		In:   []string{Update},
		Out:  []Part{{"verified", Verified}, {"not updated", NotUpdated}, {"lost", Lost}},
		Rest: []string{Verification},
		May: []string{Repair, "repair_for_import_to_NZ.tsv", RepairImport, RepairSet,
			"repair_for_one_step_import_to_NZ.tsv", OneStepRepair, OneStepRepairMARC, Without, "repair_without_number.tsv", WithoutImport},
	},
}

// The numbers of stages in Stages.
var (
	merge       = index("merge")
	dnu         = index("dnu")
	RouteStage  = index("route")  // from which on the Analytics report makes a difference
	ReviewStage = index("review") // from which on a decision makes a difference
	importing   = index("import")
	reporting   = index("report")
	last        = index("set")    // of the week
	VerifyStage = index("verify") // what looks at the load

	ofVersion2 = []string{"decided_update.tsv", "do_not_update_list.tsv", "protection.txt", ".report.sha256"}
)

func index(name string) int {
	return slices.IndexFunc(Stages, func(s Stage) bool { return s.Name == name })
}

// MadeBy is the stage that makes a file, "" if none does.
func MadeBy(file string) string {
	if file == Decisions {
		return Stages[ReviewStage].Name
	}
	for _, s := range Stages {
		if slices.ContainsFunc(s.eitherWay(), func(name string) bool { return is(file, name) }) {
			return s.Name
		}
	}
	return ""
}

// Week is the names of the stages of the week.
func Week() (names []string) {
	for _, s := range Stages[:last+1] {
		names = append(names, s.Name)
	}
	return names
}

// Way is what the stage makes in one step, or in three.
func (s Stage) Way(oneStep bool) Stage {
	if !oneStep || s.OneStep == nil {
		return s
	}
	way := *s.OneStep
	way.Name = s.Name
	return way
}

// files are the names of all that the stage makes, as in Stages, in the order in which
// they appear: the first part, which the next stage reads, last.
func (s Stage) files() []string {
	all := slices.Concat(s.May, s.Rest, s.Also)
	for _, p := range slices.Backward(s.Out) {
		all = append(all, p.File)
	}
	return all
}

// eitherWay are files of the stage, whichever way the load is, in the order in which they
// go: the first part first.
func (s Stage) eitherWay() []string {
	three := s.files()
	all := slices.DeleteFunc(s.Way(true).files(), func(name string) bool { return slices.Contains(three, name) })
	all = append(all, three...)
	slices.Reverse(all)
	return all
}

// loaded are the names of what Alma is given, either way: what empties or changes records
// first.
func loaded() []string {
	return []string{Set, OneStepMARC, OneStepImport, Import, Rollback, OneStepRollbackMARC, OneStepRollback}
}

// must are the names of what a stage that is done has.
func (s Stage) must() []string {
	return slices.DeleteFunc(s.files(), func(name string) bool { return name == Zones || slices.Contains(s.May, name) })
}

// parted are the files that go on in further ones: NAME-2.xlsx, NAME-3.xlsx.
var parted = []string{Import, RepairImport, OneStepMARC, OneStepImport, OneStepRollbackMARC, OneStepRollback,
	OneStepRepairMARC, OneStepRepair, WithoutImport}

var day = pattern.Late(`^\d{4}-\d\d-\d\d$`)

// is tells whether a file is of a name as in Stages.
func is(file, name string) bool {
	if begin, end, many := strings.Cut(name, "*"); many {
		inside := strings.TrimSuffix(strings.TrimPrefix(file, begin), end)
		fits := strings.HasPrefix(file, begin) && strings.HasSuffix(file, end) && len(file) > len(begin)+len(end)
		return fits && (name != Reports || day().MatchString(inside))
	}
	return file == name || slices.Contains(parted, name) && partNumber(file, name) > 1
}

// partNumber is 2 of NAME-2.xlsx, 0 of what is no part of NAME.xlsx.
func partNumber(file, name string) int {
	begin, ending, _ := strings.Cut(name, ".")
	number, isPart := strings.CutPrefix(strings.TrimSuffix(file, "."+ending), begin+"-")
	n, err := strconv.ParseUint(number, 10, 20)
	if !isPart || !strings.HasSuffix(file, "."+ending) || strings.HasPrefix(number, "0") || err != nil {
		return 0
	}
	return int(n)
}
