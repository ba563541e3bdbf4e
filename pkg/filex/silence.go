package filex

import (
	"maps"
	"slices"
	"time"
)

// A Coming is a bib processing report that a library got, fetched or only listed.
type Coming struct {
	Symbol string
	Day    time.Time // 0:00 UTC of it
}

// steady is in how many of the weeks before a report must have come.
const steady = 4

// Silent are the libraries from which no report came in the seven days up to day,
// though one came in each of the four weeks before: days 7 to 13 before day, and so
// on. Days are those of the reports, not those on which they were fetched. Libraries
// that send less often, or that are new, are not among them.
func Silent(came []Coming, day time.Time) []Absence {
	year, month, date := day.Date() // of the place where we are
	day = time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	type library struct {
		last  time.Time
		weeks [steady + 1]bool // 0 is the last seven days, and what comes after them
	}
	all := make(map[string]*library)
	for _, c := range came {
		l := all[c.Symbol]
		if l == nil {
			l = new(library)
			all[c.Symbol] = l
		}
		if c.Day.After(l.last) {
			l.last = c.Day
		}
		// A report from after day is US Eastern's, or a clock's that is wrong.
		if week := max(0, int(day.Sub(c.Day)/(24*time.Hour))/7); week <= steady {
			l.weeks[week] = true
		}
	}
	var silent []Absence
	for _, symbol := range slices.Sorted(maps.Keys(all)) {
		if l := all[symbol]; !l.weeks[0] && !slices.Contains(l.weeks[1:], false) {
			silent = append(silent, Absence{symbol, l.last, wasSilent})
		}
	}
	return silent
}

// Came is the bib processing reports of the ledger that came to one of the accounts:
// that lay in one of them, or that are of their libraries.
func (l *Ledger) Came(accounts []Account) []Coming {
	var came []Coming
	for _, r := range l.reports {
		ours := slices.ContainsFunc(accounts, func(a Account) bool { return a.User == r.From.User || a.Symbol == r.Symbol })
		if n, ok := ParseName(r.Name); ok && ours && n.Kind == BibProcessing {
			came = append(came, Coming{r.Symbol, n.Day})
		}
	}
	return came
}
