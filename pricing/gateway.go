package pricing

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// GatewayKind tells routers from those who run the models themselves.
type GatewayKind string

// The kinds of gateway. A comparison offers those that one can send requests to.
const (
	Router   GatewayKind = "router"   // passes requests on to others
	Provider GatewayKind = "provider" // publishes models and serves them
	Host     GatewayKind = "host"     // serves models that others publish
	Observer GatewayKind = "observer" // watches requests that go to others, and takes none
	Agent    GatewayKind = "agent"    // calls models for its own users, and takes no requests of others
)

// PriceSource says where a gateway's token prices come from.
type PriceSource string

// The four sources of token prices.
const (
	Listed    PriceSource = "listed"   // its own file in data/rates
	AtList    PriceSource = "list"     // assumed to be the publishers' list prices
	OwnKeys   PriceSource = "own-keys" // you pay the publishers on your own keys
	NotPriced PriceSource = "none"     // no model prices known
)

// ExpiryKind says what becomes of unused credit.
type ExpiryKind string

// The readings of a gateway's expiry policy (DESIGN.md 3.4, rule 8).
const (
	ExpiryUnknown ExpiryKind = "unknown"
	NeverExpires  ExpiryKind = "never"
	ExpiresAfter  ExpiryKind = "after"
	MayExpire     ExpiryKind = "may"
)

// Expiry is a gateway's policy for unused credit. Days counts from the
// purchase and is 0 where nothing expires or nothing is known.
type Expiry struct {
	Kind ExpiryKind
	Days int
	Fact
}

// String writes the policy as the catalog does: "may after 365 days".
func (e Expiry) String() string {
	switch e.Kind {
	case ExpiresAfter, MayExpire:
		prefix := ""
		if e.Kind == MayExpire {
			prefix = "may "
		}
		return fmt.Sprintf("%safter %d days", prefix, e.Days)
	case NeverExpires:
		return "never"
	}
	return "unknown"
}

// Words says the policy in the words of a sentence about credit: "may expire after
// 365 days", "never expires".
func (e Expiry) Words() string {
	switch e.Kind {
	case ExpiresAfter:
		return "expires after " + words.Count(fmt.Sprint(e.Days), "day")
	case MayExpire:
		return "may expire after " + words.Count(fmt.Sprint(e.Days), "day")
	case NeverExpires:
		return "never expires"
	}
	return "expires at a time that is not known"
}

// A Plan is a monthly subscription.
type Plan struct {
	Name     string
	Month    Money // USD a month
	Requests int64 // requests included; 0 is no limit
	// Overage buys OveragePer more requests, in whole blocks, up to OverageMax
	// requests; a plan without overage ends at Requests.
	Overage    Money
	OveragePer int64
	OverageMax int64
	Fact
}

// A BYOK is what a gateway charges for requests on the user's own provider
// keys: a percentage of list price above a monthly allowance.
type BYOK struct {
	From         time.Time
	Percent      Percent
	Unknown      bool  // charged, and nobody has published how much
	FreeRequests int64 // allowance in requests a month
	FreeListUSD  Money // allowance in list dollars a month
	Fact
}

// A Latency is one claim about the delay that a gateway adds.
type Latency struct {
	Of string
	MS string // decimal milliseconds
	Fact
}

// A Gateway is one whom people send requests to and pay.
type Gateway struct {
	ID      string
	Name    string
	Kind    GatewayKind
	Prices  PriceSource
	Billing string // how it is paid: "prepaid", "arrears" ...
	BaseURL string

	BillingFact Fact
	Publishes   []string // vendors whose models it publishes itself
	Called      []string // further names under which proxies log it as a provider
	Efforts     []string // words that say in a name how hard a model is to think, at no other price

	Fees        []Fee // by method as listed, then by From
	PurchaseMin Money // zero where none is known
	PurchaseMax Money // zero where none is known
	Expiry      Expiry
	GrantsFirst bool              // granted credit is spent before bought credit
	RefundHours map[string]string // by method: hours, "0" is never

	Markup      Percent      // on every token's price
	MarkupFact  *Fact        // nil where nothing is known
	Tiers       []Multiplier // of service tiers
	Residencies []Multiplier
	BYOK        []BYOK // by From
	Plans       []Plan
	ServerCost  *Fact  // set where you run the gateway at a cost of your own
	SLA         string // "none", a percentage, or "unknown"
	Latencies   []Latency
	Incidents   []Incident
	WatchedFrom time.Time // the window in which incidents were recorded
	WatchedTo   time.Time
	Statements  []Statement // every fact, in the file's order

	idServices []idService
	kindRules  []kindRule
	layered    bool                // some rates are laid over what is built in
	cards      map[string]*Card    // by id, lower case
	ids        map[string][]string // by model: the default id first
}

// Methods lists the payment methods with a fee of their own, the default
// first.
func (g *Gateway) Methods() []string {
	var out []string
	for _, f := range g.Fees {
		if len(out) == 0 || out[len(out)-1] != f.Method {
			out = append(out, f.Method)
		}
	}
	return out
}

// Methods lists the payment methods that gateways take, by name.
func (c *Catalog) Methods() []string {
	seen := map[string]bool{}
	for _, g := range c.gateways {
		for _, m := range g.Methods() {
			seen[m] = m != AnyMethod
		}
	}
	maps.DeleteFunc(seen, func(_ string, named bool) bool { return !named })
	return sortedKeys(seen)
}

// Fee returns the rule in force at the instant for the method, or the one for
// any method, or that of the gateway's default method where it does not offer
// that one ("" asks for the default). Before the first known date the oldest
// rule is used and the second result is true: assumed. It returns nil for a
// gateway without a schedule.
func (g *Gateway) Fee(method string, at time.Time) (fee *Fee, assumed bool) {
	has := func(name string) bool {
		return slices.ContainsFunc(g.Fees, func(f Fee) bool { return f.Method == name })
	}
	switch {
	case has(method):
	case method != "" && has(AnyMethod):
		method = AnyMethod
	case len(g.Fees) > 0:
		method = g.Fees[0].Method
	}
	for i := range g.Fees {
		f := &g.Fees[i]
		if f.Method != method {
			continue
		}
		switch {
		case fee == nil: // the oldest, in force or not yet
			fee, assumed = f, f.From.After(at)
		case !f.From.After(at):
			fee, assumed = f, false
		}
	}
	return fee, assumed
}

// BYOKAt returns the own-key terms in force at the instant; nil where none are
// known.
func (g *Gateway) BYOKAt(at time.Time) *BYOK {
	var found *BYOK
	for i := range g.BYOK {
		if !g.BYOK[i].From.After(at) {
			found = &g.BYOK[i]
		}
	}
	return found
}

// Offered reports whether one can send requests to it.
func (g *Gateway) Offered() bool { return g.Kind != Observer && g.Kind != Agent }

// Prepaid reports whether credit has to be loaded before it is used.
func (g *Gateway) Prepaid() bool {
	return g.Billing == "prepaid" || g.Billing == "prepaid-then-invoice"
}

// Card returns the rate card of one of the gateway's own model ids.
func (g *Gateway) Card(id string) *Card { return g.cards[fold(id)] }

// Models counts the models that the gateway lists rates for.
func (g *Gateway) Models() int { return len(g.ids) }

// Cards lists the rate cards by id.
func (g *Gateway) Cards() []*Card {
	out := make([]*Card, 0, len(g.cards))
	for _, id := range sortedKeys(g.cards) {
		out = append(out, g.cards[id])
	}
	return out
}

// Sells reports whether the gateway lists rates for a model.
func (g *Gateway) Sells(model string) bool { return len(g.ids[model]) > 0 }

// IDs lists the gateway's own ids of a model, the default first.
func (g *Gateway) IDs(model string) []string { return g.ids[model] }

// OpenRates counts the rates in force at an instant, without those that follow from others.
func (g *Gateway) OpenRates(at time.Time) (n int) {
	for _, card := range g.cards {
		for i := range card.Bands {
			if b := &card.Bands[i]; b.Basis != ruleBasis && b.Holds(at) {
				n++
			}
		}
	}
	return n
}

// VendorOf is the vendor that the gateway means by the first part of its ids: most of its
// models with that part have it. What it has none with is the vendor itself.
//
//	"x-ai" of openrouter's "x-ai/grok-4" is xai
func (g *Gateway) VendorOf(prefix string) string {
	count := map[string]int{}
	best := fold(prefix)
	for _, card := range g.cards {
		first, _, has := strings.Cut(fold(card.ID), "/")
		if vendor, _, _ := strings.Cut(card.Model, "/"); has && first == fold(prefix) {
			count[vendor]++
		}
	}
	for _, vendor := range sortedKeys(count) {
		if count[vendor] > count[best] {
			best = vendor
		}
	}
	return best
}
