package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
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

// outdated finds the computed usage up to an instant's day that Reprice would change.
// It prices the sums, which comes to what Reprice makes of every row.
func (s *Store) outdated(ctx context.Context, asOf time.Time) (out []OutdatedPrices, err error) {
	var older bool // priced by another catalog
	err = s.reads().QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM import WHERE catalog <> ?) AND EXISTS (SELECT 1 FROM series WHERE flags & ?)`,
		s.catalog.Version, flagComputed).Scan(&older)
	if err != nil || !older {
		return nil, sqlite.Fault(err)
	}
	all, err := allSeries(ctx, s.reads())
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	type model struct{ account, name string }
	by := map[string]*OutdatedPrices{}
	off := map[model]pricing.Money{}
	rows, err := s.reads().QueryContext(ctx, `
		SELECT
			day,
			series_id,
			records,
			tokens,
			usd,
			parts
		FROM daily
		WHERE day <= ? AND series_id IN (SELECT id FROM series WHERE flags & ?)`, asOf.UTC().Format(pricing.Day), flagComputed)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var date, parts string
		var tokens, usd sql.RawBytes
		var id, records int64
		if err := rows.Scan(&date, &id, &records, &tokens, &usd, &parts); err != nil {
			return nil, sqlite.Fault(err)
		}
		x := all[id]
		if x == nil {
			return nil, fmt.Errorf("%w: a daily sum names series %d, which is missing", sqlite.ErrDamaged, id)
		}
		d := day{day: date, series: x}
		if err := d.read(records, string(tokens), string(usd)); err != nil {
			return nil, err
		}
		whole := d.daySum
		err := eachPart(parts, &whole, func(p part) {
			d.band, d.slot, d.daySum = int(p.band), p.slot, p.daySum
			now, unpriced, _ := computed(s.catalog, d.priced(s.catalog))
			if now.Equal(d.cost) && unpriced == d.daySum.unpriced {
				return
			}
			o := by[x.account]
			if o == nil {
				o = &OutdatedPrices{Account: x.account, ListValue: x.billing == "subscription"}
				by[x.account] = o
			}
			o.USD, o.NewUSD = o.USD.Add(d.cost), o.NewUSD.Add(now)
			o.Unpriced, o.NewUnpriced = o.Unpriced+d.daySum.unpriced, o.NewUnpriced+unpriced
			if last := dayOf(date); last.After(o.Last) {
				o.Last = last
			}
			k := model{x.account, x.model}
			if !slices.Contains(o.Models, x.model) {
				o.Models = append(o.Models, x.model)
			}
			off[k] = off[k].Add(now.Sub(d.cost).Abs())
		})
		if err != nil {
			return nil, err
		}
	}
	for _, o := range by {
		slices.SortFunc(o.Models, func(a, b string) int {
			return cmp.Or(off[model{o.Account, b}].Cmp(off[model{o.Account, a}]), strings.Compare(a, b))
		})
		out = append(out, *o)
	}
	slices.SortFunc(out, func(a, b OutdatedPrices) int { return strings.Compare(a.Account, b.Account) })
	return out, sqlite.Fault(rows.Err())
}

// priced is the part of a day's sum as the catalog prices it at its gateway. Its
// Output includes Reasoning.
func (d *day) priced(c *pricing.Catalog) pricing.WorkLine {
	return pricing.WorkLine{Gateway: d.gateway, Name: d.model, Service: d.service, Tokens: d.tokens,
		At: dayOf(d.day).Add(time.Duration(d.slot) * time.Second), Prompt: c.Edges().PromptOf(d.band), Mixed: d.flags&flagMixed != 0,
		BandKnown: d.flags&(flagMixed|flagBandKnown) != flagMixed, ClockKnown: d.flags&(flagMixed|flagClockKnown) != flagMixed}
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
	f.Message = fmt.Sprintf("%s: %s of computed %s would be %s at the catalog's rates now (%s%s)", o.Account, o.USD.Dollars(), what, o.NewUSD.Dollars(), o.Models[0], more)
	if fewer := o.Unpriced - o.NewUnpriced; change.IsZero() && fewer != 0 {
		f.USD = nil
	}
	w.add(f, "", Calm)
}
