package see

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/explain"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type explainLineJSON struct {
	Label   string         `json:"label"`
	Figure  string         `json:"figure"`
	PartUSD *pricing.Money `json:"part_usd"` // of sum_usd; null for a line that is no part of it
	Formula string         `json:"formula"`
	Source  string         `json:"source"`
	Seen    *string        `json:"seen"`
	Basis   string         `json:"basis"`
	File    string         `json:"file"`
	Line    *int           `json:"line"`
	Explain *string        `json:"explain"` // the words that explain the line further
}

type explainJSON struct {
	Schema  string            `json:"schema"`
	Explain string            `json:"explain"` // the words that name the figure
	Title   string            `json:"title"`
	Figure  string            `json:"figure"`
	USD     *pricing.Money    `json:"usd"`
	Formula string            `json:"formula"`
	SumUSD  *pricing.Money    `json:"sum_usd"` // of the lines' parts; null where they are no sum
	Lines   []explainLineJSON `json:"lines"`
	Notes   []string          `json:"notes"`
}

func newExplainJSON(e pricing.Explanation) explainJSON {
	out := explainJSON{"tollbook.explain.v1", e.Address, e.Title, e.Figure, e.USD, e.Formula, e.Sum, []explainLineJSON{}, print.NotNull(e.Notes)}
	for _, l := range e.Lines {
		line := explainLineJSON{Label: l.Label, Figure: l.Figure, PartUSD: l.Part, Formula: l.Formula, Source: l.Source, Seen: print.Day(l.Seen), Basis: string(l.Basis), File: l.File, Explain: print.OrNull(l.Address)}
		if l.File != "" {
			line.Line = &l.Line
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

// NewExplainCommand leads a figure back to where it comes from.
func NewExplainCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "explain WHAT",
		Short:   "where a figure comes from, down to rows of files and sources",
		Long:    explainHelp(),
		Example: explainExamples(),
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runExplain(cmd.Context(), run, args) },
	}
}

func runExplain(ctx context.Context, run *cli.Run, args []string) (err error) {
	if len(args) == 0 {
		return cli.AsWrongUse(cli.WithHint(errors.New("nothing to explain is named"), "tollbook explain --help lists what can be: "+explainForms()))
	}
	s, err := run.OpenToRead(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	e, err := explain.Figure(ctx, s, args, run.AsOf, run.Thresholds)
	var address *pricing.AddressError
	switch {
	case errors.As(err, &address):
		return wrongAddress(address)
	case err != nil:
		return err
	}
	return showExplanation(run, e)
}

// explainHelp lists the forms.
func explainHelp() string {
	var b strings.Builder
	b.WriteString("Takes a figure apart, one level deep: its formula, the parts that add up to it,\nand for each part the words that explain it further, down to the rows of usage with\ntheir file and line, and the rates and fees with their source and date.\n\nWHAT is one of\n")
	for _, f := range explain.Forms {
		fmt.Fprintf(&b, "\n  %s\n      %s\n", f.Form, print.Hang(f.Means, 70, "      "))
	}
	b.WriteString("\nGROUP is one of " + strings.Join(report.Groups, ", ") + ".\nPERIOD is a year, a month, a week like 2026-W46, a day, or DAY..DAY.\nFILTER is model:gpt (holds it) and the like, any:text, or behind -- the opposite:\nexplain report -- -app:test.")
	return b.String()
}

func explainExamples() string {
	var out []string
	for _, f := range explain.Forms {
		out = append(out, "  tollbook explain "+f.Example)
	}
	return strings.Join(out, "\n")
}

// explainForms are the forms in one line.
func explainForms() string {
	var out []string
	for _, f := range explain.Forms {
		first, _, _ := strings.Cut(f.Form, " [")
		out = append(out, first)
	}
	return strings.Join(out, ", ")
}

// wrongAddress is wrong use, with what may have been meant.
func wrongAddress(err *pricing.AddressError) error {
	hint := "WHAT is one of " + explainForms() + "; tollbook explain --help has an example of each"
	if len(err.Nearest) > 0 {
		hint = "nearest: " + strings.Join(err.Nearest, ", ") + "; tollbook explain --help has every form with an example"
	}
	return cli.AsWrongUse(cli.WithHint(fmt.Errorf("explain %w", err), hint))
}

func showExplanation(run *cli.Run, e pricing.Explanation) error {
	if run.Format != "table" {
		return run.Emit(newExplainJSON(e), "", nil)
	}
	figure := print.OneLine(e.Figure)
	if e.Formula != "" {
		figure += " = " + print.OneLine(e.Formula)
	}
	fmt.Fprintln(run.Out, run.Prose(print.OneLine(e.Title)+"\n"+figure))
	parts, beside := e.Split()
	sources := &sourceNotes{}
	explainTable(run, "PART", parts, sources)
	if e.Sum != nil && len(parts) > 1 {
		fmt.Fprintf(run.Out, "The parts add up to %s.\n", pricing.ExactDollars(*e.Sum))
	}
	explainTable(run, "", beside, sources)
	for i, s := range sources.list {
		if i == 0 {
			fmt.Fprintln(run.Out)
		}
		fmt.Fprintln(run.Out, run.Prose(fmt.Sprintf("[%d] %s", i+1, print.OneLine(s))))
	}
	for _, n := range e.Notes {
		fmt.Fprintln(run.Out, run.Prose("· "+print.OneLine(n)))
	}
	var deeper []string
	for _, l := range e.Lines {
		if next := "tollbook explain " + shellWords(l.Address); l.Address != "" && len(deeper) < 2 && !slices.Contains(deeper, next) {
			deeper = append(deeper, next)
		}
	}
	if len(deeper) == 0 {
		deeper = []string{"tollbook report --by month", "tollbook credits"}
	}
	run.Next(deeper...)
	return nil
}

// sourceNotes number the sources below a table.
type sourceNotes struct{ list []string }

// of is the number of a source: "[1]".
func (s *sourceNotes) of(text string) string {
	at := slices.Index(s.list, text)
	if at < 0 {
		at = len(s.list)
		s.list = append(s.list, text)
	}
	return fmt.Sprintf("[%d]", at+1)
}

// explainTable writes lines of an explanation, parts with the figure first.
func explainTable(run *cli.Run, head string, lines []pricing.ExplainLine, sources *sourceNotes) {
	if len(lines) == 0 {
		return
	}
	figure := print.Column[pricing.ExplainLine]{Head: ">" + head, Of: func(l pricing.ExplainLine) string { return l.Figure }, Keep: true}
	label := print.Column[pricing.ExplainLine]{Head: "", Of: func(l pricing.ExplainLine) string { return l.Label }, Keep: true}
	first := []print.Column[pricing.ExplainLine]{figure, label}
	from := fromWords
	if head == "" { // no parts to be added up
		from = func(l pricing.ExplainLine, sources *sourceNotes) string { return fromShort(run, l, sources) }
		figure.Head = ""
		first = []print.Column[pricing.ExplainLine]{label, figure}
	}
	t := print.TableOf(lines, append(first, []print.Column[pricing.ExplainLine]{
		{Head: "HOW", Of: func(l pricing.ExplainLine) string { return l.Formula }},
		{Head: "FROM", Of: func(l pricing.ExplainLine) string { return from(l, sources) }},
	}...))
	fmt.Fprintf(run.Out, "\n%s", t.Text(run.Page))
}

// fromWords say where a line stands, or which source below it rests on.
func fromWords(l pricing.ExplainLine, sources *sourceNotes) string {
	switch {
	case l.File != "":
		return fmt.Sprintf("%s:%d", l.File, l.Line)
	case l.Source == "":
		return string(l.Basis)
	case l.Seen.IsZero():
		return sources.of(l.Source)
	}
	return sources.of(l.Source + ", seen " + l.Seen.Format(pricing.Day))
}

// fromShort is fromWords with a long name of a file below the table, where it is not
// broken.
func fromShort(run *cli.Run, l pricing.ExplainLine, sources *sourceNotes) string {
	words := fromWords(l, sources)
	if l.File != "" && lipgloss.Width(words) > run.Page.Width/4 {
		return sources.of(words)
	}
	return words
}

// shellWords writes an address as a shell takes it; words that begin with a dash
// stand behind "--".
func shellWords(address string) string {
	parts := pricing.SplitAddress(address)
	if at := slices.IndexFunc(parts, func(w string) bool { return strings.HasPrefix(w, "-") }); at >= 0 {
		parts = slices.Insert(parts, at, "--")
	}
	for i, w := range parts {
		parts[i] = words.Shell(w)
	}
	return strings.Join(parts, " ")
}
