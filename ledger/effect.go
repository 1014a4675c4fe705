package ledger

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"tollbook/pricing"
)

// A DeficitChange is what an import did to the usage of an account that no credit
// covers.
type DeficitChange struct {
	Account string
	Before  pricing.Money
	After   pricing.Money
}

// A standing is what the books come to.
type standing struct {
	total    ReportRow
	deficits map[string]pricing.Money // of accounts with lots
	twins    []Twins
}

// standing adds the books up as a transaction sees them.
func (im *importing) standing(ctx context.Context, tx *sql.Tx) (st standing, err error) {
	s := im.store.within(tx)
	list, err := s.days(ctx, dayRange{}, "", wholeDays)
	if err != nil {
		return st, err
	}
	for i := range list {
		st.total.count(&list[i])
	}
	st.twins = twins(list, "")
	asOf := im.opt.At
	if asOf.IsZero() {
		asOf = endOfTime
	}
	books, err := s.credits(ctx, list, "", asOf)
	st.deficits = map[string]pricing.Money{}
	for _, a := range books.Accounts {
		if a.HasLots {
			st.deficits[a.Account.Name] = a.Deficit
		}
	}
	return st, err
}

// effect says what the import did to what a report counts.
func (im *importing) effect(before, after standing) {
	im.got.CountedUSD = after.total.USD.Sub(before.total.USD)
	im.got.CountedListUSD = after.total.ListValueUSD.Sub(before.total.ListValueUSD)
	im.got.Warnings = append(im.got.Warnings, newTwins(before.twins, after.twins)...)
	for _, name := range slices.Sorted(maps.Keys(after.deficits)) {
		was, is := before.deficits[name], after.deficits[name]
		if !was.Equal(is) {
			im.got.Deficits = append(im.got.Deficits, DeficitChange{name, was, is})
		}
	}
}
