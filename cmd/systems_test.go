package cmd

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/alma"
	"datasync/pkg/almaapi"
	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/analytics"
	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/route"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A zone is records by MMS ID, each its fields 035, such as "$a(OCoLC)1$z(OCoLC)2".
type zone map[string][]string

// others are what records hold of other systems.
var others = []string{"$a3358437", "$a(NjP)3358437-princetondb", "$a.b12345678", "$aAAL03350414-0001", "$a132580306-47bibsys_network",
	"$a(CaOOCUL)991000000015151", "$a(DLC)  2001012345", "$a(OCoLC-M)17708345", "$a99$z98", "$z3358437", "$a"}

// randomZone is records with an OCLC number or several, or none, in whatever spelling,
// beside the numbers of other systems; and the number that each is to get.
func randomZone(seed uint64) (z zone, incoming map[string]string) {
	r := rand.New(rand.NewPCG(seed, 35))
	z, incoming = make(zone), make(map[string]string)
	for i := range 30 {
		id := fmt.Sprintf("99%09d5151", i)
		number := func() string { return fmt.Sprint(1000 + r.IntN(1000)) }
		for range r.IntN(3) {
			field := "$a" + []string{"(OCoLC)", "(OCoLC)ocm0000", "ocn", "(ocolc) ", "on"}[r.IntN(5)] + number()
			for range r.IntN(3) {
				field += "$z" + []string{"(OCoLC)", "", "(DLC)"}[r.IntN(3)] + number()
			}
			z[id] = append(z[id], field)
		}
		for range r.IntN(4) {
			z[id] = append(z[id], others[r.IntN(len(others))])
		}
		if r.IntN(2) == 0 { // its new number as that of an earlier catalogue
			incoming[id] = number()
			z[id] = append(z[id], "$a"+incoming[id])
		} else {
			incoming[id] = fmt.Sprint(5000 + i)
		}
		r.Shuffle(len(z[id]), func(i, j int) { z[id][i], z[id][j] = z[id][j], z[id][i] })
	}
	return z, incoming
}

func (z zone) clone() zone {
	other := make(zone)
	for id, fields := range z {
		other[id] = slices.Clone(fields)
	}
	return other
}

// oclcs is OCLC's number in a value of 035, by its prefix: what Alma goes by, and not
// what the programs do. "" is none.
func oclcs(value string) string {
	m := prefixed.FindStringSubmatch(value)
	if m == nil || m[1] == "" {
		return ""
	}
	return m[2]
}

var prefixed = regexp.MustCompile(`(?i)^((?:\(ocolc\) ?)?(?:ocm|ocn|on)?)0*([1-9][0-9]*)$`)

// job moves each OCLC number from $a to $z, as the job "Move OCLC 035 $a to $z" does.
func (z zone) job(set string) {
	for _, id := range strings.Fields(set)[2:] {
		for i, field := range z[id] {
			for _, subfield := range strings.Split(field, "$")[1:] {
				if strings.HasPrefix(subfield, "a") && oclcs(subfield[1:]) != "" {
					z[id][i] = strings.Replace(z[id][i], "$"+subfield, "$z"+subfield[1:], 1)
				}
			}
		}
	}
}

// load adds the numbers of an import.
func (z zone) load(t *testing.T, rows string) {
	t.Helper()
	in := reader(t, "import", rows)
	for in.Scan() {
		z[in.Row()[0]] = append(z[in.Row()[0]], "$a(OCoLC)"+in.Row()[1])
	}
	check(t, in.Err())
}

// current is the values in $a of a record: its OCLC numbers, and all others as they are.
func (z zone) current(id string) (all []string) {
	for _, field := range z[id] {
		for _, subfield := range strings.Split(field, "$")[1:] {
			if !strings.HasPrefix(subfield, "a") || subfield == "a" {
				continue
			}
			if n := oclcs(subfield[1:]); n != "" {
				all = append(all, "OCLC's "+n)
			} else {
				all = append(all, subfield[1:])
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ask is the table that almabibs makes of the records.
func (z zone) ask(t *testing.T) string {
	t.Helper()
	server := almatest.Start(func(id string) (almatest.Record, bool) {
		fields, ok := z[id]
		return almatest.Record{Title: "Title", Suppressed: "false", Modified: "2026-01-20Z", Fields: fields}, ok
	})
	defer server.Close()
	t.Setenv("ALMA_API_KEY", almatest.Key)
	access := almaapi.Access{Rate: 1e6, Server: server.URL + "/zone/-"}
	var ids []mms.ID
	for id := range z {
		parsed, ok := mms.Parse(id)
		if !ok {
			t.Fatal(id)
		}
		ids = append(ids, parsed)
	}
	client, err := access.Connect(new(cli.Env), "Bibs")
	check(t, err)
	records, err := almaapi.Bibs(client, ids, almaapi.MaxBibs)
	check(t, err)
	var found bytes.Buffer
	n, err := records.Write(ids, &found, io.Discard)
	check(t, err)
	if n.Found != len(z) {
		t.Fatalf("%+v of %d records", n, len(z))
	}
	return found.String()
}

func analyticsOf(t *testing.T, text string) *analytics.Report {
	t.Helper()
	name := filepath.Join(t.TempDir(), "live.tsv")
	check(t, os.WriteFile(name, []byte(text), 0o666))
	r, err := analytics.Read([]string{name}, nil, table.Open)
	check(t, err)
	return r
}

// Verify --live after a perfect load of records with other systems' numbers says all
// verified; and the rollback of a record fetched live has its OCLC numbers and no other
// system's: after it each record is what it was.
func TestPerfectLoadOfRecordsWithOtherSystemsNumbers(t *testing.T) {
	for seed := range uint64(10) {
		before, incoming := randomZone(seed)
		var rows strings.Builder
		fmt.Fprintf(&rows, "%s\t%s\t%s\n", column.NetworkID, column.Incoming, column.Action)
		for id := range before {
			fmt.Fprintf(&rows, "%s\t%s\tmatch\n", id, incoming[id])
		}
		var update, updated, review bytes.Buffer
		n, err := route.Rows(reader(t, "rows", rows.String()), analyticsOf(t, before.ask(t)),
			route.Out{Batch: &update, Updated: &updated, Review: &review, Missing: io.Discard}, route.Hold{})
		check(t, err)
		if n.Review+n.Missing > 0 || n.Batch < 20 {
			t.Fatalf("seed %d: %+v\n%s", seed, n, review.String())
		}

		tables := func() []*tsv.Reader { return []*tsv.Reader{reader(t, "update", update.String())} }
		var set, load, rollback bytes.Buffer
		_, err = alma.Set(tables(), column.NetworkID, column.MMSID, &set)
		check(t, err)
		_, err = alma.Import(tables(), &load, &rollback)
		check(t, err)

		now := before.clone()
		now.job(set.String())
		now.load(t, load.String())
		var notUpdated, lost bytes.Buffer
		found, err := route.VerifyRows(reader(t, "update", update.String()), analyticsOf(t, now.ask(t)),
			route.VerifyOut{Verified: io.Discard, NotUpdated: &notUpdated, Lost: &lost})
		check(t, err)
		if found[route.Verified] != n.Batch || found.Rows() != n.Batch {
			t.Errorf("seed %d: %v of %d\n%s%s", seed, found, n.Batch, notUpdated.String(), lost.String())
		}

		now.job(set.String())
		now.load(t, rollback.String())
		for id := range before {
			if got, want := strings.Join(now.current(id), ", "), strings.Join(before.current(id), ", "); got != want {
				t.Errorf("seed %d: record %s has %s after the rollback, had %s", seed, id, got, want)
			}
		}
	}
}
