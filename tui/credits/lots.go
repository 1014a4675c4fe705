package credits

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
func (s Model) lotLines() []lotLine {
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

// lotName is a lot's number; ~ is one that nobody recorded.
func lotName(l lot.Lot) string {
	if l.ID == 0 {
		return "~"
	}
	return "#" + strconv.FormatInt(l.ID, 10)
}

// isHead reports whether a line names an account.
func (l lotLine) isHead() bool {
	return l.lot < 0 && !strings.HasPrefix(l.note, "refundable") && !strings.HasPrefix(l.loss, "!")
}

// usedUp is the day by which half of the simulated futures have used a lot up.
func (s Model) usedUp(a accountRow, l lot.Lot) (time.Time, bool) {
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
