package pricing

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"
)

// ErrNeedsTokens is returned where a knob that works on tokens (a swap, a cache
// share, a batch share) meets a workload of bare list dollars.
var ErrNeedsTokens = errors.New("needs a workload of tokens: bare list dollars have no models, no cache and no batches")

// minExplained is the share of the reported bill that the catalog has to
// reproduce before a winner is named.
var minExplained = big.NewRat(97, 100)

// costs are what a row's total is made of, as functions of volume.
type costs struct {
	parts    []sellerSpend
	gateway  *Gateway
	knobs    *Knobs
	at       time.Time
	requests *big.Rat // a month; nil where unknown
	ownList  *big.Rat // own-key list dollars a month
	ownReqs  *big.Rat
	byok     *BYOK
	down     *big.Rat
	list     *big.Rat // list dollars a month at which the parts hold
}

// A sellerSpend is what one seller is paid for tokens.
type sellerSpend struct {
	seller *Gateway
	spend  *big.Rat
}

// A BreakEven is a monthly volume at which two gateways cost the same.
type BreakEven struct {
	A, B  string
	Spend Money // list dollars a month, rounded up to the cent
	// CheaperBelow is the one of the two that costs less under it; above it the other
	// does.
	CheaperBelow string

	exact *big.Rat
}

// A Comparison ranks gateways for one workload.
type Comparison struct {
	AsOf     time.Time
	ListUSD  Money // list price of a month
	Requests int64 // of the workload as it came, not scaled to a month
	Days     int
	Rows     []Row
	You      *You // what is paid today; nil where nobody is
	// Cheapest is the ranked row with the lowest total, "" where none is named;
	// Why says what stands against naming one.
	Cheapest string
	Why      string
	// If holds the assumptions that the cheapest rests on, and UpTo the percent
	// above list price up to which it would still win over Against.
	If         []string
	UpTo       string
	Against    string
	BreakEvens []BreakEven
	Unpriced   []string // models that no gateway of the catalog prices
	Notes      []string // what holds for every row
	// Idle are the notes about swaps that change nothing.
	Idle []string
	// Swaps are the notes about swaps between models that count tokens differently.
	// They hold for every row alike, so no winner rests on them.
	Swaps     []string
	Explained string

	list         *big.Rat
	explained    *big.Rat // Explained, exactly
	requirements []Requirement
}

// Row finds a gateway's row; nil where it has none.
func (c *Comparison) Row(gateway string) *Row {
	for i := range c.Rows {
		if c.Rows[i].Gateway == gateway {
			return &c.Rows[i]
		}
	}
	return nil
}

// Compare prices a workload at every gateway, like for like: the same tokens,
// the rates of asOf (DESIGN.md 3.5). It returns ErrNeedsTokens or
// which names are near.
func (c *Catalog) Compare(w Workload, k Knobs, asOf time.Time) (Comparison, error) {
	b, err := c.rowPricer(w, k, asOf)
	if err != nil {
		return Comparison{}, err
	}
	out := Comparison{AsOf: asOf, Days: w.Days, Requests: w.Requests(), Explained: w.Explained, explained: w.explained, list: b.list, ListUSD: moneyOf(b.list), requirements: k.Requirements, Unpriced: b.nowhere, Notes: b.notes, Idle: b.idle, Swaps: b.swaps}
	gateways, err := c.chosen(k.Gateways)
	if err != nil {
		return Comparison{}, err
	}
	// What is paid now is what the others are compared with, asked for or not.
	if you := c.byGateway[w.You]; you != nil && !slices.Contains(gateways, you) {
		gateways = append(gateways, you)
	}
	for _, g := range gateways {
		out.Rows = append(out.Rows, b.row(g))
	}
	if out.You = c.you(w, b.k, asOf); out.You == nil {
		out.You = out.Row(w.You).yours()
	}
	out.rank(w, k.Requirements)
	out.BreakEvens = out.breakEvens()
	return out, nil
}

// offered are the gateways that requests can go to.
func (c *Catalog) offered() []*Gateway {
	return slices.DeleteFunc(slices.Clone(c.gateways), func(g *Gateway) bool { return !g.Offered() })
}

// chosen are the gateways to compare; nil stands for direct.
func (c *Catalog) chosen(names []string) ([]*Gateway, error) {
	if len(names) == 0 {
		return append([]*Gateway{nil}, c.offered()...), nil
	}
	var out []*Gateway
	for _, name := range names {
		if fold(name) == Direct {
			out = append(out, nil)
			continue
		}
		g, err := c.NeedGateway(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out, nil
}

// GatewayOrDirect is the id of the gateway that a name means, or Direct. Its error says
// which names are near.
func (c *Catalog) GatewayOrDirect(name string) (string, error) {
	if fold(name) == Direct {
		return Direct, nil
	}
	g, err := c.NeedGateway(name)
	if err != nil {
		return "", err
	}
	return g.ID, nil
}

// A Total is a gateway's bill a month.
type Total struct {
	Gateway string
	USD     Money
}

// Totals are the ranked gateways' bills, by id.
func (c *Comparison) Totals() []Total {
	var out []Total
	for _, r := range c.Rows {
		if r.Ranked {
			out = append(out, Total{r.Gateway, *r.Total})
		}
	}
	slices.SortFunc(out, func(a, b Total) int { return strings.Compare(a.Gateway, b.Gateway) })
	return out
}
