package pricing

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// A Row is what the workload costs a month at one gateway. An amount is nil
// where it is unknown; the row says in Missing why.
type Row struct {
	Gateway      string
	Method       string   // payment method whose fee was taken; "" where none is
	Sellers      []string // whom the tokens are paid to, where that is not the gateway
	Token        *Money
	TokenLow     *Money // the least that Token can be, where rows leave tier, hour or cache open
	TokenHigh    *Money // the most; nil, as TokenLow, where Token is certain
	Fee          *Money
	Subscription *Money
	BYOKFee      *Money
	Breakage     *Money
	Downtime     *Money
	Total        *Money
	ListMultiple string   // total / list, "" where unknown
	OverCheapest *Money   // nil for rows that are not ranked
	VsYou        *Money   // Total less what is paid today; nil as OverCheapest, or where that is not known
	Coverage     string   // share of the work that it prices, by what is paid for it, half up to 6 decimals, "" where unknown
	Ranked       bool     // it serves nearly all of the work, with a known total
	Contends     bool     // it is ranked and fails no requirement
	Missing      []string // models that it lacks, costs that nobody published
	Unpriced     []string // models and kinds without a rate, in no total
	Assumptions  []string
	Notes        []string  // of knobs that it does not take as they were turned, and of rates that are the user's own
	RatesSeen    time.Time // day on which the oldest rate that prices it was last seen; zero where none does
	Requirements map[string]Verdict
	// Claims holds, of the requirements that the gateway passes, those that no page
	// of one who decides states, and on what they rest.
	Claims map[string]Basis

	PurchaseUSD  *Money // credit of one purchase; nil where none is made
	PurchasesMTh string // purchases a month, half up to 6 decimals

	covered *big.Rat            // Coverage, exactly; nil where unknown
	carried []ModelCost         // what it lacks, at what that costs today
	extra   *big.Rat            // of Token, what is carried over at cost: extras, and dollars without tokens
	seen    []SeenRate          // by the gateway whose list has the rates
	models  map[string]*big.Rat // what each model costs a month, where the rowPricer keeps it
	costs
}

// row prices the workload at one gateway; nil is direct.
func (b *rowPricer) row(g *Gateway) Row {
	r := Row{Gateway: Direct, extra: new(big.Rat), costs: costs{gateway: g, knobs: b.k, at: b.asOf, requests: b.requests, ownList: b.ownList, ownReqs: b.ownReqs, list: b.list}}
	if g != nil {
		r.Gateway = g.ID
	}
	if b.bare {
		b.bareTokens(&r)
	} else {
		b.tokens(&r)
	}
	b.ownKeys(&r)
	b.fees(&r)
	b.subscription(&r)
	b.byokFee(&r)
	b.downtime(&r)
	if g != nil && g.ServerCost != nil {
		if usd, ok := b.k.ServerUSD[g.ID]; ok {
			if r.Subscription != nil {
				*r.Subscription = r.Subscription.Add(usd)
			}
			r.down.Add(r.down, usd.rat())
		} else {
			r.Subscription = nil
			r.Missing = append(r.Missing, "your server's cost")
		}
	}
	if r.Token != nil && r.Fee != nil && r.Subscription != nil && r.BYOKFee != nil && r.Breakage != nil && r.Downtime != nil {
		total := moneyOf(r.atMultiple(big.NewRat(1, 1), false))
		r.Total = &total
		if b.list.Sign() > 0 {
			r.ListMultiple = plain(quotient(new(big.Rat).Quo(total.rat(), b.list), 6))
		}
	}
	b.require(&r)
	return r
}

// cover notes that the row prices part of whole.
func (r *Row) cover(part, whole int64) {
	r.covered = big.NewRat(part, whole)
	r.Coverage = plain(quotient(r.covered, 6))
}

// bareTokens is what list dollars cost where no models are named.
func (b *rowPricer) bareTokens(r *Row) {
	g := r.gateway
	usd := new(big.Rat).Set(b.list)
	switch {
	case g == nil:
		r.Assumptions = append(r.Assumptions, "publishers take no fee for loading credits (all that say anything say so)")
		r.cover(1, 1)
	case g.Kind == Host:
		r.Missing = append(r.Missing, "prices of its own: name the models with --tokens")
		return
	case g.Kind == Provider:
		r.Missing = append(r.Missing, "other publishers' models")
	case g.MarkupFact == nil && g.Prices != OwnKeys:
		r.Missing = append(r.Missing, "its markup on tokens")
		return
	default:
		r.cover(1, 1)
		if g.Prices == AtList {
			r.Assumptions = append(r.Assumptions, atList)
		}
	}
	if g != nil {
		usd.Mul(usd, onePlus(g.Markup))
	}
	r.parts = []sellerSpend{{g, usd}}
	token := moneyOf(usd)
	r.Token = &token
}

// tokens prices the lines at the gateway, or each at its publisher.
func (b *rowPricer) tokens(r *Row) {
	type account struct {
		seller    *Gateway
		sum       tallies
		less      amounts // by how much uncertain lines can be less than priced
		more      amounts
		uncertain bool
		lacks     []Service // that it has no price for
	}
	var accounts []*account
	uncached := map[string]bool{} // models without a price for what a knob has read from the cache
	missing, unpriced, assumed, own := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	var uncovered, covered, served amounts
	lost := map[string]amounts{} // by model, what is paid for what the row lacks
	var card *Card
	var assumption string
	paidTo := func(seller *Gateway) int {
		j := slices.IndexFunc(accounts, func(a *account) bool { return a.seller == seller })
		if j < 0 {
			j = len(accounts)
			accounts = append(accounts, &account{seller: seller})
		}
		return j
	}
	for i := range b.lines {
		l := &b.lines[i]
		name := cmp.Or(l.Model, l.Name)
		if i == 0 || l.Name != b.lines[i-1].Name || l.Model != b.lines[i-1].Model || l.Service != b.lines[i-1].Service || b.k.RatesThen {
			card, assumption = b.sells(r.gateway, &l.WorkLine)
		}
		lose := func(usd Money) {
			sum := lost[name]
			sum.add(l.part, usd)
			lost[name] = sum
			if !l.nobodys() {
				uncovered.add(l.part, usd)
			}
		}
		usedHere := r.gateway != nil && l.Gateway == r.gateway.ID
		if usedHere {
			served.add(l.part, l.carried)
		}
		if card == nil && !(l.alone && (usedHere || l.Model == "")) {
			missing[name] = true
			if l.alone { // its dollars are among the extras
				uncovered.add(l.part, l.weight)
			} else {
				lose(l.weight)
			}
			continue
		}
		if card == nil { // dollars without tokens: this gateway's own, or a correction of no model that one could lack
			if usedHere {
				paidTo(r.gateway)
				covered.add(l.part, l.weight)
			}
			continue
		}
		seller := r.gateway
		if seller == nil || card.Gateway != seller.ID && seller.Prices == OwnKeys {
			seller = b.c.byGateway[card.Gateway]
		}
		j := paidTo(seller)
		var line tally
		lacking := seller.each(card, l.WorkLine, b.force(l.WorkLine), func(band *Band, n int64, rate Rate) {
			line.add(n, rate)
			r.saw(card.Gateway, band.Seen)
			if note := band.note(card); note != "" {
				assumed[note] = true
			}
			if band.Own() {
				own[band.own(card)] = true
			}
		})
		if l.supposed && l.Tokens[CacheRead] != 0 && !card.hasRate(CacheRead, l.WorkLine, b.force(l.WorkLine)) {
			uncached[name] = true
		}
		accounts[j].sum.merge(l.part, line)
		if b.trace != nil {
			b.trace(seller, card, l)
		}
		if b.byModel {
			if r.models == nil {
				r.models = map[string]*big.Rat{}
			}
			usd := new(big.Rat).Mul(line.money().rat(), new(big.Rat).Mul(b.scale, onePlus(seller.Markup)))
			usd.Mul(usd, b.parts.of[l.part])
			if sum := r.models[name]; sum != nil {
				usd.Add(usd, sum)
			}
			r.models[name] = usd
		}
		lacks := Service{}
		if l.Service != (Service{}) {
			lacks = seller.lacks(card, l.Service, b.force(l.WorkLine).Force)
		}
		if l.uncertain() || lacks != (Service{}) {
			usd := line.money()
			low, high := seller.interval(card, l.WorkLine, b.force(l.WorkLine))
			if lacks != (Service{}) {
				least, most := b.c.elsewhere(lacks, card.Model, b.force(l.WorkLine).Force)
				low, high = low.Converted(least), high.Converted(most)
			}
			accounts[j].less.add(l.part, usd.Sub(low))
			accounts[j].more.add(l.part, high.Sub(usd))
			accounts[j].uncertain = accounts[j].uncertain || !low.Equal(high)
		}
		if assumption != "" {
			assumed[assumption] = true
		}
		if lacks != (Service{}) && !slices.Contains(accounts[j].lacks, lacks) {
			accounts[j].lacks = append(accounts[j].lacks, lacks)
		}
		if card.misses(&l.tiers) {
			assumed[noTier(seller, name)] = true
		}
		whole := true
		for k := range l.Tokens {
			whole = whole && (l.Tokens[k] == 0 || slices.Contains(lacking, Kind(k)))
		}
		if whole && !l.Tokens.IsZero() {
			missing[name] = true
			lose(l.weight)
			continue
		}
		covered.add(l.part, l.weight)
		if !usedHere {
			served.add(l.part, l.carried)
		}
		for _, k := range lacking {
			unpriced[name+" "+k.String()] = true
			if !l.list[k].IsZero() {
				share := l.list[k].rat()
				usd := moneyOf(share.Mul(share.Quo(share, l.total.rat()), l.weight.rat()))
				lose(usd)
				covered.add(l.part, usd.Neg())
			}
		}
	}
	done := b.parts.sum(covered)
	if all := new(big.Rat).Add(done, b.parts.sum(uncovered)); all.Sign() != 0 {
		r.covered = done.Quo(done, all)
		r.Coverage = plain(quotient(r.covered, 6))
	} else if len(missing) == 0 && len(accounts) > 0 {
		r.cover(1, 1)
	} else {
		r.cover(0, 1)
	}
	if enough(r.covered) && len(accounts) > 0 {
		for _, name := range slices.Sorted(maps.Keys(lost)) {
			if usd := moneyOf(b.month(lost[name])); usd.Sign() > 0 {
				r.carried = append(r.carried, ModelCost{name, usd})
			}
		}
		if !uncovered.isZero() {
			assumed["what it lacks costs there what it costs you now (assumed)"] = true
		}
	}
	if enough(r.covered) { // to those that serve all of it the rest is carried over too
		served = b.extras.all()
	}
	r.extra = b.month(served)
	slices.SortFunc(accounts, func(a, b *account) int { return strings.Compare(a.seller.ID, b.seller.ID) })
	sum, less, more := new(big.Rat), new(big.Rat), new(big.Rat)
	uncertain := false
	for i, a := range accounts {
		for _, note := range a.seller.unserved(a.lacks...) {
			assumed[note] = true
		}
		factor := new(big.Rat).Mul(b.scale, onePlus(a.seller.Markup))
		usd := b.parts.cost(a.sum)
		usd.Mul(usd, factor)
		less.Add(less, new(big.Rat).Mul(b.parts.sum(a.less), factor))
		more.Add(more, new(big.Rat).Mul(b.parts.sum(a.more), factor))
		uncertain = uncertain || a.uncertain
		if i == 0 {
			usd.Add(usd, r.extra)
			for _, m := range r.carried {
				usd.Add(usd, m.USD.rat())
			}
		}
		r.parts = append(r.parts, sellerSpend{a.seller, usd})
		sum.Add(sum, usd)
		if a.seller != r.gateway {
			r.Sellers = append(r.Sellers, a.seller.ID)
		}
	}
	if len(accounts) > 0 {
		token := moneyOf(sum)
		r.Token = &token
	}
	if uncertain {
		low, high := moneyOf(less.Sub(sum, less)), moneyOf(more.Add(sum, more))
		r.TokenLow, r.TokenHigh = &low, &high
	}
	for _, name := range b.nowhere {
		unpriced[name] = true
		delete(missing, name)
	}
	r.Missing = sortedKeys(missing)
	r.Unpriced = sortedKeys(unpriced)
	if len(uncached) > 0 {
		r.Notes = append(r.Notes, "no cache price of "+allOf(sortedKeys(uncached))+": its prompts are priced as not cached")
	}
	r.Assumptions = append(r.Assumptions, sortedKeys(assumed)...)
	r.Notes = append(r.Notes, sortedKeys(own)...)
	if len(b.lines) == 0 { // own keys alone, or nothing
		token := Money{}
		r.Token = &token
		r.cover(1, 1)
	}
}

// minServed is the share of the work that a gateway has to serve to be ranked.
var minServed = big.NewRat(995, 1000)

// enough reports whether a row with that coverage is ranked.
func enough(covered *big.Rat) bool { return covered != nil && covered.Cmp(minServed) >= 0 }

// sells finds the card by which a gateway, or for nil the publisher, charges a
// line.
func (b *rowPricer) sells(g *Gateway, l *WorkLine) (*Card, string) {
	if g == nil {
		m := b.c.byModel[l.Model]
		if m == nil {
			return nil, ""
		}
		if g = b.c.publisher[m.Vendor]; g == nil {
			return nil, ""
		}
	}
	return b.c.cardAt(g, l.Name, l.Model, l.Service, b.force(*l).Force)
}

// fees adds what it costs to keep every prepaid seller supplied.
func (b *rowPricer) fees(r *Row) {
	fee, breakage := Money{}, new(big.Rat)
	known := true
	var methods []string
	one := big.NewRat(1, 1)
	for i, p := range r.parts {
		if p.seller == nil { // bare list dollars at their publishers
			continue
		}
		l := p.seller.load(r.spendOf(i, one), b.k.Method, b.k.TopUp, b.asOf)
		if l.unknown {
			known = false
			r.Missing = append(r.Missing, p.seller.ID+"'s fee for loading credits")
			continue
		}
		if l.method != "" && l.purchased && !slices.Contains(methods, l.method) {
			methods = append(methods, l.method)
		}
		r.Notes = append(r.Notes, b.notTaken(r, p.seller, l)...)
		fee = fee.Add(l.fee)
		breakage.Add(breakage, l.breakage)
		if l.purchased && l.fact.Basis != Stated {
			r.Assumptions = append(r.Assumptions, b.whose(r, p.seller)+" fee for loading credits is "+l.rate+" ("+basisWords(l.fact.Basis)+")")
		}
		if g := p.seller; g.Billing == "arrears" && g.BillingFact.Basis != Stated {
			r.Assumptions = append(r.Assumptions, g.ID+" invoices after use, with no credits to load (assumed)")
		}
		if l.assumed {
			r.Assumptions = append(r.Assumptions, b.whose(r, p.seller)+" oldest known fee held before it too (assumed)")
		}
		if l.noExpiry {
			r.Assumptions = append(r.Assumptions, b.whose(r, p.seller)+" credit never expires (not known)")
		}
		if l.purchased && p.seller == r.gateway {
			size := l.size
			r.PurchaseUSD, r.PurchasesMTh = &size, plain(quotient(l.perMonth, 6))
		}
	}
	r.Method = strings.Join(methods, ",")
	if g := r.gateway; g != nil && g.Prices != OwnKeys {
		if g.Expiry.Kind == NeverExpires && g.Expiry.Basis != Stated {
			r.Assumptions = append(r.Assumptions, "its credit never expires ("+basisWords(g.Expiry.Basis)+")")
		}
		if f := g.MarkupFact; f != nil && f.Basis != Stated && g.Kind == Router && g.Prices != AtList {
			r.Assumptions = append(r.Assumptions, "its markup on tokens is "+g.Markup.String()+" % ("+basisWords(f.Basis)+")")
		}
	}
	if known && r.Token != nil {
		lost := moneyOf(breakage)
		r.Fee, r.Breakage = &fee, &lost
	}
}

// notTaken says where a seller is not paid as the knobs ask: in purchases of another
// size, or by another method.
//
//	openrouter, asked for $1: "its purchases are of $5.00, the least that it sells, and not of $1.00"
func (b *rowPricer) notTaken(r *Row, seller *Gateway, l loadingCost) (out []string) {
	if !l.purchased {
		return nil
	}
	if asked := b.k.TopUp; l.bound != "" && !asked.IsZero() {
		out = append(out, fmt.Sprintf("%s purchases are of %s, %s, and not of %s", b.whose(r, seller), l.size.Dollars(), l.bound, asked.Dollars()))
	}
	if asked := b.k.Method; asked != "" && l.method != asked && l.method != AnyMethod {
		out = append(out, fmt.Sprintf("%s credit is loaded by %s: it takes no %s", b.whose(r, seller), l.method, asked))
	}
	return out
}

// whose names the seller of a row in an assumption about it.
func (b *rowPricer) whose(r *Row, seller *Gateway) string {
	if seller == r.gateway {
		return "its"
	}
	return seller.ID + "'s"
}

// basisWords says on what a figure rests that nobody states.
func basisWords(b Basis) string {
	if b == Claimed {
		return "its own claim"
	}
	return string(b)
}

func (b *rowPricer) subscription(r *Row) {
	usd, note, ok := r.planCost(big.NewRat(1, 1))
	if !ok {
		r.Missing = append(r.Missing, "the price of a plan for so many requests")
		return
	}
	if note != "" {
		r.Assumptions = append(r.Assumptions, note)
	}
	month := moneyOf(usd)
	r.Subscription = &month
}

// viaOwnKeys reports whether usage went over own keys and the gateway is one that
// could charge for it.
func (b *rowPricer) viaOwnKeys(g *Gateway) bool {
	return (b.ownReqs.Sign() != 0 || b.ownList.Sign() != 0) && g != nil && g.Kind == Router && g.Prices != OwnKeys
}

// ownKeys finds the terms of a fee on own-key requests. It is paid from credits,
// so the fee for loading those is taken of it too.
func (b *rowPricer) ownKeys(r *Row) {
	if !b.viaOwnKeys(r.gateway) {
		return
	}
	r.byok = r.gateway.BYOKAt(b.asOf)
	if len(r.parts) == 0 && r.ownKeyFee(big.NewRat(1, 1)).Sign() > 0 { // credits for the fee alone
		r.parts = []sellerSpend{{r.gateway, new(big.Rat)}}
	}
}

func (b *rowPricer) byokFee(r *Row) {
	zero := Money{}
	r.BYOKFee = &zero
	if !b.viaOwnKeys(r.gateway) {
		return
	}
	switch {
	case r.byok == nil:
		r.Assumptions = append(r.Assumptions, "it takes no fee for own-key requests (not known)")
	case r.byok.Unknown:
		r.BYOKFee = nil
		r.Missing = append(r.Missing, "its fee on own-key requests")
	default:
		usd := moneyOf(r.ownKeyFee(big.NewRat(1, 1)))
		r.BYOKFee = &usd
	}
}

// downtime prices the outages that the record of the sellers makes expect.
func (b *rowPricer) downtime(r *Row) {
	r.down = new(big.Rat)
	zero := Money{}
	r.Downtime = &zero
	if b.k.DowntimeUSD.IsZero() {
		return
	}
	watch := []*Gateway{r.gateway}
	if r.gateway == nil {
		watch = nil
		for _, p := range r.parts {
			watch = append(watch, p.seller)
		}
	}
	for i, g := range watch {
		if g == nil {
			r.Assumptions = append(r.Assumptions, "publishers have no outages (no models are named to look up)")
			return
		}
		rel := g.Reliability()
		if !rel.Watched {
			r.Assumptions = append(r.Assumptions, g.ID+" has no outages (no record is kept)")
			continue
		}
		hours := new(big.Rat).Quo(rel.downMinutes30(), big.NewRat(60, 1))
		if r.gateway == nil && b.list.Sign() > 0 { // an outage stops the share of work that goes there
			hours.Mul(hours, new(big.Rat).Quo(r.parts[i].spend, r.sum()))
		}
		r.down.Add(r.down, hours.Mul(hours, b.k.DowntimeUSD.rat()))
	}
	usd := moneyOf(r.down)
	r.Downtime = &usd
}

func (b *rowPricer) require(r *Row) {
	if len(b.k.Requirements) == 0 {
		return
	}
	r.Requirements, r.Claims = map[string]Verdict{}, map[string]Basis{}
	for _, req := range b.k.Requirements {
		verdict, basis := b.check(r, req)
		r.Requirements[req.Text] = verdict
		if verdict == Pass && basis != Stated {
			r.Claims[req.Text] = basis
		}
	}
}

// check is the verdict on a row: that of its gateway and of all whom the tokens are
// paid to together.
func (b *rowPricer) check(r *Row, req Requirement) (Verdict, Basis) {
	if req.name == "models" { // of one catalog
		if r.gateway == nil {
			return Undecidable, Unknown
		}
		return r.gateway.Check(req, b.k.Method, b.asOf)
	}
	var verdicts []Verdict
	var bases []Basis
	for _, g := range r.all() {
		v, basis := g.Check(req, b.k.Method, b.asOf)
		verdicts, bases = append(verdicts, v), append(bases, basis)
	}
	return all(verdicts, bases)
}

// all are the gateways that a row's work goes through: its own and its sellers.
func (r *Row) all() (out []*Gateway) {
	if r.gateway != nil {
		out = append(out, r.gateway)
	}
	for _, p := range r.parts {
		if p.seller != nil && !slices.Contains(out, p.seller) {
			out = append(out, p.seller)
		}
	}
	return out
}

// fails reports whether the row fails a requirement.
func (r *Row) fails() bool {
	for _, v := range r.Requirements {
		if v == Fail {
			return true
		}
	}
	return false
}

// unproved says which requirements a row meets only by somebody's word, and of which it
// is not known: "it meets sla (its own claim)".
func (r *Row) unproved(reqs []Requirement) (out []string) {
	for _, q := range reqs {
		switch basis, claimed := r.Claims[q.Text]; {
		case r.Requirements[q.Text] == Undecidable:
			out = append(out, "it meets "+q.Text+" (not known)")
		case claimed:
			out = append(out, "it meets "+q.Text+" ("+basisWords(basis)+")")
		}
	}
	return out
}
