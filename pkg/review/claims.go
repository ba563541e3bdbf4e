package review

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Claim is an incoming number that a report tells of a record.
type Claim struct {
	Number     ocn.Number // "" for none
	Unresolved bool       // it is provisional
}

// Claims are those about each record that is wanted, from bibmerge's --conflicts.
func Claims(in *tsv.Reader, wanted func(mms.ID) bool) (map[mms.ID][]Claim, error) {
	var id mms.ID
	var action, incoming string
	all := make(map[mms.ID][]Claim)
	err := in.Each(func() error {
		if wanted(id) {
			n, _ := ocn.Parse(incoming)
			all[id] = append(all[id], Claim{n, bibreport.IsUnresolved(action)})
		}
		return nil
	}, tsv.ID(column.NetworkID, &id), tsv.Text(column.Action, &action), tsv.Text(column.Incoming, &incoming))
	return all, err
}

// claimed are the numbers of claims, as they are told.
func claimed(claims []Claim) string {
	var numbers []string
	for _, c := range claims {
		if c.Number != "" && !slices.Contains(numbers, string(c.Number)) {
			numbers = append(numbers, string(c.Number))
		}
	}
	slices.Sort(numbers)
	switch n := len(numbers); n {
	case 0:
		return "they claim none"
	case 1:
		return "they claim " + numbers[0]
	default:
		return fmt.Sprintf("they claim %s and %s", strings.Join(numbers[:n-1], ", "), numbers[n-1])
	}
}
