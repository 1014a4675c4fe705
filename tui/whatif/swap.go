package whatif

import (
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/knob"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/pick"
)

// SwapKeys work on the list of the models whose work another one could do.
type SwapKeys struct {
	page.Moves
	Choose, Remove, Back key.Binding
}

// NewSwapKeys are the keys of that list.
func NewSwapKeys() SwapKeys {
	return SwapKeys{
		Moves:  page.NewMoves(),
		Choose: page.Bind("Enter", "who is to do its work", "enter"),
		Remove: page.Bind("x", "no swap of it", "x"),
		Back:   page.Bind("Esc", "back to the knobs", "esc"),
	}
}

// A swapFrom is a model of the workload, with what it costs and who does its work.
type swapFrom struct {
	pricing.ModelCost
	share string // of the tokens' cost, in percent
	to    string // "" for itself
}

// swapFroms is the sheet on which the model is chosen whose work is given to another.
type swapFroms struct {
	keys  SwapKeys
	list  draw.Table[swapFrom]
	total pricing.Money
}

// swapSheet is the picker of swaps: first which of the models, where there are several.
func (s Model) swapSheet() sheet {
	froms := s.swapFroms()
	if rows := froms.list.Rows; len(rows) == 1 {
		return s.swapTo(rows[0], false)
	}
	return froms
}

// unswapped are the knobs but for the swap of one model.
func (s Model) unswapped(from string) pricing.Knobs {
	k := s.now.apply(s.cat)
	k.Swaps = maps.Clone(k.Swaps)
	delete(k.Swaps, from)
	return k
}

// swapFroms lists the models of the workload as the present gateway prices them, without a
// swap.
func (s Model) swapFroms() swapFroms {
	f := swapFroms{keys: s.sheets.swap}
	k := s.now.apply(s.cat)
	swaps := k.Swaps
	k.Swaps = nil
	bill, err := s.cat.Bill(s.workload(), k, s.present(), s.asOf)
	if err != nil {
		return f
	}
	var rows []swapFrom
	for _, m := range bill.Models {
		if m.Model != pricing.Extras && m.Model != pricing.TokensInAll && m.USD.Sign() > 0 {
			f.total = f.total.Add(m.USD)
			rows = append(rows, swapFrom{ModelCost: m, to: swaps[m.Model]})
		}
	}
	for _, from := range slices.Sorted(maps.Keys(swaps)) {
		if !slices.ContainsFunc(rows, func(r swapFrom) bool { return r.Model == from }) {
			rows = append(rows, swapFrom{ModelCost: pricing.ModelCost{Model: from}, to: swaps[from]})
		}
	}
	for i := range rows {
		rows[i].share = draw.PartCell(draw.Quotient(rows[i].USD, f.total))
	}
	f.list = draw.NewTable(func(r swapFrom) string { return r.Model },
		draw.Column[swapFrom]{Title: "MODEL", Most: 44, Least: 24, Text: func(r swapFrom) string { return r.Model }},
		draw.Column[swapFrom]{Title: "A MONTH", Figure: true, Text: func(r swapFrom) string { return draw.MaybeMoney(&r.USD) }},
		draw.Column[swapFrom]{Title: "SHARE", Figure: true, Drop: 1, Text: func(r swapFrom) string { return r.share }},
		draw.Column[swapFrom]{Title: "ITS WORK IS DONE BY", Most: 44, Least: 19, Text: func(r swapFrom) string {
			if r.to == "" {
				return "itself"
			}
			return "→ " + r.to
		}, Style: func(t draw.Theme, r swapFrom) lipgloss.Style {
			if r.to == "" {
				return t.Muted
			}
			return t.You
		}},
	).With(rows)
	return f
}

func (f swapFroms) fitted(s Model) sheet {
	cursor := f.list.Cursor
	f = s.swapFroms()
	f.list.Cursor = cursor
	room := s.sheetRoom()
	f.list = f.list.Resize(draw.Size{Width: room.Width, Height: max(room.Height-2, 2)})
	return f
}

func (f swapFroms) press(s Model, msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	if by := f.keys.By(msg, f.list.PageRows()); by != 0 {
		f.list = f.list.Move(by)
		s.laid = f
		return s, nil
	}
	chosen, ok := f.list.Selected()
	switch k := f.keys; {
	case key.Matches(msg, k.Choose) && ok:
		return s.over(s.swapTo(chosen, true)), nil
	case key.Matches(msg, k.Remove) && ok:
		if chosen.to == "" {
			s.problem = draw.Safe(chosen.Model) + " is not swapped"
			return s, nil
		}
		s, cmd := s.turn(s.now.with(swapKnob, knob.Of(knob.Swap).Text(s.unswapped(chosen.Model))))
		return s.over(f), cmd
	case key.Matches(msg, k.Back):
		return s.closed(), nil
	}
	return s, nil
}

func (f swapFroms) mouse(s Model, msg tea.MouseMsg) (Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		f.list = f.list.Move(by)
		s.laid = f
		return s, nil
	}
	line := msg.Y - s.sheetTop() - 2
	if msg.Button != tea.MouseButtonLeft || line < 1 {
		return s, nil
	}
	before := f.list.Cursor
	list, hit := f.list.Click(msg.X, line)
	f.list = list
	s.laid = f
	if hit && list.Cursor == before {
		return f.press(s, page.KeyMsg("enter"))
	}
	return s, nil
}

func (f swapFroms) lines(_ Model, t draw.Theme) []string {
	return append([]string{"  " + t.Strong.Render("swap which of your models?"), ""}, f.list.Lines(t, true)...)
}

func (f swapFroms) foot(s Model) string {
	return "priced at " + s.present() + ", as the other knobs stand; whether another model does the work is yours to judge"
}
func (f swapFroms) typing() bool               { return false }
func (f swapFroms) claims(msg tea.KeyMsg) bool { return key.Matches(msg, f.keys.Back) }
func (f swapFroms) bindings() []key.Binding    { return page.Bindings(f.keys) }
func (f swapFroms) table(Model) draw.Sheet     { return f.list.Sheet("swaps") }
func (f swapFroms) hints(Model) []page.Hint {
	return []page.Hint{{Key: "↑↓", Does: "model"}, {Key: page.KeyOf(f.keys.Choose), Does: "who does its work"}, {Key: page.KeyOf(f.keys.Remove), Does: "no swap"}, {Key: page.KeyOf(f.keys.Back), Does: "back"}}
}

func (f swapFroms) legend() []string {
	return []string{"A swap gives all work of one model to another, token by token; several models can be swapped."}
}

// A swapRow is a model that could do the work; a rule over others where it has words.
type swapRow struct {
	pricing.SwapOffer
	pricing.SwapChange
	rule   string
	priced bool
	itself bool // the model whose work it is: no swap
	taken  bool // it does the work now
}

// swapTos is the sheet on which the model is picked that does the work of another.
type swapTos struct {
	from  swapFrom
	back  bool // to the list of models
	rows  []swapRow
	list  pick.List[swapRow]
	knobs pricing.Knobs // with the swap of from undone
}

// remarkWidth is the width from which on there is a column of remarks.
const remarkWidth = 100

// swapTo asks who is to do the work of a model.
func (s Model) swapTo(from swapFrom, back bool) swapTos {
	p := swapTos{from: from, back: back, list: pick.New(s.sheets.pick, func(r swapRow) string { return r.Model + r.rule },
		draw.Column[swapRow]{Title: "MODEL", Most: 40, Least: 24, Text: swapRow.name, Style: func(t draw.Theme, r swapRow) lipgloss.Style {
			if r.taken {
				return t.You
			}
			return t.Plain
		}},
		draw.Column[swapRow]{Title: "IN $/M", Figure: true, Drop: 1, Text: func(r swapRow) string { return rateText(r.In) }},
		draw.Column[swapRow]{Title: "OUT $/M", Figure: true, Drop: 1, Text: func(r swapRow) string { return rateText(r.Out) }},
		draw.Column[swapRow]{Title: "A MONTH", Figure: true, Text: swapRow.changeText, Style: func(t draw.Theme, r swapRow) lipgloss.Style {
			switch {
			case r.Change == nil:
				return t.Muted
			case r.Change.Sign() < 0:
				return t.Saved
			}
			return t.Plain
		}},
		draw.Column[swapRow]{Title: "GATEWAYS", Figure: true, Drop: 3, Text: func(r swapRow) string {
			if r.Gateways == 0 {
				return ""
			}
			return "at " + words.Number(int64(r.Gateways))
		}},
		draw.Column[swapRow]{Title: "REMARKS", Drop: 4, Most: 60, Least: 12, Text: func(r swapRow) string { return strings.Join(r.Remarks, ", ") }, Style: func(t draw.Theme, _ swapRow) lipgloss.Style { return t.Muted }},
	).Ruled(func(r swapRow) string { return r.rule })}
	return p.asked(s)
}

func (r swapRow) name() string {
	switch {
	case r.taken:
		return r.Model + " ●"
	case r.itself:
		return r.Model + ", no swap"
	}
	return r.Model
}

func (r swapRow) changeText() string {
	switch {
	case r.itself:
		return "-"
	case !r.priced:
		return "…"
	case r.Change == nil:
		return "?"
	case r.Change.IsZero():
		return "$0.00"
	}
	return draw.Signed(*r.Change)
}

// asked lists the models anew: the one that does the work now, those of the workload, then all
// others, in each the cheapest first.
func (p swapTos) asked(s Model) swapTos {
	p.knobs = s.unswapped(p.from.Model)
	offers := s.cat.SwapOffers(s.workload(), s.present(), p.from.Model, s.asOf)
	p.rows = nil
	if p.from.to != "" {
		p.rows = append(p.rows, swapRow{SwapOffer: pricing.SwapOffer{Model: p.from.Model}, itself: true, priced: true})
	}
	var mine, others []swapRow
	for _, o := range offers {
		switch r := (swapRow{SwapOffer: o, taken: o.Model == p.from.to}); {
		case r.taken:
			p.rows = append(p.rows, r)
		case o.Used:
			mine = append(mine, r)
		default:
			others = append(others, r)
		}
	}
	if len(mine) > 0 {
		p.rows = append(append(p.rows, swapRow{rule: "in your work already"}), mine...)
		p.rows = append(p.rows, swapRow{rule: "others, what saves most first"})
	}
	p.rows = append(p.rows, others...)
	p.list = p.list.Asking(p.question()).With(p.rows)
	if p.from.to != "" {
		p.list = p.list.At(p.from.to)
	}
	return p
}

func (p swapTos) question() string {
	what := "swap " + draw.Safe(draw.BareModel(p.from.Model))
	if p.from.USD.Sign() > 0 {
		what += " (" + draw.Dollars(p.from.USD) + " a month, " + p.from.share + ")"
	}
	return what + " for"
}

// fitted gives the list its room and prices what is in sight.
func (p swapTos) fitted(s Model) sheet {
	p.list = p.list.Resize(s.sheetRoom())
	return p.priced(s)
}

// priced works out what the bill would change by for the rows in sight, and for those alone:
// a key waits for no other.
func (p swapTos) priced(s Model) swapTos {
	var ids []string
	for _, r := range p.list.InSight() {
		if r.rule == "" && !r.priced {
			ids = append(ids, r.Model)
		}
	}
	if len(ids) == 0 {
		return p
	}
	changes := s.cat.SwapChanges(s.workload(), p.knobs, s.present(), p.from.Model, ids, s.asOf)
	p.rows = slices.Clone(p.rows)
	for i := range p.rows {
		if at := slices.Index(ids, p.rows[i].Model); at >= 0 && !p.rows[i].itself {
			p.rows[i].SwapChange, p.rows[i].priced = changes[at], true
		}
	}
	p.list = p.list.With(p.rows)
	return p
}

// did takes in what a key or the mouse did to the list.
func (p swapTos) did(s Model, list pick.List[swapRow], deed pick.Deed) (Model, tea.Cmd) {
	p.list = list
	switch chosen, _ := list.Selected(); deed {
	case pick.Taken:
		k := p.knobs
		if !chosen.itself {
			k.Swaps = maps.Clone(k.Swaps)
			if err := knob.AddSwap(s.cat, &k, p.from.Model, chosen.Model); err != nil {
				s.problem = draw.Safe(err.Error())
				return s, nil
			}
		}
		return s.closed().turn(s.now.with(swapKnob, knob.Of(knob.Swap).Text(k)))
	case pick.Left:
		if p.back {
			froms := s.swapFroms()
			froms.list.Cursor = p.from.Model
			return s.over(froms), nil
		}
		return s.closed(), nil
	}
	s.laid = p.priced(s)
	return s, nil
}

func (p swapTos) press(s Model, msg tea.KeyMsg) (Model, tea.Cmd) {
	s.problem = ""
	list, deed := p.list.Press(msg)
	return p.did(s, list, deed)
}

func (p swapTos) mouse(s Model, msg tea.MouseMsg) (Model, tea.Cmd) {
	list, deed := p.list.Mouse(msg, s.sheetTop())
	return p.did(s, list, deed)
}

func (p swapTos) lines(_ Model, t draw.Theme) []string { return p.list.Lines(t) }

// foot says of the model under the cursor what its line has no room for.
func (p swapTos) foot(s Model) string {
	r, ok := p.list.Selected()
	switch {
	case !ok:
		return ""
	case r.itself:
		return "takes the swap back"
	}
	var out []string
	if len(r.Kept) > 0 {
		out = append(out, "the part at "+draw.List(r.Kept, 3)+" stays as it is: not sold there")
	}
	if r.Gateway != "" && !r.Here {
		out = append(out, "rates of "+r.Gateway)
	}
	for _, remark := range r.Remarks {
		if strings.HasPrefix(remark, "cache writes") && s.size.Width < remarkWidth {
			out = append(out, remark)
		}
	}
	out = append(out, r.Notes...)
	if len(out) == 0 {
		return "at " + r.Gateway + "'s rates of today, fees with it"
	}
	return draw.Safe(strings.Join(out, " · "))
}

func (p swapTos) typing() bool            { return true }
func (p swapTos) claims(tea.KeyMsg) bool  { return true }
func (p swapTos) bindings() []key.Binding { return p.list.Bindings() }
func (p swapTos) hints(Model) []page.Hint { return p.list.Hints() }
func (p swapTos) table(Model) draw.Sheet  { return p.list.Sheet("swap") }
func (p swapTos) legend() []string {
	return []string{
		"A MONTH is by how much your bill would change, fees with it; ? is not known, as where your gateway does not sell the model.",
		"IN and OUT are dollars a million tokens there; GATEWAYS is how many sell the model.",
		"cache writes as input: the model has no price for them, and takes them as any other prompt.",
	}
}

// rateText is a rate with two decimals or more; "?" for none.
func rateText(r *pricing.Rate) string {
	if r == nil {
		return "?"
	}
	whole, part, _ := strings.Cut(r.String(), ".")
	return whole + "." + part + strings.Repeat("0", max(2-len(part), 0))
}
