package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Groups are the keys that a report can be grouped by.
var Groups = []string{"day", "week", "month", "account", "gateway", "model", "provider", "key", "app", "user", "team", "machine", "tier", "residency"}

// labelGroups are the groups that only label sums tell.
var labelGroups = []string{"key", "app", "user", "team", "machine"}

// A Query chooses and groups usage.
type Query struct {
	By      []string  // of Groups; none gives the total alone
	From    time.Time // first day, zero is open
	To      time.Time // last day, inclusive, zero is open
	Account string
	Model   string // canonical, or any name that finds it
	Filter  Filter // further conditions on labels, and on the dollars of a row
	// AsOf is the clock: usage after it does not count, and credit lots stand as
	// they did then. Zero is the end of all that is recorded.
	AsOf time.Time

	Only func(d *usage.Day) bool // a further condition; nil is none
}

// A Row is one group's usage and what it cost. Fees and AllIn are nil where
// a gateway's fee for loading credits is not published.
type Row struct {
	Keys           []string // one for each of the report's By
	Requests       int64
	Tokens         pricing.Tokens // Output includes Reasoning
	USD            pricing.Money  // what gateways took, computed rows included
	BYOKUSD        pricing.Money  // on own keys, in no total
	ComputedUSD    pricing.Money  // the part of USD that the catalog priced
	ListValueUSD   pricing.Money  // usage under a subscription, in no total
	UnpricedTokens int64          // tokens without a price, in no dollars
	// BlindTokens are input tokens of exports that do not tell which of them were
	// read from the cache.
	BlindTokens int64
	FeesUSD     *pricing.Money
	// FeesAssumedUSD is the part of FeesUSD that is no fee of a recorded top-up: the
	// schedule's estimate, or the fee of a purchase that an automatic top-up would have
	// made.
	FeesAssumedUSD pricing.Money
	AllInUSD       *pricing.Money
	PerMillion     string // all-in USD per million tokens, "" where there are none
}

// A Report is usage by group.
type Report struct {
	By    []string
	Rows  []Row
	Total Row
	// FeesAssumed lists the accounts of which usage bears the schedule's estimate,
	// since no top-up of it is recorded; FeesPartly those of them that have recorded
	// purchases for the rest.
	FeesAssumed []string
	FeesPartly  []string
	// CreditFrom says of accounts without credit at the clock when the first one comes that
	// is recorded.
	CreditFrom map[string]time.Time
	// FeesDerived lists the accounts whose fees rest on purchases that an automatic
	// top-up would have made, as set for the account.
	FeesDerived []string
	// FeesUnknown lists the accounts whose gateway publishes no fee.
	FeesUnknown []string
	// SoFar says for every account with credit lots what loading them cost and how
	// much credit expired, whatever the report's range.
	SoFar []credit.SoFar
	// Views says for accounts with several views of one spend which one counts,
	// in words.
	Views []string
	// Unknown says which days of the range no import tells, in words: what was used then
	// is in no figure.
	Unknown []string
}

// Validate refuses groups that there are none of.
func (q Query) Validate() error {
	for _, by := range q.By {
		if !slices.Contains(Groups, by) {
			return fmt.Errorf("can't group by %q; groups: %s", by, strings.Join(Groups, ", "))
		}
	}
	return nil
}

// ByLabel reports whether a query asks who used something: then the books have to be read
// by label (usage.SumsQuery.Labels), for the days of Months.
func (q Query) ByLabel() bool {
	return slices.ContainsFunc(labelGroups, func(l string) bool { return slices.Contains(q.By, l) }) || q.Filter.asksFor(labelGroups)
}

// Months are the first and the last day of the query's range in whole months; zero ends
// are open. Fees belong to months, so they are read whole and cut afterwards.
func (q Query) Months() (from, to time.Time) {
	if !q.From.IsZero() {
		from = pricing.StartOfMonth(q.From)
	}
	if !q.To.IsZero() {
		to = pricing.StartOfMonth(q.To).AddDate(0, 1, -1)
	}
	return from, to
}

// totalTokens counts the tokens of a row whose output includes reasoning.
func totalTokens(t pricing.Tokens) int64 { return usage.PriceTokens(t).Total() }

// CacheShare is the share of the prompt tokens that were read from the cache, of
// those whose export tells; false where none does.
func (r Row) CacheShare() (string, bool) {
	t := r.Tokens
	t[pricing.Input] -= r.BlindTokens
	return t.CacheShare()
}

// merge adds another row's usage and fees.
func (r *Row) merge(o *Row) {
	r.Requests += o.Requests
	r.Tokens = r.Tokens.Plus(o.Tokens)
	r.USD, r.BYOKUSD, r.ComputedUSD, r.ListValueUSD = r.USD.Add(o.USD), r.BYOKUSD.Add(o.BYOKUSD), r.ComputedUSD.Add(o.ComputedUSD), r.ListValueUSD.Add(o.ListValueUSD)
	r.UnpricedTokens += o.UnpricedTokens
	r.BlindTokens += o.BlindTokens
	r.FeesAssumedUSD = r.FeesAssumedUSD.Add(o.FeesAssumedUSD)
	switch {
	case o.FeesUSD == nil:
		r.FeesUSD = nil
	case r.FeesUSD != nil:
		fees := r.FeesUSD.Add(*o.FeesUSD)
		r.FeesUSD = &fees
	}
}

func (r *Row) complete() {
	if r.FeesUSD == nil {
		return
	}
	allIn := r.USD.Add(*r.FeesUSD)
	r.AllInUSD = &allIn
	r.PerMillion, _ = pricing.PerMillion(allIn, totalTokens(r.Tokens))
}

// FeesBorne is what each account's usage of a month bears of fees, as a report has it; an
// account without usage then is not there, and nil is not known.
func FeesBorne(s credit.Books, month time.Time) (map[string]*pricing.Money, error) {
	r, err := Make(s, Query{By: []string{"account"}, From: month, To: month.AddDate(0, 1, -1)})
	if err != nil {
		return nil, err
	}
	out := map[string]*pricing.Money{}
	for _, row := range r.Rows {
		out[row.Keys[0]] = row.FeesUSD
	}
	return out, nil
}

// KnownFees are the fees of the report's rows that are known: of a report by account those of
// all accounts but the ones in FeesUnknown.
func (r Report) KnownFees() (sum pricing.Money) {
	for _, row := range r.Rows {
		if row.FeesUSD != nil {
			sum = sum.Add(*row.FeesUSD)
		}
	}
	return sum
}
