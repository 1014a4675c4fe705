package whatif

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// asItStands names the books without a knob turned, beside the scenarios.
const asItStands = "as it stands"

// BoardKeys work on the board of scenarios.
type BoardKeys struct {
	page.Moves
	Load, Mark, Beside, Rename, Remove, Back key.Binding
}

// NewBoardKeys are the keys of the board.
func NewBoardKeys() BoardKeys {
	return BoardKeys{
		Moves:  page.NewMoves(),
		Load:   page.Bind("Enter", "turn the knobs to it", "enter"),
		Mark:   page.Bind("space", "mark it: two are compared", " "),
		Beside: page.Bind("c", "compare the two", "c"),
		Rename: page.Bind("R", "another name", "R"),
		Remove: page.Bind("x", "remove it", "x"),
		Back:   page.Bind("Esc", "back to the knobs", "esc"),
	}
}

// A boardFigure is what a kept what-if comes to: when it was kept and today, and why it is
// not what is paid.
type boardFigure struct {
	then, now *pricing.Money
	d         pricing.Difference // from the books as they stand
}

// boardFigures are those of the books as they stand, under "", and of what is kept.
type boardFigures map[string]boardFigure

// asIs is the side of the books as they stand.
func (s Model) asIs() pricing.Side {
	gateway := s.gatewayAt
	if s.you() != nil {
		gateway = s.base.You
	}
	return pricing.Side{Workload: s.base, Gateway: gateway}
}

// priceBoard has all that is kept priced at today's rates, aside.
func (s Model) priceBoard() (Model, tea.Cmd) {
	cat, asOf, from, kept := s.cat, s.asOf, s.asIs(), s.shelf.Value.all
	var cmd tea.Cmd
	s.board, cmd = s.board.Begin(func() (boardFigures, error) {
		out := boardFigures{}
		now, _, err := from.Total(cat, asOf)
		if err != nil {
			return nil, err
		}
		out[""] = boardFigure{now: now}
		for _, k := range kept {
			f := boardFigure{then: k.Bill.Total}
			if d, err := cat.Difference(from, k.Side(), asOf); err == nil {
				f.now, f.d = d.B, d
			}
			if k.Side().Own() && k.Follow == nil && !k.Saved.IsZero() { // the file has what its gateway alone would take
				f.then, _, _ = k.Side().Total(cat, k.Saved)
			}
			out[k.Name] = f
		}
		return out, nil
	})
	return s.refit(), cmd
}

func (s Model) boardPriced(msg page.Loaded[boardFigures]) Model {
	load, mine := s.board.Take(msg)
	s.board = load
	if mine && load.Err != nil {
		s.problem = draw.Safe(load.Err.Error())
	}
	return s.refit()
}

// A boardRow is a line of the board: the books as they stand, or what is kept.
type boardRow struct {
	name    string // "" for as it stands
	figure  boardFigure
	pending bool
	marked  bool
	bar     string
}

// label is the name as it is shown.
func (r boardRow) label() string {
	if r.name == "" {
		return asItStands
	}
	return r.name
}

// change is today's total against what is paid; nil where one is unknown.
func (r boardRow) change() *pricing.Money { return r.figure.d.Change() }

// moved says what makes the difference, the two largest causes, and what the same work came
// to other than when it was kept.
func (r boardRow) moved() string {
	var parts []string
	causes := slices.Clone(r.figure.d.Causes)
	slices.SortStableFunc(causes, func(a, b pricing.Cause) int {
		if a.Change == nil || b.Change == nil {
			return 0
		}
		return b.Change.Abs().Cmp(a.Change.Abs())
	})
	for _, c := range causes {
		if c.Change != nil && !c.Change.Cents().IsZero() && len(parts) < 2 {
			parts = append(parts, c.Name+" "+signedShort(*c.Change))
		}
	}
	if then, now := r.figure.then, r.figure.now; then != nil && now != nil && !now.Sub(*then).Cents().IsZero() {
		parts = append(parts, "prices "+draw.Signed(now.Sub(*then))+" since")
	}
	return strings.Join(parts, ", ")
}

// board is the sheet of all that is kept.
type board struct {
	keys   BoardKeys
	list   draw.Table[boardRow]
	marked []string // labels, in the order in which they were marked
	rename string   // the scenario that is given another name; "" for none
	input  textinput.Model
}

// openBoard shows what is kept.
func (s Model) openBoard() (Model, tea.Cmd) {
	return s.over(s.newBoard()).ask()
}

func (s Model) newBoard() board {
	amount := func(m *pricing.Money, pending bool) string {
		switch {
		case pending:
			return "…"
		case m == nil:
			return "?"
		}
		return draw.Money(*m)
	}
	saved := func(t draw.Theme, r boardRow) lipgloss.Style {
		if c := r.change(); c != nil && c.Sign() < 0 {
			return t.Saved
		}
		return t.Plain
	}
	return board{keys: s.sheets.board, list: draw.NewTable(boardRow.label,
		draw.Column[boardRow]{Text: func(r boardRow) string {
			switch {
			case r.marked:
				return "◆"
			case r.name == "":
				return "●"
			}
			return ""
		}, Spoken: func(r boardRow) string {
			if r.marked {
				return "marked"
			}
			return ""
		}, Style: func(t draw.Theme, _ boardRow) lipgloss.Style { return t.You }},
		draw.Column[boardRow]{Title: "SCENARIO", Most: 40, Least: 16, Text: boardRow.label},
		draw.Column[boardRow]{Title: "THEN", Figure: true, Drop: 3, Text: func(r boardRow) string {
			if r.name == "" {
				return "-"
			}
			return amount(r.figure.then, r.pending && r.figure.then == nil)
		}, Style: func(t draw.Theme, _ boardRow) lipgloss.Style { return t.Muted }},
		draw.Column[boardRow]{Title: "NOW", Figure: true, Text: func(r boardRow) string { return amount(r.figure.now, r.pending) }},
		draw.Column[boardRow]{Title: "VS TODAY", Figure: true, Text: func(r boardRow) string {
			switch c := r.change(); {
			case r.name == "":
				return "-"
			case r.pending:
				return "…"
			case c == nil:
				return "?"
			default:
				return draw.Signed(*c)
			}
		}, Style: saved},
		draw.Column[boardRow]{Title: "saves ◂ today ▸ more", Picture: true, Drop: 4, Text: func(r boardRow) string { return r.bar }, Style: saved},
		draw.Column[boardRow]{Title: "WHAT MOVED IT", Drop: 2, Most: 60, Least: 14, Text: boardRow.moved, Style: func(t draw.Theme, _ boardRow) lipgloss.Style { return t.Muted }},
	)}
}

// fitted lists what is kept as it is priced by now.
func (b board) fitted(s Model) sheet {
	rows := []boardRow{{}}
	for _, k := range s.shelf.Value.all {
		rows = append(rows, boardRow{name: k.Name, figure: boardFigure{then: k.Bill.Total}})
	}
	var all []*pricing.Money
	for i := range rows {
		r := &rows[i]
		r.marked = slices.Contains(b.marked, r.label())
		f, ok := s.board.Value[r.name]
		if r.pending = !ok; ok {
			r.figure = f
		}
		all = append(all, r.change())
	}
	room := s.sheetRoom()
	bars := rulerBars(all, min(max((room.Width-64)/2, 18), 44))
	for i := range rows {
		rows[i].bar = bars[i]
	}
	b.list = b.list.With(rows).Resize(draw.Size{Width: room.Width, Height: max(room.Height-2, 2)})
	return b
}

// rulerBars draw changes on one ruler: to the left of ┃ is saved, to the right is dearer.
// What is not zero is seen; nil is not known and has the ruler alone.
func rulerBars(changes []*pricing.Money, width int) []string {
	var less, more pricing.Money
	for _, c := range changes {
		if c != nil && c.Neg().Cmp(less) > 0 {
			less = c.Neg()
		}
		if c != nil && c.Cmp(more) > 0 {
			more = *c
		}
	}
	span := less.Add(more)
	cells := func(m pricing.Money) int {
		f, err := strconv.ParseFloat(draw.Quotient(m, span), 64)
		if err != nil {
			return 0
		}
		return max(int(f*float64(width-1)+0.5), 1)
	}
	left := 0
	if less.Sign() > 0 {
		left = cells(less)
	}
	out := make([]string, len(changes))
	for i, c := range changes {
		switch {
		case c == nil || c.IsZero():
			out[i] = draw.Spaces(left) + "┃"
		case c.Sign() < 0:
			n := min(cells(c.Neg()), left)
			out[i] = draw.Spaces(left-n) + strings.Repeat("█", n) + "┃"
		default:
			out[i] = draw.Spaces(left) + "┃" + strings.Repeat("▒", min(cells(*c), width-1-left))
		}
	}
	return out
}

func (b board) press(s Model, msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	if b.rename != "" {
		return b.typeName(s, msg)
	}
	if by := b.keys.By(msg, b.list.PageRows()); by != 0 {
		b.list = b.list.Move(by)
		s.laid = b
		return s, nil
	}
	chosen, ok := b.list.Selected()
	kept := ok && chosen.name != ""
	switch k := b.keys; {
	case key.Matches(msg, k.Back):
		return s.closed(), nil
	case key.Matches(msg, k.Load) && kept:
		is, _ := s.named(chosen.name)
		return s.turnTo(is)
	case key.Matches(msg, k.Load) && ok:
		return s.closed().turn(settings{})
	case key.Matches(msg, k.Mark) && ok:
		b.marked = markedWith(b.marked, chosen.label())
		return s.over(b), nil
	case key.Matches(msg, k.Beside) && ok:
		a, c := b.two(chosen.label())
		if a == c {
			s.problem = "space marks two, or put the cursor on another than " + a
			return s, nil
		}
		return s.over(beside{keys: s.sheets.beside, a: a, b: c, back: true}), nil
	case key.Matches(msg, k.Rename, k.Remove) && ok && !kept:
		s.problem = asItStands + " is what you pay, and no scenario"
	case key.Matches(msg, k.Rename) && kept:
		b.rename, b.input = chosen.name, form.NewInput(chosen.name)
		s.laid = b
	case key.Matches(msg, k.Remove) && kept:
		return s, s.removeScenario(chosen.name)
	}
	return s, nil
}

// markedWith marks a label, or no longer; of three the first is no longer marked.
func markedWith(marked []string, label string) []string {
	if i := slices.Index(marked, label); i >= 0 {
		return slices.Delete(slices.Clone(marked), i, i+1)
	}
	marked = append(slices.Clone(marked), label)
	return marked[max(len(marked)-2, 0):]
}

// two are what is compared: what is marked, else the books as they stand, and the line in hand.
func (b board) two(chosen string) (first, second string) {
	switch {
	case len(b.marked) == 2:
		return b.marked[0], b.marked[1]
	case len(b.marked) == 1 && b.marked[0] != chosen:
		return b.marked[0], chosen
	}
	return asItStands, chosen
}

// typeName handles a key while another name is typed.
func (b board) typeName(s Model, msg tea.KeyMsg) (Model, tea.Cmd) {
	switch {
	case key.Matches(msg, b.keys.Back):
		b.rename = ""
	case key.Matches(msg, b.keys.Load):
		from, to := b.rename, strings.TrimSpace(b.input.Value())
		if to == from {
			b.rename = ""
			break
		}
		if err := scenario.CheckName(to); err != nil {
			s.problem = draw.Safe(err.Error())
			return s, nil
		}
		if _, taken := s.named(to); taken || to == asItStands {
			s.problem = "there is a scenario of that name already: " + draw.Safe(to)
			return s, nil
		}
		b.rename, b.list.Cursor = "", to
		b.marked = slices.DeleteFunc(slices.Clone(b.marked), func(label string) bool { return label == from })
		s.laid = b
		return s, s.renameScenario(from, to)
	default:
		b.input, _ = b.input.Update(msg)
	}
	s.laid = b
	return s, nil
}

// renameScenario gives one another name, aside; u gives it the old one back.
func (s Model) renameScenario(from, to string) tea.Cmd {
	rename := s.scenarios.Rename
	return func() tea.Msg {
		if err := rename(from, to); err != nil {
			if errors.Is(err, fs.ErrExist) {
				return page.Notice{Text: "there is a scenario of that name already: " + draw.Safe(to), Wrong: true}
			}
			return page.Notice{Text: "not renamed: " + draw.Safe(err.Error()), Wrong: true}
		}
		return page.Changed{Said: fmt.Sprintf("%s is called %s now", draw.Safe(from), draw.Safe(to)), What: "the name of " + draw.Safe(to), Back: func(context.Context) (string, error) {
			return draw.Safe(from) + " has its name back", rename(to, from)
		}}
	}
}

// removeScenario takes one away, aside; u brings it back.
func (s Model) removeScenario(name string) tea.Cmd {
	remove := s.scenarios.Remove
	return func() tea.Msg {
		back, err := remove(name)
		if err != nil {
			return page.Notice{Text: "not removed: " + draw.Safe(err.Error()), Wrong: true}
		}
		return page.Changed{Said: "removed the scenario " + draw.Safe(name), What: "the removal of " + draw.Safe(name), Back: func(context.Context) (string, error) {
			return draw.Safe(name) + " is back", back()
		}}
	}
}

func (b board) mouse(s Model, msg tea.MouseMsg) (Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		b.list = b.list.Move(by)
		s.laid = b
		return s, nil
	}
	line := msg.Y - s.sheetTop() - 2
	if b.rename != "" || msg.Button != tea.MouseButtonLeft || line < 0 {
		return s, nil
	}
	before := b.list.Cursor
	list, hit := b.list.Click(msg.X, line)
	b.list = list
	s.laid = b
	if hit && line > 0 && list.Cursor == before {
		return b.press(s, page.KeyMsg("enter"))
	}
	return s, nil
}

func (b board) lines(s Model, t draw.Theme) []string {
	n := len(s.shelf.Value.all)
	say := words.Plural(n, "scenario") + " kept, at today's rates."
	switch {
	case n == 0 && s.shelf.Pending:
		say = "Reading the scenarios …"
	case n == 0:
		say = "No scenario is kept yet: turn knobs, and s keeps what stands on the screen."
	case len(b.marked) > 0:
		say = strconv.Itoa(n) + " kept. Marked: " + draw.List(b.marked, 2) + "; c compares."
	}
	return append([]string{"  " + t.Strong.Render(draw.Fit(say, s.size.Width-3)), ""}, b.list.Lines(t, true)...)
}

func (b board) foot(s Model) string {
	if b.rename != "" {
		return "another name for it: " + form.InputLine(b.input.Value(), b.input.Position())
	}
	chosen, ok := b.list.Selected()
	if !ok {
		return ""
	}
	if is, kept := s.named(chosen.name); kept && chosen.name != "" {
		day := ""
		if !is.Saved.IsZero() {
			day = ", kept " + is.Saved.UTC().Format(pricing.Day)
		}
		return draw.Safe(is.Words()) + day
	}
	return "what you pay, with no knob turned"
}

func (b board) typing() bool { return b.rename != "" }
func (b board) claims(msg tea.KeyMsg) bool {
	return b.rename != "" || key.Matches(msg, b.keys.Back)
}
func (b board) bindings() []key.Binding { return page.Bindings(b.keys) }
func (b board) table(Model) draw.Sheet  { return b.list.Sheet("scenarios") }

func (b board) hints(s Model) []page.Hint {
	k := b.keys
	switch {
	case b.rename != "":
		return []page.Hint{{Key: page.KeyOf(k.Load), Does: "keep"}, {Key: page.KeyOf(k.Back), Does: "leave as it was"}}
	case len(s.shelf.Value.all) == 0:
		return []page.Hint{{Key: page.KeyOf(k.Back), Does: "back"}}
	}
	return []page.Hint{{Key: page.KeyOf(k.Load), Does: "turn to it"}, {Key: page.KeyOf(k.Mark), Does: "mark"}, {Key: page.KeyOf(k.Beside), Does: "compare"}, {Key: page.KeyOf(k.Rename), Does: "rename"}, {Key: page.KeyOf(k.Remove), Does: "remove"}, {Key: page.KeyOf(k.Back), Does: "back"}}
}

func (b board) legend() []string {
	return []string{
		"A scenario is a workload with its knobs and a gateway. THEN is what it came to on the day it was kept, NOW the same at today's rates.",
		"Bars begin at what you pay today: █ to the left is saved, ▒ to the right is dearer. ● is as it stands, ◆ is marked.",
		"WHAT MOVED IT has the two largest causes; c has all of them. A click takes a line in hand, the second one turns the knobs to it.",
	}
}
