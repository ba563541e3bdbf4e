package almaapi

import (
	"testing"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/marc"
	"datasync/pkg/mms"
)

// What comes of the model's records is what an import in one step has to know of them.
func TestBibsOfCatalogue(t *testing.T) {
	const id = mms.ID(991000000015151)
	field := func(data string) marc.Field { return marc.Field{Tag: "035", Data: "  " + data} }
	c := almatest.NewCatalogue(almatest.Reading{})
	c.Add(id, field("\x1Fa(OCoLC)5\x1Fz4\x1Fz(OCoLC)3\x1Fz(DLC)1; 2"), field("\x1Faocm6"), field("\x1Fa(DLC)1\x1Fzx"), field("\x1Fz(OCoLC)2#"))
	server := alma(t, c.Find)
	found, missing, _, err := run(client(t, server.URL+"/catalogue/-", ""), Bibs, []mms.ID{id, id + 10000}, 100)
	const want = "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tOther 035a\tOther 035z\tBibliographic Lifecycle\tTitle\tSuppressed\tLast modified\t005\tNot read\tFetched\n" +
		"991000000015151\t(OCoLC)5; ocm6\t(OCoLC)3; (OCoLC)2#\t(DLC)1\t4; (DLC)1； 2\tIn Repository\tTitle 991000000015151\tno\t2026-11-20Z\t20261120101500.0\t\tWHEN\n"
	if err != nil || found != want || missing != "Network Id\n991000000025151\n" {
		t.Errorf("%v\n%s%s\nwant\n%s", err, found, missing, want)
	}
}
