package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// A lotLine is one line of the lots: an account's name with what became of its dead
// lots, a lot, or a note below one.
type lotLine struct {
	of   accountRow
	lot  int    // of the account; -1 for a line that is none
	note string // of a line that is no lot
	loss string // what of the note is money lost or missing
}

// id tells a line with a cursor from others; "" is one that has none.
func (l lotLine) id() string {
	if l.lot < 0 {
		return ""
	}
	return l.of.Position.LotAddress(l.lot)
}

// lotLines are the lots of all accounts, in the order of the table: the live ones, and
// the dead where they are unfolded.
func (s credits) lotLines() []lotLine {
	var out []lotLine
	for _, a := range s.accounts.Rows {
		if !a.HasLots {
			continue
		}
		head := lotLine{of: a, lot: -1}
		head.note, head.loss = deadWords(a)
		out = append(out, head)
		for _, i := range lotOrder(a) {
			l := a.Lots[i]
			if l.Status != lot.Live && !s.unfolded {
				continue
			}
			out = append(out, lotLine{of: a, lot: i})
			if l.Status == lot.Live && l.RefundableUntil.After(s.asOf) {
				out = append(out, lotLine{of: a, lot: -1, note: "refundable for " + words.Until(l.RefundableUntil.Sub(s.asOf)) + feeKept(l)})
			}
		}
		switch missing := a.Missing(s.asOf); {
		case missing.Sign() > 0:
			out = append(out, lotLine{of: a, lot: -1, loss: "! " + draw.Money(missing) + " of usage had no credit: a top-up is missing"})
		case a.Deficit.Sign() > 0:
			out = append(out, lotLine{of: a, lot: -1, loss: "! " + draw.Money(a.Deficit) + " of usage had no credit: what is not recorded pays for it"})
		}
		for _, e := range a.Excesses {
			out = append(out, lotLine{of: a, lot: -1, loss: fmt.Sprintf("! refund %d took %s more than was left", e.Refund.ID, draw.Money(e.USD))})
		}
	}
	return out
}

// feeKept is what a refund does not bring back.
func feeKept(l lot.Lot) string {
	switch {
	case l.Fee == nil:
		return ", the fee is kept"
	case l.Fee.IsZero():
		return ""
	}
	return ", the " + draw.Money(*l.Fee) + " fee is kept"
}

// lotOrder is the dead lots by birth, then the live ones by death.
func lotOrder(a accountRow) []int {
	order := make([]int, len(a.Lots))
	for i := range order {
		order[i] = i
	}
	rank := func(l lot.Lot) int64 {
		switch {
		case l.Status != lot.Live:
			return 0
		case l.Expires.IsZero():
			return 1<<63 - 1
		}
		return l.Expires.Unix()
	}
	slices.SortStableFunc(order, func(i, j int) int {
		x, y := rank(a.Lots[i]), rank(a.Lots[j])
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return order
}

// deadWords say what became of an account's dead lots: how many were used up, and
// what of the others was lost.
func deadWords(a accountRow) (text, loss string) {
	count := map[lot.Status]int{}
	var used, back pricing.Money
	for _, l := range a.Lots {
		if l.Status != lot.Live {
			count[l.Status]++
			used, back = used.Add(l.Used), back.Add(l.Refunded)
		}
	}
	var parts []string
	if n := count[lot.UsedUp]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d used up", n))
	}
	if n := count[lot.Returned]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d refunded", n))
	}
	if n := count[lot.Lapsed]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d expired", n))
	}
	if lost := a.Lost(); lost.Sign() > 0 {
		loss = "✕ " + draw.Money(lost) + " expired unused"
	}
	return strings.Join(parts, ", "), loss
}

// lotWidths are the columns of the lots; 0 is one that is dropped.
type lotWidths struct{ id, bought, credit, bar, left, line int }

// wantedLine is how much room the time line is given before columns go for it.
const wantedLine = 30

// lotWidths fit the columns into the width: half the bar goes first, then the bar,
// bought and credit.
func (s credits) lotWidths(lines []lotLine) lotWidths {
	w := lotWidths{id: 3, bought: 6, credit: 6, bar: 12, left: 6}
	for _, l := range lines {
		if l.lot < 0 {
			continue
		}
		lot := l.of.Lots[l.lot]
		w.id = max(w.id, lipgloss.Width(lotName(lot)))
		w.bought = max(w.bought, lipgloss.Width(s.dayWords(lot.At)))
		w.credit, w.left = max(w.credit, lipgloss.Width(draw.Money(lot.Credit))), max(w.left, lipgloss.Width(draw.Money(lot.Remaining)))
	}
	room := func() int {
		used := draw.Margin
		for _, n := range []int{w.id, w.bought, w.credit, w.bar, w.left} {
			if n > 0 {
				used += n + draw.Gap
			}
		}
		return s.size.Width - used - 3
	}
	for _, cut := range []func(){func() { w.bar = 8 }, func() { w.bar = 0 }, func() { w.bought = 0 }, func() { w.credit = 0 }} {
		if room() >= wantedLine {
			break
		}
		cut()
	}
	w.line = max(room(), 8)
	return w
}

// lotName is a lot's number; ~ is one that nobody recorded.
func lotName(l lot.Lot) string {
	if l.ID == 0 {
		return "~"
	}
	return "#" + strconv.FormatInt(l.ID, 10)
}

// lotLinesDrawn draws the heading with the scale, and the lines that are in sight.
func (s credits) lotLinesDrawn(t draw.Theme, height int) []string {
	lines := s.lotLines()
	w, scale := s.lotWidths(lines), s.timeScale()
	head := draw.Spaces(draw.Margin) + draw.Fit("LOT", w.id) + draw.Spaces(draw.Gap)
	if w.bought > 0 {
		head += draw.Fit("BOUGHT", w.bought) + draw.Spaces(draw.Gap)
	}
	if w.credit > 0 {
		head += draw.FitRight("CREDIT", w.credit) + draw.Spaces(draw.Gap)
	}
	if w.bar > 0 {
		head += draw.Spaces(w.bar + draw.Gap)
	}
	head += draw.FitRight("LEFT", w.left) + draw.Spaces(draw.Gap) + "│"
	out := []string{t.Heading.Render(draw.Fit(head+scale.axis(w.line), s.size.Width))}
	if len(lines) == 0 {
		return append(out, t.Muted.Render(draw.Fit("   There is no lot: a purchase, a grant or a balance makes the first.", s.size.Width)))
	}
	for i := s.lotTop; i < len(lines) && len(out) < height; i++ {
		out = append(out, s.lotLineDrawn(t, lines[i], w, scale))
	}
	return out
}

// lotLineDrawn draws one line.
func (s credits) lotLineDrawn(t draw.Theme, l lotLine, w lotWidths, scale timeScale) string {
	in, _ := s.inHand()
	mine := in.Account.Name == l.of.Account.Name
	if l.lot < 0 {
		return s.noteDrawn(t, l, mine)
	}
	lot := l.of.Lots[l.lot]
	marker, style := " ", t.Plain
	if l.id() == s.lotAt && mine {
		marker = "·"
		if s.focus == lotsPane {
			marker, style = "▸", t.Selected
		}
	}
	text := draw.Fit(lotName(lot), w.id) + draw.Spaces(draw.Gap)
	if w.bought > 0 {
		text += draw.Fit(s.dayWords(lot.At), w.bought) + draw.Spaces(draw.Gap)
	}
	if w.credit > 0 {
		text += draw.FitRight(draw.Money(lot.Credit), w.credit) + draw.Spaces(draw.Gap)
	}
	if w.bar > 0 {
		text += draw.PartsBar(lot.Credit, lot.Remaining, lot.Expired.Add(lot.Refunded), w.bar) + draw.Spaces(draw.Gap)
	}
	left := "-"
	if !lot.Remaining.IsZero() {
		left = draw.Money(lot.Remaining)
	}
	text += draw.FitRight(left, w.left) + draw.Spaces(draw.Gap)
	return " " + style.Render(marker) + " " + style.Render(text) + t.Muted.Render("│") + s.lifeDrawn(t, l.of, lot, w.line, scale)
}

// noteDrawn draws an account's name with its dead lots, or a note.
func (s credits) noteDrawn(t draw.Theme, l lotLine, mine bool) string {
	width := s.size.Width - draw.Margin - 1
	if l.isHead() {
		name := draw.Fit(draw.Safe(l.of.Account.Name), min(lipgloss.Width(draw.Safe(l.of.Account.Name)), 30))
		style := t.Plain
		if mine {
			style = t.You
		}
		rest := ""
		if l.note != "" {
			rest = "  " + l.note
		}
		out := " " + style.Render(name) + t.Muted.Render(rest)
		if l.loss != "" {
			out += "  " + t.Loss.Render(l.loss)
		}
		return draw.Fit(out, s.size.Width-1)
	}
	style, text := t.Muted, l.note
	if l.loss != "" {
		style, text = t.Loss, l.loss
	}
	if strings.HasPrefix(text, "refundable") {
		style = t.Warn
	}
	return draw.Spaces(draw.Margin) + style.Render(draw.Fit(text, width))
}

// isHead reports whether a line names an account.
func (l lotLine) isHead() bool {
	return l.lot < 0 && !strings.HasPrefix(l.note, "refundable") && !strings.HasPrefix(l.loss, "!")
}

// lotsScrolled keeps the cursor on a lot of the account in hand, and both in sight.
func (s credits) lotsScrolled(height int) credits {
	lines := s.lotLines()
	in, ok := s.inHand()
	if !ok || len(lines) == 0 {
		s.lotTop = 0
		return s
	}
	first, last, at := -1, -1, -1
	for i, l := range lines {
		if l.of.Account.Name != in.Account.Name {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		if l.lot >= 0 && l.id() == s.lotAt {
			at = i
		}
	}
	if at < 0 && first >= 0 {
		s.lotAt = ""
		for i := first; i <= last; i++ {
			if lines[i].lot >= 0 {
				at, s.lotAt = i, lines[i].id()
				break
			}
		}
	}
	if first < 0 {
		return s.topped(s.lotTop, len(lines), height)
	}
	if at < 0 {
		at = first
	}
	top := s.lotTop
	if s.focus == accountsPane { // the account's lots as far as they fit
		top = min(top, first)
		top = max(top, min(last-height+1, first))
	}
	top = min(top, at)
	if at == first+1 { // its name goes with its first lot
		top = min(top, first)
	}
	top = max(top, at-height+1)
	return s.topped(top, len(lines), height)
}

func (s credits) topped(top, lines, height int) credits {
	s.lotTop = max(min(top, lines-max(height, 1)), 0)
	return s
}

// lotMoved moves the lots' cursor, and with it the account in hand.
func (s credits) lotMoved(by int) credits {
	var lots []lotLine
	at := 0
	for _, l := range s.lotLines() {
		if l.lot < 0 {
			continue
		}
		if l.id() == s.lotAt {
			at = len(lots)
		}
		lots = append(lots, l)
	}
	if len(lots) == 0 {
		return s
	}
	return s.onLot(lots[min(max(at+by, 0), len(lots)-1)])
}

// onLot puts the lots' cursor on a line.
func (s credits) onLot(l lotLine) credits {
	s.lotAt = l.id()
	s.accounts.Cursor = l.of.Account.Name
	s.accounts = s.accounts.Scroll()
	return s
}

// lotInHand is the lot under the cursor.
func (s credits) lotInHand() (accountRow, int, bool) {
	in, ok := s.inHand()
	if !ok {
		return in, 0, false
	}
	for i := range in.Lots {
		if in.Position.LotAddress(i) == s.lotAt {
			return in, i, true
		}
	}
	return in, 0, false
}

// lotSheet is every lot as a table.
func (s credits) lotSheet() draw.Sheet {
	out := draw.Sheet{Name: "lots", Head: []string{"lot", "account", "kind", "bought", "credit", "used", "expired", "refunded", "left", "fee", "expires", "used up", "likely lost", "chance", "status"}}
	for _, a := range s.accounts.Rows {
		for _, i := range lotOrder(a) {
			out.Rows = append(out.Rows, s.lotCells(a, a.Lots[i]))
		}
	}
	return out
}

// lotCells are a lot as a row of the table.
func (s credits) lotCells(a accountRow, l lot.Lot) []string {
	fee := draw.MaybeMoney(l.Fee)
	lost, chance := "-", "-"
	switch o := l.Outlook; {
	case l.Status != lot.Live || o != nil && o.Chance == "0":
	case o == nil:
		lost, chance = "?", "?"
	default:
		lost, chance = draw.Money(o.ExpectedBreakage), words.Chance(o.Chance)
	}
	usedUp := "-"
	if day, ok := s.usedUp(a, l); ok {
		usedUp = day.Format(pricing.Day)
	}
	return []string{lotName(l), a.Account.Name, string(l.Kind), l.At.UTC().Format(pricing.Day), draw.Money(l.Credit), moneyOrDash(&l.Used), moneyOrDash(&l.Expired),
		moneyOrDash(&l.Refunded), moneyOrDash(&l.Remaining), fee, expiryWords(l), usedUp, lost, chance, string(l.Status)}
}

// lotsTold tells the lots that are shown, and what became of the others.
func (s credits) lotsTold() []string {
	var out []string
	table := s.lotSheet()
	for _, l := range s.lotLines() {
		name := draw.Safe(l.of.Account.Name)
		switch {
		case l.lot >= 0:
			table.Rows = [][]string{s.lotCells(l.of, l.of.Lots[l.lot])}
			out = append(out, strings.Replace(table.Spoken()[0], ": account ", " of ", 1))
		case l.isHead() && l.note != "":
			out = append(out, name+": "+strings.TrimSuffix(l.note+", "+strings.TrimPrefix(l.loss, "✕ "), ", "))
		case !l.isHead():
			out = append(out, name+": "+strings.TrimPrefix(l.note+l.loss, "! "))
		}
	}
	return out
}

// expiryWords says when a lot dies and how certain that is.
func expiryWords(l lot.Lot) string {
	switch {
	case l.Expires.IsZero():
		return l.Policy
	case l.May:
		return "may, " + l.Expires.UTC().Format(pricing.Day)
	}
	return l.Expires.UTC().Format(pricing.Day)
}

// usedUp is the day by which half of the simulated futures have used a lot up.
func (s credits) usedUp(a accountRow, l lot.Lot) (time.Time, bool) {
	for _, f := range s.ahead.Value.Accounts {
		if f.Account.Name != a.Account.Name {
			continue
		}
		for _, o := range f.Lots {
			if o.LotID == l.ID && o.Born.Equal(l.At) {
				return o.UsedUp, !o.UsedUp.IsZero()
			}
		}
	}
	return time.Time{}, false
}
