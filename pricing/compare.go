package pricing

import (
	"cmp"
	"errors"
	"fmt"
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
	Coverage     string   // share of the list dollars that it prices, "" where unknown
	Ranked       bool     // at the highest coverage, with a known total
	Missing      []string // models that it lacks, costs that nobody published
	Unpriced     []string // models and kinds without a rate, in no total
	Assumptions  []string
	Requirements map[string]Verdict

	PurchaseUSD  *Money // credit of one purchase; nil where none is made
	PurchasesMTh string // purchases a month, half up to 6 decimals

	costs
}

// costs are what a row's total is made of, as functions of volume.
type costs struct {
	parts    []part
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

// A part is what one seller is paid for tokens.
type part struct {
	seller *Gateway
	spend  *big.Rat
}

// A BreakEven is a monthly volume at which two gateways cost the same.
type BreakEven struct {
	A, B  string
	Spend Money // list dollars a month, rounded up to the cent
}

// A Comparison ranks gateways for one workload.
type Comparison struct {
	ListUSD  Money // list price of a month
	Requests int64 // of the workload as it came, not scaled to a month
	Days     int
	Rows     []Row
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
	Explained  string

	list *big.Rat
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
// *UnknownGatewayError.
func (c *Catalog) Compare(w Workload, k Knobs, asOf time.Time) (Comparison, error) {
	b, err := c.bench(w, k, asOf)
	if err != nil {
		return Comparison{}, err
	}
	out := Comparison{Days: w.Days, Requests: w.Requests(), Explained: w.Explained, list: b.list, ListUSD: moneyOf(b.list), Unpriced: b.nowhere, Notes: b.notes}
	gateways, err := c.chosen(k.Gateways)
	if err != nil {
		return Comparison{}, err
	}
	for _, g := range gateways {
		out.Rows = append(out.Rows, b.row(g))
	}
	out.rank(w)
	out.BreakEvens = out.breakEvens()
	return out, nil
}

// chosen are the gateways to compare; nil stands for direct.
func (c *Catalog) chosen(names []string) ([]*Gateway, error) {
	if len(names) == 0 {
		return append([]*Gateway{nil}, c.gateways...), nil
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

// A bench is a workload made ready to be priced at one gateway after another.
type bench struct {
	c        *Catalog
	w        Workload
	k        *Knobs
	asOf     time.Time
	lines    []listedLine
	scale    *big.Rat
	list     *big.Rat // list dollars a month
	bare     bool     // no lines: bare list dollars
	requests *big.Rat
	ownList  *big.Rat
	ownReqs  *big.Rat
	extra    *big.Rat
	nowhere  []string
	notes    []string
}

// A listedLine is a line with what each of its kinds costs at list price.
type listedLine struct {
	WorkLine
	list  [kindCount]Money
	total Money
}

func (c *Catalog) bench(w Workload, k Knobs, asOf time.Time) (*bench, error) {
	if w.Source == "spend" && (len(k.Swaps) > 0 || k.CacheHit != nil || !k.BatchShare.IsZero()) {
		return nil, ErrNeedsTokens
	}
	t, err := c.turn(w, k)
	if err != nil {
		return nil, err
	}
	b := &bench{c: c, w: w, k: &k, asOf: asOf, scale: t.scale, bare: t.spend != nil, ownList: new(big.Rat), ownReqs: new(big.Rat), extra: new(big.Rat)}
	if b.bare {
		b.list = t.spend
		return b, nil
	}
	if n := requests(t.lines); n > 0 {
		b.requests = new(big.Rat).Mul(new(big.Rat).SetInt64(n), t.scale)
	}
	var list, ownList, extra Money
	var ownReqs int64
	standIns, nowhere := map[string]bool{}, map[string]bool{}
	for _, l := range t.lines {
		ll := listedLine{WorkLine: l}
		c.listPrice(&ll, b.force(l), standIns, nowhere)
		if l.OwnKey {
			ownList = ownList.Add(ll.total)
			ownReqs += l.Requests
		} else {
			list = list.Add(ll.total)
			extra = extra.Add(l.Extra)
			b.lines = append(b.lines, ll)
		}
	}
	month := func(m Money) *big.Rat { return new(big.Rat).Mul(m.rat(), t.scale) }
	b.list, b.ownList, b.extra = month(list.Add(extra)), month(ownList), month(extra)
	b.ownReqs.Mul(new(big.Rat).SetInt64(ownReqs), t.scale)
	b.nowhere = sortedKeys(nowhere)
	b.note(sortedKeys(standIns))
	return b, nil
}

// note says what holds for every row.
func (b *bench) note(standIns []string) {
	say := func(format string, args ...any) { b.notes = append(b.notes, fmt.Sprintf(format, args...)) }
	if w := b.w; w.Source == "ledger" && w.Days < 30 {
		days := "days"
		if w.Days == 1 {
			days = "day"
		}
		say("%d %s of usage taken x 30/%d for a month", w.Days, days, w.Days)
		if w.Days < 7 {
			say("less than a week of usage is little to go by")
		}
	}
	var all, mixed, blind int64
	for _, l := range b.lines {
		n := l.Tokens.Total()
		all += n
		if l.Mixed {
			mixed += n
		}
		if l.CacheUnknown {
			blind += n
		}
	}
	share := func(n int64) string {
		return new(big.Rat).Mul(big.NewRat(n, max(all, 1)), big.NewRat(100, 1)).FloatString(1)
	}
	if mixed > 0 {
		say("%s %% of the tokens come in sums of many requests: priced at the base tier and the usual hours", share(mixed))
	}
	if blind > 0 {
		say("%s %% of the tokens come without their cached share: priced as not cached", share(blind))
	}
	if b.k.CacheHit != nil {
		say("where a model has no cache price its prompts are priced as not cached")
	}
	if b.extra.Sign() != 0 {
		say("$%s of extras (searches, files) are carried over at cost", b.extra.FloatString(2))
	}
	if b.ownList.Sign() != 0 {
		say("$%s of list price went over your own keys and is in no total", b.ownList.FloatString(2))
	}
	if len(standIns) > 0 {
		say("no publisher lists %s: the lowest price of any gateway stands in for list", strings.Join(standIns, ", "))
	}
}

func requests(lines []WorkLine) int64 {
	var n int64
	for _, l := range lines {
		n += l.Requests
	}
	return n
}

// force is the instant whose rates price the line.
func (b *bench) force(l WorkLine) Instant {
	if b.k.RatesThen && !l.At.IsZero() {
		return l.instant(l.At)
	}
	return l.instant(b.asOf)
}

// listPrice finds what each kind of a line costs at list: at the publisher, or
// at the cheapest gateway where the publisher has no rate for it.
func (c *Catalog) listPrice(l *listedLine, at Instant, standIns, nowhere map[string]bool) {
	name := cmp.Or(l.Model, l.Name)
	card := c.ListCard(l.Model)
	tokens := l.Tokens
	var bands [kindCount]*Band
	if card != nil {
		bands, _ = card.bandsFor(&tokens, l.Prompt, at)
	} else {
		tokens[Output] += tokens[Reasoning]
		tokens[Reasoning] = 0
	}
	if l.supposed && tokens[CacheRead] != 0 {
		cached := bands[CacheRead] != nil
		if card == nil {
			_, cached = c.lowestRate(l.Model, CacheRead, l.Prompt, at)
		}
		if !cached { // no cache price: ordinary input, as at a gateway
			tokens[Input] += tokens[CacheRead]
			tokens[CacheRead] = 0
			if card != nil {
				bands, _ = card.bandsFor(&tokens, l.Prompt, at)
			}
		}
	}
	for k := range tokens {
		if tokens[k] == 0 {
			continue
		}
		rate, ok := Rate{}, bands[k] != nil
		if ok {
			rate = bands[k].Rate
		} else if rate, ok = c.lowestRate(l.Model, Kind(k), l.Prompt, at); ok {
			standIns[name] = true
		} else if Kind(k) != Request {
			what := name
			if c.byModel[l.Model] != nil {
				what += " " + Kind(k).String()
			}
			nowhere[what] = true
		}
		if ok {
			l.list[k] = rate.For(tokens[k])
			l.total = l.total.Add(l.list[k])
		}
	}
}

// lowestRate is the least that any gateway's default id charges for a kind. An
// offer for nothing is no list price.
func (c *Catalog) lowestRate(model string, k Kind, prompt int64, at Instant) (low Rate, ok bool) {
	for _, g := range c.gateways {
		ids := g.ids[model]
		if len(ids) == 0 {
			continue
		}
		if b := g.cards[fold(ids[0])].Rate(k, prompt, at); b != nil && !b.Rate.IsZero() && (!ok || b.Rate.Cmp(low) < 0) {
			low, ok = b.Rate, true
		}
	}
	return low, ok
}

// row prices the workload at one gateway; nil is direct.
func (b *bench) row(g *Gateway) Row {
	r := Row{Gateway: Direct, costs: costs{gateway: g, knobs: b.k, at: b.asOf, requests: b.requests, ownList: b.ownList, ownReqs: b.ownReqs, list: b.list}}
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
			*r.Subscription = r.Subscription.Add(usd)
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

// bareTokens is what list dollars cost where no models are named.
func (b *bench) bareTokens(r *Row) {
	g := r.gateway
	usd := new(big.Rat).Set(b.list)
	switch {
	case g == nil:
		r.Assumptions = append(r.Assumptions, "publishers take no fee for loading credits (all that say anything say so)")
		r.Coverage = "1"
	case g.Kind == Host:
		r.Missing = append(r.Missing, "prices of its own: name the models with --tokens")
		return
	case g.Kind == Provider:
		r.Missing = append(r.Missing, "other publishers' models")
	case g.MarkupFact == nil && g.Prices != OwnKeys:
		r.Missing = append(r.Missing, "its markup on tokens")
		return
	default:
		r.Coverage = "1"
		if g.Prices == AtList {
			r.Assumptions = append(r.Assumptions, atList)
		}
	}
	if g != nil {
		usd.Mul(usd, onePlus(g.Markup))
	}
	r.parts = []part{{g, usd}}
	token := moneyOf(usd)
	r.Token = &token
}

// tokens prices the lines at the gateway, or each at its publisher.
func (b *bench) tokens(r *Row) {
	type account struct {
		seller    *Gateway
		sum       tally
		less      Money // by how much uncertain lines can be less than priced
		more      Money
		uncertain bool
	}
	var accounts []*account
	missing, unpriced, assumed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var uncovered, covered Money
	for i := range b.lines {
		l := &b.lines[i]
		name := cmp.Or(l.Model, l.Name)
		card, assumption := b.sells(r.gateway, l.WorkLine)
		if card == nil {
			missing[name] = true
			uncovered = uncovered.Add(l.total)
			continue
		}
		seller := r.gateway
		if seller == nil || card.Gateway != seller.ID && seller.Prices == OwnKeys {
			seller = b.c.byGateway[card.Gateway]
		}
		j := slices.IndexFunc(accounts, func(a *account) bool { return a.seller == seller })
		if j < 0 {
			j = len(accounts)
			accounts = append(accounts, &account{seller: seller})
		}
		var line tally
		lacking := seller.price(card, l.WorkLine, b.force(l.WorkLine), &line)
		accounts[j].sum.merge(line)
		if l.uncertain() {
			usd := line.money()
			low, high := seller.interval(card, l.WorkLine, b.force(l.WorkLine))
			accounts[j].less, accounts[j].more = accounts[j].less.Add(usd.Sub(low)), accounts[j].more.Add(high.Sub(usd))
			accounts[j].uncertain = accounts[j].uncertain || !low.Equal(high)
		}
		if assumption != "" {
			assumed[assumption] = true
		}
		whole := true
		for k := range l.Tokens {
			whole = whole && (l.Tokens[k] == 0 || slices.Contains(lacking, Kind(k)))
		}
		if whole && !l.Tokens.IsZero() {
			missing[name] = true
			uncovered = uncovered.Add(l.total)
			continue
		}
		covered = covered.Add(l.total)
		for _, k := range lacking {
			unpriced[name+" "+k.String()] = true
			uncovered = uncovered.Add(l.list[k])
			covered = covered.Sub(l.list[k])
		}
	}
	slices.SortFunc(accounts, func(a, b *account) int { return strings.Compare(a.seller.ID, b.seller.ID) })
	sum, less, more := new(big.Rat), new(big.Rat), new(big.Rat)
	uncertain := false
	for i, a := range accounts {
		factor := new(big.Rat).Mul(b.scale, onePlus(a.seller.Markup))
		usd := new(big.Rat).Mul(a.sum.money().rat(), factor)
		less.Add(less, new(big.Rat).Mul(a.less.rat(), factor))
		more.Add(more, new(big.Rat).Mul(a.more.rat(), factor))
		uncertain = uncertain || a.uncertain
		if i == 0 {
			usd.Add(usd, b.extra)
		}
		r.parts = append(r.parts, part{a.seller, usd})
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
	if all := covered.Add(uncovered); !all.IsZero() {
		r.Coverage, _ = Quotient(covered, all)
	} else if len(missing) == 0 && len(accounts) > 0 {
		r.Coverage = "1"
	} else {
		r.Coverage = "0"
	}
	for _, name := range b.nowhere {
		unpriced[name] = true
		delete(missing, name)
	}
	r.Missing = sortedKeys(missing)
	r.Unpriced = sortedKeys(unpriced)
	r.Assumptions = append(r.Assumptions, sortedKeys(assumed)...)
	if len(b.lines) == 0 { // own keys alone, or nothing
		token := Money{}
		r.Token, r.Coverage = &token, "1"
	}
}

// sells finds the card by which a gateway, or for nil the publisher, charges a
// line.
func (b *bench) sells(g *Gateway, l WorkLine) (*Card, string) {
	if g == nil {
		m := b.c.byModel[l.Model]
		if m == nil {
			return nil, ""
		}
		if g = b.c.publisher[m.Vendor]; g == nil {
			return nil, ""
		}
	}
	return b.c.cardAt(g, l.Name, l.Model)
}

// fees adds what it costs to keep every prepaid seller supplied.
func (b *bench) fees(r *Row) {
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

// whose names the seller of a row in an assumption about it.
func (b *bench) whose(r *Row, seller *Gateway) string {
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

func (b *bench) subscription(r *Row) {
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
func (b *bench) viaOwnKeys(g *Gateway) bool {
	return (b.ownReqs.Sign() != 0 || b.ownList.Sign() != 0) && g != nil && g.Kind == Router && g.Prices != OwnKeys
}

// ownKeys finds the terms of a fee on own-key requests. It is paid from credits,
// so the fee for loading those is taken of it too.
func (b *bench) ownKeys(r *Row) {
	if !b.viaOwnKeys(r.gateway) {
		return
	}
	r.byok = r.gateway.BYOKAt(b.asOf)
	if len(r.parts) == 0 && r.ownKeyFee(big.NewRat(1, 1)).Sign() > 0 { // credits for the fee alone
		r.parts = []part{{r.gateway, new(big.Rat)}}
	}
}

func (b *bench) byokFee(r *Row) {
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
func (b *bench) downtime(r *Row) {
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

func (b *bench) require(r *Row) {
	if len(b.k.Requirements) == 0 {
		return
	}
	r.Requirements = map[string]Verdict{}
	for _, req := range b.k.Requirements {
		if r.gateway != nil {
			r.Requirements[req.Text] = r.gateway.Check(req, b.k.Method, b.asOf)
			continue
		}
		var each []Verdict
		for _, p := range r.parts {
			if p.seller != nil {
				each = append(each, p.seller.Check(req, b.k.Method, b.asOf))
			}
		}
		if req.name == "models" && len(each) > 0 {
			each = []Verdict{Undecidable}
		}
		r.Requirements[req.Text] = all(each)
	}
}

// rank orders the rows, names the cheapest and says what it rests on.
func (c *Comparison) rank(w Workload) {
	best := new(big.Rat)
	coverage := func(r *Row) *big.Rat {
		d, err := parseDecimal(r.Coverage)
		if err != nil {
			return new(big.Rat)
		}
		return d.Rat()
	}
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Total != nil && coverage(r).Cmp(best) > 0 {
			best = coverage(r)
		}
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		r.Ranked = r.Total != nil && r.Coverage != "" && best.Sign() > 0 && coverage(r).Cmp(best) == 0
	}
	place := func(r *Row) int {
		switch {
		case r.Ranked:
			return 0
		case r.Total != nil:
			return 1
		case r.Token != nil:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(c.Rows, func(a, b Row) int {
		if n := cmp.Compare(place(&a), place(&b)); n != 0 {
			return n
		}
		if a.Ranked {
			if n := a.Total.Cmp(*b.Total); n != 0 {
				return n
			}
			if n := cmp.Compare(len(a.Assumptions), len(b.Assumptions)); n != 0 {
				return n
			}
			if a.Gateway == w.You || b.Gateway == w.You { // staying is as good as moving
				return cmp.Compare(boolInt(b.Gateway == w.You), boolInt(a.Gateway == w.You))
			}
		} else if n := coverage(&b).Cmp(coverage(&a)); n != 0 {
			return n
		}
		return strings.Compare(a.Gateway, b.Gateway)
	})
	switch {
	case len(c.Rows) == 0 || !c.Rows[0].Ranked:
		c.Why = "no gateway prices this workload"
		return
	case w.explained != nil && w.explained.Cmp(minExplained) < 0:
		c.Why = fmt.Sprintf("the catalog reproduces %s %% of the reported bill and 97 %% is needed to name a winner", new(big.Rat).Mul(w.explained, big.NewRat(100, 1)).FloatString(1))
		return
	}
	first := &c.Rows[0]
	c.Cheapest = first.Gateway
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Ranked {
			over := r.Total.Sub(*first.Total)
			r.OverCheapest = &over
		}
	}
	if len(first.Assumptions) > 0 {
		c.If = first.Assumptions
		c.UpTo, c.Against = c.winsUpTo(first, w.You)
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// WinsUpTo says up to which percentage above its token price a row would still
// cost no more than another; "" where it already costs more.
func (c *Comparison) WinsUpTo(gateway, against string) string {
	r, other := c.Row(gateway), c.Row(against)
	if r == nil || other == nil || r.Total == nil || other.Total == nil || r.Token.IsZero() || r.Total.Cmp(*other.Total) > 0 {
		return ""
	}
	gap := new(big.Rat).Sub(other.Total.rat(), r.Total.rat())
	gap.Quo(gap, r.Token.rat())
	return plain(quotient(gap.Mul(gap, big.NewRat(100, 1)), 6))
}

// winsUpTo compares with the user's own gateway, else with the cheapest row
// that rests on no assumption.
func (c *Comparison) winsUpTo(first *Row, you string) (upTo, against string) {
	if own := c.Row(you); own != nil && own.Ranked && own != first {
		if upTo = c.WinsUpTo(first.Gateway, you); upTo != "" {
			return upTo, you
		}
	}
	for _, r := range c.Rows {
		if r.Ranked && r.Gateway != first.Gateway && len(r.Assumptions) == 0 {
			return c.WinsUpTo(first.Gateway, r.Gateway), r.Gateway
		}
	}
	return "", ""
}
