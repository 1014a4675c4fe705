package credits

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// What a line of the list is.
type lineKind uint8

const (
	accountLine lineKind = iota // an account, with the lot that ends first
	lotLine                     // one lot of an account that is unfolded
	deadLine                    // its dead lots, counted
	noteLine                    // what is said of the line above: it has no cursor
)

// A line is one line of the list.
type line struct {
	kind lineKind
	of   accountRow
	lot  int    // the lot that it shows, in Position.Lots; -1 for none
	text string // of a deadLine or a noteLine
	loss string // money lost or missing, of the same
}

// id tells lines apart; "" is one without a cursor.
func (l line) id() string {
	switch l.kind {
	case accountLine:
		return "account " + l.of.Account.Name
	case lotLine:
		return "lot " + l.of.LotName(l.lot)
	case deadLine:
		return "dead " + l.of.Account.Name
	}
	return ""
}

// How far an account is unfolded.
const (
	folded   = iota // the lot that ends first
	liveOpen        // the live lots, and the dead ones counted
	allOpen         // all lots
)

// depth is how far an account is unfolded: as far as it can be.
func (s Model) depth(a accountRow) int {
	return min(s.folds[a.Account.Name], a.depths())
}

// depths is how far an account can be unfolded.
func (r accountRow) depths() int {
	dead := len(r.Lots) - len(r.live)
	switch {
	case !r.HasLots:
		return folded
	case dead > 0:
		return allOpen
	}
	return liveOpen
}

// lines are those of the list, whether in sight or not.
func (s Model) lines() []line { return s.list }

// listed makes the lines anew, once other accounts are read or other lots are shown.
func (s Model) listed() Model {
	var out []line
	for _, a := range s.rows {
		out = append(out, line{kind: accountLine, of: a, lot: a.shown})
		depth := s.depth(a)
		if depth == folded {
			continue
		}
		dead := line{kind: deadLine, of: a, lot: -1}
		if dead.text, dead.loss = a.deadWords(); dead.text != "" {
			out = append(out, dead)
		}
		for _, i := range a.order {
			l := a.Lots[i]
			if l.Status != lot.Live && depth < allOpen {
				continue
			}
			out = append(out, line{kind: lotLine, of: a, lot: i})
			if text := s.refundWords(l); text != "" {
				out = append(out, line{kind: noteLine, of: a, lot: i, text: text})
			}
		}
		for _, e := range a.Excesses {
			out = append(out, line{kind: noteLine, of: a, lot: -1, loss: fmt.Sprintf("! refund %d took %s more than was left", e.Refund.ID, draw.Money(e.USD))})
		}
	}
	s.list = out
	return s
}

// refundWords say for how long a lot can go back; "" where it can't.
func (s Model) refundWords(l lot.Lot) string {
	if l.Status != lot.Live || !l.RefundableUntil.After(s.asOf) {
		return ""
	}
	return "refundable for " + words.Until(l.RefundableUntil.Sub(s.asOf)) + feeKept(l)
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

// deadWords say what became of an account's dead lots: how many were used up, and
// what of the others was lost.
func (r accountRow) deadWords() (text, loss string) {
	count := map[lot.Status]int{}
	for _, l := range r.Lots {
		if l.Status != lot.Live {
			count[l.Status]++
		}
	}
	var parts []string
	for _, s := range []lot.Status{lot.UsedUp, lot.Returned, lot.Lapsed} {
		if n := count[s]; n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+string(s))
		}
	}
	if lost := r.Lost(); lost.Sign() > 0 {
		loss = "✕ " + draw.Money(lost) + " expired unused"
	}
	return strings.Join(parts, ", "), loss
}

// lotName is a lot's number; ~ is one that nobody recorded.
func lotName(l lot.Lot) string {
	if l.ID == 0 {
		return "~"
	}
	return "#" + strconv.FormatInt(l.ID, 10)
}

// lotCell is the lot that a line shows, and how many more live ones the account holds.
func (l line) lotCell() string {
	if l.lot < 0 {
		return ""
	}
	name := lotName(l.of.Lots[l.lot])
	if more := len(l.of.live) - 1; l.kind == accountLine && more > 0 {
		name += " +" + strconv.Itoa(more)
	}
	return name
}

// left is what the line's credit comes to: the account's balance, or what is left of a lot.
func (l line) left() string {
	switch l.kind {
	case accountLine:
		return l.of.balanceCell()
	case lotLine:
		return moneyOrDash(&l.of.Lots[l.lot].Remaining)
	}
	return ""
}

// at is the place of the line under the cursor; that of its account where it is folded away.
func (s Model) at() int {
	lines := s.lines()
	if i := slices.IndexFunc(lines, func(l line) bool { return l.id() != "" && l.id() == s.cursor }); i >= 0 {
		return i
	}
	return max(slices.IndexFunc(lines, func(l line) bool { return l.of.Account.Name == s.hand }), 0)
}

// inLine is the line under the cursor; false where there is none.
func (s Model) inLine() (line, bool) {
	lines := s.lines()
	if len(lines) == 0 {
		return line{lot: -1}, false
	}
	return lines[s.at()], true
}

// inHand is the account that keys are meant for: that of the line under the cursor.
func (s Model) inHand() (accountRow, bool) {
	l, ok := s.inLine()
	return l.of, ok
}

// lotInHand is the lot that the line under the cursor shows.
func (s Model) lotInHand() (accountRow, int, bool) {
	l, ok := s.inLine()
	return l.of, l.lot, ok && l.lot >= 0
}

// move moves the cursor by lines that can have it, as far as there are any.
func (s Model) move(by int) Model {
	lines := s.lines()
	var can []line
	at, now := 0, s.at()
	for i, l := range lines {
		if l.kind == noteLine {
			continue
		}
		if i == now {
			at = len(can)
		}
		can = append(can, l)
	}
	if len(can) == 0 {
		return s
	}
	return s.on(can[min(max(at+by, 0), len(can)-1)])
}

// on puts the cursor on a line.
func (s Model) on(l line) Model {
	s.cursor, s.hand = l.id(), l.of.Account.Name
	return s
}

// onAccount puts the cursor on an account, and where that is one of its lots on the lot, which
// is unfolded for it. An account that is not there leaves it where it is.
func (s Model) onAccount(name string, id int64) Model {
	i := slices.IndexFunc(s.rows, func(a accountRow) bool { return a.Account.Name == name })
	if i < 0 {
		return s
	}
	a := s.rows[i]
	n := slices.IndexFunc(a.Lots, func(l lot.Lot) bool { return l.ID == id && id != 0 })
	switch {
	case n < 0 || n == a.shown && s.depth(a) == folded:
		return s.on(line{kind: accountLine, of: a, lot: a.shown})
	case a.Lots[n].Status == lot.Live:
		s = s.unfold(a, max(s.depth(a), liveOpen))
	default:
		s = s.unfold(a, allOpen)
	}
	return s.on(line{kind: lotLine, of: a, lot: n})
}

// unfold shows so much of an account; on less its line gets the cursor.
func (s Model) unfold(a accountRow, depth int) Model {
	all := map[string]int{}
	for name, d := range s.folds {
		all[name] = d
	}
	if all[a.Account.Name] = depth; depth == folded {
		delete(all, a.Account.Name)
	}
	s.folds = all
	return s.listed()
}

// unfoldAll shows the live lots of all accounts, or none where they are all shown.
func (s Model) unfoldAll() Model {
	all := map[string]int{}
	open := 0
	for _, a := range s.rows {
		if a.depths() > folded {
			all[a.Account.Name] = max(s.depth(a), liveOpen)
			if s.depth(a) > folded {
				open++
			}
		}
	}
	if open == len(all) {
		all = nil
	}
	s.folds = all
	return s.listed()
}

// scroll keeps the cursor's line in sight, with as little movement as can be, in so many lines.
func (s Model) scroll(height int) Model {
	lines, at := s.lines(), s.at()
	if len(lines) > 0 {
		s = s.on(lines[at])
	}
	room := listRoom(len(lines), height)
	s.top = min(s.top, at)
	s.top = max(s.top, at-room+1)
	s.top = max(min(s.top, len(lines)-room), 0)
	return s
}

// listRoom is how many of the lines are in sight: the last of the height says what is not.
func listRoom(lines, height int) int {
	if lines > height {
		return max(height-1, 1)
	}
	return max(height, 1)
}

// hidden says what is out of sight: "+7 more ↓  $412.33" and "✕ $84.20"; "" where nothing is.
func (s Model) hidden(height int) (text, loss string) {
	lines := s.lines()
	room := listRoom(len(lines), height)
	if len(lines) <= room {
		return "", ""
	}
	out := credit.Books{AsOf: s.load.Value.AsOf} // of the accounts out of sight
	more := 0
	for i, l := range lines {
		if i >= s.top && i < s.top+room || l.kind == noteLine {
			continue
		}
		if more++; l.kind == accountLine {
			out.Accounts = append(out.Accounts, l.of.Position)
		}
	}
	where := "↑↓"
	switch {
	case s.top == 0:
		where = "↓"
	case s.top+room >= len(lines):
		where = "↑"
	}
	text = fmt.Sprintf("+%d more %s", more, where)
	if r := out.Risk(); r.Of.Sign() > 0 {
		text += "  " + draw.Money(r.Of)
		if r.USD.Cents().Sign() > 0 {
			loss = "✕ " + draw.Money(r.USD)
		}
	}
	return text, loss
}

// used says what of a lot was used, expired and went back.
func used(l lot.Lot) string {
	var parts []string
	for _, p := range []struct {
		usd  pricing.Money
		does string
	}{{l.Used, "used"}, {l.Expired, "expired unused"}, {l.Refunded, "refunded"}, {l.Remaining, "left"}} {
		if !p.usd.IsZero() {
			parts = append(parts, draw.Money(p.usd)+" "+p.does)
		}
	}
	return strings.Join(parts, ", ")
}
