package whatif

import (
	"fmt"
	"slices"
	"strconv"
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

// onScreen names what is on the screen, beside the scenarios: no name of one has a slash.
const onScreen = "/screen"

// BesideKeys work on two side by side.
type BesideKeys struct{ Swap, Less, More, Load, Back key.Binding }

// NewBesideKeys are the keys of two side by side.
func NewBesideKeys() BesideKeys {
	return BesideKeys{
		Swap: page.Bind("Tab", "swap A and B", "tab", "shift+tab"),
		Less: page.Bind("← h", "the one before as A", "left", "h"),
		More: page.Bind("→ l", "the next one as A", "right", "l"),
		Load: page.Bind("Enter", "turn the knobs to A", "enter"),
		Back: page.Bind("Esc", "back", "esc"),
	}
}

// beside is the sheet of two what-ifs: what lies between them by cause, from A to B, and what
// each is made of.
type beside struct {
	keys  BesideKeys
	a, b  string // labels: a scenario's name, asItStands or onScreen
	back  bool   // to the board
	names [2]string
	d     pricing.Difference
	parts []pricing.PartChange
	err   error
}

// compare sets what is on the screen beside the scenario that it was loaded from, else beside
// the books as they stand.
func (s Model) compare() (Model, tea.Cmd) {
	from, loaded := strings.CutPrefix(s.now[workloadKnob], keptWork)
	if _, ok := s.named(from); !ok || !loaded {
		from = asItStands
	}
	s = s.over(beside{keys: s.sheets.beside, a: from, b: onScreen})
	if s.shelf.Phase == page.Ready || s.scenarios == nil {
		return s, nil
	}
	return s.ask()
}

// sideOf is a what-if by its label, with the name that it is shown by.
func (s Model) sideOf(label string) (pricing.Side, string) {
	switch k, ok := s.named(label); {
	case label == onScreen:
		return s.side(), "on screen: " + scenario.SuggestedName(s.side())
	case ok:
		return k.Side(), k.Name
	}
	return s.asIs(), asItStands
}

// fitted splits the difference of the two.
func (p beside) fitted(s Model) sheet {
	a, first := s.sideOf(p.a)
	b, second := s.sideOf(p.b)
	p.names, p.parts = [2]string{first, second}, nil
	if p.d, p.err = s.cat.Difference(a, b, s.asOf); p.err != nil {
		return p
	}
	billA, err := a.Bill(s.cat, s.asOf)
	if err != nil {
		return p
	}
	if billB, err := b.Bill(s.cat, s.asOf); err == nil {
		p.parts = pricing.PartsOf(billA, billB)
	}
	return p
}

// others are what can stand as A.
func (p beside) others(s Model) []string {
	out := []string{asItStands}
	for _, k := range s.shelf.Value.all {
		out = append(out, k.Name)
	}
	if p.b != onScreen {
		out = append(out, onScreen)
	}
	return slices.DeleteFunc(out, func(label string) bool { return label == p.b })
}

func (p beside) press(s Model, msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	step := func(by int) (Model, tea.Cmd) {
		all := p.others(s)
		if len(all) == 0 {
			return s, nil
		}
		p.a = all[(max(slices.Index(all, p.a), 0)+by+len(all))%len(all)]
		return s.over(p), nil
	}
	switch k := p.keys; {
	case key.Matches(msg, k.Less):
		return step(-1)
	case key.Matches(msg, k.More):
		return step(1)
	case key.Matches(msg, k.Swap):
		p.a, p.b = p.b, p.a
		return s.over(p), nil
	case key.Matches(msg, k.Load):
		switch is, ok := s.named(p.a); {
		case ok:
			return s.turnTo(is)
		case p.a == onScreen:
			return s.closed(), nil
		}
		return s.closed().turn(settings{})
	case key.Matches(msg, k.Back):
		if !p.back {
			return s.closed(), nil
		}
		b := s.newBoard()
		b.list.Cursor = p.b
		return s.over(b), nil
	}
	return s, nil
}

func (p beside) mouse(s Model, msg tea.MouseMsg) (Model, tea.Cmd) {
	switch page.Wheel(msg) {
	case -1:
		return p.press(s, page.KeyMsg("left"))
	case 1:
		return p.press(s, page.KeyMsg("right"))
	}
	return s, nil
}

// words are the answer: which of the two is dearer, and by how much.
func (p beside) words() string {
	first, second := draw.Safe(p.names[0]), draw.Safe(p.names[1])
	change := p.d.Change()
	switch {
	case p.err != nil:
		return "These two cannot be compared: " + draw.Safe(p.err.Error()) + "."
	case change == nil:
		return fmt.Sprintf("A is %s and B is %s: what lies between them is not known.", maybe(p.d.A), maybe(p.d.B))
	case change.IsZero():
		return fmt.Sprintf("Both come to %s a month.", draw.Money(*p.d.A))
	case change.Sign() < 0:
		return fmt.Sprintf("%s a month less with B, %s, than with A, %s.", draw.Money(change.Abs()), second, first)
	}
	return fmt.Sprintf("%s a month more with B, %s, than with A, %s.", draw.Money(*change), second, first)
}

// maybe is an amount, a question mark where it is not known.
func maybe(m *pricing.Money) string {
	if m == nil {
		return "?"
	}
	return draw.Money(*m)
}

// A fall is a line of the waterfall.
type fall struct {
	name, words, figure string
	from, to            *pricing.Money // against A; nil where unknown
	change              *pricing.Money // nil for the ends
}

// falls are the steps from A to B: each begins where the one before it ends.
func (p beside) falls() []fall {
	zero := pricing.Money{}
	out := []fall{{name: "A", words: draw.Safe(p.names[0]), figure: maybe(p.d.A), from: &zero, to: &zero}}
	at := &zero
	for _, c := range p.d.Causes {
		f := fall{name: c.Name, words: draw.Safe(c.A + " → " + c.B), figure: "?", change: c.Change}
		if c.Change == nil {
			at = nil
		} else {
			f.figure = draw.Signed(*c.Change)
		}
		if at != nil {
			to := at.Add(*c.Change)
			f.from, f.to = at, &to
			at = &to
		}
		out = append(out, f)
	}
	return append(out, fall{name: "B", words: draw.Safe(p.names[1]), figure: maybe(p.d.B), from: &zero, to: p.d.Change()})
}

// waterfall draws the steps in so many cells.
func (p beside) waterfall(t draw.Theme, width int) []string {
	steps := p.falls()
	name, figure := lipgloss.Width("CAUSE"), lipgloss.Width("A MONTH")
	var low, high pricing.Money
	for _, f := range steps {
		name, figure = max(name, lipgloss.Width(f.name)), max(figure, lipgloss.Width(f.figure))
		for _, m := range []*pricing.Money{f.from, f.to} {
			if m != nil && m.Cmp(low) < 0 {
				low = *m
			}
			if m != nil && m.Cmp(high) > 0 {
				high = *m
			}
		}
	}
	name = min(name, 22)
	bar := min(max(width-name-figure-40, 0), 40)
	if bar < 12 {
		bar = min(max(width-name-figure-28, 0), 16)
	}
	words := max(width-3-name-figure-bar-6, 8)
	place := func(m pricing.Money) int {
		f, err := strconv.ParseFloat(draw.Quotient(m.Sub(low), high.Sub(low)), 64)
		if err != nil {
			return 0
		}
		return int(f*float64(bar-1) + 0.5)
	}
	out := []string{t.Heading.Render(draw.Fit("   "+draw.Fit("CAUSE", name)+"  "+draw.Fit("FROM A TO B", words)+"  "+draw.FitRight("A MONTH", figure)+"  "+draw.Fit("saves ◂ A ▸ more", bar), width))}
	for _, f := range steps {
		style, drawn := t.Plain, draw.Spaces(bar)
		if f.change == nil && f.figure != "?" {
			style = t.Strong
		}
		painted := t.Plain
		if f.from != nil && f.to != nil && bar > 0 {
			cells := []rune(drawn)
			cells[place(pricing.Money{})] = '┃'
			a, b := place(*f.from), place(*f.to)
			mark := '▒'
			if f.to.Cmp(*f.from) < 0 {
				mark, painted = '█', t.Saved
				a, b = b, a
			}
			for i := a; i <= b && !f.from.Equal(*f.to); i++ {
				if cells[i] != '┃' {
					cells[i] = mark
				}
			}
			drawn = string(cells)
		}
		figureStyle := style
		if f.change != nil && f.change.Sign() < 0 {
			figureStyle = t.Saved
		}
		out = append(out, "   "+style.Render(draw.Fit(f.name, name)+"  "+draw.Fit(f.words, words))+"  "+figureStyle.Render(draw.FitRight(f.figure, figure))+"  "+painted.Render(drawn))
	}
	return out
}

// made draws what each of the two is made of, in so many cells.
func (p beside) made(t draw.Theme, width int) []string {
	if len(p.parts) == 0 {
		return nil
	}
	figures := func(part pricing.PartChange) [3]string {
		cell := func(m *pricing.Money) string {
			if m == nil {
				return "-"
			}
			return draw.Money(*m)
		}
		change := part.Change()
		return [3]string{cell(part.A), cell(part.B), draw.Signed(change)}
	}
	rows := append(slices.Clone(p.parts), pricing.PartChange{Part: "a month", A: p.d.A, B: p.d.B})
	each := lipgloss.Width("A MONTH")
	for _, r := range rows {
		for _, f := range figures(r) {
			each = max(each, lipgloss.Width(f))
		}
	}
	name := max(min(width-3-3*(each+2)-1, 34), 10)
	line := func(a string, f [3]string) string {
		return draw.Fit("   "+draw.Fit(a, name)+"  "+draw.FitRight(f[0], each)+"  "+draw.FitRight(f[1], each)+"  "+draw.FitRight(f[2], each), width)
	}
	out := []string{t.Heading.Render(line("MADE OF", [3]string{"A", "B", "B - A"}))}
	for i, r := range rows {
		style := t.Plain
		if i == len(rows)-1 {
			style = t.Strong
		}
		out = append(out, style.Render(line(draw.Safe(draw.BareModel(r.Part)), figures(r))))
	}
	return out
}

func (p beside) lines(s Model, t draw.Theme) []string {
	width := s.size.Width
	var out []string
	for _, line := range wrap.Fit(p.words(), width-4) {
		out = append(out, "  "+highlit(t.Strong, draw.Fit(line, width-3)))
	}
	if p.err != nil {
		return out
	}
	out = append(out, "")
	if width >= besideWidth {
		right := 62
		left, made := p.waterfall(t, width-right), p.made(t, right)
		for i := range max(len(left), len(made)) {
			line := draw.Spaces(width - right)
			if i < len(left) {
				line = left[i] + draw.Spaces(width-right-lipgloss.Width(left[i]))
			}
			if i < len(made) {
				line += made[i]
			}
			out = append(out, line)
		}
		return append(append(out, ""), p.notes(t, width)...)
	}
	out = append(append(out, p.waterfall(t, width)...), "")
	if made := p.made(t, width); made != nil {
		room := s.sheetRoom().Height - len(out)
		if len(made) > room && room > 2 { // the sum is never cut off
			hidden := len(made) - room + 1
			made = append(append(slices.Clone(made[:room-2]), t.Muted.Render(fmt.Sprintf("   +%d more", hidden))), made[len(made)-1])
		}
		out = append(append(out, made...), "")
	}
	return append(out, p.notes(t, width)...)
}

// besideWidth is the width from which on the parts stand beside the causes.
const besideWidth = 130

// notes say what the comparison does not hold.
func (p beside) notes(t draw.Theme, width int) (out []string) {
	notes := []string{"Both at today's rates. Causes are taken one after the other, from A to B: in another order each has another share."}
	if words := p.d.Unlike(); words != "" {
		notes = append([]string{words + "."}, notes...)
	}
	for _, n := range notes {
		for _, line := range wrap.Fit(n, width-4) {
			out = append(out, "  "+t.Muted.Render(line))
		}
	}
	return out
}

func (p beside) foot(s Model) string {
	return fmt.Sprintf("‹ A: %s › one of %d", p.names[0], len(p.others(s)))
}
func (p beside) typing() bool { return false }
func (p beside) claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, p.keys.Swap, p.keys.Back)
}
func (p beside) bindings() []key.Binding { return page.Bindings(p.keys) }
func (p beside) hints(Model) []page.Hint {
	k := p.keys
	return []page.Hint{{Key: page.KeyOf(k.Swap), Does: "swap A and B"}, {Key: "←→", Does: "another as A"}, {Key: page.KeyOf(k.Load), Does: "turn to A"}, {Key: page.KeyOf(k.Back), Does: "back"}}
}

func (p beside) legend() []string {
	return []string{
		"Each cause is what the bill changes by as that knob is turned from A to B, after those above it; together they are the difference, to the last digit.",
		"MADE OF has the models as each gateway prices them; " + pricing.Besides + " is what was charged over or under that.",
	}
}

// table is that of the causes.
func (p beside) table(Model) draw.Sheet {
	out := draw.Sheet{Name: "scenarios", Head: []string{"cause", "A " + p.names[0], "B " + p.names[1], "a month"}}
	for _, c := range p.d.Causes {
		change := "?"
		if c.Change != nil {
			change = draw.Signed(*c.Change)
		}
		out.Rows = append(out.Rows, []string{c.Name, c.A, c.B, change})
	}
	last := "?"
	if change := p.d.Change(); change != nil {
		last = draw.Signed(*change)
	}
	out.Rows = append(out.Rows, []string{"a month", maybe(p.d.A), maybe(p.d.B), last})
	return out
}
