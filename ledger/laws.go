package ledger

import (
	"context"
	"fmt"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// checkLaws proves the three laws of credit lots (DESIGN.md 3.4) as the lots stand
// when all that is recorded has happened.
func (s *Store) checkLaws(ctx context.Context) ([]Check, error) {
	lots := Check{Name: "credit = used + expired + refunded + remaining", Of: "lots"}
	uses := Check{Name: "usage = used + deficit - refund grants", Of: "accounts"}
	fees := Check{Name: "fees of usage + fees of other credit = fees paid", Of: "accounts"}
	all, err := s.Books(ctx, usage.EndOfTime)
	if err != nil {
		return nil, err
	}
	for _, a := range all.Accounts {
		if a.HasLots {
			a.checkLots(&lots)
			a.checkUsage(&uses)
			a.checkFees(&fees)
		}
	}
	return []Check{lots, uses, fees}, nil
}

// checkLots proves for every lot that credit = used + expired + refunded +
// remaining.
func (a AccountCredits) checkLots(c *Check) {
	for _, l := range a.Lots {
		c.Count++
		if sum := l.Used.Add(l.Expired).Add(l.Refunded).Add(l.Remaining); !sum.Equal(l.Credit) {
			c.Faults = append(c.Faults, fmt.Sprintf("%s, lot %d: $%s of credit, $%s accounted for", a.Account.Name, l.ID, l.Credit, sum))
		}
		for _, part := range []pricing.Money{l.Used, l.Expired, l.Refunded, l.Remaining} {
			if part.Sign() < 0 {
				c.Faults = append(c.Faults, fmt.Sprintf("%s, lot %d: a part of it is $%s", a.Account.Name, l.ID, part))
			}
		}
	}
}

// checkUsage proves that usage since the books began = used + deficit - credit of
// refund grants. The usage is added up from the spending, not taken from the
// replay.
func (a AccountCredits) checkUsage(c *Check) {
	c.Count++
	var uses pricing.Money
	for _, p := range a.Input.Pieces {
		if !usage.Instant(p.From).Before(a.Begun) {
			uses = uses.Add(p.USD)
		}
	}
	lots := a.Deficit
	for _, l := range a.Lots {
		lots = lots.Add(l.Used)
		if l.Policy == lot.RefundOfUsage {
			lots = lots.Sub(l.Credit)
		}
	}
	if !uses.Equal(lots) {
		c.Faults = append(c.Faults, fmt.Sprintf("%s: usage of $%s, lots and deficit say $%s", a.Account.Name, uses, lots))
	}
}

// checkFees proves that fees allocated to usage + fees of unused, expired and
// refunded credit = fees paid: the former as they are spread over the usage.
func (a AccountCredits) checkFees(c *Check) {
	paid, known := a.FeesPaid()
	if !known {
		return
	}
	c.Count++
	var sum pricing.Money
	for _, part := range a.rowFees() {
		sum = sum.Add(part)
	}
	for _, l := range a.Lots {
		rest, _ := l.FeeUnused()
		sum = sum.Add(rest)
	}
	if !sum.Equal(paid) {
		c.Faults = append(c.Faults, fmt.Sprintf("%s: fees of $%s paid, $%s accounted for", a.Account.Name, paid, sum))
	}
}
