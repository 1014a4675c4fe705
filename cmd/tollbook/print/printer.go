// Package print writes what the commands answer: a value as JSON, its rows as CSV or
// Markdown, or a table with a sentence above it for people, as wide as their terminal.
//
// It knows no ledger and no catalog, decides nothing and reads no flags: a command makes a
// value and a Table of it and hands both to Emit. How a figure, a count or a span of days
// is written is package words' to say; what stands here needs a page, or the money that
// words does not know.
//
//	t := print.NewTable("ACCOUNT", ">BALANCE")
//	t.Add("openrouter", print.USD(pricing.MustMoney("1308.2")))
//	err := p.Emit(value, "", t)
//
// writes, where the format is table:
//
//	ACCOUNT       BALANCE
//	openrouter  $1,308.20
package print

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/wrap"
)

// A Printer is where one run of the program writes to, and how.
type Printer struct {
	Out    io.Writer      // results, and nothing else
	Err    io.Writer      // errors, hints, and what is said beside a result
	Format string         // "table", "json", "csv" or "markdown", or a command's own: "line" of status
	Zone   *time.Location // in which people see times
	Page   *Page          // what results for people are laid out on
	// ErrTerminal says that Err is a terminal: messages are broken between words there, and
	// what is said on the way can be redrawn.
	ErrTerminal bool
	// Instead are the commands that Next names in place of those that it is given, where
	// those make no sense yet; nil is none.
	Instead []string
}

// Emit writes a result in the format asked for: the value as JSON, its rows as CSV
// or Markdown, or the table for people, with prose above it. Prose may be empty and the
// table nil.
func (p *Printer) Emit(value any, prose string, t *Table) error {
	switch p.Format {
	case "json":
		return writeJSON(p.Out, value)
	case "csv", "markdown":
		r, err := recordsOf(value)
		if err != nil {
			return err
		}
		if p.Format == "csv" {
			return r.writeCSV(p.Out)
		}
		_, err = fmt.Fprint(p.Out, r.Markdown())
		return err
	}
	if prose != "" {
		fmt.Fprintln(p.Out, p.Prose(Printable(prose)))
	}
	if t == nil || t.Empty() {
		return nil
	}
	if prose != "" {
		fmt.Fprintln(p.Out)
	}
	_, err := fmt.Fprint(p.Out, t.Text(p.Page))
	return err
}

// writeJSON writes a value as indented JSON, with < and & as they are.
func writeJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// Prose is a text as it stands on the page: its lines broken between words.
func (p *Printer) Prose(text string) string { return p.Page.Fit(text) }

// When writes an instant for people in the zone asked for; "" for none.
func (p *Printer) When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(p.Zone).Format("2006-01-02 15:04 MST")
}

// DayOrWhen is When, and the day alone where that is all that is known: at 00:00.
func (p *Printer) DayOrWhen(t time.Time) string {
	if t.In(p.Zone).Equal(t.Truncate(24*time.Hour)) && p.Zone == time.UTC {
		return t.In(p.Zone).Format(pricing.Day)
	}
	return p.When(t)
}

// Say writes a message to Err, behind the program's name.
func (p *Printer) Say(format string, args ...any) {
	p.Tell("tollbook: "+Printable(fmt.Sprintf(format, args...)), "  ")
}

// Tell writes a line to Err; a terminal gets it broken between words, with an indent
// before what follows, and a log whole. A command stays on one line.
func (p *Printer) Tell(line, indent string) {
	if width := p.Page.Prose; p.ErrTerminal && lipgloss.Width(line) > width {
		line = Hang(line, width-len(indent), indent)
	}
	fmt.Fprintln(p.Err, strings.ReplaceAll(line, wrap.Joint, " "))
}

// Fault writes an error or a hint to Err; an error may have several lines.
func (p *Printer) Fault(what, text string) {
	for i, line := range strings.Split(Printable(text), "\n") {
		if i == 0 {
			line = "tollbook: " + what + ": " + line
		}
		p.Tell(line, "  ")
	}
}

// Next names the next useful commands, for people, and the columns of the result that had
// no room.
func (p *Printer) Next(commands ...string) {
	if p.Format != "table" && p.Format != "line" {
		return
	}
	if p.Instead != nil {
		commands = p.Instead
	}
	p.sayHidden()
	lines := make([]string, len(commands))
	for i, command := range commands {
		lines[i] = Whole(OneLine(command))
	}
	p.Tell("next: "+strings.Join(lines, "  or  "), "      ")
}

// sayHidden says which columns had no room, and where they are.
func (p *Printer) sayHidden() {
	if len(p.Page.hidden) == 0 {
		return
	}
	p.Say("no room at %d columns for %s: a wider terminal or --json shows all", p.Page.Width, strings.Join(p.Page.hidden, ", "))
	p.Page.hidden = nil
}

// Expiry says when credit dies by its gateway's policy, and how certain that is: a day in
// the zone asked for, "may, 2026-12-20", "never"; "" where there is no policy.
func (p *Printer) Expiry(dies time.Time, policy string) string {
	switch {
	case policy == "":
		return ""
	case dies.IsZero() && strings.HasPrefix(policy, "may "):
		return "may, read as never"
	case dies.IsZero() && policy == "unknown":
		return "not known"
	case dies.IsZero():
		return "never"
	case strings.HasPrefix(policy, "may "):
		return "may, " + dies.In(p.Zone).Format(pricing.Day)
	}
	return dies.In(p.Zone).Format(pricing.Day)
}
