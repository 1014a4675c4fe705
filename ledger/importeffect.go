package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A standing is what the books come to.
type standing struct {
	total    report.Row
	views    map[viewOf]*viewDollars
	deficits map[string]pricing.Money // of accounts with lots
	twins    []check.Twins
}

// viewOf is one view of an account's spend.
type viewOf struct {
	account string
	view    usagefile.View
}

// viewDollars are the dollars that a view states, those of them that count, and those
// that count as list value under a subscription.
type viewDollars struct{ stated, counted, listed pricing.Money }

// add takes a daily sum in.
func (v *viewDollars) add(d *usage.Day) {
	v.stated = v.stated.Add(d.Cost)
	if !d.DollarsCount {
		return
	}
	v.counted = v.counted.Add(d.Cost)
	if d.Billing == "subscription" {
		v.listed = v.listed.Add(d.Cost)
	}
}

// standingAt adds the books up as a transaction sees them.
func standingAt(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, asOf time.Time) (st standing, err error) {
	sums, err := usage.ReadSums(ctx, tx, c, usage.SumsQuery{Labels: &usage.LabelsQuery{Of: check.Buckets}})
	if err != nil {
		return st, err
	}
	list := sums.Days
	st.views = map[viewOf]*viewDollars{}
	for i := range list {
		d := &list[i]
		st.total.Count(d)
		of := viewOf{d.Account, d.View}
		if st.views[of] == nil {
			st.views[of] = &viewDollars{}
		}
		st.views[of].add(d)
	}
	if st.twins, err = check.FindTwins(sums, ""); err != nil {
		return st, err
	}
	e, err := readEntries(ctx, tx, c, "")
	if err != nil {
		return st, err
	}
	sums.AsOf = asOf
	books, err := credit.DeriveAt(ctx, tx, sums, e)
	st.deficits = map[string]pricing.Money{}
	for _, a := range books.WithLots() {
		st.deficits[a.Account.Name] = a.Deficit
	}
	return st, err
}

// effect says what the import did to what a report counts.
func effect(ctx context.Context, tx *sql.Tx, got *usage.Imported, before, after standing) error {
	got.CountedUSD = after.total.USD.Sub(before.total.USD)
	got.CountedListUSD = after.total.ListValueUSD.Sub(before.total.ListValueUSD)
	replaced(got, before, after)
	for _, name := range slices.Sorted(maps.Keys(after.deficits)) {
		was, is := before.deficits[name], after.deficits[name]
		if !was.Equal(is) {
			got.Deficits = append(got.Deficits, usage.DeficitChange{Account: name, Before: was, After: is})
		}
	}
	twins := check.NewTwins(before.twins, after.twins)
	err := check.NameTwins(ctx, tx, twins)
	for _, t := range twins {
		got.Warnings = append(got.Warnings, t.Words()+"; "+t.UndoWords())
	}
	return err
}

// replaced tells what of the file's own dollars counts from what counts no more because
// of them.
//
//	an estimate of $2.75 is there, its log of $0.62 comes: $0.62 of it counts, $2.75 of
//	the estimate counts no more, and the books change by -$2.13
func replaced(got *usage.Imported, before, after standing) {
	for of, is := range after.views {
		was := before.views[of]
		switch {
		case was == nil:
			was = &viewDollars{}
		case was.stated.Equal(is.stated): // it is not the file's
			if lost := was.counted.Sub(is.counted); lost.Sign() > 0 {
				got.Replaced = append(got.Replaced, usage.ViewReplaced{Account: of.account, View: of.view.String(), USD: lost})
			}
			continue
		}
		got.OwnCountedUSD = got.OwnCountedUSD.Add(is.counted.Sub(was.counted))
		got.OwnListUSD = got.OwnListUSD.Add(is.listed.Sub(was.listed))
	}
	slices.SortFunc(got.Replaced, func(a, b usage.ViewReplaced) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.View, b.View), a.USD.Cmp(b.USD))
	})
}
