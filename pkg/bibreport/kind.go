package bibreport

import (
	"bytes"

	"datasync/pkg/mms"
	"datasync/pkg/ocn"
)

// An otherFile is the error of a file of another kind.
type otherFile struct{ kind string }

func (e *otherFile) Error() string { return "this looks like " + e.kind }

const (
	takeReport = "; take OCLC's bib processing report"
	unpack     = "; unpack it and give the report in it"
)

// sniffed is how many of a file's first bytes sniff wants. The names of the first
// parts of a workbook are among them.
const sniffed = 512

const (
	zip      = "PK\x03\x04"
	workbook = "a workbook (.xlsx)" + takeReport
	utf16    = "text in UTF-16; take the report as it came from OCLC, or save it as UTF-8"
)

// magic tells files that are no text by how they begin and what they hold soon
// after: the first that applies.
var magic = []struct{ begins, holds, kind string }{
	{zip, "vnd.oasis.opendocument", "an OpenDocument file (.ods)" + takeReport},
	{zip, "[Content_Types].xml", workbook},
	{zip, "_rels/", workbook},
	{zip, "xl/", workbook},
	{zip, "docProps/", workbook},
	{zip, "", "a ZIP file" + unpack},
	{"\x1f\x8b", "", "a gzip file" + unpack},
	{"\xd0\xcf\x11\xe0", "", "an old workbook (.xls)" + takeReport},
	{"%PDF", "", "a PDF file" + takeReport},
	{"\xff\xfe", "", utf16},
	{"\xfe\xff", "", utf16},
}

// sniff recognizes a file that is no text by its first bytes. The error is nil
// for all others.
func sniff(start []byte) error {
	for _, m := range magic {
		if bytes.HasPrefix(start, []byte(m.begins)) && bytes.Contains(start, []byte(m.holds)) {
			return &otherFile{m.kind}
		}
	}
	return nil
}

// otherKind recognizes by its shape a line of a file that is taken for a bib
// processing report by mistake: "" for none that is known. n is the number of its
// fields.
//
// The shapes of OCLC's other reports are those of its page "Data sync
// collection reports": the exception report has 7 fields, the last three a type,
// a severity and a text; the cross-reference reports have the library's own
// number, TAB, and the OCLC number.
func otherKind(text []byte, n int) string {
	isJob := bytes.Contains(text, []byte(jobMark))
	tabs := bytes.Count(text, []byte("\t"))
	commas := max(bytes.Count(text, []byte(",")), bytes.Count(text, []byte(";")))
	switch {
	case bytes.Contains(text, []byte(localMark)):
		return "an LBD report, about local bibliographic data" + takeReport
	case bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")):
		return "a web page" + takeReport
	case isJob && n >= 7: // the text may hold "|"
		return "a bib exception report" + takeReport
	case n > 1:
		return ""
	case isJob && max(tabs, commas) >= fields-1:
		return "a bib processing report that a spreadsheet saved again; take it as it came from OCLC"
	case tabs == 1 && isCrossReference(text):
		return "a cross-reference report" + takeReport
	case tabs > 0 || commas > 0:
		return "a table of another kind" + takeReport
	}
	if _, ok := mms.Parse(text); ok {
		return "a list of MMS IDs" + takeReport
	}
	return ""
}

func isCrossReference(text []byte) bool {
	left, right, _ := bytes.Cut(text, []byte("\t"))
	_, number := ocn.Parse(string(right))
	_, id := mms.Parse(left)
	return number || id
}
