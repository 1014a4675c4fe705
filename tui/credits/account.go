package credits

import (
	"cmp"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
)

// An ending is how an account's credit comes to its end.
type ending uint8

// The endings, in the order in which the accounts stand: those with a day by that day.
const (
	dies        ending = iota // a lot expires with credit in it
	mayDie                    // the same, if the gateway uses its right
	usedUp                    // all of it is used up
	missing                   // usage went on without credit: a purchase is missing
	unrecorded                // the same, but the gateway counts what pays for it
	empty                     // all of it is used up, and nothing more was used
	lasts                     // nothing ends it as far as is foreseen
	loadsItself               // an automatic top-up comes before that
	noCredit                  // it holds none: billed after use, or nothing is recorded
)

// mark is the sign of an ending: colour is never the only one.
func (e ending) mark() string {
	return [...]string{dies: "✕", mayDie: "◇", usedUp: "○", missing: "!", unrecorded: "!", empty: "○", lasts: "-", loadsItself: "↻", noCredit: "-"}[e]
}

// accountRow is one account with what the screen says of it.
type accountRow struct {
	credit.Position
	bought pricing.Money // in the last 12 months
	fees   *pricing.Money
	how    ending
	end    projection.End // of dies, mayDie and usedUp
	shown  int            // the live lot that the account's line shows, which ends so; -1 for none
	order  []int          // the places of the lots: the dead by birth, then the live ones by death
	live   []int          // those that hold credit
}

// rowsOf are the accounts of a reading, in the order of what ends first.
func rowsOf(r reading, asOf time.Time) []accountRow {
	rows := make([]accountRow, len(r.Accounts))
	for i, a := range r.Accounts {
		rows[i] = newRow(a, r.ahead, asOf)
	}
	slices.SortStableFunc(rows, func(a, b accountRow) int {
		if a.dated() && b.dated() {
			return a.end.When.Compare(b.end.When)
		}
		return cmp.Or(cmp.Compare(max(a.how, usedUp), max(b.how, usedUp)), -draw.Compare(a.Burn, b.Burn))
	})
	return rows
}

// dated reports whether it is known when the account's credit ends.
func (r accountRow) dated() bool { return r.how <= usedUp }

// newRow finds what ends an account's credit.
func newRow(a credit.Position, ahead projection.Forecast, asOf time.Time) accountRow {
	r := accountRow{Position: a, shown: -1, order: lotOrder(a.Lots)}
	r.bought, r.fees = a.BoughtSince(asOf.AddDate(-1, 0, 0))
	r.live = slices.DeleteFunc(slices.Clone(r.order), func(i int) bool { return a.Lots[i].Status != lot.Live })
	live := r.live
	if len(live) > 0 {
		r.shown = live[len(live)-1]
	}
	first, ends := projection.End{}, false
	for _, f := range ahead.Accounts {
		if f.Account.Name == a.Account.Name {
			first, ends = f.FirstEnd()
		}
	}
	switch {
	case !a.HasLots:
		r.how = noCredit
	case a.Missing(asOf).Sign() > 0:
		r.how = missing
	case a.Deficit.Sign() > 0:
		r.how = unrecorded
	case ends && first.How != projection.UsedUp:
		r.how, r.end = dies, first
		if first.How == projection.MayDie {
			r.how = mayDie
		}
		if i := slices.IndexFunc(live, func(i int) bool { return a.Lots[i].Expires.Equal(first.When) }); i >= 0 {
			r.shown = live[i]
		}
	case a.Account.AutoTopUp != nil:
		r.how = loadsItself
	case len(live) == 0:
		r.how = empty
	case ends:
		r.how, r.end = usedUp, first
	default:
		r.how = lasts
	}
	return r
}

// lotOrder is the dead lots by birth, then the live ones by death.
func lotOrder(lots []lot.Lot) []int {
	order := make([]int, len(lots))
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
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rank(lots[i]), rank(lots[j])) })
	return order
}

// endWords are the end in a few words behind its mark, as the column ENDS has them.
func (r accountRow) endWords(now time.Time) string {
	switch r.how {
	case dies, mayDie:
		return shortDay(r.end.When, now) + ", " + inDays(credit.DaysBetween(now, r.end.When))
	case usedUp:
		return shortDay(r.end.When, now) + ", " + wholeDays(r.end.When, now)
	case missing:
		return "purchase missing"
	case unrecorded:
		return "not recorded"
	case empty:
		return "used up"
	case loadsItself:
		return "loads itself"
	}
	return ""
}

// endCell is the mark with the words; a dash for no end.
func (r accountRow) endCell(now time.Time) string {
	if text := r.endWords(now); text != "" {
		return r.how.mark() + " " + text
	}
	return "-"
}

// moneyOrDash is an amount, a dash for nothing or what is not known.
func moneyOrDash(m *pricing.Money) string {
	if m == nil || m.IsZero() {
		return "-"
	}
	return draw.Money(*m)
}

// derived marks a figure that rests on purchases which nobody recorded.
func (r accountRow) derived(figure string) string {
	if r.Assumed() && figure != "-" {
		return "~" + figure
	}
	return figure
}

// balanceCell is what the account holds.
func (r accountRow) balanceCell() string {
	if !r.HasLots {
		return "-"
	}
	return draw.Money(r.Balance())
}

// boughtCell and feesCell are what was bought in twelve months, and what loading it cost.
func (r accountRow) boughtCell() string {
	if !r.HasLots {
		return "-"
	}
	return r.derived(moneyOrDash(&r.bought))
}

func (r accountRow) feesCell() string {
	switch {
	case !r.HasLots:
		return "-"
	case r.fees == nil:
		return "?"
	}
	return r.derived(moneyOrDash(r.fees))
}

// riskCell is what of the live lots will likely expire; a question mark where something dies
// and nobody can tell how much.
func (r accountRow) riskCell() string {
	usd, known := r.LikelyLost()
	switch {
	case known:
		return moneyOrDash(&usd)
	case r.HasLots && len(r.live) > 0:
		return "?"
	}
	return "-"
}
