package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// appKeys work on every screen.
type appKeys struct {
	Go       key.Binding
	GoAlways key.Binding // where a digit is typed into a knob
	Next     key.Binding
	Previous key.Binding
	Import   key.Binding // where the books take files in
	Imports  key.Binding
	Undo     key.Binding // once the books were changed
	Commands key.Binding
	Copy     key.Binding
	Save     key.Binding
	Help     key.Binding
	Close    key.Binding // leaves the help
	Quit     key.Binding
	Keep     key.Binding // a temporary ledger only
	Demo     key.Binding // an empty ledger only
	Reload   key.Binding
}

// newAppKeys are the keys of a program whose screens have the given digits.
func newAppKeys(digits []string) appKeys {
	named := strings.Join(digits, " ")
	if n := len(digits); n > 2 && digits[n-1] == strconv.Itoa(n) {
		named = digits[0] + "-" + digits[n-1]
	}
	alt := make([]string, len(digits))
	for i, d := range digits {
		alt[i] = "alt+" + d
	}
	k := appKeys{
		Go:       binding(named, "go to a screen", digits...),
		GoAlways: binding("Alt-digit", "even on a knob", alt...),
		Next:     binding("]", "next screen", "]", "tab"),
		Previous: binding("[", "screen before", "[", "shift+tab"),
		Import:   binding("i", "import a file", "i"),
		Imports:  binding("I", "imports, taken back", "I"),
		Undo:     binding("u", "undo the last change", "u"),
		Commands: binding(":", "find a command", ":"),
		Copy:     binding("y", "copy", "y"),
		Save:     binding("S", "save to a file", "S"),
		Help:     binding("?", "help", "?"),
		Close:    key.NewBinding(key.WithKeys("esc"), key.WithHelp("Esc", "")),
		Quit:     binding("q", "quit", "q", "ctrl+c"),
		Keep:     binding("K", "keep this ledger", "K"),
		Demo:     binding("d", "open the demo", "d"),
		Reload:   binding("Ctrl-R", "read again", "ctrl+r"),
	}
	for _, b := range []*key.Binding{&k.Go, &k.GoAlways, &k.Next, &k.Previous} {
		b.SetEnabled(len(digits) > 1)
	}
	return k
}
