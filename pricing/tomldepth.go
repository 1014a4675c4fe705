package pricing

import (
	"errors"
	"strings"
)

// ErrTOMLDepth is returned for TOML whose arrays and tables stand too deep in each
// other.
var ErrTOMLDepth = errors.New("arrays or tables stand more than 50 deep in each other")

// maxTOMLDepth is more than any file of a person has; the parser of TOML goes one call
// deeper for each level and a file of brackets ends the program.
const maxTOMLDepth = 50

// CheckTOMLDepth returns ErrTOMLDepth for a text that may not be parsed. Brackets in
// strings and comments are none; where a string is not closed its end is guessed, and
// the parser says what is wrong.
func CheckTOMLDepth(text string) error {
	depth := 0
	for text != "" {
		skip := 1
		switch c := text[0]; c {
		case '#':
			skip = until(text, "\n", false)
		case '"', '\'':
			quote := strings.Repeat(string(c), 3)
			if !strings.HasPrefix(text, quote) {
				quote = quote[:1]
			}
			skip = len(quote) + until(text[len(quote):], quote, c == '"')
			for len(quote) == 3 && skip < len(text) && text[skip] == c { // """a"""" ends with a quote of its own
				skip++
			}
		case '[', '{':
			if depth++; depth > maxTOMLDepth {
				return ErrTOMLDepth
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
		text = text[skip:]
	}
	return nil
}

// until is how many bytes a text has up to the end of its first stop; where strings
// have escapes a backslash takes the byte after it along.
func until(text, stop string, escapes bool) int {
	for i := 0; i < len(text); i++ {
		if escapes && text[i] == '\\' {
			i++
		} else if strings.HasPrefix(text[i:], stop) {
			return i + len(stop)
		}
	}
	return len(text)
}
