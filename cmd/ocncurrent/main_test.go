package main

import (
	"testing"

	"datasync/pkg/cli/clitest"
	"datasync/pkg/oclcapi/oclctest"
)

func TestMain(m *testing.M) { clitest.Main(m, "ocncurrent", main) }

func TestScripts(t *testing.T) {
	oclc := oclctest.Start(oclctest.Sample)
	t.Cleanup(oclc.Close)
	clitest.Run(t, "../../testdata/script/ocncurrent", "OCLC="+oclc.URL, "OCLC_KEY="+oclctest.Key, "OCLC_SECRET="+oclctest.Secret)
}
