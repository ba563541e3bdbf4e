package tsv

import "datasync/pkg/mms"

// Zones reads the table to its end, and tells in which suffixes the MMS IDs of a column
// end.
func (r *Reader) Zones(name string) (map[mms.Suffix]bool, error) {
	zones := make(map[mms.Suffix]bool)
	var id mms.ID
	err := r.Each(func() error {
		zones[id.Suffix()] = true
		return nil
	}, ID(name, &id))
	return zones, err
}
