package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"datasync/pkg/line"
)

// A Layout says how tables are shown. It is a text file of one line each:
//
//	# What begins with # is a remark. Lines before the first [SHEET] are for
//	# all sheets.
//	link Incoming 035a = https://search.worldcat.org/title/{}
//
//	[records for review]
//	tab    orange
//	column Reason
//	new    Decision
//	choose Decision = update, do not change, later
//	column Network Id = MMS ID
//	column *
//	wrap   Institution Name
//	empty  Nothing to review.
//
//	[summary:stages]
//	title  Where the records went
//	number Rows
//	chart  pie Outcome = Rows
//
// The lines after [SHEET] are for this sheet, and those after [SHEET:TABLE]
// for one of its tables, which is called like its file without folder and
// ending. A sheet or table that the workbook lacks is passed over.
//
//	column NAME [= HEADER]   show this column, under HEADER; one line each, in
//	                         order; without any all columns are shown
//	column? NAME [= HEADER]  the same, if the table has it
//	column *                 all columns that have no line of their own
//	new NAME                 a column of empty cells, for people to fill in
//	number NAME              plain numbers are numbers, not text; * is all columns
//	                         but the first
//	wrap NAME                break long values into lines
//	link NAME = ADDRESS      each value is a link; {} stands for the value
//	choose NAME = A, B       a drop-down list in each cell
//	tab COLOUR               red, orange, yellow, green, blue, grey or RRGGBB
//	empty TEXT               what a sheet without rows says
//	title TEXT               above the table; makes the sheet a page
//	text                     the header is a heading, the rows are lines of text
//	chart pie NAME = NAME    a slice for each row; the names, and their numbers
//	chart bar NAME = A, B    a bar for each row, of one part for each column;
//	                         * is all columns of numbers
type Layout struct{ lines []layoutLine }

// A layoutLine is a word and what it is about: NAME = VALUE.
type layoutLine struct {
	place        string // FILE:LINE, or the flag
	sheet, table string // "" is any
	word         string
	name, value  string
	wanted       bool // it is about a column that some table ought to have
	found        bool // and one has
}

// ReadLayout reads a layout. name is the name of its file in messages.
func ReadLayout(src io.Reader, name string) (*Layout, error) {
	l := &Layout{}
	lines := line.NewReader(src)
	sheet, table := "", ""
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		place := fmt.Sprintf("%s:%d", name, lines.Number())
		switch {
		case text == "" || text[0] == '#':
		case text[0] == '[' && text[len(text)-1] == ']':
			sheet, table, _ = strings.Cut(text[1:len(text)-1], ":")
		default:
			word, rest, _ := strings.Cut(strings.ReplaceAll(text, "\t", " "), " ")
			if err := l.add(layoutLine{place: place, sheet: sheet, table: table, word: word}, rest); err != nil {
				return nil, err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, lines.Number()+1, err)
	}
	return l, nil
}

// Add adds a line for all sheets, which came from the flag called --WORD.
func (l *Layout) Add(word, rest string) error {
	return l.add(layoutLine{place: "--" + word, word: word}, rest)
}

func (l *Layout) add(line layoutLine, rest string) error {
	name, value, assigned := strings.Cut(rest, "=")
	line.name, line.value = strings.TrimSpace(name), strings.TrimSpace(value)
	if why := line.check(strings.TrimSpace(rest), assigned); why != "" {
		return fmt.Errorf("%s: %s", line.place, why)
	}
	l.lines = append(l.lines, line)
	return nil
}

var colours = map[string]string{
	"red": "C00000", "orange": "ED7D31", "yellow": "FFC000", "green": "70AD47", "blue": "4472C4", "grey": "A5A5A5",
}

// check says what is wrong in a line, "" if nothing. Where a word is about a
// text, that becomes its value.
func (line *layoutLine) check(rest string, assigned bool) string {
	switch line.word {
	case "column", "column?", "new", "number", "wrap":
		if line.name == "" || assigned && line.value == "" {
			return fmt.Sprintf("%s wants the name of a column", line.word)
		}
		if assigned && line.word != "column" && line.word != "column?" {
			line.name = rest
		}
	case "link":
		if line.name == "" || strings.Count(line.value, "{}") != 1 {
			return "link wants NAME = ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}"
		}
		if !strings.HasPrefix(line.value, "https://") && !strings.HasPrefix(line.value, "http://") {
			return fmt.Sprintf("link to %q: the address wants https:// in front", line.value)
		}
	case "choose":
		if line.name == "" || slices.Contains(items(line.value), "") {
			return "choose wants NAME = A, B, such as: choose Decision = update, later"
		}
		if units(strings.Join(items(line.value), ",")) > maxChoices {
			return fmt.Sprintf("Excel takes %d characters in a list of choices", maxChoices)
		}
	case "tab":
		if line.value = tabColour(rest); line.value == "" {
			return fmt.Sprintf("tab wants red, orange, yellow, green, blue, grey or six digits such as C00000, not %q", rest)
		}
	case "empty", "title":
		if line.value = rest; rest == "" {
			return line.word + " wants a text"
		}
	case "text":
		if rest != "" {
			return "text wants nothing behind it"
		}
	case "chart":
		kind, names, _ := strings.Cut(line.name, " ")
		if kind != "pie" && kind != "bar" || strings.TrimSpace(names) == "" || slices.Contains(items(line.value), "") {
			return "chart wants pie or bar, and NAME = NAMES, such as: chart bar Institution = match, create"
		}
	default:
		return fmt.Sprintf("unknown word %q; there are: column, column?, new, number, wrap, link, choose, tab, empty, title, text, chart", line.word)
	}
	return ""
}

const maxChoices = 255

// items takes names apart at commas.
func items(s string) []string {
	names := strings.Split(s, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return names
}

// tabColour is the colour as RRGGBB, "" if it is none.
func tabColour(s string) string {
	if c, ok := colours[strings.ToLower(s)]; ok {
		return c
	}
	s = strings.ToUpper(strings.TrimPrefix(s, "#"))
	if len(s) != 6 || strings.Trim(s, "0123456789ABCDEF") != "" {
		return ""
	}
	return s
}
