package rundir

import (
	"fmt"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/tsv"
)

// Became tells what became of the records, in at most eight lines, as the balance counts
// them: each shared record is in one of them. There are none before anything is counted, or
// where a stage is to be done: what was counted is not there any more.
func (r *Run) Became() ([]string, error) {
	if _, gone := r.Missing(); gone != "" || r.Version2 { // which counted otherwise
		return nil, nil
	}
	rows, err := r.counted()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	protected, err := r.protection()
	if err != nil {
		return nil, err
	}
	lines := []string{r.came(rows) + ":"}
	if _, routed := rows["route in"]; routed {
		delete(rows, "dnu kept")
	}
	for _, o := range []struct {
		of, words string
		always    bool // though it is 0
	}{
		{"review update", "to be updated by this week's batch", true},
		{"review review", "for review", false},
		{"route missing", "not in the Analytics report", false},
		{"route updated", "with their new number already", false},
		{"review protected", "not to be changed, as a person decided", false},
		{"dnu kept", "to be looked up in Alma", true},
		{"dnu dropped", protected, true},
		{"split same", "with the same number at OCLC", false},
	} {
		if n, counted := rows[o.of]; counted && (o.always || n > 0) {
			lines = append(lines, fmt.Sprintf("%6d  %s", n, o.words))
		}
	}
	return lines, nil
}

// came tells what came in.
func (r *Run) came(rows map[string]int) string {
	var rest []string
	owners := "of single libraries"
	if r.OtherZone() != "" {
		owners = "of other zones"
	}
	for _, o := range []struct{ of, words string }{
		{"merge duplicate", "repeated"}, {"merge institution", owners}, {"merge rejected", "unreadable"},
	} {
		if n := rows[o.of]; n > 0 {
			rest = append(rest, fmt.Sprintf("%d %s", n, o.words))
		}
	}
	all := count.Of(rows["merge shared"], "shared record") + " in " + count.Of(rows["merge in"], "report line")
	if rest != nil {
		all += " (" + strings.Join(rest, ", ") + ")"
	}
	return all
}

// A Count is a row of the table of the balance, which mksummary writes.
type Count struct {
	Stage, Outcome, File string
	Rows                 int
}

// Counts is the table of the balance. There are none if it is not there.
func (r *Run) Counts() (all []Count, err error) {
	var c Count
	var rows string
	err = r.ifAny(Summary, func() (err error) {
		if c.Rows, err = strconv.Atoi(rows); err != nil {
			return fmt.Errorf("%s: %q is no number of rows", r.Place(Summary), rows)
		}
		all = append(all, c)
		return nil
	}, tsv.Text(column.Stage, &c.Stage), tsv.Text(column.Outcome, &c.Outcome), tsv.Text(column.File, &c.File), tsv.Text(column.Rows, &rows))
	return all, err
}

// counted is how many rows there are by stage and outcome, such as "merge in".
func (r *Run) counted() (map[string]int, error) {
	all, err := r.Counts()
	rows := make(map[string]int)
	for _, c := range all {
		rows[c.Stage+" "+c.Outcome] += c.Rows
	}
	return rows, err
}

// protection says what the do-not-update list does.
func (r *Run) protection() (string, error) {
	if len(r.OfKind(DoNotUpdate)) == 0 {
		return "protected, since no do-not-update list was given", nil
	}
	entries, other := 0, 0
	var protects string
	err := r.Each(Entries, func() error {
		entries++
		if protects == column.OtherZone {
			other++
		}
		return nil
	}, tsv.MayText(column.Protects, &protects))
	if entries == 0 {
		return "protected, since the do-not-update list is empty", err
	}
	words := count.Of(entries, "entry")
	if other > 0 {
		words += fmt.Sprintf(", %d of another zone", other)
	}
	return "protected by the do-not-update list (" + words + ")", err
}
