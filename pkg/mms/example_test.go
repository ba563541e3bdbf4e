package mms_test

import (
	"fmt"

	"datasync/pkg/mms"
)

func ExampleParse() {
	for _, s := range []string{"991523164305151", " '992851109505151153", "9.91523164305151E+14", "110978984448763"} {
		id, ok := mms.Parse(s)
		if !ok {
			fmt.Println("no MMS ID")
			continue
		}
		fmt.Println(id, id.Suffix())
	}
	// Output:
	// 991523164305151 5151
	// 992851109505151153 1153
	// no MMS ID
	// no MMS ID
}
