package pricing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func newGateway(id string) *Gateway {
	return &Gateway{ID: id, Prices: NotPriced, Expiry: Expiry{Kind: ExpiryUnknown}, RefundHours: map[string]string{},
		SLA: "unknown", cards: map[string]*Card{}, ids: map[string][]string{}}
}

// A factLine is a statement with the place where it stands.
type factLine struct {
	Statement
	file        string
	line, layer int
}

// gateway reads one gateway's facts, one a row.
func (l *catalogLoader) gateway(id string, next func() []string) {
	if id == Direct {
		l.fault("file", "%q stands for each model at its own publisher and can't be a gateway", id)
	}
	if l.c.byGateway[id] == nil {
		g := newGateway(id)
		l.c.gateways = append(l.c.gateways, g)
		l.c.byGateway[id] = g
	}
	l.facts[id] = slices.Grow(l.facts[id], l.lines)
	for r := next(); r != nil; r = next() {
		s := Statement{Name: r[0], Of: r[1], Value: r[2], From: l.day("from", r[3]),
			Fact: Fact{Basis(r[4]), r[5], l.seen(r[6]), r[7]}}
		switch s.Basis {
		case Stated, Claimed:
			if s.Source == "" {
				l.fault("source", "a fact that is %s needs one", s.Basis)
			}
		case Assumed:
		case Unknown:
			if s.Value != "unknown" && s.Value != "" {
				l.fault("value", "%q of a fact that is unknown", s.Value)
			}
		default:
			l.fault("basis", "%q is none of stated, claimed, assumed, unknown", s.Basis)
		}
		if s.Seen.IsZero() {
			l.fault("seen", "is empty")
		}
		l.facts[id] = append(l.facts[id], factLine{s, l.file, l.line, l.layer})
	}
}

// eachFact puts the facts of all gateways where the formulas find them.
func (l *catalogLoader) eachFact() {
	slices.SortFunc(l.c.gateways, func(a, b *Gateway) int { return strings.Compare(a.ID, b.ID) })
	for _, g := range l.c.gateways {
		facts := settled(l.facts[g.ID])
		g.Statements = make([]Statement, 0, len(facts))
		for _, f := range facts {
			l.file, l.line, l.layer = f.file, f.line, f.layer
			g.Statements = append(g.Statements, f.Statement)
			l.fact(g, f.Statement)
		}
	}
}

// shown are facts that the profile shows and no formula reads.
var shown = []string{"refund_note", "auto_topup", "prompt_logging_discount_percent", "volume_discount_percent", "sla_note",
	"rate_limit", "free_credit_month", "extra_price", "cache_multiplier", "error_codes", "ownership", "operator", "note",
	"peak_windows", "failed_requests_billed", "spend_cap_month", "invoice_terms", "byok_allowance_reset", "free_requests_month"}

// fact puts one statement where the formulas find it.
func (l *catalogLoader) fact(g *Gateway, s Statement) {
	unknown := s.Basis == Unknown
	switch s.Name {
	case "name":
		g.Name = s.Value
	case "kind":
		g.Kind = GatewayKind(s.Value)
	case "prices":
		g.Prices = PriceSource(s.Value)
	case "billing":
		g.Billing, g.BillingFact = s.Value, s.Fact
	case "base_url":
		g.BaseURL = s.Value
	case "publishes":
		g.Publishes = append(g.Publishes, s.Value)
	case "called":
		g.Called = append(g.Called, fold(s.Value))
	case "effort_words":
		g.Efforts = strings.Fields(fold(s.Value))
	case "fee_percent", "fee_min", "fee_max", "fee_flat", "fee_taken":
		l.feeFact(g, s)
	case "purchase_min":
		if !unknown {
			g.PurchaseMin = l.money(s.Name, s.Value)
		}
	case "purchase_max":
		if !unknown {
			g.PurchaseMax = l.money(s.Name, s.Value)
		}
	case "expiry":
		e, err := parseExpiry(s.Value)
		if err != nil {
			l.fault("value", "%v", err)
		}
		e.Fact = s.Fact
		g.Expiry = e
	case "refund_hours":
		g.RefundHours[s.Of] = s.Value
	case "lot_order":
		if s.Value != "grants-first" {
			l.fault("value", "%q: want grants-first", s.Value)
		}
		g.GrantsFirst = true
	case "markup_percent":
		if !unknown {
			g.Markup = l.percent(s.Name, s.Value)
			fact := s.Fact
			g.MarkupFact = &fact
		}
	case "tier_factor", "residency_factor":
		m, err := parseMultiplier(s)
		if err != nil {
			l.fault("value", "%v", err)
			return
		}
		if s.Name == "tier_factor" {
			g.Tiers = append(g.Tiers, m)
		} else {
			g.Residencies = append(g.Residencies, m)
		}
	case "id_tier":
		g.idServices = append(g.idServices, idService{pattern(s.Of), Service{Tier: TierOf(s.Value)}})
	case "id_residency":
		g.idServices = append(g.idServices, idService{pattern(s.Of), Service{Residency: ResidencyOf(s.Value)}})
	case "kind_rate":
		r, err := parseKindRule(s)
		if err != nil {
			l.fault("value", "%v", err)
			return
		}
		g.kindRules = append(g.kindRules, r)
	case "byok_fee_percent", "byok_free_requests", "byok_free_list_usd":
		l.byokFact(g, s)
	case "plan_month", "plan_requests", "plan_overage":
		l.planFact(g, s)
	case "server_cost":
		fact := s.Fact
		g.ServerCost = &fact
	case "sla_percent":
		if s.Of == "" { // a range's other end is shown with its own label
			g.SLA = s.Value
		}
		if _, err := ParsePercent(s.Value); err != nil && s.Value != "none" && s.Value != "unknown" {
			l.fault("value", "%q: want none, unknown or a percentage", s.Value)
		}
	case "latency_ms":
		if !unknown {
			l.money(s.Name, s.Value)
			g.Latencies = append(g.Latencies, Latency{s.Of, s.Value, s.Fact})
		}
	case "observed_from":
		g.WatchedFrom = l.day("value", s.Value)
	case "observed_to":
		g.WatchedTo = l.day("value", s.Value)
	default:
		if !slices.Contains(shown, s.Name) {
			l.fault("fact", "%q is no fact that a gateway has", s.Name)
		}
	}
}

// feeFact adds to the fee rule of one method and date.
func (l *catalogLoader) feeFact(g *Gateway, s Statement) {
	if s.Of == "" {
		l.fault("of", "a fee is for a payment method, or for %q", AnyMethod)
		return
	}
	i := slices.IndexFunc(g.Fees, func(f Fee) bool { return f.Method == s.Of && f.From.Equal(s.From) })
	if i < 0 {
		// A rule stands behind the older rules of its method.
		i = len(g.Fees)
		for j, f := range g.Fees {
			if f.Method == s.Of {
				i = j + 1
				if f.From.After(s.From) {
					i = j
					break
				}
			}
		}
		g.Fees = slices.Insert(g.Fees, i, Fee{Method: s.Of, From: s.From, Fact: s.Fact})
	}
	f := &g.Fees[i]
	switch s.Name {
	case "fee_percent":
		f.Fact = s.Fact
		if f.Unknown = s.Basis == Unknown; !f.Unknown {
			f.Percent = l.percent(s.Name, s.Value)
		}
	case "fee_min":
		f.Min = l.money(s.Name, s.Value)
	case "fee_max":
		f.Max = l.money(s.Name, s.Value)
	case "fee_flat":
		f.Flat = l.money(s.Name, s.Value)
	case "fee_taken":
		taken, err := parseTaken(s.Value)
		if err != nil {
			l.fault("value", "%v", err)
		}
		f.Taken = taken
	}
}

// byokFact adds to the own-key terms of one date. Where a gateway has several
// allowances (pay-as-you-go, enterprise), the first listed is the one computed
// with.
func (l *catalogLoader) byokFact(g *Gateway, s Statement) {
	i := slices.IndexFunc(g.BYOK, func(b BYOK) bool { return b.From.Equal(s.From) })
	if i < 0 {
		b := BYOK{From: s.From, Fact: s.Fact}
		i = 0
		for i < len(g.BYOK) && g.BYOK[i].From.Before(s.From) {
			i++
		}
		if i > 0 { // a changed allowance keeps the percentage
			b.Percent, b.Unknown = g.BYOK[i-1].Percent, g.BYOK[i-1].Unknown
		}
		g.BYOK = slices.Insert(g.BYOK, i, b)
	}
	b := &g.BYOK[i]
	switch s.Name {
	case "byok_fee_percent":
		if s.Basis == Unknown {
			b.Unknown = true
			return
		}
		p := l.percent(s.Name, s.Value)
		for j := i; j < len(g.BYOK); j++ {
			g.BYOK[j].Percent = p
		}
	case "byok_free_requests":
		if b.FreeRequests == 0 {
			b.FreeRequests = l.count("value", s.Value)
		}
	case "byok_free_list_usd":
		if b.FreeListUSD.IsZero() {
			b.FreeListUSD = l.money("value", s.Value)
		}
	}
}

func (l *catalogLoader) planFact(g *Gateway, s Statement) {
	i := slices.IndexFunc(g.Plans, func(p Plan) bool { return p.Name == s.Of })
	if i < 0 {
		g.Plans = append(g.Plans, Plan{Name: s.Of, Fact: s.Fact})
		i = len(g.Plans) - 1
	}
	p := &g.Plans[i]
	switch s.Name {
	case "plan_month":
		p.Month = l.money(s.Name, s.Value)
	case "plan_requests":
		p.Requests = l.count("value", s.Value)
	case "plan_overage": // "9 per 100000 up to 3000000"
		var usd string
		if n, err := fmt.Sscanf(s.Value, "%s per %d up to %d", &usd, &p.OveragePer, &p.OverageMax); n != 3 || err != nil || p.OveragePer <= 0 {
			l.fault("value", "%q: want USD per REQUESTS up to REQUESTS", s.Value)
		}
		p.Overage = l.money("value", usd)
	}
}

func parseExpiry(s string) (Expiry, error) {
	switch s {
	case "never":
		return Expiry{Kind: NeverExpires}, nil
	case "unknown":
		return Expiry{Kind: ExpiryUnknown}, nil
	}
	rest, may := strings.CutPrefix(s, "may ")
	days, ok := strings.CutPrefix(rest, "after ")
	n, err := strconv.Atoi(strings.TrimSuffix(days, " days"))
	if !ok || err != nil || n <= 0 {
		return Expiry{Kind: ExpiryUnknown}, fmt.Errorf("%q: want never, unknown, after N days or may after N days", s)
	}
	if may {
		return Expiry{Kind: MayExpire, Days: n}, nil
	}
	return Expiry{Kind: ExpiresAfter, Days: n}, nil
}

// checkGateway finds what is missing from or odd about a whole gateway.
func (l *catalogLoader) checkGateway(g *Gateway) {
	if g.Name == "" {
		l.fault("name", "is missing")
	}
	if !slices.Contains([]GatewayKind{Router, Provider, Host, Observer, Agent}, g.Kind) {
		l.fault("kind", "%q is none of router, provider, host, observer, agent", g.Kind)
	}
	if !slices.Contains([]PriceSource{Listed, AtList, OwnKeys, NotPriced}, g.Prices) {
		l.fault("prices", "%q is none of listed, list, own-keys, none", g.Prices)
	}
	if !slices.Contains(billings, g.Billing) {
		l.fault("billing", "%q is none of %s", g.Billing, strings.Join(billings, ", "))
	}
	switch {
	case g.Prices == AtList, g.Prices == OwnKeys && g.layered: // the user knows some
	case g.Prices == Listed && l.updatedOnly: // those that the user wrote are left out
	case (g.Prices == Listed) != (len(g.ids) > 0):
		l.fault("prices", "%q, and rates/%s.csv lists %d models", g.Prices, g.ID, len(g.ids))
	}
	if g.WatchedTo.Before(g.WatchedFrom) || g.WatchedTo.IsZero() != g.WatchedFrom.IsZero() {
		l.fault("observed_to", "the window of observation needs a beginning and a later end")
	}
	for _, in := range g.Incidents {
		for _, p := range in.Phases {
			if g.WatchedFrom.IsZero() || p.Start.Before(g.WatchedFrom) || p.End.After(g.WatchedTo.Add(24*time.Hour)) {
				l.fault("observed_from", "the incident of %s lies outside the window of observation", in.ID)
			}
		}
	}
	for _, f := range g.Fees {
		if f.Percent.pct.IsNegative() || f.Percent.Cmp(MustPercent("100")) >= 0 {
			l.fault("fee_percent", "%s %% by %s: want 0 or more, and under 100", f.Percent, f.Method)
		}
	}
	if !g.PurchaseMax.IsZero() && g.PurchaseMax.Cmp(g.PurchaseMin) < 0 {
		l.fault("purchase_max", "%s is less than the least purchase of %s", g.PurchaseMax, g.PurchaseMin)
	}
	amounts := []Money{g.PurchaseMin, g.PurchaseMax}
	for _, f := range g.Fees {
		amounts = append(amounts, f.Min, f.Max, f.Flat)
	}
	for _, m := range amounts {
		if m.Sign() < 0 {
			l.fault("value", "%s is negative", m)
		}
	}
	for _, p := range g.Plans {
		if p.OveragePer > 0 && p.OverageMax/p.OveragePer > 1000 {
			l.fault("plan_overage", "plan %q has more than 1,000 blocks", p.Name)
		}
		if p.Overage.Sign() > 0 && p.OverageMax < p.Requests {
			l.fault("plan_overage", "plan %q ends below what it includes", p.Name)
		}
	}
}

// billings are the ways in which an account can pay (DESIGN.md 1).
var billings = []string{"prepaid", "arrears", "prepaid-then-invoice", "subscription", "own-key"}
