package pricing

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// AddressWords are the words that an address may begin with; others are an account's name.
var AddressWords = []string{"account", "lot", "fee", "report", "row", "compare", "rate", "forecast", "budget", "plan", "check"}

// An AddressError is returned for words that name no figure.
type AddressError struct {
	Word    string
	Reason  string
	Nearest []string // what may have been meant
}

func (e *AddressError) Error() string { return fmt.Sprintf("%q: %s", e.Word, e.Reason) }

// SplitAddress cuts an explanation's Address into the words that Explain takes.
func SplitAddress(address string) []string {
	var out []string
	for rest := strings.TrimSpace(address); rest != ""; rest = strings.TrimLeftFunc(rest, unicode.IsSpace) {
		var word string
		word, rest, _ = CutWord(rest)
		out = append(out, word)
	}
	return out
}

// JoinAddress writes words as SplitAddress reads them.
func JoinAddress(words ...string) string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		if w == "" {
			continue
		}
		out = append(out, QuotedIfNeeded(w))
	}
	return strings.Join(out, " ")
}

// FigureOf finds the figure that a word names, by its own name or by that of a JSON
// field.
func FigureOf(word string, figures []string) (string, bool) {
	for _, f := range figures {
		for _, end := range []string{"", "_usd", "_paid_usd", "_balance_usd", "_usd_per_day", "_days", "_tokens"} {
			if word == f+end {
				return f, true
			}
		}
	}
	return "", false
}

// WantFigure is FigureOf for the only word that is left; none is the first figure.
func WantFigure(rest, figures []string) (string, error) {
	if len(rest) == 0 {
		return figures[0], nil
	}
	f, ok := FigureOf(rest[0], figures)
	if !ok {
		return "", &AddressError{rest[0], "no such figure here; figures: " + strings.Join(figures, ", "), Nearest(rest[0], figures, 2)}
	}
	if len(rest) > 1 {
		return "", &AddressError{rest[1], "one figure at a time", nil}
	}
	return f, nil
}

// CutWord takes the next word off s: up to a blank, quoted parts whole. Inside
// quotes a backslash makes a quote or a backslash stand for itself.
func CutWord(s string) (word, rest string, closed bool) {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case quoted && r == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			b.WriteByte(s[i+1])
			i += 2
			continue
		case r == '"':
			quoted = !quoted
		case !quoted && unicode.IsSpace(r):
			return b.String(), s[i:], true
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String(), "", !quoted
}

// Quoted writes text so that CutWord takes it as one word.
func Quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// QuotedIfNeeded is Quoted for text that would not come back as it is.
func QuotedIfNeeded(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r == '"' || unicode.IsSpace(r) }) {
		return Quoted(text)
	}
	return text
}
