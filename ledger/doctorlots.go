package ledger

import (
	"context"
	"fmt"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// checkLaws proves the three laws of credit lots (DESIGN.md 3.4) as the lots stand
// when all that is recorded has happened.
func (s *Store) checkLaws(ctx context.Context) ([]Proof, error) {
	lots := Proof{Name: "credit = used + expired + refunded + remaining", Of: "lots"}
	uses := Proof{Name: "usage = used + deficit - refund grants", Of: "accounts"}
	fees := Proof{Name: "fees of usage + fees of other credit = fees paid", Of: "accounts"}
	all, err := s.Books(ctx, usage.EndOfTime)
	if err != nil {
		return nil, err
	}
	for _, a := range all.WithLots() {
		checkLots(a, &lots)
		checkUsage(a, &uses)
	}
	if err := checkFees(all, &fees); err != nil {
		return nil, err
	}
	return []Proof{lots, uses, fees}, nil
}

// checkLots proves for every lot that credit = used + expired + refunded +
// remaining.
func checkLots(a credit.Position, c *Proof) {
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
func checkUsage(a credit.Position, c *Proof) {
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

// checkFees proves for every account that the fees which usage bears + those of unused,
// expired and refunded credit = fees paid. What usage bears is added up from a report of
// all of it, so that the proof is of the figures that reports show.
func checkFees(b credit.Books, c *Proof) error {
	borne := map[string]pricing.Money{}
	_, err := report.MakeTraced(b, report.Query{By: []string{"account"}}, func(_ int, p report.FeePart) {
		if !p.Assumed { // the schedule's estimate for what nobody bought was not paid
			borne[p.Account] = borne[p.Account].Add(p.USD)
		}
	})
	if err != nil {
		return err
	}
	for _, a := range b.Accounts {
		paid, known := a.FeesPaid()
		if !a.HasLots || !known {
			continue
		}
		c.Count++
		sum := borne[a.Account.Name]
		for _, l := range a.Lots {
			rest, _ := l.FeeUnused()
			sum = sum.Add(rest)
		}
		if !sum.Equal(paid) {
			c.Faults = append(c.Faults, fmt.Sprintf("%s: fees of $%s paid, $%s accounted for", a.Account.Name, paid, sum))
		}
	}
	return nil
}
