package main

import (
	"testing"

	"datasync/pkg/cli/clitest"
)

func TestMain(m *testing.M) { clitest.Main(m, "mkmarc", main) }

func TestScripts(t *testing.T) { clitest.Run(t, "../../testdata/script/mkmarc") }
