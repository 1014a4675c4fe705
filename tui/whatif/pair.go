package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// asItStands names the books without a knob turned, beside the scenarios.
const asItStands = "as it stands"

// A pair is two what-ifs side by side: one that was kept, or the books as they
// stand, and what is on the screen.
type pair struct {
	other   string // a scenario's name; "" is as it stands
	swapped bool   // the screen is A
	names   [2]string
	d       pricing.Difference
	err     error
}

// compare sets what is on the screen beside the scenario that it was loaded from,
// else beside the books as they stand; where that is the same, beside the first
// that is kept.
func (s Model) compare() (Model, tea.Cmd) {
	from, _ := strings.CutPrefix(s.now[workloadKnob], keptWork)
	if _, ok := s.named(from); !ok || from == s.now[workloadKnob] {
		from = ""
	}
	return s.setBeside(from)
}

// setBeside sets what is on the screen beside a scenario by name.
func (s Model) setBeside(other string) (Model, tea.Cmd) {
	s.mode, s.problem = besideMode, ""
	s.two = pair{other: other}
	s = s.splitPair()
	if s.shelf.Phase == page.Ready || s.scenarios == nil {
		return s, nil
	}
	return s.ask()
}

// others are what the screen can stand beside.
func (s Model) others() []string {
	out := []string{""}
	for _, k := range s.shelf.Value.all {
		out = append(out, k.Name)
	}
	return out
}

// splitPair splits the difference of the two.
func (s Model) splitPair() Model {
	two := &s.two
	other, name := pricing.Side{Workload: s.base, Gateway: s.home()}, asItStands
	if k, ok := s.named(two.other); ok && two.other != "" {
		other, name = k.Side(), k.Name
	}
	mine := s.side()
	two.names = [2]string{name, "on screen: " + scenario.SuggestedName(mine)}
	if two.swapped {
		other, mine = mine, other
		two.names[0], two.names[1] = two.names[1], two.names[0]
	}
	two.d, two.err = s.cat.Difference(other, mine, s.asOf)
	return s
}

// home is the gateway of the books as they stand: the user's, else the one under
// the cursor.
func (s Model) home() string {
	if s.you() != nil {
		return s.base.You
	}
	return s.gatewayAt
}

// pressBeside handles a key while two stand side by side.
func (s Model) pressBeside(msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	step := func(by int) (Model, tea.Cmd) {
		all := s.others()
		i := slices.Index(all, s.two.other)
		s.two.other = all[(max(i, 0)+by+len(all))%len(all)]
		return s.splitPair(), nil
	}
	switch k := s.besideKeys; {
	case key.Matches(msg, k.Up):
		return step(-1)
	case key.Matches(msg, k.Down):
		return step(1)
	case key.Matches(msg, k.Swap):
		s.two.swapped = !s.two.swapped
		return s.splitPair(), nil
	case key.Matches(msg, k.Load):
		if chosen, ok := s.named(s.two.other); ok {
			return s.turnTo(chosen)
		}
		s.mode = knobsMode
		return s.turn(settings{})
	case key.Matches(msg, k.Back):
		s.mode = knobsMode
	}
	return s, nil
}

// words are the answer: which of the two is dearer, and by how much.
func (b pair) words() string {
	first, second := draw.Safe(b.names[0]), draw.Safe(b.names[1])
	amount := func(m *pricing.Money) string {
		if m == nil {
			return "?"
		}
		return draw.Money(*m)
	}
	change := b.d.Change()
	switch {
	case b.err != nil:
		return "These two cannot be compared: " + draw.Safe(b.err.Error()) + "."
	case change == nil:
		return fmt.Sprintf("A is %s and B is %s: what lies between them is not known.", amount(b.d.A), amount(b.d.B))
	case change.IsZero():
		return fmt.Sprintf("Both come to %s a month.", draw.Money(*b.d.A))
	case change.Sign() < 0:
		return fmt.Sprintf("%s a month less with B, %s, than with A, %s.", draw.Money(change.Abs()), second, first)
	}
	return fmt.Sprintf("%s a month more with B, %s, than with A, %s.", draw.Money(*change), second, first)
}

// split is the difference by cause in one line: "method -$6.20 and volume
// +$1,302.00 make +$1,295.80".
func (b pair) split() string {
	change := b.d.Change()
	if b.err != nil || len(b.d.Causes) == 0 {
		return ""
	}
	var parts []string
	for _, c := range b.d.Causes {
		figure := "?"
		if c.Change != nil {
			figure = draw.Signed(*c.Change)
		}
		parts = append(parts, c.Name+" "+figure)
	}
	if change == nil {
		return strings.Join(parts, ", ")
	}
	verb := " make "
	if len(parts) == 1 {
		verb = " makes "
	}
	return draw.List(parts, len(parts)) + verb + draw.Signed(*change) + " a month."
}

// notes say what the comparison does not hold.
func (b pair) notes() []string {
	if b.err != nil {
		return nil
	}
	var out []string
	if words := b.d.Unlike(); words != "" {
		out = append(out, words+".")
	}
	var sum pricing.Money
	for _, c := range b.d.Causes {
		if c.Change != nil {
			sum = sum.Add(c.Change.Cents())
		}
	}
	if change := b.d.Change(); change != nil && !sum.Equal(change.Cents()) {
		out = append(out, "Each is rounded to the cent; exactly they add up.")
	}
	return append(out, "Both at today's rates; causes are taken one after the other, from A to B.")
}

// sheet is the table of the causes.
func (b pair) sheet() draw.Sheet {
	out := draw.Sheet{Name: "scenarios", Head: []string{"knob", "A " + b.names[0], "B " + b.names[1], "a month"}}
	total := func(m *pricing.Money) string {
		if m == nil {
			return "?"
		}
		return draw.Money(*m)
	}
	for _, c := range b.d.Causes {
		change := "?"
		if c.Change != nil {
			change = draw.Signed(*c.Change)
		}
		out.Rows = append(out.Rows, []string{c.Name, c.A, c.B, change})
	}
	last := "?"
	if change := b.d.Change(); change != nil {
		last = draw.Signed(*change)
	}
	return draw.Sheet{Name: out.Name, Head: out.Head, Rows: append(out.Rows, []string{"a month", total(b.d.A), total(b.d.B), last})}
}

// lines draws the two side by side.
func (b pair) lines(t draw.Theme, z draw.Size, more int) []string {
	width := z.Width
	var out []string
	for _, line := range wrap.Fit(b.words(), width-4) {
		out = append(out, "  "+highlit(t.Strong, draw.Fit(line, width-3)))
	}
	if b.err != nil {
		return out
	}
	for _, line := range wrap.Fit(b.split(), width-4) {
		out = append(out, "  "+draw.Fit(line, width-3))
	}
	out = append(out, "")
	rows := b.sheet()
	knob, change := widest("KNOB"), widest("B - A")
	for _, r := range rows.Rows {
		knob, change = max(knob, lipgloss.Width(draw.Safe(r[0]))), max(change, lipgloss.Width(r[3]))
	}
	knob = min(knob, 22)
	each := min((width-3-knob-change-8)/2, 46)
	line := func(a, b, c, d string) string {
		return draw.Fit("   "+draw.Fit(a, knob)+"  "+draw.Fit(b, each)+"  "+draw.Fit(c, each)+"  "+draw.FitRight(d, change), width)
	}
	out = append(out, t.Heading.Render(line("KNOB", "A "+draw.Safe(b.names[0]), "B "+draw.Safe(b.names[1]), "B - A")))
	last := len(rows.Rows) - 1
	for i, r := range rows.Rows {
		style := t.Plain
		if i == last {
			out, style = append(out, t.Muted.Render(" "+strings.Repeat("─", width-2))), t.Strong
		}
		// What is cut off of a side goes on below it.
		as, bs := wrap.Fit(draw.Safe(r[1]), each), wrap.Fit(draw.Safe(r[2]), each)
		for n := range max(len(as), len(bs)) {
			name, figure, a, b := "", "", "", ""
			if n == 0 {
				name, figure = draw.Safe(r[0]), r[3]
			}
			if n < len(as) {
				a = as[n]
			}
			if n < len(bs) {
				b = bs[n]
			}
			out = append(out, style.Render(line(name, a, b, figure)))
		}
	}
	out = append(out, "")
	notes := b.notes()
	if more > 1 {
		notes = append(notes, fmt.Sprintf("↑↓ sets another beside it: there are %d.", more))
	}
	for _, n := range notes {
		for _, line := range wrap.Fit(n, width-4) {
			out = append(out, "  "+t.Muted.Render(line))
		}
	}
	return out
}
