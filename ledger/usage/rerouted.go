package usage

import (
	"context"
	"database/sql"
	"errors"

	"tollbook/ledger/usagefile"
)

// formerKey is the key under which an earlier reading booked a call of an agent's log
// that went another road: at the agent's own account, by its bare id. "" for rows that
// no reading booked elsewhere.
func (in *booking) formerKey(k bookingKind, id string) string {
	if k.view != usagefile.AgentLog {
		return ""
	}
	name := k.format.Account
	if in.opt.Account != "" {
		name = in.opt.Account
	}
	agent := in.labels.accounts[name]
	if agent == nil {
		return ""
	}
	return string(FirstKey(agent.id)) + "i" + usagefile.BareID(id)
}

// otherPots are the accounts of an account's other pots that were there before the
// import: a day that was in the plan when it was first told may be billed the next time.
func (in *booking) otherPots(f *usagefile.Format, whole string, own *accountRef) (ids []int64) {
	if !f.Pots {
		return nil
	}
	for _, pot := range usagefile.Pots() {
		if a := in.labels.accounts[pot.Of(whole)]; a != nil && a != own && a.gateway == own.gateway && a.id <= in.before {
			ids = append(ids, a.id)
		}
	}
	return ids
}

// reroute takes the rows out that new ones stand in the place of, and keeps them for
// undo. It counts each pair as an update.
func (m *merger) reroute(ctx context.Context, rows []*arrival) error {
	for _, r := range rows {
		if r.former != "" {
			if err := m.replaced(ctx, r.former); err != nil {
				return err
			}
		}
		for _, account := range r.pots {
			if err := m.replaced(ctx, string(FirstKey(account))+r.Key[len(FirstKey(account)):]); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaced takes out the row of a key, where an earlier import brought it.
func (m *merger) replaced(ctx context.Context, key string) error {
	var tokens, usd string
	var old Row
	err := m.tx.QueryRowContext(ctx, `SELECT at_ns, series_id, tokens, usd, origin FROM usage WHERE key = ?`, []byte(key)).
		Scan(&old.At, &old.Series, &tokens, &usd, &old.Origin)
	if errors.Is(err, sql.ErrNoRows) || err == nil && old.Origin.File() >= m.fileID {
		return nil
	}
	if err != nil {
		return err
	}
	if err := old.read([]byte(key), tokens, usd, m.series); err != nil {
		return err
	}
	m.overlap(old.Origin)
	if err := keepBefore(ctx, m.tx, m.id, old); err != nil {
		return err
	}
	m.changes.add(&old.figures, m.edges, -1)
	m.splits.add(accountOf(old.Key), old.figures, -1)
	if _, err := m.tx.ExecContext(ctx, `DELETE FROM usage WHERE key = ?`, []byte(key)); err != nil {
		return err
	}
	m.got.Added--
	m.got.Updated++
	return nil
}
