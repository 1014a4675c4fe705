package print

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"pgregory.net/rapid"
)

func TestTextFitsThePage(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"short", "as it is", "as it is"},
		{"a sentence", "one two three four five", "one two\nthree four\nfive"},
		{"under its mark", "· one two three four", "· one two\n  three\n  four"},
		{"under an indent and two marks", "  · ! one two", "  · ! one\n      two"},
		{"under a number", "[1] one two three", "[1] one\n    two\n    three"},
		{"a number and its percent sign", "is about 99.97 %", "is about\n99.97 %"},
		{"a long word stands alone", "see https://example.com/x now", "see\nhttps://example.com/x\nnow"},
		{"a command stays whole", "do " + Whole("tollbook compare --spend 1000") + " or " + Whole("a b"), "do\ntollbook compare --spend 1000\nor a b"},
		{"each line for itself", "one two three\nfour", "one two\nthree\nfour"},
	} {
		if got := Fit(c.text, 10); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
}

func TestTableFitsThePage(t *testing.T) {
	three := func() *Table {
		t := NewTable("NAME", ">USD", "NOTE", "EMPTY")
		t.Add("a", "$1.00", "first of all → tollbook credits", "")
		t.Add("b", "$22.00", "x", "")
		return t
	}
	for _, c := range []struct {
		name   string
		t      *Table
		width  int
		want   string
		hidden []string
	}{
		{"room for all", three(), 80, "NAME     USD  NOTE                             EMPTY\n" +
			"a      $1.00  first of all → tollbook credits\nb     $22.00  x\n", nil},
		{"the empty column goes first, unsaid", three(), 46, "NAME     USD  NOTE\n" +
			"a      $1.00  first of all → tollbook credits\nb     $22.00  x\n", nil},
		{"cells are broken before the arrow", three().Folding("NOTE"), 40, "NAME     USD  NOTE\n" +
			"a      $1.00  first of all\n              → tollbook credits\nb     $22.00  x\n", nil},
		{"columns go in the order named", three().Dropping("NOTE", "USD"), 20, "NAME     USD\na      $1.00\nb     $22.00\n", []string{"NOTE"}},
		{"a name that is too long is broken behind a sign", func() *Table {
			t := NewTable("ID")
			t.Add("anthropic/claude-sonnet")
			return t
		}(), 12, "ID\nanthropic/\nclaude-\nsonnet\n", nil},
		{"figures are never broken", func() *Table {
			t := NewTable(">USD")
			t.Add("$1,234,567.00")
			return t
		}(), 5, "          USD\n$1,234,567.00\n", nil},
		{"no heading, no line for it", func() *Table {
			t := NewTable("", ">")
			t.Add("credit", "$5.00")
			return t
		}(), 80, "credit  $5.00\n", nil},
		{"escapes of a name are shown, not sent", func() *Table {
			t := NewTable("NAME")
			t.Add("a\x1b[31m\nb")
			return t
		}(), 80, "NAME\na·[31m·b\n", nil},
	} {
		p := NewPage(c.width)
		if got := c.t.Text(p); got != c.want || !slices.Equal(p.hidden, c.hidden) {
			t.Errorf("%s: without %v\n%s, want without %v\n%s", c.name, p.hidden, got, c.hidden, c.want)
		}
	}
}

// What is too long for a cell is broken between its words, behind a sign, and within a
// number only where there is nothing else on the line.
func TestNumbersStayWhole(t *testing.T) {
	for _, c := range []struct {
		cell  string
		width int
		want  []string
	}{
		{Whole("x 0.33"), 4, []string{"x", "0.33"}},
		{Whole("input 12,000 x 0.33 +"), 14, []string{"input 12,000 x", "0.33 +"}},
		{"model-1,200.50", 9, []string{"model-", "1,200.50"}},
		{"day:2026-11-29", 12, []string{"day:", "2026-11-29"}},
		{"gpt4096", 5, []string{"gpt", "4096"}},
		{"2026-11", 3, []string{"202", "6-1", "1"}},
	} {
		if got := cellLines(c.cell, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%q at %d: %q, want %q", c.cell, c.width, got, c.want)
		}
	}
}

// A terminal gets the next commands each on a line that can be pasted, whatever is in
// them, and nothing of them is lost.
func TestNextCommandsStayWhole(t *testing.T) {
	command := rapid.StringMatching(`tollbook( [a-z]{1,9}| --[a-z]{1,9} [0-9]{1,6}){1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		commands := rapid.SliceOfN(command, 1, 4).Draw(t, "commands")
		var errs bytes.Buffer
		p := &Printer{Err: &errs, ErrTerminal: true, Format: "table", Page: NewPage(rapid.IntRange(20, 90).Draw(t, "width"))}
		p.Next(commands...)
		if got, want := strings.Fields(errs.String()), strings.Fields("next: "+strings.Join(commands, " or ")); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
		for _, c := range commands {
			if !slices.ContainsFunc(strings.Split(errs.String(), "\n"), func(line string) bool { return strings.Contains(line, c) }) {
				t.Fatalf("%q is broken:\n%s", c, errs.String())
			}
		}
	})
}

// Whatever stands in a cell, its lines hold all of it and fit; and of a table as wide
// as it may be none is wider.
func TestNothingIsLostInALine(t *testing.T) {
	words := rapid.SliceOfN(rapid.StringMatching(`[a-z/.=→%·]{1,30}|[語─é]{1,9}`), 1, 8)
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	rapid.Check(t, func(t *rapid.T) {
		cell, width := strings.Join(words.Draw(t, "words"), " "), rapid.IntRange(2, 40).Draw(t, "width")
		lines := cellLines(cell, width)
		if got := squeezed(strings.Join(lines, "")); got != squeezed(cell) {
			t.Fatalf("%q became %q", cell, lines)
		}
		for _, line := range lines {
			if lipgloss.Width(line) > width {
				t.Fatalf("%q at %d columns: %q is %d wide", cell, width, line, lipgloss.Width(line))
			}
		}
		tab := NewTable("A", ">USD", "B", "C").Dropping("C").Folding("B")
		tab.Add(cell, "$1.00", cell, cell)
		p := NewPage(rapid.IntRange(40, 90).Draw(t, "page"))
		for _, line := range strings.Split(tab.Text(p), "\n") {
			if lipgloss.Width(line) > p.Width {
				t.Fatalf("%q on a page of %d: %q is %d wide", cell, p.Width, line, lipgloss.Width(line))
			}
		}
		if text := Fit(cell, width); squeezed(text) != squeezed(cell) {
			t.Fatalf("%q became %q", cell, text)
		}
	})
}
