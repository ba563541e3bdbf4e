package institution

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"datasync/pkg/table"
)

// Open reads the table that a person named, and which is called so in messages: one that
// open opens, or the list in JSON that earlier scripts have.
func Open(name, called string, open func(name, sheet string, columns ...string) (*table.Reader, error)) (Table, error) {
	var text []byte
	info, err := os.Stat(name)
	if err == nil && info.Mode().IsRegular() { // a pipe is read once
		text, err = os.ReadFile(name)
	}
	if text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\uFEFF"))); err == nil && bytes.HasPrefix(text, []byte("[")) {
		all, err := readJSON(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", called, err)
		}
		return all, nil
	}
	in, err := open(name, "", Columns...)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return Read(in)
}

// readJSON reads a list of objects with code, id, the suffix, and name. The earlier
// scripts had the Network Zone elsewhere: it is that of OCUL where none is in the list.
func readJSON(text []byte) (t Table, err error) {
	var all []struct {
		Code, Name string
		ID         json.RawMessage // a text or a number
	}
	if json.Unmarshal(text, &all) != nil {
		return nil, fmt.Errorf("this looks like JSON, but is no list of institutions, each with code, id and name; correct it, or save it as a table with the columns %s", strings.Join(Columns, ", "))
	}
	for i, in := range all {
		if err := t.add(in.Code, strings.Trim(string(in.ID), `"`), in.Name); err != nil {
			return nil, fmt.Errorf("institution %d of the list: %w", i+1, err)
		}
	}
	if _, ok := t.Zone(NetworkZone); ok {
		return t, nil
	}
	ocul, err := OCUL()
	for _, i := range ocul {
		if _, taken := t.Find(i.Suffix); i.Code == NetworkZone && !taken {
			t = append(t, i)
		}
	}
	return t, err
}
