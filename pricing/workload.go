package pricing

import (
	"math/big"
	"slices"
	"time"
)

// WorkloadDays is how much usage a comparison takes by default, and the month that it is
// taken for.
const WorkloadDays = 30

// A WorkLine is usage that one rate per kind prices: one model, one prompt
// band, one slot of the clock.
type WorkLine struct {
	Account string    // whose usage it is; "" for a hypothetical line
	Gateway string    // where it was used; "" for a hypothetical line
	Name    string    // the model as written, with its variant
	Model   string    // canonical id; "" where the catalog knows none
	Prompt  int64     // a prompt size of the band, for the tier
	At      time.Time // an instant of the slot

	// Days are those for which its account's usage is known, where they are not the
	// workload's; else 0.
	Days     int
	Requests int64
	Tokens   Tokens
	Reported Money // what the gateway took; zero for own-key and hypothetical lines
	Extra    Money // the part of Reported that no token rate explains: searches, files
	Service  Service
	OwnKey   bool // went to the provider on the user's own key: in no total
	// Computed: Reported was priced by the catalog, not by the gateway.
	Computed bool
	// CacheUnknown: the export does not tell cached tokens apart.
	CacheUnknown bool
	// Mixed: the row adds up many requests, so band and window are unknown, but
	// where the export states them: BandKnown says that Prompt lies in the band of
	// all of them, ClockKnown that At lies in their window.
	Mixed                 bool
	BandKnown, ClockKnown bool

	// supposed: the cached tokens are a knob's, not the export's, or those of another model
	// than is asked. Where a model has no cache price they would be ordinary input.
	supposed bool
	// swapped: another model is asked than the one that Reported was paid for.
	swapped bool
	// part is how much of the line counts, by its number among the parts of a rowPricer.
	part int
	// alone: dollars whose tokens nobody counted, in this line or another.
	alone bool
}

// A Workload is what a comparison prices: lines of usage, or bare list dollars
// a month.
type Workload struct {
	Source   string // "ledger", "tokens" or "spend"
	Lines    []WorkLine
	Spend    Money     // list dollars a month, where there are no lines
	From, To time.Time // first and last day of a ledger's usage, inclusive
	Days     int       // days of it for which usage is known; 0 for a month as given
	// Explained is the share of the reported bill that the catalog reproduces,
	// as decimal text; "" where nothing was reported.
	Explained string
	// You is the gateway that took most of the reported money; "" if none.
	You string
	// Paid are the accounts that were charged for it.
	Paid []PaidAccount
	// Purchase is the usual credit of one purchase, the median of the recorded ones;
	// zero where none is recorded.
	Purchase Money
	// Reported is what gateways reported to have taken for it, and Reproduced how
	// much of that the catalog comes to: Explained is their quotient.
	Reported, Reproduced Money
	// Notes say where the usage is from, where that needs saying.
	Notes []string
	// Example is how well an app of the user's is cached; nil where none is better than
	// all together.
	Example *CacheExample
	// Projection is there where the usage is scaled to what is to come.
	Projection *Projection

	explained *big.Rat
	today     []WorkLine // the lines as far as today's rates tell them apart
	only      string     // the gateway whose lines alone count; "" is all
}

// A Projection is what a workload was scaled to: the dollars that its days to come are
// projected to take at the gateways in use.
type Projection struct {
	From, To  time.Time // first and last day
	USD       Money     // the mean
	Low, High Money     // its 80 % interval
	Method    string
}

// A CacheExample is an app, or a key, of which more is read from the cache than of the
// workload.
type CacheExample struct {
	Name  string  // "crew at openrouter"
	Share Percent // of its prompts
}

// SpendWorkload is a bare number of list dollars a month.
func SpendWorkload(listUSD Money) Workload { return Workload{Source: "spend", Spend: listUSD} }

// TokensWorkload is a month of tokens as given.
func (c *Catalog) TokensWorkload(lines []WorkLine) Workload {
	w := Workload{Source: "tokens", Lines: lines}
	w.today = c.frozen(w, Knobs{})
	return w
}

// LedgerWorkload is usage that took days to come about, and counts as a month
// of 30 days.
func (c *Catalog) LedgerWorkload(lines []WorkLine, from, to time.Time, days int) Workload {
	w := Workload{Source: "ledger", Lines: lines, From: from, To: to, Days: days}
	w.today = c.frozen(w, Knobs{})
	w.explain(c)
	return w
}

// Empty reports whether there is nothing to price.
func (w Workload) Empty() bool { return len(w.Lines) == 0 && w.Spend.IsZero() }

// perMonth is the factor from the workload to a month of 30 days.
func (w Workload) perMonth() *big.Rat {
	if w.Days == 0 {
		return big.NewRat(1, 1)
	}
	return big.NewRat(30, int64(w.Days))
}

// Requests is the number of requests of the lines, unscaled.
func (w Workload) Requests() int64 { return requests(w.few()) }

// few are the fewest lines that hold the workload's requests and tokens.
func (w Workload) few() []WorkLine {
	if w.today != nil {
		return w.here(w.today)
	}
	return w.here(w.Lines)
}

// CacheShare is the share of all prompt tokens that were read from the cache,
// half up to 6 decimals; false for a workload without prompts.
func (w Workload) CacheShare() (string, bool) {
	lines := w.few()
	var read, prompt count
	for i := range lines {
		t := &lines[i].Tokens
		read.add(t[CacheRead])
		prompt.add(t.Prompt())
	}
	of := prompt.whole()
	if of.Sign() <= 0 {
		return "", false
	}
	return plain(quotient(new(big.Rat).SetFrac(read.whole(), of), 6)), true
}

// A count is a sum of any size that is quick while it is small.
type count struct {
	small int64
	rest  big.Int
}

func (c *count) add(n int64) {
	sum, fits := addPico(c.small, n)
	if !fits {
		c.rest.Add(&c.rest, big.NewInt(c.small))
		sum = n
	}
	c.small = sum
}

func (c *count) whole() *big.Int { return new(big.Int).Add(&c.rest, big.NewInt(c.small)) }

// explain finds which share of the reported bill the catalog reproduces: model
// by model, the bill less what the recomputed figure is off by.
func (w *Workload) explain(c *Catalog) {
	type sums struct{ reported, computed Money }
	by := map[[2]string]*sums{}
	taken := map[string]Money{}
	var total Money
	for _, l := range w.Lines {
		if l.Gateway != "" {
			taken[l.Gateway] = taken[l.Gateway].Add(l.Reported)
		}
		if l.OwnKey || l.Computed {
			continue
		}
		k := [2]string{l.Gateway, l.Name}
		if by[k] == nil {
			by[k] = &sums{}
		}
		by[k].reported = by[k].reported.Add(l.Reported)
		by[k].computed = by[k].computed.Add(l.Extra)
		total = total.Add(l.Reported)
		g := c.byGateway[l.Gateway]
		if g == nil {
			continue
		}
		if card, _ := c.cardAt(g, l.Name, l.Model, l.Service, l.At); card != nil {
			var t tally
			g.price(card, l, l.instant(l.At), &t)
			usd := t.money()
			if !g.Markup.IsZero() {
				usd = moneyOf(new(big.Rat).Mul(usd.rat(), onePlus(g.Markup)))
			}
			by[k].computed = by[k].computed.Add(usd)
		}
	}
	for g, usd := range taken {
		if best := taken[w.You]; w.You == "" || usd.Cmp(best) > 0 || usd.Equal(best) && g < w.You {
			w.You = g
		}
	}
	if total.Sign() <= 0 {
		return
	}
	var reproduced Money
	for _, s := range by {
		if hit := s.reported.Sub(s.reported.Sub(s.computed).Abs()); hit.Sign() > 0 {
			reproduced = reproduced.Add(hit)
		}
	}
	w.Reported, w.Reproduced = total, reproduced
	w.quotient()
}

// quotient sets the explained share of what was reported.
func (w *Workload) quotient() {
	if w.Reported.Sign() > 0 {
		w.explained = new(big.Rat).Quo(w.Reproduced.rat(), w.Reported.rat())
		w.Explained = plain(quotient(w.explained, 6))
	}
}

// instant is when the line is priced by rates in force at force.
func (l WorkLine) instant(force time.Time) Instant {
	if l.Mixed && !l.ClockKnown {
		return Instant{Force: force}
	}
	return Instant{force, l.At}
}

// price adds what a line costs by the card to t and returns the kinds that have
// no rate.
func (g *Gateway) price(card *Card, l WorkLine, at Instant, t *tally) []Kind {
	return g.each(card, l, at, func(_ *Band, n int64, rate Rate) { t.add(n, rate) })
}

// each calls f for every kind of a line that the card has a rate for, with the
// tokens and the rate that they are charged at, and returns the kinds that have
// none.
func (g *Gateway) each(card *Card, l WorkLine, at Instant, f func(b *Band, tokens int64, rate Rate)) []Kind {
	tokens := l.Tokens
	bands, unpriced := card.bandsFor(&tokens, l.Prompt, at)
	if l.supposed && slices.ContainsFunc(unpriced, Kind.cached) && card.Rate(Input, l.Prompt, at) != nil {
		for _, k := range unpriced {
			if k.cached() {
				tokens[Input] += tokens[k]
				tokens[k] = 0
			}
		}
		bands, unpriced = card.bandsFor(&tokens, l.Prompt, at)
	}
	for k, b := range bands {
		if b == nil || tokens[k] == 0 {
			continue
		}
		f(b, tokens[k], g.charged(card, l.Service, Kind(k), b.Rate, at.Force))
	}
	return unpriced
}

// maxTokens are the most tokens that one count holds.
const maxTokens = 1 << 60
