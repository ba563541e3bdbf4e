package rundir

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"datasync/pkg/count"
	"datasync/pkg/pattern"
)

// A steps is what a person does next, numbered. What follows the first line of a step
// stands below it.
type steps struct {
	*Run
	lines []string
	n     int
	err   error // of the files that they are about, the first
}

func (s *steps) add(first string, more ...string) {
	s.n++
	s.lines = append(s.lines, fmt.Sprintf("%d. %s", s.n, first))
	for _, line := range more {
		s.lines = append(s.lines, "   "+line)
	}
}

// rows is how many rows a table has.
func (s *steps) rows(file string) int {
	n, err := s.Rows(file)
	s.err = cmp.Or(s.err, err)
	return n
}

// place is that of a file, and the names of its further parts.
func (s *steps) place(name string) string {
	files, err := s.Files(name)
	s.err = cmp.Or(s.err, err)
	if len(files) == 0 {
		return s.Place(name)
	}
	return strings.Join(append([]string{s.Place(name)}, files[1:]...), ", ")
}

// Next is what is to be done next, and by whom, to the end of the week, a line each.
func (r *Run) Next() ([]string, error) {
	s := &steps{Run: r}
	stage, gone := r.Missing()
	switch {
	case r.Has(Verified):
		s.afterVerify()
	case gone != "":
		s.lines = []string{fmt.Sprintf("Next: go on with stage %s, since there is no %s:", Stages[stage].Name, gone), "   " + r.Call("")}
	case len(r.OfKind(Doublecheck)) == 0:
		s.beforeRoute()
	default:
		s.afterWeek()
	}
	return s.lines, s.err
}

// beforeRoute is what comes before the week goes on: Alma is asked what the records have.
func (s *steps) beforeRoute() {
	s.lines = []string{"Next:"}
	export := s.Call("") + " --doublecheck FILE"
	if s.rows(Candidates) == 0 {
		s.add("No record is to be looked up. To end the week, any export of OCLC-doublecheck will do:", export)
		return
	}
	s.add("In Alma Analytics, filter the report OCLC-doublecheck by the MMS IDs in", s.Place(ForAnalytics)+" and export it.")
	s.add(export)
	s.lines = append(s.lines, "With a key for Alma both in one: "+s.Call("fetch"))
}

// afterWeek is what comes after the last stage: a person decides, and Alma is changed.
func (s *steps) afterWeek() {
	s.lines = []string{"Next:"}
	report := s.Place(ReportFile(s.Settings.One("date")))
	if toReview := s.rows(Review); toReview > 0 {
		s.add("Look at "+report+",", fmt.Sprintf(`in its sheet "records for review" (%d) choose a Decision, save, close it, and (it can wait):`, toReview), s.Call("decide"))
	} else {
		s.add("Look at " + report + ". Nothing is for review.")
	}
	if s.rows(Update) > 0 {
		s.load()
		s.verify()
	}
	s.endOfWeek()
}

// verify is the step after Alma was changed.
func (s *steps) verify() {
	if s.hasKey() {
		s.add("Minutes after that: " + s.verification())
	} else {
		s.add("When Analytics has it, a day later, with a fresh report:", s.verification())
	}
}

// hasKey tells whether Alma can be asked.
func (s *steps) hasKey() bool { return len(s.OfKind(Live)) > 0 }

// verification is the call of verify.
func (s *steps) verification() string {
	if s.hasKey() {
		return s.Call("verify") + " --live"
	}
	return s.Call("verify") + " --doublecheck FILE"
}

// endOfWeek is what is left when nothing is to be changed in Alma any more.
func (s *steps) endOfWeek() {
	s.add("A workbook for each library: " + s.Call("libraries"))
	if next := s.NextWeek(); next != "" {
		s.add(next)
	}
}

// NextWeek is the call that begins the next run, with what lasts of this one, or "" where
// it is begun.
func (r *Run) NextWeek() string {
	next := r.nextRun()
	if _, err := os.Stat(filepath.Join(next, Manifest)); err == nil {
		return ""
	}
	what, reports := "", " REPORT..."
	if len(r.OfKind(Accounts)) > 0 {
		what, reports = "collect", ""
	}
	words := append([]string{r.callFor(what, next), "--carry", Quote(r.Name), "--dnu", Quote(r.Place(List))}, r.lasting()...)
	return "Next week: " + strings.Join(words, " ") + reports
}

// lasting is what a call says for another run to be as this one.
func (r *Run) lasting() (words []string) {
	for _, in := range r.OfKind(Institutions, Columns) {
		words = append(words, "--"+in.Kind, Quote(r.Place(in.Arg())))
	}
	for _, n := range names {
		for _, value := range r.Settings[n.name] {
			switch {
			case n.name == "begun" || n.name == "date": // of this one alone
			case strings.HasPrefix(value, "--"): // the flag itself
				words = append(words, value)
			default:
				words = append(words, "--"+n.name, Quote(value))
			}
		}
	}
	return words
}

// nextRun is the directory of the next run: that of a day is a week later.
func (r *Run) nextRun() string {
	next := "NEXT"
	if day, err := time.Parse(time.DateOnly, r.DayOfName()); err == nil {
		next = day.AddDate(0, 0, 7).Format(time.DateOnly)
	}
	return filepath.Join(r.Name, "..", next) // not filepath.Dir, which of "." is "."
}

// afterVerify is what comes after it: a repair round, or the end of the week.
func (s *steps) afterVerify() {
	verified, not, lost := s.rows(Verified), s.rows(NotUpdated), s.rows(Lost)
	s.lines = []string{fmt.Sprintf("It is verified: %d updated, %d not, %d lost their number (%s).", verified, not, lost, s.Place(Verification))}
	repairs, next := s.rows(Repair)+s.rows(Without), "Next"
	if s.Version2 { // which made no table of it
		repairs = s.rows(RepairSet)
	}
	if verified == 0 && not > 0 {
		ran := "the job and the import"
		if s.Settings.OneStep() {
			ran = "the import"
		}
		s.lines = append(s.lines, "None has its new number. If "+ran+" ran, what was asked did not know it yet; ask again:", "   "+s.verification())
		next = "If not"
	}
	if by := not + lost - repairs; by > 0 {
		s.lines = append(s.lines, fmt.Sprintf("What no import puts right, look up in Alma: %d.", by))
	}
	if repairs > 0 {
		next += fmt.Sprintf(", to put right %s, in this order", count.Of(repairs, "record"))
	}
	s.lines = append(s.lines, next+":")
	s.repair()
	s.endOfWeek()
}

// load is what is to be done in Alma.
func (s *steps) load() {
	if s.Settings.OneStep() {
		s.loadInOneStep(OneStepMARC, OneStepImport)
	} else {
		s.loadInThree(Set, Import)
	}
}

// repair is what verify made to put right what can be, if it did.
func (s *steps) repair() {
	n := s.n
	if !s.hasRepair() { // a set without its import would empty the records
		s.add("Do not run the job: of the files for it some are gone. Make them again:", s.verification())
		return
	}
	if s.Has(RepairSet) {
		s.loadInThree(RepairSet, RepairImport)
	}
	if s.Has(OneStepRepairMARC) {
		s.loadInOneStep(OneStepRepairMARC, OneStepRepair)
	}
	if s.Has(WithoutImport) {
		s.add("In Alma, of those without a number, with the profile of three steps, without the job:", "the import of                "+s.place(WithoutImport))
	}
	if s.n > n {
		s.verify()
	}
}

func (s *steps) loadInOneStep(marc, sheet string) {
	s.add("In Alma, with the profile that replaces 035 in one step, without a set and a job:",
		"the import of                "+s.place(marc),
		"or else of the same as       "+s.place(sheet),
		"To take all back:            "+s.place(OneStepRollbackMARC))
}

func (s *steps) loadInThree(set, sheet string) {
	s.add("In Alma: an itemized set of  "+s.Place(set),
		`the job "Move OCLC 035 $a to $z" on it, and at once`,
		"the import of                "+s.place(sheet),
		"To take all back, the job again, and the import of "+s.Place(Rollback))
}

// Standing is in a few words where the run stands.
func (r *Run) Standing() (string, error) {
	s := &steps{Run: r}
	stage, gone := r.Missing()
	stands := ""
	switch {
	case r.Has(Verified):
		stands = fmt.Sprintf("verified: %d updated, %d not, %d lost their number", s.rows(Verified), s.rows(NotUpdated), s.rows(Lost))
	case gone != "":
		stands = "to go on with stage " + Stages[stage].Name
	case len(r.OfKind(Doublecheck)) == 0:
		stands = fmt.Sprintf("waits for the Analytics report: %d to be looked up", s.rows(Candidates))
	default:
		stands = fmt.Sprintf("to be loaded, then verified: %d; for review: %d", s.rows(Update), s.rows(Review))
	}
	return stands, s.err
}

// Call is how datasync is called with an action for the run.
func (r *Run) Call(action string) string { return r.callFor(action, r.Name) }

func (r *Run) callFor(action, dir string) string {
	words := []string{Command(r.Called)}
	if action != "" {
		words = append(words, action)
	}
	return strings.Join(append(words, "-C", Quote(dir)), " ")
}

// The system's own separator needs no quotes either.
var plain = pattern.Late(`^[A-Za-z0-9_./:=+,@%` + regexp.QuoteMeta(string(filepath.Separator)) + `-]+$`)

// Command is the name of a command as one types it: to PowerShell a word in quotes is none.
func Command(name string) string {
	word := Quote(name)
	if runtime.GOOS == "windows" && word != name {
		return "& " + word
	}
	return word
}

// Quote is a word as one types it to a shell, on Windows to PowerShell or cmd.
func Quote(word string) string { return quote(word, runtime.GOOS) }

func quote(word, system string) string {
	switch {
	case plain().MatchString(word):
		return word
	case system == "windows" && !strings.Contains(word, "$"):
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
