package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

func refundsLast(r topUpRow) int {
	if r.topUp.Kind == lot.Refund {
		return 1
	}
	return 0
}

// A topUpIntake brings the rows of one file into the ledger.
type topUpIntake struct {
	store   *Store
	tx      *sql.Tx
	again   bool
	known   *knownTopUps
	out     *TopUpFile
	touched map[int64]bool   // accounts
	ids     map[string]int64 // of the ledger, by those that the file has
	equal   []equalTopUp
	// accounts are those that the file names, by the name in it: to look one up counts
	// its top-ups.
	accounts map[string]credit.Account
}

func newTopUpIntake(ctx context.Context, s *Store, tx *sql.Tx, again bool, out *TopUpFile) (*topUpIntake, error) {
	known, err := readKnownTopUps(ctx, tx)
	return &topUpIntake{store: s, tx: tx, again: again, known: known, out: out, touched: map[int64]bool{}, ids: map[string]int64{}, accounts: map[string]credit.Account{}}, err
}

func (in *topUpIntake) strangersLast(r topUpRow) int {
	if _, known := in.known.byKey[r.key]; known {
		return 0
	}
	return 1
}

// An equalTopUp is a row that was left out, and the words that say so.
type equalTopUp struct {
	line  int
	words string
}

// maxEqual is how many rows are named that are equal to a top-up of the ledger.
const maxEqual = 5

// sayEqual names the rows that were left out.
func (in *topUpIntake) sayEqual() {
	slices.SortFunc(in.equal, func(a, b equalTopUp) int { return a.line - b.line })
	for i, e := range in.equal {
		if i == maxEqual {
			in.out.Warnings = append(in.out.Warnings, fmt.Sprintf("and %s more that the ledger has", words.Plural(len(in.equal)-i, "row")))
			break
		}
		in.out.Warnings = append(in.out.Warnings, e.words)
	}
}

// leaveOut leaves a row out that a top-up of the ledger is equal to. Where it has
// another fee, that is said: it may have been looked up since.
func (in *topUpIntake) leaveOut(row topUpRow, id int64) {
	in.out.Duplicates++
	words := fmt.Sprintf("line %d: equal to top-up #%d, left out (--again takes it)", row.line, id)
	recorded := in.known.fees[id]
	if t := row.topUp; t.Kind == lot.Purchase && t.Charged && (recorded == nil || !recorded.Equal(*t.Fee)) {
		words += fmt.Sprintf("; its fee of %s is not taken over: tollbook topup edit %d --fee %s", pricing.ExactDollars(*t.Fee), id, *t.Fee)
	}
	in.equal = append(in.equal, equalTopUp{row.line, words})
}

// name remembers which top-up a row is, where the file gives it an id by which a refund
// may name it.
func (in *topUpIntake) name(row topUpRow, id int64) {
	if row.id != "" {
		in.ids[row.id] = id
	}
}

// take records one row. A fault means that it is bad in a way that only the ledger can
// see.
func (in *topUpIntake) take(ctx context.Context, row topUpRow) (*usagefile.Fault, error) {
	s, tx, out := in.store, in.tx, in.out
	fault := func(column, value, reason string) (*usagefile.Fault, error) {
		return &usagefile.Fault{Line: row.line, Column: column, Value: value, Reason: reason}, nil
	}
	t := row.topUp
	a, seen := in.accounts[t.Account]
	var err error
	if !seen {
		a, err = needAccount(ctx, tx, s.catalog, t.Account)
	}
	var unknown *pricing.UnknownGatewayError
	if errors.As(err, &unknown) {
		return fault("account", t.Account, "no such account, and no such gateway; nearest: "+strings.Join(unknown.Nearest, ", "))
	}
	if err != nil {
		return nil, err
	}
	in.accounts[t.Account] = a
	t.Account = a.Name
	if row.balance {
		in.touched[a.ID] = true
		b := lot.Balance{Account: a.Name, At: t.At, USD: row.usd}
		var changed bool
		if b.ID, changed, err = putBalance(ctx, tx, a.ID, b); changed {
			out.Balances = append(out.Balances, b)
		} else {
			out.Duplicates++
		}
		return nil, err
	}
	if err := setMethod(s.catalog, &t, a.Gateway); err != nil {
		return fault("method", row.topUp.Method, err.reason())
	}
	of := identityOf(a.ID, t)
	id, known := in.known.same(row.key, of)
	switch {
	case in.again && known:
		row.key = "" // which is taken
	case known:
		out.Duplicates++
	default:
		if id, known = in.known.like(of); known && !in.again {
			in.leaveOut(row, id)
		}
	}
	if known && !in.again {
		in.name(row, id)
		return nil, nil
	}
	in.touched[a.ID] = true
	if t.Kind == lot.Refund {
		t.Of = in.ids[row.of]
		var some bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM topup WHERE account_id = ? AND at_ns <= ? AND kind = 'purchase' AND (? = '' OR method = ?))`,
			a.ID, t.At.UnixNano(), t.Method, t.Method).Scan(&some)
		if err != nil {
			return nil, err
		}
		if !some {
			return fault("kind", string(t.Kind), "no purchase of "+a.Name+" comes before it that it could be of")
		}
	}
	var key any
	if row.key != "" {
		key = row.key
	}
	if t.ID, err = insertTopUp(ctx, tx, a.ID, t, key); err != nil {
		return nil, err
	}
	in.name(row, t.ID)
	complete(s.catalog, &t, a)
	if !row.byRule.IsZero() && !t.Dies.IsZero() && !t.Dies.Equal(row.byRule) {
		out.Warnings = append(out.Warnings, fmt.Sprintf("line %d: it expires by %s's rule on %s, not on %s; write \"as recorded\" as its expiry_policy where that day is certain",
			row.line, a.Gateway, t.Dies.Format(pricing.Day), row.byRule.Format(pricing.Day)))
	}
	for _, w := range warnTopUp(s.catalog, a, t) {
		out.Warnings = append(out.Warnings, fmt.Sprintf("line %d: %s", row.line, w))
	}
	out.Added = append(out.Added, t)
	return nil, nil
}
