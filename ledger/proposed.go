package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A ProposedTopUp is credit that a gateway counts and the books do not: between two pulls
// its figure for all credit ever loaded grew by more than what was recorded. Its fee and
// its method the gateway does not tell.
type ProposedTopUp struct {
	ID      int64
	Source  string
	Account string
	After   time.Time     // the gateway's figure was without it then
	Until   time.Time     // and with it then
	Credit  pricing.Money // that is not recorded, above zero
	FeeUSD  *pricing.Money
}

// ErrNoProposal is returned for an id of a proposed top-up that there is none of, or not
// any more.
var ErrNoProposal = errors.New("no such proposed top-up")

// ProposedTopUps lists credit that gateways count and the books do not, the oldest first.
// What is recorded between the two pulls, by whatever way, is no longer in it.
func (s *Store) ProposedTopUps(ctx context.Context) (list []ProposedTopUp, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		list, err = proposedTopUps(ctx, tx, s.catalog)
		return err
	})
	return list, err
}

func proposedTopUps(ctx context.Context, q sqlite.Querier, c *pricing.Catalog) ([]ProposedTopUp, error) {
	var all []ProposedTopUp
	var gateways []string
	err := sqlite.Each(ctx, q, `
		SELECT
			p.id,
			s.name,
			a.name,
			a.gateway,
			p.after_ns,
			p.until_ns,
			p.credit
		FROM proposed_topup p
		JOIN source s ON s.id = p.source_id
		JOIN account a ON a.id = p.account_id
		ORDER BY p.until_ns, p.id`, nil, func(row sqlite.Scanner) error {
		var p ProposedTopUp
		var after, until int64
		var gateway, credit string
		if err := row.Scan(&p.ID, &p.Source, &p.Account, &gateway, &after, &until, &credit); err != nil {
			return err
		}
		var err error
		if p.Credit, err = pricing.ParseMoney(credit); err != nil {
			return fmt.Errorf("proposed top-up %d: credit %q in the ledger: %w", p.ID, credit, err)
		}
		p.After, p.Until = usage.Instant(after), usage.Instant(until)
		all, gateways = append(all, p), append(gateways, gateway)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	var list []ProposedTopUp
	for i, p := range all {
		recorded, err := creditBetween(ctx, q, c, p.Account, p.After, p.Until)
		if err != nil {
			return nil, err
		}
		if p.Credit = p.Credit.Sub(recorded); p.Credit.Sign() <= 0 {
			continue
		}
		p.FeeUSD, _ = credit.ScheduleFee(c, gateways[i], "", p.Credit, p.Until)
		list = append(list, p)
	}
	return list, nil
}

// creditBetween is the credit that the books have of an account from after one instant to
// another, less what was refunded.
func creditBetween(ctx context.Context, q sqlite.Querier, c *pricing.Catalog, account string, after, until time.Time) (sum pricing.Money, err error) {
	recorded, err := topUps(ctx, q, c, account)
	for _, t := range recorded {
		switch {
		case !t.At.After(after) || t.At.After(until):
		case t.Kind == lot.Refund:
			sum = sum.Sub(t.Credit)
		default:
			sum = sum.Add(t.Credit)
		}
	}
	return sum, err
}

// noteCredit records the balance that a gateway states, and proposes a top-up where all
// credit ever loaded has grown since the last pull by more than what is recorded.
func (s *Store) noteCredit(ctx context.Context, tx *sql.Tx, p Pull, out *Pulled) error {
	a, err := needAccount(ctx, tx, s.catalog, out.Account)
	if err != nil {
		return err
	}
	if p.Balance != nil {
		if _, _, err := putBalance(ctx, tx, a.ID, lot.Balance{Account: a.Name, At: p.At, USD: *p.Balance}); err != nil {
			return err
		}
		if err := divideDays(ctx, tx, s.catalog, a.ID); err != nil {
			return err
		}
	}
	if p.Credits == nil {
		return nil
	}
	if was := p.Source.Credits; was != nil && p.At.After(p.Source.CreditsAt) {
		grown := p.Credits.Sub(*was)
		recorded, err := creditBetween(ctx, tx, s.catalog, a.Name, p.Source.CreditsAt, p.At)
		if err != nil {
			return err
		}
		switch lacking := grown.Sub(recorded); {
		case lacking.Sign() > 0 && grown.Sign() > 0:
			_, err := tx.ExecContext(ctx, `INSERT INTO proposed_topup (source_id, account_id, after_ns, until_ns, credit) VALUES (?, ?, ?, ?, ?)`,
				p.Source.ID, a.ID, p.Source.CreditsAt.UnixNano(), p.At.UnixNano(), grown.String())
			if err != nil {
				return err
			}
		case lacking.Sign() < 0:
			out.Warnings = append(out.Warnings, fmt.Sprintf("the books have %s more credit of %s since %s than the gateway counts: a top-up too many, or a refund that is not recorded",
				lacking.Neg().Dollars(), a.Name, p.Source.CreditsAt.Format(pricing.Day)))
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE source SET credits = ?, credits_ns = ? WHERE id = ?`, p.Credits.String(), p.At.UnixNano(), p.Source.ID)
	return err
}

// AcceptTopUp records a proposed top-up as a purchase at the time of the pull that saw it,
// by the account's usual method and its fee. It returns ErrNoProposal, and what AddTopUp
// warns of.
func (s *Store) AcceptTopUp(ctx context.Context, id int64) (lot.TopUp, []string, error) {
	list, err := s.ProposedTopUps(ctx)
	if err != nil {
		return lot.TopUp{}, nil, err
	}
	for _, p := range list {
		if p.ID == id {
			return s.AddTopUp(ctx, lot.TopUp{Account: p.Account, At: p.Until, Kind: lot.Purchase, Credit: p.Credit,
				Note: fmt.Sprintf("seen by sync %s between %s and %s", p.Source, p.After.Format(time.RFC3339), p.Until.Format(time.RFC3339))})
		}
	}
	return lot.TopUp{}, nil, fmt.Errorf("proposed top-up %d: %w", id, ErrNoProposal)
}
