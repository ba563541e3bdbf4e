package split_test

import (
	"fmt"

	"datasync/pkg/split"
)

func ExampleDiffers() {
	fmt.Println(split.Differs("(OCoLC)ocm00012345", "12345", ""))
	fmt.Println(split.Differs("12345", "67890", ""))
	fmt.Println(split.Differs("", "67890", ""))
	fmt.Println(split.Differs("12345", "12345", "CEF: 12345; LU: 67890"))
	// Output:
	// false
	// true
	// true
	// true
}
