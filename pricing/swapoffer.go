package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// A SwapOffer is a model that another one's work could be given to, as the gateway of a bill
// sells it.
type SwapOffer struct {
	Model    string
	Gateway  string // whose rates In and Out are: that of the bill, else the model's publisher, else the first that sells it
	In, Out  *Rate  // of uncached input and of output, for a short prompt; nil where unpriced
	Gateways int    // that sell it
	Here     bool   // the gateway of the bill sells it
	Used     bool   // the workload has it already
	// Remarks are what the two rates do not say, in a few words each: "cache writes free".
	// Notes are what the model has less of, in full.
	Remarks []string
	Notes   []string

	month *big.Rat // what the work costs as tokens of it, a month; nil where a kind of them has no rate
}

// SwapOffers are the models that could do the work of one that a gateway serves, at the rates
// of an instant: the one whose tokens cost least first, then those that are free, which no
// gateway means for real work, what cannot be priced there last.
// Whether a model does the work is not for a price list to say: only those that give no
// text are left out.
//
//	a million tokens each way: m1 at 3 and 15 is 18 a month, m2 at 1 and 5 is 6: m2 first
func (c *Catalog) SwapOffers(w Workload, gateway, from string, asOf time.Time) []SwapOffer {
	s := swapSearch{c: c, w: w, home: c.byGateway[fold(gateway)], old: c.byModel[from], at: asOf}
	if s.old == nil {
		s.old = &Model{ID: from}
	}
	used := map[string]bool{}
	for _, l := range w.few() {
		name := cmp.Or(l.Model, l.Name)
		used[name] = true
		if name == from && !l.OwnKey {
			s.lines = append(s.lines, l)
			s.tokens.add(l.Tokens)
		}
	}
	var out []SwapOffer
	for _, m := range c.models {
		if o, ok := s.offer(m); ok {
			o.Used = used[m.ID]
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b SwapOffer) int {
		if n := cmp.Compare(a.group(), b.group()); n != 0 || a.month == nil {
			return cmp.Or(n, strings.Compare(a.Model, b.Model))
		}
		return cmp.Or(a.month.Cmp(b.month), strings.Compare(a.Model, b.Model))
	})
	return out
}

// group is the place of an offer among the others before its cost counts.
func (o *SwapOffer) group() int {
	switch {
	case o.month == nil:
		return 2
	case o.month.Sign() == 0:
		return 1
	}
	return 0
}

// A swapSearch asks of one model after another what it would be in the place of an old one.
type swapSearch struct {
	c      *Catalog
	w      Workload
	home   *Gateway // nil for direct
	old    *Model
	lines  []WorkLine // of the old model
	tokens kindsUsed
	at     time.Time
}

// kindsUsed says of which kinds there are tokens.
type kindsUsed [kindCount]bool

func (u *kindsUsed) add(t Tokens) {
	for k, n := range t {
		u[k] = u[k] || n > 0
	}
}

// offer is a model as an offer; false where it gives no text or nobody has a price of it.
func (s *swapSearch) offer(m *Model) (SwapOffer, bool) {
	c := s.c
	if m.NoOutput || m.ID == s.old.ID {
		return SwapOffer{}, false
	}
	o := SwapOffer{Model: m.ID}
	var first *Gateway
	for _, g := range c.gateways {
		if g.Sells(m.ID) && g.Offered() {
			o.Gateways++
			if first == nil {
				first = g
			}
		}
	}
	home := s.home
	if home == nil {
		home = c.publisher[m.Vendor]
	}
	var card *Card
	for _, g := range []*Gateway{home, c.publisher[m.Vendor], first} {
		if g == nil {
			continue
		}
		if card, _ = c.cardAt(g, "", m.ID, Service{}, s.at); card != nil {
			o.Here = g == home
			break
		}
	}
	if card == nil {
		return o, false
	}
	o.Gateway = card.Gateway
	force := Instant{Force: s.at}
	rate := func(k Kind) *Rate {
		if b := card.Rate(k, 0, force); b != nil {
			return &b.Rate
		}
		return nil
	}
	if o.In, o.Out = rate(Input), rate(Output); o.Out == nil {
		return o, false
	}
	if o.Here {
		if usd, lacks, ok := c.instead(s.w, s.lines, home, s.old, m, s.at); ok {
			o.month, o.Notes = usd, lacks
		}
	}
	o.Remarks = s.remarks(&o, m, rate)
	return o, true
}

// remarks are what a reader of two rates alone would miss.
func (s *swapSearch) remarks(o *SwapOffer, m *Model, rate func(Kind) *Rate) (out []string) {
	if !o.Here {
		where := Direct
		if s.home != nil {
			where = s.home.ID
		}
		out = append(out, "not at "+where)
	}
	for _, k := range []Kind{CacheWrite5m, CacheWrite1h} {
		if !s.tokens[k] {
			continue
		}
		switch r := rate(k); {
		case r == nil:
			out = append(out, "cache writes as input")
		case r.IsZero():
			out = append(out, "cache writes free")
		default:
			continue
		}
		break
	}
	if o.month != nil && o.month.Sign() == 0 {
		out = append(out, "free")
	}
	if s.tokens[CacheRead] && rate(CacheRead) == nil {
		out = append(out, "no cache price")
	}
	if m.Context > 0 && s.old.Context > m.Context {
		out = append(out, "context "+words.Number(m.Context))
	}
	return out
}

// A SwapChange is by how much a bill changes a month if another model does the work of one:
// negative saves; nil where the bill is not known any more, as where the gateway does not
// sell the model. Kept are those of the user's other gateways that do not sell it, whose part
// stays as it is.
type SwapChange struct {
	Change *Money
	Kept   []string
}

// SwapChanges are by how much the bill at one gateway changes for each of several models
// that could do the work of from, beside what the knobs swap already. At the user's own
// gateway it is the bill of all accounts.
//
//	100 million tokens into m1 at 3, 300 and a fee of 16.50, into m2 at 1, 100 and 5.50: -211
func (c *Catalog) SwapChanges(w Workload, k Knobs, gateway, from string, to []string, asOf time.Time) []SwapChange {
	out := make([]SwapChange, len(to))
	was, _ := c.wholeBill(w, k, gateway, asOf)
	for i, model := range to {
		turned := k
		turned.Swaps = withSwap(k.Swaps, from, model)
		if is, kept := c.wholeBill(w, turned, gateway, asOf); was != nil && is != nil {
			usd := is.Sub(*was)
			out[i] = SwapChange{&usd, kept}
		}
	}
	return out
}

// wholeBill is BillAt where the gateway prices all of its part; nil where it does not. kept
// are other gateways whose part stays as it is.
func (c *Catalog) wholeBill(w Workload, k Knobs, gateway string, asOf time.Time) (usd *Money, kept []string) {
	gateway = fold(gateway)
	if gateway == w.You {
		you, err := c.WouldPay(w, k, asOf)
		if err != nil || you == nil || slices.Contains(you.Kept, gateway) {
			return nil, nil
		}
		return you.Total, you.Kept
	}
	k.Gateways, k.Requirements = []string{gateway}, nil
	got, err := c.Compare(w, k, asOf)
	if err != nil {
		return nil, nil
	}
	if r := got.Row(gateway); r != nil && r.Ranked {
		return r.Total, nil
	}
	return nil, nil
}
