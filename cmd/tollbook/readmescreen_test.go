package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tollbook/tui"
)

// screen draws the demo's screen that a comment names into the block below it, as
// text without colour. The comment is
//
//	<!-- screen: NAME WIDTHxHEIGHT KEYS... -->
//
// as in "what-if 100x30 down right": the screen after those keys.
func (r *readme) screen(t *testing.T, of string) {
	t.Helper()
	var width, height int
	name, rest, _ := strings.Cut(of, " ")
	cells, keys, _ := strings.Cut(rest, " ")
	if _, err := fmt.Sscanf(cells, "%dx%d", &width, &height); err != nil {
		t.Fatalf("README.md:%d: screen %q: want NAME WIDTHxHEIGHT KEYS...: %v", r.at, of, err)
	}
	if r.demo == nil {
		a, s, _ := demoBooks(t)
		cfg := a.equipped(a.demoScreens(s))
		r.demo = &cfg
	}
	text, err := tui.Still(context.Background(), *r.demo, name, width, height, strings.Fields(keys)...)
	if err != nil {
		t.Fatalf("README.md:%d: screen %q: %v", r.at, of, err)
	}
	if open := r.keep(); open != "```" {
		t.Fatalf("README.md:%d: want the ``` of the screen %q", r.at, of)
	}
	r.out = append(r.out, strings.Split(strings.TrimRight(text, "\n"), "\n")...)
	r.skip(t, "```")
}

// keys writes the table of all keys up to <!-- /keys -->.
func (r *readme) keys(t *testing.T) {
	r.out = append(r.out, "", "| where | keys |", "| --- | --- |")
	for _, set := range tui.KeyTable() {
		var all []string
		for _, k := range set.Keys {
			all = append(all, "`"+k.Key+"` "+k.Does)
		}
		r.out = append(r.out, "| "+set.Where+" | "+strings.Join(all, " · ")+" |")
	}
	r.out = append(r.out, "")
	r.skip(t, "<!-- /keys -->")
}
