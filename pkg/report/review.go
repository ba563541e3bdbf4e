package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/review"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/workbook"
)

// The sheet on which people decide: beside each record the numbers that it can be updated
// to, and why it cannot be. What the columns offer goes along when the rows are sorted.

func reviewTable(r *Run, about About) (workbook.Table, error) {
	t := r.of(sheetReview)
	choices, most, err := r.choices(t.records)
	if err != nil {
		return workbook.Table{}, err
	}
	var claims []string // the names of their columns
	for n := range most {
		claims = append(claims, column.Claim+" "+strconv.Itoa(n+1))
	}
	made := slices.Concat(decisionColumns, []string{column.NoUpdate, key(column.Incoming), key(column.Existing), key(column.Current)}, claims)
	rows := show(t.records, made, func(rec *record, row []string) {
		c, numbers := choices[rec], row[len(made)-most:len(made)]
		r.fillIn(rec, row)
		row[3], row[4] = c.refused, string(c.incoming)
		row[5], row[6] = only(rec.named(column.Existing)), only(rec.named(column.Current))
		clear(numbers)
		for i, n := range c.claims {
			numbers[i] = string(n)
		}
	}, t.filled(column.Reported))
	before := slices.Index(sheet.Review, sheet.OffPaper) + 1
	columns := shown(rows.header, slices.Insert(slices.Clone(sheet.Review), before, claims...), about)
	return workbook.Table{Rows: rows, Cut: true, Columns: sink(forDecisions(columns, claims, about), rows)}, nil
}

// A choice is what a person has to know to decide about a record.
type choice struct {
	refused  string // why it can be updated to no number, "" if it can
	incoming ocn.Number
	claims   []ocn.Number // where the reports disagree; neither is provisional
}

// maxClaims is for how many of the numbers that are claimed of a record there is room; in
// Conflict there is not more either.
const maxClaims = 20

// choices are those about the records, which are for review. most is how many numbers are
// claimed of one.
func (r *Run) choices(records []*record) (all map[*record]choice, most int, err error) {
	wanted := make(map[mms.ID]bool)
	for _, rec := range records {
		wanted[rec.id] = true
	}
	in, err := r.again(rundir.Conflicts)
	if err != nil {
		return nil, 0, err
	}
	claims, err := review.Claims(in, func(id mms.ID) bool { return wanted[id] })
	all = make(map[*record]choice)
	for _, rec := range records {
		all[rec] = newChoice(review.Record{
			Incoming: rec.named(column.Incoming), Action: rec.named(column.Action), Conflict: rec.named(column.Conflict),
			InAnalytics: rec.named(column.InAnalytics), Lifecycle: rec.named(column.Lifecycle), Current: rec.named(column.Current),
			Claims: claims[rec.id],
		})
		most = max(most, len(all[rec].claims))
	}
	return all, most, err
}

func newChoice(r review.Record) (c choice) {
	own, _ := ocn.Parse(r.Incoming)
	claims := append([]review.Claim{{Number: own, Unresolved: bibreport.IsUnresolved(r.Action)}}, r.Claims...)
	refused := r.Refuse("")
	for _, claim := range claims {
		isProvisional := slices.Contains(claims, review.Claim{Number: claim.Number, Unresolved: true})
		if n := claim.Number; n != "" && !isProvisional && !slices.Contains(c.claims, n) {
			c.claims = append(c.claims, n)
			if r.Refuse(n) == nil {
				refused = nil
			}
		}
	}
	if refused != nil {
		c.refused = refused.Error()
	}
	if slices.Contains(c.claims, own) {
		c.incoming = own
	}
	if len(r.Claims) == 0 {
		c.claims = nil
	}
	c.claims = c.claims[:min(len(c.claims), maxClaims)]
	return c
}

// key is the column that says to which number the values of another one lead. It is not
// shown.
func key(name string) string { return sheet.OffPaper + name }

// only is the OCLC number of a field that holds one alone.
func only(field string) string {
	if numbers := ocn.ParseList(field).Numbers; len(numbers) == 1 {
		return string(numbers[0])
	}
	return ""
}

// forDecisions makes the columns those of a sheet on which people decide.
func forDecisions(columns []workbook.Column, claims []string, about About) []workbook.Column {
	words := fmt.Sprintf("'%s'!$D$%%d:$D$%d", decision.BaseSheet, 1+len(decision.Words())) // update is the first
	for i := range columns {
		switch c := &columns[i]; {
		case c.Name == column.Decision:
			c.Choices, c.List = nil, fmt.Sprintf(`IF({%s}="",%s,%s)`, column.NoUpdate, fmt.Sprintf(words, 2), fmt.Sprintf(words, 3))
		case c.Name == column.Use && claims != nil:
			c.List = fmt.Sprintf("OFFSET({%s},0,0,1,MAX(1,COUNTA({%[1]s}:{%s})))", claims[0], claims[len(claims)-1])
		case c.Name == column.NetworkID:
			c.Keep = true
		case slices.Contains(claims, c.Name):
			c.Link = about.link(column.Incoming)
		}
	}
	return linked(columns, about, column.Incoming, column.Existing, column.Current)
}

// linked makes the values of columns lead to WorldCat, as Incoming 035a does, by their
// keys.
func linked(columns []workbook.Column, about About, names ...string) []workbook.Column {
	for i := range columns {
		if c := &columns[i]; slices.Contains(names, c.Name) {
			c.Link, c.LinkBy = cmp.Or(c.Link, about.link(column.Incoming)), key(c.Name)
		}
	}
	return columns
}

// sink moves columns to the end that are empty throughout, and not for people to fill in.
func sink(columns []workbook.Column, rows *list) []workbook.Column {
	full := slices.Collect(maps.Keys(rows.holds())) // as they are spelt in the table
	var kept, sunk []workbook.Column
	for _, c := range columns {
		if rows.len == 0 || has(full, c.Name) || has(decisionColumns, c.Name) {
			kept = append(kept, c)
			continue
		}
		c.NoPrint = true
		sunk = append(sunk, c)
	}
	return append(kept, sunk...)
}
