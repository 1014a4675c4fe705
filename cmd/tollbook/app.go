package main

import (
	"io"
	"time"

	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
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
	ledgerPath string
	asOfText   string
	json       bool
	color      string
	tz         string
	theme      string
	plain      string

	asOf    time.Time
	catalog *pricing.Catalog
}

// newApp is a run that has read no flag yet.
func newApp(e env) *app {
	run := &app{env: e, Printer: &print.Printer{Out: e.stdout, Err: e.stderr, ErrTerminal: e.stderrTerminal, Zone: time.UTC, Page: print.PageFor(e.getenv("COLUMNS"), e.columns)}}
	run.Page.Bold = run.colored
	return run
}

// beside is a run like this one on another catalog, for what goes on beside it: it draws
// nothing on the terminal, and changes nothing that this one reads at the same time.
func (r *app) beside(c *pricing.Catalog) *app {
	e := r.env
	e.stderrTerminal = false
	other := newApp(e)
	other.Format, other.Zone = r.Format, r.Zone
	other.ledgerPath, other.asOfText, other.json, other.color, other.tz, other.theme = r.ledgerPath, r.asOfText, r.json, r.color, r.tz, r.theme
	other.asOf, other.catalog = r.asOf, c
	return other
}

// colored reports whether output may carry colour.
func (r *app) colored() bool {
	switch r.color {
	case "always":
		return true
	case "never":
		return false
	}
	return r.terminal && r.getenv("NO_COLOR") == "" && r.getenv("TERM") != "dumb"
}
