package main

import (
	"os"
	"path/filepath"
	"testing"
)

// What people write into datasync.conf.
func TestReadConf(t *testing.T) {
	for _, tt := range []struct{ line, name, want string }{
		{"region = ca", "region", "ca"},
		{" Region=ca ", "region", "ca"},
		{"SERVER = 'https://x.example'", "server", "https://x.example"},
		{`by = "Bibliographic Details"."MMS Id"`, "by", `"Bibliographic Details"."MMS Id"`},
		{`report = "/shared/Our Reports/x"`, "report", "/shared/Our Reports/x"},
		{`report = /shared/"x"`, "report", `/shared/"x"`},
		{`report = "`, "report", `"`},
		{"\uFEFFregion = ca", "region", "ca"},
	} {
		name := filepath.Join(t.TempDir(), "datasync.conf")
		if err := os.WriteFile(name, []byte(tt.line+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		all, err := (&week{command: &command{Settings: name}}).readConf()
		if err != nil || len(all) != 1 || all[tt.name] != tt.want {
			t.Errorf("%q: %q, %v; want %q", tt.line, all, err, tt.want)
		}
	}
}
