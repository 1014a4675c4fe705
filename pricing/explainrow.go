package pricing

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// RowFigures are the figures of a comparison's row that can be explained.
var RowFigures = []string{"total", "token", "fee", "subscription", "byok_fee", "breakage", "downtime", "over_cheapest", "list_multiple", "coverage"}

// A RowQuestion asks how one figure of a comparison's row comes about.
type RowQuestion struct {
	Workload Workload
	Knobs    Knobs
	AsOf     time.Time
	Gateway  string
	Figure   string // of RowFigures; "" is the total
	Model    string // of the token figure: this model alone, kind by kind
	Words    string // what an address needs beside gateway and figure: "spend=1000"
}

// ExplainRow takes a figure of a comparison apart. It makes the comparison with the
// same workload and knobs, so the figure is Compare's own. It returns the errors of
// Compare, and *UnknownGatewayError for a gateway without a row.
func (c *Catalog) ExplainRow(q RowQuestion) (Explanation, error) {
	all, err := c.Compare(q.Workload, q.Knobs, q.AsOf)
	if err != nil {
		return Explanation{}, err
	}
	r := all.Row(q.Gateway)
	if r == nil {
		return Explanation{}, &UnknownGatewayError{q.Gateway, c.NearestGateways(q.Gateway, 3)}
	}
	if q.Figure == "" {
		q.Figure = "total"
	}
	if !slices.Contains(RowFigures, q.Figure) {
		return Explanation{}, fmt.Errorf("no figure %q in a comparison; figures: %s", q.Figure, strings.Join(RowFigures, ", "))
	}
	x := rowExplainer{c, q, &all, r}
	e := x.explain()
	e.Address = x.address(q.Figure)
	if q.Model != "" {
		e.Address += " model=" + q.Model
	}
	for _, n := range all.Notes {
		e.Note(n)
	}
	for _, a := range slices.Concat(r.Assumptions, r.Notes) {
		e.Note(a)
	}
	return e, nil
}

// rowExplainer explains one row.
type rowExplainer struct {
	c   *Catalog
	q   RowQuestion
	all *Comparison
	r   *Row
}

// address is where another figure of the row is explained.
func (x rowExplainer) address(figure string) string {
	return strings.TrimRight("compare "+x.r.Gateway+" "+figure+" "+x.q.Words, " ")
}

func (x rowExplainer) titled(what string, usd *Money) Explanation {
	e := Explanation{Title: what + " a month at " + x.r.Gateway, USD: usd, Figure: "?"}
	if usd != nil {
		e.Figure = ExactDollars(*usd)
	} else {
		for _, m := range x.r.Missing {
			e.Note("not known: " + m)
		}
	}
	return e
}

// settle adds what the parts, each rounded, differ from the figure by.
func (e *Explanation) settle() {
	if e.USD == nil || e.Sum == nil {
		return
	}
	if rest := e.USD.Sub(*e.Sum); !rest.IsZero() {
		e.Add(ExplainLine{Label: "rounding of the parts"}, rest)
	}
}

func (x rowExplainer) explain() Explanation {
	switch x.q.Figure {
	case "token":
		if x.q.Model != "" {
			return x.model()
		}
		return x.tokens()
	case "fee", "breakage":
		return x.loading()
	case "subscription":
		return x.subscription()
	case "byok_fee":
		return x.ownKeys()
	case "downtime":
		return x.downtime()
	case "over_cheapest":
		return x.overCheapest()
	case "list_multiple":
		return x.listMultiple()
	case "coverage":
		return x.coverage()
	}
	return x.total()
}

func (x rowExplainer) total() Explanation {
	r := x.r
	e := x.titled("all-in cost", r.Total)
	e.Formula = "tokens + fee + subscription + own-key fee + credit that expires + downtime"
	tokens := "tokens"
	if r.extra.Sign() != 0 {
		tokens = "tokens, and extras carried over"
	}
	for _, part := range []struct {
		label, figure string
		usd           *Money
	}{{tokens, "token", r.Token}, {"fee for loading credits", "fee", r.Fee}, {"subscription", "subscription", r.Subscription},
		{"own-key fee", "byok_fee", r.BYOKFee}, {"credit that expires", "breakage", r.Breakage}, {"downtime", "downtime", r.Downtime}} {
		l := ExplainLine{Label: part.label, Address: x.address(part.figure)}
		switch {
		case part.usd == nil:
			l.Figure = "?"
			e.Say(l)
		case !part.usd.IsZero() || part.figure == "token":
			e.Add(l, *part.usd)
		}
	}
	e.settle()
	return e
}

// rowPricer is the workload as the row was priced from it.
func (x rowExplainer) rowPricer() *rowPricer {
	b, err := x.c.rowPricer(x.q.Workload, x.q.Knobs, x.q.AsOf)
	if err != nil {
		panic(fmt.Sprintf("a workload that was compared: %v", err)) // Compare made one of it a moment ago
	}
	return b
}

// portion is a part of the token figure: what one seller takes for one model, or
// for one kind of its tokens.
type portion struct {
	seller *Gateway
	name   string
	tokens *big.Rat
	sum    *big.Rat
	rate   Rate
	fact   *Band
	over   int64
}

// trace prices the row once more and collects what each line adds, by the key that
// the caller makes of it.
func (x rowExplainer) trace(b *rowPricer, key func(l *listedLine, band *Band, rate Rate) (string, bool)) []*portion {
	var out []*portion
	index := map[string]*portion{}
	b.trace = func(seller *Gateway, card *Card, l *listedLine) {
		seller.each(card, l.WorkLine, b.force(l.WorkLine), func(band *Band, n int64, rate Rate) {
			name, wanted := key(l, band, rate)
			if !wanted {
				return
			}
			p := index[seller.ID+"\x00"+name]
			if p == nil {
				p = &portion{seller: seller, name: name, rate: rate, fact: band, over: band.Over, tokens: new(big.Rat), sum: new(big.Rat)}
				index[seller.ID+"\x00"+name] = p
				out = append(out, p)
			}
			of := b.parts.of[l.part]
			if !band.Kind.PerCall() {
				p.tokens.Add(p.tokens, new(big.Rat).Mul(of, new(big.Rat).SetInt64(n)))
			}
			p.sum.Add(p.sum, new(big.Rat).Mul(of, rate.For(n).rat()))
		})
	}
	b.row(x.c.byGateway[x.r.Gateway])
	return out
}

// month is what a part comes to a month, with the seller's markup.
func (p *portion) month(b *rowPricer) Money {
	usd := new(big.Rat).Mul(p.sum, b.scale)
	return moneyOf(usd.Mul(usd, onePlus(p.seller.Markup)))
}

func (x rowExplainer) tokens() Explanation {
	e := x.titled("tokens", x.r.Token)
	b := x.rowPricer()
	if b.bare {
		e.Formula = "list dollars, with the gateway's markup on tokens"
		e.Add(ExplainLine{Label: "list price"}, moneyOf(b.list))
		x.sayMarkup(&e)
		if e.USD != nil && !e.USD.Equal(*e.Sum) {
			e.Add(ExplainLine{Label: "markup on tokens"}, e.USD.Sub(*e.Sum))
		}
		return e
	}
	e.Formula = "sum over models of tokens x rate" + x.monthly(b)
	parts := x.trace(b, func(l *listedLine, _ *Band, _ Rate) (string, bool) { return cmp.Or(l.Model, l.Name), true })
	slices.SortStableFunc(parts, func(a, c *portion) int { return c.month(b).Cmp(a.month(b)) })
	for _, p := range parts {
		usd := p.month(b)
		l := ExplainLine{Label: p.name, Formula: words.Count(p.tokens.FloatString(0), "token") + " in the workload", Address: x.address("token") + " model=" + p.name}
		if p.seller.ID != x.r.Gateway {
			l.Label += " from " + p.seller.ID
		}
		e.Add(l, usd)
	}
	for _, m := range x.r.carried {
		e.Add(ExplainLine{Label: m.Model, Formula: "has no rate there: what it costs you now"}, m.USD)
	}
	if x.r.extra.Sign() != 0 {
		e.Add(ExplainLine{Label: "searches, files, and dollars without tokens", Formula: "carried over at cost"}, moneyOf(x.r.extra))
	}
	x.sayMarkup(&e)
	x.sayMissing(&e)
	e.settle()
	return e
}

// monthly says how the workload becomes a month.
func (x rowExplainer) monthly(b *rowPricer) string {
	if b.scale.Cmp(big.NewRat(1, 1)) == 0 {
		return ""
	}
	return ", x " + b.scale.RatString() + " for a month"
}

func (x rowExplainer) sayMarkup(e *Explanation) {
	if g := x.r.gateway; g != nil && g.MarkupFact != nil && !g.Markup.IsZero() {
		e.Say(ExplainLine{Label: "markup on tokens, within each", Figure: g.Markup.String() + " %", Source: g.MarkupFact.Source, Seen: g.MarkupFact.Seen, Basis: g.MarkupFact.Basis})
	}
}

func (x rowExplainer) sayMissing(e *Explanation) {
	for _, m := range append(slices.Clone(x.r.Missing), x.r.Unpriced...) {
		e.Say(ExplainLine{Label: m, Figure: "?", Formula: "not in the figure"})
	}
}

// model is what one model comes to, by kind and rate.
func (x rowExplainer) model() Explanation {
	b := x.rowPricer()
	e := x.titled(x.q.Model, nil)
	e.Notes = nil
	parts := x.trace(b, func(l *listedLine, band *Band, rate Rate) (string, bool) {
		return fmt.Sprintf("%s\x00%s\x00%d\x00%s", band.Kind, rate, band.Over, band.windowText), cmp.Or(l.Model, l.Name) == x.q.Model
	})
	if len(parts) == 0 {
		e.Note("no rate here, or none in the workload")
		return e
	}
	slices.SortStableFunc(parts, func(a, c *portion) int { return strings.Compare(a.name, c.name) })
	var exact Money
	for _, p := range parts {
		kind, _, _ := strings.Cut(p.name, "\x00")
		l := ExplainLine{Label: strings.ReplaceAll(kind, "_", " "), Source: p.fact.Source, Seen: p.fact.Seen}
		if p.over > 0 {
			l.Label += ", prompts over " + words.Thousands(fmt.Sprint(p.over))
		}
		if p.fact.windowText != "" {
			l.Label += ", " + p.fact.windowText
		}
		l.Formula = fmt.Sprintf("%s x $%s per million", words.Thousands(p.tokens.FloatString(0)), p.rate)
		if !p.seller.Markup.IsZero() {
			l.Formula += " + " + p.seller.Markup.String() + " %"
		}
		usd := p.month(b)
		exact = exact.Add(usd)
		e.Add(l, usd)
	}
	e.Formula = "sum of tokens x rate" + x.monthly(b)
	e.USD, e.Figure = &exact, ExactDollars(exact)
	return e
}

// loading is what keeping each seller supplied costs: the fees, or the credit that
// expires.
func (x rowExplainer) loading() Explanation {
	fee := x.q.Figure == "fee"
	e := x.titled("credit that expires", x.r.Breakage)
	if fee {
		e = x.titled("fee for loading credits", x.r.Fee)
	}
	b := x.rowPricer()
	one := big.NewRat(1, 1)
	for i, p := range x.r.parts {
		if p.seller == nil {
			continue
		}
		l := p.seller.load(x.r.spendOf(i, one), b.k.Method, b.k.TopUp, b.asOf)
		switch {
		case l.unknown:
			e.Say(ExplainLine{Label: p.seller.ID, Figure: "?", Formula: "its fee for loading credits is not published"})
		case !l.purchased:
			e.Say(ExplainLine{Label: p.seller.ID, Figure: "$0.00", Formula: "no credit is loaded: billing " + p.seller.Billing, Source: p.seller.BillingFact.Source, Seen: p.seller.BillingFact.Seen, Basis: p.seller.BillingFact.Basis})
		case fee:
			e.Add(p.seller.feeLine(l, b.k.Method, b.asOf), l.fee)
		default:
			x := p.seller.Expiry
			e.Add(ExplainLine{Label: p.seller.ID + ", whose unused credit " + x.Words(),
				Formula: fmt.Sprintf("%s a month x max(0, %s - the burn of %s)", l.count(), ExactDollars(l.size), words.Count(fmt.Sprint(x.Days), "day")), Source: x.Source, Seen: x.Seen, Basis: x.Basis}, moneyOf(l.breakage))
		}
	}
	e.Formula = "sum over sellers of purchases a month x the fee of one"
	if !fee {
		e.Formula = "sum over sellers of purchases a month x what expires of one"
	}
	e.settle()
	return e
}

func (x rowExplainer) subscription() Explanation {
	e := x.titled("subscription", x.r.Subscription)
	e.Formula = "the cheapest plan that admits the requests"
	if x.r.gateway == nil {
		return e
	}
	for _, p := range x.r.gateway.Plans {
		l := ExplainLine{Label: "plan " + p.Name, Figure: ExactDollars(p.Month), Source: p.Source, Seen: p.Seen, Basis: p.Basis}
		if p.Requests > 0 {
			l.Formula = words.Count(fmt.Sprint(p.Requests), "request") + " a month"
		}
		e.Say(l)
	}
	if x.r.requests != nil {
		e.Say(ExplainLine{Label: "requests a month", Figure: words.Thousands(x.r.requests.FloatString(0))})
	}
	if usd, ok := x.q.Knobs.ServerUSD[x.r.Gateway]; ok {
		e.Say(ExplainLine{Label: "your server", Figure: ExactDollars(usd)})
	}
	return e
}

func (x rowExplainer) ownKeys() Explanation {
	e := x.titled("fee on own-key requests", x.r.BYOKFee)
	if t := x.r.byok; t != nil {
		e.Formula = t.Percent.String() + " % of list price above the monthly allowance"
		e.Say(ExplainLine{Label: "list price over own keys", Figure: ExactDollars(moneyOf(x.r.ownList)), Source: t.Source, Seen: t.Seen, Basis: t.Basis})
		if t.FreeRequests > 0 {
			e.Say(ExplainLine{Label: "requests free of it", Figure: words.Thousands(fmt.Sprint(t.FreeRequests)), Formula: "of " + words.Thousands(x.r.ownReqs.FloatString(0))})
		}
		if !t.FreeListUSD.IsZero() {
			e.Say(ExplainLine{Label: "list price free of it", Figure: ExactDollars(t.FreeListUSD)})
		}
	}
	return e
}

func (x rowExplainer) downtime() Explanation {
	e := x.titled("downtime", x.r.Downtime)
	e.Formula = "expected hours a month x " + ExactDollars(x.q.Knobs.DowntimeUSD) + " an hour"
	if g := x.r.gateway; g != nil {
		for _, i := range g.Incidents {
			for _, p := range i.Phases {
				e.Say(ExplainLine{Label: "incident of " + p.Start.Format(Day), Figure: p.End.Sub(p.Start).String(), Formula: "a share of " + p.FailedShare + " failed", Source: p.Source, Seen: p.Seen, Basis: p.Basis})
			}
		}
	}
	return e
}

func (x rowExplainer) overCheapest() Explanation {
	e := x.titled("over the cheapest", x.r.OverCheapest)
	e.Formula = "total - the cheapest total"
	if e.USD == nil {
		e.Note("only gateways at the highest coverage are ranked, and only where a winner is named")
		return e
	}
	e.Add(ExplainLine{Label: x.r.Gateway, Address: x.address("total")}, *x.r.Total)
	best := x.all.Row(x.all.Cheapest)
	e.Add(ExplainLine{Label: "less " + best.Gateway, Address: strings.TrimRight("compare "+best.Gateway+" total "+x.q.Words, " ")}, best.Total.Neg())
	return e
}

func (x rowExplainer) listMultiple() Explanation {
	e := x.titled("multiple of list price", nil)
	e.Notes = nil
	e.Formula = "total / list price, half up to 6 decimals"
	if x.r.Total == nil {
		return e
	}
	e.Figure = cmp.Or(x.r.ListMultiple, "?")
	e.Add(ExplainLine{Label: "total", Address: x.address("total")}, *x.r.Total)
	e.Say(ExplainLine{Label: "list price", Figure: ExactDollars(x.all.ListUSD)})
	return e
}

func (x rowExplainer) coverage() Explanation {
	e := x.titled("share of the list price that is priced", nil)
	e.Notes = nil
	e.Formula = "list price of what it has a rate for / list price of all, half up to 6 decimals"
	e.Figure = cmp.Or(x.r.Coverage, "?")
	x.sayMissing(&e)
	return e
}
