package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A keptTopUp is a top-up as a ledger has it, with the key of the row of a file that it
// came from; "" for what was typed in.
type keptTopUp struct {
	lot.TopUp
	key   string
	taken bool // one of the guest answers to it
}

func keptTopUps(ctx context.Context, q sqlite.Querier, c *pricing.Catalog) ([]*keptTopUp, error) {
	list, err := topUps(ctx, q, c, "")
	if err != nil {
		return nil, err
	}
	keys := map[int64]string{}
	err = sqlite.Each(ctx, q, `SELECT id, import_key FROM topup WHERE import_key IS NOT NULL`, nil, func(row sqlite.Scanner) error {
		var id int64
		var key string
		err := row.Scan(&id, &key)
		keys[id] = key
		return err
	})
	out := make([]*keptTopUp, len(list))
	for i, t := range list {
		out[i] = &keptTopUp{TopUp: t, key: keys[t.ID]}
	}
	return out, err
}

// topUpsToMerge are our top-ups while those of the guest are laid beside them.
type topUpsToMerge struct {
	byKey map[string]*keptTopUp
	equal map[topUpIdentity][]*keptTopUp
	byID  map[int64]*keptTopUp
}

func (k *topUpsToMerge) add(account int64, t *keptTopUp) {
	if t.key != "" {
		k.byKey[t.key] = t
	}
	of := identityOf(account, t.TopUp)
	k.equal[of] = append(k.equal[of], t)
	k.byID[t.ID] = t
}

// mergeTopUps brings in top-ups. One that a row of a file brought is the same in both where
// that row is; any other is where account, time, kind and credit are. Equal ones are counted:
// two there and one here make two.
func (m *merging) mergeTopUps(ctx context.Context) error {
	ours, err := keptTopUps(ctx, m.tx, m.store.catalog)
	if err != nil {
		return err
	}
	theirs, err := keptTopUps(ctx, m.guest, m.store.catalog)
	if err != nil {
		return m.fault(err)
	}
	byName, err := m.accountsByName(ctx)
	if err != nil {
		return err
	}
	k := &topUpsToMerge{map[string]*keptTopUp{}, map[topUpIdentity][]*keptTopUp{}, map[int64]*keptTopUp{}}
	for _, t := range ours {
		k.add(byName[t.Account].ID, t)
	}
	// Births before refunds, so that a refund finds what it is of; rows of files that both
	// have before others, so that these answer to what is left.
	slices.SortStableFunc(theirs, func(a, b *keptTopUp) int {
		return cmp.Or(refunds(a)-refunds(b), k.strange(a)-k.strange(b))
	})
	ids := map[int64]int64{} // of the guest's: ours
	for _, t := range theirs {
		there := t.ID
		if t.Of != 0 {
			t.Of = ids[t.Of]
		}
		account := byName[t.Account].ID
		own := k.find(account, t)
		if own == nil {
			if t.ID, err = insertTopUp(ctx, m.tx, account, t.TopUp, k.freeKey(t)); err != nil {
				return fmt.Errorf("%s: top-up %d: %w", m.file, there, err)
			}
			m.got.TopUps++
			t.taken, ids[there] = true, t.ID
			k.add(account, t)
			continue
		}
		own.taken, ids[there] = true, own.ID
		if err := m.complete(ctx, k, own, t); err != nil {
			return err
		}
	}
	return nil
}

func refunds(t *keptTopUp) int { return refundsLast(topUpRow{topUp: t.TopUp}) }

// strange is 1 for a top-up of the guest that no row of a file made that ours has too.
func (k *topUpsToMerge) strange(t *keptTopUp) int {
	if t.key != "" && k.byKey[t.key] != nil {
		return 0
	}
	return 1
}

// freeKey is the key of a top-up that comes in, where none of ours has it.
func (k *topUpsToMerge) freeKey(t *keptTopUp) any {
	if t.key == "" || k.byKey[t.key] != nil {
		return nil
	}
	return t.key
}

// find is the top-up of ours that one of the guest is; nil for none. Among several that
// could be it is the one that differs least.
func (k *topUpsToMerge) find(account int64, t *keptTopUp) (best *keptTopUp) {
	if own := k.byKey[t.key]; t.key != "" && own != nil && !own.taken {
		return own
	}
	least := 0
	for _, own := range k.equal[identityOf(account, t.TopUp)] {
		if own.taken || !k.sameOrigin(own, t) {
			continue
		}
		differs := 0
		for _, d := range details(own, t) {
			if d.differs() {
				differs += 100
			} else if d.fills() {
				differs++
			}
		}
		if best == nil || differs < least {
			best, least = own, differs
		}
	}
	return best
}

// sameOrigin reports whether two refunds can be one: of one top-up, of two that are equal,
// or of one that one of the ledgers does not name.
func (k *topUpsToMerge) sameOrigin(own, t *keptTopUp) bool {
	if own.Of == 0 || t.Of == 0 || own.Of == t.Of {
		return true
	}
	a, b := k.byID[own.Of], k.byID[t.Of]
	return a != nil && b != nil && identityOf(0, a.TopUp) == identityOf(0, b.TopUp) && a.Account == b.Account
}

// A topUpDetail is what a top-up says beside its identity; "" where it says nothing.
type topUpDetail struct {
	field        string
	ours, theirs string
	fill         func(own *keptTopUp)
}

func (d topUpDetail) fills() bool   { return d.ours == "" && d.theirs != "" }
func (d topUpDetail) differs() bool { return d.ours != "" && d.theirs != "" && d.ours != d.theirs }

// details lays what two top-ups say side by side.
func details(own, t *keptTopUp) []topUpDetail {
	fee := func(t *keptTopUp) string {
		if !t.Charged {
			return ""
		}
		return pricing.ExactDollars(*t.Fee)
	}
	tax := func(t *keptTopUp) string {
		if t.Tax == nil {
			return ""
		}
		return pricing.ExactDollars(*t.Tax)
	}
	expires := func(t *keptTopUp) string {
		switch at := t.Expires.At(); {
		case t.Expires == lot.Expires{}:
			return ""
		case at.IsZero():
			return "never"
		default:
			return at.Format(time.RFC3339)
		}
	}
	return []topUpDetail{
		{"fee", fee(own), fee(t), func(own *keptTopUp) { own.Fee, own.Charged = t.Fee, true }},
		{"tax", tax(own), tax(t), func(own *keptTopUp) { own.Tax = t.Tax }},
		{"method", own.Method, t.Method, func(own *keptTopUp) { own.Method = t.Method }},
		{"note", own.Note, t.Note, func(own *keptTopUp) { own.Note = t.Note }},
		{"expiry", expires(own), expires(t), func(own *keptTopUp) { own.Expires = t.Expires }},
	}
}

// complete fills in what ours leaves empty of a top-up, and names what the two say
// differently.
func (m *merging) complete(ctx context.Context, k *topUpsToMerge, own, t *keptTopUp) error {
	filled := false
	for _, d := range details(own, t) {
		switch {
		case d.fills():
			d.fill(own)
			filled = true
		case d.differs():
			m.conflict("top-up", fmt.Sprintf("%d of %s at %s", own.ID, own.Account, own.At.Format(time.RFC3339)), d.field, d.ours, d.theirs)
		}
	}
	if own.Of == 0 && t.Of != 0 {
		own.Of, filled = t.Of, true
	}
	if filled {
		m.got.Completed++
	}
	if own.key == "" && k.freeKey(t) != nil { // the row that brought it there is known here too
		own.key, k.byKey[t.key], filled = t.key, own, true
	}
	if !filled {
		return nil
	}
	if err := own.Validate(); err != nil {
		return fmt.Errorf("top-up %d: %w", own.ID, err)
	}
	_, err := m.tx.ExecContext(ctx, `UPDATE topup SET of_id = ?, fee = ?, tax = ?, method = ?, note = ?, expires_ns = ?, import_key = ? WHERE id = ?`,
		sql.NullInt64{Int64: own.Of, Valid: own.Of != 0}, feeColumn(own.TopUp), moneyColumn(own.Tax), own.Method, own.Note, expiresColumn(own.TopUp),
		sql.NullString{String: own.key, Valid: own.key != ""}, own.ID)
	return err
}
