package ledger

import (
	"context"
	"sort"

	"tollbook/pricing"
)

// interval finds the interval that an instant lies in; -1 before the books began.
func (b Books) interval(ns int64) int {
	return sort.Search(len(b.Intervals), func(i int) bool { return b.Intervals[i].From.UnixNano() > ns }) - 1
}

// rowFees spreads the fee of every interval over the pieces of its usage by cost,
// to 12 decimals, the remainder to the last: one amount a piece.
func (a AccountCredits) rowFees() []pricing.Money {
	pieces := a.spending.pieces[a.Account.Name]
	out := make([]pricing.Money, len(pieces))
	for first := 0; first < len(pieces); {
		i := a.interval(pieces[first].from)
		last := first
		for last < len(pieces) && a.interval(pieces[last].from) == i {
			last++
		}
		if i >= 0 {
			costs := make([]pricing.Money, last-first)
			for j := range costs {
				costs[j] = pieces[first+j].usd
			}
			copy(out[first:last], spread(a.Intervals[i].Fee, costs))
		}
		first = last
	}
	return out
}

// spread allocates an amount over rows by cost, to 12 decimals; the remainder goes
// to the last row that cost anything.
//
//	$1.00 over $1, $1 and $1: 0.333333333333, 0.333333333333 and 0.333333333334
func spread(amount pricing.Money, costs []pricing.Money) []pricing.Money {
	out := make([]pricing.Money, len(costs))
	var whole pricing.Money
	last := 0
	for i, cost := range costs {
		whole = whole.Add(cost)
		if !cost.IsZero() {
			last = i
		}
	}
	left := amount
	for i, cost := range costs {
		if i < last {
			out[i] = amount.Share(cost, whole, feeDecimals)
			left = left.Sub(out[i])
		}
	}
	if len(out) > 0 {
		out[last] = left
	}
	return out
}

// daysAndLots reads the daily sums of a report's range, of all time where lots
// have to be derived, and the lots.
func (s *Store) daysAndLots(ctx context.Context, r dayRange, q ReportQuery) ([]day, Credits, error) {
	var booked bool
	err := s.reads().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM topup) OR EXISTS (SELECT 1 FROM balance) OR EXISTS (SELECT 1 FROM account WHERE auto_topup IS NOT NULL)`).Scan(&booked)
	if err != nil {
		return nil, Credits{}, driverError(err)
	}
	if !booked {
		list, err := s.days(ctx, r, q.Account, wholeDays)
		return list, Credits{}, err
	}
	list, err := s.days(ctx, dayRange{asOf: q.AsOf}, q.Account, wholeDays)
	if err != nil {
		return nil, Credits{}, err
	}
	asOf := q.AsOf
	if asOf.IsZero() {
		asOf = endOfTime
	}
	credits, err := s.credits(ctx, list, "", asOf)
	return list, credits, err
}

// allocateLots charges an account's rows with the fees that its lots' use carries,
// and notes the headline of its lots.
func (b *reporting) allocateLots(a AccountCredits) {
	name := a.Account.Name
	so := a.SoFar()
	b.out.SoFar = append(b.out.SoFar, so)
	if !a.Purchased() {
		return
	}
	byInterval := map[int]map[int]pricing.Money{}
	for _, p := range a.spending.pieces[name] {
		i, row := a.interval(p.from), b.rowOf(p.day)
		if byInterval[i] == nil {
			byInterval[i] = map[int]pricing.Money{}
		}
		byInterval[i][row] = byInterval[i][row].Add(p.usd)
	}
	if so.FeesPaid == nil {
		b.out.FeesUnknown = append(b.out.FeesUnknown, name)
		for _, costs := range byInterval {
			for row := range costs {
				if row >= 0 {
					b.out.Rows[row].FeesUSD = nil
				}
			}
		}
		return
	}
	if a.Assumed() {
		b.out.FeesDerived = append(b.out.FeesDerived, name)
	}
	for i, interval := range a.Intervals {
		if costs := byInterval[i]; costs != nil {
			b.charge(interval.Fee, costs, FeePart{Account: name, From: interval.From, To: interval.To, Fee: interval.Fee, Spend: interval.USD})
		}
	}
}
