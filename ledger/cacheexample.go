package ledger

import (
	"context"
	"math/big"

	"tollbook/ledger/report"
	"tollbook/pricing"
)

// minExample is the part of a workload's prompts that an app has to ask to be an example
// of how well the rest could be cached.
var minExample = big.NewRat(5, 100)

// CacheExample is the app of a workload of the ledger, or where no app is named the key,
// of whose prompts the largest share is read from the cache; nil where none is read better
// than all of them together. Its share is rounded down to a tenth of a percent.
func (s *Store) CacheExample(ctx context.Context, w pricing.Workload) (*pricing.CacheExample, error) {
	text, ok := w.CacheShare()
	if w.Source != "ledger" || !ok {
		return nil, nil
	}
	least, _ := new(big.Rat).SetString(text)
	b, err := s.booksFor(ctx, report.Query{By: []string{"app", "key"}, From: w.From, To: w.To})
	if err != nil {
		return nil, err
	}
	for _, label := range []string{"app", "key"} {
		r, err := report.Make(b, report.Query{By: []string{"account", label}, From: w.From, To: w.To})
		if err != nil {
			return nil, err
		}
		if e := bestCached(r, w, least); e != nil {
			return e, nil
		}
	}
	return nil, nil
}

// bestCached is the group of a report by account and label that is cached best, and
// better than a share.
func bestCached(r report.Report, w pricing.Workload, best *big.Rat) *pricing.CacheExample {
	of := map[string]bool{}
	for _, p := range w.Paid {
		of[p.Account] = true
	}
	if len(w.Paid) == 0 { // what subscriptions pay
		for i := range w.Lines {
			of[w.Lines[i].Account] = true
		}
	}
	paid := func(account string) bool { return of[account] }
	all := new(big.Rat)
	for i := range r.Rows {
		if paid(r.Rows[i].Keys[0]) {
			all.Add(all, new(big.Rat).SetInt64(r.Rows[i].Tokens.Prompt()))
		}
	}
	all.Mul(all, minExample)
	var out *pricing.CacheExample
	for i := range r.Rows {
		row := &r.Rows[i]
		text, ok := row.CacheShare()
		if !ok || row.Keys[1] == "" || !paid(row.Keys[0]) || new(big.Rat).SetInt64(row.Tokens.Prompt()).Cmp(all) < 0 {
			continue
		}
		share, _ := new(big.Rat).SetString(text)
		tenths := new(big.Rat).Mul(share, big.NewRat(1000, 1))
		share.SetFrac(new(big.Int).Quo(tenths.Num(), tenths.Denom()), big.NewInt(1000))
		if share.Cmp(best) > 0 {
			best = share
			out = &pricing.CacheExample{Name: row.Keys[1] + " at " + row.Keys[0], Share: pricing.MustPercent(new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(1))}
		}
	}
	return out
}
