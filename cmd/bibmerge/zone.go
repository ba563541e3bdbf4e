package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/institution"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// zones knows whose records are those with a suffix.
type zones struct {
	env     *cli.Env
	table   string // the name of the table of institutions, "" for the one built in
	members institution.Table
	nz      mms.Suffix
	dir     string                 // where the files of the institutions go, "" if nobody asked for them
	files   map[string]*tsv.Writer // by code; each is made when it is first wanted
	seen    []mms.Suffix           // of records that are not shared
	unknown []mms.Suffix           // of those that no institution has
}

func (c *command) zones(env *cli.Env) (*zones, error) {
	z := &zones{env: env, table: c.Institutions, dir: c.IZDir, files: make(map[string]*tsv.Writer)}
	var err error
	if c.NZ != "" {
		if z.nz, err = mms.ParseSuffix(c.NZ); err != nil {
			return nil, cli.Usagef("--nz: %v", err)
		}
	}
	if z.members, err = members(env, c.Institutions); err != nil || c.NZ != "" {
		return z, err
	}
	nz, ok := z.members.NetworkZone()
	if !ok {
		return nil, fmt.Errorf("%s: no row has the code %s; add one with the suffix of your shared records, or give --nz",
			c.Institutions, institution.NetworkZone)
	}
	z.nz = nz
	return z, nil
}

func members(env *cli.Env, name string) (institution.Table, error) {
	if name == "" {
		return institution.OCUL()
	}
	in, err := env.Foreign(name, "", institution.Columns...)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return institution.Read(in)
}

// file is the table for the records with a suffix other than that of the shared
// ones.
func (z *zones) file(suffix mms.Suffix) (*tsv.Writer, error) {
	z.seen = append(z.seen, suffix)
	code := "UNKNOWN"
	if member, ok := z.members.Find(suffix); ok {
		code = member.FileName()
	} else {
		z.unknown = append(z.unknown, suffix)
	}
	if z.dir == "" {
		return tsv.NewWriter(io.Discard, bibreport.Header()), nil
	}
	if out := z.files[code]; out != nil {
		return out, nil
	}
	if err := z.env.MakeDir(z.dir); err != nil {
		return nil, err
	}
	out := tsv.NewWriter(z.env.Create(filepath.Join(z.dir, code+"bibprocess.tsv")), bibreport.Header())
	z.files[code] = out
	return out, nil
}

// warn tells what looks like the table or the reports of another consortium.
func (z *zones) warn(n bibreport.Count) {
	if len(z.unknown) > 0 {
		where := ""
		if z.dir != "" {
			where = "; they go to UNKNOWNbibprocess.tsv"
		}
		z.env.Warn("there are records with the %s, which no institution has%s", list(z.unknown), where)
	}
	if n.Shared == 0 {
		z.env.Warn("no record has the suffix %v of the shared ones; there are records with the %s; is --nz right?", z.nz, list(z.seen))
	} else {
		z.seen = append(z.seen, z.nz)
	}
	matches := func(s mms.Suffix) bool { _, ok := z.members.Find(s); return ok }
	if z.table != "" && !slices.ContainsFunc(z.seen, matches) {
		z.env.Warn("%s: no record has a suffix of this table; there are records with the %s", z.table, list(z.seen))
	}
}

// list is "suffix 5153", or "suffixes 5153, 5163 and 2 more".
func list(suffixes []mms.Suffix) string {
	const listed = 20
	var all []string
	for _, s := range slices.Sorted(slices.Values(suffixes)) {
		all = append(all, s.String())
	}
	noun := strings.Fields(count.Of(len(all), "suffix"))[1]
	if more := len(all) - listed; more > 0 {
		return fmt.Sprintf("%s %s and %d more", noun, strings.Join(all[:listed], ", "), more)
	}
	return noun + " " + strings.Join(all, ", ")
}
