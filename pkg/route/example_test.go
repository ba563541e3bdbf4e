package route_test

import (
	"fmt"

	"datasync/pkg/analytics"
	"datasync/pkg/route"
)

func ExampleRecord_Decide() {
	names := map[route.Route]string{route.Batch: "batch", route.Updated: "updated", route.Review: "review", route.Missing: "missing"}
	record := route.Record{Existing: "12345", Incoming: "67890", Action: "match", SharedWith: "991000000065151"}
	for _, current := range []string{"12345", "67890", "12345; 555", "(OCoLC)12345#"} {
		to, reason := record.Decide(analytics.Row{Current: current, Lifecycle: "In Repository", Listed: true}, route.Hold{})
		fmt.Printf("%s: %s\n", names[to], reason)
	}
	to, reason := record.Decide(analytics.Row{Current: "12345", Lifecycle: "In Repository", Listed: true}, route.Hold{Shared: true})
	fmt.Printf("%s: %s\n", names[to], reason)
	// Output:
	// batch: number shared with 991000000065151
	// updated: already in 035 $a
	// batch: 035 $a holds other numbers; number shared with 991000000065151
	// review: 035 $a holds (OCoLC)12345#, which cannot be read
	// review: number shared with 991000000065151
}
