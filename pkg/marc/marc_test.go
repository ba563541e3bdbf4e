package marc

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// data makes a data field of subfields such as "a5".
func data(tag string, subfields ...string) Field {
	f := Field{tag, "  "}
	for _, s := range subfields {
		f.Data += string(subfieldMark) + s
	}
	return f
}

// write is a record in binary MARC.
func write(fields ...Field) string {
	var b strings.Builder
	w := NewWriter(&b)
	if err := cmp.Or(w.Write(fields...), w.Flush()); err != nil {
		panic(err)
	}
	return b.String()
}

// read is the records of a file.
func read(file string) ([][]Field, error) {
	r := NewReader(strings.NewReader(file), "x.mrc")
	var all [][]Field
	for r.Scan() {
		if all = append(all, r.Fields()); len(all) > len(file) {
			return nil, errors.New("more records than bytes")
		}
	}
	return all, r.Err()
}

// merges is made-up records as OCLC's merges files have them, and others.
var merges = []Field{
	{"001", "ocm00000007 "}, data("019", "a5", "a6"), data("035", "a(OCoLC)7", "z(OCoLC)5", "z(OCoLC)6"),
	data("245", "aÉtude $ 1", "c/ x."), data("500"), data("650", "a", "x"),
}

func TestRead(t *testing.T) {
	file := write(merges...) + "\r\n" + write() + write(merges[2]) + "\n" + write(Field{"500", ""})
	got, err := read(file)
	if err != nil || len(got) != 4 {
		t.Fatalf("%d records, %v", len(got), err)
	}
	for i, want := range [][]Field{merges, nil, merges[2:3], {{"500", ""}}} {
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("record %d: %q, want %q", i+1, got[i], want)
		}
	}
	for _, tt := range []struct {
		field Field
		code  byte
		want  []string
	}{
		{merges[1], 'a', []string{"5", "6"}},
		{merges[2], 'z', []string{"(OCoLC)5", "(OCoLC)6"}},
		{merges[2], 'b', nil},
		{merges[5], 'a', []string{""}},
		{Field{"001", "\x1Fa5"}, 'a', nil},
		{Field{"035", ""}, 'a', nil},
		{Field{"035", "a5"}, 'a', nil},
	} {
		if got := tt.field.Subfields(tt.code); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q $%c: %q, want %q", tt.field, tt.code, got, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	whole := write(merges...)
	replace := func(at int, with string) string { return whole[:at] + with + whole[at+len(with):] }
	for _, tt := range []struct{ what, file, want string }{
		{"empty", "", ""},
		{"line breaks", "\n\n", ""},
		{"cut in a leader", whole + whole[:20], "x.mrc: record 2: the file ends within it; the file is cut off, fetch it again"},
		{"XML", `<?xml version="1.0" encoding="UTF-8"?>`, `x.mrc: record 1: "<?xml version=\"1.0\" enco" is no leader; this is no binary MARC, or it is damaged`},
		{"a short length", replace(0, "00025"), "is no leader"},
		{"a sign", replace(0, "+0199"), "is no leader"},
		{"a length that is short by one", replace(0, fmt.Sprintf("%05d", len(whole)-1)), "does not end where its leader says"},
		{"a length that is too long", replace(0, "99999"), "the file ends within it"},
		{"UNIMARC of another shape", replace(20, "5500"), `its leader ends with "5500", not with 4500; this is no MARC 21`},
		{"a base that is no number", replace(12, "    9"), "its directory does not end"},
		{"no base", replace(12, "00000"), "its directory does not end"},
		{"a base within the fields", replace(12, "00110"), "its directory does not end"},
		{"a base in the leader", replace(12, "00003"), "its directory does not end"},
		{"a base behind the record", replace(12, "99999"), "its directory does not end"},
		{"a field that is too long", replace(27, "9999"), `its field "001" is not where the directory says`},
		{"a field of nothing", replace(27, "0000"), `its field "001" is not where`},
		{"a field that begins elsewhere", replace(31, "00001"), `its field "001" is not where`},
		{"a start that is no number", replace(31, "0000x"), `its field "001" is not where`},
		{"a length that is no number", replace(27, "001x"), `its field "001" is not where`},
		{"a field of one byte", replace(27, "0001"), `its field "001" is not where`},
		{"a field behind the record", replace(31, "99999"), `its field "001" is not where`},
	} {
		_, err := read(tt.file)
		if got := fmt.Sprint(err); err == nil && tt.want != "" || err != nil && (tt.want == "" || !strings.Contains(got, tt.want)) {
			t.Errorf("%s: %v, want %q", tt.what, err, tt.want)
		}
	}
}

// TestCut cuts a file everywhere: only between its records it is whole.
func TestCut(t *testing.T) {
	one := write(merges...)
	file := one + write(merges[2])
	for n := range len(file) {
		all, err := read(file[:n])
		if whole := n == 0 || n == len(one); (err == nil) != whole {
			t.Errorf("cut at %d: %d records, %v", n, len(all), err)
		}
	}
}

// A file that cannot be read on is told, wherever that shows.
func TestReadError(t *testing.T) {
	broken := errors.New("broken")
	file := write(merges...)
	for n := range len(file) {
		src := io.MultiReader(strings.NewReader(file[:n]), iotest.ErrReader(broken))
		if r := NewReader(src, "x.mrc"); r.Scan() || !errors.Is(r.Err(), broken) {
			t.Errorf("after %d bytes: %v", n, r.Err())
		}
	}
}

// TestYaz compares what is read with what yaz-marcdump reads.
func TestYaz(t *testing.T) {
	yaz, err := exec.LookPath("yaz-marcdump")
	if err != nil {
		t.Skip("yaz-marcdump is not installed")
	}
	file := write(merges...) + write(merges[2]) + write(merges[0], merges[1])
	name := filepath.Join(t.TempDir(), "merges.mrc")
	if err := os.WriteFile(name, []byte(file), 0o666); err != nil {
		t.Fatal(err)
	}
	want, err := exec.Command(yaz, name).Output()
	if err != nil {
		t.Fatal(err)
	}
	records, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := yazText(records); got != string(want) {
		t.Errorf("read\n%s\nyaz-marcdump\n%s", got, want)
	}
}

// FuzzRead reads anything: what is read comes back when it is written and read
// again.
func FuzzRead(f *testing.F) {
	f.Add(write(merges...))
	f.Add(write() + "\n" + write(merges[2]))
	f.Add("00026nam a2200025   4500\x1E\x1D")
	f.Fuzz(func(t *testing.T, file string) {
		records, _ := read(file)
		for _, r := range records {
			var b strings.Builder
			w := NewWriter(&b)
			if w.Write(r...) != nil { // fields may overlap: written one by one they may be too long
				continue
			}
			w.Flush()
			again, err := read(b.String())
			if err != nil || len(again) != 1 || !reflect.DeepEqual(again[0], r) {
				t.Fatalf("%q comes back as %q, %v", r, again, err)
			}
		}
	})
}
