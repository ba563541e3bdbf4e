package cmd

import (
	"fmt"
	"math/rand/v2"

	"datasync/pkg/decision"
	"datasync/pkg/mms"
)

// A feed is what the pipeline is given in a week.
type feed struct {
	reports []report
	list    string            // do-not-update list
	today   string            // Analytics report
	hold    bool              // --hold-shared
	journal *decision.Journal // what was decided; nil: see decisions
}

// A report is its lines. The job id of each is in no other line, but for lines
// that are there twice.
type report []reportLine

type reportLine struct {
	job, text string
	id        string // "" if it is no report row
}

// randomFeed makes up a week with reruns, repeated lines, conflicts, several
// existing numbers, numbers that are none or provisional, records of institutions,
// an unknown suffix and bad lines.
func randomFeed(seed uint64) feed {
	r := rand.New(rand.NewPCG(seed, 1))
	one := func(all ...string) string { return all[r.IntN(len(all))] }

	type record struct{ id, incoming string }
	var records []record
	list := "MMS ID\tReason\n990000999995151\tof no row\n" // a list of other zones alone is an error
	today := "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\n"
	for i := range 40 {
		rec := record{
			id:       fmt.Sprintf("99%09d%s", i, one("5151", "5151", "5151", "5151", "5163", "9999")),
			incoming: one("", "0", "5", "6", "7", "8", "(OCoLC)on0009"),
		}
		records = append(records, rec)
		if r.IntN(6) == 0 {
			list += rec.id + "\tno\n"
		}
		for range [...]int{0, 1, 1, 1, 1, 2}[r.IntN(6)] {
			today += fmt.Sprintf("%s\t%s\t%s\t%s\n", rec.id, one("", "5", "(OCoLC) 5", rec.incoming, "5; 7", "5, (DLC)1 | 4", "(DLC)1", "2000#; 5"), one("", "7"),
				one("In Repository", "In Repository", "In Repository", "Deleted"))
		}
	}

	w := feed{list: list, today: today}
	ordinal := 0
	for _, symbol := range []string{"CEF", "UWO", "LU$", "CEF"} {
		var lines report
		add := func(job, id, text string) {
			lines = append(lines, reportLine{job, job + text + one("\n", "\r\n"), id})
		}
		for range 1 + r.IntN(40) {
			ordinal++
			job := fmt.Sprintf("%s_101_%d::bib::%d", symbol, 1+r.IntN(3), ordinal)
			if r.IntN(10) == 0 {
				job = fmt.Sprint("by hand ", ordinal)
			}
			rec := records[r.IntN(len(records))]
			incoming := rec.incoming
			if r.IntN(8) == 0 {
				incoming = one("", "0", "7", "1520918535")
			}
			row := fmt.Sprintf("|%s%s%s|%s|%s|%s", one("", "", "'"), rec.id, one("", "", " ", "\u00a0"),
				one("", "5", "(OCoLC)ocm00000006", "(DLC)1"), incoming,
				one("match", "match", "match", " MATCH ", "create", "unresolved", "unresolved - staging", ""))
			for range [...]int{1, 1, 1, 1, 2}[r.IntN(5)] {
				add(job, rec.id, row)
			}
			if r.IntN(10) == 0 {
				ordinal++
				add(fmt.Sprint("bad ", ordinal), "", one("", "|half", "|9.91E+14|5|6|match", "||5|6|match",
					"|991000000015151|5|6|match|7", "|991000000015151|5|\xe9|match", "|991000000015151|\x00|6|match"))
			}
		}
		w.reports = append(w.reports, lines)
	}
	return w
}

// parts splits the reports by record. A line that is no report row goes where
// the line before it goes: a report without one valid row is an error.
func (w feed) parts(k int) []feed {
	parts := make([]feed, k)
	for i := range parts {
		parts[i] = feed{list: w.list, today: w.today}
	}
	for _, r := range w.reports {
		pieces := make([]report, k)
		at := 0
		for _, l := range r {
			if id, ok := mms.Parse(l.id); ok {
				at = int(id) % k
			}
			pieces[at] = append(pieces[at], l)
		}
		for i, piece := range pieces {
			if piece != nil {
				parts[i].reports = append(parts[i].reports, piece)
			}
		}
	}
	return parts
}
