package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/tui/importer"
)

// Exit codes (DESIGN.md 4).
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// env is everything that the program has of the world around it.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	terminal       bool   // stdin and stdout are a terminal
	columns        int    // of the terminal that stdout is; 0 where it is none
	stderrTerminal bool   // what is said on the way can be redrawn
	onDial         func() // called before the network is used; nil is not called
}

// app is one run of the program: the global flags and what they lead to.
type app struct {
	env
	*print.Printer
	ledgerPath  string
	asOfText    string
	json        bool
	color       string
	tz          string
	theme       string
	plain       string
	howImported map[string]importer.How // how files came in from inside the screens, for K

	asOf    time.Time
	catalog *pricing.Catalog
}

// newApp is a run that has read no flag yet.
func newApp(e env) *app {
	a := &app{env: e, Printer: &print.Printer{Out: e.stdout, Err: e.stderr, ErrTerminal: e.stderrTerminal, Zone: time.UTC, Page: print.PageFor(e.getenv("COLUMNS"), e.columns)}}
	a.Page.Bold = a.colored
	return a
}

// run runs one command line and returns the exit status.
func run(ctx context.Context, e env, args []string) int {
	a := newApp(e)
	root := a.root()
	root.SetArgs(joinPlain(args))
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	var said exitStatus
	if errors.As(err, &said) {
		return int(said)
	}
	text := err.Error()
	if interrupted(ctx, err) {
		text = strings.ReplaceAll(text, context.Canceled.Error(), "interrupted")
	}
	a.Fault("error", text)
	if interrupted(ctx, err) {
		a.Fault("hint", "nothing is half done; what was finished before stays, and the same command goes on with the rest")
	}
	advice := hints(err, cmd.Name())
	if len(advice) == 0 {
		advice = helpHint(err, cmd)
	}
	for _, hint := range advice {
		a.Fault("hint", hint)
	}
	if a.Instead != nil {
		a.Next()
	}
	if cmd.CommandPath() == "tollbook check" {
		return checkUnknown(a, err)
	}
	var wrong usageError
	if errors.As(err, &wrong) || nameNotFound(err) && cmd.Name() != "import" { // there it is the file that names it
		return exitUsage
	}
	return exitFailed
}

// colored reports whether output may carry colour.
func (a *app) colored() bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return a.terminal && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}
