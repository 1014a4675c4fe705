package panel

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// explainer finds what stands behind an address: a ledger that can do so.
type explainer interface {
	Explain(ctx context.Context, address string) (pricing.Explanation, error)
}

// A level is one explanation with the cursor on one of its lines. The lines that are parts of
// the figure come first.
type level struct {
	is    pricing.Explanation
	parts int    // how many lines are parts
	from  string // the line of the level before that led here; "" for the first
	at    int
}

// levelOf sorts the lines: what adds up to the figure, then what stands beside it.
func levelOf(e pricing.Explanation, from string) level {
	l := level{is: e, from: from}
	parts, beside := e.Split()
	l.is.Lines, l.parts = slices.Concat(parts, beside), len(parts)
	return l
}

// A Panel is the explanations that are open, the one in front last. Without any it is
// closed. It is a value: its methods return the changed one.
type Panel struct {
	levels []level
	deeper func(address string) (pricing.Explanation, bool)
	via    string // the line that was asked for last
	load   page.Load[pricing.Explanation]
	Keys   Keys
}

// Keys work while an explanation is open.
type Keys struct {
	Up, Down key.Binding
	Deeper   key.Binding
	Back     key.Binding
	Copy     key.Binding
}

// New is a closed panel.
func New() Panel {
	return Panel{load: page.Load[pricing.Explanation]{Of: "explain"}, Keys: Keys{
		Up:     page.Bind("↑ k", "up", "up", "k"),
		Down:   page.Bind("↓ j", "down", "down", "j"),
		Deeper: page.Bind("Enter", "explain this line", "enter"),
		Back:   page.Bind("Esc", "back one level", "esc"),
		Copy:   page.Bind("y", "copy figure and formula", "y"),
	}}
}

// Open reports whether an explanation is shown.
func (p Panel) Open() bool { return len(p.levels) > 0 }

// Depth is how many explanations lie on each other.
func (p Panel) Depth() int { return len(p.levels) }

// Front is the explanation in front, with the number of the line under the cursor. The
// panel has to be open.
func (p Panel) Front() (e pricing.Explanation, line int) {
	l := p.front()
	return l.is, l.at
}

func (p Panel) front() level { return p.levels[len(p.levels)-1] }

// Close puts all explanations away.
func (p Panel) Close() Panel {
	p.levels = nil
	return p
}

// Show begins with a figure, in place of what was open.
func (p Panel) Show(ctx context.Context, src any, e page.Explain) (Panel, tea.Cmd) {
	p.levels, p.deeper, p.via = nil, e.Deeper, ""
	if e.Is.Title == "" {
		return p.asked(ctx, src, e.Address)
	}
	return p.pushed(e.Is), nil
}

// asked looks behind an address.
func (p Panel) asked(ctx context.Context, src any, address string) (Panel, tea.Cmd) {
	if p.deeper != nil {
		if e, ok := p.deeper(address); ok {
			return p.pushed(e), nil
		}
	}
	books, ok := src.(explainer)
	if !ok {
		return p, func() tea.Msg { return page.Unexplained{Err: errors.New("tollbook explain " + address + " shows it")} }
	}
	var cmd tea.Cmd
	p.load, cmd = p.load.Begin(func() (pricing.Explanation, error) { return books.Explain(ctx, address) })
	return p, cmd
}

func (p Panel) pushed(e pricing.Explanation) Panel {
	p.levels = append(p.levels[:len(p.levels):len(p.levels)], levelOf(e, p.via))
	return p
}

// Take takes the ledger's answer.
func (p Panel) Take(msg page.Loaded[pricing.Explanation]) (Panel, error) {
	load, mine := p.load.Take(msg)
	p.load = load
	if !mine || load.Phase != page.Ready {
		return p, load.Err
	}
	return p.pushed(load.Value), nil
}

// Press handles a key; copied is what it puts into the clipboard.
func (p Panel) Press(ctx context.Context, src any, msg tea.KeyMsg) (_ Panel, cmd tea.Cmd, copied string) {
	l := p.front()
	switch k := p.Keys; {
	case key.Matches(msg, k.Up):
		return p.Move(-1), nil, ""
	case key.Matches(msg, k.Down):
		return p.Move(1), nil, ""
	case key.Matches(msg, k.Deeper):
		if l.at < len(l.is.Lines) && l.is.Lines[l.at].Address != "" {
			p.via = l.is.Lines[l.at].Label
			p, cmd = p.asked(ctx, src, l.is.Lines[l.at].Address)
		}
	case key.Matches(msg, k.Back):
		p.levels = p.levels[:len(p.levels)-1]
	case key.Matches(msg, k.Copy):
		copied = strings.Join(Told(l.is), "\n") + "\n"
	}
	return p, cmd, copied
}

// Move moves the cursor by lines, as far as there are any.
func (p Panel) Move(by int) Panel {
	l := p.front()
	l.at = max(min(l.at+by, len(l.is.Lines)-1), 0)
	p.levels = append(p.levels[:len(p.levels)-1:len(p.levels)-1], l)
	return p
}

// Told is an explanation as text: the figure, its formula, its lines.
func Told(e pricing.Explanation) []string {
	out := []string{draw.Safe(e.Title + ": " + e.Figure)}
	if e.Formula != "" {
		out = append(out, draw.Safe("  = "+e.Formula))
	}
	l := levelOf(e, "")
	for i, line := range l.is.Lines {
		if i == l.parts && i > 0 {
			out = append(out, "not in the sum:")
		}
		text := "  " + line.Label + ": " + line.Figure
		for _, more := range []string{line.Formula, from(line)} {
			if more != "" {
				text += "  (" + more + ")"
			}
		}
		out = append(out, draw.Safe(text))
	}
	for _, n := range e.Notes {
		out = append(out, draw.Safe("  "+n))
	}
	return out
}

// from says where a line's figure stands: the fact's page and day, or file and line.
func from(l pricing.ExplainLine) string {
	var parts []string
	if l.File != "" {
		parts = append(parts, l.File+":"+words.Thousands(strconv.Itoa(l.Line)))
	}
	if l.Source != "" {
		parts = append(parts, l.Source)
	}
	if l.Basis != "" && l.Basis != pricing.Stated {
		parts = append(parts, string(l.Basis))
	}
	if !l.Seen.IsZero() {
		parts = append(parts, "seen "+l.Seen.Format(pricing.Day))
	}
	return strings.Join(parts, ", ")
}

// view draws the explanation in front, as many lines as z is high.
func (p Panel) view(t draw.Theme, z draw.Size) []string {
	out, _ := p.drawn(t, z)
	return out
}

// drawn is view with the step of the explanation that each line belongs to; -1 is none.
func (p Panel) drawn(t draw.Theme, z draw.Size) (out []string, steps []int) {
	l := p.front()
	width := z.Width - 2
	step := -1
	add := func(lines ...string) {
		for _, line := range lines {
			out, steps = append(out, line), append(steps, step)
		}
	}
	say := func(style lipgloss.Style, text string, indent int) {
		for _, line := range wrap.Fit(draw.Safe(text), width-indent) {
			add(" " + draw.Spaces(indent) + style.Render(line))
		}
	}
	say(t.Plain, l.is.Title, 0)
	say(t.Strong, l.is.Figure, 0)
	if l.is.Formula != "" {
		say(t.Plain, "= "+l.is.Formula, 0)
	}
	add("")
	begins, ends := len(out), len(out)
	for i, line := range l.is.Lines {
		step = -1
		if i == l.parts && i > 0 {
			add("", " "+t.Muted.Render("NOT IN THE SUM"))
		}
		step = i
		if i == l.at {
			begins = len(out)
		}
		add(p.line(t, line, i == l.at, width)...)
		if i == l.at {
			for _, more := range []string{line.Formula, from(line)} {
				if more != "" {
					say(t.Muted, more, 4)
				}
			}
			ends = len(out)
		}
		if step = -1; i == l.parts-1 && i > 0 && l.is.Sum != nil {
			add(" " + t.Muted.Render("  "+draw.Edges("together", pricing.ExactDollars(*l.is.Sum), width-4)))
		}
	}
	step = -1
	if len(l.is.Notes) > 0 {
		add("")
	}
	for _, n := range l.is.Notes {
		say(t.Muted, n, 0)
	}
	// The line under the cursor stays in sight, with what belongs to it, and so does the path.
	room := z.Height - 1
	top := max(min(ends-room, begins), 0)
	below := max(len(out)-top-room, 0)
	out, steps = out[top:min(top+room, len(out))], steps[top:]
	for len(out) < room {
		add("")
	}
	hidden := draw.Hidden(top, below)
	head := p.path(width)
	if hidden != "" {
		head = draw.Edges(p.path(width-2-lipgloss.Width(hidden)), hidden, width)
	}
	return append([]string{" " + t.Muted.Render(head)}, out...), append([]int{-1}, steps[:room]...)
}

// path names the explanations that led here, the first by its title and each other by the line
// that it was reached through. In want of room the ones in the middle give way.
func (p Panel) path(width int) string {
	names := []string{p.levels[0].is.Title}
	for _, l := range p.levels[1:] {
		names = append(names, l.from)
	}
	const head, joint = "EXPLAIN", " › "
	if len(names) == 1 { // the title stands below
		return head
	}
	for cut := 0; ; cut++ {
		shown := slices.Clone(names[:1])
		if cut > 0 {
			shown = append(shown, "…")
		}
		shown = append(shown, names[1+cut:]...)
		text := draw.Safe(head + "  " + strings.Join(shown, joint))
		if lipgloss.Width(text) <= width {
			return text
		}
		if cut == len(names)-2 {
			return draw.Cut(draw.Safe(head+"  … "+joint[1:]+names[len(names)-1]), width)
		}
	}
}

// line draws one step: what it is at the left, its figure at the right, an arrow
// where Enter goes deeper.
func (p Panel) line(t draw.Theme, l pricing.ExplainLine, current bool, width int) []string {
	marker, style, arrow := "  ", t.Plain, "  "
	if current {
		marker, style = "▸ ", t.Selected
	}
	if l.Address != "" {
		arrow = " ›"
	}
	figure := draw.Safe(l.Figure)
	if lipgloss.Width(figure) > width-4 { // it stands below, whole
		out := []string{" " + style.Render(marker+draw.Fit(draw.Safe(l.Label), width-4)) + t.Muted.Render(arrow)}
		for _, text := range wrap.Fit(figure, width-4) {
			out = append(out, " "+style.Render("  "+text))
		}
		return out
	}
	room := width - 4 - lipgloss.Width(figure) - 1
	label := draw.Safe(l.Label)
	if lipgloss.Width(label) <= room {
		return []string{" " + style.Render(marker+draw.Fit(label, room)+" "+figure) + t.Muted.Render(arrow)}
	}
	var out []string
	lines := wrap.Fit(label, width-4)
	for i, text := range lines {
		if i > 0 {
			marker = "  "
		}
		if i == len(lines)-1 && lipgloss.Width(text) <= room {
			return append(out, " "+style.Render(marker+draw.Fit(text, room)+" "+figure)+t.Muted.Render(arrow))
		}
		out = append(out, " "+style.Render(marker+text))
	}
	return append(out, " "+style.Render("  "+draw.FitRight(figure, width-4))+t.Muted.Render(arrow))
}

// Hints are the keys of the panel.
func (p Panel) Hints() []page.Hint {
	return []page.Hint{{Key: "↑↓", Does: "line"}, {Key: page.KeyOf(p.Keys.Deeper), Does: "deeper"}, {Key: page.KeyOf(p.Keys.Copy), Does: "copy"}, {Key: page.KeyOf(p.Keys.Back), Does: "back"}}
}
