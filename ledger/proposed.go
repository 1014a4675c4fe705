package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A ProposedTopUp is credit that a gateway counts and the books do not. It is a value of
// the books: what is worked out of them, as findings are, sees it too.
type ProposedTopUp = credit.ProposedTopUp

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
	grown, err := grownCredit(ctx, q)
	if err != nil || len(grown) == 0 {
		return nil, err
	}
	recorded, err := topUps(ctx, q, c, "")
	return credit.Unrecorded(c, grown, recorded), err
}

// grownCredit is by how much gateways' figures for all credit ever loaded grew between two
// pulls, and of which credit logs tell, recorded or not, the oldest first.
func grownCredit(ctx context.Context, q sqlite.Querier) (list []ProposedTopUp, err error) {
	err = sqlite.Each(ctx, q, `
		SELECT
			p.id,
			COALESCE(s.name, ''),
			COALESCE(i.file, ''),
			a.name,
			a.gateway,
			p.after_ns,
			p.until_ns,
			p.kind,
			p.was,
			p.became,
			p.note
		FROM proposed_topup p
		LEFT JOIN source s ON s.id = p.source_id
		LEFT JOIN import i ON i.id = p.import_id
		JOIN account a ON a.id = p.account_id
		ORDER BY p.until_ns, p.id`, nil, func(row sqlite.Scanner) error {
		var p ProposedTopUp
		var after, until int64
		var was, became string
		if err := row.Scan(&p.ID, &p.Source, &p.Log, &p.Account, &p.Gateway, &after, &until, &p.Kind, &was, &became, &p.Note); err != nil {
			return err
		}
		p.After, p.Until = usage.Instant(after), usage.Instant(until)
		for _, f := range []struct {
			of   *pricing.Money
			text string
		}{{&p.Was, was}, {&p.Became, became}} {
			var err error
			if *f.of, err = pricing.ParseMoney(f.text); err != nil {
				return fmt.Errorf("proposed top-up %d: credit %q in the ledger: %w", p.ID, f.text, err)
			}
		}
		list = append(list, p)
		return nil
	})
	return list, sqlite.Fault(err)
}

// noteCredit records the balance that a gateway states, and proposes a top-up where all
// credit ever loaded has grown since the last pull by more than what is recorded.
func (s *Store) noteCredit(ctx context.Context, tx *sql.Tx, p Pull, out *Pulled) error {
	a, err := needAccount(ctx, tx, s.catalog, out.Account)
	if err != nil {
		return err
	}
	if p.Balance != nil {
		if _, _, err := putBalance(ctx, tx, a.ID, lot.Balance{Account: a.Name, At: p.At, USD: *p.Balance, DayUsed: p.DayUsed}); err != nil {
			return err
		}
		if err := divideDays(ctx, tx, s.catalog, a.ID); err != nil {
			return err
		}
	}
	if p.Credits == nil {
		return nil
	}
	if was := p.Source.Credits; was != nil {
		if !p.At.After(p.Source.CreditsAt) { // what is newer stands
			return nil
		}
		grown := ProposedTopUp{Account: a.Name, After: p.Source.CreditsAt, Until: p.At, Was: *was, Became: *p.Credits}
		recorded, err := topUps(ctx, tx, s.catalog, a.Name)
		if err != nil {
			return err
		}
		switch lacking := grown.Grown().Sub(grown.Recorded(recorded)); {
		case lacking.Sign() > 0 && grown.Grown().Sign() > 0:
			_, err := tx.ExecContext(ctx, `INSERT INTO proposed_topup (source_id, account_id, kind, after_ns, until_ns, was, became, note) VALUES (?, ?, ?, ?, ?, ?, ?, '')`,
				p.Source.ID, a.ID, lot.Purchase, grown.After.UnixNano(), grown.Until.UnixNano(), grown.Was.String(), grown.Became.String())
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
// or as what a log tells of, by the gateway's default method and the schedule's fee; one that was recorded meanwhile
// is proposed no more. Two machines that record the same growth of the gateway's figure
// have recorded one purchase: merging them shows one. It returns ErrNoProposal, and what
// AddTopUp warns of.
func (s *Store) AcceptTopUp(ctx context.Context, id int64) (added lot.TopUp, warnings []string, err error) {
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		list, err := proposedTopUps(ctx, tx, s.catalog)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(p ProposedTopUp) bool { return p.ID == id })
		if at < 0 {
			return fmt.Errorf("proposed top-up %d: %w", id, ErrNoProposal)
		}
		p := list[at]
		added, warnings, err = addTopUp(ctx, tx, s.catalog, lot.TopUp{Account: p.Account, At: p.Until, Kind: p.Kind, Credit: p.Credit, Note: seenNote(p)}, seenKey(p))
		return err
	})
	return added, warnings, err
}

// seenNote says who saw what is proposed.
func seenNote(p ProposedTopUp) string {
	if p.Log == "" {
		return fmt.Sprintf("seen by sync %s between %s and %s", p.Source, p.After.Format(time.RFC3339), p.Until.Format(time.RFC3339))
	}
	note := "told by the log " + filepath.Base(p.Log)
	if p.Note != "" {
		note += ": " + p.Note
	}
	return note
}

// seenKey is the same for whoever saw the gateway's figure grow, or read its log.
func seenKey(p ProposedTopUp) string {
	if p.Log != "" {
		return fmt.Sprintf("logged %s %s %s %s", p.Account, p.Kind, p.Until.Format(time.RFC3339), p.Became)
	}
	return fmt.Sprintf("seen %s %s-%s", p.Account, p.Was, p.Became)
}
