package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// OutdatedPrices is what the catalog makes of an account's computed usage where that
// is no longer what the books have: a newer catalog came, or a price was mended.
type OutdatedPrices struct {
	Account string
	// ListValue says that its dollars are in no total: a subscription's.
	ListValue bool
	// What the ledger has, and what the catalog makes of it: dollars, and the tokens
	// that they leave out for want of a rate.
	USD, NewUSD           pricing.Money
	Unpriced, NewUnpriced int64
	Models                []string // as written, the one that differs most first
	Last                  time.Time
}

// pricedByAnother reports whether another catalog than this one priced any usage.
func pricedByAnother(ctx context.Context, q sqlite.Reader, c *pricing.Catalog) (yes bool, err error) {
	err = q.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM import WHERE catalog <> ?) AND EXISTS (SELECT 1 FROM spend_series WHERE flags & ?)`,
		c.Version, usage.FlagComputed).Scan(&yes)
	return yes, sqlite.Fault(err)
}

// outdatedPrices collects the computed usage that Reprice would change. It prices the
// parts of sums, which comes to what Reprice makes of every row.
type outdatedPrices struct {
	catalog *pricing.Catalog
	by      map[string]*OutdatedPrices
	off     map[accountModel]pricing.Money // by how much a model's usage differs
}

type accountModel struct{ account, model string }

func newOutdated(c *pricing.Catalog) *outdatedPrices {
	return &outdatedPrices{c, map[string]*OutdatedPrices{}, map[accountModel]pricing.Money{}}
}

// add takes a part of a computed sum in.
func (p *outdatedPrices) add(d *usage.Day) {
	now, unpriced, _ := usage.Computed(p.catalog, d.Priced(p.catalog))
	if now.Equal(d.Cost) && unpriced == d.Sum.Unpriced {
		return
	}
	o := p.by[d.Account]
	if o == nil {
		o = &OutdatedPrices{Account: d.Account, ListValue: d.Billing == "subscription"}
		p.by[d.Account] = o
	}
	o.USD, o.NewUSD = o.USD.Add(d.Cost), o.NewUSD.Add(now)
	o.Unpriced, o.NewUnpriced = o.Unpriced+d.Sum.Unpriced, o.NewUnpriced+unpriced
	if last := usage.DayOf(d.Date); last.After(o.Last) {
		o.Last = last
	}
	if !slices.Contains(o.Models, d.Model) {
		o.Models = append(o.Models, d.Model)
	}
	k := accountModel{d.Account, d.Model}
	p.off[k] = p.off[k].Add(now.Sub(d.Cost).Abs())
}

// found are the accounts with such usage, by name.
func (p *outdatedPrices) found() (out []OutdatedPrices) {
	for _, o := range p.by {
		slices.SortFunc(o.Models, func(a, b string) int {
			return cmp.Or(p.off[accountModel{o.Account, b}].Cmp(p.off[accountModel{o.Account, a}]), strings.Compare(a, b))
		})
		out = append(out, *o)
	}
	slices.SortFunc(out, func(a, b OutdatedPrices) int { return strings.Compare(a.Account, b.Account) })
	return out
}

// outdated names usage whose computed price is no longer the catalog's.
func (w *watch) outdated(o OutdatedPrices) {
	change := o.NewUSD.Sub(o.USD)
	f := Finding{Kind: Outdated, Account: o.Account, Level: Info, When: o.Last, USD: &change, Do: "tollbook reprice --account " + words.Shell(o.Account)}
	if !o.ListValue && change.Abs().Cmp(w.set.ViewsWarningUSD.Max(w.set.ViewsWarningPercent.Of(o.USD.Abs()))) > 0 {
		f.Level = Warning
	}
	what := "usage"
	if o.ListValue {
		what = "list value"
	}
	more := ""
	if n := len(o.Models) - 1; n > 0 {
		more = fmt.Sprintf(" and %s", words.Plural(n, "other model"))
	}
	f.Brief = fmt.Sprintf("computed %s of %s would be %s at the rates now", what, o.USD.Dollars(), o.NewUSD.Dollars())
	f.Message = fmt.Sprintf("%s: %s of computed %s would be %s at the catalog's rates now (%s%s)", o.Account, o.USD.Dollars(), what, o.NewUSD.Dollars(), o.Models[0], more)
	if fewer := o.Unpriced - o.NewUnpriced; change.IsZero() && fewer != 0 {
		f.USD = nil
	}
	w.add(f, "", Calm)
}
