package report

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// intervalCosts is what was used between two events of an account's lots, by interval
// (-1 before the first), month and row of the report; row -1 is what the report leaves out.
type intervalCosts map[int]map[string]map[int]pricing.Money

// at are the costs of an interval's month, by row.
func (c intervalCosts) at(interval int, month string) map[int]pricing.Money {
	if c[interval] == nil {
		c[interval] = map[string]map[int]pricing.Money{}
	}
	if c[interval][month] == nil {
		c[interval][month] = map[int]pricing.Money{}
	}
	return c[interval][month]
}

// costs adds up what the accounts with lots used, by account.
func (b *reporting) costs(s credit.Books) (map[string]intervalCosts, error) {
	positions, out := map[string]credit.Position{}, map[string]intervalCosts{}
	for _, a := range s.Accounts {
		if a.HasLots && (b.q.Account == "" || b.q.Account == a.Account.Name) {
			positions[a.Account.Name], out[a.Account.Name] = a, intervalCosts{}
		}
	}
	var last struct { // where the piece before went
		account, month string
		interval       int
		costs          map[int]pricing.Money
	}
	add := func(account string, p usage.Piece, row int) {
		used := out[account]
		if used == nil {
			return
		}
		i, month := positions[account].IntervalAt(p.From), p.Day.Date[:7]
		if last.costs == nil || last.account != account || last.interval != i || last.month != month {
			last.account, last.interval, last.month, last.costs = account, i, month, used.at(i, month)
		}
		last.costs[row] = last.costs[row].Add(p.USD)
	}
	for account, a := range positions {
		for _, p := range a.Input.Pieces {
			switch {
			case !b.byLabel:
				add(account, p, b.rowOf(p.Day))
			case !b.read.Holds(p.Day.Date): // of no month that the report asks for
				add(account, p, -1)
			}
		}
	}
	if !b.byLabel || len(out) == 0 {
		return out, nil
	}
	return out, s.Sums.EachLabelPiece(b.read, func(account string, p usage.Piece) error {
		add(account, p, b.rowOf(p.Day))
		return nil
	})
}

// allocateLots charges an account's rows with the fees that its lots' use carries,
// notes the headline of its lots, and leaves what was not bought to estimate.
func (b *reporting) allocateLots(a credit.Position, used intervalCosts) {
	name := a.Account.Name
	so := a.SoFar()
	b.out.SoFar = append(b.out.SoFar, so)
	byInterval := map[int]map[int]pricing.Money{}
	for i, months := range used {
		byInterval[i] = map[int]pricing.Money{}
		for _, costs := range months {
			for row, usd := range costs {
				byInterval[i][row] = byInterval[i][row].Add(usd)
			}
		}
	}
	if so.FeesPaid == nil {
		for _, costs := range byInterval {
			b.feeUnknown(name, costs)
		}
		return
	}
	if a.Assumed() {
		b.out.FeesDerived = append(b.out.FeesDerived, name)
	}
	for i, interval := range a.Intervals {
		if costs := byInterval[i]; costs != nil {
			part := FeePart{Account: name, From: interval.From, To: interval.To, Spend: interval.USD}
			b.charge(interval.Fee.Sub(interval.FeeDerived), costs, part)
			part.Derived = true
			b.charge(interval.FeeDerived, costs, part)
		}
	}
	u := usualPurchase{recorded: a.Purchased()}
	u.size, u.method = a.UsualPurchase()
	b.usual[name] = u
	b.unboughtOf(a, used)
}

// feeUnknown says of an account's rows that their fee is not known.
func (b *reporting) feeUnknown(account string, costs map[int]pricing.Money) {
	for row := range costs {
		if row >= 0 {
			b.out.Rows[row].FeesUSD = nil
		}
	}
	if !slices.Contains(b.out.FeesUnknown, account) {
		b.out.FeesUnknown = append(b.out.FeesUnknown, account)
	}
}

// rankRows finds each row's place by its keys, once for all amounts that are spread.
func (b *reporting) rankRows() {
	order := places(len(b.out.Rows))
	slices.SortFunc(order, func(x, y int) int { return slices.Compare(b.out.Rows[x].Keys, b.out.Rows[y].Keys) })
	b.rank = make([]int, len(order))
	for place, row := range order {
		b.rank[row] = place
	}
}

// inOrder are the rows that share an amount. The remainder goes by label, not by
// the order in which imports came; what the report leaves out takes its share last.
func (b *reporting) inOrder(costs map[int]pricing.Money) []int {
	return slices.SortedFunc(maps.Keys(costs), func(x, y int) int {
		if x < 0 || y < 0 {
			return cmp.Compare(y, x)
		}
		return cmp.Compare(b.rank[x], b.rank[y])
	})
}

// A FeePart is what a row is charged of one fee: what the lots used between two events
// carry, or the estimate for what was used in a month and not bought.
type FeePart struct {
	Account  string
	From, To time.Time     // of the usage over which Fee is spread; To is zero for the last
	Fee      pricing.Money // all of it
	Spend    pricing.Money // all of the usage
	Part     pricing.Money // of Spend, the row's
	USD      pricing.Money // of Fee, the row's
	Assumed  bool          // the schedule's estimate
	Derived  bool          // of purchases that an automatic top-up would have made
}

// charge spreads a fee over rows by cost.
func (b *reporting) charge(fee pricing.Money, costs map[int]pricing.Money, of FeePart) {
	if fee.IsZero() {
		return
	}
	of.Fee = fee
	for row, part := range b.shares(fee, costs) {
		if row < 0 || b.out.Rows[row].FeesUSD == nil {
			continue
		}
		r := &b.out.Rows[row]
		*r.FeesUSD = r.FeesUSD.Add(part)
		if of.Assumed || of.Derived {
			r.FeesAssumedUSD = r.FeesAssumedUSD.Add(part)
		}
		if b.trace != nil {
			of.Part, of.USD = costs[row], part
			b.trace(row, of)
		}
	}
}

// shares spreads an amount over rows by cost, in their order.
func (b *reporting) shares(amount pricing.Money, costs map[int]pricing.Money) iter.Seq2[int, pricing.Money] {
	rows := b.inOrder(costs)
	list := make([]pricing.Money, len(rows))
	for i, row := range rows {
		list[i] = costs[row]
	}
	return func(yield func(int, pricing.Money) bool) {
		for i, part := range lot.Spread(amount, list) {
			if !yield(rows[i], part) {
				return
			}
		}
	}
}
