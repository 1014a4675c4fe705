package decide

import (
	"slices"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
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
	// Projection is there with --projected alone.
	Projection *projectionJSON `json:"projection,omitempty"`
}

// projectionJSON is what a projected workload comes to where it is paid now.
type projectionJSON struct {
	From   *string       `json:"from"`
	To     *string       `json:"to"`
	USD    pricing.Money `json:"projected_usd"`
	Low    pricing.Money `json:"low_usd"`
	High   pricing.Money `json:"high_usd"`
	Method string        `json:"method"`
}

// youJSON is what is paid today.
type youJSON struct {
	Token    *pricing.Money    `json:"token_usd"`
	Fee      *pricing.Money    `json:"fee_usd"`
	Total    *pricing.Money    `json:"total_usd"`
	Assumed  *string           `json:"assumed"`
	Accounts []yourAccountJSON `json:"accounts"`
}

type yourAccountJSON struct {
	Account string         `json:"account"`
	Gateway string         `json:"gateway"`
	Token   *pricing.Money `json:"token_usd"`
	Fee     *pricing.Money `json:"fee_usd"`
	Total   *pricing.Money `json:"total_usd"`
}

func newYouJSON(y *pricing.You) *youJSON {
	if y == nil {
		return nil
	}
	out := &youJSON{y.Token, y.Fee, y.Total, print.OrNull(y.Assumed), []yourAccountJSON{}}
	for _, a := range y.Accounts {
		out.Accounts = append(out.Accounts, yourAccountJSON{a.Account, a.Gateway, a.Token, a.Fee, a.Total})
	}
	return out
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
	VsYou        *pricing.Money             `json:"vs_you_usd"`
	Coverage     *string                    `json:"coverage"`
	RatesSeen    *string                    `json:"rates_seen"` // the oldest
	Missing      []string                   `json:"missing"`
	Unpriced     []string                   `json:"unpriced"`
	Assumptions  []string                   `json:"assumptions"`
	Notes        []string                   `json:"notes"`
	Requirements map[string]pricing.Verdict `json:"requirements"`
	Claims       map[string]pricing.Basis   `json:"passes_not_stated"`
}

type breakEvenJSON struct {
	A            string        `json:"a"`
	B            string        `json:"b"`
	SpendUSD     pricing.Money `json:"spend_usd"`
	CheaperBelow string        `json:"cheaper_below"`
}

// CompareJSON is what compare --json answers, tollbook.compare.v1.
type CompareJSON struct {
	Schema     string           `json:"schema"`
	AsOf       *string          `json:"as_of"`
	Workload   workloadJSON     `json:"workload"`
	You        *youJSON         `json:"you"` // null where nobody is paid today
	Gateways   []compareRowJSON `json:"gateways"`
	Cheapest   *string          `json:"cheapest"`
	If         []string         `json:"cheapest_if"`
	UpTo       *string          `json:"wins_up_to_percent"`
	Against    *string          `json:"wins_against"`
	Why        *string          `json:"no_winner_because"`
	BreakEvens []breakEvenJSON  `json:"break_evens"`
	Failover   []failoverJSON   `json:"failover"`
	Targets    []targetJSON     `json:"availability_targets"`
	// Levers are there where --levers asks for them, of LeversAt's bill.
	Levers   []leverJSON `json:"levers,omitempty"`
	LeversAt *string     `json:"levers_at,omitempty"`
	// Scenario is there where --scenario asks one again.
	Scenario *billCheckJSON `json:"scenario,omitempty"`
}

// Records are the levers where they were asked for, what changed where a scenario
// was asked again, else the gateways.
func (c CompareJSON) Records() (rows []any, empty any) {
	if c.Scenario != nil && c.Levers == nil {
		return c.Scenario.Records()
	}
	if c.Levers != nil {
		return print.Rows(c.Levers)
	}
	for _, g := range c.Gateways {
		rows = append(rows, g)
	}
	return rows, compareRowJSON{}
}

// NewCompareJSON is a comparison in the words of DESIGN.md 4.
func NewCompareJSON(run *cli.Run, got Comparison) CompareJSON {
	c, w := got.Result, got.Work
	out := CompareJSON{Schema: "tollbook.compare.v1", AsOf: print.RFC3339(run.AsOf), Cheapest: print.OrNull(c.Cheapest), If: print.NotNull(c.If), UpTo: print.OrNull(c.UpTo),
		Against: print.OrNull(c.Against), Why: print.OrNull(c.Why), Gateways: []compareRowJSON{}, BreakEvens: []breakEvenJSON{},
		You: newYouJSON(c.You), Failover: failovers(c), Targets: targets(got),
		Workload: workloadJSON{Source: w.Source, ListUSD: c.ListUSD, Requests: c.Requests, Explained: print.OrNull(c.Explained), From: print.Day(w.From), To: print.Day(w.To),
			Unpriced: print.NotNull(c.Unpriced), Notes: print.NotNull(c.Notes)}}
	if w.Days > 0 {
		out.Workload.Days = &w.Days
	}
	if p := w.Projection; p != nil {
		out.Workload.Projection = &projectionJSON{print.Day(p.From), print.Day(p.To), p.USD, p.Low, p.High, p.Method}
	}
	for _, r := range c.Rows {
		out.Gateways = append(out.Gateways, compareRowJSON{r.Gateway, print.OrNull(r.Method), print.NotNull(r.Sellers), r.Token, r.TokenLow, r.TokenHigh, r.Fee, r.Subscription, r.BYOKFee, r.Breakage,
			r.Downtime, r.Total, print.OrNull(r.ListMultiple), r.OverCheapest, r.VsYou, print.OrNull(r.Coverage), print.Day(r.RatesSeen), print.NotNull(r.Missing), print.NotNull(r.Unpriced), print.NotNull(slices.Concat(r.Assumptions, c.Swaps)), print.NotNull(r.Notes), notNull(r.Requirements), notNull(r.Claims)})
	}
	for _, b := range c.BreakEvens {
		out.BreakEvens = append(out.BreakEvens, breakEvenJSON{b.A, b.B, b.Spend, b.CheaperBelow})
	}
	if got.levers != nil {
		out.Levers, out.LeversAt = newLeversJSON(got.levers), &got.leversAt
	}
	if got.check != nil {
		out.Scenario = got.check.json()
	}
	return out
}

// notNull is an empty object in JSON where there is nothing.
func notNull[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}
