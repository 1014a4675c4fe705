package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tollbook/ledger"
	"tollbook/pricing"
)

type workloadJSON struct {
	Source    string        `json:"source"`
	ListUSD   pricing.Money `json:"list_usd"`
	Requests  int64         `json:"requests"`
	Days      *int          `json:"days"`
	Explained *string       `json:"explained"`
	From      *string       `json:"from"`
	To        *string       `json:"to"`
	Unpriced  []string      `json:"unpriced"`
	Notes     []string      `json:"notes"`
}

type compareRowJSON struct {
	Gateway      string                     `json:"gateway"`
	Method       *string                    `json:"method"`
	Sellers      []string                   `json:"sellers"`
	Token        *pricing.Money             `json:"token_usd"`
	TokenLow     *pricing.Money             `json:"token_low_usd"`
	TokenHigh    *pricing.Money             `json:"token_high_usd"`
	Fee          *pricing.Money             `json:"fee_usd"`
	Subscription *pricing.Money             `json:"subscription_usd"`
	BYOKFee      *pricing.Money             `json:"byok_fee_usd"`
	Breakage     *pricing.Money             `json:"breakage_usd"`
	Downtime     *pricing.Money             `json:"downtime_usd"`
	Total        *pricing.Money             `json:"total_usd"`
	ListMultiple *string                    `json:"list_multiple"`
	OverCheapest *pricing.Money             `json:"over_cheapest_usd"`
	Coverage     *string                    `json:"coverage"`
	Missing      []string                   `json:"missing"`
	Unpriced     []string                   `json:"unpriced"`
	Assumptions  []string                   `json:"assumptions"`
	Requirements map[string]pricing.Verdict `json:"requirements"`
	Claims       map[string]pricing.Basis   `json:"passes_not_stated"`
}

type breakEvenJSON struct {
	A        string        `json:"a"`
	B        string        `json:"b"`
	SpendUSD pricing.Money `json:"spend_usd"`
}

type compareJSON struct {
	Schema     string           `json:"schema"`
	AsOf       *string          `json:"as_of"`
	Workload   workloadJSON     `json:"workload"`
	Gateways   []compareRowJSON `json:"gateways"`
	Cheapest   *string          `json:"cheapest"`
	If         []string         `json:"cheapest_if"`
	UpTo       *string          `json:"wins_up_to_percent"`
	Against    *string          `json:"wins_against"`
	Why        *string          `json:"no_winner_because"`
	BreakEvens []breakEvenJSON  `json:"break_evens"`
}

// compareFlags are the command line's words for a workload and its knobs.
type compareFlags struct {
	spend, from, to, account, method, topUp, volume string
	cacheHit, batchShare, rates, downtime, require  string
	tokens, swaps, gateways                         []string
}

// compareCommand ranks gateways for a workload.
func (a *app) compareCommand() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "what the same work would cost at every gateway",
		Long: `Prices one workload at every gateway, like for like: the same tokens at today's
rates, plus the fee for loading credits, subscriptions, credits that expire and
outages. The workload is the ledger's last 30 days of usage, or --tokens of a
month, or --spend dollars of list price a month.`,
		Example: "  tollbook compare --spend 1000\n  tollbook compare --tokens anthropic/claude-sonnet-4.5=100M:10M:400M --method crypto\n  tollbook compare --swap gpt-4o=gpt-4o-mini --require no-expiry,uptime=99.9",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.compare(cmd.Context(), f)
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&f.spend, "spend", "", "a workload of `USD` list price a month; reads no ledger")
	fs.StringArrayVar(&f.tokens, "tokens", nil, "a month's tokens, `MODEL=in:out[:cache_read[:cache_write]]`, like gpt-4o=100M:10M; repeatable")
	fs.StringVar(&f.from, "from", "", "first `DAY` of the ledger's usage to take")
	fs.StringVar(&f.to, "to", "", "last `DAY`, inclusive")
	fs.StringVar(&f.account, "account", "", "usage of this `ACCOUNT` only")
	fs.StringSliceVar(&f.gateways, "gateways", nil, "compare the present gateway with only these `G,..`; direct is each model at its own publisher")
	fs.StringVar(&f.method, "method", "", "payment `METHOD`: card, crypto ... (default: each gateway's first)")
	fs.StringVar(&f.topUp, "top-up", "", "credit of one purchase in `USD` (default: one purchase a month)")
	fs.StringVar(&f.volume, "volume", "", "multiple `X` of the workload, like 2 or 1.5")
	fs.StringArrayVar(&f.swaps, "swap", nil, "use another model, `MODEL=MODEL`; repeatable")
	fs.StringVar(&f.cacheHit, "cache-hit", "", "`PCT` of every prompt read from the cache")
	fs.StringVar(&f.batchShare, "batch-share", "", "`PCT` of the tokens sent as batch requests")
	fs.StringVar(&f.rates, "rates", "now", "now, or `then`: the rates of each day of usage")
	fs.StringVar(&f.downtime, "downtime-cost", "", "what an hour of outage costs, in `USD`")
	fs.StringVar(&f.require, "require", "", "mark gateways by `LIST`: sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee")
	return cmd
}

func (a *app) compare(ctx context.Context, f compareFlags) error {
	knobs, err := a.knobs(f)
	if err != nil {
		return err
	}
	w, err := a.workload(ctx, f)
	if err != nil {
		return err
	}
	c, err := a.catalog.Compare(w, knobs, a.asOf)
	if errors.Is(err, pricing.ErrNeedsTokens) {
		return usageError{fmt.Errorf("--swap, --cache-hit and --batch-share: %w", err)}
	}
	if err != nil {
		return err
	}
	if err := a.showComparison(c, w, knobs); err != nil {
		return err
	}
	a.next("tollbook compare --method crypto", "tollbook gateways "+cheapestOr(c, "openrouter"))
	return nil
}

// asItStands compares a ledger's last month with no knob turned.
func (a *app) asItStands(ctx context.Context, s *ledger.Store) (pricing.Workload, pricing.Comparison, error) {
	w, err := s.Workload(ctx, ledger.WorkloadQuery{AsOf: a.asOf})
	if err != nil {
		return w, pricing.Comparison{}, err
	}
	c, err := a.catalog.Compare(w, pricing.Knobs{}, a.asOf)
	return w, c, err
}

func cheapestOr(c pricing.Comparison, other string) string {
	if c.Cheapest == "" || c.Cheapest == pricing.Direct {
		return other
	}
	return c.Cheapest
}

// knobs reads the flags that turn a workload.
func (a *app) knobs(f compareFlags) (k pricing.Knobs, err error) {
	k.Method, k.Gateways = f.method, f.gateways
	if err := a.knownMethod(f.method); err != nil {
		return k, err
	}
	positive := func(flag, text string) pricing.Money {
		if text == "" || err != nil {
			return pricing.Money{}
		}
		m, bad := pricing.ParseMoney(text)
		if bad != nil || m.Sign() <= 0 {
			err = wrongUse("%s %q: want dollars above zero", flag, text)
		}
		return m
	}
	k.TopUp = positive("--top-up", f.topUp)
	if m, bad := pricing.ParseMoney(f.downtime); bad != nil || !m.IsZero() { // nothing is what it costs by default
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
			return k, wrongUse("--volume %q: %w", f.volume, err)
		}
	}
	share := func(flag, text string) (*pricing.Percent, error) {
		p, err := pricing.ParsePercent(text)
		if err != nil || p.Cmp(pricing.Percent{}) < 0 || p.Cmp(pricing.MustPercent("100")) > 0 {
			return nil, wrongUse("%s %q: want a percentage from 0 to 100", flag, text)
		}
		return &p, nil
	}
	if f.cacheHit != "" {
		if k.CacheHit, err = share("--cache-hit", f.cacheHit); err != nil {
			return k, err
		}
	}
	if f.batchShare != "" {
		p, err := share("--batch-share", f.batchShare)
		if err != nil {
			return k, err
		}
		k.BatchShare = *p
	}
	for _, s := range f.swaps {
		from, to, ok := strings.Cut(s, "=")
		if !ok || from == "" || to == "" {
			return k, wrongUse("--swap %q: want MODEL=MODEL", s)
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

// workload is what the flags ask to be compared: list dollars, tokens or the
// ledger's usage.
func (a *app) workload(ctx context.Context, f compareFlags) (w pricing.Workload, err error) {
	if f.spend != "" && len(f.tokens) > 0 {
		return w, wrongUse("--spend and --tokens are two workloads: give one")
	}
	if (f.spend != "" || len(f.tokens) > 0) && (f.from != "" || f.to != "" || f.account != "" || f.rates == "then") {
		return w, wrongUse("--from, --to, --account and --rates then choose usage of the ledger, which --spend and --tokens do not read")
	}
	switch {
	case f.spend != "":
		m, err := pricing.ParseMoney(f.spend)
		if err != nil || m.Sign() <= 0 {
			return w, wrongUse("--spend %q: want list dollars a month above zero", f.spend)
		}
		return pricing.SpendWorkload(m), nil
	case len(f.tokens) > 0:
		lines := make([]pricing.WorkLine, len(f.tokens))
		for i, s := range f.tokens {
			if lines[i], err = a.tokenLine(s); err != nil {
				return w, err
			}
		}
		return a.catalog.TokensWorkload(lines), nil
	}
	q := ledger.WorkloadQuery{AsOf: a.asOf, Account: f.account}
	if q.From, q.To, err = daysFlags(f.from, f.to); err != nil {
		return w, err
	}
	s, err := a.openToRead(ctx)
	if err != nil {
		return w, err
	}
	defer closing(s, &err)
	if err := needAccount(ctx, s, f.account); err != nil {
		return w, err
	}
	if w, err = s.Workload(ctx, q); err != nil {
		return w, err
	}
	if w.Empty() {
		return w, hinted{errors.New("there is no usage to compare"), "tollbook import FILE brings usage in; tollbook compare --spend 1000 needs none"}
	}
	return w, nil
}

// knownMethod refuses a payment method that no gateway takes; "" is the default.
func (a *app) knownMethod(method string) error {
	offered := a.catalog.PaymentMethods()
	if method == "" || slices.Contains(offered, method) {
		return nil
	}
	return wrongUse("--method %q: no gateway takes that; methods: %s", method, strings.Join(offered, ", "))
}

// daysFlags reads --from and --to.
func daysFlags(from, to string) (first, last time.Time, err error) {
	if first, err = dayFlag("--from", from); err != nil {
		return first, last, err
	}
	if last, err = dayFlag("--to", to); err != nil {
		return first, last, err
	}
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		return first, last, wrongUse("--to %s is before --from %s", to, from)
	}
	return first, last, nil
}

func dayFlag(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(pricing.Day, s)
	if err != nil {
		return t, wrongUse("%s %q: want a day like 2026-11-14", flag, s)
	}
	return t, nil
}

// tokenLine reads MODEL=in:out[:cache_read[:cache_write]].
func (a *app) tokenLine(s string) (pricing.WorkLine, error) {
	i := strings.LastIndexByte(s, '=')
	if i <= 0 {
		return pricing.WorkLine{}, wrongUse("--tokens %q: want MODEL=in:out[:cache_read[:cache_write]]", s)
	}
	name, counts := s[:i], strings.Split(s[i+1:], ":")
	l := pricing.WorkLine{Name: name, Mixed: true}
	kinds := []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m}
	if len(counts) < 2 || len(counts) > len(kinds) {
		return l, wrongUse("--tokens %q: want MODEL=in:out[:cache_read[:cache_write]]", s)
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
	l.Model = m.ID
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

func (a *app) newCompareJSON(c pricing.Comparison, w pricing.Workload) compareJSON {
	out := compareJSON{Schema: "tollbook.compare.v1", AsOf: rfc3339(a.asOf), Cheapest: orNull(c.Cheapest), If: list(c.If), UpTo: orNull(c.UpTo),
		Against: orNull(c.Against), Why: orNull(c.Why), Gateways: []compareRowJSON{}, BreakEvens: []breakEvenJSON{},
		Workload: workloadJSON{Source: w.Source, ListUSD: c.ListUSD, Requests: c.Requests, Explained: orNull(c.Explained), From: day(w.From), To: day(w.To),
			Unpriced: list(c.Unpriced), Notes: list(c.Notes)}}
	if w.Days > 0 {
		out.Workload.Days = &w.Days
	}
	for _, r := range c.Rows {
		out.Gateways = append(out.Gateways, compareRowJSON{r.Gateway, orNull(r.Method), list(r.Sellers), r.Token, r.TokenLow, r.TokenHigh, r.Fee, r.Subscription, r.BYOKFee, r.Breakage,
			r.Downtime, r.Total, orNull(r.ListMultiple), r.OverCheapest, orNull(r.Coverage), list(r.Missing), list(r.Unpriced), list(r.Assumptions), notNull(r.Requirements), notNull(r.Claims)})
	}
	for _, b := range c.BreakEvens {
		out.BreakEvens = append(out.BreakEvens, breakEvenJSON{b.A, b.B, b.Spend})
	}
	return out
}

// showComparison writes a comparison in the format asked for.
func (a *app) showComparison(c pricing.Comparison, w pricing.Workload, k pricing.Knobs) error {
	if a.format != "table" {
		return a.emit(a.newCompareJSON(c, w), "", nil)
	}
	_, err := fmt.Fprint(a.stdout, comparisonText(c, w, k, a.colored()))
	return err
}

// notNull is an empty object in JSON where there is nothing.
func notNull[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}
