package rundir

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An Asked is what a call asks for.
type Asked struct {
	Stage    string // "" is what is due
	Given    map[string][]Given
	Without  []string // message reports that count no more, by name
	Settings Settings // those that are said; without a value: not any more
	Along    *Run     // from which is carried, nil for none
	Again    bool     // though it replaces what was done
	Today    string   // the day of the call
	Day      string   // the date of a run that has none yet
}

// A Plan is what is to be done, and why.
type Plan struct {
	From     int // the first stage, -1 if nothing is
	Why      string
	New      []string // kinds that are not as they were
	Warnings []string

	mended []string // those of them of which only copies are mended
	asked  Asked
}

// need makes a stage, and all after it, part of the plan.
func (p *Plan) need(stage int, why string) {
	if p.From < 0 || stage < p.From {
		p.From, p.Why = stage, why
	}
}

// IsNew tells whether what the call gives of a kind is not what the run has.
func (p *Plan) IsNew(kind string) bool { return slices.Contains(p.New, kind) }

// isOther is IsNew but of a kind of which only copies are mended.
func (p *Plan) isOther(kind string) bool { return p.IsNew(kind) && !slices.Contains(p.mended, kind) }

func (p *Plan) warn(format string, args ...any) {
	p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...))
}

// Stages are the names of those that will be done.
func (p *Plan) Stages(r *Run) (names []string) {
	for i, s := range Stages[:last+1] {
		if i == RouteStage && !r.willHave(p, Doublecheck) {
			break
		}
		if p.From >= 0 && i >= p.From {
			names = append(names, s.Name)
		}
	}
	return names
}

// willHave tells whether the run has inputs of a kind, or is given some.
func (r *Run) willHave(p *Plan, kind string) bool {
	return len(r.OfKind(kind)) > 0 || len(p.asked.Given[kind]) > 0
}

// Plan tells what a call leads to: from the first stage that something new needs, or
// that lacks a file. It changes nothing.
func (r *Run) Plan(asked Asked) (*Plan, error) {
	p := &Plan{From: -1, asked: asked}
	if !r.willHave(p, Report) {
		return p, Lack(r.Name + ": only reports that go beside bib processing reports are given; name these too")
	}
	if err := r.planInputs(p); err != nil {
		return p, err
	}
	if !r.Begun() {
		p.need(merge, "the run is new")
		if err := r.isFree(); err != nil {
			return p, err
		}
	}
	if r.Version2 {
		p.need(merge, "the run is of an earlier version")
	}
	if err := r.planStage(p); err != nil {
		return p, err
	}
	if !r.Begun() {
		return p, nil
	}
	for _, n := range names {
		if said, ok := asked.Settings[n.name]; ok && !slices.Equal(said, r.Settings[n.name]) {
			p.need(n.stage, n.why)
		}
	}
	if err := r.HasJournal(); err != nil {
		if !asked.Again {
			return p, err
		}
		p.need(ReviewStage, "there is no "+Decisions)
	}
	edited, errEdited := r.EditedJournal()
	_, more, errPutOff := r.withPutOff(asked.Along)
	if err := cmp.Or(errEdited, errPutOff); err != nil {
		return p, err
	}
	if edited {
		p.need(ReviewStage, Decisions+" was edited")
	}
	if more {
		p.need(ReviewStage, "what was put off comes along")
	}
	if (p.isOther(Report) || p.isOther(Carried)) && len(r.OfKind(Doublecheck)) > 0 {
		return p, fmt.Errorf("%s was made from other reports (%s); name another directory with -C", r.Name, p.Why)
	}
	if p.From >= 0 {
		return p, r.Record(p.Why, asked.Again)
	}
	return p, nil
}

// A Lack is what a call does not give, of which its command line is to be mended.
type Lack string

func (l Lack) Error() string { return string(l) }

// planStage plans the stage that was asked for, or the first that lacks a file.
func (r *Run) planStage(p *Plan) error {
	stage, gone := -1, ""
	if r.Begun() && !r.Version2 {
		stage, gone = r.Missing()
	}
	if p.asked.Stage != "" {
		wanted := index(p.asked.Stage)
		if wanted >= RouteStage && !r.willHave(p, Doublecheck) {
			return Lack("stage " + p.asked.Stage + " needs the Analytics report: give --doublecheck")
		}
		p.need(wanted, "you asked for it")
		if gone != "" && stage < p.From && len(p.New) == 0 {
			return fmt.Errorf("%s: there is no %s, which stage %s needs; run: datasync -C %s", r.Name, gone, p.asked.Stage, Quote(r.Name))
		}
	}
	if gone != "" {
		p.need(stage, "there is no "+gone)
	}
	return nil
}

// isFree tells what of a run stands in a directory that is no run's.
func (r *Run) isFree() error {
	entries, err := os.ReadDir(r.Path)
	if err != nil {
		return nil // it is to be made
	}
	for _, e := range entries {
		if MadeBy(e.Name()) != "" || e.Name() == Libraries || e.Name() == Summary {
			return fmt.Errorf("%s: %s is there already, and of no run; name an empty directory with -C", r.Name, e.Name())
		}
	}
	return nil
}

// Record refuses what would change a run that was verified: it is a record of what
// was done.
func (r *Run) Record(why string, again bool) error {
	if again || !r.Has(Verified) {
		return nil
	}
	return fmt.Errorf("%s is verified, a record of what was done (%s); begin another run, or give --again", r.Name, why)
}

// HasJournal wants the journal of decisions of a run that had one. What is written is
// listed before it gets its name, so a call that was killed may have listed it alone; what
// follows from it is not there then.
func (r *Run) HasJournal() error {
	if len(r.written[Decisions]) == 0 || r.Has(Decisions) || r.Has(unfinishedCall) && !r.Has(decidedEntries) && !r.Has(filepath.Join(beforeN(1), Decisions)) {
		return nil
	}
	return fmt.Errorf("%s is gone, and with it what people decided; put it back, as it is in the last before-N, or give --again to do without", r.Place(Decisions))
}

// EditedJournal tells whether somebody edited the journal of decisions by hand.
func (r *Run) EditedJournal() (bool, error) {
	if r.Version2 || !r.Has(Decisions) || !r.Begun() {
		return false, nil
	}
	same, err := r.AsWritten(Decisions)
	return !same, err
}

// planInputs looks for what is given and new.
func (r *Run) planInputs(p *Plan) error {
	for _, k := range kinds {
		if err := r.look(p, k.name, k.stage); err != nil {
			return err
		}
	}
	if p.isOther(Doublecheck) && !p.IsNew(Live) && len(r.OfKind(Live)) > 0 {
		p.New = append(p.New, Live) // what was live then is older
	}
	for _, name := range p.asked.Without {
		if !slices.ContainsFunc(r.OfKind(Exceptions, CrossRefs), func(in Input) bool { return in.isCalled(name) }) {
			return fmt.Errorf("--without: %s has no message report %s", r.Name, name)
		}
		p.need(RouteStage, "without "+name)
	}
	if len(p.asked.Given[CrossRefs]) > 0 && !r.willHave(p, Exceptions) {
		p.warn("cross-reference reports are read beside exception reports; none is given")
	}
	if len(p.asked.Given[Merges]) > 0 && !r.willHave(p, Current) {
		p.warn("files of merges are read beside what WorldCat says (worldcat or --current)")
	}
	return nil
}

// adds tells of a kind that what is given is beside what was; others replace it.
func adds(kind string) bool { return kind == Report || kind == Carried }

// look tells whether what is given of a kind is new.
func (r *Run) look(p *Plan, kind string, stage int) error {
	given := p.asked.Given[kind]
	if len(given) == 0 {
		return nil
	}
	known := r.OfKind(kind)
	var now []Input
	var fresh, mended []string
	for _, g := range given {
		if !r.Begun() { // it is read when it is copied
			fresh = append(fresh, g.Word)
			continue
		}
		in, err := g.sum(kind)
		if err != nil {
			return err
		}
		now = append(now, in)
		switch at := slices.IndexFunc(known, in.same); {
		case at < 0:
			fresh = append(fresh, g.Word)
		case r.CheckCopies(known[at:at+1]) != nil: // the same file mends that
			mended = append(mended, g.Word)
		}
	}
	why := "new: " + strings.Join(fresh, ", ")
	switch same := adds(kind) || slices.EqualFunc(now, known, Input.same); {
	case len(fresh) > 0:
	case !same:
		why = "other files as " + kind
	case len(mended) > 0:
		why = "mended: " + strings.Join(mended, ", ")
		p.mended = append(p.mended, kind)
	default:
		return nil
	}
	p.need(stage, why)
	p.New = append(p.New, kind)
	if kind == DoNotUpdate || kind == Exceptions || kind == CrossRefs || kind == Merges {
		p.replaced(known, now)
	}
	return nil
}

// replaced tells what was given before and not again.
func (p *Plan) replaced(known, now []Input) {
	for _, in := range known {
		switch {
		case slices.ContainsFunc(now, in.same):
		case slices.ContainsFunc(now, func(i Input) bool { return i.Given == in.Given && i.Sheet == in.Sheet }):
			p.warn("%s is not as it was given before; it counts as it is now", in.Word())
		default:
			p.warn("%s, given before, counts no more; to keep it, name it beside the new one", in.Word())
		}
	}
}
