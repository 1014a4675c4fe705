package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// A demand is a requirement as a line of the picker has it.
type demand struct {
	name  string   // as the text of a requirement begins: "uptime"
	words string   // with ‹› where its value stands
	steps []string // values to step through; nil where it has none
	value string
	on    bool
}

// demands are all there are, with the values that they begin with.
func demands() []demand {
	return []demand{
		{name: "sla", words: "promises an SLA"},
		{name: "uptime", words: "was up ‹› % by its record", steps: []string{"99", "99.5", "99.9", "99.95", "99.99"}, value: "99.9"},
		{name: "no-expiry", words: "credit never expires"},
		{name: "no-fee", words: "no fee for loading credit"},
		{name: "latency", words: "adds at most ‹› ms", steps: []string{"10", "20", "50", "100", "200"}, value: "50"},
		{name: "models", words: "sells ‹› models or more", steps: []string{"10", "50", "100", "200", "300"}, value: "100"},
	}
}

// text is the requirement as it is typed: "uptime=99.9".
func (d demand) text() string {
	switch {
	case d.steps == nil:
		return d.name
	case d.name == "latency":
		return d.name + "=" + d.value + "ms"
	}
	return d.name + "=" + d.value
}

// RequireKeys work on the picker of requirements.
type RequireKeys struct {
	page.Moves
	Mark, Less, More, Take, Leave key.Binding
}

// NewRequireKeys are the keys of the picker.
func NewRequireKeys() RequireKeys {
	m := page.NewMoves()
	return RequireKeys{
		Moves: page.Moves{Up: m.Up, Down: m.Down, First: m.First, Last: m.Last},
		Mark:  page.Bind("space", "require it or not", " ", "x"),
		Less:  page.Bind("← h", "less", "left", "h"),
		More:  page.Bind("→ l", "more", "right", "l"),
		Take:  page.Bind("Enter", "take what is marked", "enter"),
		Leave: page.Bind("Esc", "leave it as it was", "esc"),
	}
}

// requirePick is the sheet on which requirements are marked.
type requirePick struct {
	keys RequireKeys
	all  []demand
	at   int
	rows []pricing.Row // of the gateways, with the verdict on every demand
}

// requireSheet is the picker with what is required now marked.
func (s Model) requireSheet() requirePick {
	p := requirePick{keys: s.sheets.require, all: demands()}
	for part := range strings.SplitSeq(s.now[requireKnob], ",") {
		name, value, _ := strings.Cut(part, "=")
		i := slices.IndexFunc(p.all, func(d demand) bool { return d.name == name })
		if i < 0 {
			continue
		}
		d := &p.all[i]
		d.on = true
		if d.steps != nil {
			d.value = strings.TrimSuffix(value, "ms")
			d.steps = ladder(d.steps, d.value)
		}
	}
	return p
}

// fitted asks every gateway about every demand as its value stands.
func (p requirePick) fitted(s Model) sheet {
	texts := make([]string, len(p.all))
	for i, d := range p.all {
		texts[i] = d.text()
	}
	k := s.now.apply(s.cat)
	var err error
	p.rows = nil
	if k.Requirements, err = pricing.ParseRequirements(strings.Join(texts, ",")); err != nil {
		return p // no value of the picker is wrong, and one that was typed has been read before
	}
	if got, err := s.cat.Compare(s.workload(), k, s.asOf); err == nil {
		p.rows = got.Rows
	}
	return p
}

// tally counts the gateways by their verdict on a demand.
func (p requirePick) tally(d demand) (met, unknown int) {
	for i := range p.rows {
		switch p.rows[i].Requirements[d.text()] {
		case pricing.Pass:
			met++
		case pricing.Undecidable:
			unknown++
		}
	}
	return met, unknown
}

// left are the gateways that serve the work and fail none of the demands, of so many.
func (p requirePick) left(of []demand) (names []string, ranked int) {
	for i := range p.rows {
		r := &p.rows[i]
		if !r.Ranked {
			continue
		}
		ranked++
		if !slices.ContainsFunc(of, func(d demand) bool { return r.Requirements[d.text()] == pricing.Fail }) {
			names = append(names, r.Gateway)
		}
	}
	return names, ranked
}

// marked are the demands that are on, and one more.
func (p requirePick) marked(also ...demand) []demand {
	out := slices.Clone(also)
	for _, d := range p.all {
		if d.on {
			out = append(out, d)
		}
	}
	return out
}

func (p requirePick) press(s Model, msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	if by := p.keys.By(msg, len(p.all)); by != 0 {
		p.at = min(max(p.at+by, 0), len(p.all)-1)
		s.laid = p
		return s, nil
	}
	switch k := p.keys; {
	case key.Matches(msg, k.Mark):
		p.all = slices.Clone(p.all)
		p.all[p.at].on = !p.all[p.at].on
		s.laid = p
	case key.Matches(msg, k.Less):
		return p.step(s, -1), nil
	case key.Matches(msg, k.More):
		return p.step(s, 1), nil
	case key.Matches(msg, k.Take):
		var texts []string
		for _, d := range p.all {
			if d.on {
				texts = append(texts, d.text())
			}
		}
		return s.closed().turn(s.now.with(requireKnob, strings.Join(texts, ",")))
	case key.Matches(msg, k.Leave):
		return s.closed(), nil
	}
	return s, nil
}

// step turns the value of the demand in hand, which is required from then on.
func (p requirePick) step(s Model, by int) Model {
	p.all = slices.Clone(p.all)
	d := &p.all[p.at]
	i := slices.Index(d.steps, d.value) + by
	switch {
	case d.steps == nil:
		s.problem = "this one has no value: space requires it or not"
		return s
	case i < 0 || i >= len(d.steps):
		s.problem = "there is no further step that way"
		return s
	}
	d.value, d.on = d.steps[i], true
	s.laid = p.fitted(s)
	return s
}

func (p requirePick) mouse(s Model, msg tea.MouseMsg) (Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		p.at = min(max(p.at+by, 0), len(p.all)-1)
		s.laid = p
		return s, nil
	}
	line := msg.Y - s.sheetTop() - requireHead
	if msg.Button != tea.MouseButtonLeft || line < 0 || line >= len(p.all) {
		return s, nil
	}
	p.at = line
	text, x := p.cell(p.all[line]), msg.X-3
	switch at := strings.IndexRune(text, '‹'); {
	case at >= 0 && x == lipgloss.Width(text[:at]):
		return p.step(s, -1), nil
	case at >= 0 && x == lipgloss.Width(text[:strings.IndexRune(text, '›')]):
		return p.step(s, 1), nil
	}
	return p.press(s, page.KeyMsg(" "))
}

// requireHead are the lines over the demands: the question, a blank one, the heading.
const requireHead = 3

// cell is a demand's mark and words.
func (p requirePick) cell(d demand) string {
	mark := "[ ] "
	if d.on {
		mark = "[x] "
	}
	return mark + strings.Replace(d.words, "‹›", "‹"+d.value+"›", 1)
}

func (p requirePick) lines(s Model, t draw.Theme) []string {
	wide := 0
	for _, d := range p.all {
		wide = max(wide, lipgloss.Width(p.cell(d)))
	}
	out := []string{"  " + t.Strong.Render("require of a gateway that it"), "",
		t.Heading.Render("   " + draw.Fit("", wide) + "  " + draw.FitRight("MET BY", 9) + "  " + draw.FitRight("NOT KNOWN", 9) + "  " + draw.FitRight("LEAVES", 8))}
	for i, d := range p.all {
		marker, style := " ", t.Plain
		if i == p.at {
			marker, style = "▸", t.Selected
		}
		if d.on {
			style = t.You
		}
		met, unknown := p.tally(d)
		names, ranked := p.left(p.marked(d))
		out = append(out, " "+style.Render(marker+" "+draw.Fit(p.cell(d), wide))+"  "+draw.FitRight(fmt.Sprintf("%d of %d", met, len(p.rows)), 9)+"  "+
			t.Muted.Render(draw.FitRight(fmt.Sprint(unknown), 9))+"  "+style.Render(draw.FitRight(fmt.Sprintf("%d of %d", len(names), ranked), 8)))
	}
	names, ranked := p.left(p.marked())
	slices.Sort(names)
	what := "Nothing is required: "
	if n := len(p.marked()); n > 0 {
		what = "With what is marked "
	}
	say := fmt.Sprintf("%s%d of the %d that serve your work are left: %s.", what, len(names), ranked, draw.List(names, 6))
	if len(names) == 0 {
		say = fmt.Sprintf("%snone of the %d that serve your work is left.", what, ranked)
	}
	out = append(out, "")
	for _, line := range wrap.Fit(say, s.size.Width-4) {
		out = append(out, "  "+line)
	}
	return out
}

func (p requirePick) foot(Model) string {
	return "who fails one is out of the verdict; of whom it is not known stays, marked ?"
}
func (p requirePick) typing() bool               { return false }
func (p requirePick) claims(msg tea.KeyMsg) bool { return key.Matches(msg, p.keys.Leave) }
func (p requirePick) bindings() []key.Binding    { return page.Bindings(p.keys) }
func (p requirePick) legend() []string {
	return []string{
		"MET BY counts all gateways. LEAVES counts those that serve your work and fail neither this one nor what else is marked.",
		"In the list of gateways: ✓ met, ~ by the vendor's word alone, ✗ not met, ? not known.",
	}
}
func (p requirePick) hints(Model) []page.Hint {
	return []page.Hint{{Key: "↑↓", Does: "requirement"}, {Key: page.KeyOf(p.keys.Mark), Does: "require or not"}, {Key: "←→", Does: "value"}, {Key: page.KeyOf(p.keys.Take), Does: "take"}, {Key: page.KeyOf(p.keys.Leave), Does: "leave"}}
}

func (p requirePick) table(Model) draw.Sheet {
	out := draw.Sheet{Name: "requirements", Head: []string{"required", "requirement", "met by", "not known", "leaves"}}
	for _, d := range p.all {
		on := "no"
		if d.on {
			on = "yes"
		}
		met, unknown := p.tally(d)
		names, _ := p.left(p.marked(d))
		out.Rows = append(out.Rows, []string{on, d.text(), fmt.Sprint(met), fmt.Sprint(unknown), fmt.Sprint(len(names))})
	}
	return out
}
