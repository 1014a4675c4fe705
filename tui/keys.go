package tui

import (
	"runtime"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// appKeys work on every screen.
type appKeys struct {
	Commands key.Binding
	Go       key.Binding
	Next     key.Binding
	Previous key.Binding
	Close    key.Binding // leaves the help, goes back
	Help     key.Binding
	Quit     key.Binding
	Suspend  key.Binding // where a shell can take over and give back
	Undo     key.Binding `help:"THE BOOKS, EVERYWHERE"` // once something was changed
	Import   key.Binding // where the books take files in
	Imports  key.Binding
	Reload   key.Binding
	Keep     key.Binding // a temporary ledger only
	Demo     key.Binding // an empty ledger only
	Copy     key.Binding `help:"TAKE IT ALONG"`
	Save     key.Binding
}

// newAppKeys are the keys of a program whose screens have the given digits.
func newAppKeys(digits []string) appKeys {
	named := strings.Join(digits, " ")
	if n := len(digits); n > 2 && digits[n-1] == strconv.Itoa(n) {
		named = digits[0] + "-" + digits[n-1]
	}
	k := appKeys{
		Go:       page.Bind(named, "go to a screen", digits...),
		Next:     page.Bind("]", "next screen", "]", "tab"),
		Previous: page.Bind("[", "screen before", "[", "shift+tab"),
		Import:   page.Bind("i", "import a file", "i"),
		Imports:  page.Bind("I", "imports, taken back", "I"),
		Undo:     page.Bind("u", "undo the last change", "u"),
		Commands: page.Bind(":", "go to anything", ":"),
		Copy:     page.Bind("y", "copy", "y"),
		Save:     page.Bind("S", "save to a file", "S"),
		Help:     page.Bind("?", "help", "?"),
		Close:    page.Bind("Esc", "back, never quit", "esc"),
		Quit:     page.Bind("q", "quit", "q", "ctrl+c"),
		Suspend:  page.Bind("Ctrl-Z", "to the shell, fg returns", "ctrl+z"),
		Keep:     page.Bind("K", "keep this ledger", "K"),
		Demo:     page.Bind("d", "open the demo", "d"),
		Reload:   page.Bind("r", "read again", "r", "ctrl+r"),
	}
	for _, b := range []*key.Binding{&k.Go, &k.Next, &k.Previous} {
		b.SetEnabled(len(digits) > 1)
	}
	k.Suspend.SetEnabled(runtime.GOOS != "windows")
	return k
}
