package form

import (
	"github.com/charmbracelet/bubbles/textinput"

	"tollbook/tui/draw"
)

// InputLine shows a line being typed with a mark where the next letter goes.
func InputLine(text string, at int) string {
	runes := []rune(text)
	at = min(max(at, 0), len(runes))
	return draw.Safe(string(runes[:at])) + "▏" + draw.Safe(string(runes[at:]))
}

// NewInput is a line to type in, with the cursor behind a text.
func NewInput(text string) textinput.Model {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = 200
	in.SetValue(text)
	in.CursorEnd()
	in.Focus() // its blinking command is dropped: the screen draws a steady mark
	return in
}
