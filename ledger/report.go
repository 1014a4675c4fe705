package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// Groups are the keys that a report can be grouped by.
var Groups = []string{"day", "week", "month", "account", "gateway", "model", "provider", "key", "app", "user"}

// A ReportQuery chooses and groups usage.
type ReportQuery struct {
	By      []string  // of Groups; none gives the total alone
	From    time.Time // first day, zero is open
	To      time.Time // last day, inclusive, zero is open
	Account string
	Model   string // canonical, or any name that finds it
	// AsOf is the clock: usage after it does not count, and credit lots stand as
	// they did then. Zero is the end of all that is recorded.
	AsOf time.Time
}

// A ReportRow is one group's usage and what it cost. Fees and AllIn are nil where
// a gateway's fee for loading credits is not published.
type ReportRow struct {
	Keys           []string // one for each of the report's By
	Requests       int64
	Tokens         pricing.Tokens // Output includes Reasoning
	USD            pricing.Money  // what gateways took, computed rows included
	BYOKUSD        pricing.Money  // on own keys, in no total
	ComputedUSD    pricing.Money  // the part of USD that the catalog priced
	ListValueUSD   pricing.Money  // usage under a subscription, in no total
	UnpricedTokens int64          // tokens without a price, in no dollars
	FeesUSD        *pricing.Money
	AllInUSD       *pricing.Money
	PerMillion     string // all-in USD per million tokens, "" where there are none
}

// A Report is usage by group.
type Report struct {
	By    []string
	Rows  []ReportRow
	Total ReportRow
	// FeesAssumed lists the accounts whose fees are the schedule's estimate for
	// one purchase a month, since no purchase is recorded.
	FeesAssumed []string
	// FeesDerived lists the accounts whose fees rest on purchases that an automatic
	// top-up would have made, as set for the account.
	FeesDerived []string
	// FeesUnknown lists the accounts whose gateway publishes no fee.
	FeesUnknown []string
	// SoFar says for every account with credit lots what loading them cost and how
	// much credit expired, whatever the report's range.
	SoFar []SoFar
	// Views says for accounts with several views of one spend which one counts,
	// in words.
	Views []string
}

// SoFar is the headline of an account's credit lots.
type SoFar struct {
	Account  string
	FeesPaid *pricing.Money // nil where a fee is not known
	Lost     pricing.Money
}

// totalTokens counts the tokens of a row whose output includes reasoning.
func totalTokens(t pricing.Tokens) int64 { return priceTokens(t).Total() }

// Report adds up usage by group. An unknown group, or a model that the
// ledger has no usage of, is an error.
func (s *Store) Report(ctx context.Context, q ReportQuery) (Report, error) {
	for _, by := range q.By {
		if !slices.Contains(Groups, by) {
			return Report{}, fmt.Errorf("can't group by %q; groups: %s", by, strings.Join(Groups, ", "))
		}
	}
	// Fees belong to whole months, so whole months are read and cut afterwards.
	r := dayRange{asOf: q.AsOf}
	if !q.From.IsZero() {
		r.from = q.From.UTC().Format("2006-01") + "-01"
	}
	if !q.To.IsZero() {
		r.to = q.To.UTC().Format("2006-01") + "-31"
	}
	list, credits, err := s.daysAndLots(ctx, r, q)
	if err != nil {
		return Report{}, err
	}
	b := &reporting{catalog: s.catalog, q: q, index: map[string]int{}, models: map[string]string{}, fees: map[feeKey]map[int]pricing.Money{},
		gateways: map[string]string{}, views: map[string]map[string]bool{}, bought: map[string]bool{}}
	b.out.By = q.By
	for _, a := range credits.Accounts {
		b.bought[a.Account.Name] = a.Purchased()
	}
	to := r.lastDay()
	for i := range list {
		if d := &list[i]; r.from <= d.day && d.day <= to {
			b.add(d)
		}
	}
	if q.Model != "" && !b.modelSeen && len(list) > 0 {
		return Report{}, fmt.Errorf("no usage of model %q in the months asked for", q.Model)
	}
	for i := range b.out.Rows {
		b.out.Rows[i].FeesUSD = &pricing.Money{}
	}
	b.allocate()
	for _, a := range credits.Accounts {
		if a.HasLots && (q.Account == "" || q.Account == a.Account.Name) {
			b.allocateLots(a)
		}
	}
	b.finish()
	return b.out, nil
}

// reporting is one report in the making.
type reporting struct {
	catalog  *pricing.Catalog
	q        ReportQuery
	out      Report
	index    map[string]int
	models   map[string]string
	gateways map[string]string          // by account
	views    map[string]map[string]bool // by account: the views that count
	dropped  []string
	// modelSeen: some row of the months read is of the model asked for.
	modelSeen bool
	// fees holds for every prepaid account's month the cost by report row; -1 is
	// usage that the report leaves out.
	fees map[feeKey]map[int]pricing.Money
	// bought: the account's fees are those of its purchases, not an estimate.
	bought map[string]bool
}

type feeKey struct{ account, month string }

// canonical is the id of a model as written, or the name itself.
func (b *reporting) canonical(name string) string {
	id, ok := b.models[name]
	if !ok {
		id = canonicalName(b.catalog, name)
		b.models[name] = id
	}
	return id
}

// canonicalName is the id of a model as written, or the name itself.
func canonicalName(c *pricing.Catalog, name string) string {
	if m, _ := c.FindModel(name); m != nil {
		return m.ID
	}
	return name
}

// wanted reports whether the query lets a day through.
func (b *reporting) wanted(d *day) bool {
	q := b.q
	if q.Model != "" && b.canonical(d.model) != b.canonical(q.Model) {
		return false
	}
	return (q.From.IsZero() || d.day >= q.From.UTC().Format(pricing.Day)) &&
		(q.To.IsZero() || d.day <= q.To.UTC().Format(pricing.Day))
}

// keys are a day's values of the report's groups.
func (b *reporting) keys(d *day) []string {
	keys := make([]string, len(b.q.By))
	for i, by := range b.q.By {
		keys[i] = b.label(d, by)
	}
	return keys
}

func (b *reporting) add(d *day) {
	row := -1
	b.modelSeen = b.modelSeen || b.q.Model == "" || b.canonical(d.model) == b.canonical(b.q.Model)
	if b.wanted(d) && !d.dollarsCount && !d.tokensCount {
		b.see(d) // a view that was passed over makes no row of zeros
		return
	}
	if b.wanted(d) {
		keys := b.keys(d)
		id := strings.Join(keys, "\x00")
		var ok bool
		if row, ok = b.index[id]; !ok {
			row = len(b.out.Rows)
			b.index[id] = row
			b.out.Rows = append(b.out.Rows, ReportRow{Keys: keys})
		}
		b.out.Rows[row].count(d)
		b.out.Total.count(d)
		b.see(d)
	}
	if d.dollarsCount && d.billing != "subscription" && !b.bought[d.account] {
		g := b.catalog.Gateway(d.gateway)
		if g != nil && (d.billing == "prepaid" || d.billing == "prepaid-then-invoice" || d.billing == "" && g.Prepaid()) {
			k := feeKey{d.account, d.day[:7]}
			if b.fees[k] == nil {
				b.fees[k] = map[int]pricing.Money{}
			}
			b.fees[k][row] = b.fees[k][row].Add(d.cost)
			b.gateways[d.account] = d.gateway
		}
	}
}

// see notes which views of an account's spend count and which were passed over.
func (b *reporting) see(d *day) {
	if b.views[d.account] == nil {
		b.views[d.account] = map[string]bool{}
	}
	b.views[d.account][d.view.String()] = b.views[d.account][d.view.String()] || d.dollarsCount || d.tokensCount
	if !d.dollarsCount && !d.tokensCount && !slices.Contains(b.dropped, d.account) {
		b.dropped = append(b.dropped, d.account)
	}
}

// label is a day's value of one group.
func (b *reporting) label(d *day, by string) string {
	switch by {
	case "day":
		return d.day
	case "week":
		date, err := time.Parse(pricing.Day, d.day)
		if err != nil {
			return d.day
		}
		year, week := date.ISOWeek()
		return fmt.Sprintf("%d-W%02d", year, week)
	case "month":
		return d.day[:7]
	case "account":
		return d.account
	case "gateway":
		return d.gateway
	case "model":
		return b.canonical(d.model)
	case "provider":
		return d.provider
	case "key":
		return d.key
	case "app":
		return d.app
	}
	return d.user
}

func (r *ReportRow) count(d *day) {
	if d.tokensCount {
		r.Requests += d.requests
		r.Tokens = r.Tokens.Plus(d.tokens)
		r.UnpricedTokens += d.unpriced
	}
	if !d.dollarsCount {
		return
	}
	r.BYOKUSD = r.BYOKUSD.Add(d.byok)
	if d.billing == "subscription" {
		r.ListValueUSD = r.ListValueUSD.Add(d.cost)
		return
	}
	r.USD = r.USD.Add(d.cost)
	if d.flags&flagComputed != 0 {
		r.ComputedUSD = r.ComputedUSD.Add(d.cost)
	}
}

// allocate spreads each month's estimated fee over the rows by cost, to 12
// decimals; the remainder goes to the last of them.
func (b *reporting) allocate() {
	unknown := map[int]bool{}
	keys := make([]feeKey, 0, len(b.fees))
	for k := range b.fees {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y feeKey) int {
		return cmp.Or(strings.Compare(x.account, y.account), strings.Compare(x.month, y.month))
	})
	for _, k := range keys {
		costs := b.fees[k]
		rows := b.inOrder(costs)
		var spend pricing.Money
		for _, cost := range costs {
			spend = spend.Add(cost)
		}
		month, err := time.Parse("2006-01", k.month)
		if err != nil || len(rows) == 1 && rows[0] == -1 {
			continue
		}
		fee, known := b.catalog.Gateway(b.gateways[k.account]).EstimateFee(spend, month.AddDate(0, 1, 0).Add(-time.Second))
		if !known {
			for _, row := range rows {
				unknown[row] = true
			}
			if !slices.Contains(b.out.FeesUnknown, k.account) {
				b.out.FeesUnknown = append(b.out.FeesUnknown, k.account)
			}
			continue
		}
		if !fee.IsZero() && !slices.Contains(b.out.FeesAssumed, k.account) {
			b.out.FeesAssumed = append(b.out.FeesAssumed, k.account)
		}
		b.charge(fee, rows, costs)
	}
	for row := range unknown {
		if row >= 0 {
			b.out.Rows[row].FeesUSD = nil
		}
	}
}

// inOrder are the rows that share an amount. The remainder goes by label, not by
// the order in which imports came; what the report leaves out takes its share last.
func (b *reporting) inOrder(costs map[int]pricing.Money) []int {
	return slices.SortedFunc(maps.Keys(costs), func(x, y int) int {
		if x < 0 || y < 0 {
			return cmp.Compare(y, x)
		}
		return slices.Compare(b.out.Rows[x].Keys, b.out.Rows[y].Keys)
	})
}

// charge spreads a fee over rows by cost.
func (b *reporting) charge(fee pricing.Money, rows []int, costs map[int]pricing.Money) {
	list := make([]pricing.Money, len(rows))
	for i, row := range rows {
		list[i] = costs[row]
	}
	for i, part := range spread(fee, list) {
		if row := rows[i]; row >= 0 && b.out.Rows[row].FeesUSD != nil {
			*b.out.Rows[row].FeesUSD = b.out.Rows[row].FeesUSD.Add(part)
		}
	}
}

// finish adds what is computed from the sums and puts rows in order: by time
// where the report begins with time, else by dollars.
func (b *reporting) finish() {
	total := &b.out.Total
	total.FeesUSD = &pricing.Money{}
	for i := range b.out.Rows {
		r := &b.out.Rows[i]
		if r.FeesUSD == nil {
			total.FeesUSD = nil
		} else if total.FeesUSD != nil {
			*total.FeesUSD = total.FeesUSD.Add(*r.FeesUSD)
		}
		r.complete()
	}
	total.complete()
	byTime := len(b.q.By) > 0 && slices.Contains(Groups[:3], b.q.By[0])
	slices.SortStableFunc(b.out.Rows, func(x, y ReportRow) int {
		if !byTime {
			if n := y.USD.Cmp(x.USD); n != 0 {
				return n
			}
		}
		return slices.Compare(x.Keys, y.Keys)
	})
	slices.Sort(b.dropped)
	for _, account := range b.dropped {
		var counted, passed []string
		for view, counts := range b.views[account] {
			if counts {
				counted = append(counted, view)
			} else {
				passed = append(passed, view)
			}
		}
		slices.Sort(counted)
		words := account + ": several views of one spend, never added; counted from " + strings.Join(counted, " and ")
		if len(passed) > 0 {
			slices.Sort(passed)
			words += ", not from " + strings.Join(passed, " and ")
		} else {
			words += ", on each day from the best one there"
		}
		b.out.Views = append(b.out.Views, words)
	}
}

func (r *ReportRow) complete() {
	if r.FeesUSD == nil {
		return
	}
	allIn := r.USD.Add(*r.FeesUSD)
	r.AllInUSD = &allIn
	r.PerMillion, _ = pricing.PerMillion(allIn, totalTokens(r.Tokens))
}
