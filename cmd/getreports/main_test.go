package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"datasync/pkg/cli/clitest"
	"datasync/pkg/filex/filextest"
)

func TestMain(m *testing.M) { clitest.Main(m, "getreports", main) }

const cef = "OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weekly.BibProcessingReport.txt"

func TestScripts(t *testing.T) {
	s := filextest.Start(t)
	dir := t.TempDir()
	accounts := s.Setup(t, dir, "CEF", "UWO", "LU", "YORK")
	accounts[0].Put(cef, []byte("report\n"))
	accounts[0].Put(strings.Replace(cef, "Processing", "Exception", 1)+".zip", filextest.Zip(t, [2]string{"x", "exceptions\n"}))
	accounts[0].Put("read\x1b[2J\nme.txt", []byte("x"))
	accounts[1].Put("OCUL-UWO.1012743.IN.BIB.D20260125.T113000456.UWO #5$ a.BibUnresolvedCrossRefReport.txt", []byte("xref\n"))
	accounts[3].Refuse(true)
	zipped := s.Account("fx_zip", accounts[0].Key)
	zipped.Put(cef+".zip", filextest.Zip(t, [2]string{"x", "1"}, [2]string{"y", "2"}))
	// A library that was silent for a week.
	for _, days := range []int{7, 14, 21, 28} {
		day := time.Now().AddDate(0, 0, -days).Format("20060102")
		accounts[2].Put("OCUL-LU$.1012790.IN.BIB.D"+day+".T124500789.LU.BibProcessingReport.txt", []byte("lu\n"))
	}
	table := func(rows ...string) string {
		return "Symbol,User,Host,Key\n" + strings.Join(rows, "\n") + "\n"
	}
	row := func(symbol, user string) string { return fmt.Sprintf("%s,%s,%s,filex.key", symbol, user, s.Addr()) }
	for name, text := range map[string]string{
		"two.csv":     table(row("CEF", ""), row("UWO", "")),
		"refused.csv": table(row("YORK", ""), row("UWO", "")),
		"zip.csv":     table(row("ZIP", ""), row("YORK", ""), row("UWO", "")),
		"lu.csv":      table(row("LU$", "fx_lu")),
		"other.key":   "secret\n",
		"key.csv":     strings.Replace(table(row("CEF", ""), row("UWO", "")), "filex.key", "other.key", 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	clitest.Run(t, "../../testdata/script/getreports", "SETUP="+dir, "HOST="+s.Addr(), "DAY="+time.Now().AddDate(0, 0, -7).Format(time.DateOnly))
	if n := s.Counts(); n.Writes != 0 {
		t.Errorf("%d changes on the server", n.Writes)
	}
}
