package credits

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A layout says how many lines each pane has. Drawing and the mouse read the
// same one.
type layout struct {
	answer   []string
	gap      bool
	accounts int  // heading included
	proposed bool // a line of what a gateway counts that is not recorded
	lots     int  // heading included; the rule above it is one more
	purchase int  // heading included; 0 where it is dropped
	curve    bool
	drift    bool
}

// Widths and heights of the panes below the lots.
const (
	curveBeside  = 88 // the fee by size stands beside the purchase from this width on
	purchaseWide = 46
	curveHeight  = 7
	leastLots    = 7  // lines of lots before another pane gets any
	tallEnough   = 29 // for accounts without credit
)

// layout fits the panes into the size. In want of lines go the fee by size, the
// next top-up but for its first line, the difference, that line; the answer never.
func (s Model) layout() layout {
	var l layout
	width, height := s.size.Width, s.size.Height-3
	l.answer = draw.AnswerLines(s.answer(), width, min(max(height-14, 2), 4))
	rest := height - len(l.answer)
	if l.gap = height >= 19; l.gap {
		rest--
	}
	if _, _, l.proposed = s.proposed(); l.proposed {
		rest--
	}
	rows := s.accounts.Shown
	if height < tallEnough { // those without credit stand below, for the cursor
		rows = slices.DeleteFunc(slices.Clone(rows), func(a accountRow) bool { return !a.HasLots })
	}
	if len(rows) == 0 {
		rows = s.accounts.Shown
	}
	l.accounts = min(len(rows)+1, max(rest/3, 3))
	rest -= l.accounts + 1
	least := min(len(s.lotLines())+1, leastLots)
	spare := func() int { return rest - least }
	if spare() >= 2 {
		l.purchase, rest = 1, rest-2
	}
	if spare() >= 2 {
		l.drift, rest = true, rest-2
	}
	full := len(s.nextPurchase()) + 1
	if width >= curveBeside {
		full = max(full, curveHeight)
	}
	if l.purchase > 0 && full > 1 && spare() >= full-1 {
		l.purchase, rest = full, rest-full+1
		l.curve = width >= curveBeside
	}
	l.lots = max(rest, 2)
	return l
}

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	if s.founding() {
		return s.drawFounding(t)
	}
	lines := s.lists(t)
	if s.draft != nil {
		return s.put(t, lines)
	}
	return lines
}

// lists are all of the screen but an open form.
func (s Model) lists(t draw.Theme) []string {
	width := s.size.Width
	l := s.layout()
	var out []string
	for i, a := range l.answer {
		text := draw.Fit(a, width-4)
		if i == 0 {
			text = t.Strong.Render(text)
		}
		out = append(out, "  "+text)
	}
	if l.gap {
		out = append(out, "")
	}
	rule := t.Muted.Render(" " + strings.Repeat("─", width-2))
	accounts := s.accounts.Lines(t, s.focus == accountsPane)
	for len(accounts) < l.accounts {
		accounts = append(accounts, "")
	}
	out = append(out, accounts[:l.accounts]...)
	if l.proposed {
		out = append(out, s.drawProposed(t))
	}
	out = append(out, rule)
	lots := s.drawLots(t, l.lots)
	for len(lots) < l.lots {
		lots = append(lots, "")
	}
	out = append(out, lots...)
	if l.purchase > 0 {
		out = append(out, rule)
		out = append(out, s.drawPurchase(t, l)...)
	}
	if l.drift {
		text, of := s.driftWords()
		style := t.Plain
		if of.Drift != nil && !of.Drift.IsZero() {
			style = t.Warn
		}
		key := "[b] set"
		if of.Drift != nil {
			key = "[" + page.KeyOf(s.keys.Drift) + "] " + s.keys.Drift.Help().Desc
		}
		room := width - 4 - lipgloss.Width(key) - 2
		out = append(out, rule, "  "+style.Render(draw.Fit(text, room))+"  "+t.Muted.Render(key))
	}
	return out
}

// drawPurchase draws the next top-up, and beside it the fee by size.
func (s Model) drawPurchase(t draw.Theme, l layout) []string {
	left := s.size.Width - 4
	if l.curve {
		left = max(purchaseWide, s.size.Width*46/100)
	}
	in, _ := s.inHand()
	title := "NEXT TOP-UP  " + draw.Safe(in.Account.Name)
	if l.purchase == 1 {
		words, first := s.nextPurchase(), ""
		if len(words) > 0 {
			first = words[0].text
		}
		if len(words) > 1 {
			if _, paid, ok := strings.Cut(words[1].text, "   "); ok {
				first += ", " + paid
			}
		}
		return []string{"  " + t.Heading.Render("NEXT TOP-UP") + "  " + draw.Fit(draw.Safe(in.Account.Name)+" "+first, s.size.Width-19)}
	}
	lines := []string{t.Heading.Render(draw.Fit(title, left))}
	pending := s.plans[in.Account.Name].Pending
	for _, p := range s.nextPurchase() {
		style := t.Plain
		switch {
		case pending:
			style = t.Muted
		case p.strong:
			style = t.Strong
		case p.fees:
			style = t.Fee
		}
		lines = append(lines, style.Render(draw.Fit(p.text, left)))
	}
	var right []string
	if l.curve {
		right = s.feeCurve(t, s.size.Width-left-7, l.purchase)
	}
	var out []string
	for i := range l.purchase {
		line := draw.Fit("", left)
		if i < len(lines) {
			line = lines[i]
		}
		if l.curve {
			line += t.Muted.Render(" │ ")
			if i < len(right) {
				line += right[i]
			}
		}
		out = append(out, "  "+line)
	}
	return out
}

// Plain tells the answer, the accounts, the lots and the next purchases.
func (s Model) Plain() []string {
	out := append(s.answer(), "", "Accounts", "")
	s.focus = accountsPane
	accounts, _ := s.Sheet()
	out = append(out, accounts.Spoken()...)
	for _, a := range s.accounts.Rows {
		for _, p := range a.Proposed {
			out = append(out, s.proposedWords(p, a)[0]+".")
		}
	}
	out = append(out, "", "Lots", "")
	out = append(out, s.speakLots()...)
	if words := s.nextPurchase(); len(words) > 0 {
		in, _ := s.inHand()
		out = append(out, "", "Next top-up at "+draw.Safe(in.Account.Name), "")
		for _, p := range words {
			out = append(out, strings.TrimSpace(strings.ReplaceAll(p.text, "   ", ", ")))
		}
	}
	drift, _ := s.driftWords()
	return append(out, "", drift)
}
