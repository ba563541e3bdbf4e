package cli

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// harmless is a message as a terminal may get it, one line of text. A name or a value in
// it may hold anything: escape sequences, with which a terminal changes colours, its
// title or what stands above; characters that turn the direction of what follows;
// bytes that are no UTF-8, some of which are control characters to old terminals.
// They are shown as \x1b, \u202e or \xff; TAB and line breaks as a space.
func harmless(text string) string {
	var b strings.Builder
	for text = strings.ReplaceAll(text, "\r\n", " "); text != ""; {
		c, size := utf8.DecodeRuneInString(text)
		char := text[:size]
		text = text[size:]
		switch {
		case c == '\t', c == '\n', c == '\r':
			b.WriteByte(' ')
		case c == utf8.RuneError && size == 1, unicode.IsControl(c), unicode.Is(unicode.Bidi_Control, c), unicode.In(c, unicode.Zl, unicode.Zp):
			quoted := strconv.QuoteToASCII(char)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteString(char)
		}
	}
	return b.String()
}
