package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"tollbook/ledger/report"
	"tollbook/pricing"
)

// compareFlags are the command line's words for a workload and its knobs.
type compareFlags struct {
	spend, from, to, account, method, topUp, volume string
	cacheHit, batchShare, rates, downtime, require  string
	tokens, swaps, gateways                         []string
	levers, projected, all                          bool
}

// add makes the flags of a workload and its knobs.
func (f *compareFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.spend, "spend", "", "a workload of `USD` list price a month; reads no ledger")
	fs.StringArrayVar(&f.tokens, "tokens", nil, "a month's tokens, `MODEL=in:out` or MODEL=in:out:cache_read:cache_write, like gpt-4o=100M:10M; repeatable")
	fs.StringVar(&f.from, "from", "", "first `DAY` of the ledger's usage to take, or its week, month or year")
	fs.StringVar(&f.to, "to", "", "last `DAY`, inclusive, or its week, month or year")
	fs.StringVar(&f.account, "account", "", "usage of this `ACCOUNT` only")
	fs.StringSliceVar(&f.gateways, "gateways", nil, "compare the present gateway with only these `G,..`; direct is each model at its own publisher")
	fs.StringVar(&f.method, "method", "", "payment `METHOD`: card, crypto ... (default: each gateway's first)")
	fs.StringVar(&f.topUp, "top-up", "", "credit of one purchase in `USD` (default: one purchase a month)")
	fs.StringVar(&f.volume, "volume", "", "multiple `X` of the workload, like 2 or 1.5")
	fs.StringArrayVar(&f.swaps, "swap", nil, "use another model, `MODEL=MODEL`; repeatable")
	fs.StringVar(&f.cacheHit, "cache-hit", "", "`PCT` of every prompt read from the cache")
	fs.StringVar(&f.batchShare, "batch-share", "", "`PCT` of the tokens sent as batch requests")
	fs.StringVar(&f.rates, "rates", "now", "now, or `then`: the rates of each day of usage")
	fs.BoolVar(&f.projected, "projected", false, "the next 30 days as the ledger's usage projects them, in the mix of the last")
	fs.StringVar(&f.downtime, "downtime-cost", "", "what an hour of outage costs, in `USD`")
	fs.StringVar(&f.require, "require", "", "what gateways have to offer, `LIST`: who fails it is out of the verdict; sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee")
}

// knobs reads the flags that turn a workload.
func (a *app) knobs(f compareFlags) (k pricing.Knobs, err error) {
	k.Gateways = f.gateways
	if k.Method, err = a.knownMethod(f.method); err != nil {
		return k, err
	}
	positive := func(flag, text string) pricing.Money {
		if text == "" || err != nil {
			return pricing.Money{}
		}
		var m pricing.Money
		m, err = dollars(flag, text)
		return m
	}
	k.TopUp = positive("--top-up", f.topUp)
	if m, bad := pricing.ParseAmount(f.downtime); bad != nil || !m.IsZero() { // nothing is what it costs by default
		k.DowntimeUSD = positive("--downtime-cost", f.downtime)
	}
	if err != nil {
		return k, err
	}
	if !k.TopUp.Equal(k.TopUp.Cents()) {
		return k, wrongUse("--top-up %q: want whole cents", f.topUp)
	}
	if f.volume != "" {
		if k.Volume, err = pricing.ParseFactor(f.volume); err != nil {
			return k, wrongUse("--volume %q: want a multiple above zero, like 2 or 1.5", f.volume)
		}
	}
	share := func(flag, text string) (*pricing.Percent, error) {
		p, err := pricing.ParsePercent(text)
		if err != nil || p.Cmp(pricing.Percent{}) < 0 || p.Cmp(pricing.MustPercent("100")) > 0 {
			return nil, wrongUse("%s %q: want a percentage from 0 to 100, like 30 or 12.5", flag, text)
		}
		return &p, nil
	}
	if f.cacheHit != "" {
		if k.CacheHit, err = share("--cache-hit", f.cacheHit); err != nil {
			return k, err
		}
	}
	if f.batchShare != "" {
		if k.BatchShare, err = share("--batch-share", f.batchShare); err != nil {
			return k, err
		}
	}
	for _, s := range f.swaps {
		from, to, ok := strings.Cut(s, "=")
		if !ok || from == "" || to == "" {
			return k, wrongUse("--swap %q: want MODEL=MODEL, like gpt-4o=gpt-4o-mini", s)
		}
		target, err := a.catalog.NeedModel(to)
		if err != nil {
			return k, err
		}
		if k.Swaps == nil {
			k.Swaps = map[string]string{}
		}
		if m, _ := a.catalog.FindModel(from); m != nil {
			from = m.ID
		}
		k.Swaps[from] = target.ID
	}
	switch f.rates {
	case "now":
	case "then":
		k.RatesThen = true
	default:
		return k, wrongUse("--rates %q: want now or then", f.rates)
	}
	if f.require != "" {
		if k.Requirements, err = pricing.ParseRequirements(f.require); err != nil {
			return k, usageError{err}
		}
	}
	return k, nil
}

// daysFlags reads --from and --to: days, or the first and last ones of a week, a month
// or a year as reports name them.
func daysFlags(from, to string) (first, last time.Time, err error) {
	if from != "" {
		if first, _, err = report.ParseDays(from); err != nil {
			return first, last, wrongUse("--from %w", err)
		}
	}
	if to != "" {
		if _, last, err = report.ParseDays(to); err != nil {
			return first, last, wrongUse("--to %w", err)
		}
	}
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		return first, last, wrongUse("--to %s is before --from %s", to, from)
	}
	return first, last, nil
}

// tokenLine reads MODEL=in:out[:cache_read[:cache_write]].
func (a *app) tokenLine(s string) (pricing.WorkLine, error) {
	i := strings.LastIndexByte(s, '=')
	if i <= 0 {
		return pricing.WorkLine{}, wrongUse("--tokens %q: want MODEL=in:out[:cache_read[:cache_write]], like gpt-4o=100M:10M", s)
	}
	name, counts := s[:i], strings.Split(s[i+1:], ":")
	l := pricing.WorkLine{Name: name, Mixed: true}
	kinds := []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m}
	if len(counts) < 2 || len(counts) > len(kinds) {
		return l, wrongUse("--tokens %q: want MODEL=in:out[:cache_read[:cache_write]], like gpt-4o=100M:10M", s)
	}
	for j, text := range counts {
		n, err := parseTokens(text)
		if err != nil {
			return l, wrongUse("--tokens %q: %q: %w", s, text, err)
		}
		l.Tokens[kinds[j]] = n
	}
	m, err := a.catalog.NeedModel(name)
	if err != nil {
		return l, err
	}
	l.Model, l.Service = m.ID, a.catalog.ServiceNamed(name)
	return l, nil
}

// parseTokens reads a count of tokens: 1200000, 1.2M, 300k, 2B.
func parseTokens(s string) (int64, error) {
	zeros := 0
	if n := len(s); n > 0 {
		switch s[n-1] {
		case 'k', 'K':
			zeros = 3
		case 'm', 'M':
			zeros = 6
		case 'b', 'B':
			zeros = 9
		}
	}
	text := s
	if zeros > 0 {
		text = s[:len(s)-1] + fmt.Sprintf("e%d", zeros)
	}
	m, err := pricing.ParseMoney(text)
	if err != nil || m.Sign() < 0 {
		return 0, errors.New("want a count like 1200000, 300k or 1.2M")
	}
	var n int64
	if _, err := fmt.Sscanf(m.String(), "%d", &n); err != nil || fmt.Sprint(n) != m.String() {
		return 0, errors.New("want whole tokens, like 1200000, 300k or 1.2M")
	}
	return n, nil
}
