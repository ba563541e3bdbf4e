package main

import (
	"testing"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/cli/clitest"
)

func TestMain(m *testing.M) { clitest.Main(m, "almareport", main) }

func TestScripts(t *testing.T) {
	alma := almatest.Start(almatest.Sample)
	t.Cleanup(alma.Close)
	clitest.Run(t, "../../testdata/script/almareport", "ALMA="+alma.URL, "ALMA_API_KEY="+almatest.Key)
}
