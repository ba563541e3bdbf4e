package marc

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The bytes are those of the specification, counted by hand.
func TestWrite(t *testing.T) {
	stub, err := NewField("035", Subfield{'a', "(OCoLC)7"}, Subfield{'z', "(OCoLC)5"})
	if err != nil {
		t.Fatal(err)
	}
	got := write(Field{"001", "991000000015151"}, stub) + write()
	want := "00089nam a2200049   4500" + "001001600000" + "035002300016" + "\x1E" +
		"991000000015151\x1E" + "  \x1Fa(OCoLC)7\x1Fz(OCoLC)5\x1E" + "\x1D" +
		"00026nam a2200025   4500\x1E\x1D"
	if got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestNewField(t *testing.T) {
	for _, tt := range []struct {
		subfields []Subfield
		want      string // or the error
	}{
		{nil, "  "},
		{[]Subfield{{'a', "Étude"}, {'z', ""}}, "  \x1FaÉtude\x1Fz"},
		{[]Subfield{{'a', "5"}, {'z', "6\x1D"}}, `035 $z holds "6\x1d", with a control character that MARC cannot have in a value`},
		{[]Subfield{{'a', "5\x1E"}}, `035 $a holds "5\x1e", with a control character that MARC cannot have in a value`},
		{[]Subfield{{'a', "5\x1Fz6"}}, `035 $a holds "5\x1fz6", with a control character that MARC cannot have in a value`},
	} {
		f, err := NewField("035", tt.subfields...)
		if got := f.Data + errorText(err); got != tt.want {
			t.Errorf("NewField(%q) = %q, want %q", tt.subfields, got, tt.want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A record or a field may be as long as MARC can tell, and not a byte longer.
func TestWriteLimits(t *testing.T) {
	long := Field{"500", strings.Repeat("x", maxField-1)} // and its end
	rest := maxRecord - leaderSize - 2 - 10*entrySize - 9*maxField
	for _, tt := range []struct {
		what   string
		fields []Field
		want   string
	}{
		{"the longest field", []Field{long}, ""},
		{"a byte more", []Field{{"001", "1"}, {"500", long.Data + "x"}}, "its field 500 has 10000 bytes, but MARC takes 9999"},
		{"the longest record", append(repeat(long, 9), Field{"500", strings.Repeat("x", rest-1)}), ""},
		{"a byte more", append(repeat(long, 9), Field{"500", strings.Repeat("x", rest)}), "it has 100000 bytes, but MARC takes 99999"},
	} {
		var out bytes.Buffer
		w := NewWriter(&out)
		err := cmp.Or(w.Write(merges...), w.Write(tt.fields...))
		if errorText(err) != tt.want {
			t.Errorf("%s: %v, want %q", tt.what, err, tt.want)
		}
		// What was refused is not there, and the next record is whole.
		if err := cmp.Or(w.Write(merges[1]), w.Flush()); err != nil {
			t.Fatal(err)
		}
		want := [][]Field{merges, tt.fields, merges[1:2]}
		if tt.want != "" {
			want = [][]Field{merges, merges[1:2]}
		}
		if all, err := read(out.String()); err != nil || !reflect.DeepEqual(all, want) {
			t.Errorf("%s: %d records come back, %v", tt.what, len(all), err)
		}
	}
}

func repeat(f Field, n int) (all []Field) {
	for range n {
		all = append(all, f)
	}
	return all
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

// A full disk is told, however much was written.
func TestWriteErrors(t *testing.T) {
	full := errors.New("full")
	for _, n := range []int{1, 10_000} {
		w := NewWriter(failing{full})
		for range n {
			if err := w.Write(merges...); err != nil {
				t.Errorf("Write: %v; nothing is wrong with the record", err)
			}
		}
		if err := w.Flush(); err != full {
			t.Errorf("Flush after %d: %v", n, err)
		}
	}
}

// made is random records, as an import may have them.
func made(random *rand.Rand, n int) [][]Field {
	values := []string{"(OCoLC)7", "(OCoLC)1520924209", "(DLC)  2001012345", "2000#", "", "é — 日本 \u00a0", "a $b c", "|a2000", " x "}
	var all [][]Field
	for range n {
		fields := []Field{{"001", fmt.Sprintf("99%d5151", random.IntN(1e9))}}
		for range random.IntN(4) {
			var subfields []Subfield
			for range 1 + random.IntN(12) {
				subfields = append(subfields, Subfield{"az"[random.IntN(2)], values[random.IntN(len(values))]})
			}
			f, err := NewField("035", subfields...)
			if err != nil {
				panic(err)
			}
			fields = append(fields, f)
		}
		all = append(all, fields)
	}
	return all
}

func writeAll(records [][]Field) string {
	var b strings.Builder
	for _, r := range records {
		b.WriteString(write(r...))
	}
	return b.String()
}

// What is written comes back, through the Reader and through other programs, which
// have no complaint.
func TestRoundTrip(t *testing.T) {
	records := made(rand.New(rand.NewPCG(1, 2)), 500)
	file := writeAll(records)
	if got, err := read(file); err != nil || !reflect.DeepEqual(got, records) {
		t.Fatalf("%d records come back, %v", len(got), err)
	}
	name := filepath.Join(t.TempDir(), "x.mrc")
	if err := os.WriteFile(name, []byte(file), 0o666); err != nil {
		t.Fatal(err)
	}
	for what, program := range map[string]struct {
		args []string
		want string
	}{
		"yaz":  {[]string{"yaz-marcdump", name}, yazText(records)},
		"perl": {[]string{"perl", "-MMARC::Batch", "-e", perl, name}, perlText(records)},
	} {
		t.Run(what, func(t *testing.T) {
			if err := exec.Command("perl", "-MMARC::Batch", "-e", "1").Run(); what == "perl" && err != nil {
				t.Skip("there is no Perl with MARC::Record")
			}
			if _, err := exec.LookPath(program.args[0]); err != nil {
				t.Skip(program.args[0] + " is not installed")
			}
			c := exec.Command(program.args[0], program.args[1:]...)
			var complaints strings.Builder
			c.Stderr = &complaints
			got, err := c.Output()
			if err != nil || complaints.Len() > 0 {
				t.Errorf("%v: %s", err, complaints.String())
			}
			if string(got) != program.want {
				t.Errorf("reads\n%s\nwant\n%s", got, program.want)
			}
		})
	}
}

// yazText is records as yaz-marcdump prints them.
func yazText(records [][]Field) string {
	var b strings.Builder
	for _, r := range records {
		fmt.Fprintln(&b, write(r...)[:leaderSize])
		for _, f := range r {
			if f.IsControl() {
				fmt.Fprintf(&b, "%s %s\n", f.Tag, f.Data)
				continue
			}
			indicators, rest, some := strings.Cut(f.Data, string(subfieldMark))
			fmt.Fprintf(&b, "%s %s", f.Tag, indicators)
			if some {
				for s := range strings.SplitSeq(rest, string(subfieldMark)) {
					fmt.Fprintf(&b, " $%s %s", s[:1], s[1:])
				}
			}
			fmt.Fprintln(&b)
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// perl prints records as perlText does, and what MARC::Record has to complain of.
const perl = `
binmode(STDOUT, ":utf8");
my $batch = MARC::Batch->new("USMARC", @ARGV);
$batch->strict_on();
while (my $r = $batch->next()) {
	print $r->leader(), "\n";
	for my $f ($r->fields()) {
		if ($f->is_control_field()) { print $f->tag(), "=", $f->data(), "\n"; next }
		print $f->tag(), "=", $f->indicator(1), $f->indicator(2);
		print "[", $_->[0], "]", $_->[1] for $f->subfields();
		print "\n";
	}
	die join("\n", $r->warnings()) if $r->warnings();
}
die join("\n", $batch->warnings()) if $batch->warnings();
`

func perlText(records [][]Field) string {
	var b strings.Builder
	for _, r := range records {
		fmt.Fprintln(&b, write(r...)[:leaderSize])
		for _, f := range r {
			fmt.Fprintf(&b, "%s=", f.Tag)
			for i, s := range strings.Split(f.Data, string(subfieldMark)) {
				if i > 0 {
					s = "[" + s[:1] + "]" + s[1:]
				}
				b.WriteString(s)
			}
			fmt.Fprintln(&b)
		}
	}
	return b.String()
}

func BenchmarkWrite(b *testing.B) {
	records := made(rand.New(rand.NewPCG(1, 2)), 100_000)
	b.SetBytes(int64(len(writeAll(records))))
	b.ReportAllocs()
	for b.Loop() {
		w := NewWriter(io.Discard)
		for _, r := range records {
			if err := w.Write(r...); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	}
}
