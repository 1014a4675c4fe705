package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/screens"
	"tollbook/tui"
)

// screen draws the demo's screen that a comment names into the block below it, as
// text without colour. The comment is
//
//	<!-- screen: NAME WIDTHxHEIGHT KEYS... -->
//
// as in "what-if 100x30 down right": the screen after those keys.
func (d *document) screen(t *testing.T, of string) {
	t.Helper()
	var width, height int
	name, rest, _ := strings.Cut(of, " ")
	cells, keys, _ := strings.Cut(rest, " ")
	if _, err := fmt.Sscanf(cells, "%dx%d", &width, &height); err != nil {
		t.Fatalf("%s:%d: screen %q: want NAME WIDTHxHEIGHT KEYS...: %v", d.path, d.at, of, err)
	}
	if d.demo == nil {
		run, s, _ := clitest.DemoBooks(t)
		cfg := screens.DemoConfig(run, s)
		d.demo = &cfg
	}
	text, err := tui.Still(context.Background(), *d.demo, name, width, height, strings.Fields(keys)...)
	if err != nil {
		t.Fatalf("%s:%d: screen %q: %v", d.path, d.at, of, err)
	}
	if open := d.keep(); open != "```" {
		t.Fatalf("%s:%d: want the ``` of the screen %q", d.path, d.at, of)
	}
	d.out = append(d.out, strings.Split(strings.TrimRight(text, "\n"), "\n")...)
	d.skip(t, "```")
}
