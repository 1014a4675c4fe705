package cli

import (
	"io"
	"time"

	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
)

// An Env is everything that a run has of the world around it: streams, variables, clock and
// terminal. Tests hand in their own.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
	Terminal       bool   // stdin and stdout are a terminal
	Columns        int    // of the terminal that stdout is; 0 where it is none
	StderrTerminal bool   // what is said on the way can be redrawn
	OnDial         func() // called before the network is used; nil is not called
}

// A Run is one run of the program: the flags of every command and of the screens, and what
// they lead to. The printer writes what the run answers and says.
type Run struct {
	Env
	*print.Printer
	LedgerPath string // --ledger; Path is the file that it leads to
	AsOfText   string // --as-of as typed; "" is the clock
	JSON       bool   // --json; Format says what holds
	Color      string // --color: "auto", "always" or "never"
	TZ         string // --tz; Zone is what it names
	Theme      string // --theme; "" is that of the settings
	Plain      string // --plain: a screen, or all of them; "" is none

	AsOf    time.Time        // what the run takes for now, in UTC
	Catalog *pricing.Catalog // with own rates, but for a command that goes WithoutOwnRates
}

// New is a run that has read no flag yet: it has no catalog, and is of no time.
func New(e Env) *Run {
	run := &Run{Env: e, Printer: &print.Printer{Out: e.Stdout, Err: e.Stderr, ErrTerminal: e.StderrTerminal, Zone: time.UTC, Page: print.PageFor(e.Getenv("COLUMNS"), e.Columns)}}
	run.Page.Bold = run.Colored
	return run
}

// Beside is a run like this one on another catalog, for what goes on beside it: it draws
// nothing on the terminal, and changes nothing that this one reads at the same time.
func (r *Run) Beside(c *pricing.Catalog) *Run {
	e := r.Env
	e.StderrTerminal = false
	other := New(e)
	other.Format, other.Zone = r.Format, r.Zone
	other.LedgerPath, other.AsOfText, other.JSON, other.Color, other.TZ, other.Theme = r.LedgerPath, r.AsOfText, r.JSON, r.Color, r.TZ, r.Theme
	other.AsOf, other.Catalog = r.AsOf, c
	return other
}

// Colored reports whether output may carry colour.
func (r *Run) Colored() bool {
	switch r.Color {
	case "always":
		return true
	case "never":
		return false
	}
	return r.Terminal && r.Getenv("NO_COLOR") == "" && r.Getenv("TERM") != "dumb"
}

// Dim is text that stands back, where output may carry colour.
func (r *Run) Dim(text string) string {
	if !r.Colored() {
		return text
	}
	return "\x1b[2m" + text + "\x1b[0m"
}
