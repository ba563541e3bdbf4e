package main

import (
	"fmt"
	"regexp"
	"strings"
)

// page is the manual page: man(7), which every man knows. others are the
// programs beside p.
func (p *program) page(date string, others []*program) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".\\\" Made of %s --help.\n", p.name)
	fmt.Fprintf(&b, ".TH %s 1 %s \"datasync %s\" \"Joint OCLC data sync\"\n", strings.ToUpper(p.name), date, escaped(p.version))
	b.WriteString(".nh\n.ad l\n") // a name that is broken or stretched cannot be copied
	fmt.Fprintf(&b, ".SH NAME\n%s\n", filled(p.name+" - "+p.summary))
	b.WriteString(".SH SYNOPSIS\n.nf\n")
	for _, line := range p.usage {
		b.WriteString(synopsis(p.name, line) + "\n")
	}
	b.WriteString(".fi\n.SH DESCRIPTION\n")
	writeBlocks(&b, p.about)
	b.WriteString(".SH OPTIONS\n")
	for _, o := range p.operands {
		fmt.Fprintf(&b, ".TP\n\\fI%s\\fR\n%s\n", escaped(strings.ToUpper(o.long)), filled(o.help))
	}
	for _, o := range p.flags {
		fmt.Fprintf(&b, ".TP\n%s\n%s\n", o.heading(), filled(o.help))
	}
	fmt.Fprintf(&b, ".SH EXIT STATUS\n%s\n.SH EXAMPLES\n", filled(p.exit))
	writeBlocks(&b, p.example)
	if names := seeAlso(p, others); names != "" {
		b.WriteString(".SH SEE ALSO\n" + names + "\n")
	}
	return b.String()
}

func writeBlocks(b *strings.Builder, blocks []block) {
	for i, block := range blocks {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		if !block.verbatim {
			b.WriteString(filled(strings.Join(block.lines, " ")) + "\n")
			continue
		}
		b.WriteString(".RS 4\n.nf\n")
		for _, line := range block.lines {
			b.WriteString(guarded(escaped(line)) + "\n")
		}
		b.WriteString(".fi\n.RE\n")
	}
}

// heading is "-o, --output=FILE", the names in bold, the value in italics.
func (o option) heading() string {
	heading := `\fB` + strings.ReplaceAll(escaped(strings.Join(o.names(), ", ")), ", ", `\fR, \fB`) + `\fR`
	switch {
	case o.value == "":
		return heading
	case o.long == "":
		heading += " "
	default:
		heading += "="
	}
	return heading + `\fI` + escaped(o.value) + `\fR`
}

// seeAlso names the other programs; for those that datasync calls, datasync.
func seeAlso(p *program, others []*program) string {
	var names []string
	for _, other := range others {
		if other.name != p.name && (p.name == "datasync" || other.name == "datasync") {
			names = append(names, ".BR "+other.name+" (1)")
		}
	}
	return strings.Join(names, ",\n")
}

// A flag and a value such as FILE, in text that is escaped.
var (
	flagInText  = regexp.MustCompile(`(^|[ ({|[])(\\-(?:\\-)?[A-Za-z](?:\w|\\-)*)`)
	valueInText = regexp.MustCompile(`[A-Z][A-Z_]+(?:[.\w#=]|\\-)*`)
	notASCII    = regexp.MustCompile(`[^\x00-\x7F]`)
	roffSpecial = strings.NewReplacer(`\`, `\(rs`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`, `"`, `\(dq`)
)

// synopsis is a line of the usage, flags in bold and values in italics.
func synopsis(name, line string) string {
	line, begins := strings.CutPrefix(line, name+" ")
	line = flagInText.ReplaceAllString(escaped(line), `$1\fB$2\fR`)
	line = valueInText.ReplaceAllString(line, `\fI$0\fR`)
	if begins {
		return `\fB` + name + `\fR ` + line
	}
	return line
}

// filled is running text in lines of at most 80 bytes, which mandoc wants, its
// flags in bold.
func filled(text string) string {
	var lines []string
	for _, word := range strings.Fields(text) {
		word = flagInText.ReplaceAllString(escaped(word), `$1\fB$2\fR`)
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(word) <= 80 {
			lines[last] += " " + word
		} else {
			lines = append(lines, guarded(word))
		}
	}
	return strings.Join(lines, "\n")
}

// escaped is text in which nothing means anything to roff. What is not ASCII is
// named, since not every man reads UTF-8.
func escaped(text string) string {
	return notASCII.ReplaceAllStringFunc(roffSpecial.Replace(text), func(s string) string { return fmt.Sprintf(`\[u%04X]`, []rune(s)[0]) })
}

// guarded is a line that does not begin as a request of roff does.
func guarded(line string) string {
	if strings.HasPrefix(line, ".") {
		return `\&` + line
	}
	return line
}
