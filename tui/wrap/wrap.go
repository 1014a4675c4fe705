package wrap

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
)

// Joint is a space at which no line is broken. Lines writes it as a space.
const Joint = "\u00a0"

// Lines are the lines of a text, each at most width columns wide. A word that is wider
// stands alone, whole. A text that fits is left as it is.
func Lines(text string, width int) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if lipgloss.Width(line) <= width {
			out = append(out, line)
		} else {
			out = append(out, broken(line, width)...)
		}
	}
	for i, line := range out {
		out[i] = strings.ReplaceAll(line, Joint, " ")
	}
	return out
}

// Fit are Lines of which none is wider than width: a word that is wider is cut.
func Fit(text string, width int) (out []string) {
	width = max(width, 1)
	for _, line := range Lines(text, width) {
		for lipgloss.Width(line) > width {
			at := Cut(line, width)
			out = append(out, strings.TrimRight(line[:at], " "))
			line = strings.TrimLeft(line[at:], " ")
		}
		out = append(out, line)
	}
	return out
}

// broken breaks a line that is too wide. It keeps the indent of what comes first.
func broken(line string, width int) (out []string) {
	text := strings.TrimLeft(line, " ")
	last, at := line[:len(line)-len(text)], len(line)-len(text)
	for i, word := range Words(text) {
		n := lipgloss.Width(word)
		switch {
		case i == 0:
		case at+1+n > width:
			out = append(out, last)
			last, at = "", 0
		default:
			last += " "
			at++
		}
		last += word
		at += n
	}
	return append(out, last)
}

var (
	number  = regexp.MustCompile(`^[-+~<>(]*\d[\d.,]*$`)
	counted = regexp.MustCompile(`^(?:\pL|%)`)
	inside  = regexp.MustCompile(`^\(\d+\)[,;:.]?$`) // the number of a name: "direct (3)"
)

// Words are those of a line that no break parts.
func Words(line string) (out []string) {
	fields := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\n' })
	for i := 0; i < len(fields); {
		n := 1
		switch {
		case begins(fields[i]):
			n = command(fields[i:])
		case number.MatchString(fields[i]) && !strings.HasSuffix(fields[i], ",") && i+1 < len(fields) && counted.MatchString(fields[i+1]) && !begins(fields[i+1]):
			n = 2
		}
		word := strings.Join(fields[i:i+n], " ")
		if last := len(out) - 1; last >= 0 && (strings.HasPrefix(word, "%") || inside.MatchString(word)) {
			out[last] += " " + word
		} else {
			out = append(out, word)
		}
		i += n
	}
	return out
}

// follows are words of a sentence that may come after a command and are no part of one.
var follows = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`shows lists has have makes brings says takes names marks searches keeps records
		needs forgets prints reads sets asks tells proves opens writes gives counts is are was does can will
		or and then on as if when to with for in of from that which what the a an → · —`) {
		out[w] = true
	}
	return out
}()

// begins reports whether a command begins with a word.
func begins(word string) bool { return strings.TrimLeft(word, "(") == "tollbook" }

// command is how many fields a command takes that begins with the first of them: until a
// sign ends it or a word of the sentence goes on.
func command(fields []string) int {
	quoted := false
	for n, f := range fields {
		if !quoted && n > 0 && follows[f] {
			return n
		}
		if strings.Count(f, "'")%2 == 1 {
			quoted = !quoted
		}
		if !quoted && strings.ContainsAny(f[len(f)-1:], ",;:.?!)") {
			return n + 1
		}
	}
	return len(fields)
}

// signs part a word, and the digits of a number.
const signs = "/_-.,:=+"

// Cut is where a line is cut that has to fit into width columns: before the last space,
// else behind the last sign. It is within a number only where the line begins with that
// number; else the line is cut at its width.
func Cut(line string, width int) int {
	space, sign, number, at, columns := 0, 0, 0, 0, 0
	for i, r := range line {
		if r == ' ' {
			space = i
		}
		columns += lipgloss.Width(string(r))
		if columns > width && i > 0 {
			break
		}
		at = i + utf8.RuneLen(r)
		switch {
		case inNumber(line, at):
			continue
		case strings.ContainsRune(signs, r):
			sign = at
		}
		number = at
	}
	if inNumber(line, at) {
		at = cmp.Or(number, at)
	}
	return cmp.Or(space, sign, at)
}

// inNumber reports whether a number goes on at a place, over its signs too: $0.33, 1,200
// and 2026-11-29 are one each.
func inNumber(line string, at int) bool {
	digit := func(i int) bool { return 0 <= i && i < len(line) && '0' <= line[i] && line[i] <= '9' }
	sign := func(i int) bool { return 0 <= i && i < len(line) && strings.IndexByte(signs, line[i]) >= 0 }
	if digit(at-1) || at > 0 && line[at-1] == '$' {
		return digit(at) || sign(at) && digit(at+1)
	}
	return sign(at-1) && digit(at-2) && digit(at)
}
