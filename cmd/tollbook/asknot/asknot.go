// Package asknot keeps every command from asking the terminal what it looks like.
//
// bubbletea asks for the background's colour when it is linked in, whatever the
// command, and waits up to five seconds for terminals that do not answer; what is typed
// meanwhile is lost. No theme of tollbook needs the answer. It does not ask a dumb
// terminal, and packages are initialised in the order of their paths as soon as what
// they import is: this one imports os alone, and so comes before all that needs
// strings, bubbletea among them. Where that order were another one the question would
// be asked as before, and nothing else be different.
package asknot

import "os"

// term is the terminal's real name.
var term, named = os.LookupEnv("TERM")

func init() { setTerm("dumb", true) }

// Done gives the terminal its name back. It has to be called before anything is
// written.
func Done() { setTerm(term, named) }

func setTerm(name string, set bool) {
	if set {
		_ = os.Setenv("TERM", name) // it fails for a bad name of a variable alone
	} else {
		_ = os.Unsetenv("TERM")
	}
}
