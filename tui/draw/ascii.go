package draw

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// Paint makes a line ready for the terminal: on the theme's own ground, and without
// colour and weight, or a sign beyond ASCII, where the theme says so. It is the one place
// through which every line goes.
func (t Theme) Paint(line string, width int) string {
	if t.bare {
		line = ansi.Strip(line) // a style made of the theme's may have got a weight
	}
	if t.ASCII {
		return InASCII(line)
	}
	if t.paper == "" {
		return line
	}
	const reset = "\x1b[0m"
	return t.paper + strings.ReplaceAll(line, reset, reset+t.paper) + Spaces(width-lipgloss.Width(line)) + reset
}

// asciiFor are the plain stand-ins, each one cell as the sign it stands for. The
// marks of bars stay apart from each other, and none is ~, which marks assumptions.
var asciiFor = map[rune]byte{
	'─': '-', '━': '-', '│': '|', '┊': ':', '▏': '|', '▎': '|', '▍': '|', '▌': '|', '▋': '|', '▊': '#', '▉': '#',
	'┄': '.', '┈': '.', '↻': '@', '▔': '\'',
	'┌': '+', '┐': '+', '└': '+', '┘': '+', '├': '+', '┤': '|', '┬': '+', '┴': '+', '┼': '+',
	'█': '#', '▓': '%', '▒': '=', '░': ':',
	'▁': '_', '▂': '_', '▃': '-', '▄': '-', '▅': '=', '▆': '=', '▇': '#',
	'←': '<', '→': '>', '↑': '^', '↓': 'v', '‹': '<', '›': '>', '▸': '>', '▶': '>', '◀': '<', '▲': '^', '▼': 'v',
	'·': '.', '…': '.', '×': 'x', '✕': 'x', '✓': 'y', '○': 'o', '●': '*', '◇': 'v', '◆': '*', '≈': '=', '–': '-', '—': '-',
	'◂': '<', '┃': '|', '¹': '*', '²': '*', '³': '*', '⁰': '*', '⁴': '*', '⁵': '*', '⁶': '*', '⁷': '*', '⁸': '*', '⁹': '*',
	'“': '"', '”': '"', '‘': '\'', '’': '\'', '\u00a0': ' ', '⣿': '#',
}

// InASCII replaces what is beyond ASCII: signs by their stand-ins, the dots of a
// curve by the height at which they stand, letters of a name by question marks.
func InASCII(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		stand, known := asciiFor[r]
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case known:
			b.WriteByte(stand)
		case r >= 0x2800 && r <= 0x28ff:
			b.WriteByte(dots(r - 0x2800))
		default:
			b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
		}
	}
	return b.String()
}

// dots is the sign for a cell of two by four dots: bits 0 and 3 are its highest row,
// 1 and 4, 2 and 5 the next two, 6 and 7 the lowest.
func dots(bits rune) byte {
	rows := [4]bool{bits&0x09 != 0, bits&0x12 != 0, bits&0x24 != 0, bits&0xc0 != 0}
	n := 0
	for _, row := range rows {
		if row {
			n++
		}
	}
	switch {
	case n == 0:
		return ' '
	case n > 2:
		return ':'
	case rows[3] && !rows[2] && n == 1:
		return '_'
	case rows[0] && n == 1:
		return '\''
	case rows[2] || rows[3]:
		return '.'
	}
	return '-'
}
