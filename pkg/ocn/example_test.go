package ocn_test

import (
	"fmt"

	"datasync/pkg/ocn"
)

func ExampleParse() {
	for _, s := range []string{"(OCoLC)ocm00012345", " on1234567890 ", "(DLC)12345", "0", "9780141036144"} {
		n, ok := ocn.Parse(s)
		fmt.Printf("%q %v\n", n, ok)
	}
	// Output:
	// "12345" true
	// "1234567890" true
	// "" false
	// "" false
	// "" false
}
