package review

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// tableOf is a table whose fields are separated by commas.
func tableOf(t testing.TB, name, text string) *tsv.Reader {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(strings.ReplaceAll(text, ",", "\t")), name)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Each row comes out once, where its decision sends it: those of the batch stay in their
// places, those decided follow them.
func TestRows(t *testing.T) {
	texts := []string{"", "", "update 7", "update 8", "update 7>9", "do not change 8", "later", "(a)"}
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 2))
		j := new(decision.Journal)
		var in [2]string // for review, for the batch
		var batch, decided, review, taken, protected, protectedToo []string
		refused := 0
		for i := range 40 {
			id := one + mms.ID(i)*1e4
			e := entry(t, id, texts[random.IntN(len(texts))])
			j.Add(e)
			of := random.IntN(2)
			in[of] += fmt.Sprintf("%v,7,match,mine %d\n", id, i)
			if e.Choice == decision.Update && (e.About == "8" || e.Use == "9") {
				refused++
			}
			counts := e.Choice == decision.Update && e.About == "7" && e.Use == ""
			switch {
			case e.Choice == decision.DoNotChange && of == 0:
				protected = append(protected, id.String())
			case e.Choice == decision.DoNotChange:
				protectedToo = append(protectedToo, id.String())
			case of == 0 && counts:
				decided = append(decided, id.String())
			case of == 0:
				review = append(review, id.String())
			case counts || !e.Says():
				batch = append(batch, id.String())
			default:
				taken = append(taken, id.String())
			}
		}
		const head = "Network Id,Incoming 035a,Action,Mine\n"
		var out [3]strings.Builder
		n, all, err := Rows(In{Review: tableOf(t, "review.tsv", head+in[0]), Batch: tableOf(t, "batch.tsv", head+in[1])}, j.InForce(), Out{&out[0], &out[1], &out[2]})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range [][]string{slices.Concat(review, taken), slices.Concat(batch, decided), slices.Concat(protected, protectedToo)} {
			if got := ids(out[i].String()); !slices.Equal(got, want) {
				t.Fatalf("seed %d: table %d has %q, want %q", seed, i, got, want)
			}
		}
		if want := (Count{len(review) + len(taken), len(batch) + len(decided), len(protected) + len(protectedToo)}); n != want || len(all) != refused {
			t.Errorf("seed %d: %+v, %d refused; want %+v, %d", seed, n, len(all), want, refused)
		}
	}
}

// ids is the first fields of the rows of a table.
func ids(text string) (all []string) {
	for line := range strings.Lines(text) {
		id, _, _ := strings.Cut(line, "\t")
		all = append(all, id)
	}
	return all[1:]
}

// An update of a record that is nowhere is refused too, and the claims and the list are
// those of the record.
func TestRefusals(t *testing.T) {
	j := journal(t, line{three, "update 7"}, line{two, "update 7"}, line{one, "update 7>8"}, line{991000000045151, "later"}, line{991000000055151, "update 7>9"})
	in := In{
		Review:    tableOf(t, "review.tsv", "Network Id,Incoming 035a,Action,Conflict\n991000000015151,7,match,x\n991000000055151,7,match,x\n"),
		Conflicts: tableOf(t, "conflicts.tsv", "Network Id,OCLC symbol,Action,Incoming 035a\n991000000015151,CEF,match,7\n991000000015151,UWO,match,8\n991000000055151,CEF,match,7\n991000000055151,UWO,unresolved,9\n"),
		Listed:    tableOf(t, "listed.tsv", "Network Id\n991000000025151\n991000000065151\n"),
	}
	var out strings.Builder
	n, refused, err := Rows(in, j.InForce(), Out{io.Discard, &out, io.Discard})
	if err != nil || n != (Count{Update: 1, Review: 1}) || !slices.Equal(ids(out.String()), []string{"991000000015151"}) {
		t.Errorf("%+v, %v, %s", n, err, out.String())
	}
	want := []string{
		"record 991000000055151 cannot be updated: OCLC has not resolved the number 9, it is provisional",
		"record 991000000025151 cannot be updated: the list protects it; take it off the list",
		"record 991000000035151 cannot be updated: it is neither for review nor in the batch; does it have its number already?",
	}
	var got []string
	for _, r := range refused {
		got = append(got, r.Error())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	before := journal(t, line{three, "update 7"}, line{991000000055151, "update 7"})
	const strict = "before.xlsx: record 991000000055151 cannot be updated: OCLC has not resolved the number 9, it is provisional" + "\n" +
		"before.xlsx: record 991000000025151 cannot be updated: the list protects it; take it off the list"
	if err := Strict(refused, before.InForce()); fmt.Sprint(err) != strict {
		t.Errorf("%v\nwant %s", err, strict)
	}
	if err := Strict(refused, j.InForce()); err != nil {
		t.Error(err)
	}
	refused[0].From = ""
	if err := Strict(refused[:1], nil); !strings.HasPrefix(fmt.Sprint(err), "by hand: record ") {
		t.Error(err)
	}
}

func TestRowsErrors(t *testing.T) {
	const head = "Network Id,Incoming 035a,Action\n"
	const row = "991000000015151,7,match\n"
	full := errors.New("the disk is full")
	for _, tt := range []struct {
		what, review, batch, conflicts, listed string
		want                                   string
	}{
		{"a record twice", head + row + row, "", "", "", "review.tsv:3: record 991000000015151 is there twice; a decision could not tell which row it is for"},
		{"a record in both", head + row, head + row, "", "", "batch.tsv:2: record 991000000015151 is there twice; a decision could not tell which row it is for"},
		{"other columns", head + row, "Network Id,Action,Incoming 035a\n", "", "", "batch.tsv:1: the batch has not the same columns as the records for review; give both the same header"},
		{"no column", "Network Id,Action\n", "", "", "", `review.tsv:1: no column "Incoming 035a"; there are: Network Id, Action`},
		{"a bad id", head + "x,7,match\n", "", "", "", `review.tsv:2: "x" is no MMS ID, which has 8 to 19 digits`},
		{"a bad row of the batch", head, head + "x\n", "", "", "batch.tsv:2: 1 field, but the header has 3"},
		{"two columns", "Network Id,Incoming 035a,Action,Note,note\n", "", "", "", `review.tsv:1: two columns "Note"; rename or delete one`},
		{"no claims", head, "", "Network Id\n", "", `conflicts.tsv:1: no column "Action"; there are: Network Id`},
		{"no list", head, "", "", "MMS ID\n", `listed.tsv:1: no column "Network Id"; there are: MMS ID`},
	} {
		in := In{Review: tableOf(t, "review.tsv", tt.review)}
		for _, table := range []struct {
			name, text string
			to         **tsv.Reader
		}{{"batch.tsv", tt.batch, &in.Batch}, {"conflicts.tsv", tt.conflicts, &in.Conflicts}, {"listed.tsv", tt.listed, &in.Listed}} {
			if table.text != "" {
				*table.to = tableOf(t, table.name, table.text)
			}
		}
		if _, _, err := Rows(in, nil, Out{io.Discard, io.Discard, io.Discard}); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v; want %s", tt.what, err, tt.want)
		}
	}
	many := head
	for i := range 5000 {
		many += fmt.Sprintf("%v,7,match\n", one+mms.ID(i)*1e4)
	}
	texts := map[string]string{"review": "", "update": "update 7", "protect": "do not change"}
	for what, text := range texts {
		j := new(decision.Journal)
		for i := range 5000 {
			j.Add(entry(t, one+mms.ID(i)*1e4, text))
		}
		for _, rows := range []string{head + row, many} {
			out := map[string]io.Writer{"review": io.Discard, "update": io.Discard, "protect": io.Discard}
			out[what] = failing{full}
			if _, _, err := Rows(In{Review: tableOf(t, "review.tsv", rows)}, j.InForce(), Out{out["review"], out["update"], out["protect"]}); !errors.Is(err, full) {
				t.Errorf("%s on a full disk: %v", what, err)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
